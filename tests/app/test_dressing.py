import dataclasses
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tryon.app.dressing import _renewed, as_sold
from tryon.app.session import Session
from tryon.app.state import NoticeKind, Worn
from tryon.catalogue.collection import Watch, load_catalogue
from tryon.catalogue.product import read_product
from tryon.effects.blend import Blend
from tryon.settings import Settings

Make = Callable[..., Session]
Wait = Callable[..., None]
Stage = Any  # tests/app/conftest.py


def test_shade_finish_and_coats_reach_the_lips(
    session: Session, stage: Stage, wait_until: Wait
) -> None:
    product = list(session.products.values())[3]
    session.dressing.wear(product)
    coats = product.wear["coats"]
    wait_until(lambda: stage.seen == (product.id, product.finish, coats))
    session.dressing.choose_finish("gloss")
    session.dressing.choose_coats(2.5)
    wait_until(lambda: stage.seen == (product.id, "gloss", 2.5))
    assert session.state.settings.product == product.id
    assert session.state.settings.finish == "gloss"


def test_before_is_the_same_look_without_a_coat(
    session: Session, stage: Stage, wait_until: Wait
) -> None:
    worn = session.state.worn
    assert worn.product is not None
    wait_until(lambda: stage.seen == (worn.product.id, worn.finish, worn.coats))
    session.dressing.show_before(True)
    wait_until(lambda: stage.seen == (worn.product.id, worn.finish, 0.0))
    session.dressing.show_before(False)
    wait_until(lambda: stage.seen == (worn.product.id, worn.finish, worn.coats))


def test_before_of_a_look_from_outside(
    make_session: Make, stage: Stage, wait_until: Wait
) -> None:
    product = next(iter(stage.parts().products.values()))
    own = stage.parts().dress(Worn(product, "gloss", 3.0))
    session = make_session()
    session.start("camera:0", own)
    wait_until(lambda: stage.seen == (product.id, "gloss", 3.0))
    assert session.state.has_own_look
    session.dressing.show_before(True)
    wait_until(lambda: stage.seen == (product.id, "gloss", 0.0))
    session.dressing.wear(product)
    assert not session.state.has_own_look


def test_bare_lips(session: Session, stage: Stage, wait_until: Wait) -> None:
    session.dressing.wear(None)
    time.sleep(0.1)
    stage.seen = None
    time.sleep(0.1)
    assert stage.seen is None
    assert session.state.settings.product is None


def test_choices_are_read(make_session: Make, stage: Stage, wait_until: Wait) -> None:
    product = list(stage.parts().products.values())[5]
    make_session(Settings(product=product.id, finish="matte", coats=2.2))
    wait_until(lambda: stage.seen == (product.id, "matte", 2.2))


def test_a_product_that_left_the_catalogue(make_session: Make) -> None:
    session = make_session(Settings(product="sold out", finish="matte"))
    assert session.state.worn.product is next(iter(session.products.values()))


def test_edited_products_are_taken_over_and_faults_are_told(
    stage: Stage, tmp_path: Path, wait_until: Callable[..., None]
) -> None:
    shop = tmp_path / "shop.toml"
    page = 'brand = "B"\n[[product]]\nid = "mine"\nname = "Mine"\nfinish = "matte"\n'
    shop.write_text(page + 'shade = { srgb = "#A81E2D" }\ncoats = 1.0\n')
    watch = Watch([tmp_path])
    parts = dataclasses.replace(
        stage.parts(), products=watch.catalogue.products, new_catalogue=watch.new
    )
    session = Session(parts, Settings(product="mine"), lambda: None, lambda: None)
    try:
        session.dressing.choose_coats(2.5)
        shop.write_text(page + 'shade = { srgb = "#1040C0" }\ncoats = 1.0\n[[product]]\n')
        os.utime(shop, (1_000, 1_000))
        session._catalogue_due_s = 0.0
        session.refresh()
        wait_until(lambda: session.state.notice(NoticeKind.CATALOGUE_FAULT) is not None)
        notice = session.state.notice(NoticeKind.CATALOGUE_FAULT)
        assert notice is not None
        assert f"{shop}:8: id: expected, and not there (+2)" in notice.hint
        assert session.state.worn.product is not None
        assert session.state.worn.product.shade.reflectance[0] > 0.3  # the last good state
        priced = 'coats = 1.0\nprice = 5.0\ncurrency = "CNY"\n'
        shop.write_text(page + 'shade = { srgb = "#1040C0" }\n' + priced)
        os.utime(shop, (2_000, 2_000))
        session._catalogue_due_s = 0.0
        session.refresh()
        wait_until(lambda: session.state.notice(NoticeKind.CATALOGUE_FAULT) is None)
        wait_until(lambda: session.state.worn.product.price == 5.0)
        worn = session.state.worn
        assert worn.product is session.products["mine"]
        assert worn.product.shade.reflectance[2] > 0.4
        assert worn.coats == 2.5  # what the person chose stays
        session.undo()  # the one thing that the person did
        assert session.state.worn.coats == 1.0
        assert session.state.worn.product is session.products["mine"]  # not as it was sold
        assert not session.can_undo
    finally:
        session.close()


def test_an_edited_second_colour_is_taken_over_and_a_chosen_one_stays() -> None:
    products = load_catalogue().products
    sold = products["demo-lip-93"]
    entry = {**sold.entry, "second": {"srgb": "#404040"}, "liner": {"width_mm": 2.0}}
    edited, faults = read_product(entry, {"brand": "B", "currency": "CNY"}, Path())
    assert not faults
    assert edited is not None
    newer = {**products, edited.id: edited}
    worn = _renewed(as_sold(sold), newer)
    assert (worn.second, worn.liner) == (edited.second, edited.liner)
    chosen = dataclasses.replace(
        as_sold(sold), blend=Blend.SHIFT, second=products["demo-lip-04"]
    )
    worn = _renewed(chosen, newer)
    assert (worn.product, worn.blend, worn.second) == (edited, Blend.SHIFT, chosen.second)
