import subprocess
import sys

import pytest

#: Frees pictures that lie between small things, as threads that have ended leave them.
HOLES = """
import ctypes, sys
from pathlib import Path
def rss():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6
ctypes.CDLL(None).mallopt(-3, 1 << 30)  # M_MMAP_THRESHOLD: all in the heap
kept, large = [], []
import numpy as np
for _ in range(200):
    large.append(np.ones(1_000_000, np.uint8))
    kept.append(np.ones(2000, np.uint8))
most = rss()
large.clear()
from tryon.core.memory import give_back
before = rss()
give_back()
print(most, before, rss())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc only")
def test_pages_that_were_freed_go_back() -> None:
    done = subprocess.run([sys.executable, "-c", HOLES], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    most, before, after = map(float, done.stdout.split())
    assert most - before < 50, "else nothing is shown here: the library gave it back by itself"
    assert most - after > 150
