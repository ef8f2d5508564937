"""The sink that does nothing: copy it to start a new one."""

from tryon.core.scene import Picture


class Discard:
    """Counts pictures and forgets them: for measuring everything before a sink."""

    backlog = 1

    def __init__(self) -> None:
        self.written = 0

    def open(self, size: tuple[int, int], fps: float) -> None:
        """Prepare for pictures of `size` (width, height) in pixels, near `fps` per second."""

    def write(self, picture: Picture) -> None:
        """Take one picture."""
        self.written += 1

    def close(self) -> None:
        """Release everything."""
