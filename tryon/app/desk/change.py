"""Changes of files that can be taken back."""

from dataclasses import dataclass
from pathlib import Path

from tryon.core.complete import complete


@dataclass(frozen=True, slots=True)
class Change:
    """A file as it was before it was changed.

    Attributes
    ----------
    path : Path
    before : bytes or None
        None when there was no file.
    """

    path: Path
    before: bytes | None

    @classmethod
    def of(cls, path: Path) -> "Change":
        """Remember a file that is about to be changed."""
        return cls(path, path.read_bytes() if path.is_file() else None)

    def undo(self) -> None:
        """Bring the file back as it was. Raises `SinkFailed` or `OSError`."""
        if self.before is None:
            self.path.unlink(missing_ok=True)
            return
        with complete(self.path) as part:
            part.write_bytes(self.before)
