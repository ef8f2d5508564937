"""A stand-in for the kiosk is killed, stopped, crashed in a loop, and run on a full disk."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tryon.supervisor import plan
from tryon.supervisor.heartbeat import VARIABLE, Pulse, beat
from tryon.supervisor.plan import Mode
from tryon.supervisor.watch import supervise

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")

#: Gives signs of life until it is told otherwise; says who it is.
MIRROR = f"""
import os, sys, time
from pathlib import Path
print("mirror", os.getpid(), *sys.argv[1:], flush=True)
while True:
    os.utime(os.environ[{VARIABLE!r}])
    time.sleep(0.05)
"""


class Kiosk:
    """A supervisor in a thread, and what it says."""

    def __init__(self, program: str, patience_s: float = 1.0) -> None:
        self.lines: list[tuple[float, str]] = []
        self.stopping = threading.Event()
        self._thread = threading.Thread(
            target=supervise,
            args=(lambda mode: [sys.executable, "-c", program, mode.value], self._say),
            kwargs={"patience_s": patience_s, "first_s": 20.0, "stopping": self.stopping},
        )
        self._thread.start()

    def _say(self, line: str) -> None:
        self.lines.append((time.monotonic(), line))

    def said(self, start: str, count: int = 1, within_s: float = 20.0) -> list[str]:
        """Wait until so many lines that begin with `start` were said."""
        end = time.monotonic() + within_s
        while time.monotonic() < end:
            found = [line for _, line in self.lines if line.startswith(start)]
            if len(found) >= count:
                return found
            time.sleep(0.02)
        raise AssertionError(f"{start!r} {count} times, not in {self.lines}")

    def when(self, start: str, number: int) -> float:
        return [at for at, line in self.lines if line.startswith(start)][number]

    def close(self) -> None:
        self.stopping.set()
        self._thread.join(10)
        assert not self._thread.is_alive()


@pytest.fixture
def kiosk() -> Iterator[Callable[..., Kiosk]]:
    made: list[Kiosk] = []

    def make(program: str = MIRROR, patience_s: float = 1.0) -> Kiosk:
        made.append(Kiosk(program, patience_s))
        return made[-1]

    yield make
    for one in made:
        one.close()


def pid_of(line: str) -> int:
    return int(line.split()[1])


def is_gone(pid: int, within_s: float = 5.0) -> bool:
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_who_was_killed_is_back_at_once(kiosk):
    one = kiosk()
    killed_s = time.monotonic()
    os.kill(pid_of(one.said("mirror")[0]), signal.SIGKILL)
    one.said("mirror", 2)
    assert one.when("mirror", 1) - killed_s < 5.0
    assert "supervisor: it ended with -9" in one.said("supervisor: it ended")[0]


def test_who_stands_still_is_ended_and_back(kiosk):
    one = kiosk()
    pid = pid_of(one.said("mirror")[0])
    time.sleep(0.3)
    os.kill(pid, signal.SIGSTOP)
    stopped_s = time.monotonic()
    one.said("mirror", 2)
    assert one.when("mirror", 1) - stopped_s < 5.0
    assert one.said("supervisor: it stood still")
    assert is_gone(pid)


def test_a_process_that_lives_without_pictures_is_not_alive(kiosk):
    """Its loop answers, it uses the processor; only the sign is missing."""
    one = kiosk(MIRROR.replace("    time.sleep(0.05)", "    break") + "while True: pass")
    one.said("supervisor: it stood still", within_s=10)


def test_its_children_end_with_it(kiosk):
    program = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print('child', child.pid, flush=True)\n" + MIRROR
    )
    one = kiosk(program)
    child = pid_of(one.said("child")[0])
    os.kill(pid_of(one.said("mirror")[0]), signal.SIGKILL)
    assert is_gone(child)


def test_a_crash_loop_ends_in_safe_mode_and_the_staff_is_told(kiosk):
    program = f"import sys\nif sys.argv[1] == 'usual': sys.exit('broken extra')\n{MIRROR}"
    one = kiosk(program)
    (mirror,) = one.said("mirror")
    assert mirror.endswith(" safe")
    assert len(one.said("broken extra", 3)) == 3
    assert "staff, please run tryon doctor" in one.said("supervisor: goes on")[0]


def test_a_camera_that_breaks_even_that_is_left_alone(kiosk, monkeypatch):
    monkeypatch.setattr(plan, "WAITS_S", (0.0, 0.1))
    program = f"import sys\nif sys.argv[1] != 'safe-demo': sys.exit(3)\n{MIRROR}"
    one = kiosk(program)
    assert one.said("mirror", within_s=30)[0].endswith(" safe-demo")


def test_leaving_by_pin_ends_the_supervisor(kiosk):
    one = kiosk("print('bye')")
    one.said("supervisor: ends")
    assert sum(line.startswith("supervisor: starts") for _, line in one.lines) == 1


def test_a_wrong_file_of_the_shop_starts_the_safe_mirror_at_once(kiosk):
    program = f"import sys\nif sys.argv[1] == 'usual': sys.exit(2)\n{MIRROR}"
    one = kiosk(program)
    assert one.said("mirror")[0].endswith(" safe")


def test_ending_the_supervisor_lets_the_mirror_complete_its_work(kiosk, tmp_path):
    done = tmp_path / "done"
    program = (
        "import signal, sys\nfrom pathlib import Path\n"
        f"signal.signal(signal.SIGTERM, lambda *_: (Path({str(done)!r}).touch(), sys.exit(0)))"
        f"\n{MIRROR}"
    )
    one = kiosk(program)
    one.said("mirror")
    one.close()
    assert done.exists()


def test_a_program_that_is_not_there_is_told_and_tried_again(monkeypatch):
    said: list[str] = []
    stopping = threading.Event()

    def say(line: str) -> None:
        said.append(line)
        if sum("cannot be started" in word for word in said) == 2:
            stopping.set()

    assert supervise(lambda mode: ["/nowhere/tryon"], say, stopping=stopping) == 0
    assert "supervisor: it cannot be started: No such file or directory" in said


# ------------------------------------------------------------------ the sign of life


def test_a_sign_of_life_is_given_on_a_full_disk(tmp_path):
    """`/dev/full` takes no byte; a time of change is not one."""
    path = tmp_path / "alive"
    pulse = Pulse(path, 1.0, 5.0)
    assert not pulse.is_lost(0.0)
    beat(path)
    assert not pulse.is_lost(4.0)
    assert pulse.has_begun
    assert path.stat().st_size == 0


def test_a_sign_is_missed_after_its_time_and_not_before(tmp_path):
    path = tmp_path / "alive"
    pulse = Pulse(path, 1.0, 5.0)
    assert not pulse.is_lost(100.0)
    assert not pulse.is_lost(105.0), "a start may take its time"
    assert pulse.is_lost(105.1)
    beat(path)
    assert not pulse.is_lost(106.0)
    assert not pulse.is_lost(107.0)
    assert pulse.is_lost(107.1)


def test_who_watched_may_have_gone():
    beat(Path("/nowhere/alive"))


def test_each_mode_has_its_word():
    assert [mode.value for mode in Mode] == ["usual", "safe", "safe-demo"]
