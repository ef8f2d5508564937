"""A mistyped word gets help that can be read."""

from tryon.core.words import nearest


def test_a_shop_with_a_thousand_products_is_not_read_aloud() -> None:
    known = [f"shade-{number}" for number in range(1000)]
    assert nearest("?", known) == "; known: shade-0, shade-1, shade-2 and 997 more"
    assert nearest("shade-99x", known) == "; did you mean 'shade-99'?"
