"""What lies over the mirror: words on glass, messages, and guidance for the hand."""

import time
from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication, QRect

from tryon.app.banner import Banners
from tryon.app.glass import Pill, RecordingPill, WaitingCard
from tryon.app.guidance import Advice
from tryon.app.preview import Preview
from tryon.app.state import Feed, State
from tryon.app.white_guide import WhiteGuide, held_words
from tryon.light.known import KnownState

_INSET_PX = 18  # between the edge of the picture and the glass
_BANNER_PX, _GUIDE_PX, _CARD_PX = 640, 620, 440  # at most so wide
_GUIDE_SHARE = 0.5  # of the preview's height, at most: the face is to be seen
_NARROW_PX = 700  # of a preview on which a message has its button below


translate = QCoreApplication.translate

#: Short enough to be read from across the room.
ADVICE_WORDS: Mapping[Advice, Callable[[], str]] = {
    Advice.COME: lambda: translate("OverMirror", "Step in front of the mirror"),
    Advice.WAIT: lambda: translate("OverMirror", "One moment …"),
    Advice.STEP_BACK: lambda: translate("OverMirror", "Step back until your hips are in view"),
    Advice.CLOSE: lambda: translate("OverMirror", "Step back until your hips are in view"),
    Advice.SHOW_LEGS: lambda: translate("OverMirror", "Step back until your knees are in view"),
    Advice.SHOW_FEET: lambda: translate("OverMirror", "Step back until your feet are in view"),
    Advice.UPPER_ONLY: lambda: translate("OverMirror", "Only your upper body is in view"),
    Advice.TAKE_OFF: lambda: translate(
        "OverMirror", "Take off a loose jacket for a better view"
    ),
    Advice.ARMS_OUT: lambda: translate("OverMirror", "Arms a little out, please"),
}


class OverMirror:
    """Shows on the preview what the state says, and keeps each thing in its place.

    Parameters
    ----------
    preview : Preview
        Parent of everything here.

    Attributes
    ----------
    banners : Banners
    guide : WhiteGuide
    """

    def __init__(self, preview: Preview) -> None:
        self._preview = preview
        self._before = Pill(QCoreApplication.translate("OverMirror", "Before"), preview)
        self._recording = RecordingPill(preview)
        self._waiting = WaitingCard(preview)
        self._held = Pill("", preview)
        self._held.hide()
        self._advice = Pill("", preview)
        self._advice.setProperty("part", "glass large")
        self._advice.hide()
        self.guide = WhiteGuide(preview)
        self.banners = Banners(preview)

    def show_state(self, state: State) -> None:
        """Show what belongs to `state`."""
        self.banners.show_notices(state.notices, is_narrow=self._preview.width() < _NARROW_PX)
        self._before.setVisible(state.is_before)
        self._show_waiting(state)
        self.show_recording(state)
        self.lay()

    def show_recording(self, state: State) -> None:
        """Write how long has been recorded."""
        recorded = state.recorded
        self._recording.setVisible(recorded is not None)
        if recorded is not None:
            spent_ns = time.monotonic_ns() - recorded.started_ns
            self._recording.show_time(int(spent_ns / 1e9))

    def follow_sheet(self, known: KnownState) -> None:
        """Guide whoever holds a sheet, with each picture."""
        text = held_words(known)
        is_new = self.guide.show_known(known)
        if text != self._held.text():
            self._held.setText(text)
            self._held.setVisible(bool(text))
            is_new = True
        if is_new:
            self.lay()

    def show_advice(self, found: Advice | None) -> None:
        """Tell who is being dressed how to stand; they read it from afar."""
        text = ADVICE_WORDS[found]() if found is not None else ""
        if text != self._advice.text():
            self._advice.setText(text)
            self._advice.setVisible(bool(text))
            self.lay()

    def picture_painted(self) -> None:
        """Give way to the first picture."""
        if self._waiting.isVisible():
            self._waiting.hide()
            self.lay()

    def _show_waiting(self, state: State) -> None:
        tr = QCoreApplication.translate
        self._waiting.setVisible(not self._preview.is_live)
        if state.feed is Feed.LOST:
            self._waiting.say(
                "video camera",
                tr("OverMirror", "Waiting for the camera"),
                tr(
                    "OverMirror",
                    "The mirror comes back by itself as soon as the camera does.",
                ),
            )
        elif state.feed is Feed.OPENING:
            self._waiting.say("video camera", tr("OverMirror", "One moment …"), "")
        else:
            self._waiting.say(
                "picture",
                tr("OverMirror", "No picture"),
                tr("OverMirror", "Choose a camera, a photo or a video."),
            )

    def lay(self) -> None:
        """Place everything over the picture, wherever that is now."""
        inset = _INSET_PX
        whole = self._preview.rect()
        rect = (
            self._preview.picture_rect().toAlignedRect().adjusted(inset, inset, -inset, -inset)
        )
        self._before.adjustSize()
        self._before.move(
            rect.center().x() - self._before.width() // 2,
            rect.bottom() - self._before.height() + 1,
        )
        self._advice.adjustSize()
        lowest = self._before.y() - 10 if self._before.isVisible() else rect.bottom() + 1
        self._advice.move(
            rect.center().x() - self._advice.width() // 2, lowest - self._advice.height()
        )
        self._recording.move(rect.topLeft())
        self._held.adjustSize()
        self._held.move(rect.right() - self._held.width() + 1, rect.top())
        banners = self._lay_banners(whole)
        guide = self.guide
        width = min(_GUIDE_PX, whole.width() - 2 * inset)
        guide.fit_into(width, round(_GUIDE_SHARE * whole.height()))
        guide.move(
            whole.center().x() - guide.width() // 2, whole.bottom() - guide.height() - inset
        )
        self._waiting.setFixedWidth(min(_CARD_PX, whole.width()))
        self._waiting.adjustSize()
        if self.banners.isVisible():
            whole.setTop(banners.bottom())
        self._waiting.move(
            whole.center().x() - self._waiting.width() // 2,
            whole.center().y() - self._waiting.height() // 2,
        )

    def _lay_banners(self, whole: QRect) -> QRect:
        """Place the messages as high as possible: above the picture it is free, or hair."""
        width = min(_BANNER_PX, whole.width() - 2 * _INSET_PX)
        height = self.banners.height_for(width)
        place = QRect(whole.center().x() - width // 2, whole.top() + 6, width, height)
        if self._recording.isVisible() and self._recording.geometry().intersects(place):
            place.moveTop(self._recording.geometry().bottom() + 10)
        self.banners.setGeometry(place)
        self.banners.raise_()
        return place
