-- ---
-- id = "referral_rate"
-- title = "Referrals per 1,000 registered people"
-- why = "Shows how many people are offered social prescribing, set against how many could be. A low rate beside a high need is the first sign of people missed."
-- numerator = "Referrals that services received in the month; one person counts at most twice in an area and month."
-- denominator = "People registered with the general practices of the area."
-- unit = "referrals per 1,000 registered people in the month"
-- per = 1000.0
-- decimals = 2
-- polarity = "no_judgement"
-- method = "Crude rate: 1,000 times the displayed count, divided by the denominator. 95% limits: Byar's for the displayed count, widened by the known variances of the protecting noise and of rounding to 5 (Breslow and Day 1987). Rate and limits are rounded to two decimals."
-- breakdowns = ["all"]
-- cells = ["referrals"]
-- limits = [
--     "Numerators carry the random adjustment that protects people; the limits include it.",
--     "The rate is made from the displayed count, which is rounded to 5, so that the rate of a small area or group moves in steps. Its limits are rounded like it and always contain it.",
--     "A person belongs to the area of the practice where they are registered; where that is not known, to the area of the service.",
--     "Counts people whose service sent a return. Read it with the share of returns received.",
-- ]
-- source = "The hub's monthly return. Registered people: NHS England general practice registrations."
-- topic = "Reach"
-- example = "210 referrals in a month and 150,000 registered people: 1,000 x 210 / 150,000 = 1.40. 95% limits: the variance 31.83 of the noise in one cell and 25 / 12 for rounding to 5 are 33.92 together, so f = 210 / (210 + 33.92) = 0.8609 and the limits are those of 210 x f = 180.8. Byar's are 180.8 x (1 - 1 / (9 x 180.8) - 1.96 / (3 x root of 180.8)) cubed = 155.4 and 181.8 x (1 - 1 / (9 x 181.8) + 1.96 / (3 x root of 181.8)) cubed = 209.2; divided by f that is 180.5 and 243 referrals, or 1.20 to 1.62 per 1,000."
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
        'all' as category,
        cells.referrals,
        cells.nodes * noise.variance as noise_variance,
        people.people,
        case
            when coalesce(returns.received, 0) = 0 then 'not_submitted'
            when sdc_shown(cells.persons, cells.floor_met) then 'shown'
            else 'hidden'
        end as status
    from by_area.referrals as cells
    left join shared.area_populations as people
        on people.geography = cells.geography
        and people.area_type = cells.area_type
        and people.area_code = cells.area_code
        and cells.month between people.from_month and people.to_month
        and people.basis = 'registered'
        and people.breakdown = 'all'
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
    'all' as breakdown,
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
