-- ---
-- id = "service_use"
-- title = "Use of health services before and after"
-- grain = "one row per person of whom a return of the month tells the use of services over two periods of 3, of 6 or of 12 months"
-- depth = 2
-- measures_only = true
-- node_prefix = "service_use"
--
-- [[dimension]]
-- name = "use_group"
-- codes = ["referred", "comparison", "unknown"]
--
-- [[dimension]]
-- name = "period_months"
-- codes = ["3", "6", "12", "unknown"]
--
-- [[countable]]
-- name = "persons"
-- kind = "persons"
--
-- [[countable]]
-- name = "gp_before"
-- kind = "sum"
-- column = "gp_before"
-- clip = 12
--
-- [[countable]]
-- name = "gp_after"
-- kind = "sum"
-- column = "gp_after"
-- clip = 12
--
-- [[countable]]
-- name = "gp_before_squared"
-- kind = "sum"
-- column = "gp_before_squared"
-- clip = 144
--
-- [[countable]]
-- name = "gp_after_squared"
-- kind = "sum"
-- column = "gp_after_squared"
-- clip = 144
--
-- [[countable]]
-- name = "gp_product"
-- kind = "sum"
-- column = "gp_product"
-- clip = 144
--
-- [[countable]]
-- name = "ae_before"
-- kind = "sum"
-- column = "ae_before"
-- clip = 12
--
-- [[countable]]
-- name = "ae_after"
-- kind = "sum"
-- column = "ae_after"
-- clip = 12
--
-- [[countable]]
-- name = "outpatient_before"
-- kind = "sum"
-- column = "outpatient_before"
-- clip = 12
--
-- [[countable]]
-- name = "outpatient_after"
-- kind = "sum"
-- column = "outpatient_after"
-- clip = 12
--
-- [[countable]]
-- name = "inpatient_before"
-- kind = "sum"
-- column = "inpatient_before"
-- clip = 12
--
-- [[countable]]
-- name = "inpatient_after"
-- kind = "sum"
-- column = "inpatient_after"
-- clip = 12
-- ---
with clipped as (
    select
        -- The service places everybody here: of people who were not referred nothing else is known.
        services.service_atom as atom,
        uses.return_month,
        uses.person_key,
        uses.use_group,
        uses.period_months,
        -- A number that is missing on one side counts on neither.
        case
            when uses.gp_before is not null and uses.gp_after is not null then least(uses.gp_before, 12)
        end as gp_before,
        case
            when uses.gp_before is not null and uses.gp_after is not null then least(uses.gp_after, 12)
        end as gp_after,
        case when uses.ae_after is not null then uses.ae_before end as ae_before,
        case when uses.ae_before is not null then uses.ae_after end as ae_after,
        case when uses.outpatient_after is not null then uses.outpatient_before end as outpatient_before,
        case when uses.outpatient_before is not null then uses.outpatient_after end as outpatient_after,
        case when uses.inpatient_after is not null then uses.inpatient_before end as inpatient_before,
        case when uses.inpatient_before is not null then uses.inpatient_after end as inpatient_after,
        -- A person is in one row: a longer period says more than a shorter one.
        row_number() over (
            partition by uses.return_month, uses.person_key
            order by cast(uses.period_months as bigint) desc, uses.use_group desc, uses.service_code, uses.referral_key
        ) as place
    from stg_use_of_services as uses
    inner join stg_services as services
        on services.service_code = uses.service_code
    where services.service_atom is not null
        and uses.period_months in ('3', '6', '12')
)

select
    atom,
    return_month as month,
    person_key as person,
    use_group,
    period_months,
    cast(gp_before as bigint) as gp_before,
    cast(gp_after as bigint) as gp_after,
    cast(gp_before * gp_before as bigint) as gp_before_squared,
    cast(gp_after * gp_after as bigint) as gp_after_squared,
    cast(gp_before * gp_after as bigint) as gp_product,
    cast(ae_before as bigint) as ae_before,
    cast(ae_after as bigint) as ae_after,
    cast(outpatient_before as bigint) as outpatient_before,
    cast(outpatient_after as bigint) as outpatient_after,
    cast(inpatient_before as bigint) as inpatient_before,
    cast(inpatient_after as bigint) as inpatient_after
from clipped
where place = 1
