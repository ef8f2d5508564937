"""TOML with the line of every key, and written so that people can go on editing it."""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

_TABLE = re.compile(r"\s*\[(\[)?\s*([^\[\]]+?)\s*\]?\]")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*[\w-]+)*)\s*=""")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_QUOTED = re.compile(
    r'"{3}(?:\\.|[^\\])*?"{3}|\'{3}.*?\'{3}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL
)


def parse_toml(text: str) -> tuple[dict[str, Any], dict[str, int]]:
    r"""Read TOML, and remember where each thing stands.

    Returns
    -------
    content : dict
    lines : dict of place to int
        From 1. Places are written like ``product[0].shade``; what is nested in a value has
        the line on which that value begins.

    Raises
    ------
    tomllib.TOMLDecodeError

    Examples
    --------
    >>> parse_toml('brand = "B"\n[[product]]\nid = "a"\n')[1]
    {'brand': 1, 'product[0]': 2, 'product[0].id': 3}
    """
    try:
        content = tomllib.loads(text)
    except RecursionError:
        raise tomllib.TOMLDecodeError("brackets within brackets without an end") from None
    # Brackets and equal signs inside texts and comments mean nothing here.
    plain = _QUOTED.sub(lambda found: _hollow(found[0]), text)
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    table, depth = "", 0
    for number, line in enumerate(plain.splitlines(), 1):
        if depth == 0:
            if header := _TABLE.match(line):
                name = header[2]
                if header[1]:
                    counts[name] = counts.get(name, -1) + 1
                table = _numbered(name, counts)
                lines.setdefault(table, number)
                continue
            if key := _KEY.match(line):
                name = re.sub(r"\s*\.\s*", ".", key[1]).strip("\"'")
                lines.setdefault(f"{table}.{name}" if table else name, number)
        depth += sum(map(line.count, "[{")) - sum(map(line.count, "]}"))
    return content, lines


def line_of(place: str, lines: Mapping[str, int]) -> int | None:
    """Find the line of a place, or of the nearest thing around it."""
    while place:
        if place in lines:
            return lines[place]
        place = place[: max(place.rfind("."), place.rfind("["), 0)]
    return None


def format_toml(content: Mapping[str, Any], comment: str = "") -> str:
    """Write texts, numbers, dates, lists and tables; a list of tables gets headers.

    Examples
    --------
    >>> print(format_toml({"brand": "B", "product": [{"shade": {"srgb": "#A81E2D"}}]}), end="")
    brand = "B"
    <BLANKLINE>
    [[product]]
    shade = { srgb = "#A81E2D" }
    """
    written = [f"# {line}".rstrip() for line in comment.splitlines()]
    tables = {key: value for key, value in content.items() if _is_tables(value)}
    for key, value in content.items():
        if key not in tables:
            written.append(f"{_key(key)} = {_value(value)}")
    for key, rows in tables.items():
        for row in rows:
            written += ["", f"[[{_key(key)}]]"]
            written += [f"{_key(name)} = {_value(value)}" for name, value in row.items()]
    return "\n".join(written) + "\n"


def _hollow(quoted: str) -> str:
    """Keep the quotation marks of a text and its line breaks, so that nothing moves."""
    if quoted.startswith("#"):
        return ""
    return quoted[0] + re.sub(r"[^\n]", "x", quoted[1:-1]) + quoted[-1]


def _numbered(name: str, counts: Mapping[str, int]) -> str:
    first, dot, rest = name.partition(".")
    number = f"[{counts[first]}]" if first in counts else ""
    return first + number + dot + rest


def _is_tables(value: Any) -> bool:
    return (
        isinstance(value, Sequence)
        and len(value) > 0
        and all(isinstance(item, Mapping) for item in value)
    )


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _value(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(key)} = {_value(item)}" for key, item in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(_value, value)) + "]"
    raise TypeError(f"TOML cannot hold a {type(value).__name__}")


def _text(text: str) -> str:
    """Quote a text; the escapes of JSON are escapes of TOML, but one."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
