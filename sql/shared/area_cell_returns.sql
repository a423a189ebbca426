-- Returns expected and received of each area and month when the cells that count were made.
--
-- A later return changes no cell until enough people changed, so figures from cells must not take it for granted.
select
    areas.geography,
    areas.area_type,
    areas.area_code,
    cell_returns.month,
    sum(cell_returns.expected) as expected,
    sum(cell_returns.received) as received
from hub.cell_returns as cell_returns
inner join hub.area_atoms as areas
    on areas.atom = cell_returns.atom
    and cell_returns.month between areas.from_month and areas.to_month
group by
    areas.geography,
    areas.area_type,
    areas.area_code,
    cell_returns.month
