-- ---
-- id = "contacts_per_person"
-- title = "Contacts per person seen"
-- why = "One conversation is rarely enough. This shows how much contact a person who is seen has in a month, and whether it falls when more people are seen."
-- numerator = "Contacts with a link worker in the month; one person counts at most twelve."
-- denominator = "People with at least one contact in the month."
-- unit = "contacts per person seen in the month"
-- per = 1.0
-- decimals = 1
-- polarity = "no_judgement"
-- method = "Mean: the protected sum of contacts divided by the protected number of people, both before they are rounded for display, cut to between 1 and 12. It needs at least 30 people. 95% limits: the mean plus and minus 1.96 standard errors, between 1 and 12. The spread between people is not held, so the largest is taken that a mean m of numbers from 1 to 12 allows, a variance of (12 - m)(m - 1) (Bhatia and Davis 2000); the known variances of the noise of both counts are added. The limits hold the true mean at least as often as they say."
-- breakdowns = ["all"]
-- cells = ["contacts"]
-- limits = [
--     "Numerators carry the random adjustment that protects people; the limits include it. It is large for contacts: with 30 people it alone moves the mean by about one contact.",
--     "Dividing the displayed counts gives nearly the same mean, not exactly the same.",
--     "A person belongs to the area of the practice where they are registered; where that is not known, to the area of the service.",
--     "A person with more than twelve contacts in the month counts with twelve, so the mean is a little low where such people are many.",
--     "It does not tell how many contacts a person has from the first to the last, nor how long they are. More contacts are not better in themselves.",
-- ]
-- source = "The hub's monthly return."
-- topic = "Access"
-- example = "600 contacts and 300 people seen, as protected counts: 600 / 300 = 2.0. 95% limits: the largest spread that a mean of 2 allows is (12 - 2) x (2 - 1) / 300 = 0.03333, and the noise, of variance 1,151.83 in the contacts and 7.84 in the people of one cell, adds (1,151.83 + 2 x 2 x 7.84) / (300 x 300) = 0.01315. 2 -/+ 1.96 x root of (0.03333 + 0.01315) = 2 -/+ 0.423, 1.6 to 2.4."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-29"
-- next_review = "2027-11-29"
-- ---
with noise as (
    select
        sum(case when countable = 'contacts' then variance end) as of_contacts,
        sum(case when countable = 'persons' then variance end) as of_persons
    from hub.noise
    where fact = 'contacts'
),

judged as (
    select
        cells.area_type,
        cells.area_code,
        cells.geography,
        cells.month,
        cells.persons,
        cells.contacts,
        cells.nodes * noise.of_contacts as noise_of_contacts,
        cells.nodes * noise.of_persons as noise_of_persons,
        -- Everybody seen had one contact at least and counts with twelve at most: beyond that lies the noise alone.
        least(12.0, greatest(1.0, 1.0 * cells.contacts / nullif(cells.persons, 0))) as mean,
        case
            when coalesce(returns.received, 0) = 0 then 'not_submitted'
            when not sdc_shown(cells.persons, cells.floor_met) then 'hidden'
            when cells.persons < 30 then 'hidden'
            else 'shown'
        end as status
    from by_area.contacts as cells
    left join shared.area_cell_returns as returns
        on returns.geography = cells.geography
        and returns.area_type = cells.area_type
        and returns.area_code = cells.area_code
        and returns.month = cells.month
    cross join noise
),

spread as (
    select
        area_type,
        area_code,
        geography,
        month,
        persons,
        contacts,
        mean,
        status,
        case
            when status = 'shown'
                then 1.959963984540054 * sqrt(
                    (12 - mean) * (mean - 1) / persons
                    + (noise_of_contacts + mean * mean * noise_of_persons) / (1.0 * persons * persons)
                )
        end as half_width
    from judged
)

select
    area_type,
    area_code,
    geography,
    month,
    'all' as breakdown,
    'all' as category,
    case when status = 'shown' then sdc_display(contacts) end as numerator,
    case when status = 'shown' then sdc_display(persons) end as denominator,
    case when status = 'shown' then mean end as value,
    case when status = 'shown' then greatest(1.0, mean - half_width) end as lower95,
    case when status = 'shown' then least(12.0, mean + half_width) end as upper95,
    status
from spread
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
