"""Which cameras are connected, and the way to their calibration."""

import logging
import threading
from collections.abc import Callable

from tryon.app.desk.page import Page, button, words
from tryon.app.window import Bell

log = logging.getLogger(__name__)

#: So long is waited at the end for a camera that is still being opened, s.
_PATIENCE_S = 5.0


class CamerasPage(Page):
    """The cameras, and the way to their calibration.

    Parameters
    ----------
    names : callable
        Lists what is connected; asked when the page is looked at, on a thread of its own: where
        a system names no cameras, they are opened one after the other.
    calibrate : callable
        Opens the mirror where a camera is calibrated.
    """

    def __init__(self, names: Callable[[], list[str]], calibrate: Callable[[], None]) -> None:
        super().__init__(
            self.tr("Cameras"),
            self.tr(
                "Calibrated with a ColorChecker, a camera shows colours that can be relied on."
            ),
        )
        self._names, self._seen = names, list[str]()
        self._looking: threading.Thread | None = None
        self._looked = Bell()
        self._looked.rung.connect(self._show)
        self._again = button(self.tr("Look again"), self.open)
        self.calibrate = button(self.tr("Calibrate a camera"), calibrate, "primary")
        self.head.addWidget(self._again)
        self.head.addWidget(self.calibrate)
        self.found = words("", "body", wraps=True)
        self.column.addWidget(self.found)
        self.column.addStretch()

    @property
    def is_looking(self) -> bool:
        """Whether it is being found out which cameras are there."""
        return self._looking is not None

    def open(self) -> None:
        """Look which cameras are connected."""
        if self._looking is not None:
            return
        self.found.setText(self.tr("Looking for cameras …"))
        self._again.setEnabled(False)
        self.calibrate.setEnabled(False)
        self._looking = threading.Thread(target=self._look, name="tryon-cameras", daemon=True)
        self._looking.start()

    def stop(self) -> None:
        """Wait for a look that is under way; a driver that hangs is left behind."""
        if self._looking is not None:
            self._looking.join(_PATIENCE_S)

    def _look(self) -> None:
        self._seen = []
        try:
            self._seen = self._names()
        except Exception as error:  # noqa: BLE001 - fire door: a driver's fault is no camera
            log.warning("cameras cannot be listed: %s", error)
        self._looked.ring()

    def _show(self) -> None:
        self._looking = None
        none = self.tr("No camera was found. Plug one in, then look again.")
        self.found.setText("\n".join(self._seen) or none)
        self._again.setEnabled(True)
        self.calibrate.setEnabled(bool(self._seen))
