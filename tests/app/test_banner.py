from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from tryon.app.appearance import Appearance, appear
from tryon.app.banner import Banners
from tryon.app.state import Notice, NoticeKind


@pytest.mark.parametrize(("is_narrow", "width"), [(True, 304), (False, 480), (False, 640)])
def test_a_message_has_room_for_all_its_lines(
    qapp: Any, qtbot: Any, is_narrow: bool, width: int
) -> None:
    appear(qapp, Appearance("en"))
    window = QWidget()
    qtbot.addWidget(window)
    banners = Banners(window)
    window.show()
    banners.show_notices((Notice(NoticeKind.CAMERA_FROZEN),), is_narrow)
    banners.setGeometry(0, 0, width, banners.height_for(width))
    qtbot.waitUntil(lambda: banners.findChildren(QLabel)[1].width() > 50)
    for words in banners.findChildren(QLabel)[1:]:
        assert words.height() >= words.heightForWidth(words.width())
