-- Link workers of each area, as full-time equivalents, for each month of returns: those of the latest census of that month
-- or the two before it. The census is quarterly, so that no month has to do without.
with months as (
    select distinct
        month,
        12 * cast(substr(month, 1, 4) as bigint) + cast(substr(month, 6, 2) as bigint) as month_no
    from hub.cell_returns
),

censuses as (
    select distinct
        month,
        12 * cast(substr(month, 1, 4) as bigint) + cast(substr(month, 6, 2) as bigint) as month_no
    from hub.workforce
),

latest as (
    select
        months.month,
        max(censuses.month) as census
    from months
    inner join censuses
        on censuses.month_no between months.month_no - 2 and months.month_no
    group by months.month
)

select
    areas.geography,
    areas.area_type,
    areas.area_code,
    latest.month,
    sum(workforce.fte) as fte
from latest
inner join hub.workforce as workforce
    on workforce.month = latest.census
-- The areas of the month of the returns, whatever they were at the census.
inner join hub.area_atoms as areas
    on areas.atom = workforce.atom
    and latest.month between areas.from_month and areas.to_month
group by
    areas.geography,
    areas.area_type,
    areas.area_code,
    latest.month
