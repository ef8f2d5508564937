from pathlib import Path

import pytest

from tryon.app.kiosk.agreements import count_agreement, read_agreements
from tryon.app.kiosk.consent import OWN, read_consent
from tryon.app.kiosk.pin import FIRST_WAIT_S, FREE_TRIES, Guard, hash_pin, is_pin, is_pin_hash
from tryon.app.kiosk.rules import OFFERS, Rules, read_rules, write_rules
from tryon.app.language import LANGUAGES
from tryon.core.errors import BadInput


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_everything_is_as_usual(tmp_path: Path) -> None:
    rules = read_rules(tmp_path / "kiosk.toml")
    assert rules == Rules()
    assert (rules.idle_s, rules.hand_off, rules.offers) == (45.0, "product page", OFFERS)


def test_a_shop_decides(tmp_path: Path) -> None:
    text = f"""
shop = "Maison"
languages = ["zh_CN", "en"]
idle_s = 30
pin = "{hash_pin("2468")}"
offers = ["clothes", "photo"]
hand_off = "local link"
product_page = "https://shop.example/{{id}}"
consent = "ours.toml"
[welcome]
zh_CN = "欢迎"
"""
    rules = read_rules(write(tmp_path / "kiosk.toml", text))
    assert (rules.shop, rules.languages, rules.idle_s) == ("Maison", ("zh_CN", "en"), 30)
    assert rules.offers == ("clothes", "photo")
    assert rules.consent == tmp_path / "ours.toml"
    assert rules.welcome == {"zh_CN": "欢迎"}
    assert is_pin("2468", rules.pin)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    rules = Rules(
        shop="Maison „Rot“",
        languages=("en",),
        idle_s=60.0,
        pin=hash_pin("13579"),
        offers=("photo", "compare"),
        welcome={"en": "Hello"},
        consent=tmp_path / "ours.toml",
        hours={"mon": "10:00-20:00", "fri": "22:00-02:00"},
        time_zone="Asia/Shanghai",
        speaks=True,
    )
    path = tmp_path / "there" / "kiosk.toml"
    path.parent.mkdir()
    write_rules(rules, path)
    assert read_rules(path) == rules
    assert [p.name for p in path.parent.iterdir()] == ["kiosk.toml"]
    write_rules(Rules(), path)
    assert read_rules(path) == Rules()


def test_the_example_is_right(checkout: Path) -> None:
    rules = read_rules(checkout / "packaging" / "kiosk" / "kiosk.toml")
    assert rules.offers == OFFERS
    assert rules.languages[0] == "zh_CN"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("idle = 30", "unknown key 'idle'"),
        ("idle_s = 1", "idle_s"),
        ('languages = ["fr"]', "unknown language 'fr'"),
        ("languages = []", "languages"),
        ('offers = ["dance"]', "offers"),
        ('pin = "1234"', "expected the hash of a PIN"),
        ('hand_off = "cloud"', "hand_off"),
        ("idle_s = ", "kiosk.toml"),
    ],
)
def test_a_slip_is_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_rules(write(tmp_path / "kiosk.toml", text))


# ------------------------------------------------------------------ consent


def test_the_text_that_comes_with_it_is_whole_in_every_language() -> None:
    texts = read_consent(None, tuple(LANGUAGES))
    assert set(texts) == set(LANGUAGES)
    versions = {text.version for text in texts.values()}
    assert len(versions) == 1
    assert {len(text.points) for text in texts.values()} == {4}


def test_a_text_without_a_language_is_refused(tmp_path: Path) -> None:
    text = OWN.read_text(encoding="utf-8").partition("[zh_CN]")[0]
    path = write(tmp_path / "consent.toml", text)
    assert read_consent(path, ("en",))["en"].agree
    with pytest.raises(BadInput, match="zh_CN"):
        read_consent(path, ("en", "zh_CN"))


def test_a_text_without_a_version_is_refused(tmp_path: Path) -> None:
    text = OWN.read_text(encoding="utf-8").replace('version = "2026-11-2"', "")
    with pytest.raises(BadInput, match="version"):
        read_consent(write(tmp_path / "consent.toml", text), ("en",))


def test_agreements_are_counted_and_nothing_else(tmp_path: Path) -> None:
    from datetime import date

    path = tmp_path / "there" / "agreements.json"
    for _ in range(3):
        count_agreement(path, "v1", date(2026, 11, 22))
    count_agreement(path, "v2", date(2026, 11, 22))
    assert read_agreements(path) == {"v1": {"2026-11-22": 3}, "v2": {"2026-11-22": 1}}
    write(path, "{broken")
    assert read_agreements(path) == {}
    count_agreement(path, "v2", date(2026, 11, 23))
    assert read_agreements(path) == {"v2": {"2026-11-23": 1}}


# ------------------------------------------------------------------ the PIN


def test_a_pin_is_kept_as_a_salted_hash() -> None:
    one, other = hash_pin("1357"), hash_pin("1357")
    assert one != other
    assert "1357" not in one
    assert is_pin_hash(one)
    assert is_pin("1357", one)
    assert not is_pin("1358", one)
    assert not is_pin_hash("scrypt$x$y")


@pytest.mark.parametrize("pin", ["123", "1" * 13, "12a4", "", "一二三四"])
def test_what_is_no_pin_is_refused(pin: str) -> None:
    with pytest.raises(ValueError, match="digits"):
        hash_pin(pin)


def test_who_guesses_waits_longer_and_longer() -> None:
    guard = Guard(hash_pin("2468"))
    now_s = 100.0
    for _ in range(FREE_TRIES):
        assert guard.wait_s(now_s) == 0
        assert not guard.try_pin("1111", now_s)
    waits = [guard.wait_s(now_s)]
    assert not guard.try_pin("2468", now_s + 1), "the right one has to wait, too"
    for _ in range(3):
        now_s += waits[-1]
        assert not guard.try_pin("1111", now_s)
        waits.append(guard.wait_s(now_s))
    assert waits == [FIRST_WAIT_S, 2 * FIRST_WAIT_S, 4 * FIRST_WAIT_S, 8 * FIRST_WAIT_S]
    now_s += waits[-1]
    assert guard.try_pin("2468", now_s)
    assert not guard.try_pin("1111", now_s)
    assert guard.wait_s(now_s) == 0, "the count begins anew"
