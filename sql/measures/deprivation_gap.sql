-- ---
-- id = "deprivation_gap"
-- title = "Gap between the most and the least deprived"
-- why = "Need is greater where people are poorer. Two ends set against each other say at once whether referrals follow need: how many more there are, and how many times as many."
-- numerator = "Referrals received in the month of people living in the most deprived fifth of small areas, by the English Indices of Deprivation 2025; one person counts at most twice."
-- denominator = "Referrals received in the month of people living in the least deprived fifth; each set against the usual residents of the fifth, Census 2021."
-- unit = "difference: referrals per 1,000 residents in the month; ratio and core20_ratio: times; core20_residents: % of residents"
-- per = 1000.0
-- decimals = 2
-- polarity = "no_judgement"
-- method = "The rate of a fifth is 1,000 times its displayed count, divided by its residents; the standard error of its logarithm is the distance between the logarithms of Byar's limits (Breslow and Day 1987), widened by the known variances of the protecting noise and of rounding to 5, over 2 times 1.96. difference: the rate of the most deprived fifth less that of the least, with the root of the sum of the squared standard errors of the two rates. ratio: the first divided by the second, with the root of the sum of the squared standard errors of the two logarithms, limits on the log scale (Health Equity Assessment Toolkit of the World Health Organization). core20_ratio: the share of the most deprived fifth among the displayed referrals of all fifths, divided by its share of residents, which is core20_residents; limits are Wilson's for the share of referrals (Wilson 1927), widened by the noise, divided by the same. All limits are 95%."
-- breakdowns = ["gap"]
-- cells = ["referrals_by_imd_quintile"]
-- limits = [
--     "Numerators carry the random adjustment that protects people; the limits include it.",
--     "Made from displayed counts, which are rounded to 5, so that the gap of a small area moves in steps.",
--     "A person belongs to the area of the practice where they are registered; where that is not known, to the area of the service.",
--     "Above 0, or above 1, more are referred among the most deprived. The slope and the relative index of referrals by deprivation are the other way round.",
--     "Two fifths only: it tells nothing of the three between them, nor how much greater need is where people are poorer. An equal rate is not yet a fair one.",
--     "Difference and ratio can move in opposite directions. Read both.",
--     "Where one of the two fifths is hidden or has no residents there is no gap. Fifths without residents of the area are left out of the shares.",
--     "Referrals of people whose home is not known are left out. Rates are not adjusted for age.",
--     "People registered with the area's practices and people who live in the area are not quite the same people.",
-- ]
-- source = "The hub's monthly return; Ministry of Housing, Communities and Local Government, English Indices of Deprivation 2025; Office for National Statistics, Census 2021; NHS England, Core20PLUS5."
-- topic = "Inequality"
-- example = "The most deprived fifth has 300 referrals and 20,000 residents, 1,000 x 300 / 20,000 = 15 per 1,000; the least has 120 and 20,000, which is 6: difference 15 - 6 = 9.00, ratio 15 / 6 = 2.50. With 1,020 referrals of all fifths and 100,000 residents, core20_residents is 100 x 20,000 / 100,000 = 20% and core20_ratio 300 / 1,020 / 0.2 = 1.47. Byar's limits, with a variance of 31.83 for the noise in one cell and 25 / 12 for rounding, are 265.2 to 338 for 300 and 96.9 to 146.9 for 120 (worked as for referrals per 1,000 registered people), so that the standard errors of the logarithms are (ln 338 - ln 265.2) / 3.92 = 0.0619 and 0.1061. 95% limits: the difference 9 -/+ 1.96 x root of ((15 x 0.0619) squared + (6 x 0.1061) squared) = 9 -/+ 2.21, 6.79 to 11.21; the ratio 2.5 divided and multiplied by exp(1.96 x root of (0.0619 squared + 0.1061 squared)) = 1.272, 1.97 to 3.18. Wilson's limits of 300 in 1,020 (worked as for referrals from the most deprived fifth) are 0.2652 and 0.3248, divided by 0.2 1.33 to 1.62 for core20_ratio."
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

fifths as (
    -- Fifths in which nobody of the area lives have no rate and no share.
    select
        cells.area_type,
        cells.area_code,
        cells.geography,
        cells.month,
        cells.imd_quintile as fifth,
        cells.persons,
        cells.floor_met,
        cells.referrals,
        cells.nodes * noise.variance as noise_variance,
        people.people,
        sdc_shown(cells.persons, cells.floor_met) as is_shown,
        sdc_display(cells.referrals) as displayed
    from by_area.referrals_by_imd_quintile as cells
    left join shared.area_populations as people
        on people.geography = cells.geography
        and people.area_type = cells.area_type
        and people.area_code = cells.area_code
        and cells.month between people.from_month and people.to_month
        and people.basis = 'resident_census_2021'
        and people.breakdown = 'imd_quintile'
        and people.category = cells.imd_quintile
        and people.people > 0
    cross join noise
    where cells.imd_quintile <> 'unknown'
),

rates as (
    select
        area_type,
        area_code,
        geography,
        month,
        fifth,
        persons,
        floor_met,
        referrals,
        noise_variance,
        people,
        is_shown,
        displayed,
        people is not null as has_residents,
        case when is_shown and displayed > 0 then 1000.0 * displayed / people end as rate,
        case
            when is_shown and displayed > 0
                then (
                    ln(byar_upper(displayed, noise_variance + 25.0 / 12.0))
                    - ln(byar_lower(displayed, noise_variance + 25.0 / 12.0))
                ) / (2 * 1.959963984540054)
        end as se_log_rate
    from fifths
),

ends as (
    select
        area_type,
        area_code,
        geography,
        month,
        bool_or(has_residents and fifth = '1') as has_most,
        bool_or(has_residents and fifth = '5') as has_least,
        bool_and(is_shown or fifth <> '1') as most_is_shown,
        bool_and(is_shown or fifth <> '5') as least_is_shown,
        max(case when fifth = '1' then rate end) as most,
        max(case when fifth = '5' then rate end) as least,
        max(case when fifth = '1' then se_log_rate end) as most_se_log,
        max(case when fifth = '5' then se_log_rate end) as least_se_log,
        max(case when fifth = '1' then displayed end) as core20,
        max(case when fifth = '1' then noise_variance end) as core20_noise,
        max(case when fifth = '1' then people end) as core20_people,
        sum(case when has_residents then persons end) as persons,
        bool_or(has_residents and floor_met) as floor_met,
        sum(case when has_residents then referrals end) as referrals,
        sum(case when has_residents then noise_variance end) as noise_variance,
        sum(people) as people
    from rates
    group by
        area_type,
        area_code,
        geography,
        month
),

wholes as (
    select
        area_type,
        area_code,
        geography,
        month,
        has_most,
        has_least,
        most_is_shown,
        least_is_shown,
        sdc_shown(persons, floor_met) as whole_is_shown,
        most,
        least,
        most_se_log,
        least_se_log,
        core20,
        core20_noise,
        core20_people,
        sdc_display(referrals) as referrals,
        -- The protected counts of the other fifths can come out below 0, so that the part is above the total.
        1.0 * least(core20, sdc_display(referrals)) / nullif(sdc_display(referrals), 0) as share,
        noise_variance,
        people
    from ends
),

shares as (
    select
        wholes.area_type,
        wholes.area_code,
        wholes.geography,
        wholes.month,
        wholes.has_most,
        wholes.has_least,
        wholes.most_is_shown,
        wholes.least_is_shown,
        wholes.whole_is_shown,
        wholes.most - wholes.least as difference,
        1.959963984540054
        * sqrt(power(wholes.most * wholes.most_se_log, 2) + power(wholes.least * wholes.least_se_log, 2)) as half_width,
        wholes.most / wholes.least as ratio,
        exp(1.959963984540054 * sqrt(power(wholes.most_se_log, 2) + power(wholes.least_se_log, 2))) as factor,
        wholes.core20,
        wholes.referrals,
        wholes.share,
        -- Wilson's limits take noise that is alike in part and total and independent. Here the total is the sum of the
        -- parts: this is the variance that gives the share the same noise. Both counts are rounded on their own.
        (
            power(1 - wholes.share, 2) * wholes.core20_noise
            + power(wholes.share, 2) * (wholes.noise_variance - wholes.core20_noise)
        ) / (1 + power(wholes.share, 2)) + 25.0 / 12.0 as share_noise,
        coalesce(wholes.core20_people, 0.0) as core20_people,
        wholes.people,
        wholes.core20_people / wholes.people as share_of_residents,
        coalesce(returns.received, 0) = 0 as not_submitted
    from wholes
    left join shared.area_cell_returns as returns
        on returns.geography = wholes.geography
        and returns.area_type = wholes.area_type
        and returns.area_code = wholes.area_code
        and returns.month = wholes.month
),

combined as (
    select
        area_type,
        area_code,
        geography,
        month,
        'difference' as category,
        cast(null as double) as numerator,
        cast(null as double) as denominator,
        difference as value,
        difference - half_width as lower95,
        difference + half_width as upper95,
        case
            when not_submitted then 'not_submitted'
            when not (has_most and has_least) then 'not_applicable'
            when not (most_is_shown and least_is_shown) then 'hidden'
            when difference is null then 'not_calculated'
            else 'shown'
        end as status
    from shares
    union all
    select
        area_type,
        area_code,
        geography,
        month,
        'ratio' as category,
        cast(null as double) as numerator,
        cast(null as double) as denominator,
        ratio as value,
        ratio / factor as lower95,
        ratio * factor as upper95,
        case
            when not_submitted then 'not_submitted'
            when not (has_most and has_least) then 'not_applicable'
            when not (most_is_shown and least_is_shown) then 'hidden'
            when ratio is null then 'not_calculated'
            else 'shown'
        end as status
    from shares
    union all
    select
        area_type,
        area_code,
        geography,
        month,
        'core20_ratio' as category,
        cast(core20 as double) as numerator,
        cast(referrals as double) as denominator,
        share / share_of_residents as value,
        wilson_lower(share * referrals, referrals, share_noise) / share_of_residents as lower95,
        wilson_upper(share * referrals, referrals, share_noise) / share_of_residents as upper95,
        case
            when not_submitted then 'not_submitted'
            when not has_most then 'not_applicable'
            when not (most_is_shown and whole_is_shown) then 'hidden'
            when share is null then 'not_calculated'
            else 'shown'
        end as status
    from shares
    union all
    select
        area_type,
        area_code,
        geography,
        month,
        'core20_residents' as category,
        cast(null as double) as numerator,
        people as denominator,
        100.0 * core20_people / people as value,
        cast(null as double) as lower95,
        cast(null as double) as upper95,
        case when people > 0 then 'shown' else 'not_applicable' end as status
    from shares
)

select
    area_type,
    area_code,
    geography,
    month,
    'gap' as breakdown,
    category,
    case when status = 'shown' then numerator end as numerator,
    case when status = 'shown' then denominator end as denominator,
    case when status = 'shown' then value end as value,
    case when status = 'shown' then lower95 end as lower95,
    case when status = 'shown' then upper95 end as upper95,
    status
from combined
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
