-- ---
-- id = "referrals_by_deprivation"
-- title = "Referrals by deprivation"
-- why = "Need is greater where people are poorer. This shows whether referrals are too."
-- numerator = "Referrals received in the month of people living in small areas of that decile of the English Indices of Deprivation 2025; one person counts at most twice."
-- denominator = "Usual residents of the area's small areas in the decile, Census 2021."
-- unit = "referrals per 1,000 residents in the month"
-- per = 1000.0
-- decimals = 2
-- polarity = "no_judgement"
-- method = "Crude rate by decile: 1,000 times the displayed count, divided by the denominator. 95% limits: Byar's for the displayed count, widened by the known variances of the protecting noise and of rounding to 5 (Breslow and Day 1987). Rate and limits are rounded to two decimals. Slope index (sii) and relative index (rii) of inequality over the five fifths, each the sum of the protected counts of two deciles, by least squares of the logarithm of the rate, weighted with residents, over the middle of the fifth on the scale of shares of residents from 0 to 1 (Low and Low 2004). Their 95% limits are in closed form: those of the slope of the line, from the standard errors of the logarithms, each the distance between the logarithms of Byar's limits, widened by the protecting noise, over 2 times 1.96; the middle of the line is held fixed. The slope is the rate at the least deprived end less the rate at the most deprived end; the relative index is the first divided by the second."
-- breakdowns = [
--     "imd_decile",
--     "index",
-- ]
-- cells = ["referrals_by_imd_decile"]
-- limits = [
--     "Numerators carry the random adjustment that protects people; the limits include it.",
--     "The rate is made from the displayed count, which is rounded to 5, so that the rate of a small area or group moves in steps. Its limits are rounded like it and always contain it.",
--     "A person belongs to the area of the practice where they are registered; where that is not known, to the area of the service.",
--     "Decile 1 holds the most deprived tenth of small areas in England.",
--     "No index where a fifth is hidden, has no residents or has no referrals.",
--     "Rates are not adjusted for age.",
--     "People registered with the area's practices and people who live in the area are not quite the same people.",
-- ]
-- source = "The hub's monthly return; Ministry of Housing, Communities and Local Government, English Indices of Deprivation 2025; Office for National Statistics, Census 2021."
-- topic = "Inequality"
-- example = "A decile with 150 referrals and 10,000 residents: 1,000 x 150 / 10,000 = 15.00 per 1,000, with Byar's limits 124.6 and 179.1 for a noise variance of 31.83 + 25 / 12 = 33.92 (worked as for referrals per 1,000 registered people), or 12.46 to 17.91. The fifths have 300, 240, 200, 160 and 120 protected referrals and 20,000 residents each: the logarithms of the rates 15, 12, 10, 8 and 6 are 2.708, 2.485, 2.303, 2.079 and 1.792, their mean is 2.2733, and the slope over the middles 0.1 to 0.9 is -2.708 - 0.5 x 2.485 + 0.5 x 2.079 + 1.792 = -1.119. The rate is exp(2.2733 + 1.119 / 2) = 16.99 at the most deprived end and exp(2.2733 - 1.119 / 2) = 5.55 at the least: sii 5.55 - 16.99 = -11.44, rii 5.55 / 16.99 = 0.33. 95% limits: with noise of two cells, 63.67, the standard errors of the logarithms from Byar's limits are 0.0646, 0.074, 0.0829, 0.0957 and 0.1162, that of the slope is root of (0.0646 squared + (0.5 x 0.074) squared + (0.5 x 0.0957) squared + 0.1162 squared) = 0.1461, and the slope lies between -1.405 and -0.833. exp of these is rii 0.25 to 0.43; with k for each, exp(2.2733 + k / 2) - exp(2.2733 - k / 2) is sii -14.80 to -8.32."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-22"
-- next_review = "2027-11-22"
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
        cells.imd_decile as category,
        cells.referrals,
        cells.nodes * noise.variance as noise_variance,
        people.people,
        case
            when coalesce(returns.received, 0) = 0 then 'not_submitted'
            when people.people is null and cells.imd_decile <> 'unknown' then 'not_applicable'
            when sdc_shown(cells.persons, cells.floor_met) then 'shown'
            else 'hidden'
        end as status
    from by_area.referrals_by_imd_decile as cells
    left join shared.area_populations as people
        on people.geography = cells.geography
        and people.area_type = cells.area_type
        and people.area_code = cells.area_code
        and cells.month between people.from_month and people.to_month
        and people.basis = 'resident_census_2021'
        and people.breakdown = 'imd_decile'
        and people.category = cells.imd_decile
        and people.people > 0
    left join shared.area_cell_returns as returns
        on returns.geography = cells.geography
        and returns.area_type = cells.area_type
        and returns.area_code = cells.area_code
        and returns.month = cells.month
    cross join noise
),

rates as (
    select
        area_type,
        area_code,
        geography,
        month,
        category,
        status,
        people,
        case when status = 'shown' then sdc_display(referrals) end as numerator,
        case when status = 'shown' then 1000.0 * sdc_display(referrals) / people end as value,
        case when status = 'shown' then 1000.0 * byar_lower(sdc_display(referrals), noise_variance + 25.0 / 12.0) / people end as lower95,
        case when status = 'shown' then 1000.0 * byar_upper(sdc_display(referrals), noise_variance + 25.0 / 12.0) / people end as upper95
    from counts
),

fifths as (
    -- Two deciles make a fifth: a sum of cells, never a new draw of noise.
    select
        area_type,
        area_code,
        geography,
        month,
        (cast(category as bigint) + 1) / 2 as fifth,
        sum(referrals) as referrals,
        sum(noise_variance) as noise_variance,
        sum(people) as people,
        bool_and(status in ('shown', 'not_applicable')) as is_shown,
        bool_or(status = 'not_submitted') as not_submitted
    from counts
    where category <> 'unknown'
    group by
        area_type,
        area_code,
        geography,
        month,
        (cast(category as bigint) + 1) / 2
),

fifth_rates as (
    select
        area_type,
        area_code,
        geography,
        month,
        fifth,
        people,
        not_submitted,
        case when is_shown and referrals > 0 then 1000.0 * referrals / people end as rate,
        case
            when is_shown and referrals > 0
                then (
                    ln(byar_upper(referrals, noise_variance)) - ln(byar_lower(referrals, noise_variance))
                ) / (2 * 1.959963984540054)
        end as se_log_rate
    from fifths
),

indexes as (
    select
        area_type,
        area_code,
        geography,
        month,
        bool_or(not_submitted) as not_submitted,
        sii(rate, people, fifth, se_log_rate) as sii,
        sii_lower(rate, people, fifth, se_log_rate) as sii_lower,
        sii_upper(rate, people, fifth, se_log_rate) as sii_upper,
        rii(rate, people, fifth, se_log_rate) as rii,
        rii_lower(rate, people, fifth, se_log_rate) as rii_lower,
        rii_upper(rate, people, fifth, se_log_rate) as rii_upper
    from fifth_rates
    group by
        area_type,
        area_code,
        geography,
        month
),

combined as (
    select
        area_type,
        area_code,
        geography,
        month,
        'imd_decile' as breakdown,
        category,
        cast(numerator as double) as numerator,
        people as denominator,
        value,
        lower95,
        upper95,
        status
    from rates
    union all
    select
        area_type,
        area_code,
        geography,
        month,
        'index' as breakdown,
        'sii' as category,
        cast(null as double) as numerator,
        cast(null as double) as denominator,
        sii as value,
        case when sii is not null then sii_lower end as lower95,
        case when sii is not null then sii_upper end as upper95,
        case
            when not_submitted then 'not_submitted'
            when sii is null then 'hidden'
            else 'shown'
        end as status
    from indexes
    union all
    select
        area_type,
        area_code,
        geography,
        month,
        'index' as breakdown,
        'rii' as category,
        cast(null as double) as numerator,
        cast(null as double) as denominator,
        rii as value,
        case when rii is not null then rii_lower end as lower95,
        case when rii is not null then rii_upper end as upper95,
        case
            when not_submitted then 'not_submitted'
            when rii is null then 'hidden'
            else 'shown'
        end as status
    from indexes
)

select
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category,
    numerator,
    denominator,
    value,
    lower95,
    upper95,
    status
from combined
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
