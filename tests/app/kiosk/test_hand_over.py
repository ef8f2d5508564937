import threading
from pathlib import Path
from typing import Any, ClassVar

import pytest

from tryon.app.kiosk.hand_over import Handed, HandOver
from tryon.app.kiosk.rules import Rules
from tryon.handoff import address

pytest.importorskip("cryptography", reason="a local link is an extra")
from tryon.handoff import link

PATIENCE_S = 10.0


class Links:
    """Links that are made once they may be, and tell whether anything is still served."""

    made: ClassVar[list["Links"]] = []
    asked, may_go_on = threading.Event(), threading.Event()

    def __init__(self, address: str) -> None:
        self.asked.set()
        assert self.may_go_on.wait(PATIENCE_S)
        self.is_closed = False
        self.made.append(self)

    def offer(self, parcel: Any, for_s: float) -> str:
        return f"https://192.168.0.2/{parcel.name}"

    def close(self) -> None:
        self.is_closed = True


@pytest.fixture
def hand_over(monkeypatch: pytest.MonkeyPatch) -> HandOver:
    Links.made.clear()
    Links.asked.clear()
    Links.may_go_on.clear()
    monkeypatch.setattr(address, "local_address", lambda: "192.168.0.2")
    monkeypatch.setattr(link, "Links", Links)
    return HandOver(Rules(hand_off="local link"))


def photo(folder: Path, name: str) -> Path:
    path = folder / f"{name}.png"
    path.write_bytes(b"seen")
    return path


def test_what_is_erased_while_its_link_is_made_is_not_handed_over(
    hand_over: HandOver, tmp_path: Path
) -> None:
    hand_over.hand(photo(tmp_path, "first"))
    assert Links.asked.wait(PATIENCE_S)
    hand_over.forget()
    Links.may_go_on.set()
    kept = photo(tmp_path, "second")
    hand_over.hand(kept)
    for thread in list(hand_over._ending):
        thread.join()
    assert hand_over.handed == Handed(kept, "https://192.168.0.2/tryon.png")
    assert [links.is_closed for links in Links.made] == [True, False]
    hand_over.close()
    assert hand_over.handed is None
    assert all(links.is_closed for links in Links.made)


def test_nothing_is_handed_over_after_the_end(hand_over: HandOver, tmp_path: Path) -> None:
    Links.may_go_on.set()
    hand_over.close()
    hand_over.hand(photo(tmp_path, "late"))
    for thread in hand_over._ending:
        thread.join()
    assert hand_over.handed is None
    assert not Links.made
