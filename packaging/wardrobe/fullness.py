"""Where a garment has more cloth than lies flat: there it folds when it is worn."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from wardrobe import ease
from wardrobe.anatomy import Floats, Ints
from wardrobe.block import smoothstep
from wardrobe.toile import Toile

#: The most by which cloth is pulled, and pressed together, around a joint.
_TAUT, _CRUSHED = -0.12, 0.35


@dataclass(frozen=True)
class Fullness:
    """Cloth to spare, by vertex.

    Attributes
    ----------
    spare : (n, 3, 3) float64
        Symmetric: ``d @ spare @ d`` is the share by which cloth along ``d`` is longer than the
        cut. It folds square to that. Negative where a band draws it in.
    stiff : (n,) float64
        Factor on how stiffly it bends.
    """

    spare: Floats
    stiff: Floats

    def lengths(self, points: Floats, pairs: Ints) -> Floats:
        """Return (e,) how long edges are cut; m."""
        way = points[pairs[:, 1]] - points[pairs[:, 0]]
        square = (way * way).sum(axis=1)
        more = np.einsum("ei,eij,ej->e", way, self.spare[pairs].mean(axis=1), way)
        return np.asarray(np.sqrt(np.maximum(square + 2 * more, 0.25 * square)))

    def plus(self, spare: Floats) -> "Fullness":
        """Return it with more to spare (n, 3, 3)."""
        return Fullness(self.spare + spare, self.stiff)

    def mixed(self, mix: sparse.csr_matrix) -> "Fullness":
        """Return it at means of its vertices."""
        return Fullness(spare_mixed(mix, self.spare), mix @ self.stiff)


def spare_mixed(mix: sparse.csr_matrix, spare: Floats) -> Floats:
    """Return (m, 3, 3) at means, the rows of ``mix`` (m, n), of what is to spare (n, 3, 3)."""
    return np.asarray((mix @ spare.reshape(-1, 9)).reshape(-1, 3, 3))


def near(values: Floats, place: float, reach: float) -> Floats:
    """Return 1 where ``values`` is at ``place``, a bell around it."""
    return np.asarray(np.exp(-(((values - place) / reach) ** 2)))


def uneven(points: Floats, seed: int) -> Floats:
    """Return (n,) factors around 1: nobody's shirt is creased alike on both sides."""
    rng = np.random.default_rng(seed)
    wave = np.zeros(len(points))
    for length in (0.2, 0.3, 0.45):
        for _ in range(2):
            way = rng.standard_normal(3)
            way *= 2 * np.pi / length / np.linalg.norm(way)
            wave += np.sin(points @ way + rng.uniform(0, 2 * np.pi))
    return np.asarray(np.clip(1 + 0.35 * wave, 0.0, 2.2))


def along(strength: Floats, way: Floats) -> Floats:
    """Return (n, 3, 3): so much to spare along ``way`` (n, 3)."""
    way = way / np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-9)
    return np.asarray(strength[:, None, None] * way[:, :, None] * way[:, None, :])


def around(points: Floats, centre: Floats, strength: float, reach: float) -> Floats:
    """Return (n, 3, 3) to spare around a point (3,): folds radiate from it."""
    off = points - centre
    far = np.linalg.norm(off, axis=1)
    out = off / np.maximum(far, 1e-9)[:, None]
    share = strength * np.exp(-far / reach)
    return np.asarray(share[:, None, None] * (np.eye(3) - out[:, :, None] * out[:, None, :]))


def bent(
    points: Floats,
    joint: Floats,
    along_limb: Floats,
    inwards: Floats,
    reach: float,
    turn: float,
) -> Floats:
    """Return (n, 3, 3) to spare where a joint (3,) is bent: pressed inside, pulled outside.

    Parameters
    ----------
    along_limb, inwards : (3,) float64
        Of the limb, and square to it the side to which it bends.
    reach : float, m
        How far along the limb cloth slides.
    turn : float, degrees
    """
    off = points - joint
    along_limb = along_limb / np.linalg.norm(along_limb)
    inwards = inwards - (inwards @ along_limb) * along_limb
    inwards = inwards / np.linalg.norm(inwards)
    curved = np.radians(turn) / (np.sqrt(np.pi) * reach) * near(off @ along_limb, 0.0, reach)
    strength = np.clip(curved * (off @ inwards), _TAUT, _CRUSHED)
    return along(strength * uneven(points, 4), along_limb + 0 * points)


def bent_top(toile: Toile) -> Floats:
    """Return (n, 3, 3) what is to spare of a top when elbows are bent and its wearer sits."""
    anatomy, points = toile.block.anatomy, toile.positions
    up, ahead = np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, 1.0])
    waist = anatomy.head("Spine") + np.array([0.0, 0.03, 0.0])
    trunk = 1 - ease.arm_share(toile)
    spare = trunk[:, None, None] * bent(points, waist, up, ahead, 0.09, 35.0)
    for side in ("Left", "Right"):
        arm, elbow, hand = (anatomy.head(side + bone) for bone in ("Arm", "ForeArm", "Hand"))
        upper: Floats = (elbow - arm) / np.linalg.norm(elbow - arm)
        lower: Floats = (hand - elbow) / np.linalg.norm(hand - elbow)
        share = ease.arm_share(toile, side)
        folded = bent(points, elbow, upper + lower, lower - upper, 0.10, 80.0)
        spare += share[:, None, None] * folded
    return spare


def bent_trousers(toile: Toile) -> Floats:
    """Return (n, 3, 3) what is to spare of trousers when their wearer sits."""
    anatomy, points = toile.block.anatomy, toile.positions
    ahead = np.array([0.0, 0.0, 1.0])
    spare = np.zeros((len(points), 3, 3))
    for side in ("Left", "Right"):
        hip, knee, foot = (anatomy.head(side + bone) for bone in ("UpLeg", "Leg", "Foot"))
        mine = 1.0 * (points[:, 0] * hip[0] > 0)[:, None, None]
        spare += mine * bent(points, hip, knee - hip, ahead, 0.09, 70.0)
        spare += mine * bent(points, knee, foot - hip, -ahead, 0.11, 85.0)
    return spare


def of_top(
    toile: Toile,
    crumple: float = 1.0,
    *,
    cuff: float = 0.0,
    band: float = 0.0,
    sleeves: float = 1.0,
    hem: float = 0.035,
) -> Fullness:
    """Swags at the waist, falls at the sides, drags from the arm pits, creases at the elbows.

    Parameters
    ----------
    crumple : float
        0 is pressed, 1 is a worn T-shirt.
    cuff, band : float, m
        Height of knitted cuffs and of a waistband that draw the cloth in; 0 without.
    sleeves : float
        How stiff they are beside the trunk, which may have canvas in it.
    hem : float, m
        How far above its lowest place the hem still holds cloth flat.
    """
    marks, anatomy = toile.block.landmarks, toile.block.anatomy
    points, arms = toile.positions, ease.arm_share(toile)
    down_arm = ease.arm_along(toile)
    body = toile.at(toile.block.positions)
    low = points[arms < 0.5, 1].min()
    hung = np.clip((marks["pit"] - points[:, 1]) / (marks["pit"] - low), 0, 1)
    sleeve = smoothstep(arms, 0.3, 0.7)
    trunk = 1 - sleeve
    end = float(down_arm[arms > 0.5].max()) if (arms > 0.5).any() else 0.0
    long = end > 0.3
    level = np.array([0.0, 1.0, 0.0])
    side = np.clip(points[:, :1] / 0.15, -1, 1)
    # Swags hang through between the sides; falls run down, most at the sides.
    swag = level + 0.55 * side * np.array([1.0, 0.0, 0.0])
    aside = np.c_[points[:, 2], np.zeros(len(points)), -points[:, 0]]
    at_waist = near(body[:, 1], marks["waist"], 0.11)
    spare = along(trunk * 0.085 * at_waist, swag)
    falling = smoothstep(hung, 0.1, 0.8) * (0.25 + 0.75 * side[:, 0] ** 2)
    spare += along(trunk * 0.06 * falling * (1 - 0.7 * at_waist), aside)
    blouse = near(points[:, 1], low + band + 0.05, 0.05) * (band > 0)
    spare += along(trunk * 0.05 * blouse, swag)
    for name in ("Left", "Right"):
        shoulder, hand = anatomy.head(f"{name}Arm"), anatomy.head(f"{name}Hand")
        axis = (hand - shoulder) / np.linalg.norm(hand - shoulder)
        mine = sleeve * (ease.arm_share(toile, name) > 0.3)
        # The inner side of the sleeve is creased, the outer one smooth; and they run aslant.
        under = np.clip(
            0.5 - 8 * (points - shoulder) @ np.cross(np.cross(axis, level), axis), 0, 1
        )
        turn = np.cross(axis, points - shoulder)
        turn /= np.maximum(np.linalg.norm(turn, axis=1, keepdims=True), 1e-9)
        slant = axis + 0.45 * np.sign(shoulder[0]) * turn
        creased = 0.03 + long * (
            0.10 * near(down_arm, 0.25, 0.08) + 0.07 * near(down_arm, end - 0.06 - cuff, 0.07)
        )
        spare += along(mine * creased * (0.35 + 0.65 * under), slant)
        pit = shoulder + np.array([-0.02 * np.sign(shoulder[0]), -0.09, 0.0])
        spare += around(points, pit, 0.06, 0.11)
    sewn = 1 - 0.75 * near(points[:, 1], low, hem) * trunk  # a hem lies flatter
    spare *= (2.0 * crumple * sewn * uneven(points, 3))[:, None, None]
    stiff = 1 - (1 - sleeves) * sleeve
    for width, at, share, tight in (
        (band, points[:, 1] - low, trunk, 0.05),
        (cuff, end - down_arm, sleeve, 0.08),
    ):
        if width:
            ribbed = share * (1 - smoothstep(at, width - 0.004, width + 0.012))
            around_it = np.eye(3) - along(np.ones(len(points)), level + 0 * points)
            spare = (1 - ribbed)[:, None, None] * spare
            spare -= (tight * ribbed)[:, None, None] * around_it
            stiff += 3 * ribbed
    return Fullness(spare, stiff)


def of_trousers(toile: Toile, *, pressed: bool) -> Fullness:
    """Creases from the crotch, behind and before the knees, and where the legs stand on shoes.

    Parameters
    ----------
    pressed : bool
        With a crease down the front and the back of the legs, and little else.
    """
    marks, anatomy = toile.block.landmarks, toile.block.anatomy
    crumple = 0.35 if pressed else 1.0
    points, leg = toile.positions, ease.leg_along(toile)
    hip = anatomy.head("LeftUpLeg")[1]
    knee, end = hip - marks["knee"], float(leg.max())
    behind = smoothstep(-ease.front(toile), -0.02, 0.03)
    side = np.sign(points[:, :1])
    # They climb from the inside of the knee to the outside.
    slant = np.array([0.0, 1.0, 0.0]) - 0.5 * side * np.array([1.0, 0.0, 0.0])
    creased = 0.075 * near(leg, knee + 0.01, 0.07) * (0.5 + 0.5 * behind)
    creased += 0.11 * near(leg, end - 0.05, 0.07) + 0.02 * near(leg, 0.7 * knee, 0.12)
    creased += 0.05 * near(leg, 0.12, 0.05) * behind  # below the seat
    spare = along(creased, slant)
    for x in (-0.03, 0.03):
        spare += around(points, np.array([x, marks["crotch"] + 0.02, 0.07]), 0.10, 0.085)
    spare *= (1.6 * crumple * uneven(points, 5))[:, None, None]
    stiff = np.ones(len(points))
    if pressed:  # where the iron went, cloth is folded for good
        for name in ("Left", "Right"):
            tube = toile.block.tubes[f"{name} leg"]
            edge = near(toile.at(np.sin(tube.turn)), 0.0, 0.1) * toile.at(tube.share)
            stiff -= 0.98 * edge * (points[:, 1] < marks["crotch"])
    return Fullness(spare, np.maximum(stiff, 0.02))


def of_skirt(toile: Toile, top: float, falls: float, swags: float = 0.0) -> Fullness:
    """Falls that open to the hem from height ``top`` (m), and swags over the thighs.

    Parameters
    ----------
    falls, swags : float
        Shares to spare around the hem, and along the thighs.
    """
    points, arms = toile.positions, ease.arm_share(toile)
    low = float(points[:, 1].min())
    aside = np.c_[points[:, 2], np.zeros(len(points)), -points[:, 0]]
    spare = along(falls * smoothstep(top - points[:, 1], 0.0, top - low) * (arms < 0.4), aside)
    thigh = toile.block.anatomy.head("LeftUpLeg")[1] - 0.04
    spare += along(swags * near(points[:, 1], thigh, 0.07), np.array([[0.0, 1.0, 0.0]]))
    spare *= uneven(points, 6)[:, None, None]
    return Fullness(spare, np.ones(len(points)))
