"""Twenty questions of analysts: the hub with protection, against DuckDB and plain DataFusion on the person-level rows.

Usage: questions.py HUB [--months 36] [--services 1600] [--analysts 50] [--seconds 60] [--work DIR]

One run makes a synthetic England, releases it, lays the same referrals out as Parquet (one file a month, sorted by place, with
the codes that the hub counts by), and asks each engine the same twenty questions on the same machine. Cold is the first time
in a new process, warm the median of ten after it. Then many analysts ask at once. Needs duckdb and datafusion from PyPI.
"""

import argparse
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

COLOURS = re.compile(r"\x1b\[[0-9;]*m")

PEOPLE = """
select
    month,
    coalesce(practices.icb, 'unknown') as icb,
    coalesce(practices.region, 'unknown') as region,
    person_key as person,
    case sex when '1' then 'male' when '2' then 'female' when '9' then 'other' else 'unknown' end as sex,
    age_band,
    case
        when ethnic_category in ('A', 'B', 'C') then 'white' when ethnic_category in ('D', 'E', 'F', 'G') then 'mixed'
        when ethnic_category in ('H', 'J', 'K', 'L') then 'asian' when ethnic_category in ('M', 'N', 'P') then 'black'
        when ethnic_category in ('R', 'S') then 'other' else 'unknown'
    end as ethnic_group,
    coalesce(cast(cast((imd_decile + 1) // 2 as integer) as varchar), 'unknown') as imd_quintile,
    coalesce(cast(imd_decile as varchar), 'unknown') as imd_decile,
    rural,
    case when source like 'A%' then 'primary_care' when source = '' then 'unknown' else 'other' end as source,
    case when need_1 = '' then 'unknown' else need_1 end as need_1,
    need_2,
    need_3
from read_parquet({files}, hive_partitioning = false) as rows
left join practices on practices.practice = rows.practice
where month_received = month
order by icb
"""

# One referral with three needs stands in three rows of this.
BY_NEED = (
    "(select *, need_1 as need from people union all select *, need_2 as need from people where need_2 <> '' "
    "union all select *, need_3 as need from people where need_3 <> '')"
)

QUESTIONS = [
    "select icb, count(*) as n from {t} group by icb order by icb",
    "select month, count(*) as n from {t} group by month order by month",
    "select month, count(distinct person) as n from {t} group by month order by month",
    "select region, month, count(*) as n from {t} group by region, month order by region, month",
    "select icb, sex, count(*) as n from {t} group by icb, sex order by icb, sex",
    "select icb, age_band, count(*) as n from {t} group by icb, age_band order by icb, age_band",
    "select imd_quintile, count(*) as n from {t} group by imd_quintile order by imd_quintile",
    "select icb, imd_quintile, ethnic_group, count(*) as n from {t} group by icb, imd_quintile, ethnic_group order by 1, 2, 3",
    "select month, imd_decile, count(*) as n from {t} group by month, imd_decile order by month, imd_decile",
    "select icb, count(*) filter (where age_band in ('65-74', '75-84', '85+')) as older, count(*) as n from {t} group by icb order by icb",
    "select need, count(*) as n from {need} group by need order by need",
    "select icb, need, count(*) as n from {need} group by icb, need order by icb, need",
    "select month, need, count(*) as n from {need} where need in ('loneliness', 'money') group by month, need order by month, need",
    "select icb, count(distinct person) as n from {t} where month = '{month}' group by icb order by icb",
    "select icb, sex, count(distinct person) as n from {t} where month = '{month}' group by icb, sex order by icb, sex",
    "select rural, source, count(*) as n from {t} group by rural, source order by rural, source",
    "with c as (select icb, count(*) as n from {t} group by icb) select icb, n, rank() over (order by n desc) as place from c order by place, icb",
    "with c as (select month, count(*) as n from {t} group by month) select month, n, n - lag(n) over (order by month) as change from c order by month",
    "select icb, sum(case when need = 'loneliness' then 1 end) as lonely from {need} group by icb having count(*) > 100 order by icb",
    "select ethnic_group, age_band, count(*) as n from {t} where region = '{region}' group by ethnic_group, age_band order by 1, 2",
]


def of_people(question, month, region):
    return question.format(t="people", need=BY_NEED, month=month, region=region)


def of_hub(question, month, region):
    return question.format(t="hub.referrals", need="hub.referrals", month=month, region=region)


class Hub:
    """A hub that serves a data directory."""

    def __init__(self, binary, data):
        self.process = subprocess.Popen(
            [binary, "demo", "--data", data, "--listen", "127.0.0.1:0"], stderr=subprocess.PIPE, text=True
        )
        for line in self.process.stderr:
            found = re.match(r"Start page: http://(.*)/$", line)
            if found:
                self.place = found[1]
            if line.startswith("Flight SQL is"):
                break
        threading.Thread(target=self.process.stderr.read, daemon=True).start()
        self.tokens = json.loads(Path(data, "demo-tokens.json").read_text())
        self.connection = http.client.HTTPConnection(self.place)

    def ask(self, sql, connection=None, token=None):
        connection = connection or self.connection
        headers = {"Authorization": f"Bearer {token or self.tokens['analyst']}", "Content-Type": "application/json"}
        connection.request("POST", "/api/v1/sql", json.dumps({"query": sql}), headers)
        answer = connection.getresponse()
        body = answer.read()
        return answer.status, body

    def rows(self, sql):
        status, body = self.ask(sql)
        if status != 200:
            sys.exit(f"{status}: {body[:400]!r}\n{sql}")
        return json.loads(body)["rows"]

    def memory_mib(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) // 1024

    def stop(self):
        self.process.terminate()
        self.process.wait()


def make(binary, data, months, services):
    """A synthetic England, with the seconds that its first release took, and its parts."""
    began, marks, parts = time.monotonic(), {}, {}
    command = [binary, "-vv", "demo", "--no-serve", "--months", str(months), "--services", str(services), "--data", data, "--listen", "127.0.0.1:0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        for line in process.stderr:
            if "Building the first release" in line:
                marks["begin"] = time.monotonic()
            found = re.search(r"DEBUG (activity written|rows of all months read|cells made) took=([0-9.]+)(m?)s", COLOURS.sub("", line))
            if found and "end" not in marks:
                parts.setdefault(found[1], float(found[2]) / (1000 if found[3] else 1))
            if "is built" in line and "end" not in marks:
                marks["end"] = time.monotonic()
    written = parts["activity written"]
    cells = parts["rows of all months read"] - written + parts["cells made"]
    print(f"made in {time.monotonic() - began:.0f} s; of the first release, the files of activity of {months - 1} months took {written:.1f} s, "
          f"all cells from them {cells:.1f} s, and all of it {marks['end'] - marks['begin']:.1f} s")


def lay_out(hub, data, out):
    import duckdb

    connection = duckdb.connect()
    rows = hub.rows("select p.code, a.area_code, r.area_code from hub.practices p "
                    "join hub.area_atoms a on a.atom = p.atom and a.geography = 'as_now' and a.area_type = 'icb' "
                    "join hub.area_atoms r on r.atom = p.atom and r.geography = 'as_now' and r.area_type = 'region'")
    connection.execute("create table practices (practice varchar, icb varchar, region varchar)")
    connection.executemany("insert into practices values (?, ?, ?)", rows)
    files = sorted(Path(data, "objects/activity/referrals").glob("month=*/*.parquet"))
    newest = {}
    for file in files:
        newest[file.parent.name] = max(newest.get(file.parent.name, file), file, key=lambda f: f.stat().st_mtime)
    for name, file in sorted(newest.items()):
        query = PEOPLE.format(files=f"'{file}'")
        connection.execute(f"copy ({query}) to '{out}/{name[6:]}.parquet' (format parquet)")
    return connection.execute(f"select count(*) from '{out}/*.parquet'").fetchone()[0]


def timed(ask, questions):
    """Seconds of the first time of each, and the median of ten after it."""
    cold, warm = [], []
    for question in questions:
        times = []
        for _ in range(11):
            began = time.perf_counter()
            ask(question)
            times.append(time.perf_counter() - began)
        cold.append(times[0])
        warm.append(statistics.median(times[1:]))
    return cold, warm


def in_new_process(engine, out, month, region):
    done = subprocess.run([sys.executable, __file__, "--engine", engine, out, month, region], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout)


def engine_main(engine, out, month, region):
    questions = [of_people(question, month, region) for question in QUESTIONS]
    if engine == "duckdb":
        import duckdb

        connection = duckdb.connect(config={"threads": os.cpu_count()})
        connection.execute(f"create view people as select * from read_parquet('{out}/*.parquet')")
        cold, warm = timed(lambda sql: connection.execute(sql).fetchall(), questions)
    else:
        import datafusion

        context = datafusion.SessionContext()
        context.register_parquet("people", out)
        cold, warm = timed(lambda sql: context.sql(sql).collect(), questions)
    print(json.dumps([cold, warm]))


def told(name, cold, warm):
    p95 = sorted(warm)[int(0.95 * (len(warm) - 1) + 0.5)]
    print(f"{name:42} warm median {statistics.median(warm) * 1000:7.1f} ms, p95 {p95 * 1000:7.1f} ms; cold median {statistics.median(cold) * 1000:7.1f} ms, longest {max(cold) * 1000:7.0f} ms")


def crowd(hub, questions, analysts, seconds):
    tokens = [token for name, token in hub.tokens.items() if name == "analyst" or name.startswith("icb:")]
    counts, times, other = [0] * analysts, [], []
    until = time.monotonic() + seconds

    def one(at):
        connection, token = http.client.HTTPConnection(hub.place), tokens[at % len(tokens)]
        while time.monotonic() < until:
            began = time.perf_counter()
            status, _ = hub.ask(questions[(at * 7 + counts[at]) % len(questions)], connection, token)
            times.append(time.perf_counter() - began)
            counts[at] += 1
            if status != 200:
                other.append(status)

    threads = [threading.Thread(target=one, args=(at,)) for at in range(analysts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    print(f"{analysts} analysts ({len(tokens)} tokens) for {seconds} s: {len(times)} answers, {len(times) / seconds:.0f} a second; "
          f"the least served {min(counts)}, the most {max(counts)}; p50 {times[len(times) // 2] * 1000:.0f} ms, "
          f"p95 {times[int(len(times) * 0.95)] * 1000:.0f} ms, longest {times[-1] * 1000:.0f} ms; not answered: {len(other)} {sorted(set(other))}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("hub")
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--services", type=int, default=1600)
    parser.add_argument("--analysts", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--work", default=None)
    given = parser.parse_args()
    work = given.work or tempfile.mkdtemp()
    data, out = f"{work}/data", f"{work}/people"
    if not Path(data).exists():
        make(given.hub, data, given.months, given.services)
    hub = Hub(given.hub, data)
    if not Path(out).exists():
        Path(out).mkdir()
        lay_out(hub, data, out)
    month = hub.rows("select max(month) from hub.months")[0][0]
    region = hub.rows("select min(code) from hub.regions")[0][0]
    questions = [of_hub(question, month, region) for question in QUESTIONS]
    size = sum(file.stat().st_size for file in Path(out).glob("*.parquet"))
    n = hub.rows("select count(*) from hub.referrals")[0][0]
    print(f"{n:,} referrals by the hub's count, {given.months} months; the person-level Parquet has {size / 1e6:.0f} MB; {os.cpu_count()} processors")
    hub.stop()
    hub = Hub(given.hub, data)
    results = {"hub, protected, over HTTP": timed(hub.rows, questions)}
    results["DuckDB, person-level Parquet, in process"] = in_new_process("duckdb", out, month, region)
    results["DataFusion, person-level Parquet, in process"] = in_new_process("datafusion", out, month, region)
    for name, (cold, warm) in results.items():
        told(name, cold, warm)
    own, duck = results["hub, protected, over HTTP"][1], results["DuckDB, person-level Parquet, in process"][1]
    print(f"median question: the hub takes {statistics.median(own) / statistics.median(duck):.2f} of DuckDB's time")
    print(f"memory of the hub so far: {hub.memory_mib()} MiB")
    crowd(hub, questions, given.analysts, given.seconds)
    print(f"memory of the hub after them: {hub.memory_mib()} MiB")
    hub.stop()


if __name__ == "__main__":
    if len(sys.argv) == 6 and sys.argv[1] == "--engine":
        engine_main(*sys.argv[2:])
    else:
        main()
