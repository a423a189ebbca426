#!/usr/bin/env python3
"""A mixed load at a fixed rate for a long time: pages, questions in SQL and returns, with the hub's memory over that time.

  soak.py HUB [--minutes 60] [--pages 20] [--sql 2] [--uploads 0.2] [--months 3] [--services 20] [--data DIR] [--json FILE]

A demo is made (or that in DIR served), and each kind of work asked for so many times a second, whether or not earlier work has been
answered: a time is from the moment at which something was to be asked for until its last byte, so that waiting counts. Client and
hub share the machine. Pages are those of random areas; half of them as the public, half as an analyst who is signed in. Questions
are those of questions.py, as an analyst and as boards. A return is a file of one service with its rows in a new order, so that it
is another return each time: sent, waited for until it is checked, and submitted in place of the one before.

Prints p50, p95, p99 and the longest time of each kind, in the first and the last third of the run and in all; what was answered
otherwise than with success; and the hub's resident memory, open files and threads, with the slope of memory per hour by least
squares over the last two thirds of the run, with its standard error. A short run says little about a leak: memory grows while the
hub fills what it keeps. With --growth-max the run fails where the slope less two standard errors is above so many MiB an hour; it
fails in any case on a server error or no answer.
"""

import argparse
import collections
import http.client
import json
import os
import platform
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pages import SCREENS, sign_in
from questions import QUESTIONS, of_hub

THREADS = {"page": 16, "sql": 8, "upload": 4}
SAMPLE_S = 5
# Between two questions whether a check has ended.
ASK_S = 0.05
CHECK_MAX_S = 120
# The hub says that it is busy: not an error, but counted.
BUSY = (429, 503)


class Hub:
    """A hub that serves the data of a demo, begun anew, so that what filled it is not in its memory."""

    def __init__(self, binary: str, data: str, months: int, services: int):
        if not Path(data).exists():
            demo = [binary, "demo", "--no-serve", "--data", data, "--months", str(months), "--services", str(services)]
            subprocess.run([*demo, "--listen", "127.0.0.1:0"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.tokens = json.loads(Path(data, "demo-tokens.json").read_text())
        command = [binary, "serve", "--allow-test-numbers", "--data", data, "--listen", "127.0.0.1:0"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace")
        self.place = None
        self.panics = 0
        for line in self.process.stderr:
            if found := re.search(r"http://(127\.0\.0\.1:\d+)", line):
                self.place = found[1]
                break
        if self.place is None:
            sys.exit("the hub did not start")
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stderr:
            self.panics += "panicked" in line

    def state(self) -> dict:
        """Memory in MiB, open files, threads."""
        process = Path(f"/proc/{self.process.pid}")
        status = (process / "status").read_text()
        figure = {name: int(re.search(rf"{name}:\s+(\d+)", status)[1]) for name in ("VmRSS", "VmHWM", "Threads")}
        files = len(list((process / "fd").iterdir()))
        return {"rss": figure["VmRSS"] / 1024, "peak": figure["VmHWM"] / 1024, "files": files, "threads": figure["Threads"]}


class Load:
    def __init__(self, hub: Hub, files: dict):
        self.hub, self.files = hub, files
        self.lines = threading.local()
        self.times = collections.defaultdict(list)
        self.others = collections.Counter()
        self.lock = threading.Lock()
        self.reconnected = 0
        self.free = collections.deque(sorted(files))
        self.cookie = sign_in(f"http://{hub.place}", hub.tokens["analyst"])
        self.areas = [area["code"] for area in self.json("GET", "/api/v1/areas")["areas"]]
        analyst = hub.tokens["analyst"]
        self.askers = [analyst, *(token for name, token in sorted(hub.tokens.items()) if name.startswith("icb:"))]
        ask = lambda sql: self.json("POST", "/api/v1/sql", analyst, json.dumps({"query": sql}))["rows"][0][0]
        month, region = ask("select max(month) from hub.months"), ask("select min(code) from hub.regions")
        self.questions = [of_hub(question, month, region) for question in QUESTIONS]

    def ask(self, method: str, path: str, token=None, body=None, headers=()):
        line = getattr(self.lines, "line", None)
        if line is None:
            line = self.lines.line = http.client.HTTPConnection(self.hub.place, timeout=120)
        sent = dict(headers)
        if token:
            sent["Authorization"] = f"Bearer {token}"
        if body is not None and "Content-Type" not in sent:
            sent["Content-Type"] = "application/json" if isinstance(body, str) else "application/octet-stream"
        for again in (False, True):
            was_kept = line.sock is not None
            try:
                line.request(method, path, body, sent)
                answer = line.getresponse()
                return answer.status, answer.read()
            except (http.client.RemoteDisconnected, ConnectionError):
                line.close()
                # A connection that was kept may have been closed by the hub, idle as it was: any client begins a new one then.
                if again or not was_kept:
                    break
                with self.lock:
                    self.reconnected += 1
            except (OSError, http.client.HTTPException):
                line.close()
                break
        return 0, b""

    def json(self, method: str, path: str, token=None, body=None):
        status, answer = self.ask(method, path, token, body)
        if status >= 300 or status == 0:
            raise RuntimeError(f"{method} {path}: {status} {answer[:300]!r}")
        return json.loads(answer)

    def note(self, kind: str, due: float, status: int, wanted=(200,)):
        took = time.monotonic() - due
        with self.lock:
            if status in wanted:
                self.times[kind].append((due, took))
            else:
                self.others[kind, status] += 1

    def page(self, due: float, draw: random.Random):
        screen = draw.choice(list(SCREENS.values())).format(draw.choice(self.areas))
        headers = self.cookie if draw.random() < 0.5 else {}
        status, _ = self.ask("GET", screen, headers={"Accept": "text/html", **headers})
        self.note("page", due, status)

    def sql(self, due: float, draw: random.Random):
        body = json.dumps({"query": draw.choice(self.questions)})
        status, _ = self.ask("POST", "/api/v1/sql", draw.choice(self.askers), body)
        self.note("sql", due, status)

    def upload(self, due: float, draw: random.Random):
        with self.lock:
            # One return of a service at a time.
            service = self.free.popleft() if self.free else None
        if service is None:
            self.others["upload", "every service is busy"] += 1
            return
        try:
            self.send(due, draw, service)
        finally:
            with self.lock:
                self.free.append(service)

    def send(self, due: float, draw: random.Random, service: str):
        month, heading, rows = self.files[service]
        rows = draw.sample(rows, len(rows))
        token = self.hub.tokens[f"service:{service}"]
        content = b"".join([heading, *rows])
        status, answer = self.ask("POST", f"/api/v1/returns?service={service}&month={month}&file_name=return.csv", token, content)
        told = json.loads(answer) if status in (200, 202) else {}
        until = time.monotonic() + CHECK_MAX_S
        while told.get("state") == "checking" and time.monotonic() < until:
            time.sleep(ASK_S)
            known, answer = self.ask("GET", f"/api/v1/returns/{told['id']}", token)
            if known != 200:
                status, told = known, {}
                break
            told = json.loads(answer)
        self.note("upload, until checked", due, status, (200, 202))
        if not told:
            return
        began = time.monotonic()
        order = json.dumps({"leave_out_rows": True, "warnings_confirmed": True})
        status, _ = self.ask("POST", f"/api/v1/returns/{told['id']}/submit", token, order)
        self.note("upload, submitting", began, status, (200, 201))

    def run(self, rates: dict, seconds: float):
        """Asks at the rates; what was seen of the hub meanwhile."""
        pools = {kind: ThreadPoolExecutor(n) for kind, n in THREADS.items()}
        draw = random.Random(1)
        begin = time.monotonic()
        samples, sampled = [], 0.0
        due = {kind: begin + draw.random() / rate for kind, rate in rates.items() if rate > 0}
        while due and (now := time.monotonic()) < begin + seconds and self.hub.process.poll() is None:
            if now >= sampled + SAMPLE_S:
                sampled = now
                samples.append((now - begin, self.hub.state()))
            kind = min(due, key=due.get)
            if due[kind] > now:
                time.sleep(min(due[kind] - now, SAMPLE_S))
                continue
            pools[kind].submit(getattr(self, kind), due[kind], random.Random(draw.random()))
            due[kind] += 1 / rates[kind]
        for pool in pools.values():
            pool.shutdown()
        if self.hub.process.poll() is None:
            samples.append((time.monotonic() - begin, self.hub.state()))
        return begin, samples


def files_of(binary: str, folder: Path, services: int) -> dict:
    """A file of each service: its month, its heading, its rows."""
    command = [binary, "synth", "--out", folder, "--months", "1", "--services", str(services), "--format", "csv"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    (month,) = folder.iterdir()
    found = {}
    for path in sorted(month.glob("*.csv")):
        lines = path.read_bytes().splitlines(keepends=True)
        if len(lines) > 2:
            found[path.name.split("-")[0]] = (month.name, lines[0], lines[1:])
    return found


def at(ordered: list, share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def slope(points: list) -> tuple[float, float]:
    """The slope of a line through the points, by least squares, and its standard error."""
    n = len(points)
    if n < 3:
        return 0.0, float("inf")
    x_mean, y_mean = sum(x for x, _ in points) / n, sum(y for _, y in points) / n
    spread = sum((x - x_mean) ** 2 for x, _ in points)
    by = sum((x - x_mean) * (y - y_mean) for x, y in points) / spread
    rest = sum((y - y_mean - by * (x - x_mean)) ** 2 for x, y in points)
    return by, (rest / (n - 2) / spread) ** 0.5


def report(load: Load, begin: float, samples: list, seconds: float) -> dict:
    told = {"times_ms": {}, "others": {f"{kind}: {status}": n for (kind, status), n in sorted(load.others.items(), key=str)}}
    print("| work | when | n | p50, ms | p95, ms | p99, ms | longest, ms |\n|---|---|---:|---:|---:|---:|---:|")
    for kind, times in sorted(load.times.items()):
        parts = {
            "first third": [took for due, took in times if due < begin + seconds / 3],
            "last third": [took for due, took in times if due >= begin + 2 * seconds / 3],
            "all": [took for _, took in times],
        }
        for when, part in parts.items():
            if part:
                ordered = sorted(1000 * took for took in part)
                row = [at(ordered, 0.5), at(ordered, 0.95), at(ordered, 0.99), ordered[-1]]
                told["times_ms"].setdefault(kind, {})[when] = [len(part), *row]
                print(f"| {kind} | {when} | {len(part):,} | " + " | ".join(f"{ms:,.1f}" for ms in row) + " |")
    print(f"\nother answers: {told['others'] or 'none'}; idle connections begun anew: {load.reconnected}; panics: {load.hub.panics}")
    told["reconnected"] = load.reconnected
    settled = [(t / 3600, state["rss"]) for t, state in samples if t >= seconds / 3]
    by, error = slope(settled)
    told["rss_mib_per_hour"], told["rss_slope_error"] = by, error
    told["samples"] = [(round(t, 1), state) for t, state in samples]
    print(f"resident memory, {len(samples)} samples; slope of the last two thirds {by:+,.1f} MiB an hour (standard error {error:,.1f})\n")
    print("| minute | memory, MiB | most so far, MiB | open files | threads |\n|---:|---:|---:|---:|---:|")
    step = max(1, len(samples) // 12)
    for t, state in [*samples[:-1:step], samples[-1]]:
        print(f"| {t / 60:.1f} | {state['rss']:,.0f} | {state['peak']:,.0f} | {state['files']} | {state['threads']} |")
    return told


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hub")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--pages", type=float, default=20, help="pages a second")
    parser.add_argument("--sql", type=float, default=2, help="questions a second")
    parser.add_argument("--uploads", type=float, default=0.2, help="returns a second")
    parser.add_argument("--months", type=int, default=3)
    parser.add_argument("--services", type=int, default=20)
    parser.add_argument("--data", help="data of an earlier demo of as many services")
    parser.add_argument("--growth-max", type=float, help="MiB an hour")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    rates = {"page": given.pages, "sql": given.sql, "upload": given.uploads}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        hub = Hub(given.hub, given.data or f"{scratch}/data", given.months, given.services)
        try:
            load = Load(hub, files_of(given.hub, Path(scratch, "files"), given.services))
            version = subprocess.run([given.hub, "--version"], capture_output=True, text=True).stdout.strip()
            print(f"{version}; {platform.machine()}, {os.cpu_count()} processors; {given.services} services, {given.months} months")
            print(f"{given.minutes:g} minutes at " + ", ".join(f"{rate:g} {kind}s" for kind, rate in rates.items()) + " a second\n")
            begin, samples = load.run(rates, 60 * given.minutes)
            ended = hub.process.poll()
            told = report(load, begin, samples, 60 * given.minutes)
        finally:
            hub.process.terminate()
            hub.process.wait()
    if given.json:
        given.json.write_text(json.dumps({"hub": version, "rates": rates, "minutes": given.minutes, **told}, indent=1))
    failed = [f"{kind}: {status}" for kind, status in load.others if status == 0 or (isinstance(status, int) and status >= 500 and status not in BUSY)]
    if ended is not None:
        failed.append(f"the hub ended with {ended}")
    if hub.panics:
        failed.append("the hub panicked")
    if given.growth_max is not None and told["rss_mib_per_hour"] - 2 * told["rss_slope_error"] > given.growth_max:
        failed.append(f"memory grows by {told['rss_mib_per_hour']:.1f} MiB an hour")
    print("\n" + ("failed: " + "; ".join(failed) if failed else "no failure"))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
