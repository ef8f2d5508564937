import json
import threading
from functools import partial
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, ImageSequence

from tryon.core.errors import BadInput
from tryon.core.scene import Box, Cause, ColourError, Light, Picture, Report
from tryon.core.seams import SoundBlock
from tryon.labels.card import Card
from tryon.labels.notice import Notice
from tryon.labels.reading import inspect_file
from tryon.labels.tag import AIGC, LOOK, Tag
from tryon.sinks.export import PRESETS, Preset, Wish, export
from tryon.sinks.exports import Cancelled, Exports, State
from tryon.sinks.on_air import OnAir
from tryon.sinks.replay import Clip, Replay, open_clip
from tryon.sources.clip import Clip as ClipFile

SECOND_NS = 1_000_000_000
LIGHT = Light(np.ones(3, np.float32), 1.0, np.zeros((9, 3), np.float32), 3.0, "face")
LIPS = ColourError("lipstick", 1.6, 2.3, 2.7, "estimated", Cause.LIGHT)
SIZE = (320, 180)
RED = (200, 40, 60)


class Tone:
    """A second of silence, then a tone."""

    live, rate_hz, channels = False, 48_000, 1

    def __init__(self, seconds: float) -> None:
        t = np.arange(round(seconds * 48_000)) / 48_000
        self.wave = (0.5 * np.sin(2 * np.pi * 440 * t) * (t >= 1)).astype(np.float32)[:, None]
        self.done = 0

    def open(self) -> None: ...
    def close(self) -> None: ...

    def take(self, until_ns):
        end = len(self.wave) if until_ns is None else until_ns * 48_000 // SECOND_NS
        taken = self.wave[self.done : end]
        block = SoundBlock(taken, self.done * SECOND_NS // 48_000)
        self.done += len(taken)
        return [block] if len(taken) else []


def make_clip(seconds: float = 3.0, notice: Notice | None = None) -> Clip:
    """A red square, the face, that walks to the right before grey."""
    replay = Replay()
    air = OnAir([replay], notice=notice, sound=Tone(seconds), worn=lambda: "plum")
    air.open(SIZE, 30.0)
    for n in range(round(seconds * 30)):
        rgb = np.full((SIZE[1], SIZE[0], 3), 120, np.uint8)
        x = 60 + n
        rgb[90:130, x : x + 40] = RED
        report = Report({}, ((1, Box(x, 90, 40, 40)),), LIGHT, (LIPS,))
        air.write(Picture(rgb, n * SECOND_NS // 30, n, report))
    air.close()
    return replay.clip()


@pytest.fixture(scope="module")
def clip() -> Clip:
    return make_clip(notice=Notice())


def read(path: Path):
    source = ClipFile(path)
    source.open()
    frames = list(source.frames())
    source.close()
    return frames


def red_in(rgb) -> np.ndarray:
    return (rgb[..., 0].astype(int) - rgb[..., 1] > 90) & (rgb[..., 0] > 140)


def small(name: str) -> Preset:
    """A preset in a size that is quick to make."""
    width, height = PRESETS[name].out
    return Preset((width // 4, height // 4), PRESETS[name].crf, PRESETS[name].fps)


@pytest.mark.parametrize("name", PRESETS)
def test_every_shape_keeps_face_label_sound_and_metadata(tmp_path, clip, name):
    preset = small(name)
    path = tmp_path / "a.mp4"
    export(clip, Wish(path, preset))
    found = inspect_file(path)
    assert found.faults == ()
    assert found.size == preset.out
    assert found.texts[LOOK] == "plum"
    assert "2.3" in found.texts["tryon_colour"]
    frames = read(path)
    assert len(frames) == pytest.approx(clip.seconds * 30, abs=1)
    assert np.allclose(np.diff([f.captured_ns for f in frames]), SECOND_NS / 30, atol=20_000)
    for frame in frames[10::20]:
        columns = np.flatnonzero(red_in(frame.rgb).any(0))
        assert columns.size, "the face is out of the picture"
        assert columns[0] > 2
        assert columns[-1] < preset.out[0] - 3
    box = Notice().box(preset.out)
    last = frames[-1].rgb.astype(int)
    if name != "wide":  # written anew, once
        wanted = Notice().write_on(np.full((*preset.out[::-1], 3), 120, np.uint8))
        seen = last[box.rows, box.columns]
        assert np.abs(seen - wanted[box.rows, box.columns]).mean() < 12
    below = last[box.y + box.height + 4 :]
    assert below[~red_in(below)].max() < 200, "letters of the old label are left"
    with av.open(str(path)) as file:
        sound = np.concatenate([f.to_ndarray()[0] for f in file.decode(audio=0)])
    begins_s = np.flatnonzero(np.abs(sound) > 0.25)[0] / 48_000
    assert begins_s == pytest.approx(1.0, abs=0.03)


def test_cards_stand_before_and_after_and_the_sound_waits(tmp_path, clip):
    path = tmp_path / "a.mp4"
    title, product = Card("Evening plum", seconds=1.0), Card("Quiet Plum", ("¥139",), 1.5)
    export(clip, Wish(path, small("square"), title=title, product=product))
    frames = read(path)
    assert len(frames) == pytest.approx((1 + clip.seconds + 1.5) * 30, abs=2)
    for frame in (frames[5], frames[-5]):
        assert not red_in(frame.rgb).any()
        assert frame.rgb[:20].mean() < 40
        assert frame.rgb.max() > 200, "no letters"
    assert red_in(frames[60].rgb).any()
    with av.open(str(path)) as file:
        sound = np.concatenate([f.to_ndarray()[0] for f in file.decode(audio=0)])
    assert np.flatnonzero(np.abs(sound) > 0.25)[0] / 48_000 == pytest.approx(2.0, abs=0.03)


def test_it_cuts_anywhere(tmp_path, clip):
    path = tmp_path / "a.mp4"
    export(clip, Wish(path, small("wide"), span_s=(0.5, 1.7)))
    frames = read(path)
    assert len(frames) == pytest.approx(1.2 * 30, abs=1)
    first = np.flatnonzero(red_in(frames[0].rgb).any(0))[0] / small("wide").out[0] * SIZE[0]
    assert first == pytest.approx(60 + 15, abs=3)


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
def test_previews_are_small_and_labelled(tmp_path, clip, suffix):
    path = tmp_path / f"a{suffix}"
    export(clip, Wish(path, Preset((160, 160))))
    with Image.open(path) as image:
        shown_ms = []
        for frame in ImageSequence.Iterator(image):  # of equal ones, one is written
            frame.load()
            shown_ms.append(frame.info["duration"])
        assert len(shown_ms) > 8
        assert sum(shown_ms) == pytest.approx(1000 * clip.seconds, abs=150)
        assert image.size == (160, 160)
    found = inspect_file(path)
    assert found.faults == ()
    assert json.loads(found.texts[AIGC])["Label"] == "1"
    assert found.texts[LOOK] == "plum"


def test_they_are_made_one_after_the_other_and_can_be_left(tmp_path, clip):
    told, begun = [], threading.Event()

    def on_change(made):
        told.append((made.path.name, made.state))
        begun.set()

    def add(name: str):
        wish = Wish(tmp_path / name, small("square"))
        return exports.add(wish.path, partial(export, clip, wish))

    exports = Exports(on_change)
    first = add("a.mp4")
    bad = add("b.avi")
    unwanted = add("c.mp4")
    unwanted.cancel()
    last = add("d.mp4")
    assert exports.left[-1] is last
    exports.close(finish=True)
    assert exports.left == ()
    assert [made.state for made in (first, bad, unwanted, last)] == [
        *(State.DONE, State.FAILED, State.CANCELLED, State.DONE),
    ]
    assert first.share == 1.0
    assert isinstance(bad.error, BadInput)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.mp4", "d.mp4"]
    assert told[0] == ("a.mp4", State.RUNNING)
    with pytest.raises(ValueError, match="after close"):
        add("e.mp4")


def test_what_is_stopped_leaves_nothing(tmp_path, clip):
    def stop(share: float) -> None:
        if share > 0.4:
            raise Cancelled

    with pytest.raises(Cancelled):
        export(clip, Wish(tmp_path / "a.mp4", small("square")), stop)
    assert list(tmp_path.iterdir()) == []


def test_a_saved_clip_can_be_exported_later_and_its_label_is_known(tmp_path, clip):
    saved = tmp_path / "saved.mp4"
    clip.save(saved, Tag("plum").metadata)
    again = open_clip(saved)
    assert again.form.written == clip.form.written
    assert again.seconds == pytest.approx(clip.seconds, abs=0.05)
    again.trimmed(1.0, 2.0).save(tmp_path / "cut.mp4", Tag("plum").metadata)
    assert len(read(tmp_path / "cut.mp4")) == pytest.approx(30, abs=1)
    export(again, Wish(tmp_path / "a.mp4", small("square")))
    frames = read(tmp_path / "a.mp4")
    assert len(frames) == pytest.approx(clip.seconds * 30, abs=1)
    saved.write_bytes(b"nothing")
    with pytest.raises(BadInput, match=r"saved\.mp4: expected a recording"):
        open_clip(saved)


def test_a_label_that_is_a_strip_is_cut_off_and_a_large_one_wiped_out(tmp_path):
    heights = []
    for lines in ((), ("Quiet Plum · estimated ±2.5", "Maison Yours")):
        labelled = make_clip(0.5, Notice(lines=lines))
        export(labelled, Wish(tmp_path / "a.mp4", Preset((180, 180)), notice=None))
        rgb = read(tmp_path / "a.mp4")[-1].rgb.astype(int)
        assert rgb[~red_in(rgb)].max() < 200, "letters are left"
        heights.append(np.ptp(np.flatnonzero(red_in(rgb)[66:].any(1))) + 1)
    assert heights[0] > heights[1], "a strip is cut off, which brings the face nearer"
