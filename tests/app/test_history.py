from dataclasses import dataclass, replace

from tryon.app.history import History


@dataclass(frozen=True)
class Thing:
    width: int = 0
    name: str = ""


def test_what_is_on_its_way_is_one_step() -> None:
    history = History(Thing())
    for width in (1, 2, 3):
        history.follow(Thing(width), 10 + 0.1 * width)
    history.follow(Thing(3, "a"), 10.4)  # something else is another
    history.follow(Thing(3, "ab"), 12.0)  # and so is what comes later
    assert [history.undo().name for _ in range(2)] == ["a", ""]
    assert history.undo() == Thing()
    assert not history.can_undo
    assert history.undo() == Thing(), "there is no step before the first"
    assert [history.redo() for _ in range(4)][-1] == Thing(3, "ab")
    assert not history.can_redo


def test_who_goes_another_way_cannot_go_forward_again() -> None:
    history = History(Thing())
    history.follow(Thing(1), 0.0)
    history.follow(history.undo(), 0.1)
    assert history.can_redo, "showing what came back is no change"
    history.follow(replace(Thing(), name="x"), 0.2)
    assert not history.can_redo
    assert history.undo() == Thing()
