-- ---
-- id = "registered_covered"
-- title = "People registered where there is a link worker"
-- why = "Practices differ in size. This counts the people who can be referred to somebody, not the practices."
-- numerator = "People registered with general practices whose primary care network had a social prescribing link worker in post at the census."
-- denominator = "People registered with the general practices of the area that were open in the month."
-- unit = "% of registered people"
-- per = 100.0
-- decimals = 0
-- polarity = "high_is_good"
-- method = "100 times the people registered with practices that are covered, divided by all registered people. A complete count at the census date, so it has no interval. A practice is covered if its primary care network reported any full-time equivalent above zero."
-- breakdowns = ["all"]
-- cells = []
-- limits = [
--     "The workforce census is quarterly: the period is the census month, not the month of the returns.",
--     "Registered people are those of the latest edition held, for every census; those of practices that have closed since are not in it.",
--     "Services run outside a primary care network are not in the census.",
--     "Practices without a known network count as not covered.",
--     "A practice whose days of opening and closing are not known counts as open throughout.",
--     "A link worker of a few hours a week covers a network as well as five full-time ones: it does not tell whether there are enough.",
-- ]
-- source = "NHS England, Primary Care Network Workforce; NHS England general practice registrations."
-- topic = "Coverage"
-- example = "Practices whose network has a link worker have 310,000 of the area's 340,000 registered people: 100 x 310,000 / 340,000 = 91.18, shown as 91%. There are no limits."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-29"
-- next_review = "2027-11-29"
-- ---
with link_workers as (
    select
        month,
        pcn,
        sum(fte) as fte
    from hub.workforce
    group by
        month,
        pcn
),

censuses as (
    select distinct month
    from hub.workforce
),

practices as (
    select
        practices.atom,
        censuses.month,
        practices.registered,
        case when link_workers.fte > 0 then practices.registered else 0.0 end as covered
    from hub.practices as practices
    cross join censuses
    left join link_workers
        on link_workers.pcn = practices.pcn
        and link_workers.month = censuses.month
    -- Open on at least one day of the month; a day that is not known does not count against a practice.
    where (practices.opened = '' or substr(practices.opened, 1, 7) <= censuses.month)
        and (practices.closed = '' or substr(practices.closed, 1, 7) >= censuses.month)
),

placed as (
    select
        areas.area_type,
        areas.area_code,
        areas.geography,
        practices.month,
        sum(practices.covered) as covered,
        sum(practices.registered) as registered
    from practices
    inner join hub.area_atoms as areas
        on areas.atom = practices.atom
        and practices.month between areas.from_month and areas.to_month
    group by
        areas.area_type,
        areas.area_code,
        areas.geography,
        practices.month
)

select
    area_type,
    area_code,
    geography,
    month,
    'all' as breakdown,
    'all' as category,
    covered as numerator,
    registered as denominator,
    case when registered > 0 then 100.0 * covered / registered end as value,
    null as lower95,
    null as upper95,
    case when registered > 0 then 'shown' else 'not_applicable' end as status
from placed
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
