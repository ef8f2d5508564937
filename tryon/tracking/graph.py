"""MediaPipe's graphs, run by the thread that asks.

Its own solutions hide what we need (the presence score of a face), decide for themselves where
they look, copy whole frames and hand every picture to threads of their own. The models and
calculators are all in the wheel, so we feed graphs of our own. Nothing crosses threads: on a
busy machine waking one costs several times what the model does.
"""

import contextlib
import importlib
import os
import re
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from tryon.core.errors import Missing
from tryon.core.memory import give_back
from tryon.core.precedence import let_pass
from tryon.core.scene import Bytes

#: What MediaPipe says on every start, about nothing that anyone could mend.
_CHATTER = re.compile(
    rb"All log messages before absl::InitializeLog|inference_feedback_manager\.cc"
    rb"|Created TensorFlow Lite XNNPACK delegate|landmark_projection_calculator\.cc"
    rb"|gl_context.*\.cc"
)


@contextlib.contextmanager
def hush() -> Iterator[None]:
    """Keep MediaPipe's start-up chatter from the terminal; pass everything else on.

    It is written by C++ straight to file descriptor 2, so that is what is held back while the
    body runs. Lines that are not known chatter are written out afterwards.
    """
    sys.stderr.flush()
    with tempfile.TemporaryFile() as held:
        terminal = os.dup(2)
        os.dup2(held.fileno(), 2)
        try:
            yield
        finally:
            sys.stderr.flush()
            os.dup2(terminal, 2)
            held.seek(0)
            lines = [line for line in held if not _CHATTER.search(line)]
            os.write(2, b"".join(lines)) if lines else None
            os.close(terminal)


def load_mediapipe() -> ModuleType:
    """Import mediapipe without matplotlib, which it would load for plots that we never make.

    That saves a quarter of a second and 30 MB at every start, and at the very first one the
    seconds in which matplotlib lists all typefaces of the machine.
    """
    stand_ins = {name: ModuleType(name) for name in ("matplotlib", "matplotlib.pyplot")}
    if stand_ins.keys() & sys.modules.keys():
        stand_ins = {}
    sys.modules.update(stand_ins)
    try:
        return importlib.import_module("mediapipe")
    finally:
        for name in stand_ins:
            del sys.modules[name]


def inference(model: str, low: float = 0.0) -> str:
    """Write the nodes of a graph that run a model on the stream ``image``.

    Parameters
    ----------
    model : str
        Path of the model inside the wheel of mediapipe.
    low : float
        What black is for the model; white is 1.

    Returns
    -------
    nodes : str
        They end in the stream ``answers``.
    """
    return f"""
node {{
  calculator: "TensorConverterCalculator"
  input_stream: "IMAGE:image"
  output_stream: "TENSORS:pixels"
  options {{ [mediapipe.TensorConverterCalculatorOptions.ext] {{
    output_tensor_float_range {{ min: {low} max: 1.0 }} }} }}
}}
node {{
  calculator: "TfLiteCustomOpResolverCalculator"
  output_side_packet: "OP_RESOLVER:operations"
}}
node {{
  calculator: "InferenceCalculator"
  input_side_packet: "OP_RESOLVER:operations"
  input_stream: "TENSORS:pixels"
  output_stream: "TENSORS:answers"
  options {{ [mediapipe.InferenceCalculatorOptions.ext] {{
    model_path: "{model}"
    delegate {{ xnnpack {{ num_threads: 1 }} }} }} }}
}}
"""


def detection(
    found: str,
    model: str,
    *,
    side_px: int,
    strides: tuple[int, ...],
    places: int,
    least: float,
    low: float = 0.0,
) -> str:
    """Write a graph that finds things of one kind in the stream ``image``.

    Parameters
    ----------
    found : str
        The stream of detections in which it ends.
    model : str
        Path of a single-shot detector with two anchors a cell inside the wheel of mediapipe.
    side_px : int
        Of the square that the model takes.
    strides : tuple of int
        Of its layers of anchors, in px.
    places : int
        Points that it tells of each thing, beside the box.
    least : float, in [0, 1]
        Score of what counts.
    low : float
        What black is for the model; white is 1.
    """
    boxes = sum(2 * (side_px // stride) ** 2 for stride in strides)
    layers = " ".join(f"strides: {stride}" for stride in strides)
    return f"""
input_stream: "image"
output_stream: "{found}"
{inference(model, low)}
node {{
  calculator: "SsdAnchorsCalculator"
  output_side_packet: "anchors"
  options {{ [mediapipe.SsdAnchorsCalculatorOptions.ext] {{
    input_size_width: {side_px} input_size_height: {side_px}
    min_scale: 0.1484375 max_scale: 0.75 anchor_offset_x: 0.5 anchor_offset_y: 0.5
    num_layers: {len(strides)} {layers} aspect_ratios: 1.0 fixed_anchor_size: true }} }}
}}
node {{
  calculator: "TensorsToDetectionsCalculator"
  input_stream: "TENSORS:answers"
  input_side_packet: "ANCHORS:anchors"
  output_stream: "DETECTIONS:all"
  options {{ [mediapipe.TensorsToDetectionsCalculatorOptions.ext] {{
    num_classes: 1 num_boxes: {boxes} num_coords: {4 + 2 * places} box_coord_offset: 0
    keypoint_coord_offset: 4 num_keypoints: {places} num_values_per_keypoint: 2
    x_scale: {side_px} y_scale: {side_px} w_scale: {side_px} h_scale: {side_px}
    reverse_output_order: true sigmoid_score: true score_clipping_thresh: 100
    min_score_thresh: {least} }} }}
}}
node {{
  calculator: "NonMaxSuppressionCalculator"
  input_stream: "all"
  output_stream: "{found}"
  options {{ [mediapipe.NonMaxSuppressionCalculatorOptions.ext] {{
    min_suppression_threshold: 0.3 overlap_type: INTERSECTION_OVER_UNION
    algorithm: WEIGHTED }} }}
}}
"""


_MODEL = re.compile(rb"mediapipe/modules/[\w/]+\.tflite")


def _require(wheel: Path, place: Path) -> None:
    """Raise `Missing` without a file of MediaPipe's; its own words would fill the terminal."""
    if not (wheel / place).is_file():
        raise Missing(
            f"{wheel / place}: a model is not there",
            "Install tryon again; its data files are gone.",
        )


class Graph:
    """A graph that takes one picture at a time and answers at once.

    Parameters
    ----------
    config : str or Path
        The graph as text, or the name of a serialised one below the folder of the wheel.
        Its input stream is called "image".
    answers : str
        Names of the output streams that are wanted.

    Attributes
    ----------
    read : module
        MediaPipe's functions that say what is in a packet.

    Raises
    ------
    Missing
        The graph, or a model that it names, is not where MediaPipe was installed.

    Notes
    -----
    Threads that ask at the same time take turns: a graph that two feed at once breaks.
    """

    def __init__(self, config: str | Path, *answers: str) -> None:
        mediapipe = load_mediapipe()
        from google.protobuf import text_format  # type: ignore[import-untyped]
        from mediapipe.calculators.core import split_vector_calculator_pb2  # noqa: F401
        from mediapipe.calculators.tensor import (
            image_to_tensor_calculator_pb2,  # noqa: F401
            inference_calculator_pb2,  # noqa: F401
            tensor_converter_calculator_pb2,  # noqa: F401
            tensors_to_detections_calculator_pb2,  # noqa: F401
            tensors_to_floats_calculator_pb2,  # noqa: F401
            tensors_to_landmarks_calculator_pb2,  # noqa: F401
            tensors_to_segmentation_calculator_pb2,  # noqa: F401
        )
        from mediapipe.calculators.tflite import ssd_anchors_calculator_pb2  # noqa: F401
        from mediapipe.calculators.util import (
            non_max_suppression_calculator_pb2,  # noqa: F401
            refine_landmarks_from_heatmap_calculator_pb2,  # noqa: F401
        )
        from mediapipe.framework import calculator_pb2
        from mediapipe.python import _framework_bindings as bindings

        wheel = Path(str(mediapipe.__file__)).parent.parent
        bindings.resource_util.set_resource_dir(str(wheel))
        graph: Any = calculator_pb2.CalculatorGraphConfig()
        if isinstance(config, Path):
            _require(wheel, config)
            told = (wheel / config).read_bytes()
            graph.ParseFromString(told)
        else:
            told = config.encode()
            text_format.Parse(config, graph)
        for model in _MODEL.findall(told):
            _require(wheel, Path(model.decode()))
        del graph.executor[:]
        graph.executor.add(type="ApplicationThreadExecutor")
        self.read: Any = bindings._packet_getter
        self._create = bindings._packet_creator._create_image_frame_from_pixel_data
        self._format = bindings.image_frame.ImageFormat.SRGB
        self._graph = bindings.calculator_graph.CalculatorGraph(graph_config=graph)
        self._answers: dict[str, Any] = {}
        for stream in answers:
            self._graph.observe_output_stream(stream, self._answers.__setitem__)
        self._graph.start_run({})
        self._asked = 0
        self._turn = threading.Lock()

    def __call__(self, rgb: Bytes) -> dict[str, Any]:
        """Run the graph on a picture.

        Parameters
        ----------
        rgb : (h, w, 3) uint8
            Contiguous.

        Returns
        -------
        answers : dict of str to packet
            By output stream; a stream that says nothing about this picture is missing.
        """
        with self._turn:
            self._answers.clear()
            self._asked += 1
            picture = self._create(self._format, rgb, True).at(self._asked)
            self._graph.add_packet_to_input_stream("image", picture)
            self._graph.wait_until_idle()
            if self._asked == 1:
                give_back()  # a model lays its weights out anew at its first picture
            answers = dict(self._answers)
        let_pass()
        return answers

    def close(self) -> None:
        """End the graph."""
        self._graph.close()
        give_back()
