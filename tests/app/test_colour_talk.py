from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tryon.app.state import Stills
from tryon.core.scene import Box
from tryon.light.known import KnownState, PlacePhase, PlaceState
from tryon.light.lamps import LampKind
from tryon.light.place import Place
from tryon.light.reference import Loss, Phase, ReferenceState
from tryon.light.sheet import Refusal

Stage = Any  # tests/app/conftest.py
Mirror = Any  # tests/app/conftest.py


def test_badge_says_estimated_and_how_far(mirror: Mirror, stage: Stage) -> None:
    mirror.until(lambda: mirror.button("Colour:").accessibleName() == "Colour: Estimated ±6.5")
    assert "Virtual effect, for reference" in mirror.texts()


def test_a_click_on_the_badge_says_what_is_known_and_what_to_do(mirror: Mirror) -> None:
    mirror.click("Colour: Estimated")
    mirror.until(lambda: "Read off a screen or a photo" in mirror.texts())
    assert "Not calibrated" in mirror.texts()
    assert "nobody is there whose skin would tell" in mirror.texts()
    mirror.click("Calibrate this camera")
    mirror.until(lambda: mirror.session.state.is_calibrating)
    assert not mirror.window.colour.card.isVisible()


def test_a_display_counts_until_it_is_measured(mirror: Mirror, stage: Stage) -> None:
    mirror.click("Colour: Estimated")
    mirror.until(lambda: "taken to be off by ΔE 2.7" in mirror.texts())
    mirror.click("This display has been measured")
    knob = mirror.slider("Mean ΔE of this display")
    assert mirror.session.state.settings.display_de2000 is None, "nothing was said yet"
    knob.setValue(5)
    mirror.until(lambda: "Measured: off by ΔE 0.5" in mirror.texts())
    assert mirror.session.state.settings.display_de2000 == 0.5
    mirror.until(lambda: mirror.button("Colour:").accessibleName() == "Colour: Estimated ±4.9")
    mirror.click("Forget this display's error")
    mirror.until(lambda: not knob.isVisible())
    assert mirror.session.state.settings.display_de2000 is None


def test_guidance_for_a_white_sheet_follows_the_search(mirror: Mirror, stage: Stage) -> None:
    desk = stage.desks[-1]

    def see(state: ReferenceState) -> None:
        desk._state = KnownState(reference=state)

    mirror.click("Colour: Estimated")
    mirror.click("Hold a sheet of paper")
    see(ReferenceState(Phase.SEARCHING))
    mirror.until(lambda: "Hold a white sheet of paper beside your face" in mirror.texts())
    assert not mirror.window.over.guide.outline.isVisible()
    corners = ((5.0, 5.0), (25.0, 5.0), (25.0, 30.0), (5.0, 30.0))
    see(ReferenceState(Phase.REFUSED, refusal=Refusal.TILTED, corners=corners))
    mirror.until(lambda: "The sheet is tilted" in mirror.texts())
    assert mirror.window.over.guide.outline.isVisible()
    see(ReferenceState(Phase.REFUSED, refusal=Refusal.UNCLEAR, corners=corners))
    mirror.until(lambda: "Paper or a grey card?" in mirror.texts())
    assert len(desk._wishes) == 1
    mirror.click("It is a grey card")
    assert len(desk._wishes) == 2
    see(ReferenceState(Phase.SEEN, progress=0.5, corners=corners))
    mirror.until(lambda: "Keep it there" in mirror.texts())
    see(ReferenceState(Phase.HELD, progress=0.2, age_s=0.5, corners=corners))
    mirror.until(lambda: "carry it slowly to your other side" in mirror.texts())
    assert mirror.window.over.guide.outline.isVisible()
    see(ReferenceState(Phase.HELD, age_s=1.0))
    mirror.until(lambda: "you may put the sheet away" in mirror.texts())
    see(ReferenceState(Phase.HELD, age_s=31.0))
    mirror.until(lambda: "White measured 31 s ago" in mirror.texts())
    see(ReferenceState(Phase.LOST, loss=Loss.LIGHT_CHANGED))
    mirror.until(lambda: "The light has changed" in mirror.texts())
    assert "White measured" not in mirror.texts()
    mirror.click("Hold it up again")
    assert len(desk._wishes) == 3


def test_the_lamp_is_asked_for_while_a_sheet_is_held_and_nothing_waits_for_it(
    mirror: Mirror, stage: Stage
) -> None:
    desk, guide = stage.desks[-1], mirror.window.over.guide
    heard: list[LampKind | None] = []
    desk.tell_lamp = heard.append
    corners = ((5.0, 5.0), (25.0, 5.0), (25.0, 30.0), (5.0, 30.0))

    def see(state: ReferenceState, **known: Any) -> None:
        desk._state = KnownState(reference=state, **known)

    assert "What lights you?" not in mirror.texts()
    see(ReferenceState(Phase.SEARCHING))
    mirror.until(lambda: "What lights you?" in mirror.texts())
    assert "you need not answer" in mirror.texts()
    assert guide.accessibleName().startswith("Hold a white sheet"), "it is no gate"
    height = guide.height()
    mirror.click("Tube")
    assert heard == [LampKind.TUBE]
    mirror.until(lambda: "Long white tubes" in mirror.texts())
    see(ReferenceState(Phase.SEEN, 0.5, corners=corners))
    mirror.until(lambda: "Keep it there" in mirror.texts())
    assert mirror.button("Tube").isChecked(), "what was touched stays until it counts"
    assert guide.height() == height, "nothing jumps"
    see(ReferenceState(Phase.REFUSED, refusal=Refusal.UNCLEAR, corners=corners))
    mirror.until(lambda: "Paper or a grey card?" in mirror.texts())
    assert "What lights you?" not in mirror.texts(), "one question at a time"
    # Hands that held a sheet are free only now.
    see(ReferenceState(Phase.HELD, age_s=9.0))
    mirror.until(lambda: "What lights you?" in mirror.texts())
    mirror.click("Not sure")
    assert heard == [LampKind.TUBE, None]
    see(ReferenceState(Phase.HELD, age_s=9.5), is_lamp_told=True)
    mirror.until(lambda: "White measured 9 s ago" in mirror.texts().split("\n"))
    assert not guide.isVisible()
    see(ReferenceState(Phase.HELD, age_s=10.0), lamp=LampKind.LED, is_lamp_told=True)
    mirror.until(lambda: "White measured 10 s ago · LED" in mirror.texts())
    see(ReferenceState(Phase.HELD, age_s=20.0))
    mirror.until(lambda: "White measured 20 s ago" in mirror.texts().split("\n"))
    assert not guide.isVisible(), "nobody is asked for ever"


def test_the_lamp_can_be_changed_on_the_card_and_is_asked_for_again_when_it_is_lost(
    mirror: Mirror, stage: Stage
) -> None:
    desk, card = stage.desks[-1], mirror.window.colour.card
    heard: list[LampKind | None] = []
    desk.tell_lamp = heard.append
    mirror.click("Colour: Estimated")
    mirror.until(lambda: "What lights you?" in mirror.texts())  # a face alone knows use of it
    mirror.click("LED")
    assert heard == [LampKind.LED]
    told = KnownState(
        ReferenceState(Phase.HELD, age_s=31.0), lamp=LampKind.BULB, is_lamp_told=True
    )
    desk._state = told
    mirror.until(lambda: mirror.button("Bulb").isChecked())
    height = card.height()
    mirror.button("Bulb").setFocus(Qt.FocusReason.TabFocusReason)
    mirror.bot.keyClick(mirror.button("Bulb"), Qt.Key.Key_Right)
    assert mirror.window.focusWidget() is mirror.button("Tube"), "arrows lead through the row"
    mirror.bot.keyClick(mirror.button("Tube"), Qt.Key.Key_Space)
    assert heard[-1] is LampKind.TUBE
    desk._state = replace(told, lamp=LampKind.TUBE)
    mirror.until(lambda: "Long white tubes" in mirror.texts())
    mirror.until(lambda: card.height() == height)
    desk._state = KnownState(enrolled=frozenset({1}))  # who is known came to another lamp
    mirror.until(lambda: not mirror.button("Tube").isChecked())
    assert not any(mirror.button(name).isChecked() for name in ("Bulb", "LED", "Not sure"))


def test_what_is_said_of_the_lamp_of_a_place_is_kept_with_it(
    mirror: Mirror, stage: Stage
) -> None:
    desk = stage.desks[-1]
    place = Place("b", (0.0,) * 3, (0.1,) * 9, ((0.0,) * 3,) * 48)
    desk._state = KnownState(place=PlaceState(PlacePhase.HELD, place))
    mirror.until(lambda: mirror.session.lighting._told is desk._state)
    assert not stage.places
    lit = replace(place, lamp=LampKind.LED)
    desk._state = KnownState(
        place=PlaceState(PlacePhase.HELD, lit), lamp=LampKind.LED, is_lamp_told=True
    )
    mirror.until(lambda: stage.places == [lit])


def test_skin_is_kept_for_one_source_and_a_place_beyond_the_session(
    mirror: Mirror, stage: Stage
) -> None:
    desk, session = stage.desks[-1], mirror.session
    session.cameras.lock(True)
    held = ReferenceState(Phase.HELD, age_s=9.0)
    desk._state = KnownState(reference=held, can_enrol=True, enrolled=frozenset({1}))
    mirror.until(lambda: mirror.button("Colour:"))
    mirror.click("Colour:")
    assert "in memory only" in mirror.texts()
    mirror.click("Forget my skin")
    mirror.until(
        lambda: session.state.delivered and session.state.delivered.exposure_lock == "locked"
    )
    desk._state = KnownState(reference=held)
    mirror.until(lambda: "This camera stays here" in mirror.names())
    mirror.click("This camera stays here")
    assert len(desk._wishes) == 2
    place = Place("b", (0.0,) * 3, (0.1,) * 9, ((0.0,) * 3,) * 48)
    desk._state = KnownState(place=PlaceState(PlacePhase.HELD, place))
    mirror.until(lambda: stage.places == [replace(place, held=((7, 90.0),))])
    mirror.until(lambda: "This place is remembered" in mirror.texts())
    session.choose_source("camera:0")
    mirror.until(lambda: stage.desks[-1] is not desk and stage.desks[-1]._wishes)
    assert session.lighting.known == KnownState(), "skin went with the source"
    desk = stage.desks[-1]
    desk._state = KnownState(place=PlaceState(PlacePhase.HELD, place))
    mirror.until(lambda: "Forget this place" in mirror.names())
    mirror.click("Forget this place")
    mirror.until(lambda: not stage.places)


def test_other_light_needs_somebody_to_fall_on(mirror: Mirror) -> None:
    mirror.bot.keyClick(mirror.window.preview, Qt.Key.Key_O)
    mirror.until(lambda: "Other light cannot be shown" in mirror.texts())


def test_other_light_lies_over_the_mirror_until_it_is_left(mirror: Mirror) -> None:
    now = np.zeros((48, 64, 3), np.uint8)
    now[:, 32:] = 200
    simulated = tuple((name, now // 2) for name in ("daylight", "office", "home"))
    mirror.session._board.change(stills=Stills(now, simulated, Box(40, 10, 12, 16)))
    view = mirror.window.other_light
    mirror.until(view.isVisible)
    for words in ("Now", "Daylight", "Office · LED 4100 K", "Home · LED 2700 K"):
        assert words in mirror.texts().split("\n")
    assert mirror.texts().split("\n").count("simulated") == 3
    # The mirror's side: what was on the right is on the left, where the face is as well.
    assert view._tiles[0].grab().toImage().pixelColor(60, 100).red() == 200
    mirror.bot.keyClick(mirror.window, Qt.Key.Key_Escape)
    mirror.until(lambda: not view.isVisible())
    assert mirror.window.focusWidget() is mirror.window.preview


def test_the_keyboard_goes_on_in_the_card_and_back(mirror: Mirror) -> None:
    window = mirror.window
    window.activateWindow()
    mirror.until(window.isActiveWindow)
    window.preview.setFocus()
    QTest.keyClick(window.preview, Qt.Key.Key_I)
    card = window.colour.card
    assert card.isVisible()
    for _ in range(3):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        assert card.isAncestorOf(window.focusWidget())
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert not card.isVisible()
    assert window.focusWidget() is window.preview
