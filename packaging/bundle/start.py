"""Where the frozen program begins."""

import contextlib
import multiprocessing
import os
import sys


def open_streams() -> None:
    """Give a program without a console the three streams that its libraries count on.

    What Windows starts from the menu has none: Python's are None, and native code writes to
    descriptors that nothing stands behind.
    """
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            nothing = os.open(os.devnull, os.O_RDWR)
            if nothing != number:
                os.dup2(nothing, number)
                os.close(nothing)
        if getattr(sys, name) is None:
            with contextlib.suppress(OSError):
                stream = open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115
                setattr(sys, name, stream)


if __name__ == "__main__":
    multiprocessing.freeze_support()  # a child of ours: works, and does not come back
    open_streams()
    from tryon.cli import main

    sys.exit(main())
