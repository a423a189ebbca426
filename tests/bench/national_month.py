#!/usr/bin/env python3
"""A national month through the door: every service's return over HTTP, 50 at a time, with a kill -9, and with faults.

Prints the time in all, the time from sending a file to its findings (all files, and files of about 500 rows), the
time from submitting a return to the live totals that it is in, the longest waits, the most memory that the server held,
and what `hub doctor` says. Three months are sent: the first in peace, the second with the server killed in the middle
and started again, the third with faults and a kill: the server has no file left to open for a second at a time, its
disk is full for another (only where this script may mount a small one: as root on Linux), some senders hang up in
the middle of a file and some send slowly. Senders try again until they are answered, as real ones do. At the end every
return that was acknowledged must count and be in the live totals, or the script fails. With --details the returns have
the other sheets too (Contacts, Support, Outcomes, Service use); rows are those of all sheets.

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
import resource
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
# Of the senders in the month with faults, so many hang up once, and so many take a second to send.
FICKLE_SHARE = 0.05
SLOW_SHARE = 0.05
FAULT_S, WELL_S = 1.0, 1.5
DISK_BYTES = 2 << 30
# Try again: too busy, storage not reached, storage full.
NOT_NOW = (429, 503, 507)


@dataclass
class Sent:
    """What became of one file."""

    service: str
    rows: int
    findings_s: float
    submit_s: float
    live_s: float
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
        self.launch()
        until = time.monotonic() + GIVE_UP_S
        while time.monotonic() < until:
            # It does not start on a full disk or without a file to open: whoever watches over it starts it again.
            if self.process.poll() is not None:
                self.launch()
            try:
                if ask(self.port, "GET", "/readyz", None)[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise SystemExit("the server did not start")

    def launch(self) -> None:
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

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


# Why senders had to try again, in the month that is being sent.
refusals: collections.Counter = collections.Counter()


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
    """Asks until the hub is there, well and not busy."""
    until = time.monotonic() + GIVE_UP_S
    while time.monotonic() < until:
        try:
            status, body, wait = ask(port, *request)
        except (OSError, http.client.HTTPException):
            refusals["no answer"] += 1
            time.sleep(0.2)
            continue
        if status not in NOT_NOW:
            return status, json.loads(body)
        refusals[status] += 1
        time.sleep(min(float(wait or 1), 5) * random.uniform(0.5, 1))
    raise RuntimeError(f"no answer to {request[:2]}")


def hang_up(port: int, token: str, path: str, content: bytes) -> None:
    """Sends half a file and is gone."""
    head = f"POST {path} HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {token}\r\nContent-Length: {len(content)}\r\n\r\n"
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
            line.sendall(head.encode() + content[: len(content) // 2])
    except OSError:
        pass


def slowly(content: bytes):
    piece = max(1, len(content) // 10)
    for at in range(0, len(content), piece):
        time.sleep(0.1)
        yield content[at : at + piece]


def send(hub: "Hub", tokens: dict, service: str, month: str, file: Path, trouble: bool) -> Sent:
    port, token = hub.port, tokens[f"service:{service}"]
    content = file.read_bytes()
    path = f"/api/v1/returns?service={service}&month={month}&file_name={file.name}"
    chance = random.Random(file.name)
    if trouble and chance.random() < FICKLE_SHARE:
        hang_up(port, token, path, content)
    if trouble and chance.random() < SLOW_SHARE:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("POST", path, slowly(content), {"Authorization": f"Bearer {token}"})
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            refusals["no answer"] += 1
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
        live = f"/api/v1/live?month={month}&area=ENG"
        status, answered = insist(port, "GET", live, tokens["analyst"])
        if status != 200 or answered["headlines"][0]["returns_received"] == 0:
            raise RuntimeError(f"live totals: {status} {answered}")
        live_s = time.monotonic() - began
        return Sent(service, rows_of(answer), findings_s, submit_s, live_s, accepted["id"])
    raise RuntimeError(f"{file.name} was not taken")


def rows_of(answer: dict) -> int:
    """The rows of all sheets of a checked return."""
    details = sum(sheet["counted"] + sheet["left_out"] for sheet in answer["details"])
    return answer["counts"]["read"] + details


class Trouble(threading.Thread):
    """Takes from the server what it needs, a second at a time: files to open, and room on its disk."""

    def __init__(self, hub: Hub, data: Path, small_disk: bool):
        super().__init__(daemon=True)
        self.hub, self.ballast, self.small_disk = hub, data / "ballast", small_disk
        self.over = threading.Event()
        self.done = collections.Counter()

    def run(self) -> None:
        while not self.over.wait(WELL_S):
            self.no_files()
            if self.small_disk and not self.over.wait(WELL_S):
                self.no_room()

    def no_files(self) -> None:
        try:
            pid = self.hub.process.pid
            before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (1, before[1]))
            time.sleep(FAULT_S)
            resource.prlimit(pid, resource.RLIMIT_NOFILE, before)
            self.done["no file to open"] += 1
        except ProcessLookupError:
            # It was just killed.
            pass

    def no_room(self) -> None:
        try:
            with self.ballast.open("wb", buffering=0) as file:
                while file.write(bytes(1 << 20)):
                    pass
        except OSError:
            pass
        time.sleep(FAULT_S)
        self.ballast.unlink(missing_ok=True)
        self.done["disk full"] += 1

    def stop(self) -> None:
        self.over.set()
        self.join()


def send_month(hub: Hub, tokens: dict, month: str, folder: Path, kill: bool, trouble: Trouble | None = None) -> list[Sent]:
    files = sorted(path for path in folder.iterdir() if path.suffix in (".csv", ".xlsx", ".zip"))
    done = threading.Semaphore(0)
    refusals.clear()
    began = time.monotonic()
    if trouble:
        trouble.start()

    def one(file: Path) -> Sent:
        service = file.name.split("-")[0]
        try:
            return send(hub, tokens, service, month, file, trouble is not None)
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
    if trouble:
        trouble.stop()
        print("  faults, a second each: " + ", ".join(f"{n} times {what}" for what, n in trouble.done.items()))
    seconds = time.monotonic() - began
    rows = sum(each.rows for each in sent)
    print(f"{month}: {len(sent):,} files with {rows:,} rows in {seconds:.1f} s ({rows / seconds:,.0f} rows a second)")
    near = [each for each in sent if 0.7 * PROBE_ROWS <= each.rows <= 1.3 * PROBE_ROWS]
    show("from sending to findings, all files", [each.findings_s for each in sent])
    show(f"from sending to findings, about {PROBE_ROWS} rows", [each.findings_s for each in near])
    show("from submitting to the receipt", [each.submit_s for each in sent])
    show("from submitting to live totals", [each.live_s for each in sent])
    if refusals:
        print("  tried again after: " + ", ".join(f"{n:,} times {what}" for what, n in refusals.items()))
    status, live = insist(hub.port, "GET", f"/api/v1/live?month={month}&area=ENG", tokens["analyst"])
    england = live["headlines"][0]
    if (england["returns_received"], england["returns_counted"]) != (len(sent), len(sent)):
        raise SystemExit(f"live totals are not of all returns: {england}")
    print(f"  live totals: {england['returns_counted']:,} returns, {england['referrals']['display']} referrals")
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


def mounted(data: Path) -> bool:
    """Puts the data on a small disk that can be filled, where that is allowed."""
    data.mkdir()
    if os.geteuid() != 0:
        return False
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "hub-bench", data]
    is_mounted = subprocess.run(mount, capture_output=True).returncode == 0
    if is_mounted:
        # A run that fails leaves no disk behind.
        atexit.register(lambda: subprocess.run(["umount", "-l", data], capture_output=True))
    return is_mounted


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("hub", type=Path)
    arguments.add_argument("--services", type=int, default=1_300)
    arguments.add_argument("--details", action="store_true", help="send the other sheets of the return too")
    options = arguments.parse_args()
    binary = options.hub.resolve()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        data, files = Path(scratch) / "data", Path(scratch) / "files"
        small_disk = mounted(data)
        quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        services = ["--services", str(options.services)]
        # Makes the tokens, and the newest month, which is not sent again.
        subprocess.run([binary, "demo", "--no-serve", "--months", "1", *services, "--data", data, "--listen", "127.0.0.1:0"], **quiet)
        details = ["--details"] if options.details else []
        subprocess.run([binary, "synth", "--out", files, "--months", "4", *services, *details], **quiet)
        tokens = json.loads((data / "demo-tokens.json").read_text())
        first, second, third, _ = sorted(folder.name for folder in files.iterdir())
        hub = Hub(binary, data)
        print(f"{os.cpu_count()} cores, {AT_ONCE} at a time")
        sent = send_month(hub, tokens, first, files / first, kill=False)
        sent += send_month(hub, tokens, second, files / second, kill=True)
        sent += send_month(hub, tokens, third, files / third, kill=True, trouble=Trouble(hub, data, small_disk))
        must_count(hub, tokens, sent)
        hub.stop()
        print(f"  most memory of the server: {hub.peak_kib / 1024:.0f} MiB")
        doctor = subprocess.run([binary, "doctor", "--data", data], capture_output=True, text=True)
        print("  hub doctor: " + (doctor.stdout + doctor.stderr).strip().splitlines()[-1])
        if small_disk:
            subprocess.run(["umount", data], check=True)
        return doctor.returncode


if __name__ == "__main__":
    sys.exit(main())
