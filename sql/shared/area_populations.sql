-- People of each area by basis and breakdown, for the months in which the area is in force.
select
    areas.geography,
    areas.area_type,
    areas.area_code,
    areas.from_month,
    areas.to_month,
    populations.basis,
    populations.breakdown,
    populations.category,
    sum(populations.people) as people
from hub.populations as populations
inner join hub.area_atoms as areas
    on areas.atom = populations.atom
group by
    areas.geography,
    areas.area_type,
    areas.area_code,
    areas.from_month,
    areas.to_month,
    populations.basis,
    populations.breakdown,
    populations.category
