"""Follow a command, its threads and its children: what it writes, and whom it calls.

Needs ``strace``. What is written to is told by path, also of files that are gone afterwards.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_CALLS = (
    "open,openat,creat,truncate,rename,renameat,renameat2,link,linkat,symlink,symlinkat,"
    "mkdir,mkdirat,mknod,mknodat,socket,socketpair,connect,bind,execve"
)
#: ``PID call(arguments) = result``, or the first half of one that another thread interrupted.
_LINE = re.compile(r"^\d+\s+(\w+)\((.*?)(?:\)\s+=\s+(-?\d+|\?).*| <unfinished \.\.\.>)$")
_TEXT = re.compile(r'(?:(?:AT_FDCWD|\d+)(?:<([^>]*)>)?, )?"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class Watched:
    """What a command did.

    Attributes
    ----------
    code : int
    said, complained : str
        Standard output and error.
    written : frozenset of Path
        Files and folders that were made, opened for writing, or renamed.
    families : frozenset of str
        Of the sockets that were made: "AF_UNIX", …
    called : frozenset of str
        Where the sockets within the machine were connected to.
    ran : frozenset of str
        Programs that were started.
    """

    code: int
    said: str
    complained: str
    written: frozenset[Path]
    families: frozenset[str]
    called: frozenset[str]
    ran: frozenset[str]


@cache
def can_watch() -> bool:
    """Whether this machine has strace, and lets it follow."""
    if shutil.which("strace") is None:
        return False
    tried = subprocess.run(["strace", "-f", "-o", "/dev/null", "true"], capture_output=True)
    return tried.returncode == 0


def watch(command: Sequence[str | Path], cwd: Path, environment: Mapping[str, str]) -> Watched:
    """Run `command` to its end, and follow it."""
    with tempfile.TemporaryDirectory(prefix="watched-") as folder:
        trace = Path(folder) / "trace"
        done = subprocess.run(
            [
                *("strace", "-f", "-y", "--seccomp-bpf", "-s", "512", "-o", trace),
                *("-e", f"trace={_CALLS}", *command),
            ],
            cwd=cwd,
            env=dict(environment),
            capture_output=True,
            text=True,
        )
        lines = trace.read_text(encoding="utf-8", errors="replace").splitlines()
    written: set[Path] = set()
    families: set[str] = set()
    called: set[str] = set()
    ran: set[str] = set()
    for line in lines:
        found = _LINE.match(line)
        if found is None:
            continue
        call, words, result = found.groups()
        if result is not None and result.startswith("-"):
            if call == "connect" and "sun_path" not in words:
                called.add(words)  # refused, but tried
            continue
        if call in ("socket", "socketpair"):
            families.add(words.split(",")[0])
        elif call in ("connect", "bind"):
            named = re.search(r'sun_path=@?"([^"]*)"', words)
            called.add(named.group(1) if named else words)
        elif call == "execve":
            ran.add(words.split('"')[1])
        elif call not in ("open", "openat") or re.search(r"O_WRONLY|O_RDWR|O_CREAT", words):
            written |= {(cwd / (base or "") / name) for base, name in _TEXT.findall(words)}
    return Watched(
        done.returncode,
        done.stdout,
        done.stderr,
        frozenset(written),
        frozenset(families),
        frozenset(called),
        frozenset(ran),
    )
