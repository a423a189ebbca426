-- ---
-- id = "link_worker_effect"
-- title = "More link workers and what goes with them"
-- why = "A study of all England found slightly better answers to a survey of patients where there are more link workers for the people. This asks the same of the hub's own figures: where a board gets one more of them, are more people referred, more of them seen soon, and do they feel better?"
-- numerator = "None: the value is a coefficient, the outcome for one more full-time link worker per 50,000 registered people. The number of boards and of months behind it are rows of their own."
-- denominator = "None."
-- unit = "for one more full-time equivalent per 50,000 registered people: referrals: referrals per 1,000 registered people in the month; seen_28_days: percentage points; life_satisfaction: points of 0 to 10. Rows that end in areas and months: boards and months"
-- per = 1.0
-- decimals = 3
-- polarity = "no_judgement"
-- method = "Panel of the boards (ICBs) of today over the twelve months up to the month. The outcome is fitted by weighted least squares as a level of the board, a level of the month and the coefficient times the full-time equivalents per 50,000 registered people (latest census of the month or the two before it): what differs between boards and does not change, and what changes for all at once, cancels out (Frisch and Waugh 1933). Outcomes: displayed referrals per 1,000 registered people; the displayed share of people first seen within 28 days; the mean change in life satisfaction (ONS4) of at least 30 pairs, from protected sums. A board's month counts where its figure is shown, there is a census, and returns of 80% of the services expected came (for seen_28_days in the month after too); a board counts with six such months or more. Weights allow for the people behind each figure (registered, referred, pairs) and for the known variance of the protecting noise, and of rounding to 5 for counts. 95% limits: Student's t with one degree of freedom less than there are boards, from a standard error clustered by board (Arellano 1987; Cameron and Miller 2015), never less than what the noise alone gives. Twelve months hold every season once and four or five censuses. Not calculated with fewer than ten boards or six months, or where the link workers of no board changed otherwise than all."
-- breakdowns = ["per_fte"]
-- cells = [
--     "referrals",
--     "referrals_by_imd_quintile",
--     "waits_by_received_ago",
--     "waits_by_received_ago_imd_quintile",
--     "outcomes_by_instrument",
-- ]
-- limits = [
--     "An association, not an effect: boards that hire may change other things at the same time, and may hire because more people are referred. It allows only for what does not change in a board and for what changes everywhere at once.",
--     "Read the limits, not the value: link workers change slowly, so that within a year there is little to learn from and the limits are wide. Limits on both sides of 0 say that this does not tell, not that link workers make no difference.",
--     "What to expect is small: the published study (BJGP 2025) has odds ratios of 1.005 to 1.015 for each further full-time equivalent per 50,000, in survey responses. From a share of 60% that would be 60.1% to 60.4%.",
--     "The census is quarterly and stands for up to three months; registered people are those of the latest edition held, for every month. Such errors in how many link workers there are pull the value towards 0.",
--     "Networks that sent no workforce return count as none, so a network that begins to send one looks like new link workers. Link workers outside the networks are not in the census.",
--     "The month is that of the figure: of the referral for referrals and seen_28_days, of the closing for life_satisfaction, whose support began months before. Link workers who come now may show later.",
--     "Referrals rise and fall with the services that take part and with late returns. Board-months with fewer than 80% of returns are left out; between 80% and all there are still differences.",
--     "Life satisfaction is the change of people asked twice, without a comparison group; those who are asked again may have fared better.",
--     "The limits are a little too narrow where there are few boards: in 400 invented Englands of 36 boards the limits of the three outcomes held the known association 94, 94 and 92 times in 100, not 95. Panels of neighbouring months share most of their months: do not count them as so many confirmations.",
--     "Board-months whose figure is hidden are left out, which are the small ones; the three outcomes can rest on different boards and months, which is why each has rows of its own for them.",
--     "England alone, and for areas of today, since it looks twelve months back.",
-- ]
-- source = "The hub's monthly return; NHS England, Primary Care Network Workforce; NHS England general practice registrations."
-- topic = "Outcomes"
-- example = "Three boards of the same size in two months, without noise, to be followed by hand (the measure wants ten and six). Link workers per 50,000 stay at 2.0 and 1.0 in A and B and rise from 1.5 to 2.5 in C; referrals per 1,000 rise from 1.0 to 1.1 in A, 1.3 to 1.6 in B, 1.2 to 1.6 in C, which is by 0.1, 0.3 and 0.4. With two months only the rises count: link workers rose by 0, 0 and 1, a third on average, so by -1/3, -1/3 and 2/3 more than on average, and referrals by 0.8 / 3 = 0.2667 on average, so by -0.1667, 0.0333 and 0.1333 more. The coefficient is (1/3 x 0.1667 - 1/3 x 0.0333 + 2/3 x 0.1333) / (1/9 + 1/9 + 4/9) = 0.1333 / 0.6667 = 0.2 referrals per 1,000 for one more. It leaves over -0.1667 + 0.2/3 = -0.1 in A, 0.0333 + 0.2/3 = 0.1 in B and 0.1333 - 0.4/3 = 0 in C. The squared standard error is the sum over boards of (rise of link workers x what is left over) squared, 2 x (1/3 x 0.1) squared = 0.002222, over 0.6667 squared, which is 0.005, times 3/2 x (6 - 1) / (6 - 3) = 2.5 for three boards, six figures and three terms (the coefficient, one month, the mean): 0.0125, root 0.1118. 95% limits with the 4.303 of Student's t for two degrees of freedom: 0.2 -/+ 4.303 x 0.1118 = 0.2 -/+ 0.481, -0.281 to 0.681."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-30"
-- next_review = "2027-11-30"
-- ---
with noise as (
    select
        sum(case when fact = 'referrals' and countable = 'referrals' then variance end) as of_referrals,
        sum(case when fact = 'referrals' and countable = 'persons' then variance end) as of_joined,
        sum(case when fact = 'waits' and countable = 'persons' then variance end) as of_seen,
        sum(case when fact = 'outcomes' and countable = 'paired' then variance end) as of_paired,
        -- In points: the sum is kept in tenths.
        sum(case when fact = 'outcomes' and countable = 'change_tenths' then variance / 100.0 end) as of_change
    from hub.noise
),

returned as (
    select
        area_type,
        area_code,
        geography,
        month,
        12 * cast(substr(month, 1, 4) as bigint) + cast(substr(month, 6, 2) as bigint) as month_no,
        coalesce(received, 0) as received,
        coalesce(received, 0) > 0 and received >= 0.8 * expected as is_complete
    from shared.area_cell_returns
    where geography = 'as_now'
        and area_type in ('england', 'icb')
),

boards as (
    -- Months of a board with enough returns and a census. A board of which the census has nothing is not one with none.
    select
        returned.area_code,
        returned.month,
        returned.month_no,
        -- A number, which is what the panel takes. The engine takes no range of names, hence the frame.
        dense_rank() over (
            order by returned.area_code
            rows between unbounded preceding and current row
        ) as board_no,
        people.people,
        50000.0 * workers.fte / people.people as fte,
        coalesce(next_returned.is_complete, false) as next_is_complete
    from returned
    inner join shared.area_link_workers as workers
        on workers.geography = returned.geography
        and workers.area_type = returned.area_type
        and workers.area_code = returned.area_code
        and workers.month = returned.month
    inner join shared.area_populations as people
        on people.geography = returned.geography
        and people.area_type = returned.area_type
        and people.area_code = returned.area_code
        and returned.month between people.from_month and people.to_month
        and people.basis = 'registered'
        and people.breakdown = 'all'
        and people.people > 0
    left join returned as next_returned
        on next_returned.area_type = returned.area_type
        and next_returned.area_code = returned.area_code
        and next_returned.month_no = returned.month_no + 1
    where returned.area_type = 'icb'
        and returned.is_complete
),

seen as (
    select
        area_code,
        month_no - months_ago as month_no,
        sum(people) as people,
        sum(nodes) as nodes
    from shared.area_waits
    where geography = 'as_now'
        and area_type = 'icb'
        and breakdown = 'all'
        and flow = 'seen'
        and months_ago <= 1
        and to_day <= 29
    group by
        area_code,
        month_no - months_ago
),

shares as (
    -- Shown where the same share is among people seen within 28 days.
    select
        boards.board_no,
        boards.month_no,
        boards.fte,
        1.0 * sdc_display(cells.persons) as joined,
        1.0 * least(sdc_display(seen.people), sdc_display(cells.persons)) / sdc_display(cells.persons) as share,
        seen.nodes * noise.of_seen + 25.0 / 12.0 as seen_noise,
        cells.nodes * noise.of_joined + 25.0 / 12.0 as joined_noise
    from by_area.referrals as cells
    inner join boards
        on boards.area_code = cells.area_code
        and boards.month = cells.month
    inner join seen
        on seen.area_code = boards.area_code
        and seen.month_no = boards.month_no
    cross join noise
    where cells.geography = 'as_now'
        and cells.area_type = 'icb'
        and boards.next_is_complete
        and sdc_shown(cells.persons, cells.floor_met)
        and sdc_shown(seen.people, cells.floor_met)
        and seen.people >= greatest(20.0, 8.0 + 3.1 * sqrt(seen.nodes * noise.of_seen))
        and sdc_percent(sdc_display(seen.people), sdc_display(cells.persons)) is not null
),

outcomes as (
    select
        'referrals' as outcome,
        boards.board_no,
        boards.month_no,
        boards.fte,
        1000.0 * sdc_display(cells.referrals) / boards.people as found,
        boards.people as weight,
        power(1000.0 / boards.people, 2) * (cells.nodes * noise.of_referrals + 25.0 / 12.0) as noise_variance
    from by_area.referrals as cells
    inner join boards
        on boards.area_code = cells.area_code
        and boards.month = cells.month
    cross join noise
    where cells.geography = 'as_now'
        and cells.area_type = 'icb'
        and sdc_shown(cells.persons, cells.floor_met)
    union all
    select
        'seen_28_days' as outcome,
        board_no,
        month_no,
        fte,
        100.0 * share as found,
        joined as weight,
        power(100.0 / joined, 2) * (seen_noise + power(share, 2) * joined_noise) as noise_variance
    from shares
    union all
    select
        'life_satisfaction' as outcome,
        boards.board_no,
        boards.month_no,
        boards.fte,
        cells.change_tenths / 10.0 / cells.paired as found,
        1.0 * cells.paired as weight,
        cells.nodes * (
            noise.of_change + power(cells.change_tenths / 10.0 / cells.paired, 2) * noise.of_paired
        ) / power(cells.paired, 2) as noise_variance
    from by_area.outcomes_by_instrument as cells
    inner join boards
        on boards.area_code = cells.area_code
        and boards.month = cells.month
    cross join noise
    where cells.geography = 'as_now'
        and cells.area_type = 'icb'
        and cells.instrument = 'ons4_satisfaction'
        and sdc_shown(cells.persons, cells.floor_met)
        and sdc_shown(cells.paired, cells.floor_met)
        and cells.paired >= 30
),

windows as (
    -- The twelve months up to each month.
    select
        england.month,
        outcomes.outcome,
        outcomes.board_no,
        outcomes.month_no,
        outcomes.fte,
        outcomes.found,
        outcomes.weight,
        outcomes.noise_variance,
        count(*) over (partition by england.month, outcomes.outcome, outcomes.board_no) as board_months
    from returned as england
    inner join outcomes
        on outcomes.month_no between england.month_no - 11 and england.month_no
    where england.area_type = 'england'
),

panels as (
    select
        month,
        outcome,
        count(distinct board_no) as areas,
        count(distinct month_no) as months,
        panel_effect(board_no, month_no, fte, found, weight, noise_variance) as effect,
        panel_effect_lower(board_no, month_no, fte, found, weight, noise_variance) as effect_lower,
        panel_effect_upper(board_no, month_no, fte, found, weight, noise_variance) as effect_upper
    from windows
    where board_months >= 6
    group by
        month,
        outcome
),

figures as (
    select
        england.area_type,
        england.area_code,
        england.geography,
        england.month,
        wanted.outcome || parts.ending as category,
        case
            when parts.ending = '_areas' then 1.0 * coalesce(panels.areas, 0)
            when parts.ending = '_months' then 1.0 * coalesce(panels.months, 0)
            else panels.effect
        end as value,
        case when parts.ending = '' then panels.effect_lower end as lower95,
        case when parts.ending = '' then panels.effect_upper end as upper95,
        case
            when england.received = 0 then 'not_submitted'
            when parts.ending <> '' then 'shown'
            when panels.areas >= 10 and panels.months >= 6 and panels.effect_lower is not null then 'shown'
            else 'not_calculated'
        end as status
    from returned as england
    cross join (values ('referrals'), ('seen_28_days'), ('life_satisfaction')) as wanted (outcome)
    cross join (values (''), ('_areas'), ('_months')) as parts (ending)
    left join panels
        on panels.month = england.month
        and panels.outcome = wanted.outcome
    where england.area_type = 'england'
)

select
    area_type,
    area_code,
    geography,
    month,
    'per_fte' as breakdown,
    category,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    case when status = 'shown' then value end as value,
    case when status = 'shown' then lower95 end as lower95,
    case when status = 'shown' then upper95 end as upper95,
    status
from figures
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
