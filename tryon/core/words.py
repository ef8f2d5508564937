"""Helping whoever mistyped a word."""

import difflib
from collections.abc import Iterable

#: The longest list that helps: every finish is named, of a shop's products some examples.
_MOST, _EXAMPLES = 40, 3


def nearest(word: str, known: Iterable[str], most: int = _MOST) -> str:
    """End a message about an unknown word: with the nearest known one, or with some of them.

    Of more than `most`, only examples are named.

    >>> nearest("colr", ["colour", "coats"])
    "; did you mean 'colour'?"
    >>> nearest("x", ["colour", "coats"])
    '; known: colour, coats'
    """
    known = tuple(known)
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    if near:
        return f"; did you mean {near[0]!r}?"
    if len(known) > most:
        return f"; known: {', '.join(known[:_EXAMPLES])} and {len(known) - _EXAMPLES} more"
    return f"; known: {', '.join(known)}"
