#!/usr/bin/env python3
"""How large the pages about areas are, and how fast they come.

  pages.py HUB --data DIR [--token TOKEN] [--seconds 30] [--rate 200]

DIR holds a demo (`hub demo --no-serve`). The hub is started on it and reads the newest release; each page is asked for once, as
the first after that (cold), and its size is taken; then pages of random areas are asked for at a fixed rate, whether or not earlier ones have come (warm). The
time of a page is from the moment at which it was to be asked for until its last byte, so that waiting counts; client and hub
share the machine. With a token the pages are those of its owner, who signs in as in a browser.
"""
import argparse
import asyncio
import gzip
import json
import random
import re
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

SCREENS = {
    "C1 overview": "/areas/{}",
    "C2 over time": "/areas/{}/measures/referral_rate",
    "C3 coverage": "/areas/{}/coverage",
    "C4 who": "/areas/{}/who",
    "C5 waiting": "/areas/{}/waiting",
    "C6 outcomes": "/areas/{}/outcomes",
    "C7 value": "/areas/{}/value",
    "C8 compare": "/compare?measure=referral_rate&area={}",
    "C9 trust": "/areas/{}/trust",
}
CONNECTIONS = 16
READ_AHEAD = 10.0


def get(base, path, headers={}):
    """What is sent, as it is sent."""
    with urllib.request.urlopen(urllib.request.Request(base + path, headers=headers)) as answer:
        return answer.read()


class StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def sign_in(base, token):
    """The headers that a browser sends along afterwards."""
    form = urllib.parse.urlencode({"token": token}).encode()
    try:
        urllib.request.build_opener(StayHere).open(base + "/sign-in", form)
    except urllib.error.HTTPError as answer:
        if answer.code == 303:
            return {"cookie": answer.headers["set-cookie"].split(";")[0], "sec-fetch-site": "same-origin"}
    sys.exit("the token does not sign in")


def start(hub, data):
    server = subprocess.Popen(
        [hub, "serve", "--data", data, "--listen", "127.0.0.1:0"], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    for line in server.stderr:
        if found := re.search(r"(http://127\.0\.0\.1:\d+)", line):
            return server, found.group(1)
    sys.exit("the hub did not start")


class Connection:
    """One request after the other on a connection that is kept."""

    def __init__(self, host, port, headers):
        self.host, self.port, self.streams = host, port, None
        lines = {"host": "hub", "accept": "text/html", "accept-encoding": "gzip", **headers}.items()
        self.headers = "".join(f"{name}: {value}\r\n" for name, value in lines)

    async def ask(self, path):
        if self.streams is None:
            self.streams = await asyncio.open_connection(self.host, self.port)
        reader, writer = self.streams
        writer.write(f"GET {path} HTTP/1.1\r\n{self.headers}\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1])
        if length := re.search(rb"(?i)content-length: (\d+)", head):
            await reader.readexactly(int(length.group(1)))
            return status
        while True:
            size = int((await reader.readline()).strip(), 16)
            await reader.readexactly(size + 2)
            if size == 0:
                return status


async def load(base, headers, areas, rate, seconds):
    host, port = base.removeprefix("http://").split(":")
    free = asyncio.Queue()
    for _ in range(CONNECTIONS):
        free.put_nowait(Connection(host, int(port), headers))
    times = {screen: [] for screen in SCREENS}
    failed = 0

    async def one(at, screen, path):
        nonlocal failed
        connection = await free.get()
        try:
            if await connection.ask(path) != 200:
                failed += 1
        except (OSError, asyncio.IncompleteReadError, ValueError):
            failed += 1
            connection.streams = None
        times[screen].append(time.perf_counter() - at)
        free.put_nowait(connection)

    draw = random.Random(1)
    begin, asked = time.perf_counter(), []
    for n in range(int(rate * seconds)):
        at = begin + n / rate
        if (wait := at - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        screen = draw.choice(list(SCREENS))
        asked.append(asyncio.create_task(one(at, screen, SCREENS[screen].format(draw.choice(areas)))))
    await asyncio.gather(*asked)
    return times, failed, time.perf_counter() - begin


def at(values, share):
    ordered = sorted(values)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hub")
    parser.add_argument("--data", required=True)
    parser.add_argument("--token")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--rate", type=float, default=200)
    args = parser.parse_args()
    server, base = start(args.hub, args.data)
    began = time.perf_counter()
    get(base, "/areas/ENG")
    at_once = time.perf_counter() - began
    server.kill()
    server.wait()
    server, base = start(args.hub, args.data)
    # Until the release is read.
    time.sleep(READ_AHEAD)
    try:
        headers = sign_in(base, args.token) if args.token else {}
        cold, sizes = {}, {}
        for screen, path in SCREENS.items():
            began = time.perf_counter()
            get(base, path.format("QE1"), headers)
            cold[screen] = 1000 * (time.perf_counter() - began)
        page = get(base, "/areas/QE1").decode()
        assets = {path: len(gzip.compress(get(base, path))) for path in re.findall(r'(?:href|src)="(/assets/[^"]+)"', page)}
        areas = [area["code"] for area in json.loads(get(base, "/api/v1/areas"))["areas"]]
        for screen, path in SCREENS.items():
            sent = [len(get(base, path.format(area), {**headers, "accept-encoding": "gzip"})) for area in areas]
            whole = [len(get(base, path.format(area), headers)) for area in areas]
            sizes[screen] = max(sent), max(whole)
        times, failed, took = asyncio.run(load(base, headers, areas, args.rate, args.seconds))
    finally:
        server.kill()
    print(f"{len(areas)} areas; a page asked for as soon as the hub answers: {at_once:.2f} s; styles, script and icon: {sum(assets.values()) / 1000:.1f} KB compressed\n")
    print("| screen | largest, KB as sent | uncompressed | first load, KB | cold, ms | asked | p50, ms | p95, ms | p99, ms |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for screen in SCREENS:
        small, whole = (size / 1000 for size in sizes[screen])
        row = [at(times[screen], share) for share in (0.5, 0.95, 0.99)]
        print(
            f"| {screen} | {small:.1f} | {whole:.1f} | {small + sum(assets.values()) / 1000:.1f} | {cold[screen]:.1f} "
            f"| {len(times[screen])} | " + " | ".join(f"{ms:.1f}" for ms in row) + " |"
        )
    every = [value for values in times.values() for value in values]
    print(f"\nall: {len(every)} in {took:.1f} s, {len(every) / took:.0f} a second, not answered {failed}; p50 {at(every, 0.5):.1f} ms, p95 {at(every, 0.95):.1f} ms")


if __name__ == "__main__":
    main()
