-- ---
-- id = "wellbeing_change"
-- title = "Change in wellbeing scores"
-- why = "Support is there for people to feel and live better. This says by how many points the scores of those who were asked twice changed, and how sure that is."
-- numerator = "People with a score from before support and one at closing of the same questionnaire, of a referral that was closed in the month. The value is not made of it: it is the mean of their changes."
-- denominator = "People with a score from before support, of a referral that was closed in the month. Numerator over denominator is the share followed up."
-- unit = "points of the questionnaire"
-- per = 1.0
-- decimals = 1
-- polarity = "no_judgement"
-- method = "Mean of score at closing less score before support, over pairs: the protected sum of changes divided by the protected number of pairs, both before they are rounded for display. It needs at least 30 pairs. 95% limits: the paired t limits of Student (1908) from the protected number, sum and sum of squares; the known variances of the noise of all three are added, with the degrees of freedom of Satterthwaite (1946). Only pairs of one person and one questionnaire count. SWEMWBS is the metric score (Stewart-Brown 2009). The change of one person counts as 10 points at most, up or down; of PAM and the EQ-5D scale, which go from 0 to 100, as 100. instrument: each questionnaire; condition, mental need and kind of support: life satisfaction (ONS4, 0 to 10) alone."
-- breakdowns = ["instrument", "condition", "mental_need", "support_kind"]
-- cells = [
--     "outcomes_by_instrument",
--     "outcomes_by_instrument_condition",
--     "outcomes_by_instrument_mental_need",
--     "outcomes_by_instrument_support_kind",
-- ]
-- limits = [
--     "Not evidence of effect: there is no comparison group. What would have happened without support is not known.",
--     "People come when they feel worst, and many feel better later without any help (regression to the mean): a part of every change before to after is that.",
--     "Read it with the share followed up, numerator over denominator: those who are asked again may have fared better than those who are not.",
--     "The window is the length of the support, from the score before it to the one at closing. It differs between people, and returns do not hold the days of the scores.",
--     "Lower is better for anxiety, UCLA, the question on loneliness and MYCaW: there a change below 0 is for the better. Never compare or average different questionnaires.",
--     "ONS4 has no agreed smallest change that matters. For SWEMWBS 1 to 3 points are what is called statistically important (Shah and others 2018).",
--     "Sums carry the random adjustment that protects people; the limits include it. With 30 pairs it alone moves the mean by about one point, of PAM and the EQ-5D scale by about ten.",
--     "A person belongs to the area of the practice where they are registered; where that is not known, to the area of the service.",
--     "condition: a person with several counts in each, of more than three the first three. unknown holds people without one and people of whom it was not recorded.",
--     "Kind of support: the first of arts, nature, physical activity, advice, health, company or learning, and other that was started, as told in the return of the month of closing; unknown where it tells of none. People are not given a kind by chance, so that kinds cannot be set against each other as to what they do.",
--     "Mental need: yes where mental wellbeing is among the first three needs of the referral.",
--     "Of one person four questionnaires count at most: one of each kind first, then further questions of the same. Of two referrals that closed in one month the first counts.",
-- ]
-- source = "The hub's monthly return: questionnaires before support and at closing."
-- topic = "Outcomes"
-- example = "160 pairs whose changes add up to 192 points and their squares to 800, as protected counts: mean 192 / 160 = 1.2, standard deviation root of ((800 - 192 x 192 / 160) / 159) = 1.89. 95% limits without noise: 1.2 -/+ 1.975 x 1.89 / root of 160 = 1.2 -/+ 0.3, 0.9 to 1.5. The noise of one cell, of variance 800 in the sum of changes and 7.84 in the pairs, adds (800 + 1.2 x 1.2 x 7.84) / (160 x 160) = 0.0317 to the squared standard error, and noise in the sum of squares makes the spread itself less certain. With both, the squared standard error is 0.0543 and the point of Student's t 2.02 for 43 degrees of freedom: 1.2 -/+ 2.02 x root of 0.0543 = 1.2 -/+ 0.47, 0.7 to 1.7."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-29"
-- next_review = "2027-11-29"
-- ---
with noise as (
    select
        sum(case when countable = 'paired' then variance end) as of_paired,
        -- In points, and in points squared: the sum is kept in tenths.
        sum(case when countable = 'change_tenths' then variance / 100.0 end) as of_change,
        sum(case when countable = 'change_squared' then variance end) as of_squares
    from hub.noise
    where fact = 'outcomes'
),

cells as (
    select
        geography,
        area_type,
        area_code,
        month,
        'instrument' as breakdown,
        instrument as category,
        persons,
        paired,
        change_tenths,
        change_squared,
        case when instrument in ('pam_score', 'eq5d_vas') then 10.0 else 1.0 end as scale,
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
        'condition' as breakdown,
        condition as category,
        persons,
        paired,
        change_tenths,
        change_squared,
        1.0 as scale,
        nodes,
        floor_met
    from by_area.outcomes_by_instrument_condition
    where instrument = 'ons4_satisfaction'
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        'mental_need' as breakdown,
        mental_need as category,
        persons,
        paired,
        change_tenths,
        change_squared,
        1.0 as scale,
        nodes,
        floor_met
    from by_area.outcomes_by_instrument_mental_need
    where instrument = 'ons4_satisfaction'
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        'support_kind' as breakdown,
        support_kind as category,
        persons,
        paired,
        change_tenths,
        change_squared,
        1.0 as scale,
        nodes,
        floor_met
    from by_area.outcomes_by_instrument_support_kind
    where instrument = 'ons4_satisfaction'
),

means as (
    select
        cells.area_type,
        cells.area_code,
        cells.geography,
        cells.month,
        cells.breakdown,
        cells.category,
        cells.persons,
        cells.paired,
        cells.scale,
        mean_change(cells.paired, cells.change_tenths / 10.0, cells.change_squared) as mean,
        mean_change_lower(
            cells.paired,
            cells.change_tenths / 10.0,
            cells.change_squared,
            cells.nodes * noise.of_paired,
            cells.nodes * noise.of_change,
            cells.nodes * noise.of_squares
        ) as lower,
        mean_change_upper(
            cells.paired,
            cells.change_tenths / 10.0,
            cells.change_squared,
            cells.nodes * noise.of_paired,
            cells.nodes * noise.of_change,
            cells.nodes * noise.of_squares
        ) as upper,
        case
            when coalesce(returns.received, 0) = 0 then 'not_submitted'
            when not sdc_shown(cells.persons, cells.floor_met) then 'hidden'
            when not sdc_shown(cells.paired, cells.floor_met) or cells.paired < 30 then 'hidden'
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

judged as (
    select
        area_type,
        area_code,
        geography,
        month,
        breakdown,
        category,
        sdc_display(paired) as paired,
        sdc_display(persons) as asked,
        -- In tens of points where the scale is from 0 to 100.
        scale * mean as mean,
        scale * lower as lower,
        scale * upper as upper,
        case when status = 'shown' and (mean is null or lower is null) then 'not_calculated' else status end as status
    from means
)

select
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category,
    case when status = 'shown' then paired end as numerator,
    case when status = 'shown' then asked end as denominator,
    case when status = 'shown' then mean end as value,
    case when status = 'shown' then lower end as lower95,
    case when status = 'shown' then upper end as upper95,
    status
from judged
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
