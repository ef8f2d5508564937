import os
import sys
import time

import pytest

from tryon import doctor
from tryon.doctor import Died, Finding


@pytest.fixture(scope="module")
def findings() -> dict[str, Finding]:
    return {finding.what: finding for finding in doctor.examine()}


def test_everything_the_issue_names_is_examined(findings):
    assert set(findings) == {
        "python",
        *(distribution for distribution, _ in doctor.LIBRARIES),
        "face tracker",
        "OpenGL",
        "H.264",
        "AAC",
        "crash-safe MP4",
        "display",
        "typeface",
        "Chinese typeface",
        "cameras",
        "microphone",
        "folder of settings",
        "folder of pictures",
        "folder of temporary files",
        *(what for _, _, what in doctor._EXTRAS),
    }


def test_what_the_tests_themselves_stand_on_works(findings):
    for what in ("python", "mediapipe", "numpy", "av", "face tracker", "H.264", "AAC"):
        assert findings[what].works, findings[what]
    assert findings["crash-safe MP4"].works, findings["crash-safe MP4"]
    assert findings["OpenGL"].works, findings["OpenGL"]
    assert findings["OpenGL"].found.endswith("colours right")


def test_the_person_sees_findings_and_nothing_else(capfd):
    assert doctor._encoders()
    assert capfd.readouterr() == ("", "")


def test_a_mend_is_there_exactly_when_it_is_needed(findings):
    for finding in findings.values():
        assert bool(finding.mend) is not finding.works, finding
        assert finding.found
        assert "\n" not in finding.found + finding.mend


def test_the_versions_are_those_installed(findings):
    import mediapipe
    import numpy

    assert findings["mediapipe"].found == mediapipe.__version__
    assert findings["numpy"].found == numpy.__version__


def test_a_check_that_raises_becomes_a_finding(monkeypatch):
    def faint() -> list[Finding]:
        raise OSError("the floor is gone")

    for name in dir(doctor):
        if name in (
            "_libraries",
            "_face_tracker",
            "_opengl",
            "_encoders",
            "_desktop",
            "_microphone",
        ):
            monkeypatch.setattr(doctor, name, list)
    monkeypatch.setattr(doctor, "_folders", faint)
    (found,) = [finding for finding in doctor.examine() if finding.what == "folders"]
    assert (found.works, found.found) == (False, "OSError: the floor is gone")
    assert found.mend


def abort() -> None:
    os.write(2, b"driver: segmentation of the world\n")
    os.abort()


def hang() -> None:
    time.sleep(60)


def complain() -> None:
    raise ValueError("three of five\nand more")


def chatter() -> str:
    os.write(1, b"noise from a native library\n")
    return "calm"


def test_a_driver_that_crashes_takes_nothing_else_along():
    with pytest.raises(Died, match=r"ended with -?\d+: driver: segmentation of the world"):
        doctor._apart(abort)


def test_a_driver_that_hangs_is_given_up():
    start = time.monotonic()
    with pytest.raises(Died, match=r"no answer within 1 s"):
        doctor._apart(hang, patience_s=1)
    assert time.monotonic() - start < 5


def test_what_a_probe_raises_is_told_in_one_line():
    with pytest.raises(RuntimeError, match=r"^ValueError: three of five$"):
        doctor._apart(complain)


def test_native_chatter_stays_off_the_terminal(capfd):
    assert doctor._apart(chatter) == "calm"
    assert capfd.readouterr() == ("", "")


def test_a_folder_that_cannot_be_written_is_found(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    finding = doctor._folder("clips", blocked / "clips")
    assert not finding.works
    assert str(blocked) in finding.mend


def test_a_full_disk_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, "ROOM_BYTES", sys.maxsize)
    finding = doctor._folder("clips", tmp_path)
    assert (finding.works, finding.mend) == (False, "Free some disk space: clips need it.")


def test_examining_leaves_nothing_behind(tmp_path):
    doctor._folder("clips", tmp_path / "not" / "yet")
    assert list(tmp_path.iterdir()) == []
