-- ---
-- id = "service_use_change"
-- title = "Use of health services after against before"
-- why = "If support helps, people may need their practice, A&E and hospital less. This says how use changed, of those who were referred and of the people they are compared with."
-- numerator = "Events after the referral, of people told of in the twelve months up to the month."
-- denominator = "Events of the same people in a period of the same length before."
-- unit = "times the use before; people: people; months: months"
-- per = 1.0
-- decimals = 2
-- polarity = "no_judgement"
-- method = "Rate ratio: protected events after divided by protected events before, both before they are rounded for display; 1 is no change, 0.8 is 20% less. Periods are of one length before and after for each person, so that totals give the ratio of rates. 95% limits on the log scale. For GP contacts the limits are those of a Poisson regression on the period, clustered by person (Liang and Zeger 1986), so that people who come often count once; from protected sums, squares and products, with the degrees of freedom of Satterthwaite (1946). For the other services only totals are kept: the squared standard error of the logarithm is one over each total, added up. It ignores repeat users, so that these limits are too narrow. The known variances of the protecting noise are added to both. The breakdown is the group of people, the category the service; people and months say what the ratios of the group rest on."
-- breakdowns = ["referred", "comparison"]
-- cells = ["service_use_by_use_group"]
-- limits = [
--     "Before against after, and not evidence of effect: nothing here says what would have happened without support. The change of those referred set against that of the comparison group is a measure of its own.",
--     "People who are referred when their use is high use less later without any help (regression to the mean): in a simulation without any effect, people chosen for 5 or more visits in a year made 13% fewer in the next, and for 12 or more 17% fewer.",
--     "Windows are of 3, of 6 or of 12 months, the same before and after for each person, and all three together; others are left out.",
--     "A month has too few people: a figure is of the twelve months up to its month. months says in how many of these returns came: where fewer than twelve, it is of those. Figures of months that follow each other share most of their people.",
--     "people are those told of, all months added up: a service that sends the same person in several returns makes them too many and the limits too narrow.",
--     "The share followed up is not known: returns tell of people whose use is known for both periods, not of those who died, moved or were lost. Read people beside the number of people referred.",
--     "One person counts with 12 events at most of each service in a period, so that falls among people who come more often are not seen in full.",
--     "Where a service leaves one kind of use blank for some people, its other kinds count: there can be more people than stand behind one ratio.",
--     "A service places its people, since of those not referred nothing else is known.",
--     "Sums carry the random adjustment that protects people; the limits include it. There is no ratio for fewer than 30 people, nor where the standard deviation of the adjustment is more than a quarter of the mean of the two totals or half of one.",
--     "For England, regions and ICBs. Few services hold this, and those that do need not be like the others.",
--     "Given for areas of today alone, since it looks twelve months back.",
-- ]
-- source = "The hub's monthly return: use of services before and after the referral."
-- topic = "Service use"
-- example = "1,200 people, told of in twelve returns, had 6,000 GP contacts before and 4,800 in as many months after: 4,800 / 6,000 = 0.80, which is 20% fewer; A&E attendances fell from 1,200 to 900, 900 / 1,200 = 0.75. 95% limits for A&E, where only totals are kept: 1 / 1,200 + 1 / 900 = 0.00194, the noise of twelve cells, of variance 12 x 1,151.83 = 13,822 in each total, adds 13,822 x (1 / (1,200 x 1,200) + 1 / (900 x 900)) = 0.02666, and the standard error of the logarithm is root of 0.0286 = 0.1691; 0.75 divided and multiplied by exp(1.96 x 0.1691) = 1.393 is 0.54 to 1.04. For GP contacts each person's squares add up to 42,000 before and 30,000 after, and products of before and after to 30,000: 42,000 / (6,000 x 6,000) + 30,000 / (4,800 x 4,800) - 2 x 30,000 / (6,000 x 4,800) = 0.000385, and the noise of the totals adds 13,822 x (1 / (6,000 x 6,000) + 1 / (4,800 x 4,800)) = 0.000984. The point of Student's t is 1.97, since noise makes the first of these uncertain (249 degrees of freedom): 0.80 divided and multiplied by exp(1.97 x root of 0.001369) = 1.076 is 0.74 to 0.86."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-29"
-- next_review = "2027-11-29"
-- ---
with figures as (
    select
        area_type,
        area_code,
        geography,
        month,
        use_group as breakdown,
        service as category,
        cast(sdc_display(after) as double) as numerator,
        cast(sdc_display(before) as double) as denominator,
        ratio as value,
        lower as lower95,
        upper as upper95,
        status
    from shared.area_service_use
    where period = 'all'
    union all
    select
        area_type,
        area_code,
        geography,
        month,
        use_group as breakdown,
        'people' as category,
        cast(null as double) as numerator,
        cast(null as double) as denominator,
        cast(sdc_display(persons) as double) as value,
        cast(null as double) as lower95,
        cast(null as double) as upper95,
        people_status as status
    from shared.area_service_use
    where period = 'all'
        and service = 'gp_contacts'
    union all
    select
        area_type,
        area_code,
        geography,
        month,
        use_group as breakdown,
        'months' as category,
        cast(null as double) as numerator,
        cast(null as double) as denominator,
        cast(months as double) as value,
        cast(null as double) as lower95,
        cast(null as double) as upper95,
        case when people_status = 'not_submitted' then 'not_submitted' else 'shown' end as status
    from shared.area_service_use
    where period = 'all'
        and service = 'gp_contacts'
)

select
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category,
    case when status = 'shown' then numerator end as numerator,
    case when status = 'shown' then denominator end as denominator,
    case when status = 'shown' then value end as value,
    case when status = 'shown' then lower95 end as lower95,
    case when status = 'shown' then upper95 end as upper95,
    status
from figures
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
