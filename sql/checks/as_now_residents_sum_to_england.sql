-- ---
-- id = "as_now_residents_sum_to_england"
-- title = "Residents of today's ICBs sum to England"
-- claim = "Usual residents summed over today's ICBs are the 56,490,108 of the census, in every breakdown of them, and every ICB of today has some."
-- source = "Office for National Statistics, Census 2021, TS021."
-- # The publisher's summary is there only where the real England was imported, of which alone this is true.
-- needs = ["area_atoms", "areas", "mhclg_icb_summary", "populations"]
-- ---
with residents as (
    select
        area_atoms.area_code,
        populations.breakdown,
        sum(populations.people) as people
    from hub.populations as populations
    inner join hub.area_atoms as area_atoms
        on area_atoms.atom = populations.atom
        and area_atoms.geography = 'as_now'
        and area_atoms.area_type = 'icb'
    where populations.basis = 'resident_census_2021'
    group by
        area_atoms.area_code,
        populations.breakdown
),

totals as (
    select
        breakdown,
        sum(people) as people
    from residents
    group by breakdown
),

without_residents as (
    select areas.code
    from hub.areas as areas
    left join residents
        on residents.area_code = areas.code
        and residents.breakdown = 'all'
    where areas.area_type = 'icb'
        and areas.edition in ('both', 'now')
        and coalesce(residents.people, 0) = 0
),

wrong as (
    select
        'england' as area_code,
        breakdown,
        people
    from totals
    where people <> 56490108
    union all
    select
        code as area_code,
        'all' as breakdown,
        0 as people
    from without_residents
)

select
    area_code,
    breakdown,
    people
from wrong
order by
    area_code,
    breakdown
