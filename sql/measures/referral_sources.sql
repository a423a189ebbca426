-- ---
-- id = "referral_sources"
-- title = "Where referrals come from"
-- why = "Where nearly all referrals come from general practice, people who do not see their practice are missed. Self-referral and referral by the voluntary sector open other doors."
-- numerator = "Referrals received in the month from the source; one person counts at most twice."
-- denominator = "All referrals received in the month, those without a known source among them."
-- unit = "% of referrals"
-- per = 100.0
-- decimals = 0
-- polarity = "no_judgement"
-- method = "Percentage of displayed counts, a whole number, with one decimal where the denominator is at least 4,000; 5 stands for 5 or less (shown as ≤5) and 95 for 95 or more (shown as ≥95). The denominator must be at least 50. 95% limits: Wilson's score limits for the displayed counts (Wilson 1927), widened by the known variances of the protecting noise and of rounding to 5."
-- breakdowns = ["source"]
-- cells = [
--     "referrals",
--     "referrals_by_source",
-- ]
-- limits = [
--     "Numerators carry the random adjustment that protects people; the limits include it.",
--     "Each share is made of counts with a random adjustment of their own, so the shares need not add up to 100.",
--     "A person belongs to the area of the practice where they are registered; where that is not known, to the area of the service.",
--     "Referrals whose source is not known are a row of their own and count in the denominator.",
--     "It does not tell how many each source could have referred: general practice sees more people than any other.",
-- ]
-- source = "The hub's monthly return."
-- topic = "Reach"
-- example = "400 of 1,000 referrals come from general practice: 100 x 400 / 1,000 = 40, shown as 40%. 95% limits: the variance 31.83 of the noise in one cell and 25 / 12 for rounding to 5 are 33.92 together. Without it the variance of the share is 0.4 x 0.6 / 1,000 = 0.00024; it adds 33.92 x (1 + 0.4 x 0.4) / (1,000 x 1,000) = 0.00003935, so the counts are worth f = 0.00024 / (0.00024 + 0.00003935) = 0.8591 of themselves, 343.6 of 859.1. Wilson's limits are (2 x 343.6 + 3.84 -/+ 1.96 x root of (3.84 + 4 x 343.6 x 0.6)) / (2 x (859.1 + 3.84)) = 0.3677 and 0.4331, shown as 37% to 43%."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-29"
-- next_review = "2027-11-29"
-- ---
with noise as (
    select variance
    from hub.noise
    where fact = 'referrals'
        and countable = 'referrals'
),

counts as (
    select
        cells.area_type,
        cells.area_code,
        cells.geography,
        cells.month,
        cells.source as category,
        sdc_display(cells.referrals) as referrals,
        sdc_display(totals.referrals) as total,
        cells.nodes * noise.variance + 25.0 / 12.0 as noise_variance,
        case
            when coalesce(returns.received, 0) = 0 then 'not_submitted'
            when not sdc_shown(cells.persons, cells.floor_met) then 'hidden'
            when not sdc_shown(totals.persons, totals.floor_met) then 'hidden'
            when sdc_percent(sdc_display(cells.referrals), sdc_display(totals.referrals)) is null
                then 'hidden'
            else 'shown'
        end as status
    from by_area.referrals_by_source as cells
    left join by_area.referrals as totals
        on totals.geography = cells.geography
        and totals.area_type = cells.area_type
        and totals.area_code = cells.area_code
        and totals.month = cells.month
    left join shared.area_cell_returns as returns
        on returns.geography = cells.geography
        and returns.area_type = cells.area_type
        and returns.area_code = cells.area_code
        and returns.month = cells.month
    cross join noise
),

shares as (
    select
        area_type,
        area_code,
        geography,
        month,
        category,
        referrals,
        total,
        status,
        -- Total and part have noise of their own, so that the part of a small area can come out above the total.
        least(referrals, total) as part,
        noise_variance
    from counts
)

select
    area_type,
    area_code,
    geography,
    month,
    'source' as breakdown,
    category,
    case when status = 'shown' then referrals end as numerator,
    case when status = 'shown' then total end as denominator,
    case when status = 'shown' then sdc_percent(referrals, total) end as value,
    case when status = 'shown' then 100.0 * wilson_lower(part, total, noise_variance) end as lower95,
    case when status = 'shown' then 100.0 * wilson_upper(part, total, noise_variance) end as upper95,
    status
from shares
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
