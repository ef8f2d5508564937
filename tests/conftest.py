"""What every test may use."""

import os
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from tryon.core.scene import Bytes

if sys.platform == "linux" and not (
    os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session", autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep tests away from what the person at this machine has set."""
    home = tmp_path_factory.mktemp("settings")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            patch.setenv(name, str(home))
        yield home


@pytest.fixture(scope="session")
def colour() -> ModuleType:
    """Colour science by another hand."""
    with warnings.catch_warnings(), np.printoptions():  # it changes how numpy prints
        warnings.simplefilter("ignore")  # of what else could be installed
        return pytest.importorskip("colour")


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder of pyproject.toml."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data(checkout: Path) -> Path:
    """Real photographs and clips, kept beside the checkout; skips where there are none."""
    for place in checkout.parents:
        if (place / "shared" / "data").is_dir():
            return place / "shared" / "data"
    pytest.skip("needs the photographs of ../shared/data")


@pytest.fixture(scope="session")
def portrait() -> Bytes:
    """The public-domain portrait (512, 512, 3) uint8, read-only."""
    from skimage.data import astronaut

    rgb = np.ascontiguousarray(astronaut())
    rgb.flags.writeable = False
    return rgb
