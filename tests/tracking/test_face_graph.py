import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tryon.core.errors import Missing
from tryon.tracking.graph import Graph, hush, inference

ECHO = """
input_stream: "image"
output_stream: "echo"
node { calculator: "PassThroughCalculator" input_stream: "image" output_stream: "echo" }
"""


THREADS = Path("/proc/self/task")


@pytest.mark.skipif(not THREADS.is_dir(), reason="threads are counted as Linux lists them")
def test_no_thread_is_started_for_a_graph():
    before = len(list(THREADS.iterdir()))
    graph = Graph(ECHO, "echo")
    graph(np.zeros((8, 8, 3), np.uint8))
    assert len(list(THREADS.iterdir())) == before
    graph.close()


def test_what_a_picture_gave_is_forgotten_with_the_next():
    graph = Graph(ECHO, "echo")
    first = graph(np.zeros((8, 8, 3), np.uint8))["echo"].timestamp
    assert graph(np.zeros((8, 8, 3), np.uint8))["echo"].timestamp > first
    graph.close()


def test_only_known_chatter_is_kept_from_the_terminal(capfd):
    with hush():
        os.write(2, b"W0000 inference_feedback_manager.cc:114] Feedback\nthe disk is full\n")
        assert capfd.readouterr().err == ""
    assert capfd.readouterr().err == "the disk is full\n"


def test_starting_says_nothing():
    code = "from tryon.tracking.face import FaceTracker; FaceTracker().close()"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("", "")


def test_mediapipe_is_loaded_without_matplotlib_which_still_works_for_others():
    code = (
        "import sys; from tryon.tracking.mesh import AttentionMesh; AttentionMesh().close();"
        "assert not [m for m in sys.modules if m.startswith('matplotlib')];"
        "import matplotlib.pyplot; print(matplotlib.pyplot.figure.__name__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "figure\n", done.stderr


def test_a_model_that_is_not_there_is_told_in_one_sentence(capfd):
    with pytest.raises(Missing, match=r"gone\.tflite: a model is not there"):
        Graph(inference("mediapipe/modules/face_landmark/gone.tflite"), "answers")
    with pytest.raises(Missing, match=r"gone\.binarypb"):
        Graph(Path("mediapipe/modules/gone.binarypb"), "answers")
    assert capfd.readouterr().err == ""
