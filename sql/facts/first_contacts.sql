-- ---
-- id = "first_contacts"
-- title = "First contacts with a link worker"
-- grain = "one row per referral whose first contact was in the month"
-- depth = 1
-- node_prefix = "first_contacts"
--
-- [[dimension]]
-- name = "sex"
-- codes = ["female", "male", "other", "unknown"]
--
-- [[dimension]]
-- name = "age_band"
-- codes = ["0-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75-84", "85+", "unknown"]
--
-- [[dimension]]
-- name = "ethnic_group"
-- codes = ["white", "mixed", "asian", "black", "other", "unknown"]
--
-- [[dimension]]
-- name = "imd_quintile"
-- codes = ["1", "2", "3", "4", "5", "unknown"]
--
-- [[dimension]]
-- name = "rural"
-- codes = ["rural", "urban", "unknown"]
--
-- [[dimension]]
-- name = "source"
-- codes = ["gp", "primary_care", "self_or_carer", "council", "voluntary", "hospital", "other", "unknown"]
--
-- [[dimension]]
-- name = "imd_decile"
-- codes = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "unknown"]
-- alone = true
--
-- [[countable]]
-- name = "persons"
-- kind = "persons"
--
-- [[countable]]
-- name = "wait_days"
-- kind = "sum"
-- column = "wait_days"
-- clip = 180
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
select
    atom,
    return_month as month,
    person_key as person,
    sex,
    age_band,
    ethnic_group,
    imd_quintile,
    rural,
    source,
    imd_decile,
    cast(wait_days as bigint) as wait_days
from stg_who_was_referred
where atom is not null
    and month_first_contact = return_month
    and wait_days is not null
