import json

import pytest

from tryon.core.scene import Cause, ColourError
from tryon.labels.tag import AIGC, COLOUR, LOOK, Tag, faults_of_aigc, read_xmp

LIPS = ColourError("lipstick", 1.6, 2.3, 2.7, "estimated", Cause.LIGHT)


def test_the_implicit_label_has_the_fields_of_the_standard():
    tag = Tag("demo-lip-01", (LIPS,), producer="91310000MA1K")
    label = json.loads(tag.aigc)
    assert list(label) == [
        *("Label", "ContentProducer", "ProduceID", "ReservedCode1"),
        *("ContentPropagator", "PropagateID", "ReservedCode2"),
    ]
    assert (label["Label"], label["ContentProducer"]) == ("1", "91310000MA1K")
    assert faults_of_aigc(tag.aigc) == []
    assert label["ProduceID"] != json.loads(Tag("demo-lip-01").aigc)["ProduceID"]


def test_all_of_it_comes_back_from_xmp():
    tag = Tag("<rosé & plum>", (LIPS,), producer='a "shop" <&>')
    assert read_xmp(tag.xmp) == dict(tag.metadata)


def test_two_of_a_kind_count_as_the_less_sure_one():
    sure = ColourError("lipstick", 1.0, 1.4, 1.7, "verified", Cause.LIGHT)
    told = json.loads(Tag("x", (LIPS, sure)).metadata[COLOUR])
    assert told == {
        "lipstick": {
            "de2000": 1.6,
            "de2000_p80": 2.3,
            "de2000_p90": 2.7,
            "status": "estimated",
            "cause": "light",
        }
    }


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("nonsense", "is no JSON"),
        ("[1]", "must be a JSON object"),
        ('{"Label": "1"}', "lacks ContentProducer"),
        ('{"Label": "7", "ContentProducer": "a", "ProduceID": "b"}', "must be 1, 2 or 3"),
    ],
)
def test_faults_of_a_label_are_told(text, fault):
    assert any(fault in said for said in faults_of_aigc(text))


def test_xmp_of_others_is_read_and_bombs_are_not():
    others = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:T="http://www.tc260.org.cn/ns/AIGC/1.0/" T:AIGC="{}"/>'
        "</rdf:RDF></x:xmpmeta>"
    )
    assert read_xmp(others.encode()) == {AIGC: "{}"}
    bomb = b'<!DOCTYPE x [<!ENTITY a "b">]><x:xmpmeta xmlns:x="adobe:ns:meta/">&a;</x:xmpmeta>'
    assert read_xmp(bomb) == read_xmp(b"") == read_xmp(b"<x:xmpmeta") == {}


def test_without_a_look_nothing_is_claimed():
    assert LOOK not in Tag().metadata
    assert COLOUR not in Tag().metadata
