"""``tryon garment …``: check, bring in and draw models of garments."""

import argparse
import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tryon.cli_arguments import DONE, add_below, between

if TYPE_CHECKING:  # the command line starts in a moment: rooms are loaded when they are needed
    from tryon.garments.model import Model

SLOTS = ("top", "bottom", "dress", "outer", "shoes", "head")


def add_garment_commands(parser: argparse.ArgumentParser) -> None:
    """Add the commands below ``tryon garment``."""
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    add = partial(add_below, commands)

    check = add("check", _check, "say what is in a model, and whether it can be worn")
    check.add_argument("model", metavar="FILE", help="GLB or glTF file, or a name")

    bring = add("import", _import, "turn a model from outside into one of ours: GLB and card")
    bring.add_argument(
        "model", type=Path, metavar="FILE", help="GLB, glTF, VRM, OBJ or MHCLO file"
    )
    bring.add_argument("-o", "--out", type=Path, required=True, metavar="DIR")
    bring.add_argument("--slot", choices=SLOTS, help="where it is worn; else told by its shape")
    bring.add_argument("--gender", choices=("female", "male"), help="whose mannequin")
    bring.add_argument("--title", help="what it is called; else as its file")
    bring.add_argument("--licence", help="under which it may be shown, CC0-1.0 for example")
    bring.add_argument("--origin", help="who made it, or where it comes from")

    preview = add("preview", _preview, "draw a garment on the mannequin, from two sides")
    preview.add_argument("model", metavar="FILE", help="GLB or glTF file, or a name")
    preview.add_argument("-o", "--out", type=Path, required=True, metavar="PNG")
    preview.add_argument("--colour", metavar="NAME", help="one of its colourways")
    preview.add_argument(
        "--turns",
        type=between(1, 36),
        metavar="N",
        help="from so many sides, evenly around (default: front and back)",
    )
    preview.add_argument(
        "--height",
        type=between(64, 2400),
        default=1200,
        metavar="PX",
        help="of the picture (default: 1200)",
    )


def _check(given: argparse.Namespace) -> int:
    from tryon.effects.garment import find_model

    return _say(find_model(given.model), given.model, as_json=given.json)


def _import(given: argparse.Namespace) -> int:
    from dataclasses import replace

    from tryon.core.complete import check_outputs
    from tryon.garments.bring import bring
    from tryon.garments.model import load
    from tryon.garments.write import write_model

    written = (given.out / given.model.with_suffix(suffix).name for suffix in (".glb", ".toml"))
    check_outputs(written, (given.model, given.model.with_suffix(".toml")))
    model = bring(given.model, slot=given.slot, gender=given.gender)
    said = {key: getattr(given, key) for key in ("title", "licence", "origin")}
    model = replace(model, **{key: text for key, text in said.items() if text})
    path = write_model(model, given.out, given.model.stem)
    return _say(load(path), str(path), as_json=given.json)


def _say(model: "Model", name: str, *, as_json: bool) -> int:
    facts = _facts(model)
    if as_json:
        print(json.dumps({"garment": 1, "file": name} | facts))
        return DONE
    print(
        f"{facts['title']}: {facts['slot']}, {facts['gender']}, {facts['triangles']} triangles"
    )
    for part in facts["parts"]:
        maps = ", ".join(part["maps"]) or "no maps"
        print(f"  {part['material'] or 'unnamed'}: {part['fabric']}, {maps}")
    print(f"  sizes: {', '.join(facts['sizes']) or 'none'}")
    print(f"  colours: {', '.join(facts['colours']) or 'as it came'} ({facts['status']})")
    print(f"  morphs: {len(facts['morphs'])}")
    print(
        f"  licence: {facts['licence'] or 'not said'}; origin: {facts['origin'] or 'not said'}"
    )
    for note in facts["notes"]:
        print(f"  note: {note}")
    return DONE


def _facts(model: "Model") -> dict[str, Any]:
    """Say what there is to know of a model."""
    from tryon.garments.notes import notes_of

    parts = [
        {
            "material": part.material.name,
            "fabric": part.material.fabric.name,
            "triangles": len(part.triangles),
            "maps": [
                name
                for name in ("base", "normal", "occlusion", "rough")
                if getattr(part.material, name) is not None
            ],
        }
        for part in model.parts
    ]
    return {
        "title": model.title,
        "slot": model.slot,
        "gender": model.gender,
        "triangles": model.triangles,
        "parts": parts,
        "sizes": [size.name for size in model.sizes],
        "colours": [colourway.name for colourway in model.colourways],
        "status": model.status,
        "morphs": sorted({name for part in model.parts for name in part.morphs}),
        "licence": model.licence,
        "origin": model.origin,
        "notes": notes_of(model),
    }


def _preview(given: argparse.Namespace) -> int:
    from tryon.effects.accessory import Accessory
    from tryon.effects.garment import find_model
    from tryon.garments.model import shipped
    from tryon.garments.preview import preview
    from tryon.sinks.photo import check_photo_name, write_photo

    check_photo_name(given.out)
    model = find_model(given.model)
    if given.colour is not None:
        model = model.in_colour(given.colour)
    if model.slot == "head":
        model = Accessory(model=model).worn
    turns_deg: tuple[float, ...] = (-25.0, 155.0)
    if given.turns is not None:
        turns_deg = tuple(-25 + 360 * turn / given.turns for turn in range(given.turns))
    rgb = preview(model, shipped(model.gender), given.height, turns_deg)
    write_photo(given.out, rgb)
    height, width = rgb.shape[:2]
    if given.json:
        print(json.dumps({"preview": str(given.out), "size": [width, height]}))
    else:
        print(given.out, file=sys.stdout)
    return DONE
