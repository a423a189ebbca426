-- One row per referral on a caseload in the month of somebody whose practice is in the reference data and was open in
-- that month: who was referred, in the groups of stg_who_was_referred, and the practice and network. Codes that stand
-- for no practice have no row. Which places are listed when, the release builder says: it makes cells of no others.
-- The lists of codes are copied from that view, which can have no more columns: its facts never change meaning.
select
    practices.code as practice,
    networks.code as pcn,
    referrals.return_month,
    referrals.person_key,
    referrals.month_received,
    case referrals.sex_code
        when '1' then 'male'
        when '2' then 'female'
        when '9' then 'other'
        else 'unknown'
    end as sex,
    referrals.age_band_code as age_band,
    case
        when referrals.ethnic_category_code in ('A', 'B', 'C') then 'white'
        when referrals.ethnic_category_code in ('D', 'E', 'F', 'G') then 'mixed'
        when referrals.ethnic_category_code in ('H', 'J', 'K', 'L') then 'asian'
        when referrals.ethnic_category_code in ('M', 'N', 'P') then 'black'
        when referrals.ethnic_category_code in ('R', 'S') then 'other'
        else 'unknown'
    end as ethnic_group,
    coalesce(cast((referrals.imd_2025_decile + 1) / 2 as varchar), 'unknown') as imd_quintile,
    referrals.rural_code as rural,
    case
        when referrals.source_code = 'A1' then 'gp'
        when referrals.source_code in ('A2', 'A3', 'A4') then 'primary_care'
        when referrals.source_code in ('B1', 'B2') then 'self_or_carer'
        when referrals.source_code in ('C1', 'C2', 'C3') then 'council'
        when referrals.source_code in ('G1', 'G2', 'G3', 'G4') then 'voluntary'
        when referrals.source_code in ('H1', 'H2', 'I1', 'I2') then 'hospital'
        when referrals.source_code = '' then 'unknown'
        else 'other'
    end as source,
    case when referrals.need_1 = '' then 'unknown' else referrals.need_1 end as need_1,
    referrals.need_2,
    referrals.need_3
from stg_referrals as referrals
inner join reference.practices as practices
    on practices.code = referrals.practice_code
inner join reference.listed_places as listed
    on listed.kind = 'practice'
    and listed.code = practices.code
    and referrals.return_month between listed.first_month and listed.last_month
-- One that is not listed would break a single practice's people down, or be seen by two boards.
left join reference.listed_places as networks
    on networks.kind = 'pcn'
    and networks.code = practices.pcn
    and referrals.return_month between networks.first_month and networks.last_month
