import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from worn import Glb

from tryon.cli import main


@pytest.fixture
def tube(tmp_path: Path) -> Path:
    path = tmp_path / "tube.glb"
    path.write_bytes(Glb().bytes())
    return path


def test_check_says_what_is_in_a_model(tube: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["garment", "check", str(tube), "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["slot"], facts["triangles"], facts["morphs"]) == ("top", 576, ["waist+"])
    assert facts["licence"] == "CC0-1.0"
    assert facts["notes"] == []
    assert main(["garment", "check", str(tube)]) == 0
    assert "576 triangles" in capsys.readouterr().out


@pytest.mark.parametrize("verb", [["check"], ["preview", "-o", "never.png"]])
def test_what_cannot_be_worn_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], verb: list[str]
) -> None:
    path = tmp_path / "broken.glb"
    path.write_bytes(b"glTF nothing of the kind")
    command, *more = verb
    assert main(["garment", command, str(path), *more]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "broken.glb" in said.err
    assert not Path("never.png").exists()


def test_a_name_that_is_not_in_the_wardrobe(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["garment", "check", "kaftan"]) == 2
    assert "kaftan" in capsys.readouterr().err
    assert main(["garment", "check", "photo"]) == 2
    assert len(capsys.readouterr().err) < 400, "the whole wardrobe is not listed"


def test_a_file_of_another_kind_is_no_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "me.jpg").write_bytes(b"a photo")
    assert main(["garment", "check", str(tmp_path / "me.jpg")]) == 2
    assert "me.jpg: expected a GLB or glTF file" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--height", "--turns"])
def test_numbers_out_of_bounds_are_told_with_their_bounds(
    capsys: pytest.CaptureFixture[str], option: str
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["garment", "preview", "jeans_male", "-o", "never.png", option, "9999"])
    assert left.value.code == 2
    assert re.search(r"expected \d+ to \d+, not 9999", capsys.readouterr().err)


def test_preview_writes_a_picture(tube: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tube.with_suffix(".png")
    code = main(["garment", "preview", str(tube), "-o", str(out), "--json"])
    said = capsys.readouterr()
    if code == 2 and "OpenGL" in said.err:
        pytest.skip(said.err)
    assert code == 0
    width, height = json.loads(said.out)["size"]
    assert np.asarray(Image.open(out)).shape == (height, width, 3)
    assert main(["garment", "preview", str(tube), "-o", str(out.with_suffix(".xyz"))]) == 2


def test_import_writes_a_model_and_its_card(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = Path(__file__).parents[1] / "models3d/tshirt_crew_female/tshirt_crew_female.glb"
    path = tmp_path / "shirt.glb"
    path.write_bytes(source.read_bytes())
    out = tmp_path / "out"
    said = ["--title", 'The "one"', "--licence", "CC-BY-4.0", "--origin", "A shop"]
    assert main(["garment", "import", str(path), "-o", str(out), "--json", *said]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["file"] == str(out / "shirt.glb")
    assert (facts["title"], facts["slot"]) == ('The "one"', "top")
    assert (facts["licence"], facts["origin"]) == ("CC-BY-4.0", "A shop")
    first = (out / "shirt.glb").read_bytes()
    assert main(["garment", "import", str(path), "-o", str(out), *said]) == 0
    assert (out / "shirt.glb").read_bytes() == first
    assert main(["garment", "import", str(path), "-o", str(tmp_path)]) == 2
    assert "would replace what it is made from" in capsys.readouterr().err
    assert path.read_bytes() == source.read_bytes()
    with pytest.raises(SystemExit):
        main(["garment", "import", str(path)])
    assert main(["garment", "import", str(tmp_path / "a.mhclo"), "-o", str(out)]) == 2
    assert "a.mhclo: No such file" in capsys.readouterr().err
