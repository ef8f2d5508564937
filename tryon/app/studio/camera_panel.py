"""The camera: what is asked of it, and what it really does."""

from pathlib import Path

from PySide6.QtCore import Signal

from tryon.app.colour_card import age
from tryon.app.kiosk.parts import label
from tryon.app.lamp_row import lamp_words
from tryon.app.select import Select
from tryon.app.state import Feed, State
from tryon.app.studio.parts import Panel, Rows, plain_button, switch
from tryon.light.known import KnownState
from tryon.light.reference import Phase
from tryon.sources.camera import CameraState, LockState

#: What is asked for when nobody chose.
USUAL_PX = (1280, 720)
#: Offered where the system does not tell what a camera can do.
_COMMON_PX = ((640, 480), (1280, 720), (1920, 1080))


class CameraPanel(Panel):
    """The panel "Camera"."""

    chosen = Signal(str)
    sized = Signal(object)  # (width, height)
    locked = Signal(bool)
    mirrored = Signal(bool)
    again = Signal()
    white = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.source = Select()
        self.source.setAccessibleName(self.tr("Camera"))
        self.source.activated.connect(lambda row: self.chosen.emit(self.source.itemData(row)))
        self.asked = Select()
        self.asked.setAccessibleName(self.tr("Size that is asked for"))
        self.asked.activated.connect(lambda row: self.sized.emit(self.asked.itemData(row)))
        for choice in (self.source, self.asked):
            choice.setSizeAdjustPolicy(
                Select.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            choice.setMinimumContentsLength(12)
        self.lock = switch(self.tr("Hold exposure and white balance"))
        self.lock.clicked.connect(self.locked)
        self.mirror = switch(self.tr("Preview as in a mirror"))
        self.mirror.clicked.connect(self.mirrored)
        self.does = Rows(
            [
                self.tr("It delivers"),
                self.tr("Format"),
                self.tr("Exposure"),
                self.tr("White balance"),
                self.tr("Colours"),
                self.tr("White sheet"),
            ]
        )
        self._again = plain_button(self.tr("Look for cameras again"))
        self._again.clicked.connect(self.again)
        self._white = plain_button(self.tr("Measure white"))
        self._white.clicked.connect(self.white)
        for part in (self.source, self.lock, self.does, self._white, self.mirror):
            self.column.addWidget(part)
        self.column.addWidget(label(self.tr("Size that is asked for"), "soft"))
        self.column.addWidget(self.asked)
        self.column.addWidget(self._again)
        self._sources: object = None
        self._sizes: object = None
        self.fit()

    def show_state(self, state: State) -> None:
        """Show what is open, what was wished, and what came of it."""
        self._offer_sources(state)
        is_camera = state.source.startswith("camera")
        self._offer_sizes(state, is_camera=is_camera)
        self.lock.setEnabled(is_camera)
        self.lock.setChecked(is_camera and state.settings.is_locked)
        self.mirror.setChecked(state.is_mirrored)
        delivered, rows = state.delivered, self.does
        if delivered is None:
            away = {
                Feed.OPENING: self.tr("opening …"),
                Feed.LOST: self.tr("away, looked for"),
                Feed.FAILED: self.tr("nothing"),
            }.get(state.feed, "–")
            rows.show_value(0, away, "attention" if state.feed is Feed.LOST else "")
            for row in range(1, 5):
                rows.show_value(row, "–")
            return
        self._show_size(delivered, state.settings.camera_px or USUAL_PX, is_camera=is_camera)
        rows.show_value(1, delivered.format or "–")
        for row, lock in ((2, delivered.exposure_lock), (3, delivered.white_balance_lock)):
            if is_camera:
                is_wished = state.settings.is_locked
                rows.show_value(row, self._said(lock), self._tone(lock, is_wished=is_wished))
            else:
                rows.show_value(row, self.tr("as in the file"))
        if state.profile is not None:
            rows.show_value(4, self.tr("calibrated"), "good")
        else:
            rows.show_value(4, self.tr("not calibrated") if is_camera else "–")

    def show_known(self, known: KnownState) -> None:
        """Show since when white is known, and in what light."""
        if known.reference.phase is not Phase.HELD:
            self.does.show_value(5, self.tr("not measured"))
            return
        said = age(known.reference.age_s)
        if known.lamp is not None:
            said += f" · {lamp_words(known.lamp)}"
        self.does.show_value(5, said, "good")

    def _show_size(
        self, delivered: CameraState, asked: tuple[int, int], *, is_camera: bool
    ) -> None:
        width, height = delivered.size
        text = f"{width}×{height}"
        if delivered.fps:
            text += f" · {delivered.fps:.4g}"
        is_other = is_camera and delivered.size != asked
        self.does.show_value(0, text, "attention" if is_other else "")

    def _offer_sources(self, state: State) -> None:
        listed = (state.cameras, state.source)
        if listed == self._sources:
            return
        self._sources = listed
        self.source.clear()
        for camera in state.cameras:
            title = f"{camera.name} ({camera.fault})" if camera.fault else camera.name
            self.source.addItem(title, f"camera:{camera.index}")
        self.source.addItem(self.tr("Demo"), "demo")
        row = self.source.findData(state.source)
        if row < 0 and state.source:
            self.source.addItem(Path(state.source).name, state.source)
            row = self.source.count() - 1
        self.source.setCurrentIndex(row)

    def _offer_sizes(self, state: State, *, is_camera: bool) -> None:
        asked = state.settings.camera_px or USUAL_PX
        open_one = next((c for c in state.cameras if state.source == f"camera:{c.index}"), None)
        known = {form.size for form in open_one.formats} if open_one is not None else set()
        sizes = sorted({*(known or _COMMON_PX), asked})
        self.asked.setEnabled(is_camera)
        if (sizes, asked) == self._sizes:
            return
        self._sizes = sizes, asked
        self.asked.clear()
        for size in sizes:
            self.asked.addItem("{}×{}".format(*size), size)
        self.asked.setCurrentIndex(sizes.index(asked))

    def _said(self, lock: LockState) -> str:
        return {
            "off": self.tr("automatic"),
            "settling": self.tr("settling"),
            "locked": self.tr("held"),
            "not supported": self.tr("cannot be held"),
            "ignored": self.tr("the camera ignores it"),
        }[lock]

    def _tone(self, lock: LockState, *, is_wished: bool) -> str:
        if lock == "locked":
            return "good"
        return "attention" if is_wished and lock != "settling" else ""
