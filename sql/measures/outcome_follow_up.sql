-- ---
-- id = "outcome_follow_up"
-- title = "People asked again at closing"
-- why = "Whether people are better off can be told only of those who were asked twice. Where few are, those who are missing may have fared quite differently, and every figure of change is in doubt."
-- numerator = "People with a score from before support, of a referral that was closed in the month, who also have a score at closing of the same questionnaire."
-- denominator = "People with a score from before support, of a referral that was closed in the month."
-- unit = "% of people with a first score"
-- per = 100.0
-- decimals = 0
-- polarity = "high_is_good"
-- method = "Percentage of displayed counts, a whole number, with one decimal where the denominator is at least 4,000; 5 stands for 5 or less (shown as ≤5) and 95 for 95 or more (shown as ≥95). The denominator must be at least 50. 95% limits: Wilson's score limits for the displayed counts (Wilson 1927), widened by the known variances of the protecting noise and of rounding to 5."
-- breakdowns = ["instrument"]
-- cells = ["outcomes_by_instrument"]
-- limits = [
--     "The share is made of protected counts, so it can be a few points off where few referrals are closed; the limits include it.",
--     "A person belongs to the area of the practice where they are registered; where that is not known, to the area of the service.",
--     "People who were never asked before support are not in it: it does not tell how many of all those referred were asked at all.",
--     "A first score counts only if the return of the month of closing has it. A service that does not send it again beside the closing score looks as if nobody was asked.",
--     "Of one person four questionnaires count at most: one of each kind first, then further questions of the same. Of two referrals that closed in one month the first counts.",
--     "SWEMWBS holds raw and metric scores. EQ-5D is its scale from 0 to 100 only, and PAM its score only.",
--     "The lower the share, the more those asked again may differ from those who were not. It does not say in which direction.",
--     "A count of fewer than 20 is hidden here, in a large area one of some more, since the noise of its cells adds up: whether 8 or more people are behind it is known of the whole, and not of the part.",
-- ]
-- source = "The hub's monthly return: questionnaires before support and at closing."
-- topic = "Outcomes"
-- example = "200 people have a score from before support, and 160 of them one at closing: 100 x 160 / 200 = 80, shown as 80%. 95% limits: the variance 7.84 of the noise in one cell and 25 / 12 for rounding to 5 are 9.92 together. Without it the variance of the share is 0.8 x 0.2 / 200 = 0.0008; it adds 9.92 x (1 + 0.8 x 0.8) / (200 x 200) = 0.0004067, so the counts are worth f = 0.0008 / (0.0008 + 0.0004067) = 0.663 of themselves, 106.1 of 132.6. Wilson's limits are (2 x 106.1 + 3.84 -/+ 1.96 x root of (3.84 + 4 x 106.1 x 0.2)) / (2 x (132.6 + 3.84)) = 0.724 and 0.8594, shown as 72% to 86%."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-29"
-- next_review = "2027-11-29"
-- ---
with noise as (
    -- Both are counts of people, so that both have the noise of people.
    select variance
    from hub.noise
    where fact = 'outcomes'
        and countable = 'paired'
),

judged as (
    select
        cells.area_type,
        cells.area_code,
        cells.geography,
        cells.month,
        cells.instrument as category,
        sdc_display(cells.paired) as paired,
        sdc_display(cells.persons) as asked,
        cells.nodes * noise.variance + 25.0 / 12.0 as noise_variance,
        case
            when coalesce(returns.received, 0) = 0 then 'not_submitted'
            when not sdc_shown(cells.persons, cells.floor_met) then 'hidden'
            -- The floor is kept of everybody asked. From here on there are 8 or more behind a count, but for one case in
            -- a thousand: the noise of several cells adds up.
            when not sdc_shown(cells.paired, cells.floor_met)
                or cells.paired < greatest(20.0, 8.0 + 3.1 * sqrt(cells.nodes * noise.variance)) then 'hidden'
            when sdc_percent(sdc_display(cells.paired), sdc_display(cells.persons)) is null then 'hidden'
            else 'shown'
        end as status
    from by_area.outcomes_by_instrument as cells
    left join shared.area_cell_returns as returns
        on returns.geography = cells.geography
        and returns.area_type = cells.area_type
        and returns.area_code = cells.area_code
        and returns.month = cells.month
    cross join noise
    where cells.instrument <> 'unknown'
),

shares as (
    select
        area_type,
        area_code,
        geography,
        month,
        category,
        paired,
        asked,
        -- Each has noise of its own, so that the part can come out above the total.
        least(paired, asked) as part,
        noise_variance,
        status
    from judged
)

select
    area_type,
    area_code,
    geography,
    month,
    'instrument' as breakdown,
    category,
    case when status = 'shown' then paired end as numerator,
    case when status = 'shown' then asked end as denominator,
    case when status = 'shown' then sdc_percent(paired, asked) end as value,
    case when status = 'shown' then 100.0 * wilson_lower(part, asked, noise_variance) end as lower95,
    case when status = 'shown' then 100.0 * wilson_upper(part, asked, noise_variance) end as upper95,
    status
from shares
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
