"""The Postgres front end: questions by a client, and messages that no client sends."""

import os
import select
import struct
import time

import psycopg


def connected(place: str, user: str, token: str) -> psycopg.Connection:
    host, port = place.rsplit(":", 1)
    return psycopg.connect(
        host=host, port=port, user=user, password=token, dbname="hub", sslmode="disable", autocommit=True, connect_timeout=10
    )


def asked(connection: psycopg.Connection, sql: str, binary: bool):
    """Columns and rows; nothing where it is refused. The state of a refusal that is our own fault is raised."""
    try:
        with connection.cursor(binary=binary) as cursor:
            cursor.execute(sql.replace("%", "%%") if binary else sql, prepare=binary)
            if cursor.description is None:
                return None
            return [column.name for column in cursor.description], [list(row) for row in cursor.fetchmany(2_000)]
    except psycopg.errors.InternalError_ as fault:
        raise AssertionError(f"Postgres answers an internal error: {fault}") from fault
    except (psycopg.Error, UnicodeEncodeError, ValueError):
        return None


def message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


def messages(sql: str) -> list[bytes]:
    """What a client sends for a question, both ways, and what only others send."""
    text = sql.encode("utf-8", "replace").replace(b"\0", b"") + b"\0"
    return [
        message(b"Q", text),
        message(b"P", b"s\0" + text + b"\0\0"),
        message(b"D", b"Ss\0"),
        message(b"B", b"p\0s\0" + b"\0\0" + b"\0\0" + b"\0\1\0\0"),
        message(b"D", b"Pp\0"),
        message(b"E", b"p\0" + b"\0\0\0\2"),
        message(b"C", b"Ss\0"),
        message(b"S", b""),
        message(b"H", b""),
        message(b"d", b"data"),
        message(b"c", b""),
        message(b"F", b"\0\0\0\1\0\0\0\0\0\0"),
        message(b"p", b"password\0"),
    ]


def thrown(connection: psycopg.Connection, data: bytes, wait_s: float) -> bytes:
    """Sends bytes past the client on a connection that is signed in; what comes back until it is quiet."""
    line = connection.pgconn.socket
    got = b""
    try:
        os.set_blocking(line, True)
        os.write(line, data)
        until = time.monotonic() + wait_s
        while time.monotonic() < until and len(got) < 1_000_000:
            ready, _, _ = select.select([line], [], [], wait_s / 4)
            if not ready:
                break
            piece = os.read(line, 65_536)
            if not piece:
                break
            got += piece
    except OSError:
        pass
    return got


def rows_of(stream: bytes) -> list[list]:
    """The rows of an answer, as text, as far as the stream can be read; numbers as numbers."""
    rows, at = [], 0
    while at + 5 <= len(stream):
        kind, length = stream[at : at + 1], struct.unpack("!i", stream[at + 1 : at + 5])[0]
        body, at = stream[at + 5 : at + 1 + length], at + 1 + length
        if length < 4:
            break
        if kind != b"D" or len(body) < 2:
            continue
        row, place = [], 2
        for _ in range(struct.unpack("!h", body[:2])[0]):
            size = struct.unpack("!i", body[place : place + 4])[0]
            place += 4
            if size < 0:
                row.append(None)
                continue
            text = body[place : place + size].decode("utf-8", "replace")
            place += size
            row.append(int(text) if text.lstrip("-").isdigit() and len(text) < 10 else text)
        rows.append(row)
    return rows
