import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tryon import assets
from tryon.core.errors import Missing

ROOMS = ("shaders", "models3d", "calibration")


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel, built as it would be published."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=checkout,
        check=True,
        capture_output=True,
    )
    (path,) = folder.glob("tryon-*.whl")
    return path


def test_a_checkout_finds_its_own_folders(checkout):
    assert assets.folder() == checkout
    assert assets.model("README.md") == checkout / "models3d" / "README.md"
    assert assets.calibration("README.md") == checkout / "calibration" / "README.md"


def test_the_wheel_carries_every_asset_and_no_test(wheel, checkout):
    carried = set(zipfile.ZipFile(wheel).namelist())
    for room in ROOMS:
        for path in (checkout / room).rglob("*"):
            if path.is_file():
                assert f"tryon/_assets/{path.relative_to(checkout).as_posix()}" in carried
    assert not [name for name in carried if name.startswith("tests/") or "__pycache__" in name]
    assert any(name.endswith("licenses/LICENSE") for name in carried)


def test_the_wheel_works_where_there_is_no_checkout(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path)
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from tryon import assets\n"
        "print(assets.__file__, assets.folder(), assets.model('README.md'), sep='\\n')\n"
        "assert 'linear_to_srgb(vec3' in assets.shader('probe.frag')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert all(line.startswith(str(tmp_path)) for line in done.stdout.splitlines())


def test_a_frozen_app_finds_what_it_unpacked(checkout, tmp_path, monkeypatch):
    for room in ROOMS:
        shutil.copytree(checkout / room, tmp_path / "tryon" / "_assets" / room)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert assets.folder() == tmp_path / "tryon" / "_assets"


def test_a_broken_installation_is_said_so(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "__file__", str(tmp_path / "a" / "tryon" / "assets.py"))
    with pytest.raises(Missing, match="no folder of shaders") as caught:
        assets.folder()
    assert "Install tryon again" in caught.value.hint


def test_a_wrong_name_names_the_nearest():
    with pytest.raises(Missing, match=r"'prove\.frag'.*did you mean 'probe\.frag'"):
        assets.shader("prove.frag")
    with pytest.raises(Missing, match=r"no 'zzz' in .*models3d: there are"):
        assets.model("zzz")


def test_includes_go_in_once_and_keep_line_numbers(tmp_path, monkeypatch):
    shaders = tmp_path / "shaders"
    (shaders / "include").mkdir(parents=True)
    (shaders / "include" / "a.glsl").write_text('#include "include/b.glsl"\nfloat a;\n')
    (shaders / "include" / "b.glsl").write_text("float b;\n")
    (shaders / "x.frag").write_text(
        '#version 330 core\n#include "include/a.glsl"\n#include "include/b.glsl"\nlast\n'
    )
    monkeypatch.setattr(assets, "folder", lambda: tmp_path)
    text = assets.shader("x.frag")
    assert text.count("float b;") == text.count("float a;") == 1
    lines = text.splitlines()
    assert lines[0] == "#version 330 core"  # GLSL wants it first
    assert _place(lines, "last") == (4, 0)
    assert _place(lines, "float a;") == (2, 1)
    assert _place(lines, "float b;") == (1, 2)


def _place(lines: list[str], wanted: str) -> tuple[int, int]:
    """Return (line, string number) that a GLSL 3.30 compiler gives to `wanted`."""
    number, string = 1, 0
    for line in lines:
        if line == wanted:
            return number, string
        if line.startswith("#line"):
            number, string = map(int, line.split()[1:])
        else:
            number += 1
    raise AssertionError(f"{wanted!r} is not there")
