"""What goes into the frozen program, and what stays out, each with its reason."""

import importlib.util
import re
import tomllib
from pathlib import Path
from typing import Any

import tryon
from tryon import assets

ROOT = Path(__file__).resolve().parents[2]

#: Of the application, for the systems that ask for one.
IDENTIFIER = "io.github.tryon.tryon"

#: Extras that travel along.
EXTRAS = ("handoff", "c2pa", "keys")

#: Folders of the checkout that travel along.
ASSETS = ("shaders", "models3d", "calibration")

#: Distributions whose papers are asked for at run time: `tryon doctor` names versions.
VERSIONS = (
    "mediapipe",
    "numpy",
    "opencv-contrib-python",
    "PySide6_Essentials",
    "av",
    "moderngl",
)

#: Imported where PyInstaller does not see it: by name, at the moment it is needed.
HIDDEN = [
    "tryon.app.kiosk.kiosk",
    "tryon.app.studio.studio",
    "tryon.app.desk.desk",
    "tryon.app.mirror",
    "mediapipe.python.solutions.face_mesh",
    "mediapipe.python.solutions.pose",
    "OpenGL.platform.egl",
    "glcontext.egl",
    "glcontext.x11",
    "sounddevice",
    "cryptography",
    "c2pa",
    "keyring.backends.SecretService",
    "keyring.backends.Windows",
    "keyring.backends.macOS",
]

#: What others would bring and nothing of ours runs: mediapipe names jax, matplotlib and
#: sentencepiece for tasks that are never loaded; trimesh and pyrender name scipy, pyglet and
#: plotting for windows and files of theirs; of scikit-image only one picture is used.
EXCLUDED = [
    "IPython",
    "PyQt5",
    "PyQt6",
    "colour",
    "contourpy",
    "fontTools",
    "grimp",
    "hypothesis",
    "jax",
    "jaxlib",
    "matplotlib",
    "ml_dtypes",
    "mypy",
    "mypyc",
    "numba",
    "opt_einsum",
    "pandas",
    "pip",
    "pkg_resources",
    "pytest",
    "pyvirtualcam",  # GPL-2.0: whoever wants it installs it
    "cyndilib",  # the NDI library has a licence of its own
    "scipy",
    "sentencepiece",
    "setuptools",
    "skimage",
    "sympy",
    "tensorflow",
    "tifffile",
    "tkinter",
    "torch",
    "PySide6.QtDBus",
    "PySide6.QtNetwork",
    "PySide6.QtOpenGL",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "PySide6.QtSvg",
]

#: Files that hooks bring along and nothing opens, by their place in the folder.
_UNUSED = re.compile(
    r"""
    cv2/(data|qt)/ |                              # cascades; plugins of another Qt
    mediapipe/modules/(objectron|iris_landmark|holistic_landmark)/ |
    mediapipe/modules/.*_lite\.tflite |
    mediapipe/tasks/python/metadata/flatbuffers_lib/ |
    c2pa/libs/.*\.(rlib|a|lib|d)$ |               # for linking, not for running
    imageio/resources/ |
    (PySide6/(Qt/)?(lib/)?)?(lib)?Qt6?(Network|OpenGLWidgets|Pdf|Qml|Quick|Sql|Svg|Test|
      VirtualKeyboard|EglF).* |
    PySide6/Qt[A-Z][a-z]+/ |
    PySide6/(Qt/)?qml/ |
    PySide6/(Qt/)?translations/(?!qtbase_(zh_CN|en)\.qm) |
    PySide6/(Qt/)?plugins/(networkinformation|tls|qmltooling|sqldrivers|generic|iconengines|
      egldeviceintegrations)/ |
    PySide6/(Qt/)?plugins/platforms/libq(eglfs|linuxfb|minimalegl|vkkhrdisplay|vnc)\. |
    PySide6/(Qt/)?plugins/platformthemes/libqgtk3\. |    # would bring half of GTK
    PySide6/(Qt/)?plugins/wayland-decoration-client/libadwaita\. |   # draws with QtSvg
    PySide6/(Qt/)?plugins/platforminputcontexts/.*virtualkeyboard |
    PySide6/(Qt/)?plugins/imageformats/.*q(pdf|svg|tga|tiff|wbmp|webp)\. |
    PySide6/opengl32sw\.dll |                     # 20 MB; Qt paints without OpenGL here
    .*\.pyi$ |
    .*/tests?/
    """,
    re.VERBOSE,
)

#: Libraries that Linux brings itself, newer than those of the machine that builds, and that
#: its graphics drivers, its sound or its desktop share with us: an old C++ library of ours
#: would keep a driver of theirs from loading. A package asks for them by name instead.
_OF_THE_SYSTEM = re.compile(
    r"""lib(
    stdc\+\+|gcc_s|mvec|
    X[A-Za-z0-9]*|X11-xcb|xcb(-[a-z]+)*|xkbcommon(-x11)?|wayland-[a-z]+|ICE|SM|drm|gbm|GL[A-Za-z]*|
    EGL|dbus-1|systemd|gcrypt|gpg-error|cap|selinux|mount|blkid|md|bsd|lz4|
    g(lib|object|io|module|thread|dk_pixbuf|dk-3|tk-3)(-2\.0)?|pcre2-8|atk-1\.0|
    fontconfig|freetype|harfbuzz|pango[a-z0-9]*-1\.0|cairo(-gobject)?|pixman-1|graphite2|thai|
    datrie|fribidi|jpeg|png16|brotli[a-z]+|zstd|
    portaudio|jack|asound|db-5\.3|
    krb5(support)?|k5crypto|gssapi_krb5|com_err|keyutils|readline|tinfo
    )\.so(\.\d+)*$""",
    re.VERBOSE,
)


def is_wanted(place: str) -> bool:
    """Whether a file belongs into the bundle, by its place in it.

    Examples
    --------
    >>> is_wanted("cv2/data/haarcascade_eye.xml"), is_wanted("cv2/cv2.abi3.so")
    (False, True)
    >>> is_wanted("libstdc++.so.6"), is_wanted("libxcb-5ddf6756.so.1.1.0")
    (False, True)
    """
    place = place.replace("\\", "/")
    return not (_UNUSED.match(place) or _OF_THE_SYSTEM.match(place))


def portrait() -> Path:
    """Return the demo's picture, which is taken along without the library that ships it."""
    return assets.portrait()


def signing_library() -> list[tuple[str, str]]:
    """Return c2pa's own library as (path, folder in the bundle); none where it is not there."""
    found = importlib.util.find_spec("c2pa")
    if found is None or found.origin is None:
        return []
    libraries = Path(found.origin).parent / "libs"
    return [
        (str(path), "c2pa/libs")
        for path in sorted(libraries.glob("*"))
        if path.suffix in (".so", ".dll", ".dylib")
    ]


def requirements() -> list[str]:
    """List what the program inside the bundle stands on, extras that travel along included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked: list[str] = [*project["dependencies"]]
    for extra in EXTRAS:
        asked += project["optional-dependencies"][extra]
    return asked


def version() -> str:
    """Return the version of the program."""
    return tryon.__version__


def info_plist() -> dict[str, Any]:
    """Return what macOS is told of the application (see ``packaging/macos``)."""
    import plistlib

    with (ROOT / "packaging" / "macos" / "Info.plist").open("rb") as file:
        told: dict[str, Any] = plistlib.load(file)
    return told | {
        "CFBundleShortVersionString": version(),
        "CFBundleVersion": version(),
    }
