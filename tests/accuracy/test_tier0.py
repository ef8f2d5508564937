from tryon.accuracy.paints import pigment_paints
from tryon.accuracy.tier0 import judge
from tryon.effects.finish import FINISHES


def test_a_hiding_coat_is_painted_as_the_spectra_say() -> None:
    found, beyond = judge(pigment_paints(3), [FINISHES["matte"]], lambda items, _: items)
    assert beyond == 0
    assert len(found.de2000) == 3 * 3 * 11
    assert found.values("coats") == [0.5, 1.0, 2.0]
    twice = found.where("coats", 2.0)
    assert twice.de2000.max() < 1.5
    assert twice.de2000.mean() < found.where("coats", 0.5).de2000.mean()
