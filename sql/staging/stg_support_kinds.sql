-- One row per referral of a return with support that was taken up, or of which nothing else is said: which kind, the first
-- in the order of the groups below. What was declined, waited for or not available helped nobody yet.
select
    support.month as return_month,
    support.referral_key,
    min(
        case
            when support.support = 'arts' then '1 arts'
            when support.support = 'nature' then '2 nature'
            when support.support = 'physical_activity' then '3 physical_activity'
            when support.support in ('debt_advice', 'housing_advice', 'benefits_advice', 'legal_advice') then '4 advice'
            when support.support in ('mental_wellbeing', 'self_management', 'bereavement') then '5 health'
            when support.support in ('befriending', 'volunteering', 'learning') then '6 company_learning'
            else '7 other'
        end
    ) as ranked_kind
from activity.support as support
where support.status in ('started', '')
group by
    support.month,
    support.referral_key
