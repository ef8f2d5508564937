import pytest

from tryon.app.kiosk.window import scale_of


@pytest.mark.parametrize(("pixel_ratio", "size"), [(1.0, (1080, 1920)), (2.0, (540, 960))])
def test_a_kiosk_looks_the_same_at_every_scaling(
    pixel_ratio: float, size: tuple[int, int]
) -> None:
    assert scale_of(*size, pixel_ratio) * pixel_ratio == pytest.approx(1.6)
