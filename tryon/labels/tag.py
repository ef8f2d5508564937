"""The label that is not seen: what a file's metadata says of its making.

References
----------
GB 45438-2025, section 5 and annex E: the implicit label is a JSON text under the name
``AIGC``, with the fields below. TC260-PG-20252A: in XMP it lies in the namespace of TC260.
"""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from tryon import __version__
from tryon.core.scene import Box, Cause, ColourError

#: Names of the metadata, in every kind of file.
AIGC, LOOK, COLOUR, VERSION, PLACE, COMMENT = (
    *("AIGC", "tryon_look", "tryon_colour", "tryon_version", "tryon_notice", "comment"),
)
NAMES = (AIGC, LOOK, COLOUR, VERSION, PLACE, COMMENT)

#: Where TIFF, and so EXIF, keeps a picture's title (CIPA DC-008, table 4).
EXIF_TITLE = 270

#: What a person reads who looks at the properties of a file.
NOTICE = "Virtual try-on, for reference"

#: The fields that an ``AIGC`` text has, in the order of the standard.
AIGC_FIELDS = (
    *("Label", "ContentProducer", "ProduceID", "ReservedCode1"),
    *("ContentPropagator", "PropagateID", "ReservedCode2"),
)
_TC260 = "http://www.tc260.org.cn/ns/AIGC/1.0/"
_OURS = "https://tryon.invalid/ns/1.0/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DC = "http://purl.org/dc/elements/1.1/"
_IPTC = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
#: Our effects are computed and laid over a photograph.
SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic"


@dataclass(frozen=True, slots=True)
class Tag:
    """What a file says of itself; nothing of it tells who is in the picture.

    Attributes
    ----------
    look : str
        What is worn: a product's id, or the name of a look.
    colour : tuple of ColourError
        How far the colours may be off, one for each effect.
    producer : str
        Who answers for the content: the name or registration code of a shop, else ours.
    content_id : str
        Of this file alone, drawn by lot.
    """

    look: str = ""
    colour: tuple[ColourError, ...] = ()
    producer: str = "tryon"
    content_id: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def aigc(self) -> str:
        """The implicit label of GB 45438-2025: certainly synthetic, spread by nobody yet."""
        values = ("1", self.producer, self.content_id, "", "", "", "")
        return _json(dict(zip(AIGC_FIELDS, values, strict=True)))

    @property
    def metadata(self) -> Mapping[str, str]:
        """All of it by name, as text."""
        texts = {AIGC: self.aigc, VERSION: __version__, COMMENT: NOTICE}
        if self.look:
            texts[LOOK] = self.look
        if self.colour:
            texts[COLOUR] = colour_text(self.colour)
        return texts

    @property
    def xmp(self) -> bytes:
        """All of it as an XMP packet."""
        return xmp_packet(self.metadata)

    @property
    def description(self) -> str:
        """All of it as one text."""
        return description(self.metadata)


def description(words: Mapping[str, str]) -> str:
    """Put the metadata of a `Tag` into one line, for files that have room for one only.

    JSON in ASCII; what a person wants to know comes first.

    Examples
    --------
    >>> description({AIGC: '{"Label":"1"}', COMMENT: "Virtual"})
    '{"comment":"Virtual","AIGC":{"Label":"1"}}'
    """
    ordered = sorted(words, key=lambda name: name != COMMENT)
    return _json({name: _object(words[name]) or words[name] for name in ordered})


def read_description(text: str) -> dict[str, str]:
    """Understand `description`; what somebody else wrote is a comment, and nothing is empty."""
    told = _object(text)
    if told is None:
        return {COMMENT: text} if text else {}
    return {
        name: told[name] if isinstance(told[name], str) else _json(told[name])
        for name in NAMES
        if name in told
    }


def xmp_packet(words: Mapping[str, str]) -> bytes:
    """Put the metadata of a `Tag` into XMP."""
    lines = [f"<TC260:AIGC>{escape(words[AIGC])}</TC260:AIGC>"]
    lines += [
        f"<tryon:{name}>{escape(words[name])}</tryon:{name}>"
        for name in (LOOK, COLOUR, VERSION)
        if name in words
    ]
    notice = f'<rdf:li xml:lang="x-default">{escape(words[COMMENT])}</rdf:li>'
    lines.append(f"<dc:description><rdf:Alt>{notice}</rdf:Alt></dc:description>")
    lines.append(f"<Iptc:DigitalSourceType>{SOURCE_TYPE}</Iptc:DigitalSourceType>")
    spaces = f'xmlns:TC260="{_TC260}" xmlns:tryon="{_OURS}" xmlns:dc="{_DC}"'
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_RDF}">'
        f'<rdf:Description rdf:about="" {spaces} xmlns:Iptc="{_IPTC}">'
        + "".join(lines)
        + '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def colour_text(errors: Sequence[ColourError]) -> str:
    """Write by effect how far its colour may be off, as JSON.

    Two of a kind count as the less sure one.
    """
    told: dict[str, dict[str, object]] = {}
    for error in sorted(errors, key=lambda error: error.de2000):
        told[error.effect] = {
            "de2000": round(error.de2000, 2),
            "de2000_p80": round(error.de2000_p80, 2),
            "de2000_p90": round(error.de2000_p90, 2),
            "status": error.status,
            "cause": error.cause.value,
        }
    return _json(told)


def read_colour(text: str) -> tuple[ColourError, ...]:
    """Understand `colour_text`; what is something else is left out.

    Examples
    --------
    >>> lips = ColourError("lipstick", 1.6, 2.31, 2.7, "estimated", Cause.SHADE)
    >>> read_colour(colour_text([lips])) == (lips,)
    True
    """
    try:
        return tuple(
            ColourError(
                str(effect),
                float(said["de2000"]),
                float(said["de2000_p80"]),
                float(said["de2000_p90"]),
                "verified" if said["status"] == "verified" else "estimated",
                Cause(said["cause"]),
            )
            for effect, said in json.loads(text).items()
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return ()


def read_xmp(packet: bytes) -> dict[str, str]:
    """Find our texts in an XMP packet of anybody's making; empty if there are none."""
    if b"<!" in packet:  # entities can make a small file a large one; XMP needs none
        return {}
    start = packet.find(b"<x:xmpmeta")
    end = packet.rfind(b"</x:xmpmeta>")
    try:
        root = ElementTree.fromstring(packet[max(start, 0) : end + 12 if end > 0 else None])
    except ElementTree.ParseError:
        return {}
    names = {f"{{{_TC260}}}{AIGC}": AIGC}
    names |= {f"{{{_OURS}}}{name}": name for name in (LOOK, COLOUR, VERSION)}
    texts: dict[str, str] = {}
    for node in root.iter():
        if node.tag in names and node.text:
            texts[names[node.tag]] = node.text
        for name, value in node.attrib.items():  # XMP allows simple values there, too
            if name in names:
                texts[names[name]] = value
    notice = root.find(f".//{{{_DC}}}description//{{{_RDF}}}li")
    if notice is not None and notice.text:
        texts[COMMENT] = notice.text
    return texts


def place_text(box: Box) -> str:
    """Say where in its pictures a file has its notice.

    Examples
    --------
    >>> place_text(Box(18, 640, 500, 60))
    '[18,640,500,60]'
    """
    return _json([box.x, box.y, box.width, box.height])


def read_place(text: str) -> Box | None:
    """Understand `place_text`; None if it is something else."""
    try:
        x, y, width, height = json.loads(text)
        return Box(int(x), int(y), int(width), int(height))
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None


def faults_of_aigc(text: str) -> list[str]:
    """Say what an ``AIGC`` text lacks of what GB 45438-2025 wants; empty if nothing."""
    try:
        label: Any = json.loads(text)
    except (ValueError, RecursionError):
        return [f"{AIGC} is no JSON"]
    if isinstance(label, dict) and isinstance(label.get(AIGC), dict):
        label = label[AIGC]  # some write the name around it once more
    if not isinstance(label, dict):
        return [f"{AIGC} must be a JSON object, not {text[:40]!r}"]
    faults = [
        f"{AIGC} lacks {name}"
        for name in AIGC_FIELDS[:3]
        if not isinstance(label.get(name), str) or not label[name]
    ]
    if label.get("Label") not in (None, "", "1", "2", "3"):
        faults.append(f"{AIGC} Label must be 1, 2 or 3, not {label['Label']!r}")
    return faults


def _json(told: object) -> str:
    return json.dumps(told, separators=(",", ":"))


def _object(text: str) -> dict[str, Any] | None:
    """Return what a text says if it is a JSON object."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None
