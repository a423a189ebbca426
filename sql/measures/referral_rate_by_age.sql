-- ---
-- id = "referral_rate_by_age"
-- title = "Referrals by age"
-- why = "Shows which ages are offered social prescribing more and which less, among them young people and the very old."
-- numerator = "Referrals received in the month of people in the age band at the day of the referral; one person counts at most twice."
-- denominator = "Residents of the area in the age band, mid-2020 estimate."
-- unit = "referrals per 1,000 residents in the month"
-- per = 1000.0
-- decimals = 2
-- polarity = "no_judgement"
-- method = "Crude rate by age band: 1,000 times the displayed count, divided by the denominator. 95% limits: Byar's for the displayed count, widened by the known variances of the protecting noise and of rounding to 5 (Breslow and Day 1987). Rate and limits are rounded to two decimals."
-- breakdowns = ["age_band"]
-- cells = ["referrals_by_age_band"]
-- limits = [
--     "Numerators carry the random adjustment that protects people; the limits include it.",
--     "The rate is made from the displayed count, which is rounded to 5, so that the rate of a small area or group moves in steps. Its limits are rounded like it and always contain it.",
--     "A person belongs to the area of the practice where they are registered; where that is not known, to the area of the service.",
--     "Residents are those of mid-2020, the last estimate held by age: where an age has grown since, its rate is too high.",
--     "People registered with the area's practices and people who live in the area are not quite the same people.",
--     "The youngest band holds all children, though few services see children: its rate says little of those of 16 or 17.",
--     "The unknown age has a count and no rate.",
--     "It does not tell how much need there is at each age.",
-- ]
-- source = "The hub's monthly return; Office for National Statistics, mid-2020 population estimates for small areas."
-- topic = "Reach"
-- example = "45 referrals of people of 85 and over and 5,000 residents of that age: 1,000 x 45 / 5,000 = 9.00. 95% limits: the variance 31.83 of the noise in one cell and 25 / 12 for rounding to 5 are 33.92 together, so f = 45 / (45 + 33.92) = 0.5702 and the limits are those of 45 x f = 25.7. Byar's are 25.7 x (1 - 1 / (9 x 25.7) - 1.96 / (3 x root of 25.7)) cubed = 16.7 and 26.7 x (1 - 1 / (9 x 26.7) + 1.96 / (3 x root of 26.7)) cubed = 37.7; divided by f that is 29.3 and 66.1 referrals, or 5.86 to 13.22 per 1,000."
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
        cells.age_band as category,
        sdc_display(cells.referrals) as referrals,
        cells.nodes * noise.variance + 25.0 / 12.0 as noise_variance,
        people.people,
        case
            when coalesce(returns.received, 0) = 0 then 'not_submitted'
            when people.people is null and cells.age_band <> 'unknown' then 'not_applicable'
            when sdc_shown(cells.persons, cells.floor_met) then 'shown'
            else 'hidden'
        end as status
    from by_area.referrals_by_age_band as cells
    left join shared.area_populations as people
        on people.geography = cells.geography
        and people.area_type = cells.area_type
        and people.area_code = cells.area_code
        and cells.month between people.from_month and people.to_month
        and people.basis = 'resident_mid_2020'
        and people.breakdown = 'age_band'
        and people.category = cells.age_band
        and people.people > 0
    left join shared.area_cell_returns as returns
        on returns.geography = cells.geography
        and returns.area_type = cells.area_type
        and returns.area_code = cells.area_code
        and returns.month = cells.month
    cross join noise
)

select
    area_type,
    area_code,
    geography,
    month,
    'age_band' as breakdown,
    category,
    case when status = 'shown' then referrals end as numerator,
    people as denominator,
    case when status = 'shown' then 1000.0 * referrals / people end as value,
    case when status = 'shown' then 1000.0 * byar_lower(referrals, noise_variance) / people end as lower95,
    case when status = 'shown' then 1000.0 * byar_upper(referrals, noise_variance) / people end as upper95,
    status
from counts
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
