-- ---
-- id = "contacts"
-- title = "People in contact with a link worker"
-- grain = "one row per referral with a contact in the month"
-- depth = 1
-- node_prefix = "contacts"
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
-- [[countable]]
-- name = "persons"
-- kind = "persons"
--
-- [[countable]]
-- name = "contacts"
-- kind = "sum"
-- column = "contacts"
-- clip = 12
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
    cast(contacts_in_month as bigint) as contacts
from stg_who_was_referred
where atom is not null
    and contacts_in_month > 0
