"""Run a command that the kernel holds to this machine, and to the folders it was given.

``python tests/sealed.py FOLDER PROGRAM ARGUMENTS``: the moment the program, or a child, makes
an internet socket, it is killed; a file it would write outside FOLDER is refused. Native
libraries are held to it like our own code. Sockets within the machine (X11, sound) stay
allowed.
Linux 6.2 or later on x86-64 or arm64.
"""

import ctypes
import os
import platform
import socket
import struct
import sys
from pathlib import Path

#: machine -> (AUDIT_ARCH_…, number of the system call ``socket``)
KERNELS = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}

LOAD, IF_EQUAL, RETURN = 0x20, 0x15, 0x06  # classic BPF
KILL, ALLOW = 0x80000000, 0x7FFF0000
PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, SECCOMP_MODE_FILTER = 22, 38, 2

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # Landlock's system calls
PATH_BENEATH = 1
WRITE_FILE = 1 << 1
# Remove and make entries of every kind, move them between folders, truncate.
CHANGE = WRITE_FILE | sum(1 << bit for bit in (*range(4, 13), 13, 14))

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def can_seal() -> bool:
    """Whether this kernel can do it: seccomp filters, and Landlock that knows truncation."""
    if sys.platform != "linux" or platform.machine() not in KERNELS:
        return False
    version = _libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), 1)
    return bool(version >= 3)


def seal_network() -> None:
    """Kill this process, or a child, when it makes an internet socket. See seccomp(2)."""
    arch, socket_call = KERNELS[platform.machine()]
    # struct seccomp_data: int nr, u32 arch, u64 address, u64 arguments[6]
    program = [
        (LOAD, 0, 0, 4),
        (IF_EQUAL, 0, 6, arch),  # another ABI would be a way around the filter
        (LOAD, 0, 0, 0),
        (IF_EQUAL, 0, 3, socket_call),
        (LOAD, 0, 0, 16),
        (IF_EQUAL, 2, 0, socket.AF_INET),
        (IF_EQUAL, 1, 0, socket.AF_INET6),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, KILL),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *line) for line in program))
    head = ctypes.create_string_buffer(
        struct.pack("HxxxxxxP", len(program), ctypes.addressof(code))
    )
    _prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(head))


def seal_files(folder: str) -> None:
    """Refuse writing outside `folder`; devices may still be written to. See landlock(7)."""
    handled = struct.pack("Q", CHANGE)
    rules = _checked(_libc.syscall(CREATE_RULESET, handled, ctypes.c_size_t(len(handled)), 0))
    for place, allowed in ((folder, CHANGE), ("/dev", WRITE_FILE)):
        opened = os.open(place, os.O_PATH)
        rule = struct.pack("=Qi", allowed, opened)
        _checked(_libc.syscall(ADD_RULE, rules, PATH_BENEATH, rule, 0))
        os.close(opened)
    _checked(_libc.syscall(RESTRICT_SELF, rules, 0))
    os.close(rules)


def _prctl(option: int, *arguments: int) -> None:
    values = [*arguments, 0, 0, 0][:4]
    _checked(_libc.prctl(option, *[ctypes.c_ulong(value) for value in values]))


def _checked(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), "the kernel refused to seal")
    return result


if __name__ == "__main__":
    _prctl(PR_SET_NO_NEW_PRIVS, 1)
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("TMPDIR", sys.argv[1])  # what is temporary lies there, too
    seal_files(sys.argv[1])
    seal_network()
    os.execvp(sys.argv[2], sys.argv[2:])
