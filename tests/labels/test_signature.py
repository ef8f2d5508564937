import stat
import sys

import numpy as np
import pytest

from tryon.core.errors import BadInput
from tryon.labels.signature import certificate, sign, verify
from tryon.sinks.photo import write_photo

pytest.importorskip("c2pa", reason="signatures need c2pa-python")


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp"])
def test_a_changed_byte_is_found(tmp_path, portrait, name):
    path = tmp_path / name
    write_photo(path, portrait)
    assert verify(path).state == "unsigned"
    sign(path, tmp_path / "keys")
    found = verify(path)
    assert (found.state, found.signer, found.is_trusted) == (
        *("intact", "tryon on this computer"),
        False,
    )
    data = bytearray(path.read_bytes())
    data[len(data) * 3 // 4] ^= 1
    path.write_bytes(data)
    assert verify(path).state == "changed"
    assert verify(path).faults


@pytest.mark.parametrize("name", ["a.jpg", "a.bin", "a"])
def test_a_file_is_what_it_is_and_not_what_it_is_called(tmp_path, portrait, name):
    path = tmp_path / "a.png"
    write_photo(path, portrait)
    sign(path, tmp_path / "keys")
    renamed = path.rename(tmp_path / name)
    assert verify(renamed).state == "intact"


def test_the_certificate_is_made_once_and_is_the_users_own(tmp_path):
    folder = tmp_path / "keys"
    first = certificate(folder)
    assert certificate(folder) == first
    if sys.platform != "win32":
        assert stat.S_IMODE((folder / "key.pem").stat().st_mode) == 0o600


def test_what_cannot_be_signed_is_left_as_it_was(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(b"no picture")
    with pytest.raises(BadInput, match=r"a\.png: cannot be signed"):
        sign(path, tmp_path / "keys")
    assert path.read_bytes() == b"no picture"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.png", "keys"]
    with pytest.raises(BadInput, match="only"):
        sign(tmp_path / "a.txt", tmp_path / "keys")


def test_a_signed_picture_keeps_every_pixel(tmp_path, portrait):
    from tryon.sources.still import read_photo

    path = tmp_path / "a.png"
    write_photo(path, portrait)
    sign(path, tmp_path / "keys")
    np.testing.assert_array_equal(read_photo(path), portrait)
