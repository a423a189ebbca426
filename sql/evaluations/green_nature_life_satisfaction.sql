-- ---
-- id = "green_nature_life_satisfaction"
-- title = "Green social prescribing: life satisfaction before and after support in nature"
-- question = "Are people whose support is in nature more satisfied with their lives at the end of it than before?"
-- study = "Evaluation of the Green Social Prescribing Programme to Tackle and Prevent Mental Ill Health, seven test and learn sites, April 2021 to March 2023, as told by the National Academy for Social Prescribing. Abstract of the national evaluation: J Epidemiol Community Health 2024; 78 (Suppl 1): A43."
-- address = "https://socialprescribingacademy.org.uk/resources/green-social-prescribing-improves-your-mental-health/"
-- published = "Mean life satisfaction (ONS4, 0 to 10) rose from 4.7 before to 6.8 after activities in nature, which is 2.1 points."
-- caveat = "Before against after, and not evidence of effect: there is no comparison group, people come when they feel worst, and many feel better later without any help. Those who are asked again may have fared better than those who are not."
-- measures = ["wellbeing_change"]
-- ---
with figures as (
    select
        area_type,
        area_code,
        month,
        status,
        value,
        lower95,
        upper95,
        numerator as pairs
    from hub.measure_values
    where measure = 'wellbeing_change'
        and breakdown = 'support_kind'
        and category = 'nature'
        and geography = 'as_now'
)

select
    area_type,
    area_code,
    'life_satisfaction_change' as figure,
    month,
    value,
    lower95,
    upper95,
    cast(null as double) as low,
    cast(null as double) as high,
    'points, on a scale from 0 to 10' as unit,
    status,
    case
        when status = 'hidden' then 'No figure: none or too few to show.'
        when status = 'not_submitted' then 'No figure: no return for this period.'
        when status = 'not_calculated' then 'No figure: it cannot be worked out from the figures shown.'
        when value is null then 'No figure: it does not apply.'
        -- A query may join seven texts, so that people are told in steps.
        else concat(
            case
                when pairs >= 10000 then 'Of 10,000 people or more with support in nature who were asked twice, life satisfaction was '
                when pairs >= 5000 then 'Of 5,000 people or more with support in nature who were asked twice, life satisfaction was '
                when pairs >= 2000 then 'Of 2,000 people or more with support in nature who were asked twice, life satisfaction was '
                when pairs >= 1000 then 'Of 1,000 people or more with support in nature who were asked twice, life satisfaction was '
                when pairs >= 500 then 'Of 500 people or more with support in nature who were asked twice, life satisfaction was '
                when pairs >= 200 then 'Of 200 people or more with support in nature who were asked twice, life satisfaction was '
                when pairs >= 100 then 'Of 100 people or more with support in nature who were asked twice, life satisfaction was '
                when pairs >= 50 then 'Of 50 people or more with support in nature who were asked twice, life satisfaction was '
                else 'Of 30 people or more with support in nature who were asked twice, life satisfaction was '
            end,
            cast(cast(abs(value) as decimal(9, 1)) as varchar),
            case
                when value < 0 then ' points of 10 lower at closing than before (95% limits '
                else ' points of 10 higher at closing than before (95% limits '
            end,
            case
                when upper95 <= 0 then cast(cast(abs(upper95) as decimal(9, 1)) as varchar)
                else cast(cast(abs(lower95) as decimal(9, 1)) as varchar)
            end,
            case when lower95 < 0 and upper95 > 0 then ' lower to ' else ' to ' end,
            case
                when upper95 <= 0 then cast(cast(abs(lower95) as decimal(9, 1)) as varchar)
                else cast(cast(upper95 as decimal(9, 1)) as varchar)
            end,
            case
                when upper95 < 0
                    then ' lower). Not evidence of effect: it is before against after, and nobody else was asked.'
                when lower95 > 0
                    then ' higher). Not evidence of effect: it is before against after, and many feel better later without any help.'
                when upper95 = 0
                    then ' lower), which is no clear difference. It is before against after, and not evidence of effect.'
                else ' higher), which is no clear difference. It is before against after, and not evidence of effect.'
            end
        )
    end as sentence
from figures
order by
    area_type,
    area_code,
    month
