"""A profile survives the disk, and nothing that is none gets in."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tryon.core.encoding import SRGB, Encoding, Response
from tryon.core.errors import BadInput
from tryon.light.profile import (
    Binding,
    Profile,
    Residual,
    find_profile,
    profile_json,
    read_profile,
)

FRONT = Binding("Front camera", "MJPG", "locked", "locked")


def profile(bound_to=FRONT, made=date(2026, 11, 22), gain=1.0) -> Profile:
    mix = np.eye(3, 6) * gain
    mix[0, 3] = 0.1
    encoding = Encoding(SRGB.curve.copy(), mix, 1.4)
    return Profile(encoding, Residual(6.1, 1.2, 1.4, 2.5), "ColorChecker", 3, made, bound_to)


def test_what_is_written_is_read(tmp_path):
    path = tmp_path / "camera.json"
    path.write_bytes(profile_json(profile()))
    read = read_profile(path)
    assert np.abs(read.encoding.curve - SRGB.curve).max() < 1e-6
    assert np.array_equal(read.encoding.mix, profile().encoding.mix)
    assert read.encoding.error_de2000 == 1.4
    assert (read.bound_to, read.made, read.pictures) == (FRONT, date(2026, 11, 22), 3)
    assert json.loads(path.read_bytes())["profile"] == 1


def test_the_response_of_a_camera_is_kept(tmp_path):
    path = tmp_path / "camera.json"
    weights = np.random.default_rng(1).uniform(0, 0.1, (31, 3))
    known = replace(profile().encoding, response=Response(weights, 0.8))
    path.write_bytes(profile_json(replace(profile(), encoding=known)))
    read = read_profile(path).encoding
    assert read.response is not None
    np.testing.assert_allclose(read.response.weights, weights, atol=1e-6)
    assert (read.response.de2000, read.product_de2000, read.error_de2000) == (0.8, 0.8, 1.4)
    assert profile().encoding.product_de2000 == 1.4


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"profile": 2}, "profile"),
        ({"response": [[0.1, 0.1, 0.1]] * 30}, "31"),
        ({"response": [[-0.1, 0.1, 0.1]] * 31}, "white"),
        ({"response_de2000": -1}, "response_de2000"),
        ({"colour": 1}, "colour"),
        ({"mix": [[1, 0, 0, 0, 0, 0]] * 2}, "mix"),
        ({"curve": [[0.0, 1.0]] * 3}, "256"),
        ({"curve": [[0.5] * 256] * 3}, "rise"),
        ({"de2000": {"before": 1, "after": -1, "left_out": 1, "left_out_p90": 1}}, "after"),
        ({"made": "yesterday"}, "made"),
        ({"bound_to": {"camera": "x"}}, "format"),
    ],
)
def test_what_is_no_profile_is_refused_with_its_place(tmp_path, change, said):
    path = tmp_path / "camera.json"
    path.write_text(json.dumps(json.loads(profile_json(profile())) | change))
    with pytest.raises(BadInput, match=said) as caught:
        read_profile(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b"[" * 5000, b'{"profile": 1}'])
def test_rubbish_is_refused(tmp_path, content):
    path = tmp_path / "camera.json"
    path.write_bytes(content)
    with pytest.raises(BadInput):
        read_profile(path)
    with pytest.raises(BadInput, match="No such file"):
        read_profile(tmp_path / "nothing.json")


def test_the_newest_profile_that_holds_is_found(tmp_path):
    kept = {
        "old": profile(made=date(2026, 1, 1), gain=0.5),
        "new": profile(made=date(2026, 2, 1), gain=2.0),
        "free": profile(bound_to=None, made=date(2026, 3, 1)),
        "other": profile(Binding("Back camera", "MJPG", "locked", "locked")),
    }
    for name, one in kept.items():
        (tmp_path / f"{name}.json").write_bytes(profile_json(one))
    (tmp_path / "broken.json").write_text("{")
    found, change = find_profile([tmp_path / "nowhere", tmp_path], FRONT)
    assert found is not None
    assert found.encoding.mix[1, 1] == 2.0
    assert change == ""


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (Binding("Front camera", "YUYV", "locked", "locked"), "format"),
        (Binding("Front camera", "MJPG", "off", "locked"), "exposure"),
        (Binding("Front camera", "MJPG", "locked", "ignored"), "white-balance"),
        (Binding("Back camera", "MJPG", "locked", "locked"), ""),
    ],
)
def test_a_profile_is_dropped_when_the_state_differs(tmp_path, state, said):
    (tmp_path / "front.json").write_bytes(profile_json(profile()))
    found, change = find_profile([tmp_path], state)
    assert found is None
    assert said in change
    assert bool(change) == bool(said)
