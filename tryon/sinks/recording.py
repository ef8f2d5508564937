"""Recordings: H.264 and AAC in an MP4 file that survives a crash."""

from collections.abc import Callable, Mapping
from pathlib import Path

from tryon.core.scene import Picture
from tryon.core.seams import SoundTrack
from tryon.labels.notice import Notice
from tryon.sinks.encoders import X264, Encoder
from tryon.sinks.framing import Framing
from tryon.sinks.movie import Movie
from tryon.sinks.on_air import OnAir


class Recording:
    """A sink that writes one MP4 file, from its first picture to its last.

    `tryon.sinks.movie.Movie` does the writing; to record beside a replay buffer or a stream,
    attach that to `tryon.sinks.on_air.OnAir` instead.

    Parameters
    ----------
    path : Path
        Ends in ``.mp4``, ``.m4v`` or ``.mov``.
    sound : SoundTrack, optional
        Recorded beside the pictures.
    metadata : mapping of str to str, optional
        Written into the file, as `tryon.labels.tag.Tag` gives it.
    notice : Notice, optional
        Written into every picture.
    lines : callable, optional
        Says, for a picture, what is written below the notice.
    worn : callable without arguments, optional
        Tells what is worn now; when that changes, a chapter begins.
    framing : Framing, optional
        The shape of the recording, with the face kept inside.
    constant_fps : float, optional
        Pictures per second, for editors that want it constant.
    encoder : Encoder

    Attributes
    ----------
    pictures : int
        How many were written.
    """

    backlog = OnAir.backlog

    def __init__(
        self,
        path: Path,
        sound: SoundTrack | None = None,
        *,
        metadata: Mapping[str, str] | None = None,
        notice: Notice | None = None,
        lines: Callable[[Picture], tuple[str, ...]] | None = None,
        worn: Callable[[], str] = lambda: "",
        framing: Framing | None = None,
        constant_fps: float | None = None,
        encoder: Encoder = X264,
    ) -> None:
        self.movie = Movie(path, metadata)
        self._air = OnAir(
            [self.movie],
            sound=sound,
            encoder=encoder,
            notice=notice,
            lines=lines,
            worn=worn,
            framing=framing,
            constant_fps=constant_fps,
        )

    @property
    def path(self) -> Path:
        """The file."""
        return self.movie.path

    @property
    def pictures(self) -> int:
        """How many were written."""
        return self.movie.pictures

    def open(self, size: tuple[int, int], fps: float) -> None:
        """Begin the file. Raises `SinkFailed`."""
        self._air.open(size, fps)

    def write(self, picture: Picture) -> None:
        """Encode one picture, and the sound up to it.

        Raises `SinkFailed` when the disk is nearly full or fails, and when the size of the
        pictures changes; what was recorded is kept by `close`.
        """
        self._air.write(picture)

    def close(self) -> None:
        """Finish the file and give it its name. Without a picture there will be no file."""
        self._air.close()
