"""Holding what a camera's automatics have found, while it goes on delivering.

Drivers take controls at any time: V4L2 from any descriptor of the device, also from one that
does not stream, and the other systems through the capture that is open. So nothing has to be
opened anew for it.
"""

import contextlib
import math
import os
import struct
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, Protocol

from tryon.sources.video4linux import Ioctl, system_ioctl

#: What became of a wish to lock: not wished, not yet done, done and read back, refused by the
#: driver, or accepted and then not kept.
LockState = Literal["off", "settling", "locked", "not supported", "ignored"]

#: The automatics that change colours.
What = Literal["exposure", "white balance"]


@dataclass(frozen=True, slots=True)
class Automatic:
    """One automatic of a camera.

    Attributes
    ----------
    switch : int
        The control that turns it on and off.
    manual : float
        What the switch says when it is off.
    values : tuple of int
        The controls that it turns; a camera need not have them all.
    """

    switch: int
    manual: float
    values: tuple[int, ...]


class Controls(Protocol):
    """The controls of an open camera, by the numbers of its system. One thread calls."""

    @property
    def automatics(self) -> Mapping[What, Automatic]:
        """Which controls belong to what."""
        ...

    def get(self, control: int) -> float | None:
        """Read a control; None if the camera has none such, or does not tell."""
        ...

    def set(self, control: int, value: float) -> bool:
        """Set a control; False if it was refused."""
        ...

    def close(self) -> None:
        """Let the camera go."""
        ...


class Properties(Protocol):
    """What is wanted of ``cv2.VideoCapture`` here."""

    def get(self, property_id: int, /) -> float: ...  # noqa: D102
    def set(self, property_id: int, value: float, /) -> bool: ...  # noqa: D102


# linux/v4l2-controls.h
_AUTO_WHITE_BALANCE, _RED_BALANCE, _BLUE_BALANCE = 0x98090C, 0x98090E, 0x98090F
_GAIN, _TEMPERATURE = 0x980913, 0x98091A
_EXPOSURE_AUTO, _EXPOSURE_ABSOLUTE = 0x9A0901, 0x9A0902
# linux/videodev2.h: _IOWR('V', 27 and 28, struct v4l2_control), which is an id and a value
_G_CTRL, _S_CTRL, _CONTROL = 0xC008561B, 0xC008561C, "<Ii"


class Video4LinuxControls:
    """The controls of ``/dev/videoN``, through a descriptor of their own.

    Parameters
    ----------
    index : int
    folder : str
        Where the nodes are.
    ioctl : callable, optional
        Replaces the system's.

    Raises
    ------
    OSError
        The node cannot be opened.
    """

    automatics: Mapping[What, Automatic] = MappingProxyType(
        {
            "exposure": Automatic(_EXPOSURE_AUTO, 1.0, (_EXPOSURE_ABSOLUTE, _GAIN)),
            "white balance": Automatic(
                _AUTO_WHITE_BALANCE, 0.0, (_TEMPERATURE, _RED_BALANCE, _BLUE_BALANCE)
            ),
        }
    )

    def __init__(self, index: int, folder: str = "/dev", ioctl: Ioctl | None = None) -> None:
        self._call = ioctl or system_ioctl()
        flags = os.O_RDWR | getattr(os, "O_NONBLOCK", 0)
        self._descriptor = os.open(f"{folder}/video{index}", flags)

    def get(self, control: int) -> float | None:
        """Read a control; None if the camera has none such."""
        answer = bytearray(struct.pack(_CONTROL, control, 0))
        try:
            self._call(self._descriptor, _G_CTRL, answer)
        except OSError:
            return None
        return float(struct.unpack(_CONTROL, answer)[1])

    def set(self, control: int, value: float) -> bool:
        """Set a control; False if it was refused."""
        wish = bytearray(struct.pack(_CONTROL, control, round(value)))
        try:
            self._call(self._descriptor, _S_CTRL, wish)
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Close the descriptor."""
        with contextlib.suppress(OSError):  # the camera was unplugged
            os.close(self._descriptor)


class OpenCvControls:
    """The controls of a capture, through OpenCV. Cameras that do not tell say -1, or 0."""

    def __init__(self, device: Properties) -> None:
        import cv2

        self._device = device
        # V4L2 counts 1 as manual; the other backends round 0.25 down to "not automatic".
        manual = 1.0 if sys.platform.startswith("linux") else 0.25
        self.automatics: Mapping[What, Automatic] = {
            "exposure": Automatic(cv2.CAP_PROP_AUTO_EXPOSURE, manual, (cv2.CAP_PROP_EXPOSURE,)),
            "white balance": Automatic(
                cv2.CAP_PROP_AUTO_WB, 0.0, (cv2.CAP_PROP_WB_TEMPERATURE,)
            ),
        }
        self._never_zero = {cv2.CAP_PROP_EXPOSURE, cv2.CAP_PROP_WB_TEMPERATURE}

    def get(self, control: int) -> float | None:
        """Read a property; None where OpenCV gives what stands for nothing."""
        value = self._device.get(control)
        is_told = value != -1.0 and not (value == 0.0 and control in self._never_zero)
        return value if is_told else None

    def set(self, control: int, value: float) -> bool:
        """Set a property; False if it was refused."""
        return self._device.set(control, value)

    def close(self) -> None:
        """Nothing to close: the capture is another's."""


def open_controls(index: int, device: Properties) -> Controls:
    """Find the best way to the controls of camera `index`, which is open as `device`."""
    if sys.platform.startswith("linux"):
        with contextlib.suppress(OSError):
            return Video4LinuxControls(index)
    return OpenCvControls(device)


@dataclass(frozen=True, slots=True)
class Lock:
    """One automatic that was asked to stop.

    Attributes
    ----------
    state : LockState
        What came of it.
    automatic : Automatic
    before : float or None
        How its switch stood; None if that is not known.
    values : tuple of (int, float)
        The controls that can tell it, and what each was held at.
    """

    state: LockState
    automatic: Automatic
    before: float | None
    values: tuple[tuple[int, float], ...] = ()

    @classmethod
    def hold(
        cls,
        controls: Controls,
        what: What,
        wanted: Mapping[int, float] = MappingProxyType({}),
    ) -> "Lock":
        """Stop an automatic at what it has found, and read everything back.

        Parameters
        ----------
        controls : Controls
        what : What
        wanted : mapping of int to float, optional
            Controls that are to be held at a value of another day.
        """
        automatic = controls.automatics[what]
        before = controls.get(automatic.switch)
        found = {value: wanted.get(value, controls.get(value)) for value in automatic.values}
        if not controls.set(automatic.switch, automatic.manual):
            return cls("not supported", automatic, before)
        is_kept = _is(controls.get(automatic.switch), automatic.manual)
        for control, value in found.items():
            if value is None:
                continue  # one that cannot tell its value is trusted to stay where it is
            # Many cameras fall back to a stored value when the automatic stops.
            if controls.get(control) != value:
                controls.set(control, value)
            now = controls.get(control)
            is_kept &= now is not None and math.isclose(now, value, rel_tol=0.05, abs_tol=1.0)
        told = tuple((value, at) for value, at in found.items() if at is not None)
        return cls("locked" if is_kept else "ignored", automatic, before, told)

    def undo(self, controls: Controls) -> LockState:
        """Let the automatic go on as it did before, and read that back."""
        if self.state == "not supported" or self.before is None:
            return "off"
        controls.set(self.automatic.switch, self.before)
        is_back = _is(controls.get(self.automatic.switch), self.before)
        return "off" if is_back else "ignored"


def _is(value: float | None, wanted: float) -> bool:
    return value is not None and round(value) == round(wanted)
