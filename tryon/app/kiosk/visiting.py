"""One visit, from the agreement to the wipe: all that is known of a shopper is in here."""

import logging
import os
import shutil
import sys
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import platformdirs

from tryon.app.kiosk.as_shown import AsShown, as_shown
from tryon.app.kiosk.choices import Choices
from tryon.app.kiosk.compare import Comparing
from tryon.app.kiosk.hand_over import HandOver
from tryon.app.kiosk.rules import Rules
from tryon.app.parts import Parts
from tryon.app.session import Session
from tryon.app.window import Bell
from tryon.settings import Settings
from tryon.usage import count_uses, usage_path

log = logging.getLogger(__name__)


def visits_folder() -> Path:
    """Where the photos and clips of the visit that is going on are, for this user only.

    On Linux they lie where nothing outlives a restart, which is in memory: no disk has them,
    and taking the power away erases them.
    """
    runtime = os.environ.get("XDG_RUNTIME_DIR", "") if sys.platform == "linux" else ""
    return Path(runtime, "tryon", "visit") if runtime else _disk_folder()


def _disk_folder() -> Path:
    return platformdirs.user_cache_path("tryon", appauthor=False) / "visit"


def _spare_folder() -> Path:
    return Path(tempfile.gettempdir()) / "tryon-visit"


def sweep() -> None:
    """Erase what a crash left of a visit."""
    for folder in (visits_folder(), _disk_folder(), _spare_folder()):
        shutil.rmtree(folder, ignore_errors=True)


def _own_folder() -> Path:
    """Make a folder for one visit; where that cannot be, the mirror goes on without photos."""
    for folder in (visits_folder(), _spare_folder()):
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return Path(tempfile.mkdtemp(dir=folder))
        except OSError as error:
            log.error("%s cannot be written: %s", folder, error)
    return visits_folder() / "none"


class Visit:
    """A session with trackers, a folder and links of its own; nothing is kept of any.

    Parameters
    ----------
    parts : Parts
    settings : Settings
    rules : Rules

    Attributes
    ----------
    session : Session
    changed, picture, compared : Bell
    comparing : Comparing
    hand_over : HandOver
    choices : Choices
    """

    def __init__(self, parts: Parts, settings: Settings, rules: Rules) -> None:
        self.changed, self.picture, self.compared = Bell(), Bell(), Bell()
        self.folder = _own_folder()
        self._counts_usage = rules.counts_usage
        self.choices, self.hand_over = Choices(), HandOver(rules)
        settings = replace(
            settings,
            folder=str(self.folder),
            has_sound=False,
            is_mirrored=True,
            product=None,
            finish=None,
            coats=None,
            blend=None,
            second=None,
            has_liner=False,
            clothes=(),
        )
        forgetful = replace(
            parts,
            write_settings=lambda settings: None,
            write_photo=lambda path, rgb, tag: parts.write_photo(
                path, as_shown(rgb, self.session.screen), tag
            ),
            make_recording=lambda path, sound, worn: AsShown(
                parts.make_recording(path, sound, worn), self.session.screen
            ),
        )
        self.session = Session(forgetful, settings, self.changed.ring, self.picture.ring)
        self.comparing = Comparing(forgetful, self.session.engine, self.compared.ring)

    def close(self) -> None:
        """End every thread, and erase every file and link. Blocks until all is done."""
        uses = self.choices.tally.end()
        if self._counts_usage:
            count_uses(usage_path(), uses, date.today())
        self.comparing.close()
        self.hand_over.close()
        self.session.close()
        self.session.forget()
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.folder.exists():
            log.error("%s could not be erased", self.folder)
