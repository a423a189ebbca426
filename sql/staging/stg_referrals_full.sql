-- One row per referral on a caseload in the month: who was referred, in the groups that figures are broken down by,
-- where, and everything that has happened to the referral so far. A code that no group has counts as unknown.
-- The lists of codes are copied from stg_who_was_referred, which can have no more columns: its facts never change
-- meaning. Nor do the facts that read this view, so that a column they may need one day is here from the first day.
select
    referrals.referral_key,
    -- The registered practice places a person; where it is not known, the service does.
    coalesce(practices.atom, services.atom) as atom,
    referrals.month as return_month,
    referrals.person_key,
    case referrals.sex
        when '1' then 'male'
        when '2' then 'female'
        when '9' then 'other'
        else 'unknown'
    end as sex,
    referrals.age_band,
    case
        when referrals.ethnic_category in ('A', 'B', 'C') then 'white'
        when referrals.ethnic_category in ('D', 'E', 'F', 'G') then 'mixed'
        when referrals.ethnic_category in ('H', 'J', 'K', 'L') then 'asian'
        when referrals.ethnic_category in ('M', 'N', 'P') then 'black'
        when referrals.ethnic_category in ('R', 'S') then 'other'
        else 'unknown'
    end as ethnic_group,
    coalesce(cast((referrals.imd_decile + 1) / 2 as varchar), 'unknown') as imd_quintile,
    referrals.rural,
    case
        when referrals.source = 'A1' then 'gp'
        when referrals.source in ('A2', 'A3', 'A4') then 'primary_care'
        when referrals.source in ('B1', 'B2') then 'self_or_carer'
        when referrals.source in ('C1', 'C2', 'C3') then 'council'
        when referrals.source in ('G1', 'G2', 'G3', 'G4') then 'voluntary'
        when referrals.source in ('H1', 'H2', 'I1', 'I2') then 'hospital'
        when referrals.source = '' then 'unknown'
        else 'other'
    end as source,
    case when referrals.need_1 = '' then 'unknown' else referrals.need_1 end as need_1,
    referrals.need_2,
    referrals.need_3,
    -- No code says that there is no condition, so that a blank may be that or a gap.
    case when referrals.ltc_1 = '' then 'unknown' else referrals.ltc_1 end as ltc_1,
    referrals.ltc_2,
    referrals.ltc_3,
    -- The reason; a blank is nothing declined or nothing said.
    case when referrals.declined = '' then 'no' else referrals.declined end as declined,
    referrals.month_received,
    referrals.month_first_contact,
    referrals.wait_days,
    referrals.contacts,
    referrals.month_closed,
    referrals.days_open,
    referrals.closure_reason
from activity.referrals as referrals
left join reference.practices as practices
    on practices.code = referrals.practice
left join reference.services as services
    on services.service = referrals.service
