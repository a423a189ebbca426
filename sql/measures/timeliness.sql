-- ---
-- id = "timeliness"
-- title = "Returns in time"
-- why = "Late returns make figures provisional and late to act on. This says how many services had sent theirs when the window for the month closed."
-- numerator = "Services of which a return for the month, nil returns among them, counted at the close of the month's first window: the last second, in England, of the 10th working day after the month."
-- denominator = "Services expected to send one: those that sent one for the month or in the seven months before, and those that were registered by then and never sent any."
-- unit = "% of services"
-- per = 100.0
-- decimals = 0
-- polarity = "high_is_good"
-- method = "100 times the services in time, divided by those expected. A complete count, so it has no interval."
-- breakdowns = ["all"]
-- cells = []
-- limits = [
--     "A return that came in time and was replaced later is in time. One that was withdrawn before the close is not.",
--     "What came after the close counts in all other figures: see the returns received.",
--     "A month whose first window was still open when the release was made has no figure.",
--     "A service belongs to one area, though it may see people of practices in another.",
-- ]
-- source = "The hub's journal of returns. The close is that of the submission windows of NHS England's Community Services Data Set."
-- topic = "Data quality"
-- example = "30 services are expected to send a return for October. The window closes on 13 November; 24 had sent theirs by then, and 3 more came later: 100 x 24 / 30 = 80%, where 90% have been received. There are no limits."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-30"
-- next_review = "2027-11-30"
-- ---
with counted as (
    select
        areas.area_type,
        areas.area_code,
        areas.geography,
        timeliness.month,
        sum(timeliness.expected) as expected,
        sum(timeliness.received) as in_time
    from hub.timeliness as timeliness
    inner join hub.area_atoms as areas
        on areas.atom = timeliness.atom
        and timeliness.month between areas.from_month and areas.to_month
    group by
        areas.area_type,
        areas.area_code,
        areas.geography,
        timeliness.month
)

select
    area_type,
    area_code,
    geography,
    month,
    'all' as breakdown,
    'all' as category,
    in_time as numerator,
    expected as denominator,
    case when expected > 0 then 100.0 * in_time / expected end as value,
    null as lower95,
    null as upper95,
    case when expected > 0 then 'shown' else 'not_applicable' end as status
from counted
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
