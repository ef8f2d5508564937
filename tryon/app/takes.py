"""What the person keeps: photos and recordings, and the folder that they go to."""

import re
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from tryon.app.board import Board, Chores, hint_of, write_down
from tryon.app.parts import Parts
from tryon.app.state import Notice, NoticeKind, Recorded
from tryon.core.errors import TryOnError
from tryon.core.scene import Picture
from tryon.engine import Engine
from tryon.labels.tag import Tag
from tryon.sources.microphone import Hearing

#: What one system or another does not take, and the control characters.
_NOT_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


class Takes:
    """Saves photos, makes recordings, and completes those that a crash left.

    Parameters
    ----------
    board : Board
    chores : Chores
    parts : Parts
    engine : callable
        Finds what runs now; None between two sources.
    picture : callable
        Finds the picture on the screen; None when there is none.

    Attributes
    ----------
    microphone : Microphone
        One for all that is recorded or streamed: most systems lend a device only once.
    """

    def __init__(
        self,
        board: Board,
        chores: Chores,
        parts: Parts,
        engine: Callable[[], Engine | None],
        picture: Callable[[], Picture | None],
    ) -> None:
        self._board, self._chores, self._parts = board, chores, parts
        self._engine, self._picture = engine, picture
        self.microphone = parts.make_microphone()
        self.microphone.device = board.state.settings.microphone
        self.microphone.on_change = lambda: chores.later(None, self._tell_of_sound)
        self._is_shown = True

    @property
    def folder(self) -> Path:
        """Where photos and recordings go."""
        chosen = self._board.state.settings.folder
        return Path(chosen) if chosen else self._parts.pictures_folder()

    def ready_folder(self) -> Path | None:
        """Make the folder if it is not there; None, and a notice, if that cannot be."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            write_down("folder", error)
            self._board.notify(Notice(NoticeKind.FOLDER_FAILED))
            return None
        return self.folder

    def choose_folder(self, folder: Path) -> None:
        """Put photos and recordings into `folder` from now on."""
        self._board.remember(folder=str(folder))
        self._board.dismiss(
            NoticeKind.RECORDING_FAILED, NoticeKind.PHOTO_FAILED, NoticeKind.FOLDER_FAILED
        )

    def choose_sound(self, has_sound: bool) -> None:
        """Make the next recordings with the microphone, or without."""
        self._board.remember(has_sound=has_sound)
        self.follow_choice_of_sound()

    def choose_microphone(self, name: str | None) -> None:
        """Hear another microphone from now on, in mid-recording too; None is the system's."""
        self._board.remember(microphone=name)
        self._chores.later(None, self.microphone.choose, name)

    def list_microphones(self) -> None:
        """Find out which microphones are connected."""
        self._chores.later(None, self._list_microphones)

    def show_window(self, is_shown: bool) -> None:
        """Listen only while somebody can see that the microphone is on."""
        if is_shown != self._is_shown:
            self._is_shown = is_shown
            self.follow_choice_of_sound()

    def follow_choice_of_sound(self) -> None:
        """Have the microphone on if it is chosen and the window shows that, else off."""
        self._chores.later(None, self._listen)

    def take_photo(self) -> None:
        """Save the picture that is on the screen now, unmirrored and at full size."""
        picture = self._picture()
        if picture is not None:
            self._chores.later(NoticeKind.PHOTO_FAILED, self._save_photo, picture)

    def record(self, is_wanted: bool) -> None:
        """Begin a recording, or end it."""
        chore = self._start if is_wanted else self.stop
        self._chores.later(NoticeKind.RECORDING_FAILED, chore)

    # Chores.

    def stop(self) -> None:
        """End the recording, if there is one; blocks until its file is complete."""
        engine, recorded = self._engine(), self._board.state.recorded
        if engine is None or recorded is None:
            return
        engine.detach(recorded.sink)  # waits until the file is complete, or has failed
        if self._board.state.recorded is recorded:
            self._board.change(recorded=None)
            if recorded.path.exists():
                self._board.notify(Notice(NoticeKind.CLIP_SAVED, path=recorded.path))

    def fail(self, hint: str) -> None:
        """Take note that the recording has broken off."""
        recorded = self._board.state.recorded
        if recorded is not None:
            self._board.change(recorded=None)
            kept = recorded.path if recorded.path.exists() else None
            self._board.notify(Notice(NoticeKind.RECORDING_FAILED, hint, kept))

    def hush(self) -> None:
        """Turn the microphone off."""
        self.microphone.hush()
        self.microphone.on_change = lambda: None  # nobody is told any more

    def salvage(self) -> None:
        """Complete the recordings that a crash left in the folder."""
        folder = self.folder
        if folder.is_dir():
            for path in self._parts.salvage(folder):
                self._board.notify(Notice(NoticeKind.RECOVERED, path=path))

    def _start(self) -> None:
        engine, state = self._engine(), self._board.state
        if engine is None or state.recorded is not None:
            return
        self._board.dismiss(NoticeKind.RECORDING_FAILED)
        path = self._free_name(".mp4")
        is_heard = state.settings.has_sound and self._listen()
        sound = self.microphone.track() if is_heard else None
        sink = self._parts.make_recording(path, sound, self._worn)
        self._board.change(recorded=Recorded(path, time.monotonic_ns(), sink))
        engine.attach(sink)

    def _list_microphones(self) -> None:
        self._board.change(microphones=tuple(self._parts.microphones()))

    def _listen(self) -> bool:
        """Turn the microphone on or off as is wanted, and tell if that fails.

        It is on ahead of a recording, since a device takes a while to start; what it hears
        goes into memory, a second of it, and nowhere else.
        """
        is_on = self._board.state.settings.has_sound and self._is_shown
        self._board.dismiss(NoticeKind.NO_SOUND)
        try:
            self.microphone.listen() if is_on else self.microphone.hush()
        except TryOnError as error:
            write_down("microphone", error)
            self._board.notify(Notice(NoticeKind.NO_SOUND, hint_of(error)))
            is_on = False
        if is_on != self._board.state.is_listening:
            self._board.change(is_listening=is_on)
        return is_on

    def _tell_of_sound(self) -> None:
        """Tell that the microphone has gone, or is back."""
        fault = self.microphone.fault
        self._board.dismiss(NoticeKind.NO_SOUND)
        if self.microphone.hearing is Hearing.LOST and fault is not None:
            write_down("microphone", fault)
            self._board.notify(Notice(NoticeKind.NO_SOUND, hint_of(fault)))

    def _save_photo(self, picture: Picture) -> None:
        path = self._free_name(".png")
        tag = Tag(self._worn(), picture.report.colour)
        self._parts.write_photo(path, picture.rgb, tag)
        self._board.notify(Notice(NoticeKind.PHOTO_SAVED, path=path))

    def _worn(self) -> str:
        """Name the product that is on, for metadata and chapters; from any thread."""
        state = self._board.state
        product = state.worn.product
        if product is None or state.has_own_look:
            return ""
        return f"{product.name} ({product.brand}, {product.id})"

    def _free_name(self, suffix: str) -> Path:
        """Name a file after its time, such that no other is lost, in a folder that is there.

        Raises `OSError` when the folder cannot be made.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        stem = f"{datetime.now():%Y-%m-%d %H.%M.%S}"
        state = self._board.state
        product = state.worn.product
        if product is not None and not state.has_own_look:
            stem += " " + _NOT_IN_FILE_NAMES.sub("_", product.name)
        path, number = self.folder / f"{stem}{suffix}", 2
        while path.exists():
            path, number = self.folder / f"{stem} {number}{suffix}", number + 1
        return path
