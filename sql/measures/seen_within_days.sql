-- ---
-- id = "seen_within_days"
-- title = "People seen within 28 days"
-- why = "Of everybody who was referred, how many had a first conversation soon: those who were never seen count as not seen."
-- numerator = "People received in the month who had their first contact with a link worker within so many days, by the end of the month after it."
-- denominator = "People whose referral was received in the month."
-- unit = "% of people referred"
-- per = 100.0
-- decimals = 0
-- polarity = "high_is_good"
-- method = "Percentage of displayed counts, a whole number, with one decimal where the denominator is at least 4,000; 5 stands for 5 or less (shown as ≤5) and 95 for 95 or more (shown as ≥95). The denominator must be at least 50. The month is that of the referral: 28 days after its last day the month after it is not over, so that every wait of 28 days is known. Days are counted from the referral to the first contact, the day of the referral being 0. 95% limits: Wilson's score limits for the displayed counts (Wilson 1927), widened by the known variances of the protecting noise and of rounding to 5. all and imd_quintile are within 28 days, within_days 14 and 28. It needs returns of at least 80% of the services expected in both months."
-- breakdowns = ["all", "within_days", "imd_quintile"]
-- cells = ["referrals", "referrals_by_imd_quintile", "waits_by_received_ago", "waits_by_received_ago_imd_quintile"]
-- limits = [
--     "The share is made of protected counts, so it can be a few points off where there are few referrals; the limits include it.",
--     "A person belongs to the area of the practice where they are registered; where that is not known, to the area of the service.",
--     "Not calculated until the cells of the month after it were made.",
--     "People who declined or were never reached count as not seen.",
--     "A person referred twice in the month counts once among those referred, and may count twice among those seen.",
--     "A first contact that was first sent after its month is not in it.",
--     "A count of fewer than 20 is hidden here, in a large area one of some more, since the noise of its cells adds up: whether 8 or more people are behind it is known of the whole, and not of the part.",
--     "Given for areas of today alone, since it looks at the month after too.",
-- ]
-- source = "The hub's monthly return: referral received to first contact."
-- topic = "Access"
-- example = "400 people were referred in September, 260 of them seen within 28 days: 100 x 260 / 400 = 65, shown as 65%. 95% limits: the count within 28 days adds up eleven cells (six bands of days in September's return and five in October's) with a noise variance of 7.84 each, and rounding to 5 has 25 / 12: a variance of 88.27 together. Without it the variance of the share is 0.65 x 0.35 / 400 = 0.0005687; it adds 88.27 x (1 + 0.65 x 0.65) / (400 x 400) = 0.0007848, so the counts are worth f = 0.0005687 / (0.0005687 + 0.0007848) = 0.4202 of themselves, 109.3 of 168.1. Wilson's limits are (2 x 109.3 + 3.84 -/+ 1.96 x root of (3.84 + 4 x 109.3 x 0.35)) / (2 x (168.1 + 3.84)) = 0.5755 and 0.7182, shown as 58% to 72%."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-29"
-- next_review = "2027-11-29"
-- ---
with noise as (
    -- One person adds at most one to each count of this fact, so that all have the noise of people.
    select variance
    from hub.noise
    where fact = 'waits'
        and countable = 'persons'
),

limits as (
    select days
    from (values (14), (28)) as listed (days)
),

returns as (
    select
        geography,
        area_type,
        area_code,
        12 * cast(substr(month, 1, 4) as bigint) + cast(substr(month, 6, 2) as bigint) as month_no,
        coalesce(received, 0) as received,
        coalesce(received, 0) < 0.8 * expected as is_incomplete
    from shared.area_cell_returns
),

joined as (
    select
        geography,
        area_type,
        area_code,
        month,
        month_no,
        breakdown,
        category,
        people,
        floor_met
    from shared.area_waits
    where flow = 'joined'
),

seen as (
    select
        waits.geography,
        waits.area_type,
        waits.area_code,
        waits.month_no - waits.months_ago as month_no,
        waits.breakdown,
        waits.category,
        limits.days,
        sum(waits.people) as people,
        sum(waits.nodes) as nodes
    from shared.area_waits as waits
    inner join limits
        on waits.to_day <= limits.days + 1
    where waits.flow = 'seen'
        and waits.months_ago <= 1
    group by
        waits.geography,
        waits.area_type,
        waits.area_code,
        waits.month_no - waits.months_ago,
        waits.breakdown,
        waits.category,
        limits.days
),

judged as (
    select
        joined.area_type,
        joined.area_code,
        joined.geography,
        joined.month,
        joined.breakdown as from_breakdown,
        joined.category as from_category,
        seen.days,
        seen.people as seen,
        joined.people as joined,
        seen.nodes * noise.variance + 25.0 / 12.0 as noise_variance,
        case
            when coalesce(returns.received, 0) = 0 then 'not_submitted'
            when not sdc_shown(joined.people, joined.floor_met) then 'hidden'
            -- No floor is kept of those seen. From here on there are 8 or more behind it, but for one case in a thousand:
            -- the noise of several cells adds up.
            when not sdc_shown(seen.people, joined.floor_met)
                or seen.people < greatest(20.0, 8.0 + 3.1 * sqrt(seen.nodes * noise.variance)) then 'hidden'
            when returns.is_incomplete or coalesce(next_returns.is_incomplete, true) then 'not_calculated'
            when sdc_percent(sdc_display(seen.people), sdc_display(joined.people)) is null then 'hidden'
            else 'shown'
        end as status
    from joined
    inner join seen
        on seen.geography = joined.geography
        and seen.area_type = joined.area_type
        and seen.area_code = joined.area_code
        and seen.month_no = joined.month_no
        and seen.breakdown = joined.breakdown
        and seen.category = joined.category
    left join returns
        on returns.geography = joined.geography
        and returns.area_type = joined.area_type
        and returns.area_code = joined.area_code
        and returns.month_no = joined.month_no
    left join returns as next_returns
        on next_returns.geography = joined.geography
        and next_returns.area_type = joined.area_type
        and next_returns.area_code = joined.area_code
        and next_returns.month_no = joined.month_no + 1
    cross join noise
    where joined.geography = 'as_now'
),

placed as (
    select
        judged.area_type,
        judged.area_code,
        judged.geography,
        judged.month,
        wanted.breakdown,
        coalesce(wanted.category, judged.from_category) as category,
        sdc_display(judged.seen) as seen,
        sdc_display(judged.joined) as joined,
        judged.noise_variance,
        judged.status
    from judged
    inner join (
        values
        ('all', 28, 'all', 'all'),
        ('all', 14, 'within_days', '14'),
        ('all', 28, 'within_days', '28'),
        ('imd_quintile', 28, 'imd_quintile', null)
    ) as wanted (from_breakdown, days, breakdown, category)
        on wanted.from_breakdown = judged.from_breakdown
        and wanted.days = judged.days
)

select
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category,
    case when status = 'shown' then seen end as numerator,
    case when status = 'shown' then joined end as denominator,
    case when status = 'shown' then sdc_percent(seen, joined) end as value,
    case when status = 'shown' then 100.0 * wilson_lower(least(seen, joined), joined, noise_variance) end as lower95,
    case when status = 'shown' then 100.0 * wilson_upper(least(seen, joined), joined, noise_variance) end as upper95,
    status
from placed
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
