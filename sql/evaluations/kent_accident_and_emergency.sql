-- ---
-- id = "kent_accident_and_emergency"
-- title = "Kent: A&E attendances before and after"
-- question = "Do people who are referred go to A&E less afterwards than before, and less than people who are not referred?"
-- study = "O'Connell Francischetto E, Bradly J, Knight K. The impact of social prescribing on health service use and costs: examples of local evaluations in practice. National Academy for Social Prescribing, November 2024."
-- address = "https://socialprescribingacademy.org.uk/resources/new-report-shows-impact-of-social-prescribing-on-health-service-use-and-costs/"
-- published = "15.4% to 23.6% fewer A&E attendances among 5,908 people in the six months after social prescribing than in the six months before."
-- caveat = "Before against after is not evidence of effect: people who are referred when they come often come less later without any help. Limits ignore that some people come often, and are too narrow."
-- measures = ["service_use_change", "service_use_against_comparison"]
-- ---
with changes as (
    -- One row for each area and month: max only picks the row of a category. Times the use before becomes % fewer.
    select
        area_type,
        area_code,
        month,
        'ae_attendances_fewer_than_before' as figure,
        max(case when category = 'ae_attendances' then status end) as status,
        round(100 * (1 - max(case when category = 'ae_attendances' then value end))) as value,
        round(100 * (1 - max(case when category = 'ae_attendances' then upper95 end))) as lower95,
        round(100 * (1 - max(case when category = 'ae_attendances' then lower95 end))) as upper95,
        max(case when category = 'people' then value end) as people
    from hub.measure_values
    where measure = 'service_use_change'
        and breakdown = 'referred'
        and geography = 'as_now'
    group by
        area_type,
        area_code,
        month
),

compared as (
    -- The study looked at six months before and after.
    select
        area_type,
        area_code,
        month,
        'ae_attendances_fewer_than_comparison' as figure,
        max(case when category = 'ae_attendances_fewer' then status end) as status,
        max(case when category = 'ae_attendances_fewer' then value end) as value,
        max(case when category = 'ae_attendances_fewer' then lower95 end) as lower95,
        max(case when category = 'ae_attendances_fewer' then upper95 end) as upper95,
        min(case when category = 'people_referred' or category = 'people_comparison' then value end) as people
    from hub.measure_values
    where measure = 'service_use_against_comparison'
        and breakdown = 'months_6'
        and geography = 'as_now'
    group by
        area_type,
        area_code,
        month
),

figures as (
    select
        area_type,
        area_code,
        month,
        figure,
        status,
        value,
        lower95,
        upper95,
        people
    from changes
    union all
    select
        area_type,
        area_code,
        month,
        figure,
        status,
        value,
        lower95,
        upper95,
        people
    from compared
),

rounded as (
    -- Whatever the sentence says of a figure is said of it as the sentence shows it.
    select
        area_type,
        area_code,
        month,
        figure,
        status,
        value,
        lower95,
        upper95,
        people,
        cast(round(value) as bigint) as fewer,
        cast(round(lower95) as bigint) as least,
        cast(round(upper95) as bigint) as most
    from figures
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
    '% fewer' as unit,
    status,
    -- A query may join seven texts, so that people are told in steps. A number that there is not is joined as nothing.
    concat(
        case
            when value is null and figure = 'ae_attendances_fewer_than_before' then 'No figure of A&E attendances after against before'
            when value is null then 'No figure of A&E attendances against people not referred'
            when people >= 100000 then 'With 100,000 people or more, those referred had '
            when people >= 50000 then 'With 50,000 people or more, those referred had '
            when people >= 20000 then 'With 20,000 people or more, those referred had '
            when people >= 10000 then 'With 10,000 people or more, those referred had '
            when people >= 5000 then 'With 5,000 people or more, those referred had '
            when people >= 2000 then 'With 2,000 people or more, those referred had '
            when people >= 1000 then 'With 1,000 people or more, those referred had '
            when people >= 500 then 'With 500 people or more, those referred had '
            when people >= 200 then 'With 200 people or more, those referred had '
            when people >= 100 then 'With 100 people or more, those referred had '
            when people >= 50 then 'With 50 people or more, those referred had '
            else 'With 30 people or more, those referred had '
        end,
        case
            when status = 'hidden' then ': none or too few to show.'
            when status = 'not_submitted' then ': no return for this period.'
            when status = 'not_calculated' then ': it cannot be worked out from the figures shown.'
            when value is null then ': it does not apply.'
            when fewer = 0 then 'less than 1'
            else cast(abs(fewer) as varchar)
        end,
        case
            when value is null then ''
            when figure = 'ae_attendances_fewer_than_before' and value < 0
                then '% more A&E attendances after than in as many months before (95% limits '
            when figure = 'ae_attendances_fewer_than_before'
                then '% fewer A&E attendances after than in as many months before (95% limits '
            when value < 0
                then '% more A&E attendances in the six months after than if theirs had changed like those of as many people or more who were not referred (95% limits '
            else '% fewer A&E attendances in the six months after than if theirs had changed like those of as many people or more who were not referred (95% limits '
        end,
        case when most <= 0 then cast(abs(most) as varchar) else cast(abs(least) as varchar) end,
        case
            when value is null then ''
            when least < 0 and most > 0 then '% more to '
            else '% to '
        end,
        case when most <= 0 then cast(abs(least) as varchar) else cast(most as varchar) end,
        case
            when value is null then ''
            when most < 0
                then '% more). Not evidence by itself: nobody was drawn by lot.'
            when least > 0
                then '% fewer). Not evidence by itself: people who come often come less later without any help.'
            when most = 0
                then '% more), which is no clear difference. People who come often come less later without any help.'
            else '% fewer), which is no clear difference. People who come often come less later without any help.'
        end
    ) as sentence
from rounded
order by
    area_type,
    area_code,
    month,
    figure
