"""What can go wrong outside our own code, and what to tell the person in front of it."""

from pathlib import Path


class TryOnError(Exception):
    """Something the person in front, or the shop's staff, can act on.

    `str(error)` says what was expected and what came, for the log and the command line;
    `hint` says what to do, for the screen. Raised at the edge that met the outside world,
    with the foreign error chained.
    """

    hint = "Restart the application."

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        if hint is not None:
            self.hint = hint


class SourceLost(TryOnError):
    """The camera is missing, busy, stalled or unplugged."""

    hint = "Check the camera cable, and close other programs that use the camera."


class BadInput(TryOnError):
    """A file that was handed in cannot be used."""

    hint = "Choose another file."


class BadLook(BadInput):
    """A look, or a product it names, says something that cannot be worn."""

    hint = "Correct the look file."


class SinkFailed(TryOnError):
    """A recording, a virtual camera or a live stream cannot go on."""

    hint = "The preview goes on; start the output again."


class FileFailed(SinkFailed):
    """A file cannot be written, or not to its end.

    Attributes
    ----------
    path : Path
    reason : str
    """

    def __init__(
        self, path: Path, reason: str, hint: str | None = None, *, is_kept: bool = False
    ) -> None:
        kept = "; what was recorded is kept" if is_kept else ""
        super().__init__(f"{path}: {reason}{kept}", hint)
        self.path, self.reason = path, reason

    def instead_of(self, path: Path) -> "FileFailed":
        """Say it of the file that this one was to become, of which nothing is kept."""
        return FileFailed(path, self.reason, vars(self).get("hint"))


class Missing(TryOnError):
    """A part of the installation is not there: an optional package, a model, a folder."""

    hint = "Install the missing part; `tryon doctor` says how."
