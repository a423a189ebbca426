-- ---
-- id = "practices_covered"
-- title = "Practices covered by a link worker"
-- why = "A person can only be referred where there is someone to refer to."
-- numerator = "General practices whose primary care network had a social prescribing link worker in post at the census."
-- denominator = "General practices of the area that were open in the month."
-- unit = "% of practices"
-- per = 100.0
-- decimals = 0
-- polarity = "high_is_good"
-- method = "100 times the practices covered, divided by all practices. A complete count at the census date, so it has no interval. A practice is covered if its primary care network reported any full-time equivalent above zero."
-- breakdowns = ["all"]
-- cells = []
-- limits = [
--     "The workforce census is quarterly: the period is the census month, not the month of the returns.",
--     "Services run outside a primary care network are not in the census.",
--     "Practices without a known network count as not covered.",
--     "A practice whose days of opening and closing are not known counts as open throughout.",
-- ]
-- source = "NHS England, Primary Care Network Workforce."
-- topic = "Coverage"
-- example = "38 of 42 practices belong to a network with a link worker in post: 100 x 38 / 42 = 90.48, shown as 90%. There are no limits."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-22"
-- next_review = "2027-11-22"
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
        case when link_workers.fte > 0 then 1 else 0 end as covered
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
        count(*) as practices
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
    practices as denominator,
    100.0 * covered / practices as value,
    null as lower95,
    null as upper95,
    'shown' as status
from placed
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
