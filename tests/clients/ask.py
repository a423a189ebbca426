"""Asks the ten questions of questions.json with one client, and writes what came as JSON lines of text.

A number is written by its shortest form that reads back as the same double, so that two clients agree to the last digit or
not at all. Usage: ask.py CLIENT OUT, with HUB_URL, HUB_PG, HUB_FLIGHT, HUB_USER and HUB_TOKEN set.
"""

import csv
import datetime
import decimal
import io
import json
import math
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
QUESTIONS = json.loads((HERE / "questions.json").read_text())
URL = os.environ["HUB_URL"]
PG_HOST, PG_PORT = os.environ["HUB_PG"].rsplit(":", 1)
FLIGHT = os.environ["HUB_FLIGHT"]
USER = os.environ["HUB_USER"]
TOKEN = os.environ["HUB_TOKEN"]


def plain(value):
    """A value as every client must have it."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, decimal.Decimal):
        value = float(value)
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, (int, datetime.date)):
        return str(value)
    return str(value)


def http(sql, form):
    query = urllib.parse.urlencode({"q": sql, "format": form})
    request = urllib.request.Request(f"{URL}/api/v1/sql?{query}", headers={"Authorization": f"Bearer {TOKEN}"})
    with urllib.request.urlopen(request) as answer:
        return answer.read()


def by_json(sql):
    answer = json.loads(http(sql, "json"))
    return [column["name"] for column in answer["columns"]], answer["rows"]


def number(text):
    """CSV has no types: what reads as a number is one, and an absent value is empty."""
    if text == "":
        return None
    try:
        return float(text)
    except ValueError:
        return text


def by_csv(sql):
    text = http(sql, "csv").decode("utf-8-sig")
    lines = [line for line in csv.reader(io.StringIO(text)) if line and not line[0].startswith("#")]
    return lines[0], [[number(cell) for cell in line] for line in lines[1:]]


def by_parquet(sql):
    import pyarrow.parquet

    # A buffer of Arrow's own: its threads would still call into a Python file while the interpreter ends.
    table = pyarrow.parquet.read_table(pyarrow.BufferReader(http(sql, "parquet")))
    return table.column_names, [list(row.values()) for row in table.to_pylist()]


def by_arrow(sql):
    import pyarrow.ipc

    table = pyarrow.ipc.open_stream(http(sql, "arrow")).read_all()
    return table.column_names, [list(row.values()) for row in table.to_pylist()]


def httpfs():
    """The extension as its Python package brings it: DuckDB itself would fetch it from the internet."""
    import duckdb_extension_httpfs

    return next(Path(duckdb_extension_httpfs.__file__).parent.rglob("httpfs.duckdb_extension"))


def by_duckdb(sql):
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"install '{httpfs()}'")
    connection.execute("load httpfs")
    connection.execute(f"create secret (type http, bearer_token '{TOKEN}')")
    query = urllib.parse.urlencode({"q": sql, "format": "parquet"})
    found = connection.execute(f"select * from read_parquet('{URL}/api/v1/sql?{query}')")
    return [column[0] for column in found.description], found.fetchall()


def psycopg_connection():
    import psycopg

    return psycopg.connect(host=PG_HOST, port=PG_PORT, user=USER, password=TOKEN, dbname="hub", sslmode=os.environ.get("HUB_SSLMODE", "prefer"))


def by_psycopg(sql):
    with psycopg_connection() as connection:
        found = connection.execute(sql)
        return [column.name for column in found.description], found.fetchall()


def by_psycopg_binary(sql):
    with psycopg_connection() as connection, connection.cursor(binary=True) as cursor:
        cursor.execute(sql, prepare=True)
        return [column.name for column in cursor.description], cursor.fetchall()


def by_sqlalchemy(sql):
    import sqlalchemy

    address = sqlalchemy.URL.create("postgresql+psycopg", USER, TOKEN, PG_HOST, int(PG_PORT), "hub")
    engine = sqlalchemy.create_engine(address)
    with engine.connect() as connection:
        found = connection.execute(sqlalchemy.text(sql.replace(":", "\\:")))
        return list(found.keys()), [list(row) for row in found]


def flight(sql):
    import adbc_driver_flightsql.dbapi

    options = {"adbc.flight.sql.authorization_header": f"Bearer {TOKEN}"}
    with adbc_driver_flightsql.dbapi.connect(f"grpc://{FLIGHT}", db_kwargs=options) as connection:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetch_arrow_table()


def by_adbc_pandas(sql):
    frame = flight(sql).to_pandas(integer_object_nulls=True)
    return list(frame.columns), frame.astype(object).values.tolist()


def by_adbc_polars(sql):
    import polars

    frame = polars.from_arrow(flight(sql))
    return frame.columns, frame.rows()


CLIENTS = {name.removeprefix("by_"): client for name, client in globals().items() if name.startswith("by_")}


def main():
    client, out = sys.argv[1:]
    with open(out, "w") as file:
        for question in QUESTIONS:
            columns, rows = CLIENTS[client](question["sql"])
            answer = {"name": question["name"], "columns": list(columns), "rows": [[plain(cell) for cell in row] for row in rows]}
            file.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
