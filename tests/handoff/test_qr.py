import cv2
import numpy as np
import pytest

from tryon.handoff.qr import QUIET, qr


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/lip/07?from=kiosk",
        "https://192.168.1.20:40123/kq3T9vW1x0aPzq2m8dYk1A",
        "demo-lip-01",
    ],
)
def test_a_reader_of_another_maker_reads_it(text: str) -> None:
    grey = np.kron(np.where(qr(text), 0, 255), np.ones((8, 8))).astype(np.uint8)
    said, _, _ = cv2.QRCodeDetector().detectAndDecode(grey)
    assert said == text


def test_an_address_in_chinese_is_one_that_phones_open() -> None:
    grey = np.kron(np.where(qr("https://example.org/朱砂"), 0, 255), np.ones((8, 8)))
    said, _, _ = cv2.QRCodeDetector().detectAndDecode(grey.astype(np.uint8))
    assert said == "https://example.org/%E6%9C%B1%E7%A0%82"


def test_the_quiet_border_is_part_of_it() -> None:
    dark = qr("x")
    assert not dark[:QUIET].any()
    assert not dark[:, -QUIET:].any()
    assert dark[QUIET, QUIET]


@pytest.mark.parametrize("text", ["", "x" * 5000])
def test_what_does_not_fit_is_said(text: str) -> None:
    with pytest.raises(ValueError, match="QR code"):
        qr(text)
