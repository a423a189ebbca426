-- ---
-- id = "people_seen"
-- title = "People seen per 1,000 registered people"
-- why = "A referral helps nobody until somebody talks with the person. This shows how many people link workers are in contact with, whenever they were referred."
-- numerator = "People with at least one contact with a link worker in the month."
-- denominator = "People registered with the general practices of the area."
-- unit = "people per 1,000 registered people in the month"
-- per = 1000.0
-- decimals = 2
-- polarity = "no_judgement"
-- method = "Crude rate: 1,000 times the displayed count, divided by the denominator. 95% limits: Byar's for the displayed count, widened by the known variances of the protecting noise and of rounding to 5 (Breslow and Day 1987). Rate and limits are rounded to two decimals."
-- breakdowns = ["all"]
-- cells = ["contacts"]
-- limits = [
--     "Numerators carry the random adjustment that protects people; the limits include it.",
--     "The rate is made from the displayed count, which is rounded to 5, so that the rate of a small area or group moves in steps. Its limits are rounded like it and always contain it.",
--     "A person belongs to the area of the practice where they are registered; where that is not known, to the area of the service.",
--     "It does not tell what the contact was for, how long it was or whether it helped.",
--     "Months do not add up: a person seen in three months counts in each of them.",
--     "Counts people whose service sent a return. Read it with the share of returns received.",
-- ]
-- source = "The hub's monthly return. Registered people: NHS England general practice registrations."
-- topic = "Reach"
-- example = "340 people seen in a month and 150,000 registered people: 1,000 x 340 / 150,000 = 2.27. 95% limits: the variance 7.84 of the noise in one cell and 25 / 12 for rounding to 5 are 9.92 together, so f = 340 / (340 + 9.92) = 0.9717 and the limits are those of 340 x f = 330.4. Byar's are 330.4 x (1 - 1 / (9 x 330.4) - 1.96 / (3 x root of 330.4)) cubed = 295.7 and 331.4 x (1 - 1 / (9 x 331.4) + 1.96 / (3 x root of 331.4)) cubed = 368; divided by f that is 304.3 and 378.7 people, or 2.03 to 2.52 per 1,000."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-29"
-- next_review = "2027-11-29"
-- ---
with noise as (
    select variance
    from hub.noise
    where fact = 'contacts'
        and countable = 'persons'
),

counts as (
    select
        cells.area_type,
        cells.area_code,
        cells.geography,
        cells.month,
        sdc_display(cells.persons) as persons,
        cells.nodes * noise.variance + 25.0 / 12.0 as noise_variance,
        people.people,
        case
            when coalesce(returns.received, 0) = 0 then 'not_submitted'
            when sdc_shown(cells.persons, cells.floor_met) then 'shown'
            else 'hidden'
        end as status
    from by_area.contacts as cells
    left join shared.area_populations as people
        on people.geography = cells.geography
        and people.area_type = cells.area_type
        and people.area_code = cells.area_code
        and cells.month between people.from_month and people.to_month
        and people.basis = 'registered'
        and people.breakdown = 'all'
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
    'all' as breakdown,
    'all' as category,
    case when status = 'shown' then persons end as numerator,
    people as denominator,
    case when status = 'shown' then 1000.0 * persons / people end as value,
    case when status = 'shown' then 1000.0 * byar_lower(persons, noise_variance) / people end as lower95,
    case when status = 'shown' then 1000.0 * byar_upper(persons, noise_variance) / people end as upper95,
    status
from counts
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
