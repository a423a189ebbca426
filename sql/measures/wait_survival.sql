-- ---
-- id = "wait_survival"
-- title = "Days to first contact, those still waiting counted"
-- why = "A median of finished waits looks short where many are left waiting. This one counts everybody who was referred: those still waiting too."
-- numerator = "People whose referral was received in the month or the five before it."
-- denominator = "None: a percentile has no denominator."
-- unit = "days; for seen_within the share of people in %"
-- per = 1.0
-- decimals = 0
-- polarity = "low_is_good"
-- method = "Kaplan-Meier estimate of the wait from referral to first contact, from protected counts of the referrals received in six months, as they stand at the end of the month: first contacts in bands of days (0, 1 to 3, 4 to 7, 8 to 14 and so on), those still waiting censored at the end of the month and those who left without a contact (closed or declined) when they left. On which day of their months those who are censored stop is not known: they are spread over the days that their months allow in proportion to the share still waiting on each, and count up to the day where they stop. The curve is linear inside a band; days are whole days that have passed. all gives the median, percentile the days by which 50% and 90% were seen, seen_within the share seen within 14 and 28 days, 5 standing for 5 or less and 95 for 95 or more. 95% limits: Greenwood's variance with the known variance of the protecting noise added (delta method), on the log-log scale. It needs at least 30 people, for seen_within at least 50, and returns of at least 80% of the services expected in each of the months."
-- breakdowns = ["all", "percentile", "seen_within"]
-- cells = ["referrals", "referrals_by_imd_quintile", "waits_by_received_ago", "waits_by_received_ago_imd_quintile"]
-- limits = [
--     "Counts carry the random adjustment that protects people; the limits include it.",
--     "A high share of people seen within 14 or 28 days is good, as few days are.",
--     "A person belongs to the area of the practice where they are registered; where that is not known, to the area of the service.",
--     "Takes those who leave to have had the same wait ahead of them as those who stay.",
--     "A referral or first contact that was first sent after its month is not in it: such a person is missing, or looks as if still waiting.",
--     "When a service joins the hub, those it received before are not counted among those waiting, though their first contacts are.",
--     "In the first five months of an area's figures it looks back on fewer months, so that long waits are not seen.",
--     "Where the curve does not reach the percentile, or only in the last, open band, it is not given.",
--     "Given for areas of today alone, since it looks six months back.",
-- ]
-- source = "Kaplan and Meier 1958; Greenwood 1926; limits after Kalbfleisch and Prentice 1980. The hub's monthly return: referral received to first contact."
-- topic = "Access"
-- example = "To work it by hand, take an area whose only referrals are 2,000 people of September, seen from the end of October: 200 were seen on the day, 300 after 1 to 3 days, 800 after 8 to 14, and the other 700 still wait, so nobody stopped before day 15. The share still waiting is 1,800 / 2,000 = 0.9, then 0.9 x 1,500 / 1,800 = 0.75, then 0.75 x 700 / 1,500 = 0.35. It comes down to 0.5 in the band of 8 to 14 days: 8 + 7 x (0.75 - 0.5) / (0.75 - 0.35) = 12.375, shown as a median of 12 days; seen within 14 and within 28 days are 100 x (1 - 0.35) = 65%, and the 90th percentile is not reached. 95% limits of the 65% within 14 days, without noise: Greenwood's sum is 200 / (2,000 x 1,800) + 300 / (1,800 x 1,500) + 800 / (1,500 x 700) = 0.000929, and 1 - exp(-exp(ln(-ln 0.35) -/+ 1.96 x root of 0.000929 / -ln 0.35)) is 0.629 and 0.671. The noise of every cell of the six months, of variance 7.84 each, weighted by how far it moves the curve, takes 0.000929 to 0.002477; the limits are then 62% to 68%, and 11 to 12 days for the median."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-29"
-- next_review = "2027-11-29"
-- ---
with noise as (
    -- One person adds at most one to each count of this fact, so that all have the noise of people.
    select variance
    from hub.noise
    where fact = 'waits'
        and countable = 'persons'
),

steps as (
    -- Months from a return to the month of the figure.
    select step
    from (values (0), (1), (2), (3), (4), (5)) as listed (step)
),

returns as (
    select
        geography,
        area_type,
        area_code,
        12 * cast(substr(month, 1, 4) as bigint) + cast(substr(month, 6, 2) as bigint) as month_no,
        received,
        expected
    from shared.area_cell_returns
),

followed as (
    -- What each return says, for each figure that it is in. Without a return for the month of the referral nobody is
    -- known to have joined the wait.
    select
        waits.geography,
        waits.area_type,
        waits.area_code,
        waits.breakdown,
        waits.category,
        waits.month_no + steps.step as month_no,
        waits.months_ago,
        waits.months_ago + steps.step as months_waited,
        waits.flow,
        waits.from_day,
        waits.to_day,
        waits.people,
        waits.nodes,
        waits.floor_met
    from shared.area_waits as waits
    inner join returns
        on returns.geography = waits.geography
        and returns.area_type = waits.area_type
        and returns.area_code = waits.area_code
        and returns.month_no = waits.month_no - waits.months_ago
        and returns.received > 0
    inner join steps
        on waits.months_ago + steps.step <= 5
    where waits.breakdown = 'all'
        and waits.geography = 'as_now'
),

stopped as (
    -- Still waiting at the end of the month: for so many whole months and a part of the one of the referral. A month
    -- has 365.25 / 12 days here.
    select
        geography,
        area_type,
        area_code,
        breakdown,
        category,
        month_no,
        30.4375 * months_waited as from_day,
        30.4375 * (months_waited + 1) as to_day,
        sum(case when flow = 'joined' then people else -1 * people end) as people,
        sum(nodes) as nodes
    from followed
    group by
        geography,
        area_type,
        area_code,
        breakdown,
        category,
        month_no,
        months_waited
    union all
    -- Left: on some day of the month of the return that says so.
    select
        geography,
        area_type,
        area_code,
        breakdown,
        category,
        month_no,
        30.4375 * greatest(months_ago - 1, 0) as from_day,
        30.4375 * (months_ago + 1) as to_day,
        sum(people) as people,
        sum(nodes) as nodes
    from followed
    where flow = 'left'
    group by
        geography,
        area_type,
        area_code,
        breakdown,
        category,
        month_no,
        months_ago
),

counts as (
    select
        geography,
        area_type,
        area_code,
        breakdown,
        category,
        month_no,
        from_day,
        to_day,
        sum(people) as seen,
        null as stopped,
        sum(nodes) as nodes
    from followed
    where flow = 'seen'
    group by
        geography,
        area_type,
        area_code,
        breakdown,
        category,
        month_no,
        from_day,
        to_day
    union all
    select
        geography,
        area_type,
        area_code,
        breakdown,
        category,
        month_no,
        from_day,
        to_day,
        null as seen,
        people as stopped,
        nodes
    from stopped
),

curves as (
    select
        geography,
        area_type,
        area_code,
        breakdown,
        category,
        month_no,
        km_quantile(from_day, to_day, seen, stopped, nodes * variance, 0.5) as p50,
        km_quantile_lower(from_day, to_day, seen, stopped, nodes * variance, 0.5) as p50_lower,
        km_quantile_upper(from_day, to_day, seen, stopped, nodes * variance, 0.5) as p50_upper,
        km_quantile(from_day, to_day, seen, stopped, nodes * variance, 0.9) as p90,
        km_quantile_lower(from_day, to_day, seen, stopped, nodes * variance, 0.9) as p90_lower,
        km_quantile_upper(from_day, to_day, seen, stopped, nodes * variance, 0.9) as p90_upper,
        -- A wait of 14 days ends with its day: before day 15 begins.
        km_seen(from_day, to_day, seen, stopped, nodes * variance, 15) as seen14,
        km_seen_lower(from_day, to_day, seen, stopped, nodes * variance, 15) as seen14_lower,
        km_seen_upper(from_day, to_day, seen, stopped, nodes * variance, 15) as seen14_upper,
        km_seen(from_day, to_day, seen, stopped, nodes * variance, 29) as seen28,
        km_seen_lower(from_day, to_day, seen, stopped, nodes * variance, 29) as seen28_lower,
        km_seen_upper(from_day, to_day, seen, stopped, nodes * variance, 29) as seen28_upper
    from counts
    cross join noise
    group by
        geography,
        area_type,
        area_code,
        breakdown,
        category,
        month_no
),

joined_the_wait as (
    select
        geography,
        area_type,
        area_code,
        breakdown,
        category,
        month_no,
        sum(people) as persons,
        bool_or(floor_met) as floor_met
    from followed
    where flow = 'joined'
    group by
        geography,
        area_type,
        area_code,
        breakdown,
        category,
        month_no
),

coverage as (
    select
        returns.geography,
        returns.area_type,
        returns.area_code,
        returns.month_no + steps.step as month_no,
        bool_or(returns.received < 0.8 * returns.expected) as is_incomplete
    from returns
    cross join steps
    group by
        returns.geography,
        returns.area_type,
        returns.area_code,
        returns.month_no + steps.step
),

judged as (
    select
        cells.area_type,
        cells.area_code,
        cells.geography,
        cells.month,
        cells.month_no,
        cells.breakdown,
        cells.category,
        joined_the_wait.persons,
        case
            when coalesce(returns.received, 0) = 0 then 'not_submitted'
            when not sdc_shown(joined_the_wait.persons, joined_the_wait.floor_met) then 'hidden'
            when joined_the_wait.persons < 30 then 'hidden'
            when coalesce(coverage.is_incomplete, true) then 'not_calculated'
            else 'shown'
        end as status
    from shared.area_waits as cells
    left join returns
        on returns.geography = cells.geography
        and returns.area_type = cells.area_type
        and returns.area_code = cells.area_code
        and returns.month_no = cells.month_no
    left join coverage
        on coverage.geography = cells.geography
        and coverage.area_type = cells.area_type
        and coverage.area_code = cells.area_code
        and coverage.month_no = cells.month_no
    left join joined_the_wait
        on joined_the_wait.geography = cells.geography
        and joined_the_wait.area_type = cells.area_type
        and joined_the_wait.area_code = cells.area_code
        and joined_the_wait.breakdown = cells.breakdown
        and joined_the_wait.category = cells.category
        and joined_the_wait.month_no = cells.month_no
    where cells.flow = 'joined'
        and cells.breakdown = 'all'
        and cells.geography = 'as_now'
),

figures as (
    select
        judged.area_type,
        judged.area_code,
        judged.geography,
        judged.month,
        wanted.breakdown,
        coalesce(wanted.category, judged.category) as category,
        judged.persons,
        judged.status,
        wanted.figure like 'seen%' as is_share,
        case wanted.figure
            when 'p50' then curves.p50
            when 'p90' then curves.p90
            when 'seen14' then curves.seen14
            else curves.seen28
        end as figure,
        case wanted.figure
            when 'p50' then curves.p50_lower
            when 'p90' then curves.p90_lower
            when 'seen14' then curves.seen14_lower
            else curves.seen28_lower
        end as lower_limit,
        case wanted.figure
            when 'p50' then curves.p50_upper
            when 'p90' then curves.p90_upper
            when 'seen14' then curves.seen14_upper
            else curves.seen28_upper
        end as upper_limit
    from judged
    inner join (
        values
        ('all', 'all', 'all', 'p50'),
        ('all', 'percentile', '50', 'p50'),
        ('all', 'percentile', '90', 'p90'),
        ('all', 'seen_within', '14', 'seen14'),
        ('all', 'seen_within', '28', 'seen28')
    ) as wanted (from_breakdown, breakdown, category, figure)
        on wanted.from_breakdown = judged.breakdown
    left join curves
        on curves.geography = judged.geography
        and curves.area_type = judged.area_type
        and curves.area_code = judged.area_code
        and curves.breakdown = judged.breakdown
        and curves.category = judged.category
        and curves.month_no = judged.month_no
),

rounded as (
    select
        area_type,
        area_code,
        geography,
        month,
        breakdown,
        category,
        persons,
        case
            -- As for every percentage of people.
            when status = 'shown' and is_share and sdc_display(persons) < 50 then 'hidden'
            when status = 'shown' and figure is null then 'not_calculated'
            else status
        end as status,
        -- A band runs from the start of its first day to the end of its last: a wait of 11.5 is one of 11 whole days.
        -- The small part keeps a whole day whole that arithmetic left a hair short.
        case
            when is_share then least(95.0, greatest(5.0, round(100.0 * figure)))
            else floor(figure + 0.000000001)
        end as value,
        case when is_share then 100.0 * lower_limit else floor(lower_limit + 0.000000001) end as lower95,
        case when is_share then 100.0 * upper_limit else floor(upper_limit + 0.000000001) end as upper95
    from figures
)

select
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category,
    case when status in ('shown', 'not_calculated') then sdc_display(persons) end as numerator,
    null as denominator,
    case when status = 'shown' then value end as value,
    -- A limit that the curve does not reach leaves no interval.
    case when status = 'shown' and upper95 is not null then lower95 end as lower95,
    case when status = 'shown' and lower95 is not null then upper95 end as upper95,
    status
from rounded
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
