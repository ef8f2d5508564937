"""What people install is made of the right things, each with its papers."""

import ast
import hashlib
import importlib
import json
import plistlib
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bundle import contents, debian, freeze, plan, sums, windows
from bundle.native import NATIVE, native_of

from tryon import __version__

LINUX, WINDOWS, MACOS = ("linux", "windows", "macos")


@pytest.fixture(scope="module")
def packaging(checkout: Path) -> Path:
    return checkout / "packaging"


# ------------------------------------------------------------------ what is inside


def test_nothing_that_is_hidden_from_pyinstaller_is_misspelt():
    for name in plan.HIDDEN:
        if name.startswith("tryon.") or name.startswith("mediapipe."):
            assert importlib.util.find_spec(name), name


def test_nothing_of_ours_imports_what_is_left_out(checkout):
    left_out = set(plan.EXCLUDED) - {"cyndilib", "pyvirtualcam"}  # asked for before, by choice
    for path in (checkout / "tryon").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            for name in names:
                assert name not in left_out, f"{path} imports {name}"
                assert name.partition(".")[0] not in left_out, f"{path} imports {name}"


@pytest.mark.parametrize(
    ("place", "is_wanted"),
    [
        ("mediapipe/modules/face_landmark/face_landmark_with_attention.tflite", True),
        ("mediapipe/modules/face_detection/face_detection_full_range_sparse.tflite", True),
        ("mediapipe/modules/hand_landmark/hand_landmark_full.tflite", True),
        ("mediapipe/modules/hand_landmark/hand_landmark_lite.tflite", False),
        ("mediapipe/modules/objectron/objectron_cpu.binarypb", False),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", True),
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", False),
        ("PySide6/Qt/translations/qtbase_zh_CN.qm", True),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("PySide6/Qt/lib/libQt6Gui.so.6", True),
        ("libQt6Network.so.6", False),
        ("libstdc++.so.6", False),
        ("libX11.so.6", False),
        ("libssl.so.3", True),
        ("tryon/_assets/models3d/mannequin/female.glb", True),
    ],
)
def test_what_belongs_into_the_bundle(place, is_wanted):
    assert plan.is_wanted(place) is is_wanted


def test_a_library_of_unknown_licence_stops_the_build():
    with pytest.raises(LookupError, match="its licence is not known"):
        native_of("somewhere/libunheardof.so.1")


def test_every_known_licence_says_where_the_source_is():
    assert all(native.source.startswith("http") for native in NATIVE.values())
    assert native_of("av.libs/libx265-f5385bb8.so.216") is NATIVE["x265"]
    assert native_of("cv2/libopenblas-r0-f650aae0.3.3.so") is NATIVE["openblas"]
    assert native_of("tryon/app/page.html") is None


@pytest.fixture(scope="module")
def inside() -> contents.Contents:
    modules = ["numpy.core", "cv2", "av.video", "PySide6.QtGui", "google.protobuf", "segno"]
    files = ["av.libs/libx264-d6.so.165", "PySide6/Qt/lib/libQt6Core.so.6", "numpy/x.py"]
    return contents.contents_of(modules, files)


def test_the_notices_have_every_licence_of_what_is_inside(inside):
    assert {"numpy", "av", "protobuf", "segno"} <= set(inside.distributions)
    assert "opencv-contrib-python" in inside.distributions
    assert "pytest" not in inside.distributions
    text = contents.notices(inside)
    for name in inside.distributions:
        assert f"\n{name} " in text
    for words in (
        "Apache License",
        "GNU LESSER GENERAL PUBLIC LICENSE",
        "GPL-2.0-or-later",
        "https://code.videolan.org/videolan/x264",
        "You may replace each",
    ):
        assert words in text


def test_a_licence_that_is_nowhere_stops_the_build(inside, monkeypatch):
    monkeypatch.setattr(contents, "_papers", lambda found: iter(()))
    monkeypatch.setattr(contents, "_told", lambda found: {})
    with pytest.raises(LookupError, match="says nothing of its licence"):
        contents.notices(inside)


def test_the_bill_lists_the_same_and_is_the_same_for_the_same(inside):
    bill = contents.bill_of_materials(inside)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    names = {component["name"] for component in bill["components"]}
    assert {*inside.distributions, "x264", "Qt 6", "Python"} == names
    refs = [component["bom-ref"] for component in bill["components"]]
    assert len(refs) == len(set(refs))
    assert json.dumps(bill) == json.dumps(contents.bill_of_materials(inside))


def test_sizes_are_counted_by_part_and_too_much_is_refused(tmp_path):
    place = tmp_path / "_internal" / "av.libs"
    place.mkdir(parents=True)
    (place / "lib.so").write_bytes(bytes(1000))
    (place / "link.so").symlink_to("lib.so")
    (tmp_path / "tryon").write_bytes(bytes(10))
    assert freeze.size_bytes(tmp_path) == 1010
    assert freeze.parts(tmp_path) == [("av", 1000), ("python, and others", 10)]


def test_checksums_are_those_that_sha256sum_checks(tmp_path):
    files = [tmp_path / name for name in ("b.deb", "a.exe")]
    for path in files:
        path.write_bytes(path.name.encode())
    written = sums.write_sums(files).read_text(encoding="ascii").splitlines()
    digest = hashlib.sha256(b"a.exe").hexdigest()
    assert written[0] == f"{digest}  a.exe"
    with pytest.raises(ValueError, match="two files of one name"):
        sums.write_sums([files[0], tmp_path / "x" / "b.deb"])


# ------------------------------------------------------------------ Linux


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="needs dpkg-deb")
def test_a_debian_package_has_what_a_desktop_looks_for(tmp_path, monkeypatch):
    folder = tmp_path / "tryon"
    (folder / "_internal").mkdir(parents=True)
    shutil.copy("/bin/true", folder / "tryon")
    monkeypatch.setattr(debian, "packages_of", lambda libraries: {"libc6", "libglib2.0-0"})
    package = debian.build(folder, tmp_path / "out")

    def asked(*words: str) -> str:
        return subprocess.run(
            ["dpkg-deb", *words, str(package)], capture_output=True, text=True, check=True
        ).stdout

    fields = asked("--field")
    assert f"Version: {__version__}" in fields
    assert "libglib2.0-0 | libglib2.0-0t64" in fields
    listed = asked("--contents")
    for place in (
        "./opt/tryon/tryon",
        "./usr/bin/tryon -> /opt/tryon/tryon",
        "./usr/share/applications/tryon.desktop",
        "./usr/share/icons/hicolor/256x256/apps/tryon.png",
        "./usr/share/man/man1/tryon.1.gz",
        "./usr/share/metainfo/io.github.tryon.tryon.metainfo.xml",
        "./usr/share/doc/tryon/copyright",
    ):
        assert place in listed
    assert "root/root" in listed


@pytest.mark.skipif(shutil.which("ldd") is None, reason="needs ldd")
def test_needed_libraries_are_those_outside(tmp_path):
    shutil.copy(sys.executable, tmp_path / "tryon")
    found = {path.name for path in debian.needed_libraries(tmp_path)}
    assert "libc.so.6" in found


def test_desktop_files_speak_both_languages(packaging):
    text = (packaging / "linux" / "tryon.desktop").read_text(encoding="utf-8")
    for key in ("Name", "Comment", "Keywords"):
        assert f"\n{key}=" in text
        assert f"\n{key}[zh_CN]=" in text
    ElementTree.parse(packaging / "linux" / "io.github.tryon.tryon.metainfo.xml")


# ------------------------------------------------------------------ Windows


def test_the_version_resource_is_one_expression():
    text = windows.version_resource("1.2.3")
    assert "filevers=(1, 2, 3, 0)" in text
    ast.parse(text)


@pytest.mark.skipif(shutil.which("makensis") is None, reason="needs makensis")
def test_the_installer_compiles_without_a_warning(packaging, tmp_path):
    payload = tmp_path / "payload"
    (payload / "_internal").mkdir(parents=True)
    for name in ("tryon.exe", "tryonw.exe"):
        (payload / name).write_bytes(b"MZ")
    out = tmp_path / "tryon-9.9.9-setup.exe"
    done = subprocess.run(
        [
            *("makensis", "-WX", "-DVERSION=9.9.9", f"-DPAYLOAD={payload}", f"-DOUT={out}"),
            str(packaging / "windows" / "tryon.nsi"),
        ],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    assert out.read_bytes()[:2] == b"MZ"


def test_the_installer_says_everything_in_both_languages(packaging):
    text = (packaging / "windows" / "tryon.nsi").read_text(encoding="utf-8")
    said = re.findall(r"^LangString (\w+) \$\{LANG_(\w+)\}", text, re.MULTILINE)
    by_language = {
        language: {key for key, spoken in said if spoken == language} for _, language in said
    }
    assert by_language["ENGLISH"] == by_language["SIMPCHINESE"]
    for key in re.findall(r"\$\((\w+)\)", text):
        assert key in by_language["ENGLISH"]


def test_the_uninstaller_deletes_no_folder_that_it_did_not_make(packaging):
    text = (packaging / "windows" / "tryon.nsi").read_text(encoding="utf-8")
    gone = re.findall(r'RMDir /r "([^"]+)"', text)
    assert set(gone) == {
        "$INSTDIR\\_old",
        "$INSTDIR\\_internal",
        "$SMPROGRAMS\\tryon",
        "$LOCALAPPDATA\\tryon",
    }


def test_windows_is_told_of_long_paths_and_scaling(packaging):
    root = ElementTree.parse(packaging / "windows" / "tryon.manifest").getroot()
    said = {element.tag.rpartition("}")[2]: element.text for element in root.iter()}
    assert said["longPathAware"] == "true"
    assert said["dpiAwareness"] == "PerMonitorV2"
    ElementTree.fromstring(
        (packaging / "windows" / "kiosk-task.xml")
        .read_text(encoding="utf-8")
        .replace('encoding="UTF-16"', "")
    )


# ------------------------------------------------------------------ macOS


def test_macos_asks_for_camera_and_microphone_in_both_languages(packaging):
    told = plan.info_plist()
    assert told["CFBundleShortVersionString"] == __version__
    assert told["LSMinimumSystemVersion"]
    for key in ("NSCameraUsageDescription", "NSMicrophoneUsageDescription"):
        assert told[key]
        for language in ("en", "zh-Hans"):
            path = packaging / "macos" / f"{language}.lproj" / "InfoPlist.strings"
            assert f'"{key}" = "' in path.read_text(encoding="utf-8")
    with (packaging / "macos" / "entitlements.plist").open("rb") as file:
        rights = plistlib.load(file)
    assert rights["com.apple.security.device.camera"]
    assert rights["com.apple.security.device.audio-input"]
    with (packaging / "macos" / "io.github.tryon.kiosk.plist").open("rb") as file:
        assert plistlib.load(file)["ProgramArguments"][-1] == "supervise"


# ------------------------------------------------------------------ the release


def test_every_action_is_pinned_and_nobody_may_more_than_needed(checkout):
    text = (checkout / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    used = re.findall(r"uses: (\S+)", text)
    assert used
    for action in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action), action
    assert "\npermissions:\n  contents: read\n" in text
    assert text.count("contents: write") == 1
    assert "--require-hashes" in text
    assert "--draft" in text


#: What GitHub and the actions that we use understand: a misspelt key is refused there only.
WORKFLOW_KEYS = set(
    re.findall(
        r"[\w-]+",
        """name on push tags workflow_dispatch permissions contents concurrency group
    cancel-in-progress defaults run shell jobs build python-3-12 draft strategy fail-fast matrix
    include runs-on container timeout-minutes env steps needs if uses with persist-credentials
    python-version path if-no-files-found retention-days merge-multiple""",
    )
)
#: A script of several lines, with what it is indented by.
SCRIPT = re.compile(r"^( +)run: \|\n((?:\1  .*\n|\n)+)", re.MULTILINE)


def test_the_workflow_has_no_misspelt_key_and_its_scripts_are_whole(checkout):
    text = (checkout / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    scripts = [found[2] for found in SCRIPT.finditer(text)]
    scripts += re.findall(r"^ +run: ([^|\n].*)$", text, re.MULTILINE)
    assert len(scripts) == text.count(" run: ")
    for script in scripts:
        plain = textwrap.dedent(re.sub(r"\$\{\{.*?\}\}", "word", script))
        done = subprocess.run(["bash", "-n"], input=plain, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr + plain
    keys = re.findall(r"^ *(?:- )?([a-z][\w-]*):(?: |$)", SCRIPT.sub("", text), re.MULTILINE)
    assert set(keys) <= WORKFLOW_KEYS
    for expression in re.findall(r"\$\{\{(.*?)\}\}", text):
        for word in re.split(r"==|&&|\|\|", expression):
            assert re.match(r" *((github|matrix|secrets)\.\w|')", word), expression
    rows = re.findall(r"^ +- \{ (.*) \}$", text, re.MULTILINE)
    for word in set(re.findall(r"matrix\.(\w+)", text)):
        assert all(f"{word}: " in row for row in rows), word
