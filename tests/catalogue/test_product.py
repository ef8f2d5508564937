from pathlib import Path

import pytest

from tryon.catalogue.product import load_products, read_products
from tryon.core.errors import BadInput

GOOD = """
brand = "B"
[[product]]
id = "a"
name = "A"
effect = "lipstick"
shade = { srgb = "#A81E2D" }
finish = "matte"
price = 1.0
currency = "CNY"
"""


def test_the_sample_catalogue_loads() -> None:
    products = load_products()
    assert list(products) == [product.id for product in products.values()]
    assert all(product.price > 0 and product.name for product in products.values())
    assert {product.shade.status for product in products.values()} == {"estimated"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD + "color = 1\n", r"unknown field `color` - at `\$.product\[0\]`"),
        (
            GOOD.replace("1.0", '"1"'),
            r"Expected `float`, got `str` - at `\$.product\[0\].price`",
        ),
        (GOOD.replace('name = "A"\n', ""), "required field `name`"),
        (GOOD + GOOD.split('"B"')[1], "two products have the id 'a'"),
        ("brand = ", "expected products in TOML"),
        (GOOD.replace("#A81E2D", "red"), "a: shade.srgb: expected a colour"),
    ],
)
def test_a_bad_file_is_refused_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "products.toml"
    path.write_text(text)
    with pytest.raises(BadInput, match=message) as refused:
        read_products(path)
    assert str(path) in str(refused.value)
