"""Checksums of what is handed out."""

import hashlib
from collections.abc import Sequence
from pathlib import Path


def write_sums(files: Sequence[Path]) -> Path:
    """Write ``SHA256SUMS`` beside the first of `files`; returns its path.

    Raises
    ------
    ValueError
        Two of them have the same name.
    """
    names = [path.name for path in files]
    if len(set(names)) < len(names):
        raise ValueError(f"two files of one name among {', '.join(names)}")
    lines = []
    for path in sorted(files, key=lambda path: path.name):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        lines.append(f"{digest}  {path.name}\n")
    sums = files[0].parent / "SHA256SUMS"
    sums.write_text("".join(lines), encoding="ascii", newline="\n")
    return sums
