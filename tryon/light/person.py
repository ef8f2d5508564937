"""Who is the same person, when the tracker has lost a face for a moment.

A hand before the face, or a turned head, and the tracker begins anew with a new identity. What
is remembered of a person's skin and eyes should outlive that.
"""

from collections.abc import Mapping, Sequence

from tryon.core.scene import Box, Face

#: A face that comes back within this time, at a place that overlaps by this share, is the same.
_AWAY_NS, _OVERLAP = 1_500_000_000, 0.3


class People:
    """Gives faces names that survive the tracker's.

    Attributes
    ----------
    names : mapping of int to int
        Of the faces of the last call: identity to name. A name is the first identity of a
        person.
    """

    def __init__(self) -> None:
        self.names: Mapping[int, int] = {}
        self._seen: dict[int, tuple[int, Box]] = {}

    def __call__(self, faces: Sequence[Face], now_ns: int) -> Mapping[int, int]:
        """Name the faces of one frame."""
        known = {face.identity: self.names.get(face.identity) for face in faces}
        taken = set(known.values())
        self._seen = {
            name: (when_ns, box)
            for name, (when_ns, box) in self._seen.items()
            if 0 <= now_ns - when_ns < _AWAY_NS
        }
        names: dict[int, int] = {}
        for face in faces:
            name = known[face.identity]
            if name is None:
                name = self._returned(face, taken)
                taken.add(name)
            names[face.identity] = name
            self._seen[name] = now_ns, face.box
        self.names = names
        return names

    def _returned(self, face: Face, taken: set[int | None]) -> int:
        """Find who was here a moment ago and is not in the picture; else a new name."""
        overlaps = {
            name: _overlap(box, face.box)
            for name, (_, box) in self._seen.items()
            if name not in taken
        }
        best = max(overlaps, key=lambda name: overlaps[name], default=None)
        if best is not None and overlaps[best] > _OVERLAP:
            return best
        return face.identity


def _overlap(one: Box, other: Box) -> float:
    """Share of the larger of two boxes that both cover."""
    width = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    height = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / max(one.width * one.height, other.width * other.height)
