import re
import subprocess
import sys
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@pytest.fixture(scope="module")
def locked(checkout) -> dict[str, str]:
    """Version by canonical name."""
    text = (checkout / "packaging" / "requirements.lock").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    for line in lines:  # no index, no path, no range
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line), line
    pairs = [line.split("==") for line in lines]
    assert len({canonicalize_name(name) for name, _ in pairs}) == len(pairs), "a name twice"
    return {canonicalize_name(name): version for name, version in pairs}


def test_every_dependency_is_locked_inside_its_range(checkout, locked):
    project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))[
        "project"
    ]
    extras = project["optional-dependencies"]
    named = project["dependencies"] + extras["demo"] + extras["test"]
    for requirement in map(Requirement, named):
        if requirement.name != "tryon":
            name = canonicalize_name(requirement.name)
            assert name in locked, f"{name} is not in the lock"
            assert requirement.specifier.contains(locked[name]), (
                f"{requirement}: {locked[name]}"
            )


def test_what_runs_here_is_what_was_locked(locked):
    from importlib.metadata import version

    for name in ("mediapipe", "numpy", "pyside6-essentials", "av", "moderngl"):
        assert version(name) == locked[name]


@pytest.mark.skipif(sys.platform == "win32", reason="needs bash")
def test_setup_explains_itself(checkout):
    done = subprocess.run(
        ["bash", checkout / "packaging" / "setup.sh"], capture_output=True, text=True
    )
    assert done.returncode == 2
    for command in ("run", "test", "install"):
        assert f"packaging/setup.sh {command}" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs bash")
def test_setup_refuses_a_python_that_will_not_do(checkout, tmp_path):
    """Not one of the candidates runs: they are shims with nothing behind them."""
    for name in ("python3", "python3.11", "python3.12"):
        (tmp_path / name).write_text("#!/bin/sh\necho no version is set >&2\nexit 127\n")
        (tmp_path / name).chmod(0o755)
    script = (checkout / "packaging" / "setup.sh").read_text(encoding="utf-8")
    (tmp_path / "packaging").mkdir()
    # The absolute places are the test machine's own; only the path is looked at here.
    script = re.sub(r"/usr/(local/)?bin/python", "/nowhere/python", script)
    (tmp_path / "packaging" / "setup.sh").write_text(script)
    done = subprocess.run(
        ["bash", tmp_path / "packaging" / "setup.sh", "install"],
        env={
            "PATH": f"{tmp_path}:/usr/bin:/bin",
            "HOME": str(tmp_path),
            "TRYON_SKIP_SYSTEM": "1",
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Python 3.11 or 3.12 is needed")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / ".venv").exists()


#: Stands for a Python, and for the one of an environment that it makes.
PYTHON = """#!/bin/sh
case "$*" in
    -VV) echo "Python 3.11.2 (main, May 12 2026) [GCC 12.2.0]" ;;
    *"print(sys.executable)"*) echo "$0" ;;
    "-m venv "*) mkdir -p "$3/bin"; cp "$0" $3/bin/python; cp "$0" $3/bin/tryon; echo >> made ;;
esac
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs bash")
def test_setup_adds_the_test_tools_to_the_environment_that_is_there(checkout, tmp_path):
    """What was fetched for the first command is not fetched again for the second."""
    (tmp_path / "packaging").mkdir()
    for name in ("packaging/setup.sh", "packaging/requirements.lock", "pyproject.toml"):
        (tmp_path / name).write_bytes((checkout / name).read_bytes())
    (tmp_path / "python").write_text(PYTHON)
    (tmp_path / "python").chmod(0o755)
    for extra in ("demo", "test", "demo"):
        subprocess.run(
            ["bash", tmp_path / "packaging" / "setup.sh", "install", extra],
            env={
                "PATH": "/usr/bin:/bin",
                "TRYON_PYTHON": str(tmp_path / "python"),
                "TRYON_SKIP_SYSTEM": "1",
            },
            check=True,
            capture_output=True,
        )
    assert (tmp_path / "made").read_text() == "\n"
