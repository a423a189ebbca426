-- ---
-- id = "support"
-- title = "Support that people were linked to"
-- grain = "one row per referral and kind of support that a return of the month tells of, three of one person at most"
-- depth = 2
-- node_prefix = "support"
--
-- [[dimension]]
-- name = "support"
-- codes = ["arts", "nature", "physical_activity", "debt_advice", "housing_advice", "benefits_advice", "legal_advice",
--     "befriending", "learning", "employment", "volunteering", "self_management", "mental_wellbeing", "carer_support",
--     "food", "transport", "practical_help", "substance_use", "domestic_abuse", "bereavement", "other", "unknown"]
-- most = 3
-- sensitive = true
--
-- [[dimension]]
-- name = "support_status"
-- codes = ["started", "waiting", "not_available", "declined", "unknown"]
-- most = 3
--
-- [[dimension]]
-- name = "imd_quintile"
-- codes = ["1", "2", "3", "4", "5", "unknown"]
--
-- [[countable]]
-- name = "persons"
-- kind = "persons"
--
-- [[countable]]
-- name = "supports"
-- kind = "rows"
-- clip = 3
-- ---
with numbered as (
    select
        referrals.atom,
        referrals.return_month,
        referrals.person_key,
        referrals.imd_quintile,
        case when support.support = '' then 'unknown' else support.support end as support,
        case when support.status = '' then 'unknown' else support.status end as support_status,
        -- One person adds three at most. What became of a support decides only between two of one kind.
        row_number() over (
            partition by referrals.return_month, referrals.person_key
            order by referrals.referral_key, support.support, support.status
            -- DataFusion takes no range of keys, which is what it would make of this by itself.
            rows between unbounded preceding and current row
        ) as place
    from activity.support as support
    inner join stg_referrals_full as referrals
        on referrals.referral_key = support.referral_key
        and referrals.return_month = support.month
    where referrals.atom is not null
)

select
    atom,
    return_month as month,
    person_key as person,
    support,
    support_status,
    imd_quintile
from numbered
where place <= 3
