-- Returns expected and received of each area and month, as of the release.
select
    areas.geography,
    areas.area_type,
    areas.area_code,
    completeness.month,
    sum(completeness.expected) as expected,
    sum(completeness.received) as received
from hub.completeness as completeness
inner join hub.area_atoms as areas
    on areas.atom = completeness.atom
    and completeness.month between areas.from_month and areas.to_month
group by
    areas.geography,
    areas.area_type,
    areas.area_code,
    completeness.month
