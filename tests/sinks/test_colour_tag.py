import json
from dataclasses import replace
from pathlib import Path

import av
import numpy as np

from tryon.core.scene import Cause, ColourError
from tryon.sinks.colour_tag import KEY, UNKNOWN, ColourTag, fill_in
from tryon.sinks.recording import Recording

LIPS = ColourError("lipstick", 1.6, 2.3, 2.7, "estimated", Cause.LIGHT)


def test_a_clip_tells_the_median_error_of_its_pictures(tmp_path: Path, picture) -> None:
    path = tmp_path / "clip.mp4"
    sink = Recording(path, metadata={"title": "look"})
    sink.open((64, 48), 25.0)
    for index, de2000 in enumerate((1.0, 5.0, 3.0)):
        made = picture(np.full((48, 64, 3), 90, np.uint8), index * 40_000_000, index)
        errors = (replace(LIPS, de2000=de2000),)
        sink.write(replace(made, report=replace(made.report, colour=errors)))
    sink.close()
    with av.open(str(path)) as file:
        assert file.metadata["title"] == "look"
        told = json.loads(file.metadata[KEY])
        assert len(list(file.decode(video=0))) == 3
    assert told == {
        "lipstick": {
            "de2000": 3.0,
            "de2000_p80": 2.3,
            "de2000_p90": 2.7,
            "status": "estimated",
            "cause": "light",
        }
    }


def test_a_clip_without_products_says_so(tmp_path: Path, picture) -> None:
    path = tmp_path / "clip.mp4"
    sink = Recording(path)
    sink.open((64, 48), 25.0)
    made = picture(np.full((48, 64, 3), 90, np.uint8))
    sink.write(replace(made, report=replace(made.report, colour=())))
    sink.close()
    with av.open(str(path)) as file:
        assert json.loads(file.metadata[KEY]) == {}


def test_what_does_not_fit_is_left_out_and_the_rest_is_json() -> None:
    tag = ColourTag()
    tag.note([replace(LIPS, effect=f"effect-{number}") for number in range(9)])
    assert len(tag.text) == len(UNKNOWN)
    assert 3 <= len(json.loads(tag.text)) < 9


def test_only_the_head_is_filled_in(tmp_path: Path) -> None:
    def box(kind: bytes, inside: bytes) -> bytes:
        return (8 + len(inside)).to_bytes(4, "big") + kind + inside

    room = UNKNOWN.encode()
    large = (1).to_bytes(4, "big") + b"mdat" + (16 + len(room)).to_bytes(8, "big") + room
    path = tmp_path / "clip.mp4"
    path.write_bytes(box(b"ftyp", b"isom") + large + box(b"moov", b"...." + room + b"!"))
    tag = ColourTag()
    tag.note([LIPS])
    fill_in(path, tag.text)
    found = path.read_bytes()
    assert found.count(room) == 1
    assert large in found
    assert found.endswith(b"...." + tag.text.encode() + b"!")
    path.write_bytes(b"\0\0\0\3oops")
    fill_in(path, tag.text)
    assert path.read_bytes() == b"\0\0\0\3oops"
