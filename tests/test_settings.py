import dataclasses
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryon.settings import (
    Keeper,
    KeptCard,
    KeptLook,
    KeptPiece,
    KeptTarget,
    Settings,
    Studio,
    read_settings,
    set_aside,
    write_settings,
)

WORN = Settings(
    source="camera:1",
    product="demo-lip-01",
    finish="gloss",
    coats=1.5,
    blend="two_tone",
    second="demo-lip-02",
    has_liner=True,
    liner_product="demo-lip-03",
    liner_width_mm=2.5,
    liner_softness=0.8,
    clothes=(KeptPiece("tee", "M", "navy"), KeptPiece("jeans")),
    is_mirrored=False,
    is_locked=True,
    display_de2000=1.4,
    has_sound=True,
    camera_px=(1920, 1080),
    microphone="Desk microphone",
    folder="/somewhere/Bilder ü",
    window_px=(-10, 20, 1366, 768),
    is_maximized=True,
    language="zh_CN",
    theme="light",
    has_large_type=True,
    home="kiosk",
    toured=("kiosk", "desk"),
    studio=Studio(
        looks=(KeptLook("Red", "demo-lip-01", clothes=(KeptPiece("coat", "M", "navy"),)),),
        fade_ms=400,
        shape="9:16",
        panic="card",
        failsafe="off",
        has_third=False,
        clip_s=30,
        targets=(KeptTarget("Shop", "rtmps://example.org/live"),),
        is_remote=True,
        is_on_lan=True,
        port=9000,
        token="token",
        cards=(KeptCard("demo-lip-01", "Plum", "9", "Tonight"),),
        pause="Soon back",
        is_encrypted=False,
        keys={"panic": "F9"},
        layout="AAAA",
        place="BBBB",
        output_place="CCCC",
    ),
)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "not" / "there" / "settings.json"
    write_settings(WORN, path)
    assert read_settings(path) == WORN
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.json"]


def test_every_field_was_tried() -> None:
    defaults = dataclasses.asdict(Settings())
    assert all(value != defaults[name] for name, value in dataclasses.asdict(WORN).items())
    studio = dataclasses.asdict(WORN.studio)
    assert all(value != defaults["studio"][name] for name, value in studio.items())


def test_missing_file_is_the_first_start(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "none.json") == Settings()


@given(st.binary(max_size=300))
def test_garbage_never_fails(tmp_path_factory: pytest.TempPathFactory, garbage: bytes) -> None:
    path = tmp_path_factory.mktemp("garbage") / "settings.json"
    path.write_bytes(garbage)
    assert isinstance(read_settings(path), Settings)


def test_nesting_without_end_never_fails(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(b"[" * 200_000)
    assert read_settings(path) == Settings()


def test_one_bad_value_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(
        '{"coats": 99, "product": "demo-lip-02", "window_px": [1, 2], "is_locked": "yes",'
        ' "has_sound": true, "landmarks": [1, 2, 3]}'
    )
    assert read_settings(path) == Settings(product="demo-lip-02", has_sound=True)


def test_a_folder_in_its_place_never_fails(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == Settings()


def test_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "settings.json"
    write_settings(WORN, path)

    def full(self: Path, target: Path) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no space"):
        write_settings(Settings(), path)
    assert read_settings(path) == WORN
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("text", ["{not json", "[1, 2]", "", "\x00\xff"])
def test_broken_settings_are_kept_aside(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text, encoding="latin-1")
    kept = set_aside(path)
    assert kept is not None
    assert kept.read_text(encoding="latin-1") == text
    assert not path.exists()
    assert set_aside(path) is None, "nothing is there any more"


def test_good_settings_stay(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    write_settings(WORN, path)
    assert set_aside(path) is None
    assert read_settings(path) == WORN


def test_windows_that_are_open_at_once_undo_nothing_of_each_other(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    write_settings(Settings(product="demo-lip-01"), path)
    begun = read_settings(path)
    keep_desk, keep_studio = Keeper(path), Keeper(path)
    aired = replace(begun, studio=replace(begun.studio, clip_s=30, pause="Soon back"))
    keep_studio(aired)
    keep_desk(replace(begun, theme="light"))
    assert read_settings(path) == replace(aired, theme="light")
    keep_studio(replace(aired, studio=replace(aired.studio, clip_s=60)))
    kept = read_settings(path)
    assert (kept.theme, kept.studio.clip_s, kept.studio.pause) == ("light", 60, "Soon back")
    keep_desk(replace(begun, product=None))
    assert read_settings(path) == replace(kept, product=None, theme=begun.theme), "as chosen"


def test_a_file_that_has_gone_or_broken_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    keep = Keeper(path)
    keep(WORN)
    for text in (None, "{not json", "[]"):
        path.unlink() if text is None else path.write_text(text)
        keep(replace(WORN, theme="dark"))
        assert read_settings(path) == replace(WORN, theme="dark")
