-- ---
-- id = "shropshire_gp_consultations"
-- title = "Shropshire: GP contacts against people who were not referred, at three months"
-- question = "Do people who are referred come to their practice less in the three months after than people like them who are not referred?"
-- study = "Polley M, Seers H, Fixsen A. Evaluation report of the social prescribing demonstrator site in Shropshire: final report. University of Westminster, July 2019."
-- address = "https://www.researchgate.net/publication/339428473_Evaluation_Report_of_the_Social_Prescribing_Demonstrator_Site_in_Shropshire_-Final_Report"
-- published = "40% fewer GP consultations than a case-matched control group at three months."
-- caveat = "The comparison group is whom the services chose, and nobody was drawn by lot: this is no evidence by itself that support made the difference. People who are referred when they come often come less later without any help, unless those they are compared with came as often."
-- measures = ["service_use_against_comparison"]
-- ---
with figures as (
    -- One row for each area and month: max and min only pick the row of a category.
    select
        area_type,
        area_code,
        month,
        max(case when category = 'gp_contacts_fewer' then status end) as status,
        max(case when category = 'gp_contacts_fewer' then value end) as value,
        max(case when category = 'gp_contacts_fewer' then lower95 end) as lower95,
        max(case when category = 'gp_contacts_fewer' then upper95 end) as upper95,
        min(case when category = 'people_referred' or category = 'people_comparison' then value end) as people
    from hub.measure_values
    where measure = 'service_use_against_comparison'
        and breakdown = 'months_3'
        and geography = 'as_now'
    group by
        area_type,
        area_code,
        month
),

rounded as (
    -- Whatever the sentence says of a figure is said of it as the sentence shows it.
    select
        area_type,
        area_code,
        month,
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
    'gp_contacts_fewer' as figure,
    month,
    value,
    lower95,
    upper95,
    cast(null as double) as low,
    cast(null as double) as high,
    '% fewer' as unit,
    status,
    case
        when status = 'hidden' then 'No figure: none or too few to show.'
        when status = 'not_submitted' then 'No figure: no return for this period.'
        when status = 'not_calculated' then 'No figure: it cannot be worked out from the figures shown.'
        when value is null then 'No figure: it does not apply.'
        -- A query may join seven texts, so that people are told in steps.
        else concat(
            case
                when people >= 100000 then 'With 100,000 people or more in each group, those referred had '
                when people >= 50000 then 'With 50,000 people or more in each group, those referred had '
                when people >= 20000 then 'With 20,000 people or more in each group, those referred had '
                when people >= 10000 then 'With 10,000 people or more in each group, those referred had '
                when people >= 5000 then 'With 5,000 people or more in each group, those referred had '
                when people >= 2000 then 'With 2,000 people or more in each group, those referred had '
                when people >= 1000 then 'With 1,000 people or more in each group, those referred had '
                when people >= 500 then 'With 500 people or more in each group, those referred had '
                when people >= 200 then 'With 200 people or more in each group, those referred had '
                when people >= 100 then 'With 100 people or more in each group, those referred had '
                when people >= 50 then 'With 50 people or more in each group, those referred had '
                else 'With 30 people or more in each group, those referred had '
            end,
            case when fewer = 0 then 'less than 1' else cast(abs(fewer) as varchar) end,
            case
                when value < 0
                    then '% more GP contacts in the three months after than if theirs had changed like those of people not referred (95% limits '
                else '% fewer GP contacts in the three months after than if theirs had changed like those of people not referred (95% limits '
            end,
            case when most <= 0 then cast(abs(most) as varchar) else cast(abs(least) as varchar) end,
            case when least < 0 and most > 0 then '% more to ' else '% to ' end,
            case when most <= 0 then cast(abs(least) as varchar) else cast(most as varchar) end,
            case
                when most < 0
                    then '% more). Not evidence by itself: the services chose whom to compare, and nobody was drawn by lot.'
                when least > 0
                    then '% fewer). Not evidence by itself: the services chose whom to compare, and nobody was drawn by lot.'
                when most = 0
                    then '% more), which is no clear difference. The services chose whom to compare, and nobody was drawn by lot.'
                else '% fewer), which is no clear difference. The services chose whom to compare, and nobody was drawn by lot.'
            end
        )
    end as sentence
from rounded
order by
    area_type,
    area_code,
    month
