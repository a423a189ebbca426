-- ---
-- id = "sheffield_social_return"
-- title = "University of Sheffield: social return for each pound"
-- question = "What is the change in people's lives worth for each pound that support costs?"
-- study = "Foster A, Thompson J, Holding E, Ariss S, Mukuria C, Jacques R, Akparido R, Haywood A. Impact of social prescribing to address loneliness: a mixed methods evaluation of a national social prescribing programme. Health and Social Care in the Community."
-- address = "https://sirenetwork.ucsf.edu/tools-resources/resources/impact-social-prescribing-address-loneliness-mixed-methods-evaluation"
-- published = "A social return of £3.42 for each £1 invested in the base case, in a service of the British Red Cross against loneliness, 2017 to 2019."
-- caveat = "An illustration from assumptions, most of them the hub's own, and never one number: nobody has measured what would have happened without support. The study put a worth on other outcomes at other prices, so that its £3.42 and this cannot be set against each other. Of the two ranges one holds the assumptions alone and the other chance alone: whoever quotes a figure takes the range of the calculator of what support may be worth, which holds both."
-- measures = ["social_return"]
-- ---
with found as (
    -- One row for each area and month: max only picks the row of a category.
    select
        area_type,
        area_code,
        month,
        max(case when category = 'central' then status end) as status,
        max(case when category = 'central' then value end) as value,
        max(case when category = 'central' then lower95 end) as lower95,
        max(case when category = 'central' then upper95 end) as upper95,
        max(case when category = 'low' then value end) as low,
        max(case when category = 'high' then value end) as high,
        max(case when category = 'pairs' then value end) as pairs
    from hub.measure_values
    where measure = 'social_return'
        and geography = 'as_now'
        and (
            breakdown = 'return'
            or (breakdown = 'basis' and category = 'pairs')
        )
    group by
        area_type,
        area_code,
        month
),

figures as (
    -- Two sentences of one figure: what assumptions leave open, and what chance does.
    select
        found.area_type,
        found.area_code,
        sentences.figure,
        found.month,
        found.value,
        found.lower95,
        found.upper95,
        found.low,
        found.high,
        found.pairs,
        found.status
    from found
    cross join (values ('social_return_cases'), ('social_return_limits')) as sentences (figure)
)

select
    area_type,
    area_code,
    figure,
    month,
    value,
    lower95,
    upper95,
    low,
    high,
    'pounds of social value for each pound of support' as unit,
    status,
    case
        when status = 'hidden' then 'No figure: none or too few to show.'
        when status = 'not_submitted' then 'No figure: no return for this period.'
        when status = 'not_calculated' then 'No figure: it cannot be worked out from the figures shown.'
        when value is null or low is null or high is null then 'No figure: it does not apply.'
        -- A query may join seven texts, so that people are told in steps.
        else concat(
            case
                when pairs >= 100000 then 'With 100,000 people or more asked twice, each pound of support would return '
                when pairs >= 50000 then 'With 50,000 people or more asked twice, each pound of support would return '
                when pairs >= 20000 then 'With 20,000 people or more asked twice, each pound of support would return '
                when pairs >= 10000 then 'With 10,000 people or more asked twice, each pound of support would return '
                when pairs >= 5000 then 'With 5,000 people or more asked twice, each pound of support would return '
                when pairs >= 2000 then 'With 2,000 people or more asked twice, each pound of support would return '
                when pairs >= 1000 then 'With 1,000 people or more asked twice, each pound of support would return '
                when pairs >= 500 then 'With 500 people or more asked twice, each pound of support would return '
                when pairs >= 200 then 'With 200 people or more asked twice, each pound of support would return '
                when pairs >= 100 then 'With 100 people or more asked twice, each pound of support would return '
                when pairs >= 50 then 'With 50 people or more asked twice, each pound of support would return '
                else 'With 30 people or more asked twice, each pound of support would return '
            end,
            cast(cast(value as decimal(12, 2)) as varchar),
            case
                when figure = 'social_return_cases' then ' pounds of social value in the central case ('
                else ' pounds of social value in the central case (95% limits '
            end,
            case
                when figure = 'social_return_cases' then cast(cast(low as decimal(12, 2)) as varchar)
                else cast(cast(lower95 as decimal(12, 2)) as varchar)
            end,
            case
                when figure = 'social_return_cases' then ' with cautious assumptions, '
                else ' to '
            end,
            case
                when figure = 'social_return_cases' then cast(cast(high as decimal(12, 2)) as varchar)
                else cast(cast(upper95 as decimal(12, 2)) as varchar)
            end,
            case
                when figure = 'social_return_cases'
                    then ' with hopeful ones). Assumptions make this, not money: nobody has measured what would have happened without support.'
                when upper95 < 0
                    then '), which is a loss: life satisfaction fell. The limits hold chance alone and not the assumptions.'
                when lower95 <= 0
                    then '), which is no clear difference from nothing. The limits hold chance alone and not the assumptions.'
                else '). The limits hold chance alone and not the assumptions, of which the cautious and the hopeful case tell.'
            end
        )
    end as sentence
from figures
order by
    area_type,
    area_code,
    month,
    figure
