-- ---
-- id = "referrals"
-- title = "Referrals received"
-- grain = "one row per referral that a service received in the month"
-- depth = 2
-- opened_depth = 3
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
-- name = "need"
-- columns = ["need_1", "need_2", "need_3"]
-- codes = ["loneliness", "mental_wellbeing", "physical_activity", "long_term_condition", "money", "housing",
--     "work_training", "food", "caring", "bereavement", "relationships", "other", "unknown"]
-- sensitive = true
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
-- name = "referrals"
-- kind = "rows"
-- clip = 2
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
    need_1,
    need_2,
    need_3,
    imd_decile
from stg_who_was_referred
where atom is not null
    and month_received = return_month
