#!/usr/bin/env python3
"""A national month through the door: every service's return over HTTP, 50 at a time, and once more with a kill -9.

Prints the time in all, the time from sending a file to its findings (all files, and files of about 500 rows), the
longest waits, the most memory that the server held, and what `hub doctor` says. Two months are sent: the first in
peace, the second with the server killed in the middle and started again; senders try again until they are answered,
as real ones do. At the end every return that was acknowledged must count, or the script fails. With --details the
returns have the other sheets too (Contacts, Support, Outcomes, Service use); rows are those of all sheets.

    cargo build --release && python3 tests/bench/national_month.py target/release/hub
"""

import argparse
import atexit
import collections
import concurrent.futures
import http.client
import json
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

AT_ONCE = 50
PROBE_ROWS = 500
# Between two questions whether a check has ended.
ASK_S = 0.02
GIVE_UP_S = 300
KILL_AFTER_SHARE = 0.4


@dataclass
class Sent:
    """What became of one file."""

    service: str
    rows: int
    findings_s: float
    submit_s: float
    reference: str


class Hub:
    """The server as a process that can be killed and started again at the same address."""

    def __init__(self, binary: Path, data: Path):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.command = [binary, "serve", "--allow-test-numbers", "--data", data, "--listen", f"127.0.0.1:{self.port}"]
        self.peak_kib = 0
        self.start()
        # A run that fails leaves no server behind.
        atexit.register(lambda: self.process.kill())

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + GIVE_UP_S
        while time.monotonic() < until:
            try:
                if ask(self.port, "GET", "/readyz", None)[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise SystemExit("the server did not start")

    def note_peak(self) -> None:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
        self.peak_kib = max(self.peak_kib, int(line.split()[1]))

    def kill(self) -> None:
        self.note_peak()
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        self.note_peak()
        self.process.terminate()
        self.process.wait()


def ask(port: int, method: str, path: str, token: str | None, body: bytes | None = None, kind: str | None = None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if kind:
            headers["Content-Type"] = kind
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.getheader("Retry-After")
    finally:
        connection.close()


def insist(port: int, *request):
    """Asks until the hub is there and not busy."""
    until = time.monotonic() + GIVE_UP_S
    while time.monotonic() < until:
        try:
            status, body, wait = ask(port, *request)
        except (OSError, http.client.HTTPException):
            time.sleep(0.2)
            continue
        if status not in (429, 503):
            return status, json.loads(body)
        time.sleep(min(float(wait or 1), 5) * random.uniform(0.5, 1))
    raise RuntimeError(f"no answer to {request[:2]}")


def send(port: int, token: str, service: str, month: str, file: Path) -> Sent:
    content = file.read_bytes()
    path = f"/api/v1/returns?service={service}&month={month}&file_name={file.name}"
    until = time.monotonic() + GIVE_UP_S
    while time.monotonic() < until:
        began = time.monotonic()
        status, answer = insist(port, "POST", path, token, content)
        if status not in (200, 202):
            raise RuntimeError(f"{file.name}: {status} {answer}")
        known = status
        while known < 300 and answer["state"] == "checking":
            time.sleep(ASK_S)
            known, answer = insist(port, "GET", f"/api/v1/returns/{answer['id']}", token)
        findings_s = time.monotonic() - began
        # A draft that a restart lost is sent again.
        if known == 404:
            continue
        began = time.monotonic()
        choice = json.dumps({"leave_out_rows": True, "warnings_confirmed": True}).encode()
        submit = f"/api/v1/returns/{answer['id']}/submit"
        status, accepted = insist(port, "POST", submit, token, choice, "application/json")
        if status == 404:
            continue
        if status not in (200, 201):
            raise RuntimeError(f"{file.name}: {status} {accepted}")
        submit_s = time.monotonic() - began
        return Sent(service, rows_of(answer), findings_s, submit_s, accepted["id"])
    raise RuntimeError(f"{file.name} was not taken")


def rows_of(answer: dict) -> int:
    """The rows of all sheets of a checked return."""
    details = sum(sheet["counted"] + sheet["left_out"] for sheet in answer["details"])
    return answer["counts"]["read"] + details


def send_month(hub: Hub, tokens: dict, month: str, folder: Path, kill: bool) -> list[Sent]:
    files = sorted(path for path in folder.iterdir() if path.suffix in (".csv", ".xlsx", ".zip"))
    done = threading.Semaphore(0)
    began = time.monotonic()

    def one(file: Path) -> Sent:
        service = file.name.split("-")[0]
        try:
            return send(hub.port, tokens[f"service:{service}"], service, month, file)
        finally:
            done.release()

    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        futures = [pool.submit(one, file) for file in files]
        if kill:
            for _ in range(int(len(files) * KILL_AFTER_SHARE)):
                done.acquire()
            hub.kill()
            down = time.monotonic()
            hub.start()
            print(f"  killed with -9 in the middle; serving again after {time.monotonic() - down:.1f} s")
        sent = [future.result() for future in futures]
    seconds = time.monotonic() - began
    rows = sum(each.rows for each in sent)
    print(f"{month}: {len(sent):,} files with {rows:,} rows in {seconds:.1f} s ({rows / seconds:,.0f} rows a second)")
    near = [each for each in sent if 0.7 * PROBE_ROWS <= each.rows <= 1.3 * PROBE_ROWS]
    show("from sending to findings, all files", [each.findings_s for each in sent])
    show(f"from sending to findings, about {PROBE_ROWS} rows", [each.findings_s for each in near])
    show("from submitting to the receipt", [each.submit_s for each in sent])
    return sent


def show(what: str, times: list[float]) -> None:
    if len(times) < 2:
        print(f"  {what}: {len(times)} files")
        return
    cuts = statistics.quantiles(times, n=100)
    print(f"  {what} ({len(times):,}): p50 {cuts[49]:.2f} s, p95 {cuts[94]:.2f} s, longest {max(times):.2f} s")


def must_count(hub: Hub, tokens: dict, sent: list[Sent]) -> None:
    lost = []
    counted = collections.Counter()
    for each in sent:
        token = tokens[f"service:{each.service}"]
        status, answer = insist(hub.port, "GET", f"/api/v1/returns/{each.reference}", token)
        if status != 200 or answer["state"] != "submitted":
            lost.append((each.service, status, answer.get("state")))
            continue
        counted["referrals"] += answer["counts"]["counted"]
        for sheet in answer["details"]:
            counted[sheet["record"]] += sheet["counted"]
    if lost:
        raise SystemExit(f"lost: {lost[:5]} and {len(lost)} in all")
    print(f"  all {len(sent):,} that were acknowledged count")
    print("  rows that count: " + ", ".join(f"{n:,} {record}" for record, n in counted.items()))


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("hub", type=Path)
    arguments.add_argument("--services", type=int, default=1_300)
    arguments.add_argument("--details", action="store_true", help="send the other sheets of the return too")
    options = arguments.parse_args()
    binary = options.hub.resolve()
    with tempfile.TemporaryDirectory() as scratch:
        data, files = Path(scratch) / "data", Path(scratch) / "files"
        quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        services = ["--services", str(options.services)]
        # Makes the tokens, and the newest month, which is not sent again.
        subprocess.run([binary, "demo", "--no-serve", "--months", "1", *services, "--data", data, "--listen", "127.0.0.1:0"], **quiet)
        details = ["--details"] if options.details else []
        subprocess.run([binary, "synth", "--out", files, "--months", "3", *services, *details], **quiet)
        tokens = json.loads((data / "demo-tokens.json").read_text())
        first, second, _ = sorted(folder.name for folder in files.iterdir())
        hub = Hub(binary, data)
        print(f"{os.cpu_count()} cores, {AT_ONCE} at a time")
        sent = send_month(hub, tokens, first, files / first, kill=False)
        sent += send_month(hub, tokens, second, files / second, kill=True)
        must_count(hub, tokens, sent)
        hub.stop()
        print(f"  most memory of the server: {hub.peak_kib / 1024:.0f} MiB")
        doctor = subprocess.run([binary, "doctor", "--data", data], capture_output=True, text=True)
        print("  hub doctor: " + (doctor.stdout + doctor.stderr).strip().splitlines()[-1])
        return doctor.returncode


if __name__ == "__main__":
    sys.exit(main())
