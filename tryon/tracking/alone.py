"""MediaPipe's own trackers, as anyone would use them: what our stages are compared with."""

import contextlib
import time
from collections.abc import Iterable

import numpy as np

from tryon.core.memory import give_back
from tryon.core.scene import Bytes
from tryon.tracking.graph import hush, load_mediapipe


def trackers_alone(
    frames: Iterable[Bytes], faces: int, *, with_pose: bool = False
) -> list[float]:
    """Time MediaPipe's face tracker, and its pose tracker if that is needed, too.

    Parameters
    ----------
    frames : iterable of (h, w, 3) uint8
        In order, of one size.
    faces : int
        The most faces it may follow.
    with_pose : bool
        Whether ``Pose(model_complexity=1).process`` sees every frame as well, with the
        person's mask.

    Returns
    -------
    spent_ms : list of float
        One for each frame: ``FaceMesh(max_num_faces=faces, refine_landmarks=True).process``,
        without what we add to find, tell apart and steady faces.
    """
    spent_ms, seen = [], False
    with contextlib.ExitStack() as stack:
        with hush():
            load_mediapipe()
            from mediapipe.python.solutions.face_mesh import FaceMesh
            from mediapipe.python.solutions.pose import Pose

            mesh = FaceMesh(max_num_faces=faces, refine_landmarks=True)
            mesh.process(np.zeros((64, 64, 3), np.uint8))
            stack.enter_context(contextlib.closing(mesh))
            pose = None
            if with_pose:
                pose = Pose(model_complexity=1, enable_segmentation=True)
                pose.process(np.zeros((64, 64, 3), np.uint8))
                stack.enter_context(contextlib.closing(pose))
        for rgb in frames:
            with contextlib.nullcontext() if seen else hush():  # its last word is on a face
                start = time.perf_counter_ns()
                found = mesh.process(rgb).multi_face_landmarks
                if pose:
                    pose.process(rgb)
                spent_ms.append((time.perf_counter_ns() - start) / 1e6)
            seen = seen or found is not None
    give_back()
    return spent_ms
