"""What cameras there are, and what is wanted of the one that is open."""

import time
from collections.abc import Callable
from datetime import date

from tryon.app.board import Board, Chores
from tryon.app.parts import Parts
from tryon.app.pulse import Health, Pulse
from tryon.app.state import Notice, NoticeKind, State
from tryon.core.errors import SourceLost
from tryon.core.scene import Picture, Scene
from tryon.core.seams import Source
from tryon.light.calibrate import Calibration
from tryon.light.profile import profile_of
from tryon.profiles import binding
from tryon.sources.camera import CameraState

#: What is told of a camera that delivers, but not as it should.
_AILING = {Health.SLOW: NoticeKind.CAMERA_SLOW, Health.FROZEN: NoticeKind.CAMERA_FROZEN}


class Cameras:
    """Lists cameras; locks, mirrors and calibrates the one that is open, and reads it back.

    Parameters
    ----------
    board : Board
    chores : Chores
    parts : Parts
    source : callable
        Finds the source that is open; None between two.
    picture : callable
        Finds the picture on the screen; None when there is none.
    reopen : callable
        Opens the present source anew, at once or as a chore.
    """

    def __init__(
        self,
        board: Board,
        chores: Chores,
        parts: Parts,
        source: Callable[[], Source | None],
        picture: Callable[[], Picture | None],
        reopen: Callable[[], None],
    ) -> None:
        self._board, self._chores, self._parts = board, chores, parts
        self._source, self._picture, self._reopen = source, picture, reopen
        self._change_of_camera = ""
        self._asked: Source | None = None  # to lock, or not, and has not answered yet
        self._pulse, self._health = Pulse(), Health.GOOD

    def look_again(self) -> None:
        """Ask the system again which cameras are connected."""
        self._chores.later(None, self.list_all)

    def mirror(self, is_mirrored: bool) -> None:
        """Show the picture as a mirror does, or as others see it. Files never change."""
        if is_camera(self._board.state.source):
            self._board.remember(is_mirrored=is_mirrored)
        self._board.change(is_mirrored=is_mirrored)

    def lock(self, is_locked: bool) -> None:
        """Ask the camera to keep its exposure and white balance, while pictures come.

        What came of it is read back by `follow`. Only a camera that does not do it while it
        is open is opened anew, and not before a recording is over.
        """
        self._board.remember(is_locked=is_locked)
        if not is_camera(self._board.state.source):
            return
        source, is_recording = self._source(), self._board.state.recorded is not None
        hold = getattr(source, "hold", None)
        is_asked = hold is not None and hold(is_locked)
        if is_asked or is_recording:
            self._asked = source
        else:
            self._reopen()

    def ask_for(self, size: tuple[int, int]) -> None:
        """Ask cameras for pictures of this size; the one that is open is opened anew."""
        if size == self._board.state.settings.camera_px:
            return
        self._board.remember(camera_px=size)
        if is_camera(self._board.state.source):
            self._reopen()

    def mirrors(self, word: str) -> bool:
        """Tell how `word` will be shown: a camera as it was left, another file as it is."""
        state = self._board.state
        if is_camera(word):
            return state.settings.is_mirrored
        return state.is_mirrored and word == state.source

    def keep_profile(self, calibration: Calibration) -> None:
        """Use what a chart said about this camera, from now on whenever it opens."""
        self._chores.later(NoticeKind.PROFILE_FAILED, self._keep_profile, calibration)

    def begin(self) -> None:
        """Judge what is opened now by its own pictures."""
        self._pulse, self._health = Pulse(), Health.GOOD

    def follow(self, seen: Scene | None) -> None:
        """Read back what comes, and tell what became of the camera and its profile."""
        source, state = self._source(), self._board.state
        if seen is not None and is_camera(state.source):
            self._tell_health(self._pulse.feel(seen.frame, time.monotonic()))
        delivered = self._delivered()
        if delivered != state.delivered:
            self._board.change(delivered=delivered)
        if self._asked is source and state.recorded is None and delivered is not None:
            self._look_at_lock(delivered, state.settings.is_locked)
        profile = getattr(source, "profile", None)
        change = getattr(source, "change", "")
        if profile is not state.profile:
            self._board.change(profile=profile)
        if change != self._change_of_camera:
            self._change_of_camera = change
            if change and not state.is_calibrating:
                self._board.dismiss(NoticeKind.PROFILE_KEPT)
                self._board.notify(Notice(NoticeKind.PROFILE_DROPPED, change))
            elif not change:
                self._board.dismiss(NoticeKind.PROFILE_DROPPED)

    def place_binding(self) -> str:
        """Say what must be the same for a place to hold; empty when it could not."""
        state, delivered = self._board.state, self._board.state.delivered
        if delivered is None or not is_camera(state.source):
            return ""
        if (delivered.exposure_lock, delivered.white_balance_lock) != ("locked", "locked"):
            return ""
        width, height = delivered.size
        made = state.profile.made.isoformat() if state.profile else "no profile"
        return f"{_name(state)} {width}x{height} {delivered.format} {made}"

    def _tell_health(self, health: Health) -> None:
        """Say once that a camera ails, until it is well again."""
        if health is not self._health:
            self._health = health
            self._board.dismiss(*_AILING.values())
            if health in _AILING:
                self._board.notify(Notice(_AILING[health]))

    def _look_at_lock(self, delivered: CameraState, is_wanted: bool) -> None:
        """Open the camera anew, once, if it has not done what it was asked while open."""
        locks = {delivered.exposure_lock, delivered.white_balance_lock}
        if "settling" in locks:
            return
        self._asked = None
        if "ignored" in locks or ("off" in locks) == is_wanted:
            self._reopen()

    # Chores.

    def list_all(self) -> None:
        """Ask the system which cameras are connected; blocks."""
        self._board.change(cameras=tuple(self._parts.cameras()))

    def _keep_profile(self, calibration: Calibration) -> None:
        state, delivered = self._board.state, self._delivered()
        if delivered is None or not is_camera(state.source):
            raise SourceLost("the camera is away", "Plug the camera in, and calibrate again.")
        bound = binding(_name(state), delivered)
        path = self._parts.keep_profile(profile_of(calibration, date.today(), bound))
        self._board.change(is_calibrating=False)
        self._board.notify(Notice(NoticeKind.PROFILE_KEPT, path=path))
        self._reopen()

    def _delivered(self) -> CameraState | None:
        """Read back what comes: from a camera what it says, from a file what it is."""
        source, picture = self._source(), self._picture()
        state = getattr(source, "state", None)
        if isinstance(state, CameraState):
            return state
        if source is None or picture is None:
            return None
        height, width = picture.rgb.shape[:2]
        return CameraState((width, height), source.fps, "")


def is_camera(word: str) -> bool:
    """Tell cameras from files and the demo, by their SOURCE word."""
    return word.startswith("camera")


def _name(state: State) -> str:
    """Name the camera that is open as its maker does."""
    index = state.source.partition(":")[2] or "0"
    names = {str(camera.index): camera.name for camera in state.cameras}
    return names.get(index, f"Camera {index}")
