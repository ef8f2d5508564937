import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tryon.catalogue.collection import load_catalogue, read_look, wear_product
from tryon.catalogue.look import make_effect, parse_look
from tryon.core.errors import BadLook
from tryon.effects import EFFECTS
from tryon.effects.blend import Blend
from tryon.effects.finish import FINISHES

RED = {"effect": "lipstick", "shade": {"srgb": "#9B1B30"}, "finish": "matte", "coats": 1.0}


WEARS = {product.id: product.wears for product in load_catalogue().products.values()}


LINER = {"effect": "lip_liner", "shade": {"srgb": "#5A1A2B"}, "width_mm": 2, "softness": 0}


def look(*wear: Any, **changes: Any) -> bytes:
    return json.dumps({"look": 1, "wear": list(wear)} | changes).encode()


def test_a_look_becomes_the_effects_it_names() -> None:
    red, named = parse_look(
        look(RED, {"effect": "lipstick", "product": "demo-lip-01"}), "l.json", WEARS
    )
    assert type(red) is type(named) is EFFECTS["lipstick"]
    assert red.coats == 1.0
    assert named.finish.name == "matte"
    assert parse_look(look(), "bare.json") == ()


def test_what_is_not_said_has_the_effects_own_default() -> None:
    (plain,) = parse_look(look({"effect": "lipstick", "shade": {"srgb": "#9B1B30"}}), "l.json")
    assert plain == make_effect({"effect": "lipstick", "shade": {"srgb": "#9B1B30"}}, "here")


def test_a_look_may_change_how_a_product_is_worn() -> None:
    (worn,) = parse_look(
        look({"effect": "lipstick", "product": "demo-lip-01", "coats": 0.5}), "l.json", WEARS
    )
    assert worn.coats == 0.5


def test_a_look_may_name_the_liner_of_a_product() -> None:
    lined = {"effect": "lip_liner", "product": "demo-lip-97"}
    (line,) = parse_look(look(lined | {"width_mm": 2.5}), "l.json", WEARS)
    assert (line.name, line.width_mm) == ("lip_liner", 2.5)
    lipstick, same = wear_product(load_catalogue().products["demo-lip-97"])
    assert same.shade == line.shade != lipstick.shade
    with pytest.raises(BadLook, match="is a lipstick and a lip_liner, not a garment"):
        parse_look(look({"effect": "garment", "product": "demo-lip-97"}), "l.json", WEARS)


def test_a_finish_is_a_word_or_its_parameters() -> None:
    (named,) = parse_look(look(RED | {"finish": "velvet"}), "l.json")
    assert named.finish == FINISHES["velvet"]
    flakes = {"density_mm2": 8, "colour": {"srgb": "#E0B050"}}
    (own,) = parse_look(
        look(RED | {"finish": {"like": "gloss", "roughness": 0.2, "flakes": flakes}}), "l.json"
    )
    assert own.finish.hiding == FINISHES["gloss"].hiding
    assert own.finish.roughness == 0.2
    assert own.finish.flakes.density_mm2 == 8
    assert own.finish.name == "own"
    (bare,) = parse_look(look(RED | {"finish": {"like": "glitter", "flakes": None}}), "l.json")
    assert bare.finish.flakes is None


def test_two_colours_and_a_liner_are_written_like_any_knob() -> None:
    lipstick, liner = parse_look(
        look(RED | {"second": {"srgb": "#D9A0A0"}, "blend": "two_tone"}, LINER), "l.json"
    )
    assert lipstick.blend is Blend.TWO_TONE
    assert lipstick.second is not None
    assert (type(liner), liner.width_mm, liner.softness) == (EFFECTS["lip_liner"], 2.0, 0.0)
    (fading,) = parse_look(look(RED | {"blend": "ombre"}), "l.json")
    assert fading.second is None


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{", "l.json: expected a look in JSON"),
        (b" ", "l.json: expected a look in JSON"),
        (b"\xff\xfe", "l.json: expected a look in JSON"),
        (b"[" * 100_000, "l.json: expected a look in JSON"),
        (b"[]", "not a list"),
        (look(look=2), "look: expected version 1, not 2"),
        (look(look=True), "look: expected version 1, not True"),
        (look(were=1), "unknown key 'were'; did you mean 'wear'?"),
        (look(wear=3), "wear: expected a list, not 3"),
        (look("red"), "wear[0]: expected {"),
        (look({"effect": "lipstik"}), "unknown effect 'lipstik'; did you mean 'lipstick'?"),
        (look({"effect": ["a"]}), "unknown effect"),
        (look({"effect": "lipstick"}), "lipstick needs 'shade' or 'product'"),
        (look(RED | {"coat": 1}), "unknown key 'coat'; did you mean 'coats'?"),
        (look(RED | {"coats": -4}), "wear[0].coats: expected a number from 0 to"),
        (look(RED | {"coats": True}), "not True"),
        (look(RED | {"coats": "2"}), "not '2'"),
        (look(RED | {"finish": "mat"}), "unknown 'mat'; did you mean 'matte'?"),
        (look(RED | {"blend": "two_tone"}), "wear[0]: blend 'two_tone' needs a 'second' shade"),
        (look(RED | {"blend": "ombré"}), "unknown 'ombré'; did you mean 'ombre'?"),
        (look(RED | {"second": {"srgb": "red"}}), "wear[0].second.srgb: expected a colour"),
        (look(LINER | {"width_mm": 9}), "wear[0].width_mm: expected a number from 0.3 to 4"),
        (look(LINER | {"width": 1}), "unknown key 'width'; did you mean 'width_mm'?"),
        (look(LINER | {"effect": "lipliner"}), "did you mean 'lip_liner'?"),
        (look(RED | {"finish": 3}), "expected a word"),
        (look(RED | {"finish": {"like": "glos"}}), "finish.like: unknown 'glos'; did you mean"),
        (look(RED | {"finish": {"like": "gloss", "rough": 1}}), "unknown key 'rough'; did you"),
        (look(RED | {"finish": {"roughness": 0.3}}), "finish: expected 'hiding', too"),
        (
            look(RED | {"finish": {"like": "gloss", "roughness": 3}}),
            "wear[0].finish.roughness: expected a number from 0.03 to 1, not 3",
        ),
        (
            look(RED | {"finish": {"like": "glitter", "flakes": {"size_mm": 0.2}}}),
            "finish.flakes: expected 'density_mm2', too",
        ),
        (look(RED | {"shade": {"srgb": "#12"}}), "expected a colour like '#9B1B30', not '#12'"),
        (look(RED | {"shade": {"srgb": "#12 34 "}}), "expected a colour like"),
        (look(RED | {"shade": "#123456"}), "expected a shade such as"),
        (look(RED | {"shade": {}}), "expected one of srgb, lab, reflectance"),
        (look(RED | {"shade": {"lab": [1, 2], "white": "D65"}}), "expected [L, a, b]"),
        (look(RED | {"shade": {"lab": [1, 2, 3]}}), "white: expected 'D65' or 'D50'"),
        (look(RED | {"shade": {"srgb": "#123456", "white": "D65"}}), "unknown key 'white'"),
        (b'{"look":1,"wear":[{"effect":"lipstick","shade":{"lab":[NaN,0,0]}}]}', "JSON"),
        (look({"effect": "lipstick", "product": "demo-lp-01"}), "did you mean 'demo-lip-01'?"),
    ],
)
def test_a_bad_look_is_refused_with_the_place_and_the_nearest_word(
    data: bytes, message: str
) -> None:
    with pytest.raises(BadLook, match=re.escape(message)) as refused:
        parse_look(data, "l.json", WEARS)
    assert str(refused.value).startswith("l.json: ")


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


# The first text that is drawn on a new machine builds tables of all letters: that is slow.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.sampled_from(["effect", "shade", "finish", "coats", "product", "x"]),
        json_values | st.sampled_from(["lipstick", "matte"]),
    )
)
def test_whatever_is_written_it_is_worn_or_refused(item: dict[str, Any]) -> None:
    try:
        effect = make_effect(item, "here")
    except BadLook:
        return
    assert effect.name == item["effect"]


def test_files_and_products_are_looks(tmp_path: Path) -> None:
    path = tmp_path / "look.json"
    path.write_bytes(look(RED))
    assert len(read_look(str(path))) == 1
    assert read_look("demo-lip-03") == wear_product(load_catalogue().products["demo-lip-03"])
    with pytest.raises(BadLook, match="no such look file or product; did you mean 'demo-lip-"):
        read_look("demo-lip-3")


def test_every_product_can_be_worn() -> None:
    worn = [wear_product(product) for product in load_catalogue().products.values()]
    assert len(worn) >= 16
