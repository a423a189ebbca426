-- ---
-- id = "referrals_by_ethnicity"
-- title = "Referrals by ethnic group"
-- why = "Shows which ethnic groups are referred less than others of the same area, and how often the group is not recorded at all."
-- numerator = "Referrals received in the month of people in the ethnic group; one person counts at most twice."
-- denominator = "Usual residents of the area in the ethnic group, Census 2021."
-- unit = "referrals per 1,000 residents in the month"
-- per = 1000.0
-- decimals = 2
-- polarity = "no_judgement"
-- method = "Crude rate by group: 1,000 times the displayed count, divided by the denominator. 95% limits: Byar's for the displayed count, widened by the known variances of the protecting noise and of rounding to 5 (Breslow and Day 1987). Rate and limits are rounded to two decimals."
-- breakdowns = ["ethnic_group"]
-- cells = ["referrals_by_ethnic_group"]
-- limits = [
--     "Numerators carry the random adjustment that protects people; the limits include it.",
--     "The rate is made from the displayed count, which is rounded to 5, so that the rate of a small area or group moves in steps. Its limits are rounded like it and always contain it.",
--     "A person belongs to the area of the practice where they are registered; where that is not known, to the area of the service.",
--     "The numerator uses the 2001 ethnic categories, where Chinese belongs to Other; the census counts Chinese as Asian. Rates of these two groups are not exactly comparable.",
--     "Rates are not adjusted for age.",
--     "People registered with the area's practices and people who live in the area are not quite the same people.",
--     "The unknown group has a count and no rate.",
-- ]
-- source = "The hub's monthly return; Office for National Statistics, Census 2021 table TS021."
-- topic = "Inequality"
-- example = "60 referrals of people of a group and 15,000 residents of it: 1,000 x 60 / 15,000 = 4.00. 95% limits: the variance 31.83 of the noise in one cell and 25 / 12 for rounding to 5 are 33.92 together, so f = 60 / (60 + 33.92) = 0.6389 and the limits are those of 60 x f = 38.3. Byar's are 38.3 x (1 - 1 / (9 x 38.3) - 1.96 / (3 x root of 38.3)) cubed = 27.1 and 39.3 x (1 - 1 / (9 x 39.3) + 1.96 / (3 x root of 39.3)) cubed = 52.5; divided by f that is 42.4 and 82.2 referrals, or 2.83 to 5.48 per 1,000."
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
        cells.ethnic_group as category,
        cells.referrals,
        cells.nodes * noise.variance as noise_variance,
        people.people,
        case
            when coalesce(returns.received, 0) = 0 then 'not_submitted'
            when people.people is null and cells.ethnic_group <> 'unknown' then 'not_applicable'
            when sdc_shown(cells.persons, cells.floor_met) then 'shown'
            else 'hidden'
        end as status
    from by_area.referrals_by_ethnic_group as cells
    left join shared.area_populations as people
        on people.geography = cells.geography
        and people.area_type = cells.area_type
        and people.area_code = cells.area_code
        and cells.month between people.from_month and people.to_month
        and people.basis = 'resident_census_2021'
        and people.breakdown = 'ethnic_group'
        and people.category = cells.ethnic_group
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
)

select
    area_type,
    area_code,
    geography,
    month,
    'ethnic_group' as breakdown,
    category,
    numerator,
    people as denominator,
    value,
    lower95,
    upper95,
    status
from rates
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
