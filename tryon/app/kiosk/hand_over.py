"""Links to what a shopper made, where the shop turned them on; forgotten with the visit."""

import logging
import threading
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from tryon.app.kiosk.rules import Rules
from tryon.core.errors import TryOnError

log = logging.getLogger(__name__)

_KINDS = {".png": "image/png", ".jpg": "image/jpeg", ".mp4": "video/mp4"}


class HandOver:
    """Makes links for one visit; nothing listens before the first is made.

    Parameters
    ----------
    rules : Rules
    """

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._links: Any = None
        self._lock = threading.Lock()
        self._is_closed = False
        self._ending: list[threading.Thread] = []

    @property
    def makes_links(self) -> bool:
        """Whether the shop wants links."""
        return self._rules.hand_off == "local link"

    def link_to(self, path: Path) -> str | None:
        """Make a link to a file, for one phone; from any thread, since the first takes long.

        Where no link can be made the log says why, and the shopper is shown the picture.
        """
        with self._lock:
            return None if self._is_closed else self._link_to(path)

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
            if self._links is None:
                address = local_address()
                if address is None:
                    log.warning("no link: this machine is in no local network")
                    return None
                self._links = Links(address)
            link: str = self._links.offer(parcel, 60.0 * self._rules.link_minutes)
            return link
        except (TryOnError, OSError) as error:
            log.error("no link: %s", error)
            return None

    def forget(self) -> None:
        """Forget every link at once; who is being served keeps nobody waiting."""
        links, self._links = self._links, None
        if links is not None:
            thread = threading.Thread(target=links.close, name="tryon-unlink", daemon=True)
            self._ending.append(thread)
            thread.start()

    def close(self) -> None:
        """Forget every link, and make none any more; blocks until nobody is let in."""
        with self._lock:
            self._is_closed = True
            self.forget()
        for thread in self._ending:
            thread.join()
