#!/usr/bin/env python3
"""Dashboard reads: the same protected figures as JSON by the hub, by ROAPI, and by DuckDB behind FastAPI, in one run.

  reads.py [HUB] [--months 12] [--services 300] [--seconds 10] [--rounds 3] [--connections 8] [--data DIR]

A demo is made and its values of eight measures are read from the hub as Parquet. ROAPI and the FastAPI application (one process of
uvicorn, the table in DuckDB's memory) serve that; the hub serves its release. Each question is for one measure in one area, over
all months. Before anything is timed, every program must give as many rows for each question, with the same values. Then so many
connections, each kept open, ask one question after the other, as fast as they are answered; program by program in turn, in several
rounds. Client and servers share the machine, and the client is in Python: it is the bound where a program answers very fast.
"""

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections import defaultdict
from pathlib import Path

from machine import HERE, at, free_port, hub_of, peak_mb, say_all, until_open, within

MEASURES_MAX = 8


def get(url: str):
    request = urllib.request.Request(url, headers={"Accept": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())


class Program:
    """A server, and where it answers a question."""

    def __init__(self, name: str, command: list, port: int, path, rows, **more):
        self.name, self.port, self.path, self.rows = name, port, path, rows
        self.process = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
        until_open(port, self.process)

    def values(self, measure: str, area: str) -> list:
        """What it answers, as rows that can be compared."""
        told = self.rows(get(f"http://127.0.0.1:{self.port}{self.path(measure, area)}"))
        return sorted((row["month"], row["category"] or "", row.get("value"), row.get("lower95"), row.get("upper95")) for row in told)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()


def programs(hub: str, data: str, tables: dict) -> list:
    http, postgres, flight, fast = (free_port() for _ in range(4))
    own = free_port()
    roapi = [Path(sys.prefix) / "bin" / "roapi", "-a", f"127.0.0.1:{http}", "-p", f"127.0.0.1:{postgres}", "--addr-flight-sql", f"127.0.0.1:{flight}"]
    for measure, file in tables.items():
        roapi += ["-t", f"{measure}={file}"]
    quoted = lambda area: urllib.parse.quote(f"'{area}'")
    uvicorn = [sys.executable, "-B", "-m", "uvicorn", "duck_api:app", "--port", fast, "--log-level", "critical", "--no-access-log"]
    environment = {**os.environ, "DUCK_TABLES": json.dumps({measure: str(file) for measure, file in tables.items()})}
    return [
        Program("hub", [hub, "serve", "--data", data, "--listen", f"127.0.0.1:{own}"], own,
                lambda measure, area: f"/api/v1/measures/{measure}/values?area={area}", lambda told: told["values"]),
        Program("ROAPI", roapi, http,
                lambda measure, area: f"/api/tables/{measure}?filter%5Barea_code%5D={quoted(area)}", lambda told: told,
                env={**os.environ, "RUST_LOG": "error"}),
        Program("DuckDB + FastAPI", uvicorn, fast,
                lambda measure, area: f"/values/{measure}?area={area}", lambda told: told, cwd=HERE, env=environment),
    ]


def export(base: str, folder: Path) -> tuple[dict, list]:
    """Files of the values of some measures, and the areas that there are."""
    tables = {}
    for measure in get(f"{base}/api/v1/measures")["measures"]:
        if len(tables) == MEASURES_MAX:
            break
        name = measure["id"]
        if not get(f"{base}/api/v1/measures/{name}/values?area=ENG")["values"]:
            continue
        file = folder / f"{name}.parquet"
        urllib.request.urlretrieve(f"{base}/api/v1/measures/{name}/values?format=parquet", file)
        tables[name] = file
    return tables, [area["code"] for area in get(f"{base}/api/v1/areas")["areas"]]


def must_agree(servers: list, questions: list) -> int:
    """Makes sure that every program answers alike; how many rows in all."""
    n = 0
    for measure, area in questions:
        answers = {server.name: server.values(measure, area) for server in servers}
        first = answers[servers[0].name]
        n += len(first)
        for name, answer in answers.items():
            if answer != first:
                sys.exit(f"{name} answers {measure} of {area} otherwise: {answer[:3]} and not {first[:3]}")
    return n


async def ask_all(server: Program, questions: list, seconds: float, connections: int) -> tuple[list, int]:
    from pages import Connection

    times, failed, until = [], 0, time.perf_counter() + seconds

    async def one(number: int) -> None:
        nonlocal failed
        line, draw = Connection("127.0.0.1", server.port, {"accept": "application/json"}), random.Random(number)
        while time.perf_counter() < until:
            path = server.path(*draw.choice(questions))
            began = time.perf_counter()
            if await line.ask(path) == 200:
                times.append(time.perf_counter() - began)
            else:
                failed += 1

    await asyncio.gather(*(one(number) for number in range(connections)))
    return times, failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hub", nargs="?")
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--services", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--data", help="data of an earlier demo")
    given = parser.parse_args()
    within("engines")
    hub = hub_of(given.hub)
    say_all(hub, "roapi", "duckdb", "fastapi", "uvicorn")
    with tempfile.TemporaryDirectory() as scratch:
        data = given.data or f"{scratch}/data"
        if not given.data:
            command = [hub, "demo", "--no-serve", "--months", str(given.months), "--services", str(given.services), "--data", data, "--listen", "127.0.0.1:0"]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        port = free_port()
        first = Program("hub", [hub, "serve", "--data", data, "--listen", f"127.0.0.1:{port}"], port, None, None)
        tables, areas = export(f"http://127.0.0.1:{port}", Path(scratch))
        first.stop()
        servers = programs(hub, data, tables)
        try:
            questions = [(measure, area) for measure in tables for area in areas]
            n_rows = must_agree(servers, questions)
            size = sum(file.stat().st_size for file in tables.values())
            print(f"{len(tables)} measures, {len(areas)} areas: {len(questions)} questions, {n_rows / len(questions):.0f} rows each; {size / 1e6:.1f} MB of Parquet; every program answers alike")
            times, failed = defaultdict(list), defaultdict(int)
            for turn in range(given.rounds + 1):
                for server in servers:
                    # The first turn is for warming up, and not counted.
                    seconds = given.seconds if turn else min(3, given.seconds)
                    took, wrong = asyncio.run(ask_all(server, questions, seconds, given.connections))
                    if turn:
                        times[server.name] += took
                        failed[server.name] += wrong
            print(f"\n| program | answers a second | p50, ms | p95, ms | p99, ms | not answered | most memory, MB | hub / it |\n|---|---:|---:|---:|---:|---:|---:|---:|")
            rate = {name: len(took) / given.seconds / given.rounds for name, took in times.items()}
            for server in servers:
                took, name = [1000 * t for t in times[server.name]], server.name
                row = " | ".join(f"{at(took, share):.2f}" for share in (0.5, 0.95, 0.99))
                print(f"| {name} | {rate[name]:,.0f} | {row} | {failed[name]} | {peak_mb(server.process.pid):,.0f} | {rate['hub'] / rate[name]:.2f} |")
        finally:
            for server in servers:
                server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
