-- ---
-- id = "service_use_value"
-- title = "What less use of health services is worth, and when it pays back"
-- why = "Where people who were referred need their practice, A&E and hospital less than people alike who were not, time and places are free for others. This says what that is worth for one person, and after how many months it would be as much as support cost."
-- numerator = "Events expected after the referral less those that were: events before, times the change of the comparison group, less events after. Of people of whom returns of the twelve months up to the month tell."
-- denominator = "The people referred of whom returns tell the use of services over periods of the same length before and after; their number is a row of its own."
-- unit = "pounds of time and places for one person in the period, not money; fewer: events for one person in the period; payback_months: months; people: people; months: months"
-- per = 1.0
-- decimals = 2
-- polarity = "no_judgement"
-- method = "fewer: events before for one person, times the rate ratio of the comparison group less that of the people referred; above 0 fewer than expected. Both it and the half width of its limits are rounded before pounds are made of them (the latter up, with a twelfth of the squared step added to the squared standard error): to the place of the half width's first digit, or of its second where that first is 1, and to two decimals at most. Value: that times the unit cost; low, central and high are the unit costs of shared.unit_values, each with its source. all adds up GP contacts, A&E attendances, outpatient appointments and admissions, all_without_admissions the first three. 95% limits: the squared standard error of fewer is the squared number of events before for one person, times the ratio of the comparison group, times the sum over both groups of the ratio times the squared standard error of its logarithm (delta method), which holds the people and the known variances of the protecting noise as in the use of services against people who were not referred. Squared half widths of a sum are added up. payback_months: the month in which the central, low or high value of all, spread evenly over the period and going on at the same level, equals the cost per person of the same case, each month discounted at 3.5% a year and even inside the month; payback_without_admissions the same of three services. Its limits are the months for the limits of the value."
-- breakdowns = ["months_3", "months_6", "months_12"]
-- cells = ["service_use_by_use_group_period_months"]
-- limits = [
--     "Nothing here is cash. Staff and beds are paid for whoever comes: fewer visits free time and places for other people, and no budget falls in the short run. Pay-back is the month in which freed capacity is worth as much as support cost, not one in which money has come back.",
--     "Most of these differences are small beside their limits. Where the limits go from below 0 to above, it is not known whether anything was freed at all. Never quote a figure without them.",
--     "low, central and high are unit costs and nothing else; they say nothing of chance, and the limits nothing of prices. Where use rose, the low cost is the more hopeful one.",
--     "Unit costs are means of England in prices of 2011/12 to 2023/24, not raised to today's and mostly seen as quoted by others. A contact with a practice is priced as one with a GP: with a nurse it costs less. Returns do not tell the kind of an admission: low is a day case, high an elective stay.",
--     "The comparison group is whom the service chose, nobody was drawn by lot; nor does it take away all of the fall that comes by itself after a time of high use. Read the use of services against people who were not referred first.",
--     "Pay-back takes for granted that a difference seen over 3, 6 or 12 months goes on unchanged for up to 60. Nothing shows that it does. Where it takes longer than 60 months, or use did not fall, there is none, and no upper limit where there is none at the lower limit of the value.",
--     "The cost per person is that of a few published services and not of this area. It stands for everybody referred: people of whom returns tell may have cost more.",
--     "A difference is compared with the cost of the same price case: low is cheap services and dear support, high the reverse.",
--     "all needs all four services, and admissions are few: where one of them is too close to its noise, all is not calculated, and all_without_admissions may still be.",
--     "Limits take the services of one person as independent; ill people use all of them more, so that limits of sums are somewhat too narrow. For A&E, outpatients and admissions they ignore repeat users too. The noise of the number of people is left out: it adds less than 1% to the width as long as fewer than two events a person are freed.",
--     "Where a service leaves one kind of use blank for some people, there are more people than stand behind it: the figure is then nearer to 0 than it should be. So it is where people come more than 12 times, since one person counts with 12 events at most.",
--     "A figure is of the twelve months up to its month; months says in how many of these returns came. A service that sends the same person in several returns makes the limits too narrow.",
--     "Never add it to the social return from life satisfaction: that is another view of the same people.",
--     "For England, regions and ICBs, areas of today alone. Few services hold this, and those that do need not be like the others.",
-- ]
-- source = "The hub's monthly return: use of services before and after the referral, of people referred and of a comparison group. Unit costs: HFMA on reference costs 2016/17; The King's Fund for 2023/24 as quoted by the Self Care Forum; PSSRU 2015 as quoted by PSNC; MyHSN 2024; MortISE trial 2015. Cost of support: Jones and others 2020; Doncaster Social Prescribing Service 2015/16."
-- topic = "Value"
-- example = "2,000 people had 12,000 GP contacts in the 12 months before, 6 each. Contacts fell to 0.80 of those before, with limits of 0.74 to 0.86, and to 0.95 in the comparison group, 0.89 to 1.01: fewer is 6 x (0.95 - 0.80) = 0.90 a person, worth 0.90 x 37 = £33.30 central, x 33 = £29.70 low and x 56 = £50.40 high. 95% limits: the standard errors of the logarithms are (ln 0.86 - ln 0.74) / 3.92 = 0.0383 and (ln 1.01 - ln 0.89) / 3.92 = 0.0323; 6 x 6 x 0.95 x (0.80 x 0.0383 x 0.0383 + 0.95 x 0.0323 x 0.0323) = 0.0740, and 1.96 x root of 0.0740 = 0.533: the first digit is of tenths, so that fewer is rounded to 0.9, and 1.96 x root of (0.0740 + 0.1 x 0.1 / 12) = 0.536, rounded up 0.6: 0.3 to 1.5 contacts, or £33.30 -/+ 37 x 0.6 = £33.30 -/+ 22.20, £11.10 to £55.50. If 0.14 -/+ 0.12 fewer A&E attendances, 0.10 -/+ 0.16 fewer outpatient appointments and 0.03 -/+ 0.04 fewer admissions come to it, central values are 0.14 x 148 = £20.72, 0.10 x 120 = £12.00 and 0.03 x 1,590 = £47.70, with half widths of £17.76, £19.20 and £63.60: all is 33.30 + 20.72 + 12.00 + 47.70 = £113.72 -/+ root of (22.20 squared + 17.76 squared + 19.20 squared + 63.60 squared) = £113.72 -/+ 72.26, £41.46 to £185.98. Pay-back: 113.72 / 12 = £9.477 a month, of which month i is worth 9.477 / 1.035 to the power i / 12 today. 38 months add up to £340.70 and month 39 brings £8.474, so that £348 are reached after 38 + (348 - 340.70) / 8.474 = 38.86 months. At £185.98 it is 23.24; at £41.46, £3.455 a month, 60 months are less than 60 x 3.455 = £207.30: there is no upper limit."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-30"
-- next_review = "2027-11-30"
-- ---
with prices as (
    select
        item,
        'low' as price_case,
        low as pounds
    from shared.unit_values
    union all
    select
        item,
        'central' as price_case,
        central as pounds
    from shared.unit_values
    union all
    select
        item,
        'high' as price_case,
        high as pounds
    from shared.unit_values
),

unrounded as (
    select
        referred.area_type,
        referred.area_code,
        referred.geography,
        referred.month,
        referred.period,
        referred.service,
        referred.months,
        referred.persons,
        referred.people_status,
        1.0 * referred.before / nullif(referred.persons, 0) * (comparison.ratio - referred.ratio) as fewer,
        -- Of events before times the ratio of the others, less events after. With r and c for the two ratios it is the
        -- squared number of events before, times r c, times the squared error of ln r, and the same of c c and ln c.
        power(1.0 * referred.before / nullif(referred.persons, 0), 2) * comparison.ratio * (
            referred.ratio * power(log_ratio_se(referred.lower, referred.upper), 2)
            + comparison.ratio * power(log_ratio_se(comparison.lower, comparison.upper), 2)
        ) as variance,
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

with_steps as (
    -- The step is the place of the first digit of the half width, of the second where it begins with 1.
    select
        area_type,
        area_code,
        geography,
        month,
        period,
        service,
        months,
        persons,
        people_status,
        fewer,
        variance,
        greatest(0.01, power(10.0, floor(log10(1.959963984540054 * sqrt(variance) / 2)))) as step,
        status
    from unrounded
),

compared as (
    -- Pounds are many digits of few numbers, which few counts of a small board fit: they are made of events a person as
    -- far as chance leaves these known, and tell no more. Rounding has a variance of a twelfth of its squared step.
    select
        area_type,
        area_code,
        geography,
        month,
        period,
        service,
        months,
        persons,
        people_status,
        round(fewer / step) * step as fewer,
        ceil(1.959963984540054 * sqrt(variance + power(step, 2) / 12) / step) * step as half_width,
        status
    from with_steps
),

baskets as (
    select
        basket,
        service
    from (
        values
        ('gp_contacts', 'gp_contacts'),
        ('ae_attendances', 'ae_attendances'),
        ('outpatient_appointments', 'outpatient_appointments'),
        ('inpatient_admissions', 'inpatient_admissions'),
        ('all_without_admissions', 'gp_contacts'),
        ('all_without_admissions', 'ae_attendances'),
        ('all_without_admissions', 'outpatient_appointments'),
        ('all', 'gp_contacts'),
        ('all', 'ae_attendances'),
        ('all', 'outpatient_appointments'),
        ('all', 'inpatient_admissions')
    ) as listed (basket, service)
),

-- What each figure adds up: events times their pounds, or the events themselves. All figures are made in one go, since the
-- engine works a step out anew for each step that reads it.
parts as (
    select
        baskets.basket || '_' || prices.price_case as category,
        'sum' as kind,
        baskets.service,
        prices.pounds as weight,
        cast(null as double) as support_pounds
    from baskets
    inner join prices
        on prices.item = baskets.service
    union all
    select
        case baskets.basket when 'all' then 'payback_months_' else 'payback_without_admissions_' end
        || prices.price_case as category,
        'payback' as kind,
        baskets.service,
        prices.pounds as weight,
        support.pounds as support_pounds
    from baskets
    inner join prices
        on prices.item = baskets.service
    inner join prices as support
        on support.price_case = prices.price_case
    where baskets.basket in ('all', 'all_without_admissions')
        and support.item = 'cost_per_person'
    union all
    select
        service || '_fewer' as category,
        'sum' as kind,
        service,
        cast(1.0 as double) as weight,
        cast(null as double) as support_pounds
    from baskets
    where basket = service
    union all
    select
        kind as category,
        kind,
        'gp_contacts' as service,
        cast(0.0 as double) as weight,
        cast(null as double) as support_pounds
    from (values ('people'), ('months')) as counts (kind)
),

added_up as (
    select
        compared.area_type,
        compared.area_code,
        compared.geography,
        compared.month,
        compared.period,
        parts.category,
        parts.kind,
        parts.support_pounds,
        sum(parts.weight * compared.fewer) as total,
        sqrt(sum(power(parts.weight * compared.half_width, 2))) as half_width,
        max(compared.persons) as persons,
        max(compared.months) as months,
        max(compared.people_status) as people_status,
        case
            when bool_or(compared.status = 'not_submitted') then 'not_submitted'
            when bool_or(compared.status = 'hidden') then 'hidden'
            when bool_or(compared.status <> 'shown' or compared.fewer is null or compared.half_width is null)
                then 'not_calculated'
            else 'shown'
        end as status
    from compared
    inner join parts
        on parts.service = compared.service
    group by
        compared.area_type,
        compared.area_code,
        compared.geography,
        compared.month,
        compared.period,
        parts.category,
        parts.kind,
        parts.support_pounds
),

rated as (
    select
        added_up.area_type,
        added_up.area_code,
        added_up.geography,
        added_up.month,
        added_up.period,
        added_up.category,
        added_up.kind,
        added_up.support_pounds,
        added_up.total,
        added_up.total - added_up.half_width as lower_total,
        added_up.total + added_up.half_width as upper_total,
        cast(added_up.period as double) as period_months,
        added_up.persons,
        added_up.months,
        -- Costs and freed time are no health: one rate in all three cases.
        rates.central as discount_rate,
        case
            when added_up.kind = 'people' then added_up.people_status
            when added_up.kind = 'months' and added_up.people_status = 'hidden' then 'shown'
            when added_up.kind = 'months' then added_up.people_status
            else added_up.status
        end as status
    from added_up
    cross join shared.unit_values as rates
    where rates.item = 'discount_rate'
),

figures as (
    select
        area_type,
        area_code,
        geography,
        month,
        period,
        category,
        case kind
            when 'sum' then total
            when 'payback' then payback_months(support_pounds, total / period_months, 60.0, discount_rate)
            when 'people' then cast(sdc_display(persons) as double)
            else cast(months as double)
        end as value,
        -- Months are few where much is freed, so that their limits change places.
        case kind
            when 'sum' then lower_total
            when 'payback' then payback_months(support_pounds, upper_total / period_months, 60.0, discount_rate)
        end as lower95,
        case kind
            when 'sum' then upper_total
            when 'payback' then payback_months(support_pounds, lower_total / period_months, 60.0, discount_rate)
        end as upper95,
        status
    from rated
)

select
    area_type,
    area_code,
    geography,
    month,
    'months_' || period as breakdown,
    category,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    case when status = 'shown' then value end as value,
    case when status = 'shown' then lower95 end as lower95,
    case when status = 'shown' then upper95 end as upper95,
    case when status = 'shown' and value is null then 'not_calculated' else status end as status
from figures
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
