"""The commands that show and measure what this program does on this machine."""

import argparse
import json
from pathlib import Path

from tryon.cli_arguments import DONE, add_json, add_look, answer, count, positive, size_px


def add_demo_arguments(demo: argparse.ArgumentParser) -> None:
    """Add what ``tryon demo`` is asked with."""
    demo.add_argument("-o", "--out", type=Path, default=Path("tryon-demo"), metavar="DIR")
    add_look(demo, needed=False)
    add_json(demo)
    demo.set_defaults(run=_demo)


def add_bench_arguments(bench: argparse.ArgumentParser) -> None:
    """Add what ``tryon bench`` is asked with."""
    add_look(bench, needed=False)
    bench.add_argument("--size", type=size_px, default=(1280, 720), metavar="1280x720")
    bench.add_argument("--frames", type=count, default=300)
    bench.add_argument("--faces", type=count, default=1, help="1 to 4")
    bench.add_argument(
        "--soak", type=positive, metavar="SECONDS", help="watch memory this long"
    )
    bench.add_argument(
        "--on-air",
        nargs="*",
        metavar="rtmp://…",
        help="also record, keep a replay, and stream there",
    )
    add_json(bench)
    bench.set_defaults(run=_bench)


def add_accuracy_arguments(accuracy: argparse.ArgumentParser) -> None:
    """Add what ``tryon accuracy`` is asked with."""
    accuracy.add_argument(
        "--suite", default="tier0,tier1", metavar="tier0,tier1,chart", help="what to measure"
    )
    accuracy.add_argument(
        "--charts", type=Path, metavar="DIR", help="photographs of a colour chart"
    )
    accuracy.add_argument("--quick", action="store_true", help="a small sample, in seconds")
    accuracy.add_argument(
        "--readme", type=Path, metavar="FILE", help="also put the tables between their marks"
    )
    add_json(accuracy)
    accuracy.set_defaults(run=_accuracy)


def add_finishes_arguments(finishes: argparse.ArgumentParser) -> None:
    """Add what ``tryon finishes`` is asked with."""
    finishes.add_argument("photo", nargs="?", type=Path, metavar="PHOTO")
    finishes.add_argument(
        "-o", "--out", type=Path, default=Path("tryon-finishes.png"), metavar="PNG"
    )
    finishes.add_argument("--shade", default="#9B1B30", metavar="#RRGGBB")
    finishes.add_argument("--coats", type=positive, default=1.5)
    add_json(finishes)
    finishes.set_defaults(run=_finishes)


def add_doctor_arguments(doctor: argparse.ArgumentParser) -> None:
    """Add what ``tryon doctor`` is asked with."""
    add_json(doctor)
    doctor.set_defaults(run=_doctor)


def _demo(given: argparse.Namespace) -> int:
    from tryon.commands import demo

    summary = demo(given.out, given.look, given.folders)
    answer(given, summary, "\n".join(str(path) for path in summary["files"]))
    return DONE


def _bench(given: argparse.Namespace) -> int:
    from tryon.bench import measure

    result = measure(
        given.look,
        given.size,
        given.frames,
        given.faces,
        given.soak,
        given.folders,
        given.on_air,
    )
    if given.json:
        print(json.dumps(result))
        return DONE
    width, height = result["size"]
    print(f"{width}x{height}, {result['frames']} frames, load {result['load_1min']}")
    rows = {"tracker alone": "tracker_alone_ms", "whole frame": "total_ms"}
    timings = {name: result[key] for name, key in rows.items()}
    timings |= {f"  {name}": value for name, value in result["stage_ms"].items()}
    timings["latency"] = result["latency_ms"]
    for name, value in timings.items():
        print(f"{name:<15} {value['median']:7.2f} ms   p95 {value['p95']:7.2f} ms")
    print(
        f"{result['pictures_per_s']:.1f} pictures/s, {result['rss_mb']} MB, first picture after"
    )
    print(f"{result['first_picture_s']} s")
    if "on_air" in result:
        air = result["on_air"]
        print(
            f"on air: {air['dropped_percent']} % dropped, {air['display_per_s']} shown/s, "
            f"recorded {air['latency_ms']['recording']['median']:.0f} ms after capture"
        )
    return DONE


def _accuracy(given: argparse.Namespace) -> int:
    from tryon.accuracy.suites import measure, read_suites
    from tryon.accuracy.tables import around_tables, markdown, write_tables

    suites = read_suites(given.suite + (",chart" if given.charts else ""))
    if given.readme:
        around_tables(given.readme)  # told now, and not after minutes of work
    result = measure(suites, folder=given.charts, is_quick=given.quick)
    if given.readme:
        write_tables(given.readme, result)
    print(json.dumps(result) if given.json else markdown(result))
    return DONE


def _finishes(given: argparse.Namespace) -> int:
    from tryon.contact_sheet import draw_finishes

    summary = draw_finishes(given.photo, given.out, given.shade, given.coats)
    answer(given, summary, f"{summary['finishes']} finishes → {given.out}")
    return DONE


def _doctor(given: argparse.Namespace) -> int:
    import dataclasses

    from tryon.doctor import examine

    findings = examine()
    if given.json:
        print(json.dumps({"doctor": 1, "findings": [dataclasses.asdict(f) for f in findings]}))
        return DONE
    for finding in findings:
        print(f"{'✓' if finding.works else '✗'} {finding.what}: {finding.found}")
        if not finding.works:
            print(f"    {finding.mend}")
    return DONE
