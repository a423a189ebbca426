-- ---
-- id = "offers"
-- title = "What became of the offer, and conditions of those referred"
-- grain = "one row per referral that a service received in the month"
-- depth = 1
-- total_of = "referrals"
-- node_prefix = "offers"
--
-- [[dimension]]
-- name = "condition"
-- columns = ["ltc_1", "ltc_2", "ltc_3"]
-- codes = ["cancer", "diabetes", "respiratory", "heart_circulation", "dementia", "mental_health", "musculoskeletal",
--     "neurological", "learning_disability", "obesity", "other", "unknown"]
-- sensitive = true
--
-- [[dimension]]
-- name = "declined"
-- codes = ["no", "not_wanted", "already_supported", "not_contactable", "not_eligible", "other", "unknown"]
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
    ltc_1,
    ltc_2,
    ltc_3,
    declined
from stg_referrals_full
where atom is not null
    and month_received = return_month
