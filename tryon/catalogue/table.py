"""Tables of products as shops have them: CSV from any spreadsheet, read and written."""

import csv
import io
import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
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
from tryon.catalogue.words import nearest
from tryon.core.errors import BadInput

_LARGEST_BYTES = 50_000_000
_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One product of a table.

    Attributes
    ----------
    number : int
        As a spreadsheet counts it: the words over the columns are in row 1.
    cells : mapping of key to value
        What it says, by the keys of `Column`; an empty cell is None.
    """

    number: int
    cells: Mapping[str, Any]


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
        Those without a fault.
    faults : tuple of Fault
    """

    path: Path
    encoding: str
    delimiter: str
    headers: Mapping[str, str]
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]

    def header(self, key: str) -> str:
        """Name the column of a product's key, such as ``shade.lab[0]``, as the table does."""
        key = re.sub(r"\[(\d+)\]", r".\1", key)
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
    faults: list[Fault] = []
    for count, record in enumerate(records[1:], 2):
        if not any(cell.strip() for cell in record):
            continue
        if delimiter == ";":  # where commas part no cells, they are decimal
            record = _with_points(record, columns)
        cells, wrong = _cells(path, count, record, columns)
        faults += wrong
        if not wrong:
            rows.append(Row(count, cells))
    headers = {column.key: header.strip() for header, column in columns if column}
    return Table(path, used, delimiter, headers, tuple(rows), tuple(faults))


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
    flat = [_flatten(entry) for entry in entries]
    used = {key for cells in flat for key in cells}
    wavelengths = sorted(int(key[18:]) for key in used if key.startswith("shade.reflectance."))
    columns = [column for column in COLUMNS if column.key in used]
    columns += [spectral_column(nm) for nm in wavelengths]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    for cells in flat:
        writer.writerow([_write(cells.get(column.key)) for column in columns])
    return out.getvalue().encode("utf-8-sig")


def unflatten(cells: Mapping[str, Any]) -> dict[str, Any]:
    """Turn the cells of a row into a product as a file says it; empty ones are left out."""
    entry: dict[str, Any] = {}
    lists: dict[str, dict[int, Any]] = {}
    for key, value in cells.items():
        if value is None:
            continue
        table, _, rest = key.partition(".")
        if not rest:
            entry[key] = value
            continue
        inside = entry.setdefault(table, {})
        name, _, index = rest.partition(".")
        if index:
            lists.setdefault(name, {})[int(index)] = value
            inside[name] = []
        else:
            inside[name] = value
    for name, values in lists.items():
        order = sorted(values)
        shade = entry["shade"]
        shade[name] = [values[index] for index in order]
        if name == "reflectance" and len(order) > 1:
            shade["from_nm"], shade["step_nm"] = order[0], order[1] - order[0]
    return entry


def _flatten(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Turn a product as a file says it into cells by key; the inverse of `unflatten`."""
    cells: dict[str, Any] = {}
    for key, value in entry.items():
        if key not in ("shade", "measured"):
            cells[key] = value
            continue
        for name, inside in value.items():
            if name == "reflectance":
                start, step = value["from_nm"], value["step_nm"]
                for index, share in enumerate(inside):
                    cells[f"shade.reflectance.{start + index * step:g}"] = share
            elif isinstance(inside, list):
                cells |= {f"{key}.{name}.{i}": item for i, item in enumerate(inside)}
            elif name not in ("from_nm", "step_nm"):
                cells[f"{key}.{name}"] = inside
    return cells


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
