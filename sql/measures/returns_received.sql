-- ---
-- id = "returns_received"
-- title = "Returns received"
-- why = "Every other figure rests on the returns that came. A missing return is never zero referrals."
-- numerator = "Services whose return for the month counts, nil returns among them."
-- denominator = "Services expected to send one: those that sent one for the month or in the seven months before, and those that were registered by then and never sent any."
-- unit = "% of services"
-- per = 100.0
-- decimals = 0
-- polarity = "high_is_good"
-- method = "100 times the services whose return counts, divided by those expected. A complete count, so it has no interval."
-- breakdowns = ["all"]
-- cells = []
-- limits = [
--     "A service belongs to one area, though it may see people of practices in another.",
-- ]
-- source = "The hub's journal of returns."
-- topic = "Data quality"
-- example = "30 services are expected to send a return and 27 have: 100 x 27 / 30 = 90%. There are no limits."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-22"
-- next_review = "2027-11-22"
-- ---
select
    area_type,
    area_code,
    geography,
    month,
    'all' as breakdown,
    'all' as category,
    received as numerator,
    expected as denominator,
    case when expected > 0 then 100.0 * received / expected end as value,
    null as lower95,
    null as upper95,
    case when expected > 0 then 'shown' else 'not_applicable' end as status
from shared.area_returns
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
