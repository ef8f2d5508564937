"""The columns of a table of products: their words in English and Chinese, and their cells."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

#: Begins a cell that a spreadsheet would run as a formula (OWASP, "CSV Injection").
_FORMULA = re.compile(r"'*\s*[=+\-@\t\r＝＋－＠]")
_NUMBER = re.compile(r"([+-]?)(\d+|\d{1,3}(?:[ '’,.]\d{3})+|)(?:([.,])(\d*))?\s*(%?)")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
#: Over a column of a spectrum, without its signs but the point: of which colour, and where.
_NANOMETRES = re.compile(
    r"(second|第二色|副色|liner|唇线)?(?:r|spd|nm|λ)?(\d{3,4}(?:\.\d+)?)(?:nm)?"
)
_COLOUR_WORDS = {
    "second": "second",
    "第二色": "second",
    "副色": "second",
    "liner": "liner.shade",
    "唇线": "liner.shade",
}
_BRACKETS = re.compile(r"[(（\[].*?[)）\]]")
_YES = frozenset({"yes", "y", "true", "t", "in stock", "是", "有", "有货", "在售", "现货"})
_NO = frozenset(
    {"no", "n", "false", "f", "sold out", "out of stock", "否", "无", "缺货", "无货", "售罄"}
)
_STATUSES = {
    "verified": "verified",
    "measured": "verified",
    "已验证": "verified",
    "实测": "verified",
    "estimated": "estimated",
    "估计": "estimated",
    "估算": "estimated",
    "预估": "estimated",
}
_EFFECTS = {
    "口红": "lipstick",
    "唇膏": "lipstick",
    "唇釉": "lipstick",
    "唇线笔": "lip_liner",
    "唇线": "lip_liner",
}
_BLENDS = {
    "gradient": "ombre",
    "ombré": "ombre",
    "渐变": "ombre",
    "咬唇": "ombre",
    "bicolour": "two_tone",
    "bicolor": "two_tone",
    "双色": "two_tone",
    "拼色": "two_tone",
    "colour_shift": "shift",
    "color_shift": "shift",
    "变色": "shift",
    "偏光": "shift",
}
_FINISHES = {
    "creamy": "cream",
    "glossy": "gloss",
    "mat": "matte",
    "matt": "matte",
    "pearly": "pearl",
    "shimmery": "shimmer",
    "哑光": "matte",
    "雾面": "matte",
    "柔雾": "soft-matte",
    "丝绒": "velvet",
    "天鹅绒": "velvet",
    "粉雾": "powder",
    "缎光": "satin",
    "缎面": "satin",
    "奶油": "cream",
    "滋润": "cream",
    "水润": "sheer",
    "透润": "sheer",
    "润唇": "balm",
    "染唇": "stain",
    "唇染": "stain",
    "果冻": "jelly",
    "亮面": "gloss",
    "唇蜜": "gloss",
    "漆光": "lacquer",
    "漆面": "lacquer",
    "镜面": "vinyl",
    "水光": "wet",
    "玻璃": "glass",
    "丰唇": "plump",
    "丰盈": "plump",
    "金属": "metallic",
    "箔光": "foil",
    "珠光": "pearl",
    "冰霜": "frost",
    "偏光": "duochrome",
    "微闪": "shimmer",
    "闪片": "glitter",
    "镭射": "holographic",
}


class BadCell(ValueError):
    """A cell does not hold what its column is for; says what was expected."""


def text(cell: str) -> str:
    """Take a text as it is, without the mark that keeps spreadsheets from running it."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def harmless(written: str) -> str:
    """Mark a text that a spreadsheet would run as a formula; the inverse of `text`.

    >>> harmless("=HYPERLINK(1)"), text(harmless("=HYPERLINK(1)"))
    ("'=HYPERLINK(1)", '=HYPERLINK(1)')
    """
    return f"'{written}" if _FORMULA.match(written) else written


def number(cell: str) -> float:
    """Read a number with a decimal point or comma; ``85 %`` is 0.85.

    Raises
    ------
    BadCell
        Also for ``1,299`` and ``1.299,5.0``: nobody can tell what they mean.

    Examples
    --------
    >>> [number(cell) for cell in ("12.5", "-12,5", "1.299,00", "1,299.50", "85 %")]
    [12.5, -12.5, 1299.0, 1299.5, 0.85]
    """
    cell = text(cell).replace("\u2212", "-").replace("\xa0", " ").strip()
    found = _NUMBER.fullmatch(cell)
    if not found or not (found[2] or found[4]):
        raise BadCell("a number")
    sign, whole, point, decimals, percent = found.groups()
    grouped = re.findall(r"[ '’,.]", whole)
    digits = "".join(filter(str.isdigit, whole))
    if len(set(grouped)) > 1 or (grouped and point == grouped[0]):
        raise BadCell("a number")
    if point == "," and not grouped and len(decimals) == 3 and whole not in ("", "0"):
        raise BadCell(f"a number without a doubt: {whole}{decimals} or {whole}.{decimals}")
    if grouped and not point and grouped[0] in ",.":
        raise BadCell(f"a number without a doubt, such as {digits}")
    value = float(f"{sign}{digits or 0}.{decimals or 0}")
    if abs(value) > 1e300:
        raise BadCell("a number")
    return round(value / 100, 12) if percent else value


def truth(cell: str) -> bool:
    """Read yes or no; a count of pieces is yes unless it is 0."""
    word = text(cell).strip().casefold()
    pieces = int(word) if word.isdecimal() and len(word) < 12 else None
    if word in _YES or (pieces is not None and pieces > 0):
        return True
    if word in _NO or pieces == 0:
        return False
    raise BadCell("yes or no")


def day(cell: str) -> date:
    """Read a day that begins with its year."""
    found = _DAY.fullmatch(text(cell).strip())
    try:
        return date(*(int(part) for part in found.groups())) if found else _no_day()
    except ValueError:
        return _no_day()


def colour(cell: str) -> str:
    """Read ``#RRGGBB``, with or without its mark."""
    word = text(cell).strip().removeprefix("#")
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", word):
        raise BadCell("a colour like #9B1B30")
    return f"#{word.upper()}"


def finish(cell: str) -> Any:
    """Read the name of a finish in any writing, or its parameters as JSON."""
    word = text(cell).strip()
    if word.startswith("{"):
        try:
            return json.loads(word)
        except (ValueError, RecursionError):
            raise BadCell("the name of a finish, or its parameters in JSON") from None
    word = re.sub(r"[\s_]+", "-", word.casefold())
    return _FINISHES.get(word, word)


def effect(cell: str) -> str:
    """Read the name of an effect in any writing."""
    word = re.sub(r"[\s\-]+", "_", text(cell).strip().casefold())
    return _EFFECTS.get(word, word)


def blend(cell: str) -> str:
    """Read how two colours share the lips, in any writing."""
    word = re.sub(r"[\s\-]+", "_", text(cell).strip().casefold())
    return _BLENDS.get(word, word)


def status(cell: str) -> str:
    """Read verified or estimated."""
    word = text(cell).strip().casefold()
    if word not in _STATUSES:
        raise BadCell("verified or estimated")
    return _STATUSES[word]


def _whole(cell: str) -> int:
    value = number(re.sub(r"\s*(°|度|deg)$", "", cell.strip()))
    if value != int(value):
        raise BadCell("a whole number")
    return int(value)


def _no_day() -> date:
    raise BadCell("a day such as 2026-05-31")


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes
    ----------
    name : str
        Its word in the tables that we write.
    key : str
        What of a product it is, in the words of the file, such as ``shade.srgb`` or
        ``shade.lab.0``.
    read : callable
        From the cell to the value. Raises `BadCell`.
    also : tuple of str
        Other words for it, folded as by `fold`.
    """

    name: str
    key: str
    read: Callable[[str], Any]
    also: tuple[str, ...] = ()


#: The columns of one colour.
_SHADE = (
    Column(
        "srgb", "shade.srgb", colour, ("hex", "color", "colour", "色值", "颜色", "十六进制")
    ),
    Column("L", "shade.lab.0", number, ("labl", "lightness", "亮度", "明度")),
    Column("a", "shade.lab.1", number, ("laba",)),
    Column("b", "shade.lab.2", number, ("labb",)),
    Column(
        "white", "shade.white", lambda cell: text(cell).strip().upper(), ("illuminant", "光源")
    ),
    Column("observer", "shade.observer", _whole, ("observerdeg", "视场", "观察者", "观察角")),
    Column("status", "shade.status", status, ("状态",)),
    Column(
        "opacity", "shade.opacity", number, ("coverage", "hiding", "遮盖力", "遮盖率", "遮瑕力")
    ),
    Column("sx_red", "shade.sx.0", number, ("sxr",)),
    Column("sx_green", "shade.sx.1", number, ("sxg",)),
    Column("sx_blue", "shade.sx.2", number, ("sxb",)),
    Column("shade_de2000", "shade.de2000", number, ("shadedeltae", "色值误差")),
)


def _of(prefix: str, key: str, *chinese: str) -> tuple[Column, ...]:
    """Make the columns of another colour: their words have a prefix in either language."""
    columns = []
    for column in _SHADE:
        name = column.name.removeprefix("shade_")
        english = [word for word in column.also if word.isascii()]
        others = [word for word in column.also if not word.isascii()]
        also = [f"{prefix}{word}" for word in english]
        also += [f"{word}{other}" for word in chinese for other in others]
        if column.key == "shade.srgb":
            also += [prefix, f"{prefix}shade", *chinese]
        inside = column.key.removeprefix("shade.")
        columns.append(Column(f"{prefix}_{name}", f"{key}.{inside}", column.read, tuple(also)))
    return tuple(columns)


#: Every column, in the order in which they are written; spectra follow, see `find_column`.
COLUMNS = (
    Column("id", "id", text, ("productid", "itemid", "编号", "产品编号", "商品编号")),
    Column("sku", "sku", text, ("article", "articleno", "itemno", "barcode", "货号", "条码")),
    Column("brand", "brand", text, ("maker", "品牌")),
    Column(
        "name",
        "name",
        text,
        (
            "product",
            "productname",
            "shade",
            "shadename",
            "title",
            "英文名",
            "名称",
            "色号",
            "色名",
        ),
    ),
    Column("name_zh", "name_zh", text, ("chinesename", "中文名", "中文名称")),
    Column("effect", "effect", effect, ("kind", "category", "类别", "品类")),
    *_SHADE,
    Column("finish", "finish", finish, ("texture", "质地", "妆效", "质感")),
    Column("coats", "coats", number, ("layers", "层数", "涂层")),
    *_of("second", "second", "第二色", "副色"),
    Column(
        "blend", "blend", blend, ("twocolours", "twocolors", "混色", "双色方式", "渐变方式")
    ),
    *_of("liner", "liner.shade", "唇线", "唇线笔"),
    Column("liner_width_mm", "liner.width_mm", number, ("linerwidth", "唇线宽度", "线宽")),
    Column("liner_softness", "liner.softness", number, ("唇线柔和度", "唇线晕染", "晕染度")),
    Column("measured_by", "measured.by", text, ("measuredby", "测量人", "测色人")),
    Column("instrument", "measured.instrument", text, ("device", "仪器", "测色仪")),
    Column("measured_on", "measured.on", day, ("date", "measuredon", "测量日期", "日期")),
    Column("de2000", "measured.de2000", number, ("deltae", "deltae2000", "δe00", "δe", "色差")),
    Column("price", "price", number, ("retailprice", "价格", "售价", "单价")),
    Column("currency", "currency", lambda cell: text(cell).strip().upper(), ("币种", "货币")),
    Column("url", "url", text, ("link", "webpage", "网址", "链接", "购买链接")),
    Column("in_stock", "in_stock", truth, ("stock", "available", "库存", "有货", "现货")),
    Column("picture", "picture", text, ("image", "photo", "swatch", "图片", "图")),
)
_WORDS: Mapping[str, Column] = {
    word: column
    for column in COLUMNS
    for word in (re.sub(r"[\W_]+", "", column.name.casefold()), *column.also)
}


def fold(header: str) -> str:
    """Leave of the word over a column what tells it from others.

    >>> [fold(header) for header in ("Shade name", " L* ", "ΔE00", "价格（元）")]
    ['shadename', 'l', 'δe00', '价格']
    """
    return re.sub(r"[\W_]+", "", _BRACKETS.sub("", header).casefold())


def find_column(header: str) -> Column | None:
    """Recognise a column by the word over it; ``400``, ``R400`` and ``400 nm`` are spectra."""
    word = fold(header)
    if word in _WORDS:
        return _WORDS[word]
    bare = re.sub(r"[^\w.]+|_", "", _BRACKETS.sub("", header.casefold()))
    found = _NANOMETRES.fullmatch(bare)
    if found and 300 <= float(found[2]) <= 1100:
        return spectral_column(_COLOUR_WORDS.get(found[1], "shade"), float(found[2]))
    return None


def spectral_column(colour: str, nm: float) -> Column:
    """Make the column of the reflectance of a colour at a wavelength.

    >>> spectral_column("second", 400.0).name
    'second_R400'
    """
    prefix = {"shade": "", "second": "second_", "liner.shade": "liner_"}[colour]
    return Column(f"{prefix}R{nm:g}", f"{colour}.reflectance.{nm:g}", number)


def known_words() -> tuple[str, ...]:
    """List the words for columns that a table may use, for those who mistyped one."""
    return tuple(_WORDS)
