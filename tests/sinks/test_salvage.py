import av
import pytest

from tryon.sinks.recording import Recording
from tryon.sinks.salvage import PART_SUFFIX, cut_to_whole, hold, salvage
from tryon.sources.clip import Clip


def leave(path, picture, portrait, count=45):
    """Leave a part as a crash does: the recorder is forgotten, its mark is gone."""
    sink = Recording(path)
    sink.open((512, 512), 25.0)
    for n in range(count):
        sink.write(picture(portrait, n * 40_000_000, n))
    part = path.with_name(path.name + PART_SUFFIX)
    data = part.read_bytes()
    sink.close()
    path.unlink()
    part.write_bytes(data)
    return part


def test_left_overs_get_their_names(tmp_path, picture, portrait, caplog):
    leave(tmp_path / "a.mp4", picture, portrait)
    leave(tmp_path / "b.mp4", picture, portrait)
    (tmp_path / "b.mp4").write_bytes(b"somebody's")
    (tmp_path / "film.mp4.part").write_bytes(b"a browser's")
    assert salvage(tmp_path) == [tmp_path / "a.mp4", tmp_path / "b-2.mp4"]
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "a.mp4",
        "b-2.mp4",
        "b.mp4",
        "film.mp4.part",
    ]
    assert (tmp_path / "b.mp4").read_bytes() == b"somebody's"
    source = Clip(tmp_path / "a.mp4")
    source.open()
    assert source.frame_count is not None
    assert source.frame_count >= 20
    assert len(list(source.frames())) == source.frame_count
    assert salvage(tmp_path) == []


def test_every_cut_of_a_part_is_saved_or_set_aside(tmp_path, picture, portrait):
    part = leave(tmp_path / "a.mp4", picture, portrait)
    data = part.read_bytes()
    counts = []
    for end in range(0, len(data) + 1, max(1, len(data) // 12)):
        for path in tmp_path.iterdir():
            path.unlink()
        part.write_bytes(data[:end])
        saved = salvage(tmp_path)
        assert not part.exists()
        if saved:
            source = Clip(saved[0])
            source.open()
            counts.append(len(list(source.frames())))
        else:
            counts.append(0)
            assert [p.name for p in tmp_path.iterdir()] == ["a.mp4.tryon.unreadable"]
    assert counts[0] == 0
    assert counts == sorted(counts)
    assert counts[-1] >= 20


def test_a_fragment_that_broke_off_is_cut_off(tmp_path, picture, portrait):
    part = leave(tmp_path / "a.mp4", picture, portrait)
    data = part.read_bytes()
    counts = []
    for end in range(len(data) // 3, len(data) + 1, max(1, len(data) // 12)):
        part.write_bytes(data[:end])
        cut_to_whole(part)
        assert part.stat().st_size <= end
        with av.open(str(part), "r", format="mp4") as file:
            packets = [packet for packet in file.demux(video=0) if packet.size]
            assert not any(packet.is_corrupt for packet in packets)
            video = file.streams.video[0]
            seen = [frame for p in (*packets, None) for frame in video.decode(p)]
            assert len(seen) == len(packets)
        counts.append(len(packets))
    assert counts == sorted(counts)
    assert counts[-1] >= 20


def test_a_recording_that_goes_on_is_left_alone(tmp_path, picture, portrait):
    sink = Recording(tmp_path / "a.mp4")
    sink.open((512, 512), 25.0)
    sink.write(picture(portrait))
    assert salvage(tmp_path) == []
    sink.close()
    assert (tmp_path / "a.mp4").exists()


def test_a_new_recording_first_saves_what_lies_under_its_name(tmp_path, picture, portrait):
    leave(tmp_path / "a.mp4", picture, portrait)
    sink = Recording(tmp_path / "a.mp4")
    sink.open((512, 512), 25.0)
    sink.write(picture(portrait))
    sink.close()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a-2.mp4", "a.mp4"]
    for name, least in (("a-2.mp4", 20), ("a.mp4", 1)):
        source = Clip(tmp_path / name)
        source.open()
        assert len(list(source.frames())) >= least


def test_what_cannot_be_touched_stops_nothing(tmp_path, picture, portrait, monkeypatch, caplog):
    leave(tmp_path / "a.mp4", picture, portrait)
    leave(tmp_path / "b.mp4", picture, portrait)
    real = type(tmp_path).open

    def refuse(path, *rest, **options):
        if path.name.startswith("a."):
            raise PermissionError(13, "Permission denied")
        return real(path, *rest, **options)

    monkeypatch.setattr(type(tmp_path), "open", refuse)
    assert salvage(tmp_path) == [tmp_path / "b.mp4"]
    assert "Permission denied" in caplog.text


def test_a_folder_that_is_not_there_holds_nothing(tmp_path):
    assert salvage(tmp_path / "nowhere") == []


@pytest.mark.skipif("sys.platform == 'win32'", reason="Windows needs no mark")
def test_a_mark_is_exclusive_and_goes_with_its_file(tmp_path):
    part = tmp_path / "a.mp4.tryon.part"
    first = hold(part)
    assert first is not None
    assert hold(part) is None
    first.close()
    again = hold(part)
    assert again is not None
    again.close()
