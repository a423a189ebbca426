-- One row per referral on a caseload in the month: who was referred, in the groups that figures are broken down by, and
-- where. A code that no group has counts as unknown.
select
    -- The registered practice places a person; where it is not known, the service does.
    coalesce(practices.practice_atom, services.service_atom) as atom,
    referrals.return_month,
    referrals.person_key,
    referrals.month_received,
    referrals.month_first_contact,
    referrals.wait_days,
    referrals.contacts_in_month,
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
    coalesce(cast(referrals.imd_2025_decile as varchar), 'unknown') as imd_decile,
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
left join stg_practices as practices
    on practices.practice_code = referrals.practice_code
left join stg_services as services
    on services.service_code = referrals.service_code
