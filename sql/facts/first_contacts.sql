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
-- name = "need"
-- columns = ["need_1", "need_2", "need_3"]
-- codes = ["loneliness", "mental_wellbeing", "physical_activity", "long_term_condition", "money", "housing",
--     "work_training", "food", "caring", "bereavement", "relationships", "other", "unknown"]
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
        service_code,
        return_month,
        person_key,
        practice_code,
        imd_2025_decile,
        rural_code,
        sex_code,
        age_band_code,
        ethnic_category_code,
        month_received,
        source_code,
        need_1,
        need_2,
        need_3,
        month_first_contact,
        wait_days
    from stg_referrals
),

kept as (
    select *
    from referrals
    where month_first_contact = return_month and wait_days is not null
),

placed as (
    -- The registered practice places a person; where it is not known, the service does.
    select
        kept.*,
        coalesce(practices.practice_atom, services.service_atom) as atom
    from kept
    left join stg_practices as practices
        on practices.practice_code = kept.practice_code
    left join stg_services as services
        on services.service_code = kept.service_code
)

select
    atom,
    return_month as month,
    person_key as person,
    case sex_code
        when '1' then 'male'
        when '2' then 'female'
        when '9' then 'other'
        else 'unknown'
    end as sex,
    age_band_code as age_band,
    case
        when ethnic_category_code in ('A', 'B', 'C') then 'white'
        when ethnic_category_code in ('D', 'E', 'F', 'G') then 'mixed'
        when ethnic_category_code in ('H', 'J', 'K', 'L') then 'asian'
        when ethnic_category_code in ('M', 'N', 'P') then 'black'
        when ethnic_category_code in ('R', 'S') then 'other'
        else 'unknown'
    end as ethnic_group,
    coalesce(cast((imd_2025_decile + 1) / 2 as varchar), 'unknown') as imd_quintile,
    rural_code as rural,
    case
        when source_code = 'A1' then 'gp'
        when source_code in ('A2', 'A3', 'A4') then 'primary_care'
        when source_code in ('B1', 'B2') then 'self_or_carer'
        when source_code in ('C1', 'C2', 'C3') then 'council'
        when source_code in ('G1', 'G2', 'G3', 'G4') then 'voluntary'
        when source_code in ('H1', 'H2', 'I1', 'I2') then 'hospital'
        when source_code = '' then 'unknown'
        else 'other'
    end as source,
    case when need_1 = '' then 'unknown' else need_1 end as need_1,
    need_2,
    need_3,
    coalesce(cast(imd_2025_decile as varchar), 'unknown') as imd_decile,
    cast(wait_days as bigint) as wait_days
from placed
where atom is not null
