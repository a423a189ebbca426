-- One row per reference of a service, group and length of period of which a return tells the use of health services both
-- before and after, over periods of the same length.
select
    uses.service as service_code,
    uses.month as return_month,
    uses.referral_key,
    uses.person_key,
    uses.use_group,
    cast(uses.months as varchar) as period_months,
    max(case when uses.use_period = 'before' then uses.gp_contacts end) as gp_before,
    max(case when uses.use_period = 'after' then uses.gp_contacts end) as gp_after,
    max(case when uses.use_period = 'before' then uses.ae_attendances end) as ae_before,
    max(case when uses.use_period = 'after' then uses.ae_attendances end) as ae_after,
    max(case when uses.use_period = 'before' then uses.outpatient end) as outpatient_before,
    max(case when uses.use_period = 'after' then uses.outpatient end) as outpatient_after,
    max(case when uses.use_period = 'before' then uses.inpatient end) as inpatient_before,
    max(case when uses.use_period = 'after' then uses.inpatient end) as inpatient_after
from activity.service_use as uses
group by
    uses.service,
    uses.month,
    uses.referral_key,
    uses.person_key,
    uses.use_group,
    uses.months
having count(distinct uses.use_period) = 2
