-- ---
-- id = "referral_rate_age_standardised"
-- title = "Referrals per 1,000 residents, standardised for age"
-- why = "An area with many old people gets more referrals whatever it does. This is the rate each area would have if its ages were those of the standard, so that areas can be compared."
-- numerator = "Referrals received in the month of people whose age is known; one person counts at most twice."
-- denominator = "Residents of the area in nine age bands, mid-2020 estimate."
-- unit = "referrals per 1,000 residents of the standard population in the month"
-- per = 1000.0
-- decimals = 2
-- polarity = "no_judgement"
-- method = "Directly standardised rate: 1,000 times the sum over nine age bands of w x / n, divided by the sum of w, where x is the protected count of the band before it is rounded for display, n its residents and w its part of the 2013 European Standard Population (19,300 at 0-17, 8,200 at 18-24, 12,500, 14,000, 14,000, 12,500, 10,500, 6,500, and 2,500 at 85 and over; 100,000 in all; 15-19 is split as three and two fifths). 95% limits of Dobson 1991: with X the sum of x, the rate plus 1,000 times the square root of V / X, times Byar's limit of X less X (Breslow and Day 1987). The variance V is the sum of w w (q + s) / (n n), over the square of the sum of w: q counts a person referred twice as four, which is 3 x less 2 times the people, and s is the known variance of the protecting noise. Fewer than 10 referrals give no rate."
-- breakdowns = ["all"]
-- cells = ["referrals_by_age_band"]
-- limits = [
--     "Numerators carry the random adjustment that protects people; the limits include it.",
--     "A person belongs to the area of the practice where they are registered; where that is not known, to the area of the service.",
--     "It is not a rate of real people. Use it to compare areas and months, and the crude rate to say how many were referred.",
--     "It allows for age in broad bands, not for sex, deprivation or need.",
--     "Referrals of people whose age is not known are left out: where they are many, the rate is too low.",
--     "Where one age band is hidden there is no rate.",
--     "Residents are those of mid-2020, the last estimate held by age.",
--     "People registered with the area's practices and people who live in the area are not quite the same people.",
-- ]
-- source = "The hub's monthly return; Eurostat, Revision of the European Standard Population, 2013; Office for National Statistics, mid-2020 population estimates for small areas; Dobson and others 1991."
-- topic = "Reach"
-- example = "From 0-17 to 85+ there are 10, 15, 20, 25, 30, 35, 40, 45 and 30 referrals, 250 in all and each of another person, and 20,000, 9,000, 13,000, 13,000, 14,000, 12,000, 10,000, 6,000 and 3,000 residents. w x / n is 19,300 x 10 / 20,000 = 9.65 for the youngest, then 13.67, 19.23, 26.92, 30, 36.46, 42, 48.75 and 25, 251.68 in all: 1,000 x 251.68 / 100,000 = 2.52 per 1,000 (the crude rate is 2.50). 95% limits: with a noise variance of 31.83 in each cell the sum of w w (x + 31.83) / (n n), which is 19,300 x 19,300 x 41.83 / (20,000 x 20,000) = 38.96 for the youngest, is 538.3, and 1,000 x root of (538.3 / 250) / 100,000 = 0.01467. Byar's limits of 250 are 220 and 283: 2.517 - 0.01467 x 30 = 2.08 and 2.517 + 0.01467 x 33 = 3.00."
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

standard as (
    select
        age_band,
        weight
    from (
        values
        ('0-17', 19300.0),
        ('18-24', 8200.0),
        ('25-34', 12500.0),
        ('35-44', 14000.0),
        ('45-54', 14000.0),
        ('55-64', 12500.0),
        ('65-74', 10500.0),
        ('75-84', 6500.0),
        ('85+', 2500.0)
    ) as bands (age_band, weight)
),

bands as (
    select
        cells.area_type,
        cells.area_code,
        cells.geography,
        cells.month,
        cells.referrals,
        -- Whoever came twice counts as 2 squared; they are referrals less persons. Beyond all once and all twice
        -- lies the noise alone.
        greatest(
            0,
            least(
                2 * cells.referrals,
                greatest(cells.referrals, 3 * cells.referrals - 2 * cells.persons)
            )
        ) as squares,
        cells.nodes * noise.variance as noise_variance,
        standard.weight / 100000.0 as weight,
        people.people,
        sdc_shown(cells.persons, cells.floor_met) as is_shown
    from by_area.referrals_by_age_band as cells
    inner join standard
        on standard.age_band = cells.age_band
    left join shared.area_populations as people
        on people.geography = cells.geography
        and people.area_type = cells.area_type
        and people.area_code = cells.area_code
        and cells.month between people.from_month and people.to_month
        and people.basis = 'resident_mid_2020'
        and people.breakdown = 'age_band'
        and people.category = cells.age_band
        and people.people > 0
    cross join noise
),

sums as (
    select
        area_type,
        area_code,
        geography,
        month,
        sum(referrals) as events,
        sum(people) as people,
        sum(weight * referrals / people) as rate,
        sum(power(weight / people, 2) * (squares + noise_variance)) as variance,
        -- Nine bands make the standard: without one of them it would be another.
        count(people) = 9 as has_residents,
        bool_and(is_shown) as is_shown
    from bands
    group by
        area_type,
        area_code,
        geography,
        month
),

judged as (
    select
        sums.area_type,
        sums.area_code,
        sums.geography,
        sums.month,
        sums.events,
        sums.people,
        sums.rate,
        sums.variance,
        case
            when coalesce(returns.received, 0) = 0 then 'not_submitted'
            when not sums.has_residents then 'not_applicable'
            when not sums.is_shown then 'hidden'
            when sums.events < 10 then 'not_calculated'
            else 'shown'
        end as status
    from sums
    left join shared.area_cell_returns as returns
        on returns.geography = sums.geography
        and returns.area_type = sums.area_type
        and returns.area_code = sums.area_code
        and returns.month = sums.month
)

select
    area_type,
    area_code,
    geography,
    month,
    'all' as breakdown,
    'all' as category,
    case when status = 'shown' then sdc_display(events) end as numerator,
    people as denominator,
    case when status = 'shown' then 1000.0 * rate end as value,
    case
        when status = 'shown'
            then 1000.0 * greatest(0.0, rate + sqrt(variance / events) * (byar_lower(events) - events))
    end as lower95,
    case
        when status = 'shown'
            then 1000.0 * (rate + sqrt(variance / events) * (byar_upper(events) - events))
    end as upper95,
    status
from judged
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
