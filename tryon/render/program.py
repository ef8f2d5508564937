"""OpenGL without a window: a context of our own, and programs from the files in ``shaders``."""

import contextlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import moderngl

from tryon import assets
from tryon.core.errors import Missing

_HINT = (
    "Install the graphics driver of the maker."
    if sys.platform != "linux"
    else "Install the graphics driver, or `sudo apt-get install libegl1 libgl1-mesa-dri`."
)

#: Words in the name of a renderer that runs on the processor: there, every pixel counts.
_SOFTWARE = ("llvmpipe", "softpipe", "swrast", "software", "basic render", "swiftshader")


def make_context() -> moderngl.Context:
    """Make an OpenGL 3.3 context that belongs to the calling thread.

    Raises
    ------
    Missing
        There is no such driver here.
    """
    try:
        if sys.platform != "linux":
            return _collected(moderngl.create_context(standalone=True, require=330))
        try:
            # needs neither display nor desktop, only the driver
            context = moderngl.create_context(
                standalone=True,
                require=330,
                backend="egl",  # type: ignore[arg-type]  # (its stub wants a dict)
            )
        except Exception:  # noqa: BLE001 - drivers raise whatever they like
            context = moderngl.create_context(standalone=True, require=330)
    except Exception as error:
        words = next(iter(str(error).splitlines()), type(error).__name__)
        raise Missing(f"garments need OpenGL 3.3, and there is none: {words}", _HINT) from error
    return _collected(context)


def _collected(context: moderngl.Context) -> moderngl.Context:
    context.gc_mode = "context_gc"  # what Python forgets is freed by `gc`, while it is current
    if is_software(context):
        _spread_out()
    return context


def _spread_out() -> None:
    """Keep Mesa's two threads on one processor each, where there are two.

    They are woken by the thread that draws, and otherwise both stay beside it, behind it, as
    long as somebody measures on the other processor, however far that one stands back.
    """
    if sys.platform != "linux" or len(processors := sorted(os.sched_getaffinity(0))) != 2:
        return
    named = ((thread.name, _name_of(thread)) for thread in Path("/proc/self/task").iterdir())
    threads = [int(number) for number, name in named if name.startswith("llvmpipe-")]
    if len(threads) != len(processors):
        return
    for thread, processor in zip(threads, processors, strict=True):
        with contextlib.suppress(OSError):
            os.sched_setaffinity(thread, {processor})


def _name_of(thread: Path) -> str:
    """Read the name of a thread that may end meanwhile."""
    try:
        return (thread / "comm").read_text().strip()
    except OSError:
        return ""


def address_of(context: moderngl.Context, command: str) -> int:
    """Find a command of OpenGL that moderngl has no name for; nor has it a public way to."""
    address: int = context.mglo._context.load(command)
    return address


def is_software(context: moderngl.Context) -> bool:
    """Tell whether pixels are computed by the processor, not by a graphics card."""
    name = str(context.info["GL_RENDERER"]).lower()
    return any(word in name for word in _SOFTWARE)


def make_program(
    context: moderngl.Context, name: str, defines: Sequence[str] = ()
) -> moderngl.Program:
    """Compile ``<name>.vert`` and ``<name>.frag``, with these names defined in both.

    Raises
    ------
    Missing
        The driver does not understand them: it is older than it says.
    """

    def text(kind: str) -> str:
        version, _, rest = assets.shader(f"{name}.{kind}").partition("\n")
        head = "".join(f"#define {word}\n" for word in defines)
        return f"{version}\n{head}#line 2 0\n{rest}"

    try:
        return context.program(vertex_shader=text("vert"), fragment_shader=text("frag"))
    except Exception as error:
        words = " ".join(str(error).split())[:300]
        raise Missing(f"the driver does not take shader {name}: {words}", _HINT) from error
