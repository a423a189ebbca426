-- ---
-- id = "referrals_declined"
-- title = "Referrals declined"
-- why = "People who say no, or whom the service turns away, were offered something that did not fit. The reasons say what to change."
-- numerator = "People with a referral that was received in the month and declined by its end."
-- denominator = "People whose referral was received in the month."
-- unit = "% of people referred"
-- per = 100.0
-- decimals = 0
-- polarity = "no_judgement"
-- method = "Percentage of displayed counts, a whole number, with one decimal where the denominator is at least 4,000; 5 stands for 5 or less (shown as ≤5) and 95 for 95 or more (shown as ≥95). The denominator must be at least 50. 95% limits: Wilson's score limits for the displayed counts (Wilson 1927), widened by the known variances of the protecting noise and of rounding to 5. all takes every reason together; declined is the share of each."
-- breakdowns = ["all", "declined"]
-- cells = ["referrals", "offers_by_declined"]
-- limits = [
--     "The share is made of protected counts, so it can be a few points off where there are few referrals; the limits include it.",
--     "A person belongs to the area of the practice where they are registered; where that is not known, to the area of the service.",
--     "Declined by the end of the month of the referral: who says no later is not in it.",
--     "A service that leaves the item blank looks as if nobody declined.",
--     "It holds the person's own no and the service's: the reasons not_contactable and not_eligible are not a person's choice.",
--     "A person with two referrals that were declined for different reasons counts in both, and twice in all.",
-- ]
-- source = "The hub's monthly return: declined and the reason for it."
-- topic = "Reach"
-- example = "Of 1,000 people referred 60, 20, 15, 15 and 10 had it declined for the five reasons, 120 in all: 100 x 120 / 1,000 = 12, shown as 12%. 95% limits: the five cells that are added up have a noise variance of 7.84 each and rounding to 5 has 25 / 12: a variance of 41.26 together. Without it the variance of the share is 0.12 x 0.88 / 1,000 = 0.0001056; it adds 41.26 x (1 + 0.12 x 0.12) / (1,000 x 1,000) = 0.00004185, so the counts are worth f = 0.0001056 / (0.0001056 + 0.00004185) = 0.7162 of themselves, 85.9 of 716.2. Wilson's limits are (2 x 85.9 + 3.84 -/+ 1.96 x root of (3.84 + 4 x 85.9 x 0.88)) / (2 x (716.2 + 3.84)) = 0.0981 and 0.1458, shown as 10% to 15%."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-29"
-- next_review = "2027-11-29"
-- ---
with noise as (
    select variance
    from hub.noise
    where fact = 'offers'
        and countable = 'persons'
),

declined as (
    select
        geography,
        area_type,
        area_code,
        month,
        'all' as breakdown,
        'all' as category,
        sum(persons) as persons,
        sum(nodes) as nodes,
        bool_or(floor_met) as floor_met
    from by_area.offers_by_declined
    where declined not in ('no', 'unknown')
    group by
        geography,
        area_type,
        area_code,
        month
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        'declined' as breakdown,
        declined as category,
        persons,
        nodes,
        floor_met
    from by_area.offers_by_declined
    where declined not in ('no', 'unknown')
),

judged as (
    select
        declined.area_type,
        declined.area_code,
        declined.geography,
        declined.month,
        declined.breakdown,
        declined.category,
        sdc_display(declined.persons) as declined,
        sdc_display(everybody.persons) as offered,
        -- The larger of the two, where there are several reasons.
        declined.nodes * noise.variance + 25.0 / 12.0 as noise_variance,
        case
            when coalesce(returns.received, 0) = 0 then 'not_submitted'
            when not sdc_shown(everybody.persons, everybody.floor_met) then 'hidden'
            when not sdc_shown(declined.persons, declined.floor_met) then 'hidden'
            when sdc_percent(sdc_display(declined.persons), sdc_display(everybody.persons)) is null then 'hidden'
            else 'shown'
        end as status
    from declined
    inner join by_area.referrals as everybody
        on everybody.geography = declined.geography
        and everybody.area_type = declined.area_type
        and everybody.area_code = declined.area_code
        and everybody.month = declined.month
    left join shared.area_cell_returns as returns
        on returns.geography = declined.geography
        and returns.area_type = declined.area_type
        and returns.area_code = declined.area_code
        and returns.month = declined.month
    cross join noise
)

select
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category,
    case when status = 'shown' then declined end as numerator,
    case when status = 'shown' then offered end as denominator,
    case when status = 'shown' then sdc_percent(declined, offered) end as value,
    case when status = 'shown' then 100.0 * wilson_lower(least(declined, offered), offered, noise_variance) end as lower95,
    case when status = 'shown' then 100.0 * wilson_upper(least(declined, offered), offered, noise_variance) end as upper95,
    status
from judged
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
