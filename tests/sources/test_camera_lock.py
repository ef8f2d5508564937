import errno
import os
import struct
import sys
from pathlib import Path

import cv2
import pytest

from tryon.sources.camera_lock import Lock, OpenCvControls, Video4LinuxControls, open_controls

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux only")

G_CTRL, S_CTRL = 0xC008561B, 0xC008561C
AUTO_WB, RED, BLUE, GAIN, TEMPERATURE = 0x98090C, 0x98090E, 0x98090F, 0x980913, 0x98091A
EXPOSURE_AUTO, EXPOSURE = 0x9A0901, 0x9A0902


class Driver:
    """Answers like a driver with these controls.

    `stored` are the values that come back when an automatic stops; `stubborn` controls accept
    and do not keep; `busy` ones are held by another program.
    """

    def __init__(self, controls, stored=(), stubborn=(), busy=()):
        self.controls, self.stored = dict(controls), dict(stored)
        self.stubborn, self.busy = set(stubborn), set(busy)

    def __call__(self, descriptor, request, buffer):
        os.fstat(descriptor)
        assert len(buffer) == 8
        control, value = struct.unpack("<Ii", buffer)
        if control not in self.controls:
            raise OSError(errno.EINVAL, "no such control")
        if request == G_CTRL:
            struct.pack_into("<Ii", buffer, 0, control, self.controls[control])
            return
        assert request == S_CTRL
        if control in self.busy:
            raise OSError(errno.EBUSY, "another program has it")
        if control in self.stubborn:
            return
        if value != self.controls[control]:
            turned = {EXPOSURE_AUTO: (EXPOSURE, GAIN), AUTO_WB: (RED, BLUE, TEMPERATURE)}
            mine = turned.get(control, ())
            self.controls |= {key: v for key, v in self.stored.items() if key in mine}
        self.controls[control] = value


WEBCAM = {EXPOSURE_AUTO: 3, EXPOSURE: 157, GAIN: 20, AUTO_WB: 1, TEMPERATURE: 4600}


@pytest.fixture
def make(tmp_path: Path):
    made = []

    def open_node(driver: Driver) -> Video4LinuxControls:
        (tmp_path / "video3").touch()
        made.append(Video4LinuxControls(3, str(tmp_path), driver))
        return made[-1]

    yield open_node
    for controls in made:
        controls.close()
        controls.close()  # an unplugged camera's descriptor is gone, and nobody minds


@linux
def test_what_the_automatics_found_is_held_and_let_go(make):
    driver = Driver(WEBCAM, stored={EXPOSURE: 250, GAIN: 0})
    controls = make(driver)
    exposure, white_balance = (
        Lock.hold(controls, "exposure"),
        Lock.hold(controls, "white balance"),
    )
    assert exposure.state == white_balance.state == "locked"
    assert driver.controls == {
        EXPOSURE_AUTO: 1, EXPOSURE: 157, GAIN: 20, AUTO_WB: 0, TEMPERATURE: 4600
    }  # fmt: skip
    assert exposure.undo(controls) == white_balance.undo(controls) == "off"
    assert (driver.controls[EXPOSURE_AUTO], driver.controls[AUTO_WB]) == (3, 1)


@linux
def test_what_was_held_on_another_day_is_held_again(make):
    driver = Driver(WEBCAM)
    yesterday = Lock.hold(make(driver), "exposure")
    assert yesterday.values == ((EXPOSURE, 157), (GAIN, 20))
    driver = Driver(WEBCAM | {EXPOSURE: 90}, stored={EXPOSURE: 250, GAIN: 0})
    assert Lock.hold(make(driver), "exposure", dict(yesterday.values)).state == "locked"
    assert (driver.controls[EXPOSURE], driver.controls[GAIN]) == (157, 20)
    driver = Driver(WEBCAM | {EXPOSURE: 90}, stubborn={EXPOSURE})
    assert Lock.hold(make(driver), "exposure", dict(yesterday.values)).state == "ignored"


@linux
def test_white_balance_by_two_gains(make):
    driver = Driver({AUTO_WB: 1, RED: 130, BLUE: 90}, stored={RED: 100, BLUE: 100})
    assert Lock.hold(make(driver), "white balance").state == "locked"
    assert driver.controls == {AUTO_WB: 0, RED: 130, BLUE: 90}


@linux
@pytest.mark.parametrize(
    ("driver", "state"),
    [
        (Driver({}), "not supported"),
        (Driver(WEBCAM, busy={EXPOSURE_AUTO}), "not supported"),
        (Driver(WEBCAM, stubborn={EXPOSURE_AUTO}), "ignored"),
        (Driver(WEBCAM, stored={EXPOSURE: 2000}, stubborn={EXPOSURE}), "ignored"),
        (Driver(WEBCAM, stored={GAIN: 90}, busy={GAIN}), "ignored"),
        (Driver({EXPOSURE_AUTO: 0}), "locked"),  # it cannot tell its value, and is trusted
    ],
)
def test_what_does_not_hold_is_said(make, driver, state):
    lock = Lock.hold(make(driver), "exposure")
    assert lock.state == state
    before = dict(driver.controls)
    lock.undo(make(driver))
    assert state != "not supported" or driver.controls == before, "nothing was done to it"


@linux
def test_an_automatic_that_does_not_come_back_is_said(make):
    driver = Driver(WEBCAM)
    lock = Lock.hold(make(driver), "exposure")
    driver.stubborn = {EXPOSURE_AUTO}
    assert lock.undo(make(driver)) == "ignored"


@linux
def test_a_camera_whose_node_cannot_be_opened_is_asked_through_opencv():
    with pytest.raises(OSError, match="video63"):
        Video4LinuxControls(63)
    assert isinstance(open_controls(63, Nothing()), OpenCvControls)


class Nothing:
    def get(self, property_id: int) -> float:
        return {cv2.CAP_PROP_AUTO_WB: 0.0, cv2.CAP_PROP_EXPOSURE: 0.0}.get(property_id, -1.0)

    def set(self, property_id: int, value: float) -> bool:
        return False


def test_what_opencv_says_for_nothing_is_nothing():
    controls = OpenCvControls(Nothing())
    assert controls.get(cv2.CAP_PROP_EXPOSURE) is None
    assert controls.get(cv2.CAP_PROP_AUTO_EXPOSURE) is None
    assert controls.get(cv2.CAP_PROP_AUTO_WB) == 0.0, "an automatic that is off is off"
    assert Lock.hold(controls, "exposure").state == "not supported"
