-- Use of health services before and after, of each area and group of people over the twelve months up to a month: how
-- many people returns told of, in how many of these months, and the ratio of use after to use before with its 95% limits.
-- One month tells of too few people. `period` is the length of each period in months, or all lengths together: before and
-- after are of one length for each person, so that lengths drop out of the ratio. Areas of today alone: an area of its time
-- has not been there for the twelve months before it began, so that it would have another figure than the same area of today.
with noise as (
    select
        sum(case when countable = 'persons' then variance end) as of_persons,
        -- Sums of events have one bound, sums of squares and of products another.
        sum(case when countable = 'gp_before' then variance end) as of_sums,
        sum(case when countable = 'gp_product' then variance end) as of_squares
    from hub.noise
    where fact = 'service_use'
),

cells as (
    select
        geography,
        area_type,
        area_code,
        month,
        'all' as period,
        use_group,
        persons,
        gp_before,
        gp_after,
        gp_before_squared,
        gp_after_squared,
        gp_product,
        ae_before,
        ae_after,
        outpatient_before,
        outpatient_after,
        inpatient_before,
        inpatient_after,
        nodes,
        floor_met
    from by_area.service_use_by_use_group
    where use_group in ('referred', 'comparison')
        and area_type in ('england', 'region', 'icb')
        and geography = 'as_now'
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        period_months as period,
        use_group,
        persons,
        gp_before,
        gp_after,
        gp_before_squared,
        gp_after_squared,
        gp_product,
        ae_before,
        ae_after,
        outpatient_before,
        outpatient_after,
        inpatient_before,
        inpatient_after,
        nodes,
        floor_met
    from by_area.service_use_by_use_group_period_months
    where use_group in ('referred', 'comparison')
        and area_type in ('england', 'region', 'icb')
        and geography = 'as_now'
        and period_months in ('3', '6', '12')
),

monthly as (
    select
        cells.geography,
        cells.area_type,
        cells.area_code,
        cells.month,
        12 * cast(substr(cells.month, 1, 4) as bigint) + cast(substr(cells.month, 6, 2) as bigint) as month_no,
        cells.period,
        cells.use_group,
        coalesce(returns.received, 0) as received,
        cells.persons,
        cells.gp_before,
        cells.gp_after,
        cells.gp_before_squared,
        cells.gp_after_squared,
        cells.gp_product,
        cells.ae_before,
        cells.ae_after,
        cells.outpatient_before,
        cells.outpatient_after,
        cells.inpatient_before,
        cells.inpatient_after,
        cells.nodes,
        cells.floor_met
    from cells
    left join shared.area_cell_returns as returns
        on returns.geography = cells.geography
        and returns.area_type = cells.area_type
        and returns.area_code = cells.area_code
        and returns.month = cells.month
),

years as (
    -- Months without a return have noise and nothing else, so that they stay out.
    select
        monthly.geography,
        monthly.area_type,
        monthly.area_code,
        monthly.month,
        monthly.period,
        monthly.use_group,
        monthly.received,
        count(told.month) as months,
        sum(told.persons) as persons,
        sum(told.gp_before) as gp_before,
        sum(told.gp_after) as gp_after,
        sum(told.gp_before_squared) as gp_before_squared,
        sum(told.gp_after_squared) as gp_after_squared,
        sum(told.gp_product) as gp_product,
        sum(told.ae_before) as ae_before,
        sum(told.ae_after) as ae_after,
        sum(told.outpatient_before) as outpatient_before,
        sum(told.outpatient_after) as outpatient_after,
        sum(told.inpatient_before) as inpatient_before,
        sum(told.inpatient_after) as inpatient_after,
        sum(told.nodes) as nodes,
        bool_or(told.floor_met) as floor_met
    from monthly
    left join monthly as told
        on told.geography = monthly.geography
        and told.area_type = monthly.area_type
        and told.area_code = monthly.area_code
        and told.period = monthly.period
        and told.use_group = monthly.use_group
        and told.month_no between monthly.month_no - 11 and monthly.month_no
        and told.received > 0
    group by
        monthly.geography,
        monthly.area_type,
        monthly.area_code,
        monthly.month,
        monthly.period,
        monthly.use_group,
        monthly.received
),

services as (
    select
        geography,
        area_type,
        area_code,
        month,
        period,
        use_group,
        received,
        months,
        persons,
        'gp_contacts' as service,
        gp_before as before,
        gp_after as after,
        gp_before_squared as before_squared,
        gp_after_squared as after_squared,
        gp_product as product,
        nodes,
        floor_met
    from years
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        period,
        use_group,
        received,
        months,
        persons,
        'ae_attendances' as service,
        ae_before as before,
        ae_after as after,
        cast(null as bigint) as before_squared,
        cast(null as bigint) as after_squared,
        cast(null as bigint) as product,
        nodes,
        floor_met
    from years
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        period,
        use_group,
        received,
        months,
        persons,
        'outpatient_appointments' as service,
        outpatient_before as before,
        outpatient_after as after,
        cast(null as bigint) as before_squared,
        cast(null as bigint) as after_squared,
        cast(null as bigint) as product,
        nodes,
        floor_met
    from years
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        period,
        use_group,
        received,
        months,
        persons,
        'inpatient_admissions' as service,
        inpatient_before as before,
        inpatient_after as after,
        cast(null as bigint) as before_squared,
        cast(null as bigint) as after_squared,
        cast(null as bigint) as product,
        nodes,
        floor_met
    from years
),

ratios as (
    select
        services.geography,
        services.area_type,
        services.area_code,
        services.month,
        services.period,
        services.use_group,
        services.service,
        services.months,
        services.persons,
        services.before,
        services.after,
        use_ratio(services.before, services.after) as ratio,
        case
            when services.service = 'gp_contacts'
                then use_ratio_lower(
                    services.persons,
                    services.before,
                    services.after,
                    services.before_squared,
                    services.after_squared,
                    services.product,
                    services.nodes * noise.of_persons,
                    services.nodes * noise.of_sums,
                    services.nodes * noise.of_squares
                )
            else use_ratio_totals_lower(services.before, services.after, services.nodes * noise.of_sums)
        end as lower,
        case
            when services.service = 'gp_contacts'
                then use_ratio_upper(
                    services.persons,
                    services.before,
                    services.after,
                    services.before_squared,
                    services.after_squared,
                    services.product,
                    services.nodes * noise.of_persons,
                    services.nodes * noise.of_sums,
                    services.nodes * noise.of_squares
                )
            else use_ratio_totals_upper(services.before, services.after, services.nodes * noise.of_sums)
        end as upper,
        case
            when services.received = 0 then 'not_submitted'
            when sdc_shown(services.persons, services.floor_met) then 'shown'
            else 'hidden'
        end as people_status,
        case
            when services.received = 0 then 'not_submitted'
            when not sdc_shown(services.persons, services.floor_met) or services.persons < 30 then 'hidden'
            -- Totals that are little more than noise have no ratio. Their sum decides: were it the smaller one, more
            -- of the falls that noise made smaller would be shown.
            when services.before + services.after < 8 * sqrt(services.nodes * noise.of_sums)
                or least(services.before, services.after) < 2 * sqrt(services.nodes * noise.of_sums)
                then 'not_calculated'
            else 'shown'
        end as status
    from services
    cross join noise
)

select
    geography,
    area_type,
    area_code,
    month,
    period,
    use_group,
    service,
    months,
    persons,
    before,
    after,
    ratio,
    lower,
    upper,
    people_status,
    case when status = 'shown' and (ratio is null or lower is null) then 'not_calculated' else status end as status
from ratios
