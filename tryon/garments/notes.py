"""What of a garment can be worn, but could be better."""

from tryon.garments.model import Model
from tryon.garments.rest import is_at_rest

#: As many triangles as a mirror without a graphics card can draw at thirty pictures a second.
FLUENT_TRIANGLES = 8000


def notes_of(model: Model) -> list[str]:
    """Say it, in a sentence each."""
    notes = []
    if model.licence in ("", "unknown"):
        notes.append("no licence is said: a shop may not be allowed to show it")
    if model.slot not in ("head", "body") and not is_at_rest(model):
        notes.append("it rests in another pose, unit or direction than ours: import it")
    if model.slot != "head" and not any(part.morphs for part in model.parts):
        notes.append("it has no morphs: it will not follow the shape of a body")
    if model.triangles > FLUENT_TRIANGLES:
        notes.append(
            f"{model.triangles} triangles are slow without a graphics card; "
            f"{FLUENT_TRIANGLES} are fluent"
        )
    return notes
