"""The page for developers is run as it stands."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest


def blocks(checkout: Path, language: str) -> str:
    page = (checkout / "docs" / "developer.md").read_text(encoding="utf-8")
    found = re.findall(rf"^```{language}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert found
    return "\n".join(found)


def environment(checkout: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(checkout), "QT_QPA_PLATFORM": "offscreen"}


def test_the_effect_and_the_sink_work(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "page.py").write_text(blocks(checkout, "python"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "page.py"],
        cwd=tmp_path,
        env=environment(checkout),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_a_page_that_is_wrong_would_be_noticed(checkout: Path, tmp_path: Path) -> None:
    code = blocks(checkout, "python").replace("4 < painted.sum()", "9999 < painted.sum()")
    (tmp_path / "page.py").write_text(code, encoding="utf-8")
    command = [sys.executable, "page.py"]
    done = subprocess.run(command, cwd=tmp_path, env=environment(checkout), capture_output=True)
    assert b"AssertionError" in done.stderr


def test_the_garment_comes_in(checkout: Path, tmp_path: Path) -> None:
    pytest.importorskip("moderngl")
    (tmp_path / "models3d").symlink_to(checkout / "models3d")
    for line in blocks(checkout, "sh").splitlines():
        done = subprocess.run(
            [sys.executable, "-m", *shlex.split(line)],
            cwd=tmp_path,
            env=environment(checkout),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{line}: {done.stderr}"
    assert (tmp_path / "shirt.png").is_file()
