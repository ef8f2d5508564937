"""Every screen of the studio by its name, for whoever looks them over, and the host's tour."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from tryon.app.opening import Stop
from tryon.labels.card import Card

if TYPE_CHECKING:
    from tryon.app.studio.studio import Studio


def screens_of(studio: "Studio") -> Mapping[str, Callable[[], None]]:
    """Name what the window can show."""

    def plain() -> None:
        studio.window.tidy()
        studio.window.panels.open("card")
        studio.panic(False)
        studio.choose(shape="16:9")

    def upright() -> None:
        plain()
        studio.choose(shape="9:16")
        studio.arm(2)

    def panicking() -> None:
        plain()
        studio.choose(panic="card")
        studio.panic(True)

    def remote() -> None:
        plain()
        studio.window.remote.show()

    def clips() -> None:
        plain()
        studio.window.show_clips(True)

    def share() -> None:
        clips()
        shown = Path("2026-11-22 14.05.10 Quiet Plum.mp4")
        product = Card("Quiet Plum", ("Maison Yours", "¥139"), 3.0)
        studio.window.panels.clips.sharing.begin(shown, product, studio.window)

    def stream() -> None:
        plain()
        studio.window.show_stream()

    def keys() -> None:
        plain()
        studio.window.show_keys()

    def panel(name: str) -> Callable[[], None]:
        def opened() -> None:
            plain()
            studio.window.panels.open(name)

        return opened

    return {
        "studio": plain,
        **{name: panel(name) for name in ("camera", "sound", "meters", "safety")},
        "keys": keys,
        "upright": upright,
        "panic": panicking,
        "clips": clips,
        "share": share,
        "remote": remote,
        "stream": stream,
    }


def tour_of(studio: "Studio") -> Sequence[Stop]:
    """Point at what a host needs first."""
    translate = QCoreApplication.translate
    return (
        Stop(
            lambda: studio.window.panels.looks,
            translate("Studio", "Looks on keys"),
            translate("Studio", "1 to 9 put a look on with a fade, 0 bares the lips."),
        ),
        Stop(
            lambda: studio.window.panels.control,
            translate("Studio", "What the public sees"),
            translate(
                "Studio", "Shape, product card, clean window and virtual camera are here."
            ),
        ),
        Stop(
            lambda: studio.window.panels.looks.panic_button,
            translate("Studio", "The panic key"),
            translate(
                "Studio", "Esc freezes what goes out, or covers it, until you press it again."
            ),
        ),
        Stop(
            lambda: studio.window.top.picker,
            translate("Studio", "The camera"),
            translate("Studio", "Choose it here, and lock its exposure and white balance."),
        ),
    )
