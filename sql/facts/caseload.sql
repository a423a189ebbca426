-- ---
-- id = "caseload"
-- title = "Caseload, closings and completed plans"
-- grain = "one row per referral that was open, or that something was done for, in the month"
-- depth = 1
-- measures_only = true
-- node_prefix = "caseload"
--
-- [[dimension]]
-- name = "imd_quintile"
-- codes = ["1", "2", "3", "4", "5", "unknown"]
--
-- [[dimension]]
-- name = "ethnic_group"
-- codes = ["white", "mixed", "asian", "black", "other", "unknown"]
--
-- [[countable]]
-- name = "persons"
-- kind = "persons"
--
-- [[countable]]
-- name = "open_cases"
-- kind = "band"
-- column = "is_open"
-- from = 1
-- to = 1
--
-- [[countable]]
-- name = "closed_in_month"
-- kind = "band"
-- column = "is_closed"
-- from = 1
-- to = 1
--
-- [[countable]]
-- name = "completed"
-- kind = "band"
-- column = "is_completed"
-- from = 1
-- to = 1
-- ---
select
    atom,
    return_month as month,
    person_key as person,
    imd_quintile,
    ethnic_group,
    -- On the last day of the month. One that was declined and never closed is nobody's work.
    cast(
        case when (month_closed = '' or month_closed > return_month) and declined = 'no' then 1 else 0 end as bigint
    ) as is_open,
    cast(case when month_closed = return_month then 1 else 0 end as bigint) as is_closed,
    cast(
        case when month_closed = return_month and closure_reason = 'plan_completed' then 1 else 0 end as bigint
    ) as is_completed
from stg_referrals_full
where atom is not null
    -- A date of referral just after the month is kept; the referral belongs to the next return.
    and month_received <= return_month
