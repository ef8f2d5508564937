"""The figures as Markdown: what the command prints is what docs/figures.md shows."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tryon.core.complete import complete
from tryon.core.errors import BadInput

#: The tables of the document stand between these lines.
_BEGIN = "<!-- accuracy: written by `tryon accuracy --readme docs/figures.md` -->"
_END = "<!-- /accuracy -->"

#: Where people were asked what kind of lamp there is, of whom some do not know or are wrong.
_ASKED = ", asked for the lamp"
#: How the columns of Tier 1 are called in a table.
_COLUMNS = {
    "face": "face alone",
    "still": f"white reference, held still{_ASKED}",
    "reference": f"white reference, carried{_ASKED}",
    "enrolled": f"enrolled{_ASKED}",
    "profile": "camera profile",
    "known": "light given",
}

Rows = Iterable[Sequence[object]]


def markdown(result: Mapping[str, Any]) -> str:
    """Write all that was measured as tables."""
    parts = []
    if "tier0" in result:
        parts.append(_tier0(result["tier0"]))
    if "tier1" in result:
        parts.append(_tier1(result["tier1"]))
    if "chart" in result:
        parts.append(_chart(result["chart"]))
    if result["quick"]:
        parts.append("From a small sample: not to be quoted.\n")
    return "\n".join(parts)


def around_tables(path: Path) -> tuple[str, str]:
    """Read what stands before and after the tables of a Markdown file.

    Raises
    ------
    BadInput
        The file cannot be read, or has no marks.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise BadInput(f"{path}: expected a Markdown file: {reason}") from error
    before, begin, rest = text.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not begin or not end:
        raise BadInput(f"{path}: expected the lines {_BEGIN!r} and {_END!r}")
    return before, after


def write_tables(path: Path, result: Mapping[str, Any]) -> None:
    """Put the tables between their marks in a Markdown file; see `around_tables`."""
    before, after = around_tables(path)
    with complete(path) as part:
        part.write_text(
            f"{before}{_BEGIN}\n\n{markdown(result)}\n{_END}{after}", encoding="utf-8"
        )


def _tier0(result: Mapping[str, Any]) -> str:
    whole = result["all"]
    known = {"colour": "shades known by colour", "curve": "shades known by reflectance"}
    rows = [("all", *_cells(whole, "median", "p95", "lightness", digits=2))]
    rows += [
        (known[name], *_cells(part, "median", "p95", "lightness", digits=2))
        for name, part in result["by_known"].items()
    ]
    rows += [
        (f"{coats} coats", *_cells(part, "median", "p95", "lightness", digits=2))
        for coats, part in result["by_coats"].items()
    ]
    worst = sorted(result["by_finish"].items(), key=lambda item: -item[1]["p95"])
    rows += [
        (f"finish: {name}", *_cells(part, "median", "p95", "lightness", digits=2))
        for name, part in worst
    ]
    return (
        f"Tier 0, the renderer against spectra: {result['shades']} shades × 11 lips × 3 coats "
        f"× {len(result['by_finish'])} finishes (with a dye or platelets: each third "
        f"shade), {whole['count']} colours.\n\n"
        + _table(("", "ΔE00 median", "p95", "\\|ΔL*\\| median"), rows)
        + "\n"
        + _mirrors(result["by_mirror"])
    )


def _mirrors(result: Mapping[str, Any]) -> str:
    rows = [
        (f"{kind}: {name}", *_cells(part, "median", "p95", digits=2))
        for kind, parts in (("finish", result["by_finish"]), ("degrees", result["by_angle"]))
        for name, part in parts.items()
    ]
    return "What platelets mirror, against thin-film optics.\n\n" + _table(
        ("", "ΔE00 median", "p95"), rows
    )


def _tier1(result: Mapping[str, Any]) -> str:
    columns = result["columns"]
    head = (
        "what the app has",
        "pictures",
        "ΔE00 median",
        "p95",
        "chroma and hue",
        "\\|ΔL*\\|",
        "worst and best tone; apart by chance",
        "limit: median, p95; tones",
        "if these cameras are new",
        "inside ±ΔE (80 %)",
    )
    text = (
        f"Tier 1, synthetic people in real lamps: {result['shots']} pictures, opaque "
        "finishes.\n\n"
        + _table(head, [_column(name, column) for name, column in columns.items()])
    )
    for label, title in (
        ("by_tone", "Monk tone"),
        ("by_light", "light"),
        ("by_camera", "camera"),
        ("by_stops", "stops"),
        ("by_finish", "finish"),
    ):
        text += "\n" + _by(title, {name: column[label] for name, column in columns.items()})
        if label == "by_tone":
            limits = {name: column["limit"][label] for name, column in columns.items()}
            text += "\n" + _by("limit for Monk tone", limits)
    text += _unasked(result["unasked"]) + _unknown(result["unknown"])
    return text + _measured(result["measured"])


def _by(title: str, parts: Mapping[str, Mapping[str, Any]]) -> str:
    """Write scores by tone, light and so on, in a column for each of Tier 1."""
    return _table(
        (title, *(f"{_COLUMNS[name]}: median, p95" for name in parts)),
        [
            (value, *(_pair(scores.get(value)) for scores in parts.values()))
            for value in next(iter(parts.values()))
        ],
    )


def _unasked(columns: Mapping[str, Any]) -> str:
    rows = [
        ("pictures", *(column["all"]["count"] for column in columns.values())),
        ("ΔE00 median, p95", *(_pair(column["all"]) for column in columns.values())),
        *(
            (title, *(_cells(column["all"], name)[0] for column in columns.values()))
            for title, name in (("chroma and hue", "hue"), ("\\|ΔL*\\|", "lightness"))
        ),
        ("limit: median, p95", *(_pair(column["limit"]) for column in columns.values())),
        ("inside ±ΔE (80 %)", *map(_inside, columns.values())),
    ]
    names = (_COLUMNS[name].removesuffix(_ASKED) for name in columns)
    return "\nNobody asked what kind of lamp there is.\n\n" + _table(("", *names), rows)


def _unknown(result: Mapping[str, Any]) -> str:
    columns = [*result["columns"].values(), *result["unasked"].values()]
    rows = [
        ("all", *(_pair(column["all"]) for column in columns)),
        *(
            (kind, *(_pair(column["by_kind"][kind]) for column in columns))
            for kind in columns[0]["by_kind"]
        ),
        ("inside ±ΔE (80 %)", *map(_inside, columns)),
    ]
    names = [_COLUMNS[name] for name in result["columns"]]
    names += [_COLUMNS[name].removesuffix(_ASKED) + ", not asked" for name in result["unasked"]]
    return f"\nLamps unknown to the app, {result['shots']} pictures.\n\n" + _table(
        ("lamp", *(f"{name}: median, p95" for name in names)), rows
    )


def _measured(result: Mapping[str, Any]) -> str:
    columns = result["columns"].values()
    rows = [
        ("all", *(_pair(column["all"]) for column in columns)),
        *(
            (camera, *(_pair(column["by_camera"][camera]) for column in columns))
            for camera in next(iter(columns))["by_camera"]
        ),
        ("\\|ΔL*\\|", *(_cells(column["all"], "lightness")[0] for column in columns)),
        (
            "limit if these cameras are new",
            *(_pair(column["limit_new"]) for column in columns),
        ),
        ("inside ±ΔE (80 %)", *map(_inside, columns)),
    ]
    names = (_COLUMNS[name] for name in result["columns"])
    return f"\nMeasured cameras unknown to the app, {result['shots']} pictures.\n\n" + _table(
        ("camera", *(f"{name}: median, p95" for name in names)), rows
    )


def _column(name: str, column: Mapping[str, Any]) -> Sequence[object]:
    tones, best = _medians(column["by_tone"]), _medians(column["limit"]["by_tone"]).values()
    worst = max(tones, key=lambda tone: tones[tone], default="–")
    return (
        _COLUMNS[name],
        f"{column['all']['count']} ({100 * column['taken']:.0f} %)",
        *_cells(column["all"], "median", "p95", "hue", "lightness"),
        f"{tones[worst]:.1f} (tone {worst}), {min(tones.values()):.1f}; "
        f"{column['tones_by_chance']:.1f}"
        if tones
        else "–",
        f"{_pair(column['limit'])}; {max(best):.1f}, {min(best):.1f}",
        _pair(column["limit_new"]),
        _inside(column),
    )


def _inside(column: Mapping[str, Any]) -> str:
    share = column["coverage"]["p80"]
    return "–" if share is None else f"{100 * share:.0f} %"


def _medians(parts: Mapping[str, Any]) -> dict[str, float]:
    return {name: part["median"] for name, part in parts.items() if part["median"] is not None}


def _pair(part: Mapping[str, Any] | None) -> str:
    return "–" if part is None else ", ".join(_cells(part, "median", "p95"))


def _chart(result: Mapping[str, Any]) -> str:
    names = ("before", "same", "left_out", "next")
    rows = [("median", *_cells(result["all"], *names))]
    rows += [(name, *_cells(row, *names)) for name, row in result["photos"].items()]
    text = (
        f"Charts: {len(result['photos'])} photographs, mean ΔE00 of the patches; "
        f"{len(result['refused'])} refused.\n\n"
        + _table(("photograph", "before", "same", "patches left out", "next"), rows)
    )
    for name, why in result["refused"].items():
        text += f"\nRefused: {name}: {why}\n"
    return text


def _cells(part: Mapping[str, Any], *names: str, digits: int = 1) -> list[str]:
    return ["–" if part[name] is None else f"{part[name]:.{digits}f}" for name in names]


def _table(head: Sequence[str], rows: Rows) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(str(cell) for cell in line) + " |\n" for line in lines)
