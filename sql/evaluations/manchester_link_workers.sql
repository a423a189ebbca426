-- ---
-- id = "manchester_link_workers"
-- title = "University of Manchester: more link workers and what goes with them"
-- question = "Where there are more link workers for as many people, do more people get referred, are more of them seen soon, and do they feel better?"
-- study = "Researchers of the University of Manchester and others. Impact of the rollout of the national social prescribing link worker programme on population outcomes: evidence from a repeated cross-sectional survey. British Journal of General Practice 2025, BJGP.2024.0542."
-- address = "https://bjgp.org/content/early/2025/11/03/BJGP.2024.0542"
-- published = "Of five outcomes four are told: each further full-time link worker per 50,000 patients went with slightly better answers of 4,132,676 people to the General Practice Patient Survey, 2018 to 2023: odds ratio 1.015 (95% limits 1.004 to 1.027) for a good experience of the practice, 1.012 for mental health needs understood, 1.006 for confidence in managing long-term conditions, 1.005 for enough local support."
-- caveat = "An association, not an effect: boards that hire may change other things at the same time. The study asked patients of their experience in a survey, which the hub does not hold; here the outcomes are referrals, the share seen within 28 days, and the change in life satisfaction."
-- measures = ["link_worker_effect"]
-- ---
with found as (
    -- What a figure and the boards behind it are told by begins alike.
    select
        area_type,
        area_code,
        month,
        case
            when starts_with(category, 'referrals') then 'referrals'
            when starts_with(category, 'seen_28_days') then 'seen_28_days'
            else 'life_satisfaction'
        end as figure,
        ends_with(category, '_areas') as is_boards,
        value,
        lower95,
        upper95,
        status
    from hub.measure_values
    where measure = 'link_worker_effect'
        and breakdown = 'per_fte'
        and geography = 'as_now'
        and not ends_with(category, '_months')
),

figures as (
    -- One row for each area, month and outcome: max only picks the row of a category.
    select
        area_type,
        area_code,
        month,
        figure,
        max(case when not is_boards then status end) as status,
        max(case when not is_boards then value end) as value,
        max(case when not is_boards then lower95 end) as lower95,
        max(case when not is_boards then upper95 end) as upper95,
        max(case when is_boards then value end) as boards
    from found
    group by
        area_type,
        area_code,
        month,
        figure
)

select
    area_type,
    area_code,
    figure,
    month,
    value,
    lower95,
    upper95,
    cast(null as double) as low,
    cast(null as double) as high,
    case
        when figure = 'referrals' then 'referrals per 1,000 people in the month, for one more full-time link worker per 50,000'
        when figure = 'seen_28_days' then 'percentage points, for one more full-time link worker per 50,000'
        else 'points of 0 to 10, for one more full-time link worker per 50,000'
    end as unit,
    status,
    -- A query may join seven texts, so that boards are told in steps. A number that there is not is joined as nothing.
    concat(
        case
            when value is null and figure = 'referrals' then 'No figure of referrals where there are more link workers'
            when value is null and figure = 'seen_28_days' then 'No figure of people seen within 28 days where there are more link workers'
            when value is null then 'No figure of life satisfaction where there are more link workers'
            when boards >= 40 then 'With 40 boards or more, one more full-time link worker per 50,000 people went with '
            when boards >= 35 then 'With 35 boards or more, one more full-time link worker per 50,000 people went with '
            when boards >= 30 then 'With 30 boards or more, one more full-time link worker per 50,000 people went with '
            when boards >= 25 then 'With 25 boards or more, one more full-time link worker per 50,000 people went with '
            when boards >= 20 then 'With 20 boards or more, one more full-time link worker per 50,000 people went with '
            when boards >= 15 then 'With 15 boards or more, one more full-time link worker per 50,000 people went with '
            else 'With 10 boards or more, one more full-time link worker per 50,000 people went with '
        end,
        case
            when status = 'hidden' then ': none or too few to show.'
            when status = 'not_submitted' then ': no return for this period.'
            when status = 'not_calculated' then ': it cannot be worked out from the figures shown.'
            when value is null then ': it does not apply.'
            else cast(cast(abs(value) as decimal(12, 3)) as varchar)
        end,
        case
            when value is null then ''
            when figure = 'referrals' and value < 0 then ' fewer referrals a month per 1,000 people (95% limits '
            when figure = 'referrals' then ' more referrals a month per 1,000 people (95% limits '
            when figure = 'seen_28_days' and value < 0 then ' percentage points fewer people seen within 28 days (95% limits '
            when figure = 'seen_28_days' then ' percentage points more people seen within 28 days (95% limits '
            when value < 0 then ' points of 10 less rise in life satisfaction (95% limits '
            else ' points of 10 more rise in life satisfaction (95% limits '
        end,
        case
            when upper95 <= 0 then cast(cast(abs(upper95) as decimal(12, 3)) as varchar)
            else cast(cast(abs(lower95) as decimal(12, 3)) as varchar)
        end,
        case
            when value is null then ''
            when lower95 < 0 and upper95 > 0 and figure = 'life_satisfaction' then ' less to '
            when lower95 < 0 and upper95 > 0 then ' fewer to '
            else ' to '
        end,
        case
            when upper95 <= 0 then cast(cast(abs(lower95) as decimal(12, 3)) as varchar)
            else cast(cast(upper95 as decimal(12, 3)) as varchar)
        end,
        case
            when value is null then ''
            when lower95 > 0 then ' more). An association, not an effect: boards that hire may change other things too.'
            when upper95 > 0 then ' more), which is no clear difference: this does not tell whether link workers make one.'
            when upper95 = 0 and figure = 'life_satisfaction'
                then ' less), which is no clear difference: this does not tell whether link workers make one.'
            when upper95 = 0 then ' fewer), which is no clear difference: this does not tell whether link workers make one.'
            when figure = 'life_satisfaction'
                then ' less). An association, not an effect: boards that hire may change other things too.'
            else ' fewer). An association, not an effect: boards that hire may change other things too.'
        end
    ) as sentence
from figures
order by
    area_type,
    area_code,
    month,
    figure
