"""Libraries inside wheels: what each is, whose licence it has, where its source is."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Native:
    """A library in machine code.

    Attributes
    ----------
    name : str
        Of the project.
    licence : str
        SPDX expression.
    source : str
        Where the project gives its source away.
    """

    name: str
    licence: str
    source: str


_FFMPEG = Native("FFmpeg", "LGPL-3.0-or-later", "https://ffmpeg.org/download.html")
_QT5 = Native("Qt 5", "LGPL-3.0-only", "https://download.qt.io/archive/qt/5.15/")
_QT6 = Native("Qt 6", "LGPL-3.0-only", "https://download.qt.io/official_releases/qt/")
_X11 = Native("X.Org libraries", "MIT", "https://www.x.org/releases/individual/")
_XCB = Native("XCB", "MIT", "https://xcb.freedesktop.org/dist/")
_ICU = Native("ICU", "Unicode-3.0", "https://icu.unicode.org/download")
_WEBP = Native("libwebp", "BSD-3-Clause", "https://chromium.googlesource.com/webm/libwebp")
_GCC = Native(
    "GCC runtime",
    "GPL-3.0-or-later WITH GCC-exception-3.1",
    "https://gcc.gnu.org/releases.html",
)
_NETTLE = Native(
    "Nettle", "LGPL-3.0-or-later OR GPL-2.0-or-later", "https://ftp.gnu.org/gnu/nettle/"
)
_GLVND = Native("libglvnd", "MIT", "https://gitlab.freedesktop.org/glvnd/libglvnd")
_AMR = Native(
    "OpenCORE AMR", "Apache-2.0", "https://sourceforge.net/projects/opencore-amr/files/"
)
_BROTLI = Native("Brotli", "MIT", "https://github.com/google/brotli/releases")

#: By the beginning of the file's name, after ``lib``; the longest one counts.
NATIVE = {
    "avcodec": _FFMPEG,
    "avdevice": _FFMPEG,
    "avfilter": _FFMPEG,
    "avformat": _FFMPEG,
    "avutil": _FFMPEG,
    "swresample": _FFMPEG,
    "swscale": _FFMPEG,
    "opencv_videoio_ffmpeg": _FFMPEG,
    "x264": Native("x264", "GPL-2.0-or-later", "https://code.videolan.org/videolan/x264"),
    "x265": Native("x265", "GPL-2.0-or-later", "https://bitbucket.org/multicoreware/x265_git"),
    "dav1d": Native("dav1d", "BSD-2-Clause", "https://code.videolan.org/videolan/dav1d"),
    "SvtAv1Enc": Native(
        "SVT-AV1", "BSD-3-Clause-Clear", "https://gitlab.com/AOMediaCodec/SVT-AV1"
    ),
    "vpx": Native("libvpx", "BSD-3-Clause", "https://chromium.googlesource.com/webm/libvpx"),
    "opus": Native("Opus", "BSD-3-Clause", "https://opus-codec.org/downloads/"),
    "mp3lame": Native("LAME", "LGPL-2.0-or-later", "https://lame.sourceforge.io/download.php"),
    "opencore-amr": _AMR,
    "vpl": Native("oneVPL", "MIT", "https://github.com/intel/libvpl/releases"),
    "gnutls": Native("GnuTLS", "LGPL-2.1-or-later", "https://www.gnutls.org/download.html"),
    "nettle": _NETTLE,
    "hogweed": _NETTLE,
    "gmp": Native(
        "GMP", "LGPL-3.0-or-later OR GPL-2.0-or-later", "https://gmplib.org/#DOWNLOAD"
    ),
    "unistring": Native(
        "libunistring",
        "LGPL-3.0-or-later OR GPL-2.0-or-later",
        "https://ftp.gnu.org/gnu/libunistring/",
    ),
    "webp": _WEBP,
    "sharpyuv": _WEBP,
    "avif": Native(
        "libavif", "BSD-2-Clause", "https://github.com/AOMediaCodec/libavif/releases"
    ),
    "openjp2": Native(
        "OpenJPEG", "BSD-2-Clause", "https://github.com/uclouvain/openjpeg/releases"
    ),
    "jpeg": Native(
        "libjpeg-turbo", "IJG AND BSD-3-Clause", "https://libjpeg-turbo.org/Documentation/"
    ),
    "png": Native("libpng", "libpng-2.0", "http://www.libpng.org/pub/png/libpng.html"),
    "tiff": Native("libtiff", "libtiff", "https://libtiff.gitlab.io/libtiff/"),
    "lcms2": Native("Little CMS", "MIT", "https://www.littlecms.com/"),
    "freetype": Native("FreeType", "FTL", "https://freetype.org/download.html"),
    "harfbuzz": Native(
        "HarfBuzz", "MIT-Modern-Variant", "https://github.com/harfbuzz/harfbuzz"
    ),
    "brotli": _BROTLI,
    "zstd": Native("Zstandard", "BSD-3-Clause", "https://github.com/facebook/zstd/releases"),
    "lzma": Native("XZ Utils", "0BSD", "https://tukaani.org/xz/"),
    "z": Native("zlib", "Zlib", "https://zlib.net/"),
    "bz2": Native("bzip2", "bzip2-1.0.6", "https://sourceware.org/bzip2/"),
    "expat": Native("Expat", "MIT", "https://github.com/libexpat/libexpat/releases"),
    "ffi": Native("libffi", "MIT", "https://github.com/libffi/libffi/releases"),
    "sqlite3": Native("SQLite", "blessing", "https://sqlite.org/download.html"),
    "uuid": Native(
        "libuuid", "BSD-3-Clause", "https://www.kernel.org/pub/linux/utils/util-linux/"
    ),
    "crypto": Native("OpenSSL", "Apache-2.0 OR OpenSSL", "https://openssl-library.org/source/"),
    "ssl": Native("OpenSSL", "Apache-2.0 OR OpenSSL", "https://openssl-library.org/source/"),
    "python": Native("Python", "PSF-2.0", "https://www.python.org/downloads/source/"),
    "openblas": Native("OpenBLAS", "BSD-3-Clause", "https://github.com/OpenMathLib/OpenBLAS"),
    "gfortran": _GCC,
    "quadmath": _GCC,
    "asound": Native(
        "alsa-lib", "LGPL-2.1-or-later", "https://www.alsa-project.org/files/pub/lib/"
    ),
    "drm": Native("libdrm", "MIT", "https://dri.freedesktop.org/libdrm/"),
    "EGL": _GLVND,
    "GLESv2": _GLVND,
    "GLdispatch": _GLVND,
    "X": _X11,
    "xcb": _XCB,
    "xkbcommon": Native("libxkbcommon", "MIT", "https://github.com/xkbcommon/libxkbcommon"),
    "icu": _ICU,
    "Qt5": _QT5,
    "Qt6": _QT6,
    "pyside6": Native(
        "PySide6", "LGPL-3.0-only", "https://code.qt.io/cgit/pyside/pyside-setup.git"
    ),
    "shiboken6": Native(
        "Shiboken6", "LGPL-3.0-only", "https://code.qt.io/cgit/pyside/pyside-setup.git"
    ),
    "c2pa_c": Native("c2pa-rs", "MIT OR Apache-2.0", "https://github.com/contentauth/c2pa-rs"),
}

_LIBRARY = re.compile(r"(?:^|/)lib([A-Za-z][A-Za-z0-9+_-]*?)[^/]*\.(?:so|dylib)[.0-9]*$")


def native_of(place: str) -> Native | None:
    """Name the project that a library comes from, by its place in a bundle; None for others.

    Raises
    ------
    LookupError
        It is a library, and nobody has looked up its licence.

    Examples
    --------
    >>> native_of("av.libs/libx264-d6533a8d.so.165").licence
    'GPL-2.0-or-later'
    >>> native_of("cv2/cv2.abi3.so") is None
    True
    """
    place = place.replace("\\", "/")
    if not _LIBRARY.search(place):
        return None
    if place.startswith("PySide6/") and "/plugins/" in place:
        return _QT6
    word = place.rpartition("/")[2][3:]
    known = [name for name in NATIVE if word.startswith(name)]
    if not known:
        raise LookupError(f"{place}: its licence is not known; look it up for native.py")
    return NATIVE[max(known, key=len)]
