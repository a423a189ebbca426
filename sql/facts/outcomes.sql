-- ---
-- id = "outcomes"
-- title = "Scores before support and at closing"
-- grain = "one row per person with a referral that closed in the month and questionnaire that was answered before, four of one person at most"
-- depth = 2
-- measures_only = true
-- node_prefix = "outcomes"
--
-- [[dimension]]
-- name = "instrument"
-- codes = ["ons4_satisfaction", "ons4_worthwhile", "ons4_happiness", "ons4_anxiety", "swemwbs", "ucla3", "loneliness_direct",
--     "pam_score", "mycaw_concern_1", "mycaw_concern_2", "mycaw_wellbeing", "eq5d_vas", "unknown"]
-- most = 4
--
-- [[dimension]]
-- name = "condition"
-- columns = ["ltc_1", "ltc_2", "ltc_3"]
-- codes = ["cancer", "diabetes", "respiratory", "heart_circulation", "dementia", "mental_health", "musculoskeletal",
--     "neurological", "learning_disability", "obesity", "other", "unknown"]
-- sensitive = true
--
-- [[dimension]]
-- name = "mental_need"
-- codes = ["yes", "no", "unknown"]
-- sensitive = true
--
-- [[dimension]]
-- name = "support_kind"
-- codes = ["arts", "nature", "physical_activity", "advice", "health", "company_learning", "other", "unknown"]
--
-- [[countable]]
-- name = "persons"
-- kind = "persons"
--
-- [[countable]]
-- name = "paired"
-- kind = "band"
-- column = "is_paired"
-- from = 1
-- to = 1
--
-- [[countable]]
-- name = "improved"
-- kind = "band"
-- column = "direction"
-- from = 1
-- to = 1
--
-- [[countable]]
-- name = "worsened"
-- kind = "band"
-- column = "direction"
-- from = -1
-- to = -1
--
-- [[countable]]
-- name = "change_tenths"
-- kind = "signed"
-- column = "change_tenths"
-- clip = 100
--
-- [[countable]]
-- name = "change_squared"
-- kind = "sum"
-- column = "change_squared"
-- clip = 100
-- ---
with pairs as (
    select
        referrals.atom,
        referrals.return_month,
        referrals.person_key,
        referrals.referral_key,
        scores.instrument,
        referrals.ltc_1,
        referrals.ltc_2,
        referrals.ltc_3,
        case
            when referrals.need_1 = 'unknown' then 'unknown'
            when 'mental_wellbeing' in (referrals.need_1, referrals.need_2, referrals.need_3) then 'yes'
            else 'no'
        end as mental_need,
        coalesce(substr(kinds.ranked_kind, 3), 'unknown') as support_kind,
        -- In points; in tens of points where the scale is from 0 to 100. Nobody moves a sum by more than 10 of these.
        -- Of a missing score and a bound, the greatest and the least would be the bound.
        -- Differences of decimals are not exact, so that they are rounded.
        case
            when scores.score_closing is not null
                then greatest(
                    -10.0,
                    least(
                        10.0,
                        round(
                            (scores.score_closing - scores.score_before)
                            / case when scores.instrument in ('pam_score', 'eq5d_vas') then 10.0 else 1.0 end,
                            4
                        )
                    )
                )
        end as change,
        case
            when scores.instrument in (
                'ons4_anxiety', 'ucla3', 'loneliness_direct', 'mycaw_concern_1', 'mycaw_concern_2', 'mycaw_wellbeing'
            ) then -1.0
            else 1.0
        end as better,
        -- One of each questionnaire comes before the second question of one.
        case scores.instrument
            when 'ons4_satisfaction' then 1
            when 'swemwbs' then 2
            when 'ucla3' then 3
            when 'loneliness_direct' then 4
            when 'pam_score' then 5
            when 'mycaw_wellbeing' then 6
            when 'eq5d_vas' then 7
            when 'ons4_worthwhile' then 8
            when 'ons4_happiness' then 9
            when 'ons4_anxiety' then 10
            when 'mycaw_concern_1' then 11
            when 'mycaw_concern_2' then 12
            else 13
        end as rank_of_instrument,
        row_number() over (
            partition by referrals.return_month, referrals.person_key, scores.instrument
            order by referrals.referral_key
            -- DataFusion takes no range of keys, which is what it would make of this by itself.
            rows between unbounded preceding and current row
        ) as place_in_instrument
    from stg_scores as scores
    inner join stg_referrals_full as referrals
        on referrals.referral_key = scores.referral_key
        and referrals.return_month = scores.return_month
    left join stg_support_kinds as kinds
        on kinds.referral_key = scores.referral_key
        and kinds.return_month = scores.return_month
    where referrals.atom is not null
        and referrals.month_closed = referrals.return_month
        and scores.score_before is not null
),

numbered as (
    -- Of two referrals that closed in one month the first counts: a person is one pair of a questionnaire.
    select
        atom,
        return_month,
        person_key,
        instrument,
        ltc_1,
        ltc_2,
        ltc_3,
        mental_need,
        support_kind,
        change,
        better,
        row_number() over (
            partition by return_month, person_key
            order by rank_of_instrument
        ) as place
    from pairs
    where place_in_instrument = 1
)

select
    atom,
    return_month as month,
    person_key as person,
    instrument,
    ltc_1,
    ltc_2,
    ltc_3,
    mental_need,
    support_kind,
    case when change is not null then cast(1 as bigint) else cast(0 as bigint) end as is_paired,
    case
        when change is null then null
        when change * better >= 1.0 then cast(1 as bigint)
        when change * better <= -1.0 then cast(-1 as bigint)
        else cast(0 as bigint)
    end as direction,
    cast(round(change * 10.0) as bigint) as change_tenths,
    cast(round(change * change) as bigint) as change_squared
from numbered
where place <= 4
