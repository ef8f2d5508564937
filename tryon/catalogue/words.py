"""Helping whoever mistyped a word."""

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str:
    """End a message about an unknown word: with the nearest known one, or with all of them.

    >>> nearest("colr", ["colour", "coats"])
    "; did you mean 'colour'?"
    >>> nearest("x", ["colour", "coats"])
    '; known: colour, coats'
    """
    known = tuple(known)
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(known)}"
