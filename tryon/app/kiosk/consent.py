"""What a shopper agrees to: a text with a version, in every language that is offered."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tryon.catalogue.toml import format_toml, parse_toml
from tryon.core.complete import complete
from tryon.core.errors import BadInput

#: The text that comes with the program.
OWN = Path(__file__).with_name("consent.toml")
_WORDS = ("title", "agree", "refuse", "children")


@dataclass(frozen=True, slots=True)
class Consent:
    """One language of the text.

    Attributes
    ----------
    version : str
        What is kept of an agreement, and nothing else.
    title : str
    points : tuple of str
    agree, refuse : str
        On the two buttons.
    children : str
        Who has to agree for a child.
    """

    version: str
    title: str
    points: tuple[str, ...]
    agree: str
    refuse: str
    children: str


def read_consent(path: Path | None, languages: tuple[str, ...]) -> Mapping[str, Consent]:
    """Read the text in each of `languages`; None is the text that comes with the program.

    Raises
    ------
    BadInput
        A language or a part is missing: nobody can agree to what is not said.
    """
    path = path or OWN
    try:
        written = parse_toml(path.read_text(encoding="utf-8"))[0]
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise BadInput(f"{path}: {error}", "Correct the file.") from error
    version = written.get("version")
    if not isinstance(version, str) or not version.strip():
        raise BadInput(f"{path}: version: expected a text such as '2026-11-1'")
    return {code: _consent(written.get(code), version, f"{path}: {code}") for code in languages}


def write_consent(texts: Mapping[str, Consent], path: Path) -> None:
    """Keep a shop's own text, in one step; all languages have one version.

    Raises
    ------
    SinkFailed
        The folder cannot be written.
    """
    version = next(iter(texts.values())).version
    said = {
        code: {"title": text.title, "points": text.points}
        | {word: getattr(text, word) for word in _WORDS[1:]}
        for code, text in texts.items()
    }
    told = "What a shopper agrees to before the camera is switched on, in this shop's words."
    with complete(path) as part:
        part.write_text(format_toml({"version": version, **said}, told), encoding="utf-8")


def _consent(written: Any, version: str, where: str) -> Consent:
    if not isinstance(written, Mapping):
        raise BadInput(f"{where}: expected the text in this language, and it is not there")
    points = written.get("points")
    if not isinstance(points, list) or not points:
        raise BadInput(f"{where}: points: expected a list of sentences")
    if not all(isinstance(point, str) and point.strip() for point in points):
        raise BadInput(f"{where}: points: expected a list of sentences")
    for word in _WORDS:
        if not isinstance(written.get(word), str) or not written[word].strip():
            raise BadInput(f"{where}: {word}: expected a text")
    return Consent(version, written["title"], tuple(points), *(written[w] for w in _WORDS[1:]))
