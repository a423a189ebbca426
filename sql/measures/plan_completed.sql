-- ---
-- id = "plan_completed"
-- title = "Plans completed"
-- why = "Support helps those who stay with it. A low share says that people drop out, move on or were never right for the service."
-- numerator = "People with a referral that was closed in the month because its plan was completed."
-- denominator = "People with a referral that was closed in the month, for whatever reason or none."
-- unit = "% of people whose referral was closed"
-- per = 100.0
-- decimals = 0
-- polarity = "high_is_good"
-- method = "Percentage of displayed counts, a whole number, with one decimal where the denominator is at least 4,000; 5 stands for 5 or less (shown as ≤5) and 95 for 95 or more (shown as ≥95). The denominator must be at least 50. 95% limits: Wilson's score limits for the displayed counts (Wilson 1927), widened by the known variances of the protecting noise and of rounding to 5."
-- breakdowns = ["all", "ethnic_group", "imd_quintile"]
-- cells = ["caseload", "caseload_by_ethnic_group", "caseload_by_imd_quintile"]
-- limits = [
--     "The share is made of protected counts, so it can be a few points off where few referrals are closed; the limits include it.",
--     "A person belongs to the area of the practice where they are registered; where that is not known, to the area of the service.",
--     "A closing without a reason counts as not completed. So does one of somebody who declined or was never reached.",
--     "A referral that is never closed is not in it.",
--     "Completed says that the plan was carried out, not that it helped.",
--     "A count of fewer than 20 is hidden here, in a large area one of some more, since the noise of its cells adds up: whether 8 or more people are behind it is known of the whole, and not of the part.",
-- ]
-- source = "The hub's monthly return: date and reason of closing."
-- topic = "Outcomes"
-- example = "180 people had a referral closed in the month, 120 of them because the plan was completed: 100 x 120 / 180 = 66.67, shown as 67%. 95% limits: the variance 7.84 of the noise in one cell and 25 / 12 for rounding to 5 are 9.92 together. Without it the variance of the share is 0.6667 x 0.3333 / 180 = 0.001235; it adds 9.92 x (1 + 0.6667 x 0.6667) / (180 x 180) = 0.0004423, so the counts are worth f = 0.001235 / (0.001235 + 0.0004423) = 0.7363 of themselves, 88.4 of 132.5. Wilson's limits are (2 x 88.4 + 3.84 -/+ 1.96 x root of (3.84 + 4 x 88.4 x 0.3333)) / (2 x (132.5 + 3.84)) = 0.5832 and 0.7418, shown as 58% to 74%."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-29"
-- next_review = "2027-11-29"
-- ---
with noise as (
    -- Both are counts of people, so that both have the noise of people.
    select variance
    from hub.noise
    where fact = 'caseload'
        and countable = 'completed'
),

cells as (
    select
        geography,
        area_type,
        area_code,
        month,
        'all' as breakdown,
        'all' as category,
        closed_in_month,
        completed,
        nodes,
        floor_met
    from by_area.caseload
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        'ethnic_group' as breakdown,
        ethnic_group as category,
        closed_in_month,
        completed,
        nodes,
        floor_met
    from by_area.caseload_by_ethnic_group
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        'imd_quintile' as breakdown,
        imd_quintile as category,
        closed_in_month,
        completed,
        nodes,
        floor_met
    from by_area.caseload_by_imd_quintile
),

judged as (
    select
        cells.area_type,
        cells.area_code,
        cells.geography,
        cells.month,
        cells.breakdown,
        cells.category,
        sdc_display(cells.completed) as completed,
        sdc_display(cells.closed_in_month) as closed,
        cells.nodes * noise.variance + 25.0 / 12.0 as noise_variance,
        case
            when coalesce(returns.received, 0) = 0 then 'not_submitted'
            when not sdc_shown(cells.closed_in_month, cells.floor_met) then 'hidden'
            -- The floor is kept of everybody on the caseload. From here on there are 8 or more behind a count, but for
            -- one case in a thousand: the noise of several cells adds up.
            when not sdc_shown(cells.completed, cells.floor_met)
                or cells.completed < greatest(20.0, 8.0 + 3.1 * sqrt(cells.nodes * noise.variance)) then 'hidden'
            when sdc_percent(sdc_display(cells.completed), sdc_display(cells.closed_in_month)) is null then 'hidden'
            else 'shown'
        end as status
    from cells
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
    breakdown,
    category,
    case when status = 'shown' then completed end as numerator,
    case when status = 'shown' then closed end as denominator,
    case when status = 'shown' then sdc_percent(completed, closed) end as value,
    case when status = 'shown' then 100.0 * wilson_lower(least(completed, closed), closed, noise_variance) end as lower95,
    case when status = 'shown' then 100.0 * wilson_upper(least(completed, closed), closed, noise_variance) end as upper95,
    status
from judged
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
