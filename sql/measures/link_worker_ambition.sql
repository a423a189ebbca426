-- ---
-- id = "link_worker_ambition"
-- title = "Link workers against the national ambitions"
-- why = "Two numbers of link workers have been named for England: 6,500 within five years, and 9,000 by 2036/37. This shows how many are missing and how fast they must come."
-- numerator = "Full-time equivalents of social prescribing link workers in England at the census."
-- denominator = "People registered with the general practices of England."
-- unit = "per_10000: full-time equivalents per 10,000 registered people; missing: full-time equivalents; per_month: full-time equivalents more each month"
-- per = 10000.0
-- decimals = 2
-- polarity = "no_judgement"
-- method = "per_10000: 10,000 times the full-time equivalents in post, and those of each ambition, divided by registered people. missing: the ambition less those in post, 0 where it is reached. per_month: missing divided by the months from the census to the day of the ambition, which is 31 March 2037 for the second. No day was found from which the five years of the first run: they are counted from the census, as 60 months. Complete counts at the census date, so there is no interval."
-- breakdowns = [
--     "per_10000",
--     "missing",
--     "per_month",
-- ]
-- cells = []
-- limits = [
--     "England alone: the ambitions are not shared out among its areas.",
--     "The ambitions are of the real England. Where reference data are generated, as in a demonstration, England has about a sixth of its people, and nothing here holds for it.",
--     "The ambitions count link workers, the census full-time equivalents. One is taken for one, so fewer are missing in people than in full-time equivalents where many work part time.",
--     "The pace is that needed from the census on. Where the census is old, the pace needed from today is faster.",
--     "Five years from each census are five years that move: the pace to 6,500 is what it would take from then, not a promise that was kept or broken.",
--     "Registered people are those of the latest edition held, for every census and for the day of each ambition; the population will not stand still.",
--     "Networks that sent no workforce return count as none, and services run outside a primary care network are not in the census: more may be in post.",
--     "It does not tell whether so many link workers are the right number.",
-- ]
-- source = "National ambitions for link workers: 6,500 within five years and 9,000 by 2036/37. NHS England, Primary Care Network Workforce; NHS England general practice registrations."
-- topic = "Coverage"
-- example = "3,600 full-time equivalents at the census of September 2026 and 63,000,000 registered people: 10,000 x 3,600 / 63,000,000 = 0.57 per 10,000 in post, and in the same way 1.03 for the 6,500 and 1.43 for the 9,000. Missing are 6,500 - 3,600 = 2,900.00 and 9,000 - 3,600 = 5,400.00. From September 2026 to March 2037 there are 126 months: 5,400 / 126 = 42.86 more each month for the 9,000, and 2,900 / 60 = 48.33 for the 6,500. There are no limits."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-29"
-- next_review = "2027-11-29"
-- ---
with in_post as (
    select
        areas.area_type,
        areas.area_code,
        areas.geography,
        workforce.month,
        sum(workforce.fte) as fte
    from hub.workforce as workforce
    inner join hub.area_atoms as areas
        on areas.atom = workforce.atom
        and workforce.month between areas.from_month and areas.to_month
    where areas.area_type = 'england'
    group by
        areas.area_type,
        areas.area_code,
        areas.geography,
        workforce.month
),

censuses as (
    select
        in_post.area_type,
        in_post.area_code,
        in_post.geography,
        in_post.month,
        in_post.fte,
        people.people,
        12 * cast(substr(in_post.month, 1, 4) as bigint) + cast(substr(in_post.month, 6, 2) as bigint) as months
    from in_post
    inner join shared.area_populations as people
        on people.geography = in_post.geography
        and people.area_type = in_post.area_type
        and people.area_code = in_post.area_code
        and in_post.month between people.from_month and people.to_month
        and people.basis = 'registered'
        and people.breakdown = 'all'
        and people.people > 0
),

against as (
    select
        area_type,
        area_code,
        geography,
        month,
        fte,
        people,
        'within_five_years' as category,
        6500.0 as ambition,
        60 as months_left
    from censuses
    union all
    select
        area_type,
        area_code,
        geography,
        month,
        fte,
        people,
        'by_2036_37' as category,
        9000.0 as ambition,
        -- The financial year ends in March.
        12 * 2037 + 3 - months as months_left
    from censuses
),

combined as (
    select
        area_type,
        area_code,
        geography,
        month,
        'per_10000' as breakdown,
        'in_post' as category,
        fte as numerator,
        people as denominator,
        10000.0 * fte / people as value
    from censuses
    union all
    select
        area_type,
        area_code,
        geography,
        month,
        'per_10000' as breakdown,
        category,
        ambition as numerator,
        people as denominator,
        10000.0 * ambition / people as value
    from against
    union all
    select
        area_type,
        area_code,
        geography,
        month,
        'missing' as breakdown,
        category,
        fte as numerator,
        ambition as denominator,
        greatest(0.0, ambition - fte) as value
    from against
    union all
    select
        area_type,
        area_code,
        geography,
        month,
        'per_month' as breakdown,
        category,
        greatest(0.0, ambition - fte) as numerator,
        cast(months_left as double) as denominator,
        case when months_left > 0 then greatest(0.0, ambition - fte) / months_left end as value
    from against
)

select
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category,
    numerator,
    denominator,
    value,
    null as lower95,
    null as upper95,
    case when value is null then 'not_applicable' else 'shown' end as status
from combined
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
