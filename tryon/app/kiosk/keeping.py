"""Keeps who is before the mirror in its middle, where it shows a part of the picture only."""

from tryon.core.scene import Scene

#: The face is let go this far from the middle before the mirror follows it, until it is as near
#: as that, as shares of the picture; and how slowly.
_STRAY, _CENTRED, _FOLLOW = 0.05, 0.008, 0.06


class Keeping:
    """Follows who leaves the middle, slowly; where the picture is whole it stays.

    Attributes
    ----------
    at : (x, y), in [0, 1]
        What of the picture is in the middle of the mirror.
    """

    def __init__(self) -> None:
        self.at = (0.5, 0.5)
        self._is_following = False

    def follow(self, seen: Scene) -> bool:
        """Follow the nearest face; whether the mirror shows another part now.

        Notes
        -----
        What is aimed at lies a little below the middle of the face's box, which has no hair.
        """
        if not seen.faces:
            return False
        width, height = seen.frame.size
        box = seen.faces[0].box
        wanted = (box.x + box.width / 2) / width, (box.y + 0.6 * box.height) / height
        away = max(abs(there - now) for now, there in zip(self.at, wanted, strict=True))
        if away > _STRAY:
            self._is_following = True
        elif away < _CENTRED:
            self._is_following = False
        if self._is_following:
            (x, y), (to_x, to_y) = self.at, wanted
            self.at = x + _FOLLOW * (to_x - x), y + _FOLLOW * (to_y - y)
        return self._is_following
