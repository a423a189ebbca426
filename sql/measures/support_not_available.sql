-- ---
-- id = "support_not_available"
-- title = "Support that was wanted and could not be had"
-- why = "A link worker can link people only to what is there. Where support is wanted and missing, by kind and by place, shared money would do most."
-- numerator = "Supports that were not available or that the person waits for, as returns of the month tell; one person counts with three supports at most."
-- denominator = "Supports that were wanted: started, waited for or not available."
-- unit = "% of supports wanted"
-- per = 100.0
-- decimals = 0
-- polarity = "low_is_good"
-- method = "Percentage of displayed counts, a whole number, with one decimal where the denominator is at least 4,000; 5 stands for 5 or less (shown as ≤5) and 95 for 95 or more (shown as ≥95). The denominator must be at least 50. 95% limits: Wilson's score limits for the displayed counts (Wilson 1927), widened by the known variances of the protecting noise and of rounding to 5."
-- breakdowns = ["all", "support", "imd_quintile"]
-- cells = ["support_by_support_status", "support_by_support_support_status", "support_by_support_status_imd_quintile"]
-- limits = [
--     "The share is made of protected counts, so it can be a few points off where there is little support; the limits include it.",
--     "A person belongs to the area of the practice where they are registered; where that is not known, to the area of the service.",
--     "Waiting counts as not to be had yet, however short the wait. Support that goes on is told of every month and support that cannot be had often once, so that the share may be too low.",
--     "Supports that the person declined, and those of which the return does not say what became, are in neither count.",
--     "Nobody records what was never asked for because everybody knows that it is not there: the true lack is larger.",
--     "A fifth is that of the person's home, by the English Indices of Deprivation 2025.",
--     "A figure is hidden where few supports could not be had, which is good news, as well as where few were wanted.",
--     "Of a person with more than three supports in a month three count, in the order of the names of the kinds.",
--     "Only services that send the sheet on support are in it.",
-- ]
-- source = "The hub's monthly return: kind of support and what became of it, in the hub's own lists."
-- topic = "Provision"
-- example = "400 supports started, 120 are waited for and 80 were not available: 100 x (120 + 80) / (400 + 120 + 80) = 33.33, shown as 33%. 95% limits: every cell has a noise variance of 71.83, the two of the numerator together 143.67, and in the share this makes (0.6667 x 0.6667 x 143.67 + 0.3333 x 0.3333 x 71.83) / (1 + 0.3333 x 0.3333) + 25 / 12 = 66.7. Without it the variance of the share is 0.3333 x 0.6667 / 600 = 0.0003704; it adds 66.7 x (1 + 0.3333 x 0.3333) / (600 x 600) = 0.0002059, so the counts are worth f = 0.0003704 / (0.0003704 + 0.0002059) = 0.6427 of themselves, 128.5 of 385.6. Wilson's limits are (2 x 128.5 + 3.84 -/+ 1.96 x root of (3.84 + 4 x 128.5 x 0.6667)) / (2 x (385.6 + 3.84)) = 0.288 and 0.3817, shown as 29% to 38%."
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

cells as (
    select
        geography,
        area_type,
        area_code,
        month,
        'all' as breakdown,
        'all' as category,
        support_status,
        persons,
        supports,
        nodes,
        floor_met
    from by_area.support_by_support_status
    where support_status in ('started', 'waiting', 'not_available')
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        'support' as breakdown,
        support as category,
        support_status,
        persons,
        supports,
        nodes,
        floor_met
    from by_area.support_by_support_support_status
    where support_status in ('started', 'waiting', 'not_available')
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        'imd_quintile' as breakdown,
        imd_quintile as category,
        support_status,
        persons,
        supports,
        nodes,
        floor_met
    from by_area.support_by_support_status_imd_quintile
    where support_status in ('started', 'waiting', 'not_available')
),

counts as (
    select
        geography,
        area_type,
        area_code,
        month,
        breakdown,
        category,
        sum(persons) as persons,
        sum(case when support_status <> 'started' then persons end) as missing_persons,
        sum(supports) as wanted,
        sum(case when support_status <> 'started' then supports end) as missing,
        sum(nodes) as nodes,
        sum(case when support_status <> 'started' then nodes end) as missing_nodes,
        bool_or(floor_met) as floor_met,
        bool_or(floor_met and support_status <> 'started') as missing_floor_met
    from cells
    group by
        geography,
        area_type,
        area_code,
        month,
        breakdown,
        category
),

judged as (
    select
        counts.area_type,
        counts.area_code,
        counts.geography,
        counts.month,
        counts.breakdown,
        counts.category,
        sdc_display(counts.missing) as missing,
        sdc_display(counts.wanted) as wanted,
        -- Supports that were started have noise on both sides of 0, so that the part can come out above the total.
        1.0 * least(counts.missing, counts.wanted) / nullif(counts.wanted, 0) as share,
        counts.missing_nodes * noise.variance as missing_noise,
        (counts.nodes - counts.missing_nodes) * noise.variance as started_noise,
        case
            when coalesce(returns.received, 0) = 0 then 'not_submitted'
            when not sdc_shown(counts.persons, counts.floor_met) then 'hidden'
            when not sdc_shown(counts.missing_persons, counts.missing_floor_met) then 'hidden'
            when sdc_percent(sdc_display(counts.missing), sdc_display(counts.wanted)) is null then 'hidden'
            else 'shown'
        end as status
    from counts
    left join shared.area_cell_returns as returns
        on returns.geography = counts.geography
        and returns.area_type = counts.area_type
        and returns.area_code = counts.area_code
        and returns.month = counts.month
    cross join noise
),

shares as (
    select
        area_type,
        area_code,
        geography,
        month,
        breakdown,
        category,
        missing,
        wanted,
        least(missing, wanted) as part,
        -- Wilson's limits take noise that is alike in part and total and independent. Here the total is the sum of the
        -- parts: this is the variance that gives the share the same noise. Both counts are rounded on their own.
        (power(1 - share, 2) * missing_noise + power(share, 2) * started_noise) / (1 + power(share, 2))
        + 25.0 / 12.0 as noise_variance,
        status
    from judged
)

select
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category,
    case when status = 'shown' then missing end as numerator,
    case when status = 'shown' then wanted end as denominator,
    case when status = 'shown' then sdc_percent(missing, wanted) end as value,
    case when status = 'shown' then 100.0 * wilson_lower(part, wanted, noise_variance) end as lower95,
    case when status = 'shown' then 100.0 * wilson_upper(part, wanted, noise_variance) end as upper95,
    status
from shares
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
