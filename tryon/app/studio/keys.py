"""What keys do in the studio, and which of them the host has changed."""

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QCoreApplication, QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

#: Verbs with their usual keys, in the order in which they are offered.
USUAL: Mapping[str, str] = MappingProxyType(
    {
        "panic": "Esc",
        "take": "Return",
        "before": "Space",
        "record": "R",
        "pause": "U",
        "clip": "K",
        "photo": "P",
        "other light": "H",
        "white": "W",
        "live": "L",
        "sound": "S",
        "third": "T",
        "output": "O",
        "clips": "D",
        "folder": "F",
        "camera": "C",
    }
)
_MODIFIERS = {
    Qt.Key.Key_Control,
    Qt.Key.Key_Shift,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_unknown,
}


def verb_title(verb: str) -> str:
    """Say what a verb does."""
    tr = QCoreApplication.translate
    return {
        "panic": tr("Keys", "Panic"),
        "take": tr("Keys", "Put on what is armed"),
        "before": tr("Keys", "Before / after, while it is held"),
        "record": tr("Keys", "Record, or stop"),
        "pause": tr("Keys", "Pause the recording, or go on"),
        "clip": tr("Keys", "Save a clip of what has just been"),
        "photo": tr("Keys", "Photo"),
        "other light": tr("Keys", "See it in other light"),
        "white": tr("Keys", "Measure white, or stop looking for it"),
        "live": tr("Keys", "Go live"),
        "sound": tr("Keys", "Sound on or off"),
        "third": tr("Keys", "Product card"),
        "output": tr("Keys", "Clean window"),
        "clips": tr("Keys", "Show the clips"),
        "folder": tr("Keys", "Open the folder of clips"),
        "camera": tr("Keys", "Choose a camera"),
    }[verb]


def keys_of(chosen: Mapping[str, str]) -> dict[str, str]:
    """Give the key of each verb, as Qt writes it; what nobody knows is left out.

    Examples
    --------
    >>> keys_of({"record": "F9", "dance": "Q"})["record"]
    'F9'
    """
    return {verb: chosen.get(verb, usual) for verb, usual in USUAL.items()}


def key_of(event: QKeyEvent) -> str:
    """Write the key that was pressed; empty for a modifier alone, or one that has no name.

    The Enter of the number pad counts as Return, its other keys as those beside the letters.
    """
    if event.key() in _MODIFIERS:
        return ""
    key = Qt.Key.Key_Return if event.key() == Qt.Key.Key_Enter else Qt.Key(event.key())
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    combination = QKeyCombination(held, key)
    return QKeySequence(combination).toString(QKeySequence.SequenceFormat.PortableText)


def say_key(key: str) -> str:
    """Write a key as this system does."""
    sequence = QKeySequence.fromString(key, QKeySequence.SequenceFormat.PortableText)
    return sequence.toString(QKeySequence.SequenceFormat.NativeText)


def tip(text: str, key: str) -> str:
    """Say what a control does, and with which key."""
    return f"{text} ({say_key(key)})" if key else text


def is_of_looks(key: str) -> bool:
    """Whether a key puts looks on or arms them, which cannot be changed.

    Examples
    --------
    >>> is_of_looks("3"), is_of_looks("Ctrl+3"), is_of_looks("F3")
    (True, True, False)
    """
    return key.removeprefix("Ctrl+") in {str(number) for number in range(10)}
