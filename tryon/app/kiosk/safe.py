"""What a kiosk does that crashed often: the mirror and its shades, and a word to the staff."""

from dataclasses import replace
from pathlib import Path

from tryon.app.kiosk.consent import read_consent
from tryon.app.kiosk.rules import Rules, read_rules
from tryon.core.errors import TryOnError


def safe_rules(path: Path) -> Rules:
    """Read what the shop decided, without all that may have been the cause.

    Its PIN, name, languages and texts of consent stay; where its file cannot be read, the
    usual ones take their place. Never raises: a mirror that starts so has nothing left to
    fall back to.
    """
    try:
        rules = read_rules(path)
        read_consent(rules.consent, rules.languages)
    except TryOnError:
        rules = Rules()
    return replace(rules, offers=(), hand_off="nothing", counts_usage=False)
