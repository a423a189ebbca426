-- ---
-- id = "wellbeing_improved"
-- title = "People whose wellbeing score improved or worsened"
-- why = "A mean hides that some people fare better and some worse. This says how many of those asked twice changed by a point or more, in either direction."
-- numerator = "improved and worsened: people with two scores, of a referral that was closed in the month, whose score at closing is better or worse by 1 point or more. follow_up: people with two scores."
-- denominator = "improved and worsened: people with a score from before support and one at closing of the same questionnaire. follow_up: people with a score from before support."
-- unit = "% of people with two scores; follow_up: % of people with a first score"
-- per = 100.0
-- decimals = 0
-- polarity = "no_judgement"
-- method = "Percentage of displayed counts, a whole number, with one decimal where the denominator is at least 4,000; 5 stands for 5 or less (shown as ≤5) and 95 for 95 or more (shown as ≥95). The denominator must be at least 50. 95% limits: Wilson's score limits for the displayed counts (Wilson 1927), widened by the known variances of the protecting noise and of rounding to 5. Only pairs of one person and one questionnaire count. Better is higher, but for anxiety, UCLA, the question on loneliness and MYCaW, where it is lower. PAM and the EQ-5D scale, which go from 0 to 100, count from 10 points on. SWEMWBS is the metric score (Stewart-Brown 2009). The category is the questionnaire; follow_up is the share followed up, without which the others cannot be read."
-- breakdowns = ["improved", "worsened", "follow_up"]
-- cells = ["outcomes_by_instrument"]
-- limits = [
--     "Not evidence of effect: there is no comparison group. What would have happened without support is not known.",
--     "People come when they feel worst, and many feel better later without any help (regression to the mean): a part of every change before to after is that.",
--     "Chance answers alone make some scores a point better and some a point worse. Read improved and worsened together.",
--     "Those who are asked again may have fared better than those who are not: read it with follow_up.",
--     "The window is the length of the support, from the score before it to the one at closing. It differs between people, and returns do not hold the days of the scores.",
--     "People who are at the best end of a scale before support cannot improve.",
--     "ONS4 has no agreed smallest change that matters. For SWEMWBS 1 to 3 points are what is called statistically important (Shah and others 2018): this counts from 1 point on.",
--     "The shares are made of protected counts, so they can be a few points off where few referrals are closed; the limits include it. People without a change of a point are the rest, and need not make up 100.",
--     "A person belongs to the area of the practice where they are registered; where that is not known, to the area of the service.",
--     "Of one person four questionnaires count at most: one of each kind first, then further questions of the same. Of two referrals that closed in one month the first counts.",
--     "A count of fewer than 20 is hidden here, in a large area one of some more, since the noise of its cells adds up: whether 8 or more people are behind it is known of the whole, and not of the part.",
-- ]
-- source = "The hub's monthly return: questionnaires before support and at closing."
-- topic = "Outcomes"
-- example = "Of 160 people with two scores 100 are better by a point or more: 100 x 100 / 160 = 62.5, shown as 63%. 95% limits: the variance 7.84 of the noise in one cell and 25 / 12 for rounding to 5 are 9.92 together. Without it the variance of the share is 0.625 x 0.375 / 160 = 0.001465; it adds 9.92 x (1 + 0.625 x 0.625) / (160 x 160) = 0.0005389, so the counts are worth f = 0.001465 / (0.001465 + 0.0005389) = 0.7311 of themselves, 73.1 of 117. Wilson's limits are (2 x 73.1 + 3.84 -/+ 1.96 x root of (3.84 + 4 x 73.1 x 0.375)) / (2 x (117 + 3.84)) = 0.5344 and 0.7072, shown as 53% to 71%."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-29"
-- next_review = "2027-11-29"
-- ---
with noise as (
    -- All are counts of people, so that all have the noise of people.
    select variance
    from hub.noise
    where fact = 'outcomes'
        and countable = 'paired'
),

cells as (
    select
        geography,
        area_type,
        area_code,
        month,
        'improved' as breakdown,
        instrument as category,
        improved as part,
        paired as whole,
        persons,
        nodes,
        floor_met
    from by_area.outcomes_by_instrument
    where instrument <> 'unknown'
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        'worsened' as breakdown,
        instrument as category,
        worsened as part,
        paired as whole,
        persons,
        nodes,
        floor_met
    from by_area.outcomes_by_instrument
    where instrument <> 'unknown'
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        'follow_up' as breakdown,
        instrument as category,
        paired as part,
        persons as whole,
        persons,
        nodes,
        floor_met
    from by_area.outcomes_by_instrument
    where instrument <> 'unknown'
),

judged as (
    select
        cells.area_type,
        cells.area_code,
        cells.geography,
        cells.month,
        cells.breakdown,
        cells.category,
        sdc_display(cells.part) as part,
        sdc_display(cells.whole) as whole,
        cells.nodes * noise.variance + 25.0 / 12.0 as noise_variance,
        case
            when coalesce(returns.received, 0) = 0 then 'not_submitted'
            when not sdc_shown(cells.persons, cells.floor_met) then 'hidden'
            when not sdc_shown(cells.whole, cells.floor_met) then 'hidden'
            -- The floor is kept of everybody asked. From here on there are 8 or more behind a count, but for one case in
            -- a thousand: the noise of several cells adds up.
            when not sdc_shown(cells.part, cells.floor_met)
                or cells.part < greatest(20.0, 8.0 + 3.1 * sqrt(cells.nodes * noise.variance)) then 'hidden'
            when sdc_percent(sdc_display(cells.part), sdc_display(cells.whole)) is null then 'hidden'
            else 'shown'
        end as status
    from cells
    left join shared.area_cell_returns as returns
        on returns.geography = cells.geography
        and returns.area_type = cells.area_type
        and returns.area_code = cells.area_code
        and returns.month = cells.month
    cross join noise
),

shares as (
    select
        area_type,
        area_code,
        geography,
        month,
        breakdown,
        category,
        part,
        whole,
        -- Each has noise of its own, so that the part can come out above the whole.
        least(part, whole) as part_within,
        noise_variance,
        status
    from judged
)

select
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category,
    case when status = 'shown' then part end as numerator,
    case when status = 'shown' then whole end as denominator,
    case when status = 'shown' then sdc_percent(part, whole) end as value,
    case when status = 'shown' then 100.0 * wilson_lower(part_within, whole, noise_variance) end as lower95,
    case when status = 'shown' then 100.0 * wilson_upper(part_within, whole, noise_variance) end as upper95,
    status
from shares
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
