#!/usr/bin/env python3
"""How the hub grows: 1, 3 and 10 times England, and ten years of it, by one command.

  growth.py [HUB] [--sizes 1,3,10] [--months 36] [--long-months 120] [--out DIR]
  growth.py HUB --sizes 0.012,0.036 --months 2 --long-months 4 --seconds 3     (a run of a few minutes, to see that it runs)

Once England is 1,650 services; over 36 months they make about 3 million referrals. Each point is a demo of its own: files of all
services go through the hub's door month by month, a release is built before the last month and one after it, with the intruder's
report of each; then a third release is built over the same months by `hub release build`, the hub is started anew, pages are asked
for at a fixed rate, and the twenty questions of tests/bench/questions.py one after the other. Reported for each point:

* upload: seconds for all files to go through the door, without the release between; making the files is in it, since the demo makes
  each as it is sent;
* first release, of all months but the last, from nothing but returns; next release, with what is kept of the months before; each
  without the intruder's report but for `next`, which is the whole command;
* p95 of pages and of questions; the most memory of filling, releasing and serving;
* bytes stored, in all and by kind; and what a million referrals cost.

Costs are seconds of processors of the fill (upload and two releases) at the price of a core's hour, and bytes stored at the price of
a gigabyte's month for as long as they are kept: no network, no people, no taxes. The prices are assumptions: give yours with
--core-hour, --gb-month and --keep-months.

The slope between two points is that of the logarithms: 1 says that a figure grows as the referrals do, 0 that it does not grow.
Writes growth.md and growth.json to --out. Needs room: a point's data are removed before the next, unless with --keep.
"""

import argparse
import asyncio
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from machine import at, hub_of, measured, say_all, within

ENGLAND = 1650
SERVICES_MAX, MONTHS_MAX = 25_000, 120
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
TOOK = re.compile(r"DEBUG ([\w ]+?) took=([0-9.]+)(µs|ms|s)")
SECONDS = {"µs": 1e-6, "ms": 1e-3, "s": 1.0}
# What the table has: name, heading, whether it gets a slope, digits.
COLUMNS = [
    ("upload_s", "upload, s", True, 1),
    ("rows_per_s", "rows a second", False, 0),
    ("first_release_s", "first release, s", True, 1),
    ("release_s", "next release, s", True, 1),
    ("page_p95_ms", "page p95, ms", True, 1),
    ("sql_p95_ms", "SQL p95, ms", True, 1),
    ("fill_peak_mb", "most memory, filling, MB", True, 0),
    ("release_peak_mb", "releasing, MB", True, 0),
    ("serve_peak_mb", "serving, MB", True, 0),
    ("stored_mb", "stored, MB", True, 1),
    ("cost_per_million", "cost of a million referrals", False, 4),
]


def fill(hub: str, data: Path, months: int, services: int) -> dict:
    """Makes the demo; what its log says of times."""
    command = [hub, "-vv", "demo", "--no-serve", "--months", str(months), "--services", str(services), "--data", str(data), "--listen", "127.0.0.1:0"]
    found, parts, began = {}, [], time.monotonic()
    marks = {}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace")
    for line in process.stderr:
        line, now = COLOURS.sub("", line), time.monotonic()
        if "Building the first release" in line:
            marks["first began"] = now
        if re.match(r"Release \S+ is built", line):
            marks.setdefault("first built", now)
        if line.startswith("The intruder's report:"):
            marks.setdefault("first attacked", now)
        if part := TOOK.search(line):
            parts.append((part[1], float(part[2]) * SECONDS[part[3]]))
        if door := re.search(r"([\d,]+) files with ([\d,]+) rows went through the door", line):
            marks["door"] = now
            found["files"], found["rows"] = (int(number.replace(",", "")) for number in door.groups())
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode or "rows" not in found:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    between = marks["first attacked"] - marks["first began"] if "first attacked" in marks else 0.0
    found["fill_s"] = time.monotonic() - began
    found["upload_s"] = marks["door"] - began - between
    found["rows_per_s"] = found["rows"] / found["upload_s"]
    found["first_release_s"] = marks["first built"] - marks["first began"] if "first began" in marks else None
    found["fill_peak_mb"] = usage.ru_maxrss * 1024 / 1e6
    found["fill_processor_s"] = usage.ru_utime + usage.ru_stime
    found["parts"] = parts
    return found


def stored(data: Path) -> dict:
    kinds = {}
    for path in (data / "objects").rglob("*"):
        if path.is_file():
            kind = path.relative_to(data / "objects").parts[0]
            kinds[kind] = kinds.get(kind, 0) + path.stat().st_size / 1e6
    return kinds


def serve(hub: str, data: Path, seconds: float, rate: float) -> dict:
    """p95 of pages and questions, and the most memory."""
    from pages import READ_AHEAD, load, start
    from questions import QUESTIONS, of_hub

    import urllib.request

    tokens = json.loads((data / "demo-tokens.json").read_text())
    server, base = start(hub, str(data))
    try:
        # Until the release is read.
        time.sleep(min(READ_AHEAD, 3 * seconds))

        def ask(sql: str):
            headers = {"Authorization": f"Bearer {tokens['analyst']}", "Content-Type": "application/json"}
            request = urllib.request.Request(f"{base}/api/v1/sql", json.dumps({"query": sql}).encode(), headers)
            with urllib.request.urlopen(request, timeout=300) as answer:
                return json.loads(answer.read())["rows"]

        with urllib.request.urlopen(f"{base}/api/v1/areas") as answer:
            areas = [area["code"] for area in json.loads(answer.read())["areas"]]
        asyncio.run(load(base, {}, areas, rate, min(3, seconds)))
        times, failed, _ = asyncio.run(load(base, {}, areas, rate, seconds))
        pages = [1000 * took for of_screen in times.values() for took in of_screen]
        month, region = ask("select max(month) from hub.months")[0][0], ask("select min(code) from hub.regions")[0][0]
        cold, warm = [], []
        for question in QUESTIONS:
            for turn in range(6):
                began = time.perf_counter()
                ask(of_hub(question, month, region))
                (warm if turn else cold).append(1000 * (time.perf_counter() - began))
        status = Path(f"/proc/{server.pid}/status").read_text()
        return {
            "page_p50_ms": at(pages, 0.5),
            "page_p95_ms": at(pages, 0.95),
            "pages_not_answered": failed,
            "sql_p50_ms": at(warm, 0.5),
            "sql_p95_ms": at(warm, 0.95),
            "sql_cold_p95_ms": at(cold, 0.95),
            "serve_peak_mb": int(re.search(r"VmHWM:\s+(\d+)", status)[1]) * 1024 / 1e6,
        }
    finally:
        server.kill()
        server.wait()


def point(hub: str, folder: Path, size: float, months: int, given) -> dict:
    services = max(1, round(ENGLAND * size))
    data = folder / f"{services}x{months}"
    found = {"size": size, "services": services, "months": months} | fill(hub, data, months, services)
    kinds = stored(data)
    found["stored_mb_by_kind"], found["stored_mb"] = kinds, sum(kinds.values())
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    found["release_s"], _, found["release_peak_mb"] = measured([hub, "release", "build", "--data", data], **quiet)
    found |= serve(hub, data, given.seconds, given.rate)
    processors = found["fill_processor_s"] / 3600 * given.core_hour
    keeping = found["stored_mb"] / 1000 * given.gb_month * given.keep_months
    found["cost_per_million"] = (processors + keeping) / found["rows"] * 1e6
    if not given.keep:
        shutil.rmtree(data)
    return found


def slopes(one: dict, other: dict) -> dict:
    grown = math.log(other["rows"] / one["rows"]) if other["rows"] != one["rows"] else None
    return {
        name: math.log(other[name] / one[name]) / grown
        for name, _, has_slope, _ in COLUMNS
        if has_slope and grown and one.get(name) and other.get(name)
    }


def name_of(found: dict) -> str:
    return f"{found['size']:g} x {found['months']} months"


def markdown(told: dict, given) -> str:
    points = told["points"]
    about = [f"{name} {value}" for part in ("machine", "versions") for name, value in told[part].items()]
    lines = [
        "# How the hub grows",
        "",
        f"{'; '.join(about)}. Began {told['began']}, load of the machine before it {told['load_before']}.",
        "",
        "| England x months | referrals | files | " + " | ".join(heading for _, heading, _, _ in COLUMNS) + " |",
        "|---|---:|---:|" + "---:|" * len(COLUMNS),
    ]
    for found in points:
        figures = ["" if found.get(name) is None else f"{found[name]:,.{digits}f}" for name, _, _, digits in COLUMNS]
        lines.append(f"| {name_of(found)} | {found['rows']:,} | {found['files']:,} | " + " | ".join(figures) + " |")
    lines += ["", "Slopes (1: grows as the referrals do):", "", "| between | " + " | ".join(h for _, h, has, _ in COLUMNS if has) + " |"]
    lines.append("|---|" + "---:|" * sum(has for _, _, has, _ in COLUMNS))
    for between in told["slopes"]:
        figures = [f"{between['slopes'][name]:.2f}" if name in between["slopes"] else "" for name, _, has, _ in COLUMNS if has]
        lines.append(f"| {between['from']} to {between['to']} | " + " | ".join(figures) + " |")
    lines += ["", "Stored, MB: " + "; ".join(f"{name_of(p)}: " + ", ".join(f"{kind} {mb:,.1f}" for kind, mb in sorted(p["stored_mb_by_kind"].items())) for p in points) + "."]
    lines += ["", f"Costs at {given.core_hour:g} for a core's hour and {given.gb_month:g} for a gigabyte's month, kept for {given.keep_months:g} months."]
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hub", nargs="?")
    parser.add_argument("--sizes", default="1,3,10", help="multiples of England")
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--long-months", type=int, default=120, help="months of the smallest size once more; 0: not")
    parser.add_argument("--seconds", type=float, default=30, help="of pages, at each point")
    parser.add_argument("--rate", type=float, default=50, help="pages a second")
    parser.add_argument("--core-hour", type=float, default=0.04, help="price of a core's hour")
    parser.add_argument("--gb-month", type=float, default=0.02, help="price of a gigabyte's month")
    parser.add_argument("--keep-months", type=float, default=36)
    parser.add_argument("--work", type=Path, help="folder for data; a temporary one without it")
    parser.add_argument("--keep", action="store_true", help="keep the data")
    parser.add_argument("--out", type=Path, default=Path("."), help="folder for growth.md and growth.json")
    given = parser.parse_args()
    within("engines")
    hub = hub_of(given.hub)
    sizes = sorted(float(size) for size in given.sizes.split(","))
    wanted = [(size, given.months) for size in sizes] + ([(sizes[0], given.long_months)] if given.long_months else [])
    if max(sizes) * ENGLAND > SERVICES_MAX or max(months for _, months in wanted) > MONTHS_MAX:
        sys.exit(f"the demo makes at most {SERVICES_MAX:,} services and {MONTHS_MAX} months")
    given.out.mkdir(parents=True, exist_ok=True)
    told = say_all(hub) | {"points": [], "slopes": []}
    told["prices"] = {"core_hour": given.core_hour, "gb_month": given.gb_month, "keep_months": given.keep_months}
    folder = given.work or Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    try:
        for size, months in wanted:
            began = time.monotonic()
            found = point(hub, folder, size, months, given)
            told["points"].append(found)
            print(f"{name_of(found)}: {found['rows']:,} referrals, measured in {time.monotonic() - began:.0f} s", flush=True)
            points = told["points"]
            # Sizes one after the other; the years against the smallest size.
            pairs = [*zip(points[: len(sizes)], points[1 : len(sizes)]), *((points[0], long) for long in points[len(sizes) :])]
            told["slopes"] = [{"from": name_of(a), "to": name_of(b), "slopes": slopes(a, b)} for a, b in pairs]
            # After each point, so that a run that is stopped leaves what it has.
            (given.out / "growth.json").write_text(json.dumps(told, indent=1))
            (given.out / "growth.md").write_text(markdown(told, given))
    finally:
        if not given.work and not given.keep:
            shutil.rmtree(folder, ignore_errors=True)
    print((given.out / "growth.md").read_text())
    return 0


if __name__ == "__main__":
    sys.exit(main())
