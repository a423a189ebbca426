"""How requests are made from the document, beyond what it says. Loaded by schemathesis (SCHEMATHESIS_HOOKS)."""

import schemathesis

# Text that is a question, so that more than refusals is seen. Index by the text that would have been sent: a run with the same
# seed asks the same.
QUESTIONS = [
    "select icb, count(*) from hub.referrals group by icb",
    "select month, sex, count(distinct person) as people from hub.referrals group by month, sex",
    "select * from hub.areas",
    "select measure, area_code, value from hub.measure_values limit 50",
    "explain select count(*) from hub.referrals",
    "select need, count(*) filter (where sex = 'female') from hub.referrals group by need having count(*) > 10",
    "values (1, 'a'), (2, null)",
]


@schemathesis.hook
def filter_case(context, case):
    # A parameter without a value counts as not given, as the document says of all of them at once: no schema of one can.
    return all(value not in ("", [], [""]) for value in (case.query or {}).values())


@schemathesis.hook
def map_body(context, body):
    is_question = isinstance(body, dict) and isinstance(body.get("query"), str)
    if not is_question:
        return body
    place = sum(body["query"].encode("utf-8", "replace")) % (2 * len(QUESTIONS))
    return {**body, "query": QUESTIONS[place]} if place < len(QUESTIONS) else body
