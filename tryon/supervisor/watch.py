"""Starts a program, looks after it, and starts it again when it ends or stands still."""

import contextlib
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO

from tryon.supervisor.heartbeat import VARIABLE, Pulse
from tryon.supervisor.plan import Mode, Next, after

#: Without a sign of life for so long it stands still; and so long a cold start may take, s.
PATIENCE_S, FIRST_S = 3.0, 60.0

#: How often it is looked at, s.
_LOOK_S = 0.1

#: How long it may take to end when it is asked to, before it is ended, s.
_FAREWELL_S = 3.0


def supervise(
    command: Callable[[Mode], Sequence[str]],
    say: Callable[[str], None],
    *,
    patience_s: float = PATIENCE_S,
    first_s: float = FIRST_S,
    stopping: threading.Event | None = None,
) -> int:
    """Keep a program running until it ends by itself with exit code 0.

    Parameters
    ----------
    command : callable
        Gives the words that start it in a mode.
    say : callable
        Takes each line of the program and of this; must not raise.
    patience_s, first_s : float
        See `Pulse`.
    stopping : threading.Event or None
        Ends everything when it is set.

    Returns
    -------
    code : int
        0.
    """
    stopping = stopping or threading.Event()
    now = Next()
    while not (now.is_over or stopping.is_set()):
        say(f"supervisor: starts it ({now.mode.value})")
        code, lived_s = _live_through(command(now.mode), say, patience_s, first_s, stopping)
        if stopping.is_set():
            break
        came = now.mode
        now = after(now, code, lived_s)
        how = "stood still" if code is None else f"ended with {code}"
        say(f"supervisor: it {how} after {lived_s:.0f} s")
        if now.mode is not came:
            say(f"supervisor: goes on in mode {now.mode.value}; staff, please run tryon doctor")
        if now.wait_s:
            say(f"supervisor: waits {now.wait_s:g} s")
            stopping.wait(now.wait_s)
    say("supervisor: ends")
    return 0


def _live_through(
    command: Sequence[str],
    say: Callable[[str], None],
    patience_s: float,
    first_s: float,
    stopping: threading.Event,
) -> tuple[int | None, float]:
    """Start it and stay with it; returns its exit code, None if it stood still, and its age."""
    with _sign_of_life() as place:
        pulse = Pulse(place, patience_s, first_s)
        start_s = time.monotonic()
        try:
            process = subprocess.Popen(
                command,
                env=os.environ | {VARIABLE: str(place)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=os.name == "posix",  # its children end with it
            )
        except OSError as error:
            say(f"supervisor: it cannot be started: {error.strerror}")
            return 1, 0.0
        assert process.stdout is not None
        reader = threading.Thread(
            target=_pass_on, args=(process.stdout, say), name="tryon-words", daemon=True
        )
        reader.start()
        is_lost, looked_s = False, time.monotonic()
        while process.poll() is None and not stopping.wait(_LOOK_S):
            now_s = time.monotonic()
            if now_s - looked_s > patience_s:
                # We stood still ourselves: the machine slept, or had no time for anybody.
                pulse = Pulse(place, patience_s, first_s)
            looked_s = now_s
            if pulse.is_lost(now_s):
                is_lost = True
                break
        _end(process, is_gentle=stopping.is_set())
        reader.join(1.0)
        code = None if is_lost else process.returncode
        return code, time.monotonic() - start_s


@contextlib.contextmanager
def _sign_of_life() -> Iterator[Path]:
    """Make the file whose time is the sign of life; where memory is, if it can be."""
    shared = Path("/dev/shm")
    folder = shared if os.access(shared, os.W_OK) else Path(tempfile.gettempdir())
    number, name = tempfile.mkstemp(prefix="tryon-alive-", dir=folder)
    os.close(number)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _pass_on(stream: IO[bytes], say: Callable[[str], None]) -> None:
    with stream:
        for line in iter(lambda: stream.readline(8192), b""):
            if text := line.decode(errors="replace").strip():
                say(text)


def _end(process: "subprocess.Popen[bytes]", *, is_gentle: bool) -> None:
    """End a program and its children; gently, so that it completes what it records."""
    if is_gentle and process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_FAREWELL_S)
    if os.name == "posix":
        import signal

        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:
        subprocess.run(
            ["taskkill", "/F", "/T", "/PID", str(process.pid)],
            capture_output=True,
            check=False,
        )
    process.wait()
