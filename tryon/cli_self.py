"""The commands about this copy of the program: is it whole, and what is it made of."""

import argparse
import json
import shutil
import signal
import subprocess
import tempfile
import threading
from pathlib import Path

from tryon.cli_arguments import DONE, OUR_FAULT, add_json


def add_selftest_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``tryon selftest`` is asked with."""
    add_json(parser)
    parser.set_defaults(run=run_selftest)


def add_licences_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``tryon licences`` is asked with."""
    parser.set_defaults(run=_licences)


def add_supervise_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``tryon supervise`` is asked with."""
    parser.add_argument(
        "--log", type=Path, metavar="FILE", help="where it is kept what the kiosk says"
    )
    parser.add_argument(
        "--patience",
        type=float,
        metavar="SECONDS",
        help="how long the picture may stand still before the kiosk is started anew",
    )
    parser.add_argument(
        "words",
        nargs=argparse.REMAINDER,
        metavar="-- …",
        help="options of the kiosk, after two dashes",
    )
    parser.set_defaults(run=_supervise)


def add_update_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``tryon update`` is asked with."""
    parser.add_argument("package", type=Path, metavar="PACKAGE")
    parser.add_argument(
        "--key", type=Path, required=True, metavar="FILE", help="public key of who may update"
    )
    parser.add_argument("--check", action="store_true", help="check it and install nothing")
    parser.set_defaults(run=_update)


def run_selftest(given: argparse.Namespace) -> int:
    """Try every part; exit code 1 when one is broken."""
    from tryon.selftest import selftest

    report = selftest()
    if getattr(given, "json", True):  # `tryon --selftest` is for programs
        print(json.dumps(report, ensure_ascii=False))
    else:
        for check in report["checks"]:
            sign = "✓" if check["works"] else "✗"
            print(f"{sign} {check['what']}: {check['found']} ({check['took_ms']} ms)")
    return DONE if report["passed"] else OUR_FAULT


def _supervise(given: argparse.Namespace) -> int:
    """Keep the kiosk running; ends when somebody leaves it by PIN."""
    import platformdirs

    from tryon.selftest import own_command
    from tryon.supervisor.log_file import LogFile
    from tryon.supervisor.plan import Mode
    from tryon.supervisor.watch import PATIENCE_S, supervise

    words = [word for word in given.words if word != "--"]
    safe = {
        Mode.USUAL: words,
        Mode.SAFE: [*words, "--safe"],
        Mode.SAFE_DEMO: [*words, "--safe", "--source", "demo"],
    }
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    path = given.log or platformdirs.user_log_path("tryon", appauthor=False) / "kiosk.log"
    log = LogFile(path)
    return supervise(
        lambda mode: own_command("kiosk", *safe[mode]),
        log.write,
        patience_s=given.patience or PATIENCE_S,
        stopping=stopping,
    )


def _update(given: argparse.Namespace) -> int:
    """Verify a package, and install that very copy of it."""
    from tryon import __version__
    from tryon.core.errors import BadInput
    from tryon.supervisor.update import installer, passport_of, verify

    try:
        key = given.key.read_text(encoding="ascii").strip()
    except OSError as error:
        raise BadInput(f"{given.key}: {error.strerror}; expected a public key") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{given.key}: expected a public key in base64") from error
    # What is verified is what is installed: nobody else can write where the copy lies.
    with tempfile.TemporaryDirectory(prefix="tryon-update-") as folder:
        for path in (given.package, passport_of(given.package)):
            try:
                if path.is_file():  # of what is not there it is told what that means
                    shutil.copy(path, folder)
            except OSError as error:
                raise BadInput(f"{path}: {error.strerror}") from error
        update = verify(Path(folder, given.package.name), key, __version__)
        if given.check:
            print(f"{given.package}: version {update.version}, signed by the key, whole")
            return DONE
        done = subprocess.run(installer(update), check=False)
        if done.returncode:
            raise BadInput(f"{given.package}: the installer ended with {done.returncode}")
        print(f"version {update.version} is installed; the kiosk has it at its next start")
    return DONE


def _licences(given: argparse.Namespace) -> int:
    """Print our licence, and in a frozen program those of everything inside it."""
    from tryon import assets

    print(assets.notices().read_text(encoding="utf-8"))
    return DONE
