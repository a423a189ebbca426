-- ---
-- id = "rotherham_hospital_use"
-- title = "Rotherham: use of hospitals against people who were not referred, and months to pay back"
-- question = "Do people who are referred use A&E, outpatient clinics and hospital beds less in the year after, and after how many months is that worth what support cost?"
-- study = "Dayson C, Bashir N. The social and economic impact of the Rotherham social prescribing pilot: main evaluation report. Sheffield Hallam University, September 2014; and the evaluation of the service that followed (Dayson and others 2016), as told by the Social Care Institute for Excellence."
-- address = "https://www.scie.org.uk/future-of-care/asset-based-places/case-studies/rotherham"
-- published = "7% fewer non-elective inpatient episodes and 17% fewer A&E attendances in the evaluation of the service, told without a comparison group; the pilot of 2012 to 2014 had brought back 50 pence of NHS costs for each pound by its end."
-- caveat = "The services chose whom to compare, and nobody was drawn by lot: this is no evidence by itself that support made the difference. Limits ignore that some people come often, and are too narrow. Pay-back is of freed time and places at the prices and the cost of support that the hub lists, not of money, and takes for granted that a difference goes on."
-- measures = ["service_use_against_comparison", "service_use_value"]
-- ---
with sides as (
    -- What the figures of an area and month rest on and go with: max and min only pick the row of a category.
    select
        area_type,
        area_code,
        month,
        min(case when category = 'people_referred' or category = 'people_comparison' then value end) as people,
        max(case when category = 'payback_months_low' then value end) as low_of_all,
        max(case when category = 'payback_months_high' then value end) as high_of_all,
        max(case when category = 'all_central' then value end) as worth_of_all,
        max(case when category = 'payback_without_admissions_low' then value end) as low_of_three,
        max(case when category = 'payback_without_admissions_high' then value end) as high_of_three,
        max(case when category = 'all_without_admissions_central' then value end) as worth_of_three
    from hub.measure_values
    where geography = 'as_now'
        and breakdown = 'months_12'
        and (measure = 'service_use_against_comparison' or measure = 'service_use_value')
    group by
        area_type,
        area_code,
        month
),

figures as (
    select
        found.area_type,
        found.area_code,
        found.month,
        wanted.figure,
        wanted.kind,
        found.status,
        found.value,
        found.lower95,
        found.upper95,
        sides.people,
        case
            when wanted.kind = 'all' then sides.low_of_all
            when wanted.kind = 'three' then sides.low_of_three
        end as low,
        case
            when wanted.kind = 'all' then sides.high_of_all
            when wanted.kind = 'three' then sides.high_of_three
        end as high,
        case
            when wanted.kind = 'all' then sides.worth_of_all
            when wanted.kind = 'three' then sides.worth_of_three
        end as worth,
        -- Whatever the sentence says of a figure is said of it as the sentence shows it.
        cast(round(found.value) as bigint) as shown,
        cast(round(found.lower95) as bigint) as least,
        cast(round(found.upper95) as bigint) as most
    from hub.measure_values as found
    -- Events that are fewer for one person are in the other measure by the same names.
    inner join (
        values
        ('service_use_against_comparison', 'ae_attendances_fewer', 'ae_attendances_fewer', 'use'),
        ('service_use_against_comparison', 'outpatient_appointments_fewer', 'outpatient_appointments_fewer', 'use'),
        ('service_use_against_comparison', 'inpatient_admissions_fewer', 'inpatient_admissions_fewer', 'use'),
        ('service_use_value', 'payback_months_central', 'payback_months', 'all'),
        -- Admissions are few, so that this can often be told where the other cannot.
        ('service_use_value', 'payback_without_admissions_central', 'payback_months_without_admissions', 'three')
    ) as wanted (measure, category, figure, kind)
        on wanted.measure = found.measure
        and wanted.category = found.category
    inner join sides
        on sides.area_type = found.area_type
        and sides.area_code = found.area_code
        and sides.month = found.month
    where found.geography = 'as_now'
        and found.breakdown = 'months_12'
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
    case when kind = 'use' then '% fewer' else 'months' end as unit,
    status,
    -- A query may join seven texts, so that people are told in steps. A number that there is not is joined as nothing.
    concat(
        case
            when value is null and worth is not null and kind = 'all' then 'No pay-back within 60 months'
            when value is null and worth is not null then 'But for admissions no pay-back within 60 months'
            when value is null and figure = 'ae_attendances_fewer' then 'No figure of A&E attendances'
            when value is null and figure = 'outpatient_appointments_fewer' then 'No figure of outpatient appointments'
            when value is null and figure = 'inpatient_admissions_fewer' then 'No figure of admissions to hospital'
            when value is null and kind = 'all' then 'No figure of months to pay back'
            when value is null then 'No figure of months to pay back but for admissions'
            when people >= 100000 then 'With 100,000 people or more in each group, the hub finds '
            when people >= 50000 then 'With 50,000 people or more in each group, the hub finds '
            when people >= 20000 then 'With 20,000 people or more in each group, the hub finds '
            when people >= 10000 then 'With 10,000 people or more in each group, the hub finds '
            when people >= 5000 then 'With 5,000 people or more in each group, the hub finds '
            when people >= 2000 then 'With 2,000 people or more in each group, the hub finds '
            when people >= 1000 then 'With 1,000 people or more in each group, the hub finds '
            when people >= 500 then 'With 500 people or more in each group, the hub finds '
            when people >= 200 then 'With 200 people or more in each group, the hub finds '
            when people >= 100 then 'With 100 people or more in each group, the hub finds '
            when people >= 50 then 'With 50 people or more in each group, the hub finds '
            else 'With 30 people or more in each group, the hub finds '
        end,
        case
            when value is null and worth <= 0
                then ': set against people not referred, use did not fall. Chance can make that: read the limits of each kind of use.'
            when value is null and worth is not null
                then ': at central prices the use that was freed would be worth too little. Chance leaves open whether it is worth more.'
            when status = 'hidden' then ': none or too few to show.'
            when status = 'not_submitted' then ': no return for this period.'
            when status = 'not_calculated' then ': it cannot be worked out from the figures shown.'
            when value is null then ': it does not apply.'
            when kind <> 'use' and shown < 2 then 'fewer than 2'
            when shown = 0 then 'less than 1'
            else cast(abs(shown) as varchar)
        end,
        case
            when value is null then ''
            when kind = 'all'
                then ' months until the use that is freed is worth what support cost, at central prices (95% limits '
            when kind = 'three'
                then ' months until the use that is freed, but for admissions, is worth what support cost, at central prices (95% limits '
            when figure = 'ae_attendances_fewer' and value < 0
                then '% more A&E attendances of those referred in the twelve months after than if theirs had changed like those of people not referred (95% limits '
            when figure = 'ae_attendances_fewer'
                then '% fewer A&E attendances of those referred in the twelve months after than if theirs had changed like those of people not referred (95% limits '
            when figure = 'outpatient_appointments_fewer' and value < 0
                then '% more outpatient appointments of those referred in the twelve months after than if theirs had changed like those of people not referred (95% limits '
            when figure = 'outpatient_appointments_fewer'
                then '% fewer outpatient appointments of those referred in the twelve months after than if theirs had changed like those of people not referred (95% limits '
            when figure = 'inpatient_admissions_fewer' and value < 0
                then '% more admissions to hospital of those referred in the twelve months after than if theirs had changed like those of people not referred (95% limits '
            else '% fewer admissions to hospital of those referred in the twelve months after than if theirs had changed like those of people not referred (95% limits '
        end,
        case
            when kind = 'use' and most <= 0 then cast(abs(most) as varchar)
            else cast(abs(least) as varchar)
        end,
        case
            when value is null then ''
            when most is null then ' months to more than '
            when kind <> 'use' then ' to '
            when least < 0 and most > 0 then '% more to '
            else '% to '
        end,
        case
            when value is null then ''
            when most is null then '60'
            when kind = 'use' and most <= 0 then cast(abs(least) as varchar)
            else cast(most as varchar)
        end,
        case
            when value is null then ''
            when most is null
                then ', or never). It is time and places, no money, and nobody knows that the difference goes on.'
            when kind <> 'use'
                then ' months). It is time and places, no money, and nobody knows that the difference goes on.'
            when most < 0
                then '% more). Not evidence by itself: the services chose whom to compare, and nobody was drawn by lot.'
            when least > 0
                then '% fewer). Not evidence by itself: the services chose whom to compare, and nobody was drawn by lot.'
            when most = 0
                then '% more), which is no clear difference. The services chose whom to compare, and nobody was drawn by lot.'
            else '% fewer), which is no clear difference. The services chose whom to compare, and nobody was drawn by lot.'
        end
    ) as sentence
from figures
order by
    area_type,
    area_code,
    month,
    figure
