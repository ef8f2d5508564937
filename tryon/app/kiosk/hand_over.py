"""Links to what a shopper made, where the shop turned them on; forgotten with the visit."""

import logging
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from tryon.app.kiosk.rules import Rules
from tryon.app.window import Bell
from tryon.core.errors import TryOnError

log = logging.getLogger(__name__)

_KINDS = {".png": "image/png", ".jpg": "image/jpeg", ".mp4": "video/mp4"}


@dataclass(frozen=True, slots=True)
class Handed:
    """A photo or a clip that is handed over.

    Attributes
    ----------
    path : Path
    link : str or None
        None where it stays on the screen.
    """

    path: Path
    link: str | None


class HandOver:
    """Makes links for one visit; nothing listens before the first is made.

    Parameters
    ----------
    rules : Rules

    Attributes
    ----------
    handed : Handed or None
        What was made last, until somebody has looked at it or it is erased: a page that is
        built anew, in another language or size, goes on with it.
    changed : Bell
        Rings when there is something new.
    """

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self.handed: Handed | None = None
        self.changed = Bell()
        self._links: Any = None
        self._making, self._lock = threading.Lock(), threading.Lock()
        self._erased = 0  # how often: what was wanted before is not told any more
        self._is_closed = False
        self._ending: list[threading.Thread] = []

    def hand(self, path: Path) -> None:
        """Hand over a file: with a link for one phone where the shop wants that.

        Where no link can be made the log says why, and the shopper is shown the picture.
        """
        if self._rules.hand_off != "local link":
            self.handed = Handed(path, None)
            self.changed.ring()
            return
        # A certificate takes longer than a picture lasts.
        thread = threading.Thread(
            target=self._link, args=(path, self._erased), name="tryon-link", daemon=True
        )
        self._ending.append(thread)
        thread.start()

    def _link(self, path: Path, erased: int) -> None:
        with self._making:
            if self._is_closed or erased != self._erased:
                return
            handed = Handed(path, self._link_to(path))
            with self._lock:
                is_wanted = erased == self._erased
                if is_wanted:
                    self.handed = handed
            if is_wanted:
                self.changed.ring()
            else:  # it was erased while its link was made
                self._cut()

    def _link_to(self, path: Path) -> str | None:
        # What can speak to other machines is loaded here and nowhere else.
        from tryon.handoff.address import local_address
        from tryon.handoff.link import Links, Parcel

        translate = QCoreApplication.translate
        try:
            is_clip = path.suffix == ".mp4"
            parcel = Parcel(
                path.read_bytes(),
                f"tryon{path.suffix}",
                _KINDS[path.suffix],
                translate("HandOver", "Your clip")
                if is_clip
                else translate("HandOver", "Your photo"),
                translate(
                    "HandOver", "Virtual effect, for reference. This link opens here only."
                ),
                translate("HandOver", "Save"),
            )
            links = self._links
            if links is None:
                address = local_address()
                if address is None:
                    log.warning("no link: this machine is in no local network")
                    return None
                links = self._links = Links(address)
            link: str = links.offer(parcel, 60.0 * self._rules.link_minutes)
            return link
        except (TryOnError, OSError) as error:
            log.error("no link: %s", error)
            return None

    def forget(self) -> None:
        """Forget what was made, and every link at once; a phone's line is cut meanwhile."""
        with self._lock:
            self._erased += 1
            self.handed = None
        self._cut()

    def _cut(self) -> None:
        with self._lock:
            links, self._links = self._links, None
        if links is not None:
            thread = threading.Thread(target=links.close, name="tryon-unlink", daemon=True)
            self._ending.append(thread)
            thread.start()

    def close(self) -> None:
        """Forget every link, and make none any more; blocks until nobody is served."""
        with self._making:
            self._is_closed = True
            self.forget()
        for thread in self._ending:
            thread.join()
