-- ---
-- id = "support_kinds"
-- title = "Kinds of support that people are linked to"
-- why = "Shows what link workers link people to: advice on money, company, exercise, the arts. Set beside what people are referred for, it shows whether the support fits the need."
-- numerator = "Supports of the kind that returns of the month tell of, whatever became of them; one person counts with three supports at most."
-- denominator = "All supports that returns of the month tell of, those of an unknown kind among them."
-- unit = "% of supports"
-- per = 100.0
-- decimals = 0
-- polarity = "no_judgement"
-- method = "Percentage of displayed counts, a whole number, with one decimal where the denominator is at least 4,000; 5 stands for 5 or less (shown as ≤5) and 95 for 95 or more (shown as ≥95). The denominator must be at least 50. 95% limits: Wilson's score limits for the displayed counts (Wilson 1927), widened by the known variances of the protecting noise and of rounding to 5."
-- breakdowns = ["support"]
-- cells = ["support", "support_by_support"]
-- limits = [
--     "Numerators carry the random adjustment that protects people; the limits include it.",
--     "Each share is made of counts with a random adjustment of their own, so the shares need not add up to 100.",
--     "A person belongs to the area of the practice where they are registered; where that is not known, to the area of the service.",
--     "Wanted, not given: a support that was declined, waited for or not to be had is in it. The share of supports that were not available says more.",
--     "Of a person with more than three supports in a month three count, in the order of the names of the kinds: kinds late in the alphabet are a little too few where many people have more.",
--     "A return tells of the supports as they stand. A support that goes on may be told of in each month, so that months do not add up.",
--     "Only services that send the sheet on support are in it.",
-- ]
-- source = "The hub's monthly return: kind of support, in the hub's own list."
-- topic = "Provision"
-- example = "200 of 2,000 supports are of the kind: 100 x 200 / 2,000 = 10, shown as 10%. 95% limits: the variance 71.83 of the noise in one cell and 25 / 12 for rounding to 5 are 73.92 together. Without it the variance of the share is 0.1 x 0.9 / 2,000 = 0.000045; it adds 73.92 x (1 + 0.1 x 0.1) / (2,000 x 2,000) = 0.00001866, so the counts are worth f = 0.000045 / (0.000045 + 0.00001866) = 0.7069 of themselves, 141.4 of 1,413.8. Wilson's limits are (2 x 141.4 + 3.84 -/+ 1.96 x root of (3.84 + 4 x 141.4 x 0.9)) / (2 x (1,413.8 + 3.84)) = 0.0854 and 0.1168, shown as 9% to 12%."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-29"
-- next_review = "2027-11-29"
-- ---
with noise as (
    select variance
    from hub.noise
    where fact = 'support'
        and countable = 'supports'
),

counts as (
    select
        cells.area_type,
        cells.area_code,
        cells.geography,
        cells.month,
        cells.support as category,
        sdc_display(cells.supports) as supports,
        sdc_display(totals.supports) as total,
        cells.nodes * noise.variance + 25.0 / 12.0 as noise_variance,
        case
            when coalesce(returns.received, 0) = 0 then 'not_submitted'
            when not sdc_shown(cells.persons, cells.floor_met) then 'hidden'
            when not sdc_shown(totals.persons, totals.floor_met) then 'hidden'
            when sdc_percent(sdc_display(cells.supports), sdc_display(totals.supports)) is null then 'hidden'
            else 'shown'
        end as status
    from by_area.support_by_support as cells
    left join by_area.support as totals
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
        supports,
        total,
        status,
        -- Total and part have noise of their own, so that the part of a small area can come out above the total.
        least(supports, total) as part,
        noise_variance
    from counts
)

select
    area_type,
    area_code,
    geography,
    month,
    'support' as breakdown,
    category,
    case when status = 'shown' then supports end as numerator,
    case when status = 'shown' then total end as denominator,
    case when status = 'shown' then sdc_percent(supports, total) end as value,
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
