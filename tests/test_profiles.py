"""From a photograph of a chart to a product whose colour is right, through the command line."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from simulated_camera import CAMERA, CORNERS, chart_scene

from tryon.cli import main
from tryon.core.colour import (
    de2000,
    linear_to_lab,
    linear_to_srgb,
    srgb_to_lab,
    srgb_to_linear,
)
from tryon.light.chart import references
from tryon.light.profile import Profile, Residual, read_profile
from tryon.profiles import keep_profile, own_folder, with_profile
from tryon.sources.camera import Camera, CameraState
from tryon.sources.profiled import Profiled
from tryon.sources.still import Still

#: What stands for skin in a picture is kept away from clipping.
EXPOSURE = 0.75


def photograph(path: Path, linear: np.ndarray) -> Path:
    Image.fromarray(CAMERA.codes(linear, noise=0.7)).save(path)
    return path


@pytest.fixture(scope="module")
def profile_path(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("profile")
    chart = photograph(folder / "chart.png", chart_scene(exposure=EXPOSURE))
    assert main(["calibrate", str(chart), "-o", str(folder / "camera.json")]) == 0
    return folder / "camera.json"


def test_calibrating_says_what_it_is_worth(profile_path, capsys):
    folder = profile_path.parent
    chart, other = folder / "chart.png", folder / "again.json"
    corners = [f"{x},{y}" for x, y in CORNERS]
    arguments = ["calibrate", str(chart), "-o", str(other), "--json", "--corners", *corners]
    assert main(arguments) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["de2000"]["before"] > 5
    assert said["de2000"]["left_out"] < 2
    assert len(said["patches_de2000"]["after"]) == 24
    assert read_profile(other).bound_to is None
    assert read_profile(other).residual.left_out == said["de2000"]["left_out"]


def test_a_picture_is_corrected(profile_path, tmp_path):
    scene = chart_scene(exposure=EXPOSURE)
    chart = photograph(tmp_path / "next.png", scene)
    out = tmp_path / "out.png"
    assert main(["correct", str(chart), "--profile", str(profile_path), "-o", str(out)]) == 0
    rendered = srgb_to_lab(np.asarray(Image.open(out)) / 255)
    table = linear_to_lab(np.array([0.25, 0.25, 0.25]))  # of the scene, as if the light were 1
    assert np.median(de2000(rendered[440:, :60], table)) < 1.0


def test_bad_charts_leave_no_file(tmp_path, portrait, capsys):
    Image.fromarray(portrait).save(tmp_path / "portrait.png")
    out = tmp_path / "camera.json"
    assert main(["calibrate", str(tmp_path / "portrait.png"), "-o", str(out)]) == 2
    said = capsys.readouterr().err
    assert "portrait.png" in said
    assert "no colour chart" in said
    assert len(said.splitlines()) == 1
    assert not out.exists()
    assert (
        main(["calibrate", str(tmp_path / "portrait.png"), "-o", str(tmp_path / "c.txt")]) == 2
    )
    assert (
        main(["correct", str(out), "--profile", str(out), "-o", str(tmp_path / "o.png")]) == 2
    )


def test_the_product_is_what_this_camera_would_show(
    profile_path, tmp_path, portrait, monkeypatch
):
    """Try-on on a camera's picture, its light undone, against try-on as an eye sees it."""
    scene = EXPOSURE * 0.9 * srgb_to_linear(portrait / 255.0)
    photograph(tmp_path / "face.png", scene)
    look = tmp_path / "look.json"
    wear = {"effect": "lipstick", "shade": {"srgb": "#9B1B30"}, "finish": "matte", "coats": 3}
    look.write_text(json.dumps({"look": 1, "wear": [wear]}))
    results = {}
    for name, more in {"with": ["--profile", str(profile_path)], "without": []}.items():
        out = tmp_path / f"{name}.png"
        arguments = [str(tmp_path / "face.png"), "--look", str(look), "-o", str(out)]
        masks = ["--masks", str(tmp_path), "--report", str(tmp_path / f"{name}.json")]
        assert main(["photo", *arguments, *masks, *more]) == 0
        results[name] = np.asarray(Image.open(out))
    srgb = np.rint(255 * linear_to_srgb(scene)).astype(np.uint8)
    Image.fromarray(srgb).save(tmp_path / "true.png")
    arguments = [str(tmp_path / "true.png"), "--look", str(look)]
    monkeypatch.setattr("tryon.light.estimate.expect", lambda *_: None)
    assert main(["photo", *arguments, "-o", str(tmp_path / "true-worn.png")]) == 0
    truth = srgb_to_lab(np.asarray(Image.open(tmp_path / "true-worn.png")) / 255.0)
    mask = np.asarray(Image.open(tmp_path / "face.lipstick.png"))
    painted = mask > 250
    lab = {
        name: linear_to_lab(np.maximum(CAMERA.light(codes), 0))
        for name, codes in results.items()
    }
    errors = {
        name: float(np.median(de2000(found, truth)[painted])) for name, found in lab.items()
    }
    bare = np.asarray(Image.open(tmp_path / "face.png"))
    assert np.array_equal(results["with"][mask == 0], bare[mask == 0])
    assert errors["with"] <= 1.5
    assert errors["without"] > 2 * errors["with"]
    report = json.loads((tmp_path / "with.json").read_text())
    assert report["frames"][0]["colour"]


def test_a_kept_profile_is_used_when_its_camera_opens(profile_path, monkeypatch):
    from tryon import profiles

    monkeypatch.setattr(profiles, "camera_name", lambda index: f"Camera {index}")
    state = CameraState((1280, 720), 30.0, "MJPG", "locked", "locked")
    bound = profiles.binding("Camera 3", state)
    made = read_profile(profile_path)
    kept = Profile(made.encoding, Residual(6, 1, 1, 2), "chart", 2, date(2026, 11, 22), bound)
    path = keep_profile(kept)
    assert path.parent == own_folder()
    try:
        choose = with_profile(Camera(3))._choose
        assert choose(state)[0].bound_to == bound
        assert choose(CameraState((1280, 720), 30.0, "MJPG", "settling", "off")) == (None, "")
        profile, change = choose(CameraState((1280, 720), 30.0, "MJPG", "off", "locked"))
        assert profile is None
        assert "exposure" in change
        assert with_profile(Camera(4))._choose(state) == (None, "")
        asked_for = with_profile(Camera(4), kept)._choose(state)
        assert asked_for[0] is None
        assert "camera" in asked_for[1]
    finally:
        path.unlink()


def test_a_file_has_no_profile_of_its_own():
    still = Still(Path("photo.jpg"))
    assert with_profile(still) is still


def test_a_file_may_be_given_one(profile_path):
    made = read_profile(profile_path)
    given = with_profile(Still(Path("photo.jpg")), made)
    assert isinstance(given, Profiled)
    assert references()[0].name == made.chart
