import sys

import pytest

from tryon.sinks import keys
from tryon.sinks.keys import find_key, forget_key, keep_key


class Ring:
    """A key ring of the system, as keyring hands it out."""

    def __init__(self) -> None:
        self.kept = {}

    def set_password(self, service, name, key) -> None:
        self.kept[service, name] = key

    def get_password(self, service, name):
        return self.kept.get((service, name))

    def delete_password(self, service, name) -> None:
        del self.kept[service, name]


class Locked(Ring):
    def set_password(self, service, name, key) -> None:
        raise RuntimeError("locked")

    get_password = delete_password = set_password


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch):
    monkeypatch.setattr(keys, "_remembered", {})


def test_a_key_is_kept_by_the_system(monkeypatch):
    ring = Ring()
    monkeypatch.setattr(keys, "_ring", lambda: ring)
    assert keep_key("shop", "s3cret")
    keys._remembered.clear()  # as in the next run
    assert find_key("shop") == "s3cret"
    forget_key("shop")
    assert find_key("shop") is None
    assert ring.kept == {}


@pytest.mark.parametrize("ring", [None, Locked()])
def test_without_a_ring_it_is_remembered_while_the_program_runs(monkeypatch, ring, caplog):
    monkeypatch.setattr(keys, "_ring", lambda: ring)
    assert not keep_key("shop", "s3cret")
    assert find_key("shop") == "s3cret"
    forget_key("shop")
    assert find_key("shop") is None
    assert "s3cret" not in caplog.text


def test_without_the_package_there_is_no_ring(monkeypatch):
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert keys._ring() is None
