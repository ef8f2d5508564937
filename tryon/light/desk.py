"""Where the application asks for a white reference, enrolment or a fixed place.

One desk lives as long as the session, whatever source is shown::

    desk = LightDesk()
    engine = Engine(source, lambda: Perceive(desk=desk), Compositor)
    desk.tell_lamp(LampKind.LED)  # if the shopper was asked, and knows
    desk.measure_white()          # the shopper holds a sheet of paper beside the face
    desk.state.reference.phase    # SEARCHING, SEEN (with progress), REFUSED (why) ... HELD
    desk.enrol(identity)          # of a face in the report: its own skin counts from now on
    desk.remember_place(binding)  # kiosk, once: then store `desk.state.place.place`
    desk.use_place(place)         # kiosk, at each start

Every verb may be called from any thread and returns at once; it is done with the next frame.
`state` is replaced as a whole, and is polled: with each picture is often enough.
"""

from collections import deque
from collections.abc import Callable

from tryon.light.known import KnownLight, KnownState
from tryon.light.lamps import LampKind
from tryon.light.place import Place
from tryon.light.sheet import Kind

Wish = Callable[[KnownLight], None]


class LightDesk:
    """Takes wishes from any thread to where the light is estimated, and the answers back."""

    def __init__(self) -> None:
        self._wishes: deque[Wish] = deque()
        self._state = KnownState()

    @property
    def state(self) -> KnownState:
        """What is known of the light; immutable."""
        return self._state

    def measure_white(self, kind: Kind | None = None) -> None:
        """Look for a sheet of paper or a grey card beside the largest face, for a minute.

        Parameters
        ----------
        kind : Kind, optional
            Which of them, if the person was asked; else the face decides, in doubt for paper.
        """
        self._wishes.append(lambda known: known.search(kind))

    def tell_lamp(self, kind: LampKind | None) -> None:
        """Say what kind of lamp lights the people, as they say it.

        It counts for the white that is held, for whoever was enrolled beside it, for a place
        that is in use and for what is measured from now on; until it is told otherwise, or the
        light changes so much that a reference is lost or who is enrolled is in other light.

        Parameters
        ----------
        kind : LampKind or None
            None if they do not know, or there are several.
        """
        self._wishes.append(lambda known: known.tell_lamp(kind))

    def drop_reference(self) -> None:
        """Stop looking, or forget the reference."""
        self._wishes.append(KnownLight.drop_reference)

    def enrol(self, identity: int) -> None:
        """Keep a person's own skin in memory; nothing happens unless `state.can_enrol`."""
        self._wishes.append(lambda known: known.enrol(identity))

    def forget(self, identity: int | None = None) -> None:
        """Forget a person's skin, or everybody's: when the session of a shopper ends."""
        self._wishes.append(lambda known: known.forget(identity))

    def remember_place(self, binding: str) -> None:
        """Make a place of the held reference as soon as nobody is in the picture.

        Parameters
        ----------
        binding : str
            What must be the same when the place is used: camera, format, locks.
        """
        self._wishes.append(lambda known: known.remember_place(binding))

    def use_place(self, place: Place) -> None:
        """Use a place whose `Place.binding` fits, once the empty scene looks the same."""
        self._wishes.append(lambda known: known.use_place(place))

    def leave_place(self) -> None:
        """Do not use a place any longer."""
        self._wishes.append(KnownLight.leave_place)

    def serve(self, known: KnownLight) -> None:
        """Do what was asked for. Called on the work thread, before each frame."""
        while self._wishes:
            self._wishes.popleft()(known)

    def publish(self, known: KnownLight) -> None:
        """Show what is known. Called on the work thread, after each frame."""
        self._state = known.state
