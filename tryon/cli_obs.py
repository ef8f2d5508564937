"""The command that speaks to OBS."""

import argparse
import getpass
import os
import sys


def add_obs_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``tryon obs`` is asked with."""
    parser.add_argument("--window", metavar="TITLE", help="show this window in OBS's scene")
    parser.add_argument("--camera", metavar="DEVICE", help="show this (virtual) camera there")
    parser.add_argument("--record", choices=("start", "stop"), help="OBS's own recording")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=4455)
    parser.set_defaults(run=_obs)


def _obs(given: argparse.Namespace) -> int:
    from tryon.core.errors import BadInput
    from tryon.sinks.obs import Obs

    if not (given.window or given.camera or given.record):
        raise BadInput("expected --window TITLE, --camera DEVICE or --record start|stop")
    with Obs(_password(), given.host, given.port) as obs:
        if given.window:
            obs.add_window(given.window)
        if given.camera:
            obs.add_camera(given.camera)
        if given.record:
            obs.record(given.record == "start")
    return 0


def _password() -> str:
    """Take the password from the key ring, the environment, or whoever is at the keyboard."""
    from tryon.sinks.keys import find_key, keep_key

    password = os.environ.pop("TRYON_OBS_PASSWORD", None) or find_key("obs")
    if password is None and sys.stdin.isatty():
        password = getpass.getpass("password of OBS's WebSocket server: ")
        keep_key("obs", password)
    return password or ""
