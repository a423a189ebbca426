"""Questions in SQL, made from a grammar, and the same ones changed."""

import random
import re

TABLES = {
    "referrals": ["sex", "age_band", "ethnic_group", "imd_quintile", "rural", "source", "need", "imd_decile"],
    "contacts": ["sex", "age_band", "ethnic_group", "imd_quintile", "rural", "source"],
    "first_contacts": ["sex", "age_band", "ethnic_group", "imd_quintile", "rural", "source", "imd_decile"],
    "offers": ["condition", "declined"],
    "support": ["support", "support_status", "imd_quintile"],
    "referrals_by_practice": ["practice"],
    "referrals_by_pcn": ["pcn", "sex", "need"],
    "referrals_by_service": ["service"],
}
PLACES = ["month", "region", "icb", "region_as_was", "icb_as_was"]
VALUES = {
    "sex": ["female", "male"],
    "age_band": ["65-74", "85+", "18-24"],
    "need": ["loneliness", "money"],
    "imd_quintile": ["1", "5", "unknown"],
    "rural": ["rural", "urban"],
}
OPEN = [
    "select code, name from hub.areas where area_type = 'icb'",
    "select measure, area_code, month, display from hub.measure_values where area_type = 'england' limit 20",
    "select max(month) from hub.months",
    "values (1, 'one'), (2, null)",
    "explain select count(*) from hub.referrals",
    "show tables",
]
# What is put in, in place of a word or beside one. No hash and no code is among them: an answer that has one did not get it from
# the question.
WORDS = """select from where group by having order limit offset union all except intersect distinct on join left cross lateral using
 with recursive as not null is in exists between like ilike case when then else end over partition rows preceding unbounded filter
 count( sum( min( max( avg( median( array_agg( string_agg( first_value( lag( row_number( cast( coalesce( nullif( substr( length(
 round( abs( unnest( generate_series( current_user version( pg_sleep( now( random( approx_distinct( grouping( try_cast(
 person wait_days contacts month icb region practice pcn service need sex hub.referrals hub.contacts cells.referrals hub.audit hub.noise
 hub.first_contacts hub.referrals_by_practice hub.practices information_schema.tables pg_catalog.pg_class referrals * ( ) , . ; = <> <
 > <= >= + - / % || :: -- /* */ ' " $1 $$ ? 0 1 -1 5 1e308 9223372036854775807 0.0000001 'x' '' null true false nan interval '1 day'
 \u0000 \u202e é 😀 \\ { } [ ] @ # ! ~ & | ^""".split()
TOKEN = re.compile(r"\s+|'(?:[^']|'')*'|[A-Za-z_][\w.]*|\d+(?:\.\d+)?|.", re.S)


def plain(draw: random.Random) -> str:
    """A question that the hub may answer, with counts alone."""
    table = draw.choice(list(TABLES))
    keys = draw.sample(PLACES[:3], draw.randint(0, 2)) + draw.sample(TABLES[table], min(len(TABLES[table]), draw.randint(0, 2)))
    counts = ["count(*) as n"]
    if draw.random() < 0.4:
        counts.append("count(distinct person) as people")
    choosable = [column for column in TABLES[table] if column in VALUES]
    if choosable and draw.random() < 0.4:
        column = draw.choice(choosable)
        counts.append(f"sum(case when {column} = '{draw.choice(VALUES[column])}' then 1 end) as some")
    sql = f"select {', '.join([*keys, *counts])} from hub.{table}"
    if choosable and draw.random() < 0.4:
        column = draw.choice(choosable)
        sql += f" where {column} in ({', '.join(repr(value) for value in VALUES[column])})"
    if keys:
        sql += f" group by {', '.join(keys)}"
        if draw.random() < 0.3:
            sql += f" having count(*) > {draw.choice([0, 10, 100])}"
        if draw.random() < 0.5:
            sql += f" order by {draw.randint(1, len(keys))}"
    if draw.random() < 0.2:
        sql += f" limit {draw.randint(0, 30)}"
    if draw.random() < 0.1:
        sql = f"with q as ({sql}) select * from q"
    return sql


def question(draw: random.Random) -> str:
    return draw.choice(OPEN) if draw.random() < 0.15 else plain(draw)


def changed(draw: random.Random, sql: str) -> str:
    """The question with a few words changed, dropped, doubled, swapped or put in; or two questions in one."""
    words = TOKEN.findall(sql)
    for _ in range(draw.choice([1, 1, 1, 2, 3, 6])):
        at = draw.randrange(len(words) + 1)
        match draw.randrange(8):
            case 0 if at < len(words):
                del words[at]
            case 1 if at < len(words):
                words.insert(at, words[at])
            case 2 if len(words) > 1:
                other = draw.randrange(len(words))
                at = min(at, len(words) - 1)
                words[at], words[other] = words[other], words[at]
            case 3:
                words.insert(at, f" {draw.choice(WORDS)} ")
            case 4 if at < len(words):
                words[at] = draw.choice(WORDS)
            case 5:
                other = TOKEN.findall(question(draw))
                start = draw.randrange(len(other))
                words[at:at] = other[start : start + draw.randint(1, 8)]
            case 6:
                text = "".join(words)
                words = [draw.choice(["select * from (", "select count(*) from (", "explain ", "with q as ("]), text]
                words.append(") as q" if "(" in words[0] else "")
            case _ if at < len(words):
                words[at] = words[at].swapcase() if draw.random() < 0.5 else words[at] * draw.choice([2, 50])
        words = words or [" "]
    return "".join(words)[:20_000]


def bytes_changed(draw: random.Random, message: bytes) -> bytes:
    """The message with some of its bytes changed."""
    data = bytearray(message)
    for _ in range(draw.choice([1, 1, 2, 4, 16])):
        at = draw.randrange(len(data) + 1)
        match draw.randrange(5):
            case 0 if at < len(data):
                data[at] ^= 1 << draw.randrange(8)
            case 1 if at < len(data):
                data[at] = draw.choice([0, 1, 0x7F, 0x80, 0xFF])
            case 2:
                data[at:at] = draw.randbytes(draw.randint(1, 12))
            case 3:
                del data[at : at + draw.randint(1, 8)]
            case _:
                data[at : at + 4] = draw.choice([b"\x00\x00\x00\x00", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x00\x00\x00\x04"])
    return bytes(data)
