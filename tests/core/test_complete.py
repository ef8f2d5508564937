from pathlib import Path

import pytest

from tryon.core.complete import check_outputs, complete
from tryon.core.errors import BadInput, FileFailed


def test_complete_keeps_the_suffix_and_cleans_up(tmp_path):
    path = tmp_path / "clip.mp4"
    with complete(path) as part:
        assert part.suffix == ".mp4"
        assert part.parent == tmp_path
        part.write_bytes(b"new")
        assert not path.exists()
    assert path.read_bytes() == b"new"

    def fail() -> None:
        with complete(path) as part:
            part.write_bytes(b"half")
            raise KeyError("ours")

    with pytest.raises(KeyError):
        fail()
    assert path.read_bytes() == b"new"
    assert [p.name for p in tmp_path.iterdir()] == ["clip.mp4"]


def test_a_fault_is_said_of_the_name_that_was_given(tmp_path):
    path, other = tmp_path / "clip.mp4", tmp_path / "report.json"

    def fail(of: Path | None) -> None:
        with complete(path) as part:
            raise FileFailed(of or part, "the disk is full", "Make room.", is_kept=True)

    with pytest.raises(FileFailed) as failed:
        fail(None)
    assert str(failed.value) == f"{path}: the disk is full", "and nothing is kept"
    assert (failed.value.path, failed.value.hint) == (path, "Make room.")
    with pytest.raises(FileFailed) as failed:
        fail(other)
    assert str(failed.value) == f"{other}: the disk is full; what was recorded is kept"


def test_no_output_takes_the_place_of_an_input_however_it_is_called(tmp_path, monkeypatch):
    photo = tmp_path / "me.jpg"
    photo.write_bytes(b"dear")
    (tmp_path / "link.jpg").symlink_to(photo)
    monkeypatch.chdir(tmp_path)
    for name in (
        photo,
        Path("me.jpg"),
        Path("../" + tmp_path.name + "/me.jpg"),
        Path("link.jpg"),
    ):
        with pytest.raises(BadInput, match=r"\.jpg: would replace what it is made from"):
            check_outputs((tmp_path / "out.jpg", name), (None, photo))
    check_outputs((tmp_path / "out.jpg", None), (Path("camera:0"), photo, Path("\0"), None))


def test_no_two_outputs_have_one_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadInput, match=r"out\.png: two results would get this name"):
        check_outputs((tmp_path / "out.png", Path("out.png")))
    check_outputs((tmp_path / "out.png", Path("other.png")))
