"""Tables of products as shops have them: CSV from any spreadsheet, read and written."""

import csv
import io
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from tryon.catalogue.column import (
    COLUMNS,
    BadCell,
    Column,
    find_column,
    harmless,
    known_words,
    number,
    spectral_column,
    text,
)
from tryon.catalogue.fault import Fault
from tryon.core.errors import BadInput
from tryon.core.words import nearest

_LARGEST_BYTES = 50_000_000
_DELIMITERS = ",;\t"
#: Tables inside a product; and a key of `Column` as tables, name and number in a list.
_TABLES = ("shade", "second", "liner", "measured")
_PLACE = re.compile(r"((?:[a-z]+\.)*)([a-z]\w*)(?:\.(\d[\d.]*))?")


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One product of a table.

    Attributes
    ----------
    number : int
        As a spreadsheet counts it: the words over the columns are in row 1.
    cells : mapping of key to value
        What it says, by the keys of `Column`; an empty cell is None.
    faults : tuple of Fault
        Cells that could not be read.
    misread : tuple of str
        Their keys.
    """

    number: int
    cells: Mapping[str, Any]
    faults: tuple[Fault, ...] = ()
    misread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table, as far as its cells could be read.

    Attributes
    ----------
    path : Path
    encoding, delimiter : str
        What it turned out to be written in.
    headers : mapping of key to str
        The words over its columns, by the keys of `Column`.
    rows : tuple of Row
    """

    path: Path
    encoding: str
    delimiter: str
    headers: Mapping[str, str]
    rows: tuple[Row, ...]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with single cells, row by row."""
        return tuple(fault for row in self.rows for fault in row.faults)

    def header(self, key: str) -> str:
        """Name the column of a product's key, such as ``shade.lab[0]``, as the table does."""
        key = re.sub(r"\[(\d+)\]", r".\1", key)
        if found := re.fullmatch(r"(.*\.reflectance)\.(\d+)", key):  # counted, not measured
            curve = [header for known, header in self.headers.items() if found[1] in known]
            return curve[min(int(found[2]), len(curve) - 1)] if curve else key
        for known, header in self.headers.items():
            if known == key or known.startswith(f"{key}.") or key.startswith(f"{known}."):
                return header
        return key


def read_table(
    path: Path, *, ignored: Collection[str] = (), encoding: str | None = None
) -> Table:
    """Read a table of products.

    Parameters
    ----------
    path : Path
    ignored : collection of str
        Words over columns that are not about try-on; any other unknown one is refused.
    encoding : str or None
        Of the text; None finds out: UTF-8, UTF-16 with its mark, or GBK.

    Raises
    ------
    BadInput
        The file is no table of products; nothing in it can be used.
    """
    content, used = _decode(path, encoding)
    lines = content.splitlines(keepends=True)
    delimiter = None
    if lines and (told := re.fullmatch(r"sep=(.)\s*", lines[0])):  # Excel's own first line
        delimiter, lines = told[1], lines[1:]
    delimiter = delimiter or _delimiter(lines[0] if lines else "")
    reader = csv.reader(
        io.StringIO("".join(lines), newline=""), delimiter=delimiter, strict=True
    )
    try:
        records = list(reader)
    except csv.Error as error:
        raise BadInput(f"{path}:{reader.line_num}: expected a table: {error}") from error
    if not records or not any(cell.strip() for cell in records[0]):
        raise BadInput(f"{path}: expected words over the columns in row 1, and there are none")
    columns = _columns(path, records[0], ignored)
    rows: list[Row] = []
    for count, record in enumerate(records[1:], 2):
        if not any(cell.strip() for cell in record):
            continue
        if delimiter == ";":  # where commas part no cells, they are decimal
            record = _with_points(record, columns)
        cells, wrong = _cells(path, count, record, columns)
        wrong += [Fault(path, count, *gap) for gap in _gaps(cells, columns)]
        places = {fault.place for fault in wrong}
        misread = tuple(column.key for header, column in columns if column and header in places)
        rows.append(Row(count, cells, tuple(wrong), misread))
    headers = {column.key: header.strip() for header, column in columns if column}
    return Table(path, used, delimiter, headers, tuple(rows))


def format_table(entries: Sequence[Mapping[str, Any]]) -> bytes:
    """Write products as a table that spreadsheets open and that `read_table` reads back.

    Parameters
    ----------
    entries : sequence of mapping
        Products as a file says them.

    Returns
    -------
    data : bytes
        UTF-8 with its mark, commas. A text that a spreadsheet would run as a formula is
        preceded by an apostrophe.
    """
    flat = [flatten(entry) for entry in entries]
    used = {key for cells in flat for key in cells}
    curves = {tuple(key.split(".reflectance.")) for key in used if ".reflectance." in key}
    columns = [column for column in COLUMNS if column.key in used]
    columns += [spectral_column(colour, float(nm)) for colour, nm in sorted(curves, key=_order)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    for cells in flat:
        writer.writerow([_write(cells.get(column.key)) for column in columns])
    return out.getvalue().encode("utf-8-sig")


def unflatten(cells: Mapping[str, Any]) -> dict[str, Any]:
    """Turn the cells of a row into a product as a file says it; empty ones are left out."""
    entry: dict[str, Any] = {}
    for key, value in cells.items():
        if value is None:
            continue
        found = _PLACE.fullmatch(key)
        assert found is not None
        tables, name, index = found.groups()
        inside = entry
        for table in tables.split(".")[:-1]:
            inside = inside.setdefault(table, {})
        if index:
            inside.setdefault(name, {})[float(index)] = value
        else:
            inside[name] = value
    return _with_lists(entry)


def _with_lists(table: Mapping[str, Any]) -> dict[str, Any]:
    """Turn what is numbered into lists, as deep as there is any."""
    made: dict[str, Any] = {}
    for name, value in table.items():
        if name in ("lab", "sx", "reflectance"):
            order = sorted(value)
            made[name] = [value[index] for index in order]
            if name == "reflectance":
                step_nm = (order[-1] - order[0]) / max(len(order) - 1, 1)
                made["from_nm"], made["step_nm"] = _plain(order[0]), _plain(step_nm)
        else:
            made[name] = _with_lists(value) if name in _TABLES else value
    return made


def flatten(entry: Mapping[str, Any], place: str = "") -> dict[str, Any]:
    """Turn a product as a file says it into cells by key; the inverse of `unflatten`."""
    cells: dict[str, Any] = {}
    for name, value in entry.items():
        if name in _TABLES and isinstance(value, Mapping):
            cells |= flatten(value, f"{place}{name}.")
        elif name == "reflectance" and isinstance(value, list):
            start_nm, step_nm = float(entry["from_nm"]), float(entry["step_nm"])
            cells |= {
                f"{place}{name}.{start_nm + i * step_nm:.7g}": v for i, v in enumerate(value)
            }
        elif isinstance(value, list):
            cells |= {f"{place}{name}.{i}": item for i, item in enumerate(value)}
        elif name not in ("from_nm", "step_nm"):
            cells[place + name] = value
    return cells


def _plain(value: float) -> float | int:
    """Write 10 rather than 10.0, and no more digits than a wavelength has."""
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded


def _order(curve: tuple[str, ...]) -> tuple[bool, str, float]:
    """Sort columns of spectra: those of the shade first."""
    return curve[0] != "shade", curve[0], float(curve[1])


def _gaps(
    cells: Mapping[str, Any], columns: Sequence[tuple[str, Column | None]]
) -> Iterator[tuple[str, str]]:
    """Say where a spectrum of a row has holes, or steps that are not even."""
    curves: dict[str, list[tuple[float, str, bool]]] = {}
    for header, column in columns:
        colour, is_curve, nm = (column.key if column else "").partition(".reflectance.")
        if column and is_curve:
            is_there = cells.get(column.key) is not None
            curves.setdefault(colour, []).append((float(nm), header, is_there))
    for curve in curves.values():
        curve.sort()
        there = [index for index, (_, _, is_there) in enumerate(curve) if is_there]
        if not there:
            continue
        within = curve[there[0] : there[-1] + 1]
        for _, header, is_there in within:
            if not is_there:
                yield header, f"expected a number, as at {within[0][0]:g} nm, and it is empty"
        steps = [b[0] - a[0] for a, b in pairwise(within)]
        if steps and max(steps) - min(steps) > 0.01:
            odd = max(range(len(steps)), key=lambda i: abs(steps[i] - steps[0]))
            yield (
                within[odd + 1][1],
                f"expected wavelengths in even steps of {steps[0]:g} nm, not of {steps[odd]:g}",
            )


def _decode(path: Path, encoding: str | None) -> tuple[str, str]:
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise BadInput(f"{path}: expected a table of at most {_LARGEST_BYTES} bytes")
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: expected a table: {error.strerror or error}") from error
    if encoding is None:
        encoding = _guess_encoding(data)
    try:
        content = data.decode(encoding or "utf-8")
    except (UnicodeDecodeError, LookupError) as error:
        raise BadInput(
            f"{path}: expected a text in {encoding or 'UTF-8 or GBK'}, not this",
            "Save it as CSV UTF-8.",
        ) from error
    if "\0" in content:
        raise BadInput(f"{path}: expected a table in CSV, not a binary file", "Save it as CSV.")
    return content, encoding or "utf-8"


def _guess_encoding(data: bytes) -> str | None:
    """Name the encoding of a text; None when it is none that we know."""
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    try:
        signs = [sign for sign in data.decode("gb18030") if not sign.isascii()]
    except UnicodeDecodeError:
        return None
    # Western accents read as GBK turn into rare signs; shops write the common ones.
    common = sum(_is_common(sign) for sign in signs)
    return "gb18030" if common >= 0.9 * len(signs) else None


def _is_common(sign: str) -> bool:
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _delimiter(header: str) -> str:
    outside = re.sub(r'"[^"]*"', "", header)
    return max(_DELIMITERS, key=outside.count)


def _columns(
    path: Path, headers: Sequence[str], ignored: Collection[str]
) -> list[tuple[str, Column | None]]:
    """Recognise the columns; those that are ignored, or have no word, are None."""
    columns: list[tuple[str, Column | None]] = []
    first: dict[str, str] = {}
    for header in map(str.strip, headers):
        column = None if not header or header in ignored else find_column(header)
        if column is None and header and header not in ignored:
            near = nearest(header.casefold(), known_words())
            near = near if "did you mean" in near else ""
            raise BadInput(
                f"{path}: row 1: unknown column {header!r}{near}; to leave it out, say "
                f"--ignore {header!r}"
            )
        if column is not None and column.key in first:
            raise BadInput(
                f"{path}: row 1: {header!r} and {first[column.key]!r} are both {column.name}"
            )
        if column is not None:
            first[column.key] = header
        columns.append((header, column))
    return columns


def _with_points(
    record: Sequence[str], columns: Sequence[tuple[str, Column | None]]
) -> list[str]:
    """Write the decimal commas of a record as points, where there can be no doubt."""
    cells = list(record)
    for index, (_, column) in enumerate(columns[: len(cells)]):
        is_number = column is not None and column.read is number
        if is_number and cells[index].count(",") == 1 and "." not in cells[index]:
            cells[index] = cells[index].replace(",", ".")
    return cells


def _cells(
    path: Path, count: int, record: Sequence[str], columns: Sequence[tuple[str, Column | None]]
) -> tuple[dict[str, Any], list[Fault]]:
    cells: dict[str, Any] = {}
    faults: list[Fault] = []
    if beyond := [cell for cell in record[len(columns) :] if cell.strip()]:
        message = f"expected {len(columns)} cells, and {beyond[0]!r} stands beyond them"
        faults.append(Fault(path, count, "", message))
    for (header, column), cell in zip(columns, record, strict=False):
        if column is None:
            if cell.strip() and not header:
                message = f"{cell!r} stands in a column without a word over it"
                faults.append(Fault(path, count, "", message))
            continue
        cell = cell.strip()
        try:
            cells[column.key] = column.read(cell) if text(cell) else None
        except BadCell as error:
            message = f"expected {error}, not {cell!r}"
            faults.append(Fault(path, count, header, message))
    return cells, faults


def _write(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False)
    return harmless(str(value))
