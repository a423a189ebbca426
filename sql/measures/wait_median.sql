-- ---
-- id = "wait_median"
-- title = "Median days from referral to first contact"
-- why = "People who wait long for a first conversation are less likely to come. Half waited less than this, half longer."
-- numerator = "People who had their first contact with a link worker in the month."
-- denominator = "None: a median has no denominator."
-- unit = "days"
-- per = 1.0
-- decimals = 0
-- polarity = "low_is_good"
-- method = "Median from protected counts in bands of days (0, 1 to 3, 4 to 7, 8 to 14 and so on), linear inside a band, in whole days that have passed: where the band in which half is reached begins with day a and the next with day b, c people were seen before it, d in it and n in all, the median is a + (b - a) (n / 2 - c) / d, the usual median of grouped data. It needs at least 30 people. It has no interval: a median's interval needs the survival curve, which counts those still waiting."
-- breakdowns = ["all"]
-- cells = ["first_contacts"]
-- limits = [
--     "Numerators carry the random adjustment that protects people; the limits include it.",
--     "A person belongs to the area of the practice where they are registered; where that is not known, to the area of the service.",
--     "Counts only waits that ended in the month. People still waiting are not in it, so it can look better than it is where many are left waiting.",
--     "Where the median falls in the last, open band it is not given.",
-- ]
-- source = "The hub's monthly return: referral received to first contact."
-- topic = "Access"
-- example = "200 people had a first contact: 10 on the day of the referral, 20 after 1 to 3 days, 40 after 4 to 7, 60 after 8 to 14 and 70 after more. Half of them is 100; 10 + 20 + 40 = 70 were seen before day 8, so 30 of the 60 in the band of 8 to 14 days, which lasts from the start of day 8 to the start of day 15, are still needed. 8 + 7 x 30 / 60 = 11.5, and 11 whole days have passed: shown as 11. There are no limits."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-22"
-- next_review = "2027-11-22"
-- ---
with bands as (
    -- Protected counts below 0 stay as they are: cut off at 0 they would add people who are not there.
    select
        geography,
        area_type,
        area_code,
        month,
        0 as from_day,
        1 as to_day,
        wait_0_0 as people
    from by_area.first_contacts
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        1 as from_day,
        4 as to_day,
        wait_1_3 as people
    from by_area.first_contacts
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        4 as from_day,
        8 as to_day,
        wait_4_7 as people
    from by_area.first_contacts
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        8 as from_day,
        15 as to_day,
        wait_8_14 as people
    from by_area.first_contacts
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        15 as from_day,
        22 as to_day,
        wait_15_21 as people
    from by_area.first_contacts
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        22 as from_day,
        29 as to_day,
        wait_22_28 as people
    from by_area.first_contacts
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        29 as from_day,
        43 as to_day,
        wait_29_42 as people
    from by_area.first_contacts
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        43 as from_day,
        57 as to_day,
        wait_43_56 as people
    from by_area.first_contacts
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        57 as from_day,
        85 as to_day,
        wait_57_84 as people
    from by_area.first_contacts
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        85 as from_day,
        127 as to_day,
        wait_85_126 as people
    from by_area.first_contacts
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        127 as from_day,
        181 as to_day,
        wait_127_180 as people
    from by_area.first_contacts
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        181 as from_day,
        null as to_day,
        wait_181_up as people
    from by_area.first_contacts
),

medians as (
    select
        geography,
        area_type,
        area_code,
        month,
        banded_median(people, from_day, to_day) as median_days
    from bands
    group by
        geography,
        area_type,
        area_code,
        month
),

judged as (
    select
        cells.area_type,
        cells.area_code,
        cells.geography,
        cells.month,
        cells.persons,
        -- A band runs from the start of its first day to the end of its last: a wait of 11.5 is one of 11 whole days.
        -- The small part keeps a whole day whole that arithmetic left a hair short.
        floor(medians.median_days + 0.000000001) as median_days,
        case
            when coalesce(returns.received, 0) = 0 then 'not_submitted'
            when not sdc_shown(cells.persons, cells.floor_met) then 'hidden'
            when cells.persons < 30 then 'hidden'
            when medians.median_days is null then 'not_calculated'
            else 'shown'
        end as status
    from by_area.first_contacts as cells
    inner join medians
        on medians.geography = cells.geography
        and medians.area_type = cells.area_type
        and medians.area_code = cells.area_code
        and medians.month = cells.month
    left join shared.area_cell_returns as returns
        on returns.geography = cells.geography
        and returns.area_type = cells.area_type
        and returns.area_code = cells.area_code
        and returns.month = cells.month
)

select
    area_type,
    area_code,
    geography,
    month,
    'all' as breakdown,
    'all' as category,
    case when status in ('shown', 'not_calculated') then sdc_display(persons) end as numerator,
    null as denominator,
    case when status = 'shown' then median_days end as value,
    null as lower95,
    null as upper95,
    status
from judged
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
