-- ---
-- id = "similar_areas"
-- title = "Boards with people alike"
-- why = "A board is best set against boards whose people are like its own. This names the five nearest of each, and how near they are."
-- numerator = "None: the value is a distance between two boards."
-- denominator = "None."
-- unit = "standard deviations apart, on average over six characteristics; the category is the code of the other board"
-- per = 1.0
-- decimals = 2
-- polarity = "no_judgement"
-- method = "Six characteristics of the residents: the share in the most deprived fifth, the share in the least deprived fifth, the share aged under 18, the share aged 75 and over, the share in ethnic groups other than white, and the logarithm of their number. Each is standardised over all boards (less the mean, divided by the standard deviation). The distance is the root of the mean of the six squared differences; the five boards with the smallest are given. It is symmetric, though the nearest of one need not have it among its own nearest."
-- breakdowns = ["nearest"]
-- cells = []
-- limits = [
--     "Alike in these six characteristics, and not in services, money, distances or need. Other characteristics would give other neighbours.",
--     "Each characteristic counts the same. Deprivation has two, age has two.",
--     "A board in the middle has near neighbours and one at the edge has none: look at the distance, not at the rank. Above 1 two boards are hardly alike.",
--     "Residents by age are those of mid-2020, the others those of Census 2021. They do not change from month to month.",
-- ]
-- source = "Office for National Statistics, mid-2020 population estimates for small areas, and Census 2021; Ministry of Housing, Communities and Local Government, English Indices of Deprivation 2025. The distance and the six characteristics are the hub's own choice."
-- topic = "Reach"
-- example = "Two boards differ by 0.5, 0.3, 0.2, 0.4, 0.6 and 0.1 standard deviations in the six characteristics: the squares 0.25, 0.09, 0.04, 0.16, 0.36 and 0.01 add up to 0.91, a sixth of it is 0.1517, and its root 0.39. The standard deviation itself: of shares of 10%, 20% and 30% the mean is 20% and the standard deviation root of ((100 + 0 + 100) / 3) = 8.16 percentage points, so that 10% and 20% are 1.22 apart."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-30"
-- next_review = "2027-11-30"
-- ---
with shares as (
    select
        geography,
        area_code,
        from_month,
        to_month,
        1.0 * sum(case when breakdown = 'imd_quintile' and category = '1' then people end)
        / nullif(sum(case when breakdown = 'imd_quintile' then people end), 0) as most_deprived,
        1.0 * sum(case when breakdown = 'imd_quintile' and category = '5' then people end)
        / nullif(sum(case when breakdown = 'imd_quintile' then people end), 0) as least_deprived,
        1.0 * sum(case when breakdown = 'age_band' and category = '0-17' then people end)
        / nullif(sum(case when breakdown = 'age_band' then people end), 0) as young,
        1.0 * sum(case when breakdown = 'age_band' and category in ('75-84', '85+') then people end)
        / nullif(sum(case when breakdown = 'age_band' then people end), 0) as old,
        1.0 * sum(case when breakdown = 'ethnic_group' and category <> 'white' then people end)
        / nullif(sum(case when breakdown = 'ethnic_group' then people end), 0) as not_white,
        ln(nullif(sum(case when breakdown = 'imd_quintile' then 1.0 * people end), 0)) as size
    from shared.area_populations
    where area_type = 'icb'
        and (
            (basis = 'resident_census_2021' and breakdown in ('imd_quintile', 'ethnic_group'))
            or (basis = 'resident_mid_2020' and breakdown = 'age_band')
        )
    group by
        geography,
        area_code,
        from_month,
        to_month
),

listed as (
    -- One row for each characteristic of a board in a month.
    select
        shares.geography,
        shares.area_code,
        months.month,
        parts.part,
        case parts.part
            when 'most_deprived' then shares.most_deprived
            when 'least_deprived' then shares.least_deprived
            when 'young' then shares.young
            when 'old' then shares.old
            when 'not_white' then shares.not_white
            else shares.size
        end as found
    from shares
    -- Every area has a row there for each month, whether or not a return came.
    inner join shared.area_returns as months
        on months.geography = shares.geography
        and months.area_type = 'icb'
        and months.area_code = shares.area_code
        and months.month between shares.from_month and shares.to_month
    cross join (
        values ('most_deprived'), ('least_deprived'), ('young'), ('old'), ('not_white'), ('size')
    ) as parts (part)
),

standardised as (
    select
        geography,
        area_code,
        month,
        part,
        (found - avg(found) over (partition by geography, month, part))
        / nullif(stddev_pop(found) over (partition by geography, month, part), 0) as score
    from listed
),

distances as (
    select
        here.geography,
        here.area_code,
        here.month,
        there.area_code as other,
        sqrt(avg(power(here.score - there.score, 2))) as distance
    from standardised as here
    inner join standardised as there
        on there.geography = here.geography
        and there.month = here.month
        and there.part = here.part
        and there.area_code <> here.area_code
    group by
        here.geography,
        here.area_code,
        here.month,
        there.area_code
),

ranked as (
    select
        geography,
        area_code,
        month,
        other,
        distance,
        row_number() over (partition by geography, area_code, month order by distance, other) as place
    from distances
    where distance is not null
)

select
    'icb' as area_type,
    area_code,
    geography,
    month,
    'nearest' as breakdown,
    other as category,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    distance as value,
    cast(null as double) as lower95,
    cast(null as double) as upper95,
    'shown' as status
from ranked
where place <= 5
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
