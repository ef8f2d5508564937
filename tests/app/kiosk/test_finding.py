from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from tryon.app.kiosk.dwell import (
    DWELL_NS,
    Dwell,
    Pointing,
    is_before,
    is_open,
    is_raised,
    pointing,
)
from tryon.app.kiosk.scan import Scanner, read_codes
from tryon.app.kiosk.wanted import Wanted, price_ranges, product_of
from tryon.catalogue.collection import load_catalogue
from tryon.catalogue.product import Product
from tryon.core.scene import UNKNOWN_LIGHT, Box, Frame, Picture, Report, Scene
from tryon.core.shade import Shade
from tryon.handoff.qr import qr
from tryon.tracking.hands import Hand

PRODUCTS = load_catalogue().products


def test_all_words_have_to_be_said() -> None:
    found = [p.name for p in PRODUCTS.values() if Wanted("cinn")(p)]
    assert found == ["Cinnabar"]
    assert not any(Wanted("cinnabar gloss")(p) for p in PRODUCTS.values())
    assert any(Wanted("朱砂")(p) for p in PRODUCTS.values())


def test_filters_narrow_down() -> None:
    every = list(PRODUCTS.values())
    reds = [p for p in every if Wanted(colour="Reds")(p)]
    wet = [p for p in every if Wanted(colour="Reds", finish="wet")(p)]
    assert 0 < len(wet) < len(reds) < len(every)


def test_stock_and_price() -> None:
    shade = Shade((0.3, 0.05, 0.05))
    gone = Product("a", "B", "A", shade, "matte", price=100.0, in_stock=False)
    free = Product("b", "B", "B", shade, "matte")
    assert Wanted()(gone)
    assert not Wanted(is_in_stock=True)(gone)
    assert Wanted(price=(100, 120))(gone)
    assert not Wanted(price=(101, 120))(gone)
    assert not Wanted(price=(0, 120))(free), "nobody knows what it costs"


def test_price_ranges_hold_every_price_once() -> None:
    ranges = price_ranges(PRODUCTS.values())
    assert len(ranges) == 3
    for product in PRODUCTS.values():
        if product.price is not None:
            assert sum(low <= product.price <= high for low, high in ranges) == 1
    assert price_ranges([]) == []


def test_codes_lead_to_products() -> None:
    shade = Shade((0.3, 0.05, 0.05))
    products = {
        "a": Product("a", "B", "A", shade, "matte", sku="6901234567892"),
        "b": Product("b", "B", "B", shade, "matte", url="https://shop.example/lips/b"),
    }
    assert product_of("6901234567892", products) is products["a"]
    assert product_of("https://shop.example/lips/b?from=shelf", products) is products["b"]
    assert product_of("https://other.example/x/6901234567892", products) is products["a"]
    assert product_of("https://other.example/", products) is None
    assert product_of("", products) is None
    assert product_of("4006381333931", products) is None


# ------------------------------------------------------------------ codes before the camera


def scene_with(code: np.ndarray) -> np.ndarray:
    """Hold a code into a grey room, tilted a little and not quite sharp."""
    room = np.full((720, 1280, 3), 118, np.uint8)
    height, width = code.shape
    room[200 : 200 + height, 400 : 400 + width] = code[..., None]
    turn = cv2.getRotationMatrix2D((640, 360), 4, 1.0)
    turned = cv2.warpAffine(room, turn, (1280, 720), borderValue=(118, 118, 118))
    return np.asarray(cv2.GaussianBlur(turned, (0, 0), 0.8), np.uint8)


def ean13(digits: str) -> np.ndarray:
    """Draw an EAN-13 barcode (ISO/IEC 15420), with its quiet zones."""
    odd = "0001101 0011001 0010011 0111101 0100011 0110001 0101111 0111011 0110111 0001011"
    left = odd.split()
    right = ["".join("10"[int(bit)] for bit in bits) for bits in left]
    even = [bits[::-1] for bits in right]
    parity = (
        "LLLLLL LLGLGG LLGGLG LLGGGL LGLLGG LGGLLG LGGGLL LGLGLG LGLGGL LGGLGL".split()  # noqa: SIM905
    )
    pattern = parity[int(digits[0])]
    bits = "101"
    for digit, kind in zip(digits[1:7], pattern, strict=True):
        bits += (left if kind == "L" else even)[int(digit)]
    bits += "01010" + "".join(right[int(digit)] for digit in digits[7:]) + "101"
    line = np.array([0 if bit == "1" else 255 for bit in bits], np.uint8)
    bars = np.repeat(np.repeat(line[None], 160, 0), 4, 1)
    return np.pad(bars, 44, constant_values=255)


def test_barcodes_and_qr_codes_are_read() -> None:
    assert read_codes(scene_with(ean13("6901234567892"))) == ["6901234567892"]
    code = np.kron(np.where(qr("https://shop.example/b"), 0, 255), np.ones((8, 8)))
    assert read_codes(scene_with(code.astype(np.uint8))) == ["https://shop.example/b"]
    assert read_codes(np.full((720, 1280, 3), 118, np.uint8)) == []


def test_the_scanner_rings(wait_until: Callable[..., None]) -> None:
    rgb = scene_with(ean13("6901234567892"))
    picture = Picture(rgb, 0, 0, Report({}, (), UNKNOWN_LIGHT))
    rung: list[bool] = []
    scanner = Scanner(lambda: picture, lambda: rung.append(True))
    try:
        wait_until(lambda: rung)
        assert scanner.waiting.take_now() == "6901234567892"
    finally:
        scanner.stop().join()


# ------------------------------------------------------------------ the open hand


def hand(x: float, y: float, stretch: float = 1.0, presence: float = 0.99) -> Hand:
    """A hand whose palm's middle is near (x, y), fingers up, stretched or curled."""
    points = np.zeros((21, 2), np.float32)
    points[0] = 0, 50
    for finger, across in enumerate((-40, -20, 0, 20, 38)):
        for joint in range(4):
            up = -20 - 25 * joint * stretch
            points[1 + 4 * finger + joint] = across, up
    return Hand(points + np.array([x, y], np.float32), presence)


def test_only_an_open_hand_points() -> None:
    assert is_open(hand(300, 300))
    assert not is_open(hand(300, 300, stretch=-0.4))


def test_a_hand_before_the_face_chooses_nothing() -> None:
    assert is_before(hand(300, 300), Box(200, 200, 200, 250))
    assert not is_before(hand(700, 300), Box(200, 200, 200, 250))


def test_an_unsure_hand_is_no_hand() -> None:
    scene = Scene(Frame(np.zeros((480, 640, 3), np.uint8), 7, 0), UNKNOWN_LIGHT)
    found = pointing([hand(320, 240)], scene)
    assert found is not None
    assert (found.x, found.captured_ns) == (pytest.approx(0.5, abs=0.02), 7)
    assert pointing([hand(320, 240, presence=0.7)], scene) is None


def test_a_hand_in_the_lap_is_not_meant() -> None:
    down = hand(320, 240)
    turned = Hand(np.array([320, 240], np.float32) * 2 - down.points, 0.99)
    assert is_open(turned)
    assert not is_raised(turned)
    scene = Scene(Frame(np.zeros((480, 640, 3), np.uint8), 7, 0), UNKNOWN_LIGHT)
    assert pointing([turned], scene) is None


def test_a_hand_has_to_rest_and_counts_once() -> None:
    dwell, zones = Dwell(), {"next": (0.8, 0.4, 1.0, 0.9)}
    inside, outside = Pointing(0.9, 0.6, 0), Pointing(0.5, 0.6, 0)
    assert dwell(inside, zones, 0) is None
    assert dwell(inside, zones, DWELL_NS // 2) is None
    assert dwell.progress(DWELL_NS // 2) == ("next", pytest.approx(0.5))
    assert dwell(None, zones, DWELL_NS // 2 + 10) is None, "lost for a moment"
    assert dwell(inside, zones, DWELL_NS) == "next"
    assert dwell(inside, zones, 3 * DWELL_NS) is None, "once"
    assert dwell(outside, zones, 4 * DWELL_NS) is None
    assert dwell(inside, zones, 4 * DWELL_NS + 1) is None
    assert dwell(inside, zones, 5 * DWELL_NS + 1) == "next"


def test_passing_by_chooses_nothing(tmp_path: Path) -> None:
    dwell, zones = Dwell(), {"next": (0.8, 0.4, 1.0, 0.9)}
    times = range(0, 10 * DWELL_NS, DWELL_NS // 2)
    places = [0.9 if i % 2 else 0.2 for i in range(len(times))]
    chosen = [dwell(Pointing(x, 0.6, 0), zones, t) for x, t in zip(places, times, strict=True)]
    assert chosen == [None] * len(chosen)
