-- ---
-- id = "people_short_of_equity"
-- title = "People short of equity"
-- why = "A gap in rates is hard to act on; a number of people is not. This says how many more people of each group would have been referred, had the group been referred as often as the reference."
-- numerator = "People referred in the month who live in the fifth of small areas, by the English Indices of Deprivation 2025, or belong to the ethnic group."
-- denominator = "People who would have been: residents of the group, Census 2021, times the share referred of the reference. That is the least deprived fifth for deprivation, and the whole area for ethnic groups."
-- unit = "people in the month"
-- per = 1.0
-- decimals = 0
-- polarity = "low_is_good"
-- method = "People short: residents of the group times the share referred of the reference, less the people referred; 0 where that is below 0. It is expected less observed of indirect standardisation with one stratum (Breslow and Day 1987), counted in people. Made from displayed counts. The whole area is all its known ethnic groups together. index: the sum over the groups. 95% limits of a group: plus and minus 1.96 standard errors, not below 0, from the variances of the counts as Poisson counts, of the protecting noise and of rounding to 5. The sum has no interval, since each group counts from 0 upwards."
-- breakdowns = [
--     "imd_quintile",
--     "ethnic_group",
--     "index",
-- ]
-- cells = [
--     "referrals_by_imd_quintile",
--     "referrals_by_ethnic_group",
-- ]
-- limits = [
--     "Numerators carry the random adjustment that protects people; the limits include it.",
--     "Chance and the random adjustment alone put some groups below the reference: the sum is above 0 even where everybody is referred alike. Trust a group only where its lower limit is above 0.",
--     "Made from displayed counts, which are rounded to 5.",
--     "A person belongs to the area of the practice where they are registered; where that is not known, to the area of the service.",
--     "The reference is not a measure of need. Where need is greater in poorer places, an equal share is too few, and the figure too low.",
--     "The reference has a count and nothing to be short of. The unknown group has a count alone, and its people are missing in every other group.",
--     "The two sums count the same people twice: never add them.",
--     "There is no sum where one group is hidden, and none for deprivation where the area has no residents in the least deprived fifth.",
--     "The numerator uses the 2001 ethnic categories, where Chinese belongs to Other; the census counts Chinese as Asian. These two groups are not exactly comparable.",
--     "Not adjusted for age.",
--     "People registered with the area's practices and people who live in the area are not quite the same people.",
-- ]
-- source = "The hub's monthly return; Ministry of Housing, Communities and Local Government, English Indices of Deprivation 2025; Office for National Statistics, Census 2021."
-- topic = "Inequality"
-- example = "20,000 people live in the most deprived fifth and 120 of them were referred; in the least deprived fifth, the reference, 300 of 20,000 were: 20,000 x 300 / 20,000 = 300 would have been, and 300 - 120 = 180 are short. If 140, 100 and 60 are short in the fifths between, index is 180 + 140 + 100 + 60 = 480. 95% limits: each count has its own size as variance, 7.84 for the noise in one cell and 25 / 12 for rounding to 5, which is 300 + 120 + 2 x (7.84 + 2.08) = 439.84; 180 -/+ 1.96 x root of 439.84 = 180 -/+ 41.1, 139 to 221. The sum has no limits."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-29"
-- next_review = "2027-11-29"
-- ---
with noise as (
    select variance
    from hub.noise
    where fact = 'referrals'
        and countable = 'persons'
),

stacked as (
    select
        area_type,
        area_code,
        geography,
        month,
        'imd_quintile' as breakdown,
        imd_quintile as category,
        persons,
        floor_met,
        nodes
    from by_area.referrals_by_imd_quintile
    union all
    select
        area_type,
        area_code,
        geography,
        month,
        'ethnic_group' as breakdown,
        ethnic_group as category,
        persons,
        floor_met,
        nodes
    from by_area.referrals_by_ethnic_group
),

counts as (
    select
        cells.area_type,
        cells.area_code,
        cells.geography,
        cells.month,
        cells.breakdown,
        cells.category,
        cells.persons,
        cells.floor_met,
        cells.nodes * noise.variance as noise_variance,
        people.people,
        -- What the group is set against is made of these.
        people.people is not null
        and (cells.breakdown = 'ethnic_group' or cells.category = '5') as is_reference
    from stacked as cells
    left join shared.area_populations as people
        on people.geography = cells.geography
        and people.area_type = cells.area_type
        and people.area_code = cells.area_code
        and cells.month between people.from_month and people.to_month
        and people.basis = 'resident_census_2021'
        and people.breakdown = cells.breakdown
        and people.category = cells.category
        and people.people > 0
    cross join noise
),

reference_counts as (
    select
        area_type,
        area_code,
        geography,
        month,
        breakdown,
        sum(persons) as persons,
        bool_or(floor_met) as floor_met,
        sum(noise_variance) as noise_variance,
        sum(people) as people
    from counts
    where is_reference
    group by
        area_type,
        area_code,
        geography,
        month,
        breakdown
),

judged as (
    select
        counts.area_type,
        counts.area_code,
        counts.geography,
        counts.month,
        counts.breakdown,
        counts.category,
        sdc_display(counts.persons) as persons,
        counts.noise_variance,
        counts.breakdown = 'imd_quintile' and counts.category = '5' as is_reference,
        sdc_display(reference.persons) as reference_persons,
        reference.noise_variance as reference_noise,
        counts.people / reference.people as size,
        case
            when coalesce(returns.received, 0) = 0 then 'not_submitted'
            when counts.category <> 'unknown' and (counts.people is null or reference.people is null)
                then 'not_applicable'
            when not sdc_shown(counts.persons, counts.floor_met) then 'hidden'
            when counts.category = 'unknown' then 'shown'
            when not sdc_shown(reference.persons, reference.floor_met) then 'hidden'
            else 'shown'
        end as status
    from counts
    left join reference_counts as reference
        on reference.geography = counts.geography
        and reference.area_type = counts.area_type
        and reference.area_code = counts.area_code
        and reference.month = counts.month
        and reference.breakdown = counts.breakdown
    left join shared.area_cell_returns as returns
        on returns.geography = counts.geography
        and returns.area_type = counts.area_type
        and returns.area_code = counts.area_code
        and returns.month = counts.month
),

gaps as (
    select
        area_type,
        area_code,
        geography,
        month,
        breakdown,
        category,
        status,
        persons,
        size * reference_persons as expected,
        size * reference_persons - persons as short,
        status = 'shown' and size is not null and not is_reference as is_compared,
        case
            when breakdown = 'imd_quintile'
                then power(size, 2) * (reference_persons + reference_noise + 25.0 / 12.0)
                    + persons + noise_variance + 25.0 / 12.0
            -- The whole holds the group itself: more people in it raise both what is there and what is expected.
            else power(1 - size, 2) * (persons + noise_variance)
                + power(size, 2)
                * (greatest(0, reference_persons - persons) + reference_noise - noise_variance + 25.0 / 12.0)
                + 25.0 / 12.0
        end as variance
    from judged
),

figures as (
    select
        area_type,
        area_code,
        geography,
        month,
        breakdown,
        category,
        status,
        case when status = 'shown' then persons end as numerator,
        case when is_compared then expected end as denominator,
        case when is_compared then greatest(0.0, short) end as value,
        case when is_compared then greatest(0.0, short - 1.959963984540054 * sqrt(variance)) end as lower95,
        case when is_compared then greatest(0.0, short + 1.959963984540054 * sqrt(variance)) end as upper95
    from gaps
),

sums as (
    select
        area_type,
        area_code,
        geography,
        month,
        breakdown,
        sum(value) as value,
        bool_or(status = 'not_submitted') as not_submitted,
        bool_or(status = 'hidden') as is_hidden
    from figures
    where category <> 'unknown'
    group by
        area_type,
        area_code,
        geography,
        month,
        breakdown
),

combined as (
    select
        area_type,
        area_code,
        geography,
        month,
        breakdown,
        category,
        cast(numerator as double) as numerator,
        denominator,
        value,
        lower95,
        upper95,
        status
    from figures
    union all
    select
        area_type,
        area_code,
        geography,
        month,
        'index' as breakdown,
        breakdown as category,
        cast(null as double) as numerator,
        cast(null as double) as denominator,
        case when not is_hidden then value end as value,
        cast(null as double) as lower95,
        cast(null as double) as upper95,
        case
            when not_submitted then 'not_submitted'
            when is_hidden then 'hidden'
            when value is null then 'not_applicable'
            else 'shown'
        end as status
    from sums
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
