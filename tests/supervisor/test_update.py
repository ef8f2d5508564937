import json
from pathlib import Path

import pytest

from tryon import __version__, cli
from tryon.core.errors import BadInput
from tryon.supervisor import update
from tryon.supervisor.update import make_key, passport_of, sign, this_platform, verify

pytest.importorskip("cryptography")

NEWER = "999.0.0"


@pytest.fixture(scope="module")
def keys() -> tuple[str, str]:
    return make_key()


@pytest.fixture
def package(tmp_path, keys) -> Path:
    path = tmp_path / "tryon_999.0.0_amd64.deb"
    path.write_bytes(bytes(range(256)) * 400)
    sign(path, NEWER, this_platform(), keys[0])
    return path


def change(package: Path, **fields: object) -> None:
    path = passport_of(package)
    path.write_text(json.dumps({**json.loads(path.read_text()), **fields}))


def test_what_the_right_key_signed_may_be_installed(package, keys):
    assert verify(package, keys[1], __version__) == update.Update(package, NEWER)


def test_another_key_is_not_trusted(package):
    with pytest.raises(BadInput, match="not signed by the key"):
        verify(package, make_key()[1], __version__)


@pytest.mark.parametrize(
    "fields",
    [
        {"version": "1000.0.0"},
        {"sha256": "0" * 64},
        {"size_bytes": 1},
        {"platform": "windows-x86_64"},
        {"product": "other"},
        {"signature": ""},
        {"signature": "AAAA"},
        {"signature": "not base64"},
    ],
)
def test_not_one_word_of_the_passport_may_be_changed(package, keys, fields):
    change(package, **fields)
    with pytest.raises(BadInput, match="not signed by the key"):
        verify(package, keys[1], __version__)


def test_a_forged_package_is_found(package, keys):
    data = bytearray(package.read_bytes())
    data[5000] ^= 1
    package.write_bytes(bytes(data))
    with pytest.raises(BadInput, match="is not what was signed"):
        verify(package, keys[1], __version__)


def test_a_part_of_a_package_is_found(package, keys):
    package.write_bytes(package.read_bytes()[:-1])
    with pytest.raises(BadInput, match="expected 102400 bytes, found 102399"):
        verify(package, keys[1], __version__)


@pytest.mark.parametrize("version", ["0.0.1", __version__])
def test_there_is_no_way_back(package, keys, version):
    sign(package, version, this_platform(), keys[0])
    with pytest.raises(BadInput, match="is not newer than"):
        verify(package, keys[1], __version__)


def test_versions_are_numbers_not_words():
    assert update._numbers("0.10.0", "it") > update._numbers("0.9.9", "it")
    with pytest.raises(BadInput, match="three numbers"):
        update._numbers("1.0.0-rc1", "it")


def test_a_package_for_another_machine_is_refused(package, keys):
    sign(package, NEWER, "plan9-mips", keys[0])
    with pytest.raises(BadInput, match="is for plan9-mips, this is"):
        verify(package, keys[1], __version__)


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", '{"update": 1}', "\xff", "{" * 5000, "x" * 20_000],
)
def test_a_broken_passport_is_told_in_one_sentence(package, keys, text):
    passport_of(package).write_bytes(text.encode("latin-1"))
    with pytest.raises(BadInput, match="is no passport of an update"):
        verify(package, keys[1], __version__)


def test_without_a_passport_nothing_is_installed(package, keys):
    passport_of(package).unlink()
    with pytest.raises(BadInput, match="the package is not signed"):
        verify(package, keys[1], __version__)


def test_a_key_that_is_none_is_told(package):
    with pytest.raises(BadInput, match="32 bytes in base64"):
        verify(package, "abc", __version__)


# ------------------------------------------------------------------ the command


@pytest.fixture
def key_file(tmp_path, keys) -> Path:
    path = tmp_path / "update.pub"
    path.write_text(keys[1] + "\n")
    return path


def test_the_command_installs_a_copy_that_nobody_else_can_change(
    package, key_file, monkeypatch, capsys
):
    ran: list[Path] = []

    def install(found: update.Update) -> list[str]:
        assert found.package.read_bytes() == package.read_bytes()
        ran.append(found.package)
        return ["true"]

    monkeypatch.setattr(update, "installer", install)
    assert cli.main(["update", str(package), "--key", str(key_file)]) == 0
    assert ran[0].parent != package.parent
    assert not ran[0].exists(), "the copy is gone"
    assert "version 999.0.0 is installed" in capsys.readouterr().out


def test_a_forged_one_runs_no_installer(package, key_file, monkeypatch, capsys):
    package.write_bytes(b"forged" + package.read_bytes()[6:])

    def install(found: update.Update) -> list[str]:
        raise AssertionError("the installer of a forged package was asked for")

    monkeypatch.setattr(update, "installer", install)
    assert cli.main(["update", str(package), "--key", str(key_file)]) == 2
    assert "is not what was signed" in capsys.readouterr().err


def test_checking_installs_nothing(package, key_file, monkeypatch, capsys):
    monkeypatch.setattr(update, "installer", None)
    assert cli.main(["update", str(package), "--key", str(key_file), "--check"]) == 0
    assert "signed by the key, whole" in capsys.readouterr().out


def test_a_failed_installer_is_told(package, key_file, monkeypatch, capsys):
    monkeypatch.setattr(update, "installer", lambda found: ["false"])
    assert cli.main(["update", str(package), "--key", str(key_file)]) == 2
    assert "the installer ended with 1" in capsys.readouterr().err


def test_what_is_missing_is_told_as_what_it_means(package, key_file, capsys):
    passport_of(package).unlink()
    assert cli.main(["update", str(package), "--key", str(key_file)]) == 2
    said = capsys.readouterr().err
    assert f"{package.name}.update: " in said
    assert "the package is not signed" in said
    assert "tryon-update-" not in said, "where the copy lay is nobody's business"
