-- ---
-- id = "ethnic_representation"
-- title = "Referrals by ethnic group against residents"
-- why = "Says in one number whether a group is referred as often as its size would have it: 1 is as often, 0.5 half as often, 2 twice."
-- numerator = "Referrals received in the month of people in the ethnic group; one person counts at most twice."
-- denominator = "Referrals expected if every group were referred as often as the area: its referrals with a known group, times the group's share of usual residents, Census 2021."
-- unit = "times the share of residents; unknown: % of referrals"
-- per = 1.0
-- decimals = 2
-- polarity = "no_judgement"
-- method = "Representation ratio: the group's share of the displayed referrals of all known groups, divided by its share of residents; the same as observed over expected with one stratum. 95% limits: Wilson's for the share of referrals (Wilson 1927), widened by the known variances of the protecting noise and of rounding to 5, divided by the share of residents. unknown: the percentage of displayed counts, a whole number (one decimal from 4,000 referrals on), where 5 stands for 5 or less and 95 for 95 or more."
-- breakdowns = [
--     "ethnic_group",
--     "unknown",
-- ]
-- cells = ["referrals_by_ethnic_group"]
-- limits = [
--     "Numerators carry the random adjustment that protects people; the limits include it.",
--     "Made from displayed counts, which are rounded to 5, so that the ratio of a small area or group moves in steps.",
--     "A person belongs to the area of the practice where they are registered; where that is not known, to the area of the service.",
--     "A group that is hidden has no ratio, and is in the whole that the others are a share of.",
--     "The unknown group has a count and no ratio. If it is not known more often for one group than for another, every ratio is off; read it with the share unknown.",
--     "The numerator uses the 2001 ethnic categories, where Chinese belongs to Other; the census counts Chinese as Asian. Ratios of these two groups are not exactly comparable.",
--     "Not adjusted for age: a group with fewer old people may be referred less for that alone.",
--     "It does not tell whether the group needs more or less than others. The largest group can hardly be far from 1.",
--     "People registered with the area's practices and people who live in the area are not quite the same people.",
-- ]
-- source = "The hub's monthly return; Office for National Statistics, Census 2021 table TS021."
-- topic = "Inequality"
-- example = "A group is 8% of residents and has 60 of 1,000 referrals with a known group: 1,000 x 0.08 = 80 are expected, and 60 / 80 = 0.75. 95% limits: every cell has a noise variance of 31.83, the other four together 127.34, and in the share this makes (0.94 x 0.94 x 31.83 + 0.06 x 0.06 x 127.34) / (1 + 0.06 x 0.06) + 25 / 12 = 30.6. Without it the variance of the share is 0.06 x 0.94 / 1,000 = 0.0000564; it adds 30.6 x (1 + 0.06 x 0.06) / (1,000 x 1,000) = 0.00003071, so the counts are worth f = 0.0000564 / (0.0000564 + 0.00003071) = 0.6475 of themselves, 38.8 of 647.5. Wilson's limits are (2 x 38.8 + 3.84 -/+ 1.96 x root of (3.84 + 4 x 38.8 x 0.94)) / (2 x (647.5 + 3.84)) = 0.0441 and 0.0809, which divided by 0.08 is 0.55 to 1.01. Of 1,100 referrals 100 are of no known group: 100 x 100 / 1,100 = 9.09, so 9% are unknown."
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
        cells.ethnic_group as category,
        cells.persons,
        cells.floor_met,
        cells.referrals,
        cells.nodes * noise.variance as noise_variance,
        people.people,
        people.people is not null as has_residents
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
    cross join noise
),

wholes as (
    -- The known groups that have residents, and all referrals with those of no known group.
    select
        area_type,
        area_code,
        geography,
        month,
        sum(case when has_residents then persons end) as persons,
        bool_or(floor_met and has_residents) as floor_met,
        sum(case when has_residents then referrals end) as referrals,
        sum(case when has_residents then noise_variance end) as noise_variance,
        sum(people) as people,
        sum(persons) as all_persons,
        bool_or(floor_met) as all_floor_met,
        sum(referrals) as all_referrals
    from counts
    group by
        area_type,
        area_code,
        geography,
        month
),

judged as (
    select
        counts.area_type,
        counts.area_code,
        counts.geography,
        counts.month,
        counts.category,
        sdc_display(counts.referrals) as referrals,
        counts.noise_variance,
        counts.people / wholes.people as share_of_residents,
        sdc_display(wholes.referrals) as whole,
        wholes.noise_variance as whole_noise,
        -- The protected counts of the other groups can come out below 0, so that the part is above the total.
        1.0 * least(sdc_display(counts.referrals), sdc_display(wholes.referrals))
        / nullif(sdc_display(wholes.referrals), 0) as share,
        sdc_display(wholes.all_referrals) as all_referrals,
        case
            when coalesce(returns.received, 0) = 0 then 'not_submitted'
            when not counts.has_residents and counts.category <> 'unknown' then 'not_applicable'
            when not sdc_shown(counts.persons, counts.floor_met) then 'hidden'
            when counts.category = 'unknown' then 'shown'
            when not sdc_shown(wholes.persons, wholes.floor_met) then 'hidden'
            when sdc_display(wholes.referrals) = 0 then 'not_calculated'
            else 'shown'
        end as status,
        sdc_shown(wholes.all_persons, wholes.all_floor_met) as all_are_shown
    from counts
    inner join wholes
        on wholes.geography = counts.geography
        and wholes.area_type = counts.area_type
        and wholes.area_code = counts.area_code
        and wholes.month = counts.month
    left join shared.area_cell_returns as returns
        on returns.geography = counts.geography
        and returns.area_type = counts.area_type
        and returns.area_code = counts.area_code
        and returns.month = counts.month
),

ratios as (
    select
        area_type,
        area_code,
        geography,
        month,
        category,
        referrals,
        share_of_residents,
        whole,
        share,
        status,
        -- Wilson's limits take noise that is alike in part and total and independent. Here the total is the sum of the
        -- parts: this is the variance that gives the share the same noise. Both counts are rounded on their own.
        (power(1 - share, 2) * noise_variance + power(share, 2) * (whole_noise - noise_variance))
        / (1 + power(share, 2)) + 25.0 / 12.0 as share_noise
    from judged
),

unknowns as (
    select
        area_type,
        area_code,
        geography,
        month,
        referrals,
        all_referrals,
        case
            when status = 'shown' and (not all_are_shown or sdc_percent(referrals, all_referrals) is null)
                then 'hidden'
            else status
        end as status
    from judged
    where category = 'unknown'
),

combined as (
    select
        area_type,
        area_code,
        geography,
        month,
        'ethnic_group' as breakdown,
        category,
        cast(case when status = 'shown' then referrals end as double) as numerator,
        case when status = 'shown' then whole * share_of_residents end as denominator,
        case when status = 'shown' then share / share_of_residents end as value,
        case
            when status = 'shown' then wilson_lower(share * whole, whole, share_noise) / share_of_residents
        end as lower95,
        case
            when status = 'shown' then wilson_upper(share * whole, whole, share_noise) / share_of_residents
        end as upper95,
        status
    from ratios
    union all
    select
        area_type,
        area_code,
        geography,
        month,
        'unknown' as breakdown,
        'ethnic_group' as category,
        cast(case when status = 'shown' then referrals end as double) as numerator,
        cast(case when status = 'shown' then all_referrals end as double) as denominator,
        case when status = 'shown' then sdc_percent(referrals, all_referrals) end as value,
        cast(null as double) as lower95,
        cast(null as double) as upper95,
        status
    from unknowns
)

select
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category,
    numerator,
    denominator,
    value,
    lower95,
    upper95,
    status
from combined
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
