from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtGui import QFontMetrics, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tryon.app.appearance import Appearance, appear
from tryon.app.finishes import FinishChip
from tryon.app.theme import SMALL, font
from tryon.core.scene import Floats


@pytest.fixture(params=[False, True], ids=["usual letters", "larger letters"])
def letters(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[None]:
    appear(qapp, Appearance("en", "light", request.param))
    yield
    appear(qapp, Appearance("en", "dark", False))


@pytest.mark.usefixtures("letters")
@pytest.mark.parametrize("height", [50, 72])
def test_the_name_is_whole_however_low_the_window_is(qtbot: QtBot, height: int) -> None:
    def ink(title: str) -> Floats:
        chip = FinishChip("matte", title)
        qtbot.addWidget(chip)
        chip.resize(64, height)
        image = chip.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
        return rows[:, : image.width()].astype(np.float32)

    rows = np.flatnonzero(np.abs(ink("HH") - ink("")).max(1) > 40)
    wanted = QFontMetrics(font(SMALL - 2)).capHeight()
    assert np.ptp(rows) + 1 >= wanted - 1
    assert rows.max() < height - 1
