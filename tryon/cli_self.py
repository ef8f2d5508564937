"""The commands about this copy of the program: is it whole, and what is it made of."""

import argparse
import json

DONE, OUR_FAULT = 0, 1


def add_selftest_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``tryon selftest`` is asked with."""
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.set_defaults(run=run_selftest)


def add_licences_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``tryon licences`` is asked with."""
    parser.set_defaults(run=_licences)


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


def _licences(given: argparse.Namespace) -> int:
    """Print our licence, and in a frozen program those of everything inside it."""
    from tryon import assets

    print(assets.notices().read_text(encoding="utf-8"))
    return DONE
