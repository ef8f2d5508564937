"""Prompts that are spoken, by the voice that the system brings; silent where there is none."""

import contextlib
import logging
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

log = logging.getLogger(__name__)

#: The same words are not said again within this time, s.
_AGAIN_S = 8.0
#: Speaks what comes in, by the speech that every Windows has had since Vista.
_WINDOWS_SCRIPT = """\
Dim voice, stream
Set stream = CreateObject("ADODB.Stream")
stream.Type = 2 : stream.Charset = "utf-8" : stream.Open
stream.LoadFromFile WScript.Arguments(0)
Set voice = CreateObject("SAPI.SpVoice")
voice.Speak stream.ReadText
"""


def speaker(
    language: str,
    platform: str = sys.platform,
    which: Callable[[str], str | None] = shutil.which,
) -> list[str] | None:
    """Find the program that speaks; None where the system has none.

    Parameters
    ----------
    language : str
        Code such as ``zh_CN``.
    platform : str
        As `sys.platform` has it.
    which : callable
        Finds a program.

    Returns
    -------
    command : list of str or None
        It reads what is to be said from its input, in UTF-8; on Windows, from the file whose
        name is added.
    """
    is_chinese = language.startswith("zh")
    if platform == "darwin":
        found = which("say")
        voice = ["-v", "Tingting"] if is_chinese else []
        return [found, *voice, "-f", "-"] if found else None
    if platform == "win32":
        found = which("cscript")
        return [found, "//nologo", "//E:vbscript"] if found else None
    for name in ("espeak-ng", "espeak"):
        if found := which(name):
            return [found, "-v", "cmn" if is_chinese else "en", "--stdin"]
    if found := which("spd-say"):
        return [found, "-l", "zh" if is_chinese else "en", "-e"]
    return None


class Voice:
    """Says one thing at a time; what is new cuts off what is old. Nothing here waits.

    Parameters
    ----------
    find : callable
        From a language to a command, as `speaker` gives it.
    """

    def __init__(self, find: Callable[[str], list[str] | None] = speaker) -> None:
        self._find = find
        self._child: subprocess.Popen[bytes] | None = None
        self._said, self._said_s = "", 0.0
        self._folder: Path | None = None

    def say(self, text: str, language: str) -> None:
        """Speak `text`; the same words are not repeated at once."""
        now_s = time.monotonic()
        if not text or (text == self._said and now_s - self._said_s < _AGAIN_S):
            return
        self._said, self._said_s = text, now_s
        command = self._find(language)
        self.hush()
        if command is None:
            return
        try:
            if sys.platform == "win32":
                command = [*command, *self._files(text)]
            self._child = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            pipe = self._child.stdin
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.write(text.encode())
                    pipe.close()
        except OSError as error:
            log.warning("nothing is spoken: %s", error)

    def hush(self) -> None:
        """Say no more of what is being said."""
        child, self._child = self._child, None
        if child is None:
            return
        if child.poll() is None:
            child.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(0.2)

    def close(self) -> None:
        """Be silent, and leave no file."""
        self.hush()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _files(self, text: str) -> list[str]:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="tryon-voice"))
        script, words = self._folder / "speak.vbs", self._folder / "words.txt"
        script.write_text(_WINDOWS_SCRIPT, encoding="ascii")
        words.write_text(text, encoding="utf-8")
        return [str(script), str(words)]
