"""Files appear under their names when they are complete, or not at all."""

import contextlib
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tryon.core.errors import SinkFailed


@contextmanager
def complete(path: Path) -> Iterator[Path]:
    """Yield a temporary name beside `path`, and rename it once the body has succeeded.

    The temporary name is hidden and keeps the suffix, by which many a writer knows the format.
    Missing folders are made. When the body raises, nothing is left behind and a file that was
    there before is untouched; an `OSError` becomes `SinkFailed`.
    """
    part = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield part
        part.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"{path}: cannot be written: {reason}"
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise SinkFailed(message, "Make room on the disk, and try again.") from error
        raise SinkFailed(message, "Choose a folder that can be written.") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
