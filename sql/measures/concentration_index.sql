-- ---
-- id = "concentration_index"
-- title = "Concentration of referrals by deprivation"
-- why = "One number for the whole gradient: whether referrals lie more with people of deprived or of well-off places, whatever their level."
-- numerator = "Referrals received in the month of people living in each fifth of small areas, by the English Indices of Deprivation 2025; one person counts at most twice."
-- denominator = "Usual residents of the area in the fifth, Census 2021."
-- unit = "index from -1 to 1"
-- per = 1.0
-- decimals = 3
-- polarity = "no_judgement"
-- method = "Relative concentration index over the five fifths, the most deprived first: with w the share of residents, x the middle of the fifth on the scale of shares from 0 to 1, y the rate of the displayed count, m the mean of y and v the sum of w (x - 0.5)(x - 0.5), the slope of the line through 2 v y / m over x by least squares weighted with residents (Health Equity Assessment Toolkit of the World Health Organization; Kakwani and others 1997). 95% limits: plus and minus 3.18 standard errors of the slope, by Student's t with three degrees of freedom; the toolkit takes 1.96, which holds the truth in 86% and not in 95% where there are five groups."
-- breakdowns = ["index"]
-- cells = ["referrals_by_imd_quintile"]
-- limits = [
--     "Numerators carry the random adjustment that protects people; the limits include it, as part of how far the fifths lie from the line.",
--     "The limits come from five points alone: where these happen to lie on a line they are too narrow. Read it with the slope and the relative index of referrals by deprivation.",
--     "Below 0 the rate is higher in more deprived places, above 0 in less deprived ones. 0 is no gradient; it also stands where the middle differs from both ends.",
--     "It tells nothing of the level: few referrals for everybody give the same index as many.",
--     "A person belongs to the area of the practice where they are registered; where that is not known, to the area of the service.",
--     "No index where a fifth is hidden or has no residents.",
--     "Referrals of people whose home is not known are left out. Rates are not adjusted for age.",
--     "People registered with the area's practices and people who live in the area are not quite the same people.",
-- ]
-- source = "The hub's monthly return; Ministry of Housing, Communities and Local Government, English Indices of Deprivation 2025; Office for National Statistics, Census 2021."
-- topic = "Inequality"
-- example = "Five fifths of equal size have rates of 15, 12, 10, 8 and 6; their middles are 0.1, 0.3, 0.5, 0.7 and 0.9, m = 10.2 and v = 0.2 x (0.16 + 0.04 + 0 + 0.04 + 0.16) = 0.08. The slope of the rates is (-0.4 x 15 - 0.2 x 12 + 0.2 x 8 + 0.4 x 6) / (0.16 + 0.04 + 0 + 0.04 + 0.16) = -11, and the index 2 x 0.08 x -11 / 10.2 = -0.1725, shown as -0.173. 95% limits: the line gives 14.6, 12.4, 10.2, 8 and 5.8, so the residuals are 0.4, -0.4, -0.2, 0 and 0.2 and their squares add up to 0.4; the standard error is root of (0.4 / 3 / 0.4) x 2 x 0.08 / 10.2 = 0.00906. -0.1725 -/+ 3.182 x 0.00906 is -0.201 to -0.144."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-29"
-- next_review = "2027-11-29"
-- ---
with fifths as (
    select
        cells.area_type,
        cells.area_code,
        cells.geography,
        cells.month,
        cast(cells.imd_quintile as double) as fifth,
        people.people,
        -- The displayed count: of an index with three decimals, the counts under it could be worked out.
        1000.0 * sdc_display(cells.referrals) / people.people as rate,
        people.people is not null as has_residents,
        sdc_shown(cells.persons, cells.floor_met) as is_shown
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
    where cells.imd_quintile <> 'unknown'
),

indexes as (
    select
        area_type,
        area_code,
        geography,
        month,
        bool_and(has_residents) as has_residents,
        bool_and(is_shown) as is_shown,
        concentration_index(rate, people, fifth) as value,
        concentration_lower(rate, people, fifth) as lower95,
        concentration_upper(rate, people, fifth) as upper95
    from fifths
    group by
        area_type,
        area_code,
        geography,
        month
),

judged as (
    select
        indexes.area_type,
        indexes.area_code,
        indexes.geography,
        indexes.month,
        indexes.value,
        indexes.lower95,
        indexes.upper95,
        case
            when coalesce(returns.received, 0) = 0 then 'not_submitted'
            when not indexes.has_residents then 'not_applicable'
            when not indexes.is_shown then 'hidden'
            when indexes.value is null then 'not_calculated'
            else 'shown'
        end as status
    from indexes
    left join shared.area_cell_returns as returns
        on returns.geography = indexes.geography
        and returns.area_type = indexes.area_type
        and returns.area_code = indexes.area_code
        and returns.month = indexes.month
)

select
    area_type,
    area_code,
    geography,
    month,
    'index' as breakdown,
    'concentration' as category,
    null as numerator,
    null as denominator,
    case when status = 'shown' then value end as value,
    case when status = 'shown' then lower95 end as lower95,
    case when status = 'shown' then upper95 end as upper95,
    status
from judged
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
