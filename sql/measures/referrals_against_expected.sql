-- ---
-- id = "referrals_against_expected"
-- title = "Referrals against those expected"
-- why = "A place with many old or many poor people gets more referrals whatever it does. This sets its referrals against as many as it would have, had each of its age bands, or of its fifths of deprivation, been referred as often as in all of England."
-- numerator = "Referrals received in the month of people whose age band is known (deprivation: whose small area is known); one person counts at most twice."
-- denominator = "Referrals expected: residents of each age band (mid-2020 estimate), or of each fifth of deprivation (Census 2021), times England's referrals of the month per resident of the same band or fifth, added up."
-- unit = "observed for every 100 expected"
-- per = 100.0
-- decimals = 1
-- polarity = "no_judgement"
-- method = "Indirectly standardised ratio: 100 times the displayed number observed, divided by the number expected. England's rates are made of its displayed counts of the month. age has nine age bands, deprivation five fifths by the English Indices of Deprivation 2025; a band or fifth in which nobody of the area lives, or that England hides in the month, is left out on both sides. 95% limits: Byar's for the displayed number observed, exact below 10, widened by the known variances of the protecting noise in all its cells and of rounding to 5, divided by the number expected (Breslow and Day 1987). The number expected is taken as exact. More or fewer than expected is said by the limits alone: more where both are above 100, fewer where both are below."
-- breakdowns = ["age", "deprivation"]
-- cells = ["referrals_by_age_band", "referrals_by_imd_quintile"]
-- limits = [
--     "Numerators carry the random adjustment that protects people; the limits include it. Each band has its own, so that a small area has wide limits.",
--     "Expected means as in England in that month, not as there should be: all of England may refer too few.",
--     "Each area is set against England. Two areas with different people should not be set against each other by it; for that take the rate standardised for age.",
--     "age allows for age alone and deprivation for deprivation alone: there are no residents by both, nor by sex.",
--     "Deprivation: where need is greater in poorer places and England refers more people there, an area that does as England does has 100. It hides how large the gap is, see referrals by deprivation.",
--     "An area where fewer services take part or send is below 100 for that reason alone. Read it with the share of returns received.",
--     "England holds the area itself, which pulls the ratio of a large area towards 100; the limits of a region are a little too wide for it. England's own ratio is 100 but for rounding to 5, and has no limits.",
--     "A person belongs to the area of the practice where they are registered; where that is not known, to the area of the service. Residents live in the area: the two are not quite the same people.",
--     "Referrals of people whose age (or home) is not known are left out on both sides. Where they are more often unknown than in England, the ratio is too low.",
--     "A band that England hides has hardly any referrals, such as children where few services see them; whom an area refers there does not count.",
--     "Residents by age are those of mid-2020, the last estimate held by age.",
-- ]
-- source = "The hub's monthly return; Office for National Statistics, mid-2020 population estimates for small areas, and Census 2021; Ministry of Housing, Communities and Local Government, English Indices of Deprivation 2025; Breslow and Day 1987."
-- topic = "Reach"
-- example = "From 0-17 to 85+ an area has 20,000, 9,000, 13,000, 13,000, 14,000, 12,000, 10,000, 6,000 and 3,000 residents, and England 0.5, 1.5, 2, 2, 2, 2.5, 3, 5 and 8 referrals per 1,000 residents in the month: 10 + 13.5 + 26 + 26 + 28 + 30 + 30 + 30 + 24 = 217.5 are expected. 250 were observed: 100 x 250 / 217.5 = 114.9. 95% limits: the variance 31.83 of the noise in each of nine cells and 25 / 12 for rounding to 5 are 288.55 together, so f = 250 / (250 + 288.55) = 0.46421 and the limits are those of 250 x f = 116.05. Byar's are 116.05 x (1 - 1 / (9 x 116.05) - 1.96 / (3 x root of 116.05)) cubed = 95.90 and 117.05 x (1 - 1 / (9 x 117.05) + 1.96 / (3 x root of 117.05)) cubed = 139.19; divided by f that is 206.59 and 299.84 referrals, or 100 x 206.59 / 217.5 = 95.0 and 100 x 299.84 / 217.5 = 137.9 for every 100 expected: not clearly more than expected."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-30"
-- next_review = "2027-11-30"
-- ---
with noise as (
    select variance
    from hub.noise
    where fact = 'referrals'
        and countable = 'referrals'
),

stacked as (
    select
        geography,
        area_type,
        area_code,
        month,
        'age' as breakdown,
        'resident_mid_2020' as basis,
        'age_band' as parts_by,
        age_band as part,
        persons,
        referrals,
        nodes,
        floor_met
    from by_area.referrals_by_age_band
    where age_band <> 'unknown'
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        'deprivation' as breakdown,
        'resident_census_2021' as basis,
        'imd_quintile' as parts_by,
        imd_quintile as part,
        persons,
        referrals,
        nodes,
        floor_met
    from by_area.referrals_by_imd_quintile
    where imd_quintile <> 'unknown'
),

parts as (
    select
        stacked.geography,
        stacked.area_type,
        stacked.area_code,
        stacked.month,
        stacked.breakdown,
        stacked.part,
        stacked.persons,
        stacked.referrals,
        stacked.nodes,
        stacked.floor_met,
        people.people
    from stacked
    left join shared.area_populations as people
        on people.geography = stacked.geography
        and people.area_type = stacked.area_type
        and people.area_code = stacked.area_code
        and stacked.month between people.from_month and people.to_month
        and people.basis = stacked.basis
        and people.breakdown = stacked.parts_by
        and people.category = stacked.part
        and people.people > 0
),

england as (
    select
        geography,
        month,
        breakdown,
        part,
        case when sdc_shown(persons, floor_met) then 1.0 * sdc_display(referrals) / people end as rate
    from parts
    where area_type = 'england'
),

compared as (
    -- Nothing is expected of a band in which nobody of the area lives, nor of one that England hides.
    select
        parts.geography,
        parts.area_type,
        parts.area_code,
        parts.month,
        parts.breakdown,
        parts.persons,
        parts.referrals,
        parts.nodes,
        parts.floor_met,
        parts.people,
        parts.people * england.rate as expected
    from parts
    left join england
        on england.geography = parts.geography
        and england.month = parts.month
        and england.breakdown = parts.breakdown
        and england.part = parts.part
),

sums as (
    -- England's rates make the expected number: of the area's bands only the sum need be shown.
    select
        geography,
        area_type,
        area_code,
        month,
        breakdown,
        sum(people) as people,
        sum(expected) as expected,
        sum(case when expected is not null then persons end) as persons,
        bool_or(floor_met and expected is not null) as floor_met,
        sum(case when expected is not null then referrals end) as referrals,
        sum(case when expected is not null then nodes end) as nodes
    from compared
    group by
        geography,
        area_type,
        area_code,
        month,
        breakdown
),

judged as (
    select
        sums.geography,
        sums.area_type,
        sums.area_code,
        sums.month,
        sums.breakdown,
        sdc_display(sums.referrals) as observed,
        sums.expected,
        sums.nodes * noise.variance + 25.0 / 12.0 as noise_variance,
        sums.area_type = 'england' as is_reference,
        case
            when coalesce(returns.received, 0) = 0 then 'not_submitted'
            when sums.people is null then 'not_applicable'
            when sums.expected is null then 'not_calculated'
            when not sdc_shown(sums.persons, sums.floor_met) then 'hidden'
            else 'shown'
        end as status
    from sums
    left join shared.area_cell_returns as returns
        on returns.geography = sums.geography
        and returns.area_type = sums.area_type
        and returns.area_code = sums.area_code
        and returns.month = sums.month
    cross join noise
)

select
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    'all' as category,
    case when status = 'shown' then observed end as numerator,
    case when status = 'shown' then expected end as denominator,
    case when status = 'shown' then 100.0 * observed / expected end as value,
    case
        when status = 'shown' and not is_reference then 100.0 * byar_lower(observed, noise_variance) / expected
    end as lower95,
    case
        when status = 'shown' and not is_reference then 100.0 * byar_upper(observed, noise_variance) / expected
    end as upper95,
    status
from judged
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
