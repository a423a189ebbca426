-- ---
-- id = "link_worker_fte_sums_up_the_hierarchy"
-- title = "Link workers add up from network to England"
-- claim = "At every census and in both geographies, full-time equivalents summed over the ICBs in force, over the regions and over England equal the sum over networks."
-- source = "This hub's own table of areas and atoms."
-- needs = ["area_atoms", "workforce"]
-- ---
with networks as (
    select
        month,
        sum(fte) as fte
    from hub.workforce
    group by month
),

kinds as (
    select distinct
        geography,
        area_type
    from hub.area_atoms
),

areas as (
    select
        area_atoms.geography,
        area_atoms.area_type,
        workforce.month,
        sum(workforce.fte) as fte
    from hub.workforce as workforce
    inner join hub.area_atoms as area_atoms
        on area_atoms.atom = workforce.atom
        and workforce.month between area_atoms.from_month and area_atoms.to_month
    group by
        area_atoms.geography,
        area_atoms.area_type,
        workforce.month
),

compared as (
    select
        kinds.geography,
        kinds.area_type,
        networks.month,
        networks.fte as network_fte,
        areas.fte as area_fte
    from networks
    cross join kinds
    left join areas
        on areas.geography = kinds.geography
        and areas.area_type = kinds.area_type
        and areas.month = networks.month
)

select
    geography,
    area_type,
    month,
    network_fte,
    area_fte
from compared
where area_fte is null
    or abs(area_fte - network_fte) > 0.000001
order by
    geography,
    area_type,
    month
