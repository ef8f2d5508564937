"""The language of the application: English stands in the code, others in ``translations/``.

What counts something says ``%n``, as Qt has it, and has a form for one and a form for more
where a language knows that difference; those of English are in a file of their own.

A ``.ts`` file of Qt Linguist is read as it is, so that there is nothing to compile and nothing
to forget; a shop may correct one with Linguist or any editor. What rooms without Qt say to
people (hints of errors, titles of garments) is looked up by its English sentence.

As with the theme, what was built speaks the language it was built in: a window that is to
speak another is built anew.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from xml.etree import ElementTree

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from tryon.catalogue.product import Product
from tryon.core.errors import BadInput
from tryon.effects.finish import FINISHES

#: What can be chosen, each by its own name.
LANGUAGES: Mapping[str, str] = MappingProxyType({"en": "English", "zh_CN": "简体中文"})

#: For tests of layouts: every text longer and accented, and the same from right to left.
LONGER, FROM_THE_RIGHT = "en_XA", "ar_XB"

#: Texts by (context, English): one, or the form for a single thing and that for more.
Words = Mapping[tuple[str, str], tuple[str, ...]]

_FOLDER = Path(__file__).parent / "translations"
_ACCENTS = str.maketrans("aeiouyAEIOUYcnszCNSZ", "áéíóúýÁÉÍÓÚÝçñšžÇÑŠŽ")


@lru_cache(maxsize=4)
def read_words(path: Path) -> Words:
    """Read the finished translations of a ``.ts`` file; none where there is no file."""
    if not path.is_file():
        return {}
    words = {}
    for context in ElementTree.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            said = message.find("translation")
            if said is not None and said.get("type") is None:
                forms = [form.text or "" for form in (said.findall("numerusform") or [said])]
                if all(forms):
                    key = context.findtext("name", ""), message.findtext("source", "")
                    words[key] = tuple(forms)
    return MappingProxyType(words)


def words_of(code: str) -> Words:
    """Read the translations into a language of `LANGUAGES`; into English, of what counts."""
    return read_words(_FOLDER / f"tryon_{code}.ts")


class _Dictionary(QTranslator):
    """Looks words up for Qt."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code
        self._is_pseudo = code in (LONGER, FROM_THE_RIGHT)
        self._words = words_of("en" if self._is_pseudo else code)

    def isEmpty(self) -> bool:
        """Qt's hook: an empty translator would not be installed."""
        return False

    def translate(
        self, context: str, text: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        """Qt's hook; None is "not known", and Qt asks elsewhere."""
        forms = self._words.get((context, text), (text,) if self._is_pseudo else ())
        if not any(forms):
            return None
        said = forms[0] if n == 1 else forms[-1]
        return lengthened(said) if self._is_pseudo else said


_speaking: list[QTranslator] = []


def speak(app: QApplication, code: str) -> None:
    """Let what is built from now on speak a language of `LANGUAGES`, or a pseudo-language."""
    for old in _speaking:
        app.removeTranslator(old)
    _speaking.clear()
    base = QTranslator()  # the few words of Qt's own dialogs
    if base.load(
        f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    ):
        _speaking.append(base)
    _speaking.append(_Dictionary(code))
    for translator in _speaking:
        app.installTranslator(translator)
    QLocale.setDefault(QLocale("en_US" if code == LONGER else code))
    direction = Qt.LayoutDirection
    is_from_right = code == FROM_THE_RIGHT
    app.setLayoutDirection(direction.RightToLeft if is_from_right else direction.LeftToRight)


def check_language(code: str) -> None:
    """Raise `BadInput` for a language that nothing is written in."""
    if code not in (*LANGUAGES, LONGER, FROM_THE_RIGHT):
        raise BadInput(f"--language: expected {' or '.join(LANGUAGES)}, not {code!r}")


def language() -> str:
    """Give the code of the language that is spoken."""
    found = (one.code for one in _speaking if isinstance(one, _Dictionary))
    return next(found, "en")


def usual_language() -> str:
    """Choose the language of this user's system, or English."""
    wanted = QLocale.system().name()
    return "zh_CN" if wanted.startswith("zh") else wanted if wanted in LANGUAGES else "en"


def lengthened(text: str) -> str:
    """Write a text as a language with longer words and accents would.

    Examples
    --------
    >>> lengthened("Save {0}")
    '[Šávé {0} ~~~]'
    """
    parts = re.split(r"({.*?}|%n)", text)
    said = "".join(p if p[:1] in ("{", "%") else p.translate(_ACCENTS) for p in parts)
    more = "~" * max(1, round(0.4 * len(text)))
    words = " ".join(
        more[i : i + 20] for i in range(0, len(more), 20)
    )  # none of them is endless
    return f"[{unicodedata.normalize('NFC', said)} {words}]"


@lru_cache(maxsize=8)  # asked at each letter that somebody types
def said_in(code: str, context: str, text: str) -> str:
    """Say a sentence of the application in another language than the one that is spoken.

    >>> said_in("zh_CN", "Find", "Done"), said_in("en", "Find", "Done")
    ('完成', 'Done')
    """
    return words_of(code).get((context, text), (text,))[0]


def say_hint(hint: str) -> str:
    """Say the hint of an error, which was written in a room that knows no Qt."""
    return QCoreApplication.translate("Hints", hint) if hint else ""


@lru_cache(maxsize=4)
def _templates(code: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Find what messages look like, those with the most words of their own first."""
    known: list[tuple[str, str]] = []
    for (context, source), (said, *_) in words_of(code).items():
        if context == "Messages":
            known.append((source, said))
            # Where the place is told in a column of its own, the message begins after it.
            head, tail = source.partition(": ")[::2], said.partition("：")[::2]
            if head[0].startswith("{0}") and head[1] and tail[1] and "{1}" not in head[0]:
                known.append((head[1], tail[1]))
    known.sort(key=lambda pair: -len(re.sub(r"{\d}", "", pair[0])))
    return tuple((re.compile(_pattern(source), re.DOTALL), said) for source, said in known)


def _pattern(template: str) -> str:
    pattern, was_hole = "", False
    for part in filter(None, re.split(r"({\d})", template)):
        is_hole = re.fullmatch(r"{\d}", part) is not None
        # Two in a row: the second is what some messages go on with, after a semicolon.
        inside = "(?:; .*)?" if was_hole else ".*?"
        pattern += f"(?P<hole{part[1]}>{inside})" if is_hole else re.escape(part)
        was_hole = is_hole
    return pattern


def say_message(text: str) -> str:
    """Say what a room without Qt has put together: of a shop's table, or of this machine.

    Its English sentence is found again with what was put into it, which may be a sentence, too.
    What is not found stays as it is: the words of a library, or of the system.
    """
    code = language()
    if code in (LONGER, FROM_THE_RIGHT):
        return lengthened(text) if text else text
    for pattern, said in _templates(code):
        if found := pattern.fullmatch(text):
            return _filled(said, found.groupdict())
    return text


def say_line(line: str) -> str:
    """Say a fault as a command prints it: of what, what is wrong with it, and a hint."""
    for end in re.finditer(r"\. ", line):
        hint = line[end.end() :]
        if say_hint(hint) != hint:
            return f"{say_line(line[: end.start()])} {say_hint(hint)}"
    said = say_message(line)
    where, colon, what = line.partition(": ")
    if said != line or not colon:
        return said
    return f"{where}: {say_message(what)}"


def _filled(said: str, parts: Mapping[str, str]) -> str:
    """Put into a message what was in the English one; a part may be a message itself."""
    return re.sub(r"{(\d)}", lambda hole: say_message(parts[f"hole{hole[1]}"]), said)


def say_wardrobe(title: str) -> str:
    """Say the title or the colour of a garment."""
    return QCoreApplication.translate("Wardrobe", title) if title else ""


def say_finish(finish: str) -> str:
    """Name a finish for people."""
    if finish not in FINISHES:
        return QCoreApplication.translate("Finishes", "Own finish")
    return QCoreApplication.translate("Finishes", finish.replace("-", " ").capitalize())


def name_of(product: Product) -> str:
    """Name a product in the language that is spoken, as far as its shop does."""
    return product.name_zh if language() == "zh_CN" and product.name_zh else product.name
