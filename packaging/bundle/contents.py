"""What a bundle is made of: the distributions and libraries inside, their papers, a bill."""

import hashlib
import importlib.metadata
import json
import sys
import sysconfig
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any, cast

from bundle import plan
from bundle.native import Native, native_of

_LICENCES = Path(__file__).parent / "licences"
_RULE = "=" * 78

#: Licences that a wheel states without bringing their text.
_TEXTS = ("GPL-2", "GPL-3", "LGPL-2.1", "LGPL-3")

_FOREWORD = """\
tryon {version} and what is inside it
{rule}

tryon itself is licensed under the Apache License 2.0, which follows. This program comes with
libraries of others, each under its own licence; all of them are listed here.

Libraries under the LGPL (Qt, PySide6, FFmpeg, LAME, GnuTLS and others, see the table) lie as
separate files in the folder `_internal`. You may replace each by a version that you built or
changed yourself: put it there under the same name. Nothing checks or prevents that. Their
source is at the addresses in the table; for three years after you got this program, whoever
gave it to you also gives you that source for the cost of handing it over.

FFmpeg as it comes here is linked to x264 and x265, which are under the GPL, version 2 or later.
This program as a whole may therefore be passed on under the terms of the GNU General Public
License, version 3, which the Apache License 2.0 allows; the source of tryon's own part can be
had wherever tryon was had. H.264, H.265 and AAC may need licences of patents where you live.

"""


@dataclass(frozen=True, slots=True)
class Contents:
    """What is inside a bundle.

    Attributes
    ----------
    distributions : tuple of str
        Names on the Python package index, sorted.
    natives : tuple of Native
        Projects whose libraries are inside, sorted by name.
    """

    distributions: tuple[str, ...]
    natives: tuple[Native, ...]


def contents_of(modules: Iterable[str], files: Iterable[str]) -> Contents:
    """Find out what a bundle is made of.

    Parameters
    ----------
    modules : iterable of str
        Full names of the Python modules inside.
    files : iterable of str
        Places of all other files inside.

    Raises
    ------
    LookupError
        A library is inside whose licence nobody has looked up.
    """
    files = list(files)
    tops = {name.partition(".")[0] for name in modules}
    tops |= {place.replace("\\", "/").partition("/")[0].partition(".")[0] for place in files}
    provided = importlib.metadata.packages_distributions()
    # A namespace such as google has several owners; only those that are needed are inside.
    wanted = _runtime()
    found = {
        name
        for top in tops
        for name in provided.get(top, ())
        if _plain(name) in wanted and _plain(name) != "tryon"
    }
    natives = {native for place in files if (native := native_of(place)) is not None}
    return Contents(
        tuple(sorted(found, key=str.lower)),
        tuple(sorted(natives, key=lambda native: native.name.lower())),
    )


def _plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def _runtime() -> frozenset[str]:
    """Name all that the program may load, as plain names: what is asked for, and theirs."""
    from packaging.requirements import Requirement

    known: set[str] = set()
    asked = [_plain(Requirement(line).name) for line in plan.requirements()]
    while asked:
        name = asked.pop()
        if name in known:
            continue
        known.add(name)
        try:
            needs = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        for line in needs:
            need = Requirement(line)
            if need.marker is None or need.marker.evaluate({"extra": ""}):
                asked.append(_plain(need.name))
    return frozenset(known)


def notices(contents: Contents) -> str:
    """Write what has to be passed on with the program: every licence, and what it asks for.

    Raises
    ------
    LookupError
        A distribution brings no licence.
    """
    parts = [_FOREWORD.format(version=plan.version(), rule=_RULE)]
    parts.append((plan.ROOT / "LICENSE").read_text(encoding="utf-8"))
    rows = [f"  {n.name:<22} {n.licence:<44} {n.source}" for n in contents.natives]
    parts.append(_titled("Libraries in machine code", "\n".join(rows)))
    parts.append(_titled("Models of garments", _read(plan.ROOT / "models3d" / "LICENCES.md")))
    parts.append(_titled(f"Python {sys.version.split()[0]}", _python_licence()))
    for name in contents.distributions:
        found = importlib.metadata.distribution(name)
        texts = [path.read_text(encoding="utf-8") for path in _papers(found)]
        told = _told(found)
        said = told.get("License-Expression") or told.get("License") or ""
        if not texts:
            if not said:
                raise LookupError(f"{name} says nothing of its licence")
            texts = [said]
        home = told.get("Home-page") or f"https://pypi.org/project/{name}/"
        texts.insert(0, f"{home}\n")
        parts.append(_titled(f"{name} {found.version}", "\n".join(texts)))
    parts += [_titled(name, _read(_LICENCES / f"{name}.txt")) for name in _TEXTS]
    return "".join(parts)


def _titled(title: str, text: str) -> str:
    return f"\n{_RULE}\n{title}\n{_RULE}\n\n{text.strip()}\n"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _papers(found: importlib.metadata.Distribution) -> Iterator[Path]:
    """Find the licences that a distribution brings."""
    for file in found.files or ():
        name = file.name.upper()
        is_paper = name.startswith(("LICENSE", "LICENCE", "COPYING", "NOTICE"))
        if (
            is_paper
            and not name.endswith((".PY", ".PYC", ".XML"))
            and ".dist-info" in str(file)
        ):
            yield Path(str(found.locate_file(file)))


def _python_licence() -> str:
    places = [
        Path(sysconfig.get_path("stdlib"), "LICENSE.txt"),
        Path(sys.base_prefix, "LICENSE.txt"),
        Path("/usr/share/doc/python3/copyright"),
    ]
    for path in places:
        if path.is_file():
            return path.read_text(encoding="utf-8", errors="replace")
    raise LookupError(f"no licence of Python in {', '.join(map(str, places))}")


def bill_of_materials(contents: Contents) -> dict[str, Any]:
    """List what is inside as CycloneDX 1.6 does.

    The serial number is made from the contents, so that the same build says the same.
    """
    components = [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{_plain(name)}@{importlib.metadata.version(name)}",
            "name": name,
            "version": importlib.metadata.version(name),
            "purl": f"pkg:pypi/{_plain(name)}@{importlib.metadata.version(name)}",
            "licenses": [{"license": {"name": _licence_name(name)}}],
        }
        for name in contents.distributions
    ]
    components += [
        {
            "type": "library",
            "bom-ref": f"native:{native.name}",
            "name": native.name,
            "licenses": [{"expression": native.licence}]
            if native.licence != "IJG AND BSD-3-Clause"
            else [{"license": {"name": native.licence}}],
            "externalReferences": [{"type": "source-distribution", "url": native.source}],
        }
        for native in contents.natives
    ]
    components.append(
        {
            "type": "platform",
            "bom-ref": "python",
            "name": "Python",
            "version": sys.version.split()[0],
            "licenses": [{"license": {"id": "PSF-2.0"}}],
        }
    )
    digest = hashlib.sha256(json.dumps(components, sort_keys=True).encode()).digest()
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.UUID(bytes=digest[:16], version=5)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "tryon",
                "name": "tryon",
                "version": plan.version(),
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": components,
    }


def _told(found: importlib.metadata.Distribution) -> Message:
    """Return the metadata as the message that it is written as."""
    return cast("Message", found.metadata)


def _licence_name(name: str) -> str:
    told = _told(importlib.metadata.distribution(name))
    if expression := told.get("License-Expression"):
        return expression
    classified = [
        line.rpartition(" :: ")[2]
        for line in told.get_all("Classifier") or ()
        if line.startswith("License ::")
    ]
    said = (told.get("License") or "").strip().splitlines()
    return ", ".join(classified) or (said[0][:80] if said else "see NOTICES.txt")
