-- ---
-- id = "referrals_by_pcn"
-- title = "Referrals received, by primary care network"
-- grain = "one row per referral, received in the month, of somebody registered with a practice of a network"
-- of = "pcn"
-- depth = 1
-- node_prefix = "pcn_referrals"
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
    pcn,
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
    need_3
from stg_referrals_by_place
where pcn is not null
    and month_received = return_month
