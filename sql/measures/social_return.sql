-- ---
-- id = "social_return"
-- title = "Social return: what a change in life satisfaction is worth for each pound"
-- why = "Studies say that a pound spent returns £3.42, £2.14 or £8.56 in social value. This says what the hub's own measured change in life satisfaction would be worth, in a cautious, a central and a hopeful case, and which assumption moves it most."
-- numerator = "Present value, in pounds, of the change in life satisfaction from before support to closing, of people whose referral was closed in the twelve months up to the month. basis holds what it rests on."
-- denominator = "What support of the same people cost, in pounds. basis: people who answered the question on life satisfaction before support; pairs are those who answered at closing too."
-- unit = "return and drivers: pounds of present value for each pound that support cost, no money; basis: people and pairs in people, mean_change in points of 0 to 10, follow_up in % of people, months in months"
-- per = 1.0
-- decimals = 2
-- polarity = "no_judgement"
-- method = "Mean change in points, times pounds for one point and year (WELLBY) and the uplift of prices, times the years that it lasts, less deadweight, displacement and attribution to others, each year after the first less the drop-off, discounted with the first year divided by 1 plus the rate; divided by the cost of support for one person. The mean change is rounded to one decimal, and its limits outwards, before pounds are made of it. Every assumption, its three cases and its source are in shared.unit_values. central and high take the mean change of pairs for everybody asked before support. low takes those not asked again as unchanged: the sum of changes is divided by everybody asked. drivers: the ratio with one assumption as in its low or high case and all else central; cases that equal the central one are left out, and so is drop_off, which moves nothing while no case lasts longer than a year. 95% limits: those of the mean change, times the same factor; paired t limits of Student (1908) from protected sums, with the known variances of the noise and the degrees of freedom of Satterthwaite (1946), as for the change in wellbeing scores. mean_change has the same limits, follow_up those of Wilson (1927)."
-- breakdowns = ["return", "drivers", "basis"]
-- cells = ["outcomes_by_instrument"]
-- limits = [
--     "A change measured without a comparison group is not an effect. People come when they feel worst, and many feel better later without any help. Deadweight stands for that, and nobody has measured it: it is an assumption of the hub, from nine tenths to four tenths.",
--     "Never quote one figure of it. low, central and high are three sets of assumptions; low and high take every assumption at its cautious or hopeful end at once, so that they are bounds and no forecast. Where life satisfaction fell, the cautious ones make the loss small and the hopeful ones large. The 95% limits are chance and noise within one set.",
--     "Of what is assumed only the pounds for a point, the discount rate and the cost of support have a published source, and the last is that of two single services. How long a change lasts, how fast it fades, what would have happened anyway and what others did are judgements. Read drivers before return.",
--     "The ratio is large because a point of life satisfaction for a year is taken as £13,000 and the support of a person as £348. It cannot be set against returns that studies made of other outcomes and prices, such as £3.42.",
--     "No money comes back: it is what wellbeing is worth to people, by HM Treasury's guidance on appraisal.",
--     "Never add what less use of health services is worth, nor the value of other scores: they are the same change seen twice.",
--     "Life satisfaction of the ONS4 alone. People who were asked other questionnaires, or none, are in neither the value nor the cost; nor are those who were referred and not asked before support. Completed plans are never counted as outcomes.",
--     "Read it with follow_up: those asked again may have fared better than those who were not. central and high take them as alike.",
--     "Cost is that of a person asked before support. Where a full-time link worker sees fewer people than guidance has it, each costs more: read the new referrals to a full-time link worker.",
--     "Pounds for a point are in prices of 2019, and neither they nor costs are raised to those of today.",
--     "A month has too few pairs: a figure is of the twelve months up to its month. months says in how many of these returns came: where fewer than twelve, it is of those.",
--     "Hidden where there are fewer than 30 pairs, in a large area some more. There is no return where the limits of the mean change are more than two points apart: a point is dear, and the random adjustment that protects people alone moves the mean of few pairs by more. The limits include it.",
--     "A person belongs to the area of the practice where they are registered; where that is not known, to the area of the service. For England, regions and ICBs, areas of today alone.",
-- ]
-- source = "The hub's monthly return: life satisfaction (ONS4) before support and at closing. HM Treasury, Wellbeing Guidance for Appraisal: Supplementary Green Book Guidance, 2021; HM Treasury, The Green Book. Cost of support: Jones and others 2020; Doncaster Social Prescribing Service 2015/16. All else is assumed by the hub."
-- topic = "Value"
-- example = "1,000 people were asked before support and 700 of them again at closing; their changes add up to 840 points: mean_change is 840 / 700 = 1.20, follow_up 100 x 700 / 1,000 = 70%. Central, for one point: half a year of 13,000 is £6,500, 6,500 x (1 - 0.6) x (1 - 0.05) x (1 - 0.25) = £1,852.50, discounted by one year 1,852.50 / 1.035 = £1,789.86, and 1,789.86 / 348 = 5.143 for each pound; times 1.20 it is £6.17. If the limits of the mean change are 1.0 and 1.4 (worked as for the change in wellbeing scores), those of the return are 5.14 and 7.20. Low: those not asked again count as unchanged, 840 / 1,000 = 0.84 points, rounded 0.8; a quarter of a year of 10,000 is £2,500, 2,500 x (1 - 0.9) x (1 - 0.1) x (1 - 0.5) = £112.50, 112.50 / 1.035 / 450 = 0.2415, times 0.8 £0.19. High: 16,000 x (1 - 0.4) x (1 - 0) x (1 - 0.1) = £8,640, 8,640 / 1.015 / 306 = 27.818, times 1.20 £33.38. deadweight_low: 6,500 x (1 - 0.9) x (1 - 0.05) x (1 - 0.25) = £463.13, 463.13 / 1.035 / 348 = 1.286, times 1.20 £1.54."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-30"
-- next_review = "2027-11-30"
-- ---
with noise as (
    select
        -- Pairs are a count of people, so that both have the noise of people.
        sum(case when countable = 'persons' then variance end) as of_people,
        -- In points, and in points squared: the sum is kept in tenths.
        sum(case when countable = 'change_tenths' then variance / 100.0 end) as of_change,
        sum(case when countable = 'change_squared' then variance end) as of_squares
    from hub.noise
    where fact = 'outcomes'
),

assumptions as (
    select
        item,
        low,
        central,
        high
    from shared.unit_values
    where item in (
        'wellby_pounds', 'price_uplift', 'years', 'deadweight', 'displacement', 'attribution', 'drop_off',
        'discount_rate', 'cost_per_person'
    )
),

scenarios as (
    select 'return' as breakdown, 'low' as category, 'everything' as moved, 'low' as moved_to
    union all
    select 'return' as breakdown, 'central' as category, 'nothing' as moved, 'central' as moved_to
    union all
    select 'return' as breakdown, 'high' as category, 'everything' as moved, 'high' as moved_to
    union all
    select 'drivers' as breakdown, 'people_low' as category, 'people' as moved, 'low' as moved_to
    union all
    select 'drivers' as breakdown, item || '_low' as category, item as moved, 'low' as moved_to
    from assumptions
    where low <> central
        and item <> 'drop_off'
    union all
    select 'drivers' as breakdown, item || '_high' as category, item as moved, 'high' as moved_to
    from assumptions
    where high <> central
        and item <> 'drop_off'
),

chosen as (
    select
        scenarios.breakdown,
        scenarios.category,
        -- Whoever was not asked again adds a change of 0 to both sums: then the mean is that of everybody asked before.
        case
            when scenarios.moved in ('everything', 'people') and scenarios.moved_to = 'low' then 'people'
            else 'pairs'
        end as mean_of,
        assumptions.item,
        case
            when scenarios.moved not in ('everything', assumptions.item) then assumptions.central
            when scenarios.moved_to = 'low' then assumptions.low
            else assumptions.high
        end as assumed
    from scenarios
    cross join assumptions
),

settled as (
    select
        breakdown,
        category,
        mean_of,
        max(case when item = 'wellby_pounds' then assumed end) as wellby_pounds,
        max(case when item = 'price_uplift' then assumed end) as price_uplift,
        max(case when item = 'years' then assumed end) as years,
        max(case when item = 'deadweight' then assumed end) as deadweight,
        max(case when item = 'displacement' then assumed end) as displacement,
        max(case when item = 'attribution' then assumed end) as attribution,
        max(case when item = 'drop_off' then assumed end) as drop_off,
        max(case when item = 'discount_rate' then assumed end) as discount_rate,
        max(case when item = 'cost_per_person' then assumed end) as cost_per_person
    from chosen
    group by
        breakdown,
        category,
        mean_of
),

of_one_point as (
    -- Of one person whose life satisfaction rose by one point. People are as many in the value as in the cost, and the
    -- value goes up with the change, so that the mean change times this is the return.
    select
        breakdown,
        category,
        mean_of,
        social_return(
            1.0,
            wellby_value(1.0, 1.0, least(1.0, years), wellby_pounds, price_uplift),
            greatest(1.0, years),
            deadweight,
            displacement,
            attribution,
            drop_off,
            discount_rate,
            cost_per_person
        ) as pounds
    from settled
),

monthly as (
    select
        cells.geography,
        cells.area_type,
        cells.area_code,
        cells.month,
        12 * cast(substr(cells.month, 1, 4) as bigint) + cast(substr(cells.month, 6, 2) as bigint) as month_no,
        coalesce(returns.received, 0) as received,
        cells.persons,
        cells.paired,
        cells.change_tenths,
        cells.change_squared,
        cells.nodes,
        cells.floor_met
    from by_area.outcomes_by_instrument as cells
    left join shared.area_cell_returns as returns
        on returns.geography = cells.geography
        and returns.area_type = cells.area_type
        and returns.area_code = cells.area_code
        and returns.month = cells.month
    where cells.instrument = 'ons4_satisfaction'
        and cells.area_type in ('england', 'region', 'icb')
        and cells.geography = 'as_now'
),

-- Months without a return have noise and nothing else, so that they stay out.
twelve_months as (
    select
        monthly.geography,
        monthly.area_type,
        monthly.area_code,
        monthly.month,
        monthly.received,
        count(told.month) as months,
        sum(told.persons) as persons,
        sum(told.paired) as paired,
        sum(told.change_tenths) / 10.0 as change,
        sum(told.change_squared) as change_squared,
        sum(told.nodes) as nodes,
        bool_or(told.floor_met) as floor_met
    from monthly
    left join monthly as told
        on told.geography = monthly.geography
        and told.area_type = monthly.area_type
        and told.area_code = monthly.area_code
        and told.month_no between monthly.month_no - 11 and monthly.month_no
        and told.received > 0
    group by
        monthly.geography,
        monthly.area_type,
        monthly.area_code,
        monthly.month,
        monthly.received
),

unrounded as (
    select
        sums.geography,
        sums.area_type,
        sums.area_code,
        sums.month,
        sums.months,
        ways.mean_of,
        sdc_display(sums.persons) as people,
        sdc_display(sums.paired) as pairs,
        sums.nodes * noise.of_people + 25.0 / 12.0 as noise_variance,
        mean_change(
            case ways.mean_of when 'pairs' then sums.paired else sums.persons end,
            sums.change,
            sums.change_squared
        ) as mean,
        mean_change_lower(
            case ways.mean_of when 'pairs' then sums.paired else sums.persons end,
            sums.change,
            sums.change_squared,
            sums.nodes * noise.of_people,
            sums.nodes * noise.of_change,
            sums.nodes * noise.of_squares
        ) as lower,
        mean_change_upper(
            case ways.mean_of when 'pairs' then sums.paired else sums.persons end,
            sums.change,
            sums.change_squared,
            sums.nodes * noise.of_people,
            sums.nodes * noise.of_change,
            sums.nodes * noise.of_squares
        ) as upper,
        case
            when sums.received = 0 then 'not_submitted'
            when sdc_shown(sums.persons, sums.floor_met) then 'shown'
            else 'hidden'
        end as people_status,
        case
            when sums.received = 0 then 'not_submitted'
            when not sdc_shown(sums.persons, sums.floor_met) or not sdc_shown(sums.paired, sums.floor_met)
                then 'hidden'
            -- 8 or more are behind it, but for one case in a thousand: the noise of several cells adds up.
            when sums.paired < greatest(30.0, 8.0 + 3.1 * sqrt(sums.nodes * noise.of_people)) then 'hidden'
            else 'shown'
        end as pairs_status
    from twelve_months as sums
    cross join (values ('pairs'), ('people')) as ways (mean_of)
    cross join noise
),

means as (
    -- Pounds are many digits of one mean: they are made of it as it is shown, so that they tell no more than it does.
    select
        geography,
        area_type,
        area_code,
        month,
        months,
        mean_of,
        people,
        pairs,
        noise_variance,
        round(mean, 1) as mean,
        floor(10.0 * lower) / 10.0 as lower,
        ceil(10.0 * upper) / 10.0 as upper,
        people_status,
        pairs_status
    from unrounded
),

figures as (
    select
        means.area_type,
        means.area_code,
        means.geography,
        means.month,
        point.breakdown,
        point.category,
        point.pounds * means.mean as value,
        point.pounds * means.lower as lower95,
        point.pounds * means.upper as upper95,
        case
            when means.pairs_status <> 'shown' then means.pairs_status
            -- A mean that chance and noise leave open by more than a point either way has no return.
            when max(means.upper - means.lower) over (
                partition by means.geography, means.area_type, means.area_code, means.month
            ) > 2.0 then 'not_calculated'
            else 'shown'
        end as status
    from means
    inner join of_one_point as point
        on point.mean_of = means.mean_of
    union all
    select
        means.area_type,
        means.area_code,
        means.geography,
        means.month,
        'basis' as breakdown,
        basis.category,
        case basis.category
            when 'people' then cast(means.people as double)
            when 'pairs' then cast(means.pairs as double)
            when 'mean_change' then means.mean
            when 'follow_up' then sdc_percent(means.pairs, means.people)
            else cast(means.months as double)
        end as value,
        -- Each count has noise of its own, so that the part can come out above the total.
        case basis.category
            when 'mean_change' then means.lower
            when 'follow_up'
                then 100.0 * wilson_lower(least(means.pairs, means.people), means.people, means.noise_variance)
        end as lower95,
        case basis.category
            when 'mean_change' then means.upper
            when 'follow_up'
                then 100.0 * wilson_upper(least(means.pairs, means.people), means.people, means.noise_variance)
        end as upper95,
        case
            when basis.category = 'months' and means.people_status = 'hidden' then 'shown'
            when basis.category in ('people', 'months') then means.people_status
            -- Too few people for a percentage.
            when basis.category = 'follow_up' and sdc_percent(means.pairs, means.people) is null
                and means.pairs_status = 'shown' then 'hidden'
            else means.pairs_status
        end as status
    from means
    cross join (values ('people'), ('pairs'), ('mean_change'), ('follow_up'), ('months')) as basis (category)
    where means.mean_of = 'pairs'
)

select
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    case when status = 'shown' then value end as value,
    case when status = 'shown' then lower95 end as lower95,
    case when status = 'shown' then upper95 end as upper95,
    case
        when status <> 'shown' then status
        when value is null or (lower95 is null and category not in ('people', 'pairs', 'months')) then 'not_calculated'
        else 'shown'
    end as status
from figures
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
