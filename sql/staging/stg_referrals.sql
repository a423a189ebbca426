-- One row per referral on a service's caseload in the month, as the service's last good return states it.
-- Renames only: what a code means is decided in stg_who_was_referred.
select
    service as service_code,
    month as return_month,
    referral_key,
    person_key,
    practice as practice_code,
    imd_decile as imd_2025_decile,
    rural as rural_code,
    sex as sex_code,
    age_band as age_band_code,
    ethnic_category as ethnic_category_code,
    month_received,
    source as source_code,
    need_1,
    need_2,
    need_3,
    month_first_contact,
    wait_days,
    contacts as contacts_in_month
from activity.referrals
