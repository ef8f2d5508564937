import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tryon.cli import main
from tryon.sinks.photo import write_photo
from tryon.sources.demo import Demo
from tryon.sources.still import read_photo

RED = {"effect": "lipstick", "shade": {"srgb": "#9B1B30"}, "finish": "matte", "coats": 3.0}


@pytest.fixture
def look(tmp_path: Path) -> str:
    path = tmp_path / "look.json"
    path.write_text(json.dumps({"look": 1, "wear": [RED]}))
    return str(path)


@pytest.fixture(scope="module")
def portrait(tmp_path_factory: pytest.TempPathFactory) -> Path:
    demo = Demo(count=1, size=(640, 480))
    demo.open()
    path = tmp_path_factory.mktemp("in") / "portrait.png"
    write_photo(path, demo.image(0))
    return path


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A talking-head-sized clip of 20 frames, made by the program's own recorder."""
    from tryon.core.scene import UNKNOWN_LIGHT, Picture, Report
    from tryon.sinks.recording import Recording

    path = tmp_path_factory.mktemp("in") / "clip.mp4"
    demo, recording = Demo(count=20, size=(640, 360)), Recording(path)
    demo.open()
    recording.open((640, 360), 30.0)
    for frame in demo.frames():
        report = Report({}, (), UNKNOWN_LIGHT)
        recording.write(Picture(frame.rgb, frame.captured_ns, frame.index, report))
    recording.close()
    return path


def run(capsys: pytest.CaptureFixture[str], *words: Any) -> tuple[int, str, str]:
    try:
        code = main([str(word) for word in words])
    except SystemExit as left:  # argparse leaves by itself
        code = int(left.code or 0)
    said = capsys.readouterr()
    return code, said.out, said.err


def refused(capsys: pytest.CaptureFixture[str], *words: Any) -> str:
    """Run something wrong: exit code 2 and one line."""
    code, out, err = run(capsys, *words)
    assert code == 2
    assert out == ""
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err


def test_a_photo_wears_lipstick_on_its_lips_only(
    capsys: pytest.CaptureFixture[str], portrait: Path, look: str, tmp_path: Path
) -> None:
    out, report = tmp_path / "out.png", tmp_path / "report.json"
    code, _, err = run(
        capsys, "photo", portrait, "--look", look, "-o", out, "--masks", tmp_path,
        "--report", report,
    )  # fmt: skip
    assert (code, err) == (0, "")
    before, after = read_photo(portrait), read_photo(out)
    mask = read_photo(tmp_path / "portrait.lipstick.png")[..., 0]
    changed = (before != after).any(-1)
    assert changed[mask > 128].mean() > 0.99
    assert not changed[mask == 0].any()
    found = json.loads(report.read_text())
    assert found["size"] == [640, 480]
    (frame,) = found["frames"]
    x, y, width, height = frame["faces"][0]["box_px"]
    rows, columns = np.nonzero(mask > 128)
    assert x < columns.min() < columns.max() < x + width
    assert y + height / 2 < rows.min() < rows.max() < y + height
    assert frame["colour"][0]["status"] == "estimated"
    assert frame["colour"][0]["de2000"] > 0
    assert {"face", "light", "render", "total"} <= set(frame["stage_ms"])
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "look.json", "out.png", "portrait.lipstick.png", "report.json",
    ]  # fmt: skip


def test_a_photo_in_other_light(
    capsys: pytest.CaptureFixture[str], look: str, portrait: Path, tmp_path: Path
) -> None:
    means = []
    for lamp in ("daylight", "home"):
        out = tmp_path / f"{lamp}.png"
        code, *_ = run(capsys, "photo", portrait, "--look", look, "--light", lamp, "-o", out)
        assert code == 0
        means.append(read_photo(out).astype(float).mean((0, 1)))
    daylight, home = means
    assert home[0] / home[2] > 1.1 * daylight[0] / daylight[2]


def test_a_folder_is_done_and_its_bad_photo_skipped(
    capsys: pytest.CaptureFixture[str], portrait: Path, look: str, tmp_path: Path
) -> None:
    album, out = tmp_path / "album", tmp_path / "out"
    album.mkdir()
    (album / "a.png").write_bytes(portrait.read_bytes())
    (album / "b.jpg").write_text("no photo")
    write_photo(album / "c.png", np.full((90, 120, 3), 128, np.uint8))
    code, text, err = run(capsys, "photo", album, "--look", look, "-o", out, "--json")
    assert code == 2
    assert json.loads(text)["frames"] == 2
    assert "b.jpg" in err
    assert "c.png: nobody to dress was found" in err
    assert sorted(p.name for p in out.iterdir()) == ["a.png", "c.png"]
    assert (read_photo(out / "c.png") == read_photo(album / "c.png")).all()


def test_who_is_seen_but_cannot_be_dressed_is_told(
    capsys: pytest.CaptureFixture[str], portrait: Path, tmp_path: Path
) -> None:
    look, head, out = (tmp_path / name for name in ("coat.json", "head.png", "out.png"))
    look.write_text('{"look": 1, "wear": [{"effect": "garment", "model": "coat_female"}]}')
    rgb = read_photo(portrait)
    write_photo(head, rgb[: len(rgb) // 2])
    code, _, err = run(capsys, "photo", head, "--look", look, "-o", out)
    assert code == 0
    assert "head.png: too little of anybody is seen for this look" in err
    assert (read_photo(out) == read_photo(head)).all()


@pytest.mark.skipif(sys.platform == "win32", reason="a limit as POSIX knows it")
def test_a_full_disk_leaves_nothing_and_says_of_which_file(
    clip: Path, look: str, tmp_path: Path
) -> None:
    shirt = Path(__file__).parents[1] / "models3d/tshirt_crew_female/tshirt_crew_female.glb"
    for words, name in (
        (("video", clip, "--look", look, "-o", tmp_path / "out.mp4"), "out.mp4"),
        (("video", clip, "--look", look, "--alpha", "-o", tmp_path / "a.mov"), "a.mov"),
        (("garment", "import", shirt, "-o", tmp_path), shirt.name),
    ):
        limited = "import resource, sys; from tryon.cli import main; " + (
            "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)); sys.exit(main())"
        )
        command = [sys.executable, "-c", limited, *map(str, words)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 2, done.stderr
        assert done.stderr.startswith(f"tryon: {tmp_path / name}: cannot be written: File too")
        assert not re.search("kept|preview", done.stderr), "of a recording before somebody"
        left = [path for path in tmp_path.iterdir() if path != Path(look)]
        assert left == []


def test_no_command_writes_over_what_it_reads(
    capsys: pytest.CaptureFixture[str], portrait: Path, clip: Path, look: str
) -> None:
    wear = ("--look", look)
    kept = {path: path.read_bytes() for path in (portrait, clip, Path(look))}
    for words in (
        ("photo", portrait, *wear, "-o", clip.with_name("o.png"), "--report", portrait),
        ("photo", portrait, *wear, "-o", clip.with_name("o.png"), "--report", look),
        ("video", clip, *wear, "-o", clip),
        ("video", clip, *wear, "-o", clip.with_name("o.mp4"), "--report", clip),
        ("record", "--source", clip, *wear, "-o", clip, "--seconds", "1"),
        ("stream", clip, *wear, "--record", clip, "--seconds", "1"),
        ("clip", clip, "-o", clip),
        ("finishes", portrait, "-o", portrait),
    ):
        assert "would replace what it is made from" in refused(capsys, *words), words
    assert kept == {path: path.read_bytes() for path in kept}


def test_what_cannot_be_done_is_said_before_anything_is_written(
    capsys: pytest.CaptureFixture[str], portrait: Path, look: str, tmp_path: Path
) -> None:
    nowhere, out = tmp_path / "nowhere.png", tmp_path / "out.png"
    assert "nowhere.png" in refused(capsys, "photo", nowhere, "--look", look, "-o", out)
    assert "no such look" in refused(capsys, "photo", portrait, "--look", "x", "-o", out)
    assert ".xyz" in refused(
        capsys, "photo", portrait, "--look", look, "-o", tmp_path / "out.xyz"
    )
    assert "would replace" in refused(capsys, "photo", portrait, "--look", look, "-o", portrait)
    assert "two results" in refused(
        capsys, "photo", portrait, "--look", look, "-o", out, "--report", out
    )
    assert "--look" in refused(capsys, "photo", portrait, "-o", out)
    assert ".mp4" in refused(
        capsys, "video", portrait, "--look", look, "-o", tmp_path / "o.avi"
    )
    assert "demo, camera:N" in refused(
        capsys, "record", "--source", "camra", "--look", look, "-o", tmp_path / "o.mp4"
    )
    assert "WIDTHxHEIGHT" in refused(capsys, "bench", "--size", "720p")
    text = tmp_path / "v.mp4"
    text.write_text("no video")
    assert "v.mp4" in refused(capsys, "video", text, "--look", look, "-o", tmp_path / "o.mp4")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["look.json", "v.mp4"]


def test_every_frame_of_a_video_comes_out_once(
    capsys: pytest.CaptureFixture[str], clip: Path, look: str, tmp_path: Path
) -> None:
    import av

    out, masks = tmp_path / "out.mp4", tmp_path / "masks"
    code, text, _ = run(
        capsys, "video", clip, "--look", look, "-o", out, "--masks", masks, "--json",
        "--report", tmp_path / "r.json",
    )  # fmt: skip
    assert code == 0
    assert json.loads(text)["frames"] == 20
    assert sorted(p.name for p in masks.iterdir()) == [
        f"clip.{index:06}.lipstick.png" for index in range(20)
    ]
    with av.open(str(out)) as movie:
        assert sum(1 for _ in movie.decode(video=0)) == 20
    frames = json.loads((tmp_path / "r.json").read_text())["frames"]
    assert [frame["index"] for frame in frames] == list(range(20))
    assert frames[-1]["time_s"] == pytest.approx(19 / 30, abs=1e-3)


def test_a_recording_ends_when_asked_and_plays(look: str, tmp_path: Path) -> None:
    import av

    out = tmp_path / "out.mp4"
    words = ["record", "--source", "demo", "--look", look, "-o", str(out)]
    running = subprocess.Popen([sys.executable, "-m", "tryon", *words])
    deadline = time.monotonic() + 30
    part = None
    while time.monotonic() < deadline and part is None:
        part = next((p for p in tmp_path.iterdir() if p.stat().st_size > 400_000), None)
        time.sleep(0.05)
    assert part is not None, "nothing was recorded within 30 s"
    running.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGINT)
    assert running.wait(20) == 0
    with av.open(str(out)) as movie:
        assert sum(1 for _ in movie.decode(video=0)) > 10
    assert sorted(p.name for p in tmp_path.iterdir()) == ["look.json", "out.mp4"]


def test_a_recording_of_some_seconds(
    capsys: pytest.CaptureFixture[str], look: str, tmp_path: Path
) -> None:
    code, text, err = run(
        capsys, "record", "--source", "demo", "--look", look, "-o", tmp_path / "out.mp4",
        "--seconds", "1", "--json",
    )  # fmt: skip
    assert (code, err) == (0, "")
    assert 0.9 < json.loads(text)["seconds"] < 3
    assert (tmp_path / "out.mp4").stat().st_size > 50_000


def test_the_bench_measures_both_in_one_run(
    capsys: pytest.CaptureFixture[str], look: str
) -> None:
    words = ("bench", "--look", look, "--size", "320x240", "--frames", "5", "--json")
    code, text, _ = run(capsys, *words)
    assert code == 0
    result = json.loads(text)
    assert result["faces_found"] == 1
    assert result["size"] == [320, 240]
    assert 0 < result["tracker_alone_ms"]["median"] <= result["tracker_alone_ms"]["p95"]
    assert result["total_ms"]["median"] >= result["stage_ms"]["face"]["median"]
    assert result["pictures_per_s"] > 1
    assert result["rss_mb"] > 50


def test_our_fault_is_exit_code_1_and_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode() -> None:
        raise ZeroDivisionError("two\nlines")

    monkeypatch.setattr("tryon.doctor.examine", explode)
    code, _, err = run(capsys, "doctor")
    assert code == 1
    assert err.count("\n") == 1
    assert "ZeroDivisionError: two lines" in err


def test_version_and_help_need_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--version")
    assert (code, out[:6]) == (0, "tryon ")
    code, out, _ = run(capsys, "--help")
    assert code == 0
    assert all(word in out for word in ("photo", "video", "record", "demo", "bench", "doctor"))


def test_a_layer_alone_is_transparent_but_for_the_look(capsys, clip, look, tmp_path):
    import av
    from PIL import Image

    layers, movie = tmp_path / "layers", tmp_path / "a.mov"
    words = ["video", clip, "--look", look, "--alpha", "-o"]
    assert run(capsys, *words, layers)[0] == 0
    assert len(list(layers.iterdir())) == 20
    with Image.open(layers / "000012.png") as image:
        alpha = np.asarray(image)[..., 3]
    assert 0.0005 < (alpha > 0).mean() < 0.05
    assert run(capsys, *words, movie)[0] == 0
    with av.open(str(movie)) as file:
        assert file.streams.video[0].codec_context.name == "prores"
    assert run(capsys, *words, tmp_path / "a.mp4")[0] == 2
