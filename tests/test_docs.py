"""What is written for people holds: links lead somewhere, commands exist, nothing grows fat."""

import re
from pathlib import Path

import pytest

from tryon.cli import _parser

PAGES = ("README.md", *(f"docs/{name}.md" for name in ("colour", "developer", "figures")))
PAGES += tuple(
    f"docs/{name}.md"
    for name in ("host", "kiosk", "shop", "PRIVACY", "PRIVACY.zh_CN", "faults")
)
PAGES += ("packaging/SECURITY.md",)


def anchors(text: str) -> set[str]:
    """Return the names by which headings can be linked to."""
    heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(checkout: Path, page: str) -> None:
    here = checkout / page
    text = here.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        there = (here.parent / name).resolve() if name else here
        assert there.is_file(), f"{page} leads to {target}"
        assert there.is_relative_to(checkout)
        if anchor:
            assert anchor in anchors(there.read_text(encoding="utf-8")), f"{page}: {target}"


def test_every_command_that_is_named_exists(checkout: Path) -> None:
    known = {name for action in _parser()._actions for name in action.choices or ()}
    for page in PAGES:
        text = (checkout / page).read_text(encoding="utf-8")
        named = set(re.findall(r"(?:`|bin/)tryon ([a-z]+)", text))
        assert named <= known | {"output"}, f"{page}: {named - known}"  # a window's title


def test_the_front_page_is_short_and_the_folder_is_small(checkout: Path) -> None:
    assert len((checkout / "README.md").read_text(encoding="utf-8").splitlines()) <= 200
    size = sum(path.stat().st_size for path in (checkout / "docs").rglob("*") if path.is_file())
    assert size <= 3_000_000


def test_every_room_and_every_file_beside_them_is_on_the_plan_of_the_house(
    checkout: Path,
) -> None:
    text = (checkout / "docs/developer.md").read_text(encoding="utf-8")
    plan = text.partition("## The house")[2].partition("\n## ")[0]
    named = set(re.findall(r"`(\w+)`", plan))
    house = {path.stem for path in (checkout / "tryon").iterdir() if path.name[0] not in "_."}
    house = {name for name in house if not name.startswith("cli_")} - {"py"}
    assert house <= named, "not on the plan"
    assert named - {"shaders", "models3d", "calibration"} <= house | inside(checkout, named)


def inside(checkout: Path, named: set[str]) -> set[str]:
    """Return those names that a file of some room has."""
    return {name for name in named if any((checkout / "tryon").glob(f"*/{name}.py"))}
