-- ---
-- id = "referrals_by_practice"
-- title = "Referrals received, by general practice"
-- grain = "one row per referral, received in the month, of somebody registered with a listed practice"
-- of = "practice"
-- depth = 0
-- node_prefix = "practice_referrals"
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
    practice,
    return_month as month,
    person_key as person
from stg_referrals_by_place
where month_received = return_month
