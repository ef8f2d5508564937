"""A coarse ball has a round outline, closed seams, and a front that stays where it was."""

import numpy as np
import trimesh

from tryon.core.mesh import Material, Mesh
from tryon.render.rounded import Rounding, rounded

AWAY_M = 3.0


def mesh_of(shape: trimesh.Trimesh) -> Mesh:
    """A shape around the origin, no triangle of which shares a vertex with another."""
    corners = np.array(shape.vertices[shape.faces.reshape(-1)], np.float32)
    count = len(corners)
    weights = np.zeros((count, 4), np.float32)
    weights[:, 0] = 1
    return Mesh(
        corners,
        corners / np.linalg.norm(corners, axis=1, keepdims=True),
        corners[:, :2].copy(),
        np.zeros((count, 4), np.uint8),
        weights,
        np.arange(count, dtype=np.uint32).reshape(-1, 3),
        Material("plain", np.ones(3, np.float32)),
    )


def test_the_outline_is_rounder_and_the_front_stays() -> None:
    mesh = mesh_of(trimesh.creation.icosphere(subdivisions=2))
    rounding = Rounding.of(mesh)
    finer = rounded(mesh, rounding)
    assert len(finer.triangles) == 4 * len(mesh.triangles)
    shift = np.float32([[0], [0], [-AWAY_M]])
    places = rounding.bent(mesh.positions.T + shift, 2 * mesh.normals.T) - shift
    old = places[:, : len(mesh.positions)].T
    np.testing.assert_allclose(old, mesh.positions, atol=1e-6)
    radius, flat = np.linalg.norm(places, axis=0), np.linalg.norm(finer.positions, axis=1)
    new = np.arange(len(flat)) >= len(mesh.positions)
    # as the lens sees it, the rim is where a line of sight touches the ball
    facing = np.abs(finer.positions[:, 2] - 1 / AWAY_M)
    rim, front = new & (facing < 0.2), new & (finer.positions[:, 2] > 0.9)
    assert (1 - radius[rim]).max() < 0.1 * (1 - flat[rim]).max()
    assert radius[new].max() < 1.001
    np.testing.assert_allclose(places.T[front], finer.positions[front], atol=1e-6)


def test_seams_stay_closed() -> None:
    mesh = mesh_of(trimesh.creation.icosphere(subdivisions=2))
    rounding = Rounding.of(mesh)
    shift = np.float32([[0], [0], [-AWAY_M]])
    tilted = mesh.normals + np.float32(0.2) * np.roll(mesh.normals, 1, axis=0)
    places = rounding.bent(mesh.positions.T + shift, tilted.T)
    middles = places[:, len(mesh.positions) :].T
    ends = rounding.places[rounding.ends]
    _, side = np.unique(np.sort(ends, axis=0), axis=1, return_inverse=True)
    for axis in middles.T:
        sums, counts = np.bincount(side.reshape(-1), axis), np.bincount(side.reshape(-1))
        np.testing.assert_allclose(axis, (sums / counts)[side.reshape(-1)], atol=1e-5)


def test_edges_of_a_box_stay_straight() -> None:
    box = mesh_of(trimesh.creation.box((1, 1, 1)))
    rounding = Rounding.of(box)
    turned = trimesh.transformations.rotation_matrix(0.6, (1, 2, 0))[:3, :3].astype(np.float32)
    places = turned @ box.positions.T - np.float32([[0], [0], [AWAY_M]])
    bent = rounding.bent(places, turned @ box.normals.T)
    np.testing.assert_allclose(bent, rounding.between(places), atol=1e-6)
