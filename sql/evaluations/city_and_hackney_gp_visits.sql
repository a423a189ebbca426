-- ---
-- id = "city_and_hackney_gp_visits"
-- title = "City and Hackney: GP contacts in a year, ratio of the two changes"
-- question = "How do the GP contacts of people who are referred change over a year, set against the change of people who are not?"
-- study = "Social prescribing and impact on primary care: evaluation of a social prescribing project in east London. Society for Academic Primary Care, 2016. The paper of the project: The impact of a social prescribing service on patients in primary care, a mixed methods evaluation, doi 10.1186/s12913-017-2778-y."
-- address = "https://sapc.ac.uk/conference/2016/abstract/social-prescribing-and-impact-primary-care-evaluation-of-social-prescribing"
-- published = "Among people whom 22 practices referred (381 in twelve months), GP consultations in a year fell from 10.0 to 8.6; among controls they rose from 3.9 to 4.3: the ratio of the two changes is 0.78."
-- caveat = "In the study people referred came 2.6 times as often as the controls before, and its authors say that the fall may be regression to the mean. A ratio of the changes takes that away only where both groups came as often before; here the services chose whom to compare, and nobody was drawn by lot."
-- measures = ["service_use_against_comparison"]
-- ---
with figures as (
    -- One row for each area and month: max and min only pick the row of a category.
    select
        area_type,
        area_code,
        month,
        max(case when category = 'gp_contacts_ratio' then status end) as status,
        max(case when category = 'gp_contacts_ratio' then value end) as value,
        max(case when category = 'gp_contacts_ratio' then lower95 end) as lower95,
        max(case when category = 'gp_contacts_ratio' then upper95 end) as upper95,
        min(case when category = 'people_referred' or category = 'people_comparison' then value end) as people
    from hub.measure_values
    where measure = 'service_use_against_comparison'
        and breakdown = 'months_12'
        and geography = 'as_now'
    group by
        area_type,
        area_code,
        month
)

select
    area_type,
    area_code,
    'gp_contacts_ratio' as figure,
    month,
    value,
    lower95,
    upper95,
    cast(null as double) as low,
    cast(null as double) as high,
    'times the change of people not referred' as unit,
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
            cast(cast(value as decimal(9, 2)) as varchar),
            ' times as many GP contacts in the twelve months after as if theirs had changed like those of people not referred (95% limits ',
            cast(cast(lower95 as decimal(9, 2)) as varchar),
            ' to ',
            cast(cast(upper95 as decimal(9, 2)) as varchar),
            case
                when upper95 < 1
                    then '), which is fewer. Not evidence by itself: the services chose whom to compare, and people who come often come less later without any help.'
                when lower95 > 1
                    then '), which is more. Not evidence by itself: the services chose whom to compare, and nobody was drawn by lot.'
                else '), which is no clear difference. The services chose whom to compare, and nobody was drawn by lot.'
            end
        )
    end as sentence
from figures
order by
    area_type,
    area_code,
    month
