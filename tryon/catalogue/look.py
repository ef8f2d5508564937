"""What somebody wears, as a file: read strictly, nothing written is silently ignored."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from pathlib import Path
from types import MappingProxyType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import annotated_types
import msgspec

from tryon.catalogue.shade import number, read_shade
from tryon.core.errors import BadInput, BadLook, Missing
from tryon.core.seams import Effect
from tryon.core.shade import Shade
from tryon.core.words import nearest
from tryon.effects import EFFECTS
from tryon.effects.finish import FINISHES, Finish
from tryon.effects.garment import find_model
from tryon.garments.model import Model

#: What a look would say to put each product on, effect by effect, by its id.
Wears = Mapping[str, Sequence[Mapping[str, Any]]]
NO_PRODUCTS: Wears = MappingProxyType({})


def parse_look(
    data: bytes, where: str, products: Wears = NO_PRODUCTS, folder: Path | None = None
) -> tuple[Effect, ...]:
    """Turn the bytes of a look file into effects, in the order in which they are put on.

    `products` are those that it may name, `folder` is where models of garments may lie that
    it names by a file.

    Raises
    ------
    BadLook
        Naming `where`, the place, what was expected and what came.
    """
    try:
        look = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise BadLook(f"{where}: expected a look in JSON: {error}") from error
    if not isinstance(look, dict):
        raise BadLook(f'{where}: expected {{"look": 1, "wear": [...]}}, not {_kind(look)}')
    _only(look, ("look", "wear"), where)
    if look.get("look") != 1 or look["look"] is True:
        raise BadLook(f"{where}: look: expected version 1, not {look.get('look')!r}")
    wear = look.get("wear")
    if not isinstance(wear, list):
        raise BadLook(f"{where}: wear: expected a list, not {_kind(wear)}")
    return tuple(
        make_effect(_beside(item, folder), f"{where}: wear[{i}]", products)
        for i, item in enumerate(wear)
    )


def _beside(item: Any, folder: Path | None) -> Any:
    """Find the file of a model beside the look, if there is one."""
    named = item.get("model") if isinstance(item, dict) else None
    if folder is None or not isinstance(named, str) or not named or "\0" in named:
        return item
    try:
        is_there = (folder / named).is_file()
    except OSError:  # longer than a name can be
        return item
    return item | {"model": str(folder / named)} if is_there else item


def make_effect(item: Any, where: str, products: Wears = NO_PRODUCTS) -> Effect:
    """Build one effect from what a look says of it: its name and its knobs.

    The knobs, their types and their ranges are those of the effect's own dataclass. With a
    ``product``, they start from what the catalogue says.

    Raises
    ------
    BadLook
    """
    if not isinstance(item, dict):
        raise BadLook(f'{where}: expected {{"effect": ...}}, not {_kind(item)}')
    name = item.get("effect")
    if not isinstance(name, str) or name not in EFFECTS:
        raise BadLook(f"{where}: unknown effect {name!r}{nearest(str(name), EFFECTS)}")
    knobs = {key: value for key, value in item.items() if key not in ("effect", "product")}
    if "product" in item:
        knobs = _product_knobs(item["product"], name, where, products) | knobs
    effect: Any = EFFECTS[name]
    hints = get_type_hints(effect, include_extras=True)
    fields = {field.name: field for field in dataclasses.fields(effect) if field.init}
    _only(knobs, (*fields, "product"), where)
    for field in fields.values():
        needed = field.default is field.default_factory is dataclasses.MISSING
        if needed and field.name not in knobs:
            raise BadLook(f"{where}: {name} needs {field.name!r} or 'product'")
    values = {key: _value(knobs[key], hints[key], f"{where}.{key}") for key in knobs}
    try:
        made: Effect = effect(**values)
    except (ValueError, BadInput) as error:  # knobs that do not go together
        raise BadLook(f"{where}: {error}") from error
    return made


def _product_knobs(word: Any, effect: str, where: str, products: Wears) -> dict[str, Any]:
    if not isinstance(word, str) or word not in products:
        raise BadLook(f"{where}: unknown product {word!r}{nearest(str(word), products)}")
    wears = {str(knobs["effect"]): knobs for knobs in products[word]}
    if effect not in wears:
        raise BadLook(f"{where}: product {word!r} is a {' and a '.join(wears)}, not a {effect}")
    return {key: value for key, value in wears[effect].items() if key != "effect"}


def read_finish(written: Any, where: str) -> Finish:
    """Turn the word for a finish, or its parameters, into one.

    Parameters
    ----------
    written : str or mapping
        ``"velvet"``, or parameters of `Finish`; ``like`` names a finish they start from, as in
        ``{"like": "gloss", "roughness": 0.1, "flakes": {"density_mm2": 8}}``.
    where : str
        Place in the file, for messages.

    Raises
    ------
    BadLook
    """
    if isinstance(written, str):
        if written not in FINISHES:
            raise BadLook(f"{where}: unknown {written!r}{nearest(written, FINISHES)}")
        return FINISHES[written]
    if isinstance(written, dict) and "like" in written:
        like = written["like"]
        if not isinstance(like, str):
            raise BadLook(f"{where}.like: expected the name of a finish, not {_kind(like)}")
        start = read_finish(like, f"{where}.like")
        own = {key: value for key, value in written.items() if key != "like"}
        return dataclasses.replace(start, **({"name": "own"} | _fields(own, Finish, where)))
    made: Finish = _made(written, Finish, where)
    return made


def _made(written: Any, kind: Any, where: str) -> Any:
    """Build a dataclass from what is written of it; what is not said has its default."""
    given = _fields(written, kind, where)
    for field in dataclasses.fields(kind):
        needed = field.default is field.default_factory is dataclasses.MISSING
        if needed and field.name not in given:
            raise BadLook(f"{where}: expected {field.name!r}, too")
    return kind(**given)


def _fields(written: Any, kind: Any, where: str) -> dict[str, Any]:
    if not isinstance(written, dict):
        raise BadLook(f'{where}: expected a word or {{"...": ...}}, not {_kind(written)}')
    hints = get_type_hints(kind, include_extras=True)
    _only(written, [field.name for field in dataclasses.fields(kind)], where)
    return {key: _value(value, hints[key], f"{where}.{key}") for key, value in written.items()}


def _value(written: Any, hint: Any, where: str) -> Any:
    """Check one knob against its type.

    A `Shade`, a `Finish`, an enum of words, a number in a range, or a dataclass of such.
    """
    if get_origin(hint) in (Union, UnionType):  # nothing, or one type
        if written is None:
            return None
        (hint,) = (kind for kind in get_args(hint) if kind is not type(None))
    if get_origin(hint) is Annotated:
        kind, *extras = get_args(hint)
        ranges = [extra for extra in extras if isinstance(extra, annotated_types.Interval)]
        if kind is float and ranges:
            return number(written, where, float(ranges[0].ge), float(ranges[0].le))  # type: ignore[arg-type]
        hint = kind
    if hint is Shade:
        return read_shade(written, where)
    if hint is Finish:
        return read_finish(written, where)
    if hint is Model:
        return _model(written, where)
    if hint is str:
        if not isinstance(written, str) or not 0 < len(written) <= 80:
            raise BadLook(f"{where}: expected a text of at most 80 letters, not {written!r}")
        return written
    if dataclasses.is_dataclass(hint):
        return _made(written, hint, where)
    if isinstance(hint, type) and issubclass(hint, Enum):
        words = {str(member.value): member for member in hint}
        if not isinstance(written, str) or written not in words:
            raise BadLook(f"{where}: unknown {written!r}{nearest(str(written), words)}")
        return words[written]
    raise TypeError(f"{where}: a look cannot write a {hint}")


def _model(written: Any, where: str) -> Model:
    if not isinstance(written, str) or not written.strip() or "\0" in written:
        raise BadLook(
            f"{where}: expected the name of a garment, or of its file, not {written!r}"
        )
    try:
        return find_model(written)
    except (BadInput, Missing) as error:
        raise BadLook(f"{where}: {error}") from error


def _only(found: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    known = tuple(known)
    for key in found:
        if key not in known:
            raise BadLook(f"{where}: unknown key {key!r}{nearest(key, known)}")


def _kind(value: Any) -> str:
    return {dict: "an object", list: "a list", str: "a text", type(None): "nothing"}.get(
        type(value), repr(value)
    )
