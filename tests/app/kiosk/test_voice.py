import os
import time
from pathlib import Path

import pytest

from tryon.app.kiosk.voice import Voice, speaker

needs_shell = pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for the system's voice, which writes down what it is told."""
    told = tmp_path / "told.txt"
    program = tmp_path / "bin" / "espeak-ng"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$@: $(cat)" >> {told}\nsleep 5\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setattr("sys.platform", "linux")
    return told


def read(told: Path, lines: int) -> list[str]:
    deadline_s = time.monotonic() + 20
    while time.monotonic() < deadline_s:
        found = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
        if len(found) >= lines:
            return found
        time.sleep(0.02)
    raise AssertionError(f"not {lines} things were said")


@needs_shell
def test_prompts_are_told_in_the_language_of_the_visitor(told: Path) -> None:
    voice = Voice()
    try:
        voice.say("Come a little closer", "en")
        assert read(told, 1) == ["-v en --stdin: Come a little closer"]
        voice.say("请靠近一点", "zh_CN")
        assert read(told, 2)[1] == "-v cmn --stdin: 请靠近一点"
        voice.say("请靠近一点", "zh_CN")
        voice.say("3", "en")
        assert read(told, 3)[2] == "-v en --stdin: 3", "nothing is said twice in a row"
    finally:
        voice.close()


@needs_shell
def test_what_is_new_cuts_off_what_is_old_and_nothing_waits(told: Path) -> None:
    voice = Voice()
    voice.say("one", "en")
    read(told, 1)
    first = voice._child
    assert first is not None
    start_s = time.monotonic()
    voice.say("two", "en")
    assert time.monotonic() - start_s < 2, "the stand-in sleeps for five"
    assert first.poll() is not None
    second = voice._child
    assert second is not None
    voice.close()
    assert second.poll() is not None


def test_it_is_silent_where_there_is_no_voice() -> None:
    voice = Voice(lambda language: None)
    voice.say("hello", "en")
    voice.close()
    gone = Voice(lambda language: ["/nowhere/voice"])
    gone.say("hello", "en")
    gone.close()


@pytest.mark.parametrize(
    ("platform", "there", "command"),
    [
        ("linux", {"spd-say"}, ["spd-say", "-l", "zh", "-e"]),
        ("linux", {"spd-say", "espeak"}, ["espeak", "-v", "cmn", "--stdin"]),
        ("linux", set(), None),
        ("darwin", {"say"}, ["say", "-v", "Tingting", "-f", "-"]),
        ("win32", {"cscript"}, ["cscript", "//nologo", "//E:vbscript"]),
        ("win32", set(), None),
    ],
)
def test_each_system_has_its_own(
    platform: str, there: set[str], command: list[str] | None
) -> None:
    found = speaker("zh_CN", platform, lambda name: name if name in there else None)
    assert found == command
