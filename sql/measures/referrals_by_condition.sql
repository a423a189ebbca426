-- ---
-- id = "referrals_by_condition"
-- title = "People referred by long-term condition"
-- why = "Social prescribing is offered above all to people who live with a long-term condition. This shows whom it reaches."
-- numerator = "People referred in the month who have the condition; unknown are those for whom none is recorded."
-- denominator = "People whose referral was received in the month."
-- unit = "% of people referred"
-- per = 100.0
-- decimals = 0
-- polarity = "no_judgement"
-- method = "Percentage of displayed counts, a whole number, with one decimal where the denominator is at least 4,000; 5 stands for 5 or less (shown as ≤5) and 95 for 95 or more (shown as ≥95). The denominator must be at least 50. 95% limits: Wilson's score limits for the displayed counts (Wilson 1927), widened by the known variances of the protecting noise and of rounding to 5."
-- breakdowns = ["condition"]
-- cells = ["referrals", "offers_by_condition"]
-- limits = [
--     "The share is made of protected counts, so it can be a few points off where there are few referrals; the limits include it.",
--     "A person belongs to the area of the practice where they are registered; where that is not known, to the area of the service.",
--     "A person with several conditions counts in each, so that the shares add up to more than 100. Of more than three the first three are taken.",
--     "The return has no code for having no condition: unknown holds people without one and people of whom it was not recorded. Where it is large the other shares are too low.",
--     "It is a share of those referred, not of those in the population who live with the condition.",
-- ]
-- source = "The hub's monthly return: long-term conditions, in the hub's own list."
-- topic = "Reach"
-- example = "240 of 1,000 people referred have diabetes: 100 x 240 / 1,000 = 24, shown as 24%. 95% limits: the variance 7.84 of the noise in one cell and 25 / 12 for rounding to 5 are 9.92 together. Without it the variance of the share is 0.24 x 0.76 / 1,000 = 0.0001824; it adds 9.92 x (1 + 0.24 x 0.24) / (1,000 x 1,000) = 0.00001049, so the counts are worth f = 0.0001824 / (0.0001824 + 0.00001049) = 0.9456 of themselves, 226.9 of 945.6. Wilson's limits are (2 x 226.9 + 3.84 -/+ 1.96 x root of (3.84 + 4 x 226.9 x 0.76)) / (2 x (945.6 + 3.84)) = 0.2138 and 0.2682, shown as 21% to 27%."
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

judged as (
    select
        cells.area_type,
        cells.area_code,
        cells.geography,
        cells.month,
        cells.condition as category,
        sdc_display(cells.persons) as with_it,
        sdc_display(everybody.persons) as referred,
        cells.nodes * noise.variance + 25.0 / 12.0 as noise_variance,
        case
            when coalesce(returns.received, 0) = 0 then 'not_submitted'
            when not sdc_shown(everybody.persons, everybody.floor_met) then 'hidden'
            when not sdc_shown(cells.persons, cells.floor_met) then 'hidden'
            when sdc_percent(sdc_display(cells.persons), sdc_display(everybody.persons)) is null then 'hidden'
            else 'shown'
        end as status
    from by_area.offers_by_condition as cells
    inner join by_area.referrals as everybody
        on everybody.geography = cells.geography
        and everybody.area_type = cells.area_type
        and everybody.area_code = cells.area_code
        and everybody.month = cells.month
    left join shared.area_cell_returns as returns
        on returns.geography = cells.geography
        and returns.area_type = cells.area_type
        and returns.area_code = cells.area_code
        and returns.month = cells.month
    cross join noise
)

select
    area_type,
    area_code,
    geography,
    month,
    'condition' as breakdown,
    category,
    case when status = 'shown' then with_it end as numerator,
    case when status = 'shown' then referred end as denominator,
    case when status = 'shown' then sdc_percent(with_it, referred) end as value,
    case when status = 'shown' then 100.0 * wilson_lower(least(with_it, referred), referred, noise_variance) end as lower95,
    case when status = 'shown' then 100.0 * wilson_upper(least(with_it, referred), referred, noise_variance) end as upper95,
    status
from judged
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
