"""Files appear under their names when they are complete, or not at all; never over an input."""

import contextlib
import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tryon.core.errors import BadInput, FileFailed


@contextmanager
def complete(path: Path) -> Iterator[Path]:
    """Yield a temporary name beside `path`, and rename it once the body has succeeded.

    The temporary name is hidden and keeps the suffix, by which many a writer knows the format.
    Missing folders are made. When the body raises, nothing is left behind and a file that was
    there before is untouched; an `OSError` becomes `FileFailed`, and a `FileFailed` of the
    temporary name, which nobody has given, is said of `path`.
    """
    part = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield part
        part.replace(path)
    except FileFailed as error:
        if error.path != part:
            raise
        raise error.instead_of(path) from error
    except OSError as error:
        reason = f"cannot be written: {error.strerror or error}"
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise FileFailed(path, reason, "Make room on the disk, and try again.") from error
        raise FileFailed(path, reason, "Choose a folder that can be written.") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def check_outputs(
    outputs: Iterable[Path | None], made_from: Iterable[Path | None] = ()
) -> None:
    """Look before anything is written: no output may take the place of what it is made from.

    Parameters
    ----------
    outputs : iterable of Path or None
        What will be written; None is an output that nobody asked for.
    made_from : iterable of Path or None
        Files that are read, by whatever name; what is no file (a camera) is passed over.

    Raises
    ------
    BadInput
        An output is one of the inputs, or two outputs have one name.
    """
    read = {_identity(path) for path in made_from if path is not None} - {None}
    taken: set[Path] = set()
    for out in outputs:
        if out is None:
            continue
        if _identity(out) in read:
            raise BadInput(f"{out}: would replace what it is made from")
        if (place := out.absolute()) in taken:
            raise BadInput(f"{out}: two results would get this name")
        taken.add(place)


def _identity(path: Path) -> tuple[int, int] | None:
    """Tell files apart, however they are called; None for what is no file."""
    try:
        found = path.stat()
    except (OSError, ValueError):  # ValueError: no name of a file at all
        return None
    return found.st_dev, found.st_ino
