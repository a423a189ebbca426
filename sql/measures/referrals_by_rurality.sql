-- ---
-- id = "referrals_by_rurality"
-- title = "Referrals from rural and urban areas"
-- why = "Distance, buses and few clubs make it harder to find support in the countryside. A falling rural share is a first sign that people there are left out."
-- numerator = "Referrals received in the month of people living in a rural, or an urban, small area; one person counts at most twice."
-- denominator = "All referrals received in the month, those of people whose home is not known among them."
-- unit = "% of referrals"
-- per = 100.0
-- decimals = 0
-- polarity = "no_judgement"
-- method = "Percentage of displayed counts, a whole number, with one decimal where the denominator is at least 4,000; 5 stands for 5 or less (shown as ≤5) and 95 for 95 or more (shown as ≥95). The denominator must be at least 50. 95% limits: Wilson's score limits for the displayed counts (Wilson 1927), widened by the known variances of the protecting noise and of rounding to 5."
-- breakdowns = ["rural"]
-- cells = [
--     "referrals",
--     "referrals_by_rural",
-- ]
-- limits = [
--     "Numerators carry the random adjustment that protects people; the limits include it.",
--     "Each share is made of counts with a random adjustment of their own, so the shares need not add up to 100.",
--     "A person belongs to the area of the practice where they are registered; where that is not known, to the area of the service.",
--     "Rural and urban are those of the small area where the person lives. Referrals for which it is not known are a row of their own and count in the denominator.",
--     "It does not tell whether people of rural areas are referred less: that depends on how many live there. Compare an area with itself over time, not with another.",
-- ]
-- source = "The hub's monthly return."
-- topic = "Reach"
-- example = "180 of 1,000 referrals are of people who live in a rural place: 100 x 180 / 1,000 = 18, shown as 18%. 95% limits: the variance 31.83 of the noise in one cell and 25 / 12 for rounding to 5 are 33.92 together. Without it the variance of the share is 0.18 x 0.82 / 1,000 = 0.0001476; it adds 33.92 x (1 + 0.18 x 0.18) / (1,000 x 1,000) = 0.00003502, so the counts are worth f = 0.0001476 / (0.0001476 + 0.00003502) = 0.8082 of themselves, 145.5 of 808.2. Wilson's limits are (2 x 145.5 + 3.84 -/+ 1.96 x root of (3.84 + 4 x 145.5 x 0.82)) / (2 x (808.2 + 3.84)) = 0.1551 and 0.208, shown as 16% to 21%."
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
        cells.rural as category,
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
    from by_area.referrals_by_rural as cells
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
    'rural' as breakdown,
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
