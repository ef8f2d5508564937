import shutil
from pathlib import Path

from tryon import assets
from tryon.garments.rail import hanging


def test_the_wardrobe_is_known_by_its_cards() -> None:
    hung = {hanger.word: hanger for hanger in hanging()}
    assert len(hung) >= 10
    tee = hung["tshirt_crew_male"]
    assert (tee.slot, tee.gender) == ("top", "male")
    assert tee.sizes == ("XS", "S", "M", "L", "XL")
    assert "navy" in dict(tee.colours)
    assert all(srgb.startswith("#") for hanger in hung.values() for _, srgb in hanger.colours)
    assert "male" not in hung  # nobody wears a mannequin


def test_own_pieces_hang_there_and_broken_ones_say_why(tmp_path: Path) -> None:
    model = assets.model("jeans_male/jeans_male.glb")
    shutil.copy(model, tmp_path / "mine.glb")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "broken.glb").write_bytes(b"not a model")
    own = [h for h in hanging(tmp_path) if h.path.is_relative_to(tmp_path)]
    mine, broken = sorted(own, key=lambda hanger: bool(hanger.fault))
    assert (mine.word, mine.slot, mine.sizes) == (str(tmp_path / "mine.glb"), "bottom", ())
    assert not mine.fault
    assert "broken.glb" in broken.fault


def test_a_shops_own_hang_first_and_tops_before_shoes(tmp_path: Path) -> None:
    shutil.copy(assets.model("jeans_male/jeans_male.glb"), tmp_path / "a.glb")
    shutil.copy(assets.model("tshirt_crew_male/tshirt_crew_male.glb"), tmp_path / "b.glb")
    hung = hanging(tmp_path)
    assert [hanger.path.name for hanger in hung[:2]] == ["b.glb", "a.glb"]
    slots = list(dict.fromkeys(hanger.slot for hanger in hung[2:]))
    assert slots == ["top", "outer", "dress", "bottom", "shoes", "head"]


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert hanging(tmp_path / "none") == hanging()
