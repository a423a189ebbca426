-- ---
-- id = "waits"
-- title = "Waits by month of referral: those who were seen and those who left"
-- grain = "one row per referral that in the month had its first contact, or ended without one"
-- depth = 2
-- measures_only = true
-- node_prefix = "waits"
--
-- [[dimension]]
-- name = "received_ago"
-- codes = ["0", "1", "2", "3", "4", "5", "6_up", "unknown"]
--
-- [[dimension]]
-- name = "imd_quintile"
-- codes = ["1", "2", "3", "4", "5", "unknown"]
--
-- [[countable]]
-- name = "persons"
-- kind = "persons"
--
-- [[countable]]
-- name = "left_unseen"
-- kind = "band"
-- column = "left_unseen"
-- from = 1
-- to = 1
--
-- [[countable]]
-- name = "wait_0_0"
-- kind = "band"
-- column = "wait_days"
-- from = 0
-- to = 0
--
-- [[countable]]
-- name = "wait_1_3"
-- kind = "band"
-- column = "wait_days"
-- from = 1
-- to = 3
--
-- [[countable]]
-- name = "wait_4_7"
-- kind = "band"
-- column = "wait_days"
-- from = 4
-- to = 7
--
-- [[countable]]
-- name = "wait_8_14"
-- kind = "band"
-- column = "wait_days"
-- from = 8
-- to = 14
--
-- [[countable]]
-- name = "wait_15_21"
-- kind = "band"
-- column = "wait_days"
-- from = 15
-- to = 21
--
-- [[countable]]
-- name = "wait_22_28"
-- kind = "band"
-- column = "wait_days"
-- from = 22
-- to = 28
--
-- [[countable]]
-- name = "wait_29_42"
-- kind = "band"
-- column = "wait_days"
-- from = 29
-- to = 42
--
-- [[countable]]
-- name = "wait_43_56"
-- kind = "band"
-- column = "wait_days"
-- from = 43
-- to = 56
--
-- [[countable]]
-- name = "wait_57_84"
-- kind = "band"
-- column = "wait_days"
-- from = 57
-- to = 84
--
-- [[countable]]
-- name = "wait_85_126"
-- kind = "band"
-- column = "wait_days"
-- from = 85
-- to = 126
--
-- [[countable]]
-- name = "wait_127_180"
-- kind = "band"
-- column = "wait_days"
-- from = 127
-- to = 180
--
-- [[countable]]
-- name = "wait_181_up"
-- kind = "band"
-- column = "wait_days"
-- from = 181
-- ---
with referrals as (
    select
        atom,
        return_month,
        person_key,
        imd_quintile,
        wait_days,
        12 * (cast(substr(return_month, 1, 4) as bigint) - cast(substr(month_received, 1, 4) as bigint))
        + cast(substr(return_month, 6, 2) as bigint)
        - cast(substr(month_received, 6, 2) as bigint) as months_ago,
        month_first_contact = return_month as is_seen,
        -- One that was declined and never closed comes again in every return: it left in its first month or not at all.
        month_first_contact = ''
        and (
            month_closed = return_month
            or (month_closed = '' and declined <> 'no' and month_received = return_month)
        ) as is_left
    from stg_referrals_full
    where atom is not null
)

select
    atom,
    return_month as month,
    person_key as person,
    case
        when months_ago between 0 and 5 then cast(months_ago as varchar)
        when months_ago >= 6 then '6_up'
        else 'unknown'
    end as received_ago,
    imd_quintile,
    cast(case when is_left then 1 else 0 end as bigint) as left_unseen,
    case when is_seen then cast(wait_days as bigint) end as wait_days
from referrals
where is_seen
    or is_left
