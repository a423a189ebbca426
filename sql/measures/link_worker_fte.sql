-- ---
-- id = "link_worker_fte"
-- title = "Link workers per 10,000 registered people"
-- why = "Shows how much link-worker time there is for the people of an area, whatever the number of staff."
-- numerator = "Full-time equivalents of social prescribing link workers at the census."
-- denominator = "People registered with the general practices of the area."
-- unit = "full-time equivalents per 10,000 registered people"
-- per = 10000.0
-- decimals = 2
-- polarity = "high_is_good"
-- method = "10,000 times the full-time equivalents, divided by registered people. A complete count at the census date, so it has no interval."
-- breakdowns = ["all"]
-- cells = []
-- limits = [
--     "The workforce census is quarterly: the period is the census month, not the month of the returns.",
--     "Registered people are those of the latest edition held, for every census.",
--     "Networks that sent no workforce return count as none.",
-- ]
-- source = "NHS England, Primary Care Network Workforce."
-- topic = "Coverage"
-- example = "45 full-time equivalents at the census and 1,000,000 registered people: 10,000 x 45 / 1,000,000 = 0.45. There are no limits."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-22"
-- next_review = "2027-11-22"
-- ---
with link_workers as (
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
    group by
        areas.area_type,
        areas.area_code,
        areas.geography,
        workforce.month
),

joined as (
    select
        link_workers.area_type,
        link_workers.area_code,
        link_workers.geography,
        link_workers.month,
        link_workers.fte,
        people.people
    from link_workers
    inner join shared.area_populations as people
        on people.geography = link_workers.geography
        and people.area_type = link_workers.area_type
        and people.area_code = link_workers.area_code
        and link_workers.month between people.from_month and people.to_month
        and people.basis = 'registered'
        and people.breakdown = 'all'
)

select
    area_type,
    area_code,
    geography,
    month,
    'all' as breakdown,
    'all' as category,
    fte as numerator,
    people as denominator,
    10000.0 * fte / people as value,
    null as lower95,
    null as upper95,
    'shown' as status
from joined
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
