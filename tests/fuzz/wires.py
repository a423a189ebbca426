#!/usr/bin/env python3
"""Throws changed questions and changed messages at the three ways to ask in SQL: HTTP, Postgres, Flight SQL.

  wires.py HUB [--minutes 1] [--seed 1] [--data DIR]

Starts HUB, best a debug build since that stops at an overflow, as a demo of its own. Questions come from a grammar; most are then
changed word by word. They are asked as an analyst, a commissioner and a disclosure officer. Messages of Postgres and Flight SQL are
changed byte by byte, on connections that are signed in and before signing in. The run fails, and says with what, if

* the hub panics, ends, writes an error to its log, or answers an HTTP status of 500 or more or an internal error of the wires;
* it no longer answers a plain question as it did at the start, asked after every 200 throws by every way;
* an answer holds what no answer may: identifiers (NHS numbers, hashes, ids of returns, postcodes) or columns of rows of people;
  and of questions of counts alone, however they were changed, a number that is no multiple of 5 or a text that is no code, place or
  month of the tables.

The seed gives the throws of an earlier run again. Needs the clients of tests/clients.
"""

import argparse
import collections
import http.client
import json
import random
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "wires"))

import flight
import grammar
import leaks
import postgres

CHECK_EVERY = 200
PLAIN = "select icb, count(*) as n from hub.referrals group by icb order by icb"
ROLES = ["analyst", "icb", "officer"]
USERS = {"analyst": "Demo analyst", "officer": "Demo disclosure officer"}
# In the log of a hub that is well there is none of these.
BAD = re.compile(r"panicked at|request failed|\bERROR\b|overflow")


class Hub:
    """A demo with its log."""

    def __init__(self, binary: str, data: str):
        places = ["--listen", "127.0.0.1:0", "--postgres", "127.0.0.1:0", "--flight", "127.0.0.1:0"]
        command = [binary, "demo", "--months", "3", "--services", "20", "--data", data, *places]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace")
        self.log = collections.deque(maxlen=20_000)
        self.bad = []
        said = {}
        for line in self.process.stderr:
            self.note(line)
            for name, pattern in [("http", r"Start page: http://(.*)/$"), ("pg", r"Postgres is answered on (.*)\.$"), ("flight", r"Flight SQL is answered on (.*)\.$")]:
                if found := re.match(pattern, line):
                    said[name] = found[1]
            if "flight" in said:
                break
        else:
            sys.exit("the hub did not start:\n" + "".join(self.log))
        self.http, self.pg, self.flight = said["http"], said["pg"], said["flight"]
        threading.Thread(target=self.read, daemon=True).start()
        tokens = json.loads(Path(data, "demo-tokens.json").read_text())
        names = {role: min(name for name in tokens if name == role or name.startswith(f"{role}:")) for role in ROLES}
        self.tokens = {role: tokens[name] for role, name in names.items()}
        line = http.client.HTTPConnection(self.http, timeout=60)
        line.request("GET", f"/api/v1/areas/{names['icb'].partition(':')[2]}")
        # The name that Postgres asks for beside the token: a board's is its own.
        self.users = {**USERS, "icb": json.loads(line.getresponse().read())["name"]}

    def read(self):
        for line in self.process.stderr:
            self.note(line)

    def note(self, line: str):
        self.log.append(line)
        if BAD.search(line):
            self.bad.append(line.strip())


class Thrower:
    def __init__(self, hub: Hub, seed: int):
        self.hub, self.draw = hub, random.Random(seed)
        self.n = collections.Counter()
        self.failures = []
        self.lines = {role: http.client.HTTPConnection(hub.http, timeout=90) for role in ROLES}
        self.fronts = {role: flight.Front(hub.flight, token) for role, token in hub.tokens.items()}
        self.connections = {}
        self.vocabulary = self.words()
        self.well = {way: self.answer(way, PLAIN, "analyst") for way in ("http", "pg", "flight")}
        if not all(self.well.values()):
            sys.exit(f"the hub does not answer a plain question: {self.well}")

    def words(self) -> set[str]:
        """All places and codes that an answer of counts may name."""
        words = set()
        for sql in [
            "select code from hub.areas",
            "select month from hub.months",
            "select code from hub.practices",
            "select code from hub.pcns",
            "select code from hub.regions",
            "select service from hub.referrals_by_service group by service",
        ]:
            columns_and_rows = self.by_http("analyst", sql)
            words.update(row[0] for row in columns_and_rows[1] if row[0] is not None)
        line = self.lines["analyst"]
        line.request("GET", "/api/v1/sql/tables", headers={"Authorization": f"Bearer {self.hub.tokens['analyst']}"})
        for table in json.loads(line.getresponse().read())["tables"]:
            for column in table["columns"]:
                words.update(code if isinstance(code, str) else code["code"] for code in column.get("codes") or [])
        return words | {"unknown", "ENG"}

    def by_http(self, role: str, sql: str):
        body = json.dumps({"query": sql})
        return self.http_answer(role, "POST", "/api/v1/sql", body.encode(), {"Content-Type": "application/json"})

    def http_answer(self, role: str, method: str, path: str, body: bytes, headers: dict):
        line = self.lines[role]
        try:
            line.request(method, path, body, {"Authorization": f"Bearer {self.hub.tokens[role]}", **headers})
            answer = line.getresponse()
            data = answer.read()
        except (OSError, http.client.HTTPException):
            line.close()
            self.n["http: no answer"] += 1
            return None
        self.n[f"http: {answer.status}"] += 1
        if answer.status >= 500:
            raise AssertionError(f"HTTP answers {answer.status}: {data[:300]!r}")
        if answer.status != 200:
            return None
        told = json.loads(data)
        return ([column["name"] for column in told["columns"]], told.get("rows", [])) if "columns" in told else None

    def connection(self, role: str):
        known = self.connections.get(role)
        if known is None or known.closed or known.broken:
            known = self.connections[role] = postgres.connected(self.hub.pg, self.hub.users[role], self.hub.tokens[role])
        return known

    def answer(self, way: str, sql: str, role: str):
        match way:
            case "http":
                return self.by_http(role, sql)
            case "pg":
                return postgres.asked(self.connection(role), sql, self.draw.random() < 0.3)
            case _:
                return self.fronts[role].asked(sql)

    def judge(self, way: str, role: str, sql: str, answer):
        self.n[f"{way}: answered" if answer else f"{way}: refused"] += 1
        if answer:
            for leak in leaks.leaks(sql, *answer, self.vocabulary):
                self.fail(way, role, sql, leak)

    def fail(self, way: str, role: str, thrown, what: str):
        self.failures.append((way, role, repr(thrown)[:2_000], what))

    def throw(self):
        role, way = self.draw.choice(ROLES), self.draw.choice(["http", "http", "pg", "pg", "flight", "flight", "raw-http", "raw-pg", "raw-flight", "raw-start"])
        sql = grammar.question(self.draw)
        if self.draw.random() < 0.85:
            sql = grammar.changed(self.draw, sql)
        try:
            match way:
                case "raw-http":
                    self.raw_http(role, sql)
                case "raw-pg":
                    self.raw_postgres(role, sql)
                case "raw-flight":
                    self.raw_flight(role, sql)
                case "raw-start":
                    self.raw_start()
                case _:
                    self.judge(way, role, sql, self.answer(way, sql, role))
        except AssertionError as fault:
            self.fail(way, role, sql, str(fault))
        except Exception as fault:
            # A client that cannot go on begins anew; a hub that cannot is found by the plain question.
            self.n[f"{way}: the client gave up ({type(fault).__name__})"] += 1
            self.connections.pop(role, None)

    def raw_http(self, role: str, sql: str):
        body = grammar.bytes_changed(self.draw, json.dumps({"query": sql, "dry_run": self.draw.random() < 0.3}).encode())
        self.judge("raw-http", role, body.decode("utf-8", "replace"), self.http_answer(role, "POST", "/api/v1/sql", body, {"Content-Type": "application/json"}))

    def raw_postgres(self, role: str, sql: str):
        pieces = postgres.messages(sql)
        chosen = pieces[:1] if self.draw.random() < 0.3 else [*self.draw.choices(pieces, k=self.draw.randint(1, 8)), pieces[7]]
        data = b"".join(chosen)
        if self.draw.random() < 0.7:
            data = grammar.bytes_changed(self.draw, data)
        connection = self.connections.pop(role, None) or self.connection(role)
        self.connections.pop(role, None)
        rows = postgres.rows_of(postgres.thrown(connection, data, 1.0))
        connection.close()
        self.judge("raw-pg", role, data.decode("utf-8", "replace"), (["?"], rows) if rows else None)

    def raw_flight(self, role: str, sql: str):
        front = self.fronts[role]
        data = flight.command(self.draw.choice(flight.COMMANDS), sql.encode("utf-8", "replace"))
        is_changed = self.draw.random() < 0.7
        if is_changed:
            data = grammar.bytes_changed(self.draw, data)
        match self.draw.randrange(3):
            case 0:
                front.acted(self.draw.choice(["CreatePreparedStatement", "ClosePreparedStatement", "BeginTransaction", "CancelFlightInfo", "x"]), data)
                self.n["raw-flight: actions"] += 1
            case 1:
                info = front.told(data)
                if info is None or not info.endpoints:
                    self.n["raw-flight: refused"] += 1
                    return
                ticket = info.endpoints[0].ticket.ticket
                if self.draw.random() < 0.6:
                    ticket = grammar.bytes_changed(self.draw, ticket)
                text = f"{data.decode('utf-8', 'replace')} {ticket.decode('utf-8', 'replace')}"
                self.judge("raw-flight", role, text, front.taken(ticket))
            case _:
                self.judge("raw-flight", role, data.decode("utf-8", "replace"), front.taken(data))

    def raw_start(self):
        """Bytes before signing in, to any of the three doors."""
        start = b"user\0analyst\0database\0hub\0\0"
        hello = self.draw.choice([
            (8 + len(start)).to_bytes(4, "big") + b"\0\3\0\0" + start,
            b"\0\0\0\x08\x04\xd2\x16\x2f",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\x12\4\0\0\0\0\0" + bytes(18),
            b"GET /api/v1/sql?q=select%201 HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer hub_0_x\r\n\r\n",
        ])
        place = self.draw.choice([self.hub.http, self.hub.pg, self.hub.flight])
        host, port = place.rsplit(":", 1)
        with socket.create_connection((host, int(port)), timeout=5) as line:
            line.settimeout(0.3)
            try:
                line.sendall(grammar.bytes_changed(self.draw, hello))
                line.recv(65_536)
            except OSError:
                pass
        self.n["raw-start: thrown"] += 1

    def is_well(self):
        """Whether plain questions have the answers that they had."""
        for way, before in self.well.items():
            try:
                now = self.answer(way, PLAIN, "analyst")
            except Exception as fault:
                now = repr(fault)
            if now != before:
                self.fail(way, "analyst", PLAIN, f"a plain question is answered otherwise: {str(now)[:300]}")
        if self.hub.process.poll() is not None:
            self.fail("-", "-", "", f"the hub ended with {self.hub.process.returncode}")
        for line in self.hub.bad:
            self.fail("log", "-", "", line[:600])
        self.hub.bad.clear()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hub")
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--data", help="data of an earlier demo; a new one is made without it")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        hub = Hub(given.hub, given.data or f"{scratch}/data")
        try:
            print(f"seed {given.seed}", flush=True)
            thrower = Thrower(hub, given.seed)
            until, n = time.monotonic() + 60 * given.minutes, 0
            while time.monotonic() < until and hub.process.poll() is None and len(thrower.failures) < 20:
                thrower.throw()
                n += 1
                if n % CHECK_EVERY == 0:
                    thrower.is_well()
            time.sleep(1)
            thrower.is_well()
        finally:
            hub.process.terminate()
            hub.process.wait()
    print(f"{n:,} throws in {given.minutes:g} minutes")
    for what, times in sorted(thrower.n.items()):
        print(f"  {what}: {times:,}")
    for way, role, thrown, what in thrower.failures:
        print(f"\nFAILED by {way} as {role}: {what}\n  {thrown}")
    print("no failure" if not thrower.failures else f"\n{len(thrower.failures)} failures")
    return 1 if thrower.failures else 0


if __name__ == "__main__":
    sys.exit(main())
