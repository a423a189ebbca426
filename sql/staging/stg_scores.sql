-- One row per referral and questionnaire of a return: the score from before the support and the one at closing, where the
-- return has them. Scores of one question or scale are on one scale: SWEMWBS is the metric score. Two are left out: the
-- digits of EQ-5D are not a number, and the level of PAM says less than its score.
with scored as (
    select
        month as return_month,
        referral_key,
        phase,
        case
            when instrument in ('swemwbs_raw', 'swemwbs_metric') then 'swemwbs'
            when instrument in (
                'ons4_satisfaction', 'ons4_worthwhile', 'ons4_happiness', 'ons4_anxiety', 'ucla3', 'loneliness_direct',
                'pam_score', 'mycaw_concern_1', 'mycaw_concern_2', 'mycaw_wellbeing', 'eq5d_vas'
            ) then instrument
            else 'unknown'
        end as instrument,
        case when instrument = 'swemwbs_raw' then swemwbs_metric(score) else score end as score
    from activity.outcomes
    where instrument not in ('eq5d5l', 'pam_level')
)

select
    return_month,
    referral_key,
    instrument,
    max(case when phase = 'before' then score end) as score_before,
    max(case when phase = 'closing' then score end) as score_closing
from scored
group by
    return_month,
    referral_key,
    instrument
