-- ---
-- id = "referral_needs"
-- title = "What people are referred for"
-- why = "Shows what support has to be there: money advice, company, exercise. Where a need grows, the places that meet it must grow too."
-- numerator = "People referred in the month with the need among their needs; a person has up to three."
-- denominator = "All people referred in the month, those without a recorded need among them."
-- unit = "% of people referred"
-- per = 100.0
-- decimals = 0
-- polarity = "no_judgement"
-- method = "Percentage of displayed counts, a whole number, with one decimal where the denominator is at least 4,000; 5 stands for 5 or less (shown as ≤5) and 95 for 95 or more (shown as ≥95). The denominator must be at least 50. 95% limits: Wilson's score limits for the displayed counts (Wilson 1927), widened by the known variances of the protecting noise and of rounding to 5."
-- breakdowns = ["need"]
-- cells = [
--     "referrals",
--     "referrals_by_need",
-- ]
-- limits = [
--     "Numerators carry the random adjustment that protects people; the limits include it.",
--     "A person may have up to three needs and then counts once in each, so the shares add up to more than 100.",
--     "A person belongs to the area of the practice where they are registered; where that is not known, to the area of the service.",
--     "People whose need is not recorded are a row of their own and count in the denominator.",
--     "A need is what the person was referred for. It does not tell what came up later, nor whether there was support for it.",
--     "In an area of several parts, a person referred in two of them counts in both.",
-- ]
-- source = "The hub's monthly return."
-- topic = "Reach"
-- example = "300 of 1,000 people are referred for loneliness: 100 x 300 / 1,000 = 30, shown as 30%. 95% limits: the variance 7.84 of the noise in one cell and 25 / 12 for rounding to 5 are 9.92 together. Without it the variance of the share is 0.3 x 0.7 / 1,000 = 0.00021; it adds 9.92 x (1 + 0.3 x 0.3) / (1,000 x 1,000) = 0.00001081, so the counts are worth f = 0.00021 / (0.00021 + 0.00001081) = 0.951 of themselves, 285.3 of 951. Wilson's limits are (2 x 285.3 + 3.84 -/+ 1.96 x root of (3.84 + 4 x 285.3 x 0.7)) / (2 x (951 + 3.84)) = 0.2717 and 0.3299, shown as 27% to 33%."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-29"
-- next_review = "2027-11-29"
-- ---
with noise as (
    select variance
    from hub.noise
    where fact = 'referrals'
        and countable = 'persons'
),

counts as (
    select
        cells.area_type,
        cells.area_code,
        cells.geography,
        cells.month,
        cells.need as category,
        sdc_display(cells.persons) as persons,
        sdc_display(totals.persons) as total,
        cells.nodes * noise.variance + 25.0 / 12.0 as noise_variance,
        case
            when coalesce(returns.received, 0) = 0 then 'not_submitted'
            when not sdc_shown(cells.persons, cells.floor_met) then 'hidden'
            when not sdc_shown(totals.persons, totals.floor_met) then 'hidden'
            when sdc_percent(sdc_display(cells.persons), sdc_display(totals.persons)) is null
                then 'hidden'
            else 'shown'
        end as status
    from by_area.referrals_by_need as cells
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
        persons,
        total,
        status,
        -- Total and part have noise of their own, so that the part of a small area can come out above the total.
        least(persons, total) as part,
        noise_variance
    from counts
)

select
    area_type,
    area_code,
    geography,
    month,
    'need' as breakdown,
    category,
    case when status = 'shown' then persons end as numerator,
    case when status = 'shown' then total end as denominator,
    case when status = 'shown' then sdc_percent(persons, total) end as value,
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
