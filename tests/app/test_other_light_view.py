import numpy as np
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tryon.app.glass import Pill
from tryon.app.other_light_view import OtherLightView
from tryon.app.state import Stills


@pytest.mark.parametrize("size", [(400, 420), (1200, 800)])
def test_captions_stay_inside_their_pictures(qtbot: QtBot, size: tuple[int, int]) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    view = OtherLightView(parent)
    parent.resize(*size)
    view.resize(*size)
    parent.show()
    grey = np.full((90, 160, 3), 128, np.uint8)
    simulated = tuple((name, grey.copy()) for name in ("daylight", "office", "home"))
    view.show_stills(Stills(grey, simulated, None), is_mirrored=False)
    qtbot.wait(20)
    for tile in view._tiles:
        for words in tile.findChildren(Pill):
            assert tile.rect().contains(words.geometry()), words.text()
