-- ---
-- id = "service_use_against_comparison"
-- title = "Use of health services against people who were not referred"
-- why = "Use falls and rises for many reasons. Set against people alike who were not referred, a change says what support may have done: in Shropshire 40% fewer GP consultations than control at three months."
-- numerator = "People referred of whom returns of the twelve months up to the month tell the use of services, over periods of the same length before and after; their number is a row of its own."
-- denominator = "People of the comparison group, likewise; their number is a row of its own."
-- unit = "ratio: times the change of the comparison group; fewer: % fewer than with the change of the comparison group; people: people; months: months"
-- per = 1.0
-- decimals = 2
-- polarity = "no_judgement"
-- method = "ratio: the rate ratio, after against before, of the people referred divided by that of the comparison group; 1 is the same change. fewer: 100 times 1 less the ratio in whole percents, its limits outwards, so that 40 is 40% fewer than control. 95% limits on the log scale: the squared standard errors of the two rate ratios added up, each the distance between the logarithms of its limits over 2 times 1.96. For GP contacts the limits are those of a Poisson regression on the period, clustered by person (Liang and Zeger 1986), so that people who come often count once; from protected sums, squares and products, with the degrees of freedom of Satterthwaite (1946). For the other services only totals are kept: the squared standard error of the logarithm is one over each total, added up. It ignores repeat users, so that these limits are too narrow. The known variances of the protecting noise are added to both. Only windows of one length are compared: months_3, months_6 and months_12 before and after. people_referred, people_comparison and months say what the ratios rest on."
-- breakdowns = ["months_3", "months_6", "months_12"]
-- cells = ["service_use_by_use_group_period_months"]
-- limits = [
--     "Difference in differences: the change of those referred against the change of those not referred. It is neither before against after, nor the use of the one against the use of the other.",
--     "The comparison group is whom the service chose, nobody was drawn by lot. Where these people used services less before, or differ in health or age, the figure says little. Read the change of each group beside it.",
--     "People who are referred when their use is high use less later without any help (regression to the mean): in a simulation without any effect, people chosen for 5 or more visits in a year made 13% fewer in the next, and for 12 or more 17% fewer. The comparison takes that away only if its people were chosen at the same level of use.",
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
-- source = "The hub's monthly return: use of services before and after the referral, of people referred and of a comparison group."
-- topic = "Service use"
-- example = "GP contacts fall to 0.80 of those before among people referred, with limits of 0.74 to 0.86, and to 0.95 in the comparison group, 0.89 to 1.01: ratio 0.80 / 0.95 = 0.84, and fewer 100 x (1 - 0.80 / 0.95) = 15.79, rounded 16%. 95% limits: the standard errors of the logarithms, from the limits before they are rounded, are (ln 0.86048 - ln 0.74377) / 3.92 = 0.03718 and (ln 1.01479 - ln 0.88935) / 3.92 = 0.03366, together root of (0.03718 squared + 0.03366 squared) = 0.05016. exp(1.96 x 0.05016) = 1.1033: 0.8421 divided and multiplied by it is 0.76 to 0.93, and 100 x (1 - 0.9291) = 7.09 to 100 x (1 - 0.7633) = 23.67 is, rounded outwards, 7% to 24% fewer."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-29"
-- next_review = "2027-11-29"
-- ---
with compared as (
    select
        referred.area_type,
        referred.area_code,
        referred.geography,
        referred.month,
        'months_' || referred.period as breakdown,
        referred.service,
        referred.months,
        referred.ratio,
        comparison.ratio as comparison_ratio,
        exp(
            1.959963984540054 * sqrt(
                power(log_ratio_se(referred.lower, referred.upper), 2)
                + power(log_ratio_se(comparison.lower, comparison.upper), 2)
            )
        ) as factor,
        referred.persons,
        referred.people_status,
        comparison.persons as comparison_persons,
        comparison.people_status as comparison_people_status,
        case when referred.status <> 'shown' then referred.status else comparison.status end as status
    from shared.area_service_use as referred
    inner join shared.area_service_use as comparison
        on comparison.geography = referred.geography
        and comparison.area_type = referred.area_type
        and comparison.area_code = referred.area_code
        and comparison.month = referred.month
        and comparison.period = referred.period
        and comparison.service = referred.service
    where referred.use_group = 'referred'
        and comparison.use_group = 'comparison'
        and referred.period <> 'all'
),

figures as (
    select
        area_type,
        area_code,
        geography,
        month,
        breakdown,
        service || '_ratio' as category,
        cast(null as double) as numerator,
        cast(null as double) as denominator,
        ratio / comparison_ratio as value,
        ratio / comparison_ratio / factor as lower95,
        ratio / comparison_ratio * factor as upper95,
        case when status = 'shown' and factor is null then 'not_calculated' else status end as status
    from compared
    union all
    select
        area_type,
        area_code,
        geography,
        month,
        breakdown,
        service || '_fewer' as category,
        cast(null as double) as numerator,
        cast(null as double) as denominator,
        -- Whole percents: a percentage of two decimals is a ratio of four, which few counts of a small board fit.
        round(100.0 * (1 - ratio / comparison_ratio)) as value,
        floor(100.0 * (1 - ratio / comparison_ratio * factor)) as lower95,
        ceil(100.0 * (1 - ratio / comparison_ratio / factor)) as upper95,
        case when status = 'shown' and factor is null then 'not_calculated' else status end as status
    from compared
    union all
    select
        area_type,
        area_code,
        geography,
        month,
        breakdown,
        'people_referred' as category,
        cast(null as double) as numerator,
        cast(null as double) as denominator,
        cast(sdc_display(persons) as double) as value,
        cast(null as double) as lower95,
        cast(null as double) as upper95,
        people_status as status
    from compared
    where service = 'gp_contacts'
    union all
    select
        area_type,
        area_code,
        geography,
        month,
        breakdown,
        'people_comparison' as category,
        cast(null as double) as numerator,
        cast(null as double) as denominator,
        cast(sdc_display(comparison_persons) as double) as value,
        cast(null as double) as lower95,
        cast(null as double) as upper95,
        comparison_people_status as status
    from compared
    where service = 'gp_contacts'
    union all
    select
        area_type,
        area_code,
        geography,
        month,
        breakdown,
        'months' as category,
        cast(null as double) as numerator,
        cast(null as double) as denominator,
        cast(months as double) as value,
        cast(null as double) as lower95,
        cast(null as double) as upper95,
        case when people_status = 'not_submitted' then 'not_submitted' else 'shown' end as status
    from compared
    where service = 'gp_contacts'
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
