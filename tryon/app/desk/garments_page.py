"""The clothes, with pictures; a model from outside is brought in by a process of its own."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QProcess, Qt
from PySide6.QtWidgets import QFileDialog

from tryon.app.clothing import TURNS, portrait, turning
from tryon.app.desk.check_page import own_command
from tryon.app.desk.page import Page, busy_bar, button, words
from tryon.app.language import say_line, say_message
from tryon.app.rack import Rack
from tryon.app.select import Select
from tryon.app.showroom import Draw, Shot, Showroom
from tryon.app.state import Hung
from tryon.app.turntable import Turntable
from tryon.app.window import Bell
from tryon.garments.rail import Hanger, own_garments


class GarmentsPage(Page):
    """The rack, and the way in.

    Parameters
    ----------
    hangers : callable
        Lists the wardrobe.
    draw, find : callables
        Draw a picture of a garment, or find one.
    """

    def __init__(
        self,
        hangers: Callable[[], Sequence[Hanger]],
        draw: Draw,
        find: Callable[[Shot], Path | None],
    ) -> None:
        super().__init__(self.tr("Clothes"))
        self._hangers = hangers
        self._process: QProcess | None = None
        self._brought: Hanger | None = None
        self._out = own_garments()
        self._drawn_shots: dict[Shot, Path | None] = {}
        self._drawn = Bell()
        self._drawn.rung.connect(self._show_pictures)
        self._draw, self._find = draw, find
        self._showroom = Showroom(draw, find, self._take_picture)
        self.add = button(self.tr("Bring in a garment"), self.toggle, "primary")
        self.slot = Select()
        self.slot.setAccessibleName(self.tr("Where it is worn"))
        for slot, title in (
            ("", self.tr("Worn as its shape says")),
            ("top", self.tr("Above")),
            ("bottom", self.tr("Trousers or skirt")),
            ("dress", self.tr("Dress")),
            ("outer", self.tr("Jacket or coat")),
            ("shoes", self.tr("Shoes")),
            ("head", self.tr("Glasses, hat or earrings")),
        ):
            self.slot.addItem(title, slot)
        self.head.addWidget(self.slot)
        self.head.addWidget(self.add)
        self.said = words(
            self.tr("GLB, glTF, VRM, OBJ or MHCLO; it is fitted to the mannequin and drawn."),
            "soft body",
            wraps=True,
        )
        self.column.addWidget(self.said)
        self.bar = busy_bar()
        self.column.addWidget(self.bar)
        self.turntable = Turntable()
        self.turntable.hide()
        self.column.addWidget(self.turntable, 0, Qt.AlignmentFlag.AlignLeft)
        self.rack = Rack()
        self.column.addWidget(self.rack, 1)
        self._is_filled = False

    def fill(self) -> None:
        """Hang up the wardrobe; asked when the page is opened first, and after a change."""
        hangers = self._hangers()
        self._is_filled = True
        self.rack.fill(hangers)
        self._showroom.close()  # it shows nothing twice, and a piece may have come anew
        self._showroom = Showroom(self._draw, self._find, self._take_picture)
        self._drawn_shots.clear()
        self._showroom.want([portrait(hanger) for hanger in hangers if not hanger.fault])
        self._show_pictures()

    def open(self) -> None:
        """Fill the page, once."""
        if not self._is_filled:
            self.fill()

    def _take_picture(self, shot: Shot, path: Path | None) -> None:
        self._drawn_shots[shot] = path
        self._drawn.ring()

    def _show_pictures(self) -> None:
        self.rack.show_pictures(dict(self._drawn_shots))
        self._turn()

    def _show_brought(self) -> None:
        """Put what has just come on the turntable; it is drawn before all that hangs here."""
        hangers = (hanger for hanger in self._hangers() if not hanger.fault)
        self._brought = next((h for h in hangers if self._out in h.path.parents), None)
        self.turntable.setVisible(self._brought is not None)
        if self._brought is not None:
            self._showroom.want([portrait(self._brought), turning(Hung(self._brought))])
        self._turn()

    def _turn(self) -> None:
        if self._brought is None:
            return
        around = self._drawn_shots.get(turning(Hung(self._brought)))
        if around is not None:
            self.turntable.show_sides(around, TURNS)
        else:  # what hangs on the rack, until the others are drawn
            self.turntable.show_sides(self._drawn_shots.get(portrait(self._brought)), 1)

    def toggle(self) -> None:
        """Choose a model and bring it in, or stop bringing one in."""
        if self._process is not None:
            self._process.kill()
            return
        kinds = self.tr("Models") + " (*.glb *.gltf *.vrm *.obj *.mhclo)"
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Bring in a garment"), "", kinds)
        if name:
            self.bring(Path(name))

    def bring(self, path: Path) -> None:
        """Bring a model in; the window stays alive meanwhile."""
        out = self._out = own_garments() / path.stem
        self._brought = None
        self.turntable.hide()
        command = own_command("garment", "import", str(path), "-o", str(out), "--json")
        if slot := self.slot.currentData():
            command += ["--slot", slot]
        process = self._process = QProcess(self)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(
            lambda error: (
                self._finished() if error is QProcess.ProcessError.FailedToStart else None
            )
        )
        self.bar.show()
        self.add.setText(self.tr("Stop"))
        self.said.setText(self.tr("{0} is being fitted…").format(path.name))
        process.start(command[0], command[1:])

    def _finished(self, *_: object) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        self.bar.hide()
        self.add.setText(self.tr("Bring in a garment"))
        said, errors = (
            bytes(read().data()).decode(errors="replace")
            for read in (process.readAllStandardOutput, process.readAllStandardError)
        )
        is_done = process.exitStatus() is QProcess.ExitStatus.NormalExit
        is_done = is_done and process.exitCode() == 0
        process.deleteLater()
        if is_done:
            notes = map(say_message, json.loads(said)["notes"])
            self.said.setText("\n".join([self.tr("It hangs among your clothes."), *notes]))
            self.fill()
            self._show_brought()
            return
        lines = [line for line in errors.strip().splitlines() if line.startswith("tryon:")]
        self.said.setText(
            "\n".join(say_line(line.removeprefix("tryon: ")) for line in lines)
            or self.tr("Nothing was brought in.")
        )

    @property
    def is_bringing(self) -> bool:
        """Whether a model is being brought in."""
        return self._process is not None

    def stop(self) -> None:
        """End the process and the thread."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.waitForFinished(2000)
        self._showroom.close()
