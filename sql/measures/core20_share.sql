-- ---
-- id = "core20_share"
-- title = "Referrals from the most deprived fifth"
-- why = "The most deprived fifth of England is where health is worst and where the health service has promised to begin. This shows its share of referrals."
-- numerator = "Referrals received in the month of people living in the most deprived fifth of small areas, by the English Indices of Deprivation 2025; one person counts at most twice."
-- denominator = "Referrals received in the month of people for whom the deprivation of their home is known."
-- unit = "% of referrals"
-- per = 100.0
-- decimals = 0
-- polarity = "no_judgement"
-- method = "Percentage of displayed counts, a whole number, with one decimal where the denominator is at least 4,000; 5 stands for 5 or less (shown as ≤5) and 95 for 95 or more (shown as ≥95). The denominator must be at least 50. 95% limits: Wilson's score limits for the displayed counts (Wilson 1927), widened by the known variances of the protecting noise and of rounding to 5."
-- breakdowns = ["all"]
-- cells = ["referrals_by_imd_quintile"]
-- limits = [
--     "Numerators carry the random adjustment that protects people; the limits include it.",
--     "A person belongs to the area of the practice where they are registered; where that is not known, to the area of the service.",
--     "An area where more people live in the most deprived fifth has a higher share whatever it does: set it against the share of residents, core20_residents of the deprivation gap.",
--     "Referrals of people whose home is not known are left out of both counts.",
--     "It does not tell how much greater need is where people are poorer.",
-- ]
-- source = "The hub's monthly return; Ministry of Housing, Communities and Local Government, English Indices of Deprivation 2025; NHS England, Core20PLUS5."
-- topic = "Inequality"
-- example = "300 of 1,020 referrals with a known home are of the most deprived fifth: 100 x 300 / 1,020 = 29.41, shown as 29%. 95% limits: every cell has a noise variance of 31.83, the other four together 127.34, and in the share this makes (0.7059 x 0.7059 x 31.83 + 0.2941 x 0.2941 x 127.34) / (1 + 0.2941 x 0.2941) + 25 / 12 = 26.8. Without it the variance of the share is 0.2941 x 0.7059 / 1,020 = 0.0002035; it adds 26.8 x (1 + 0.2941 x 0.2941) / (1,020 x 1,020) = 0.00002799, so the counts are worth f = 0.0002035 / (0.0002035 + 0.00002799) = 0.8791 of themselves, 263.7 of 896.7. Wilson's limits are (2 x 263.7 + 3.84 -/+ 1.96 x root of (3.84 + 4 x 263.7 x 0.7059)) / (2 x (896.7 + 3.84)) = 0.2652 and 0.3247, shown as 27% to 32%."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-29"
-- next_review = "2027-11-29"
-- ---
with noise as (
    select variance
    from hub.noise
    where fact = 'referrals'
        and countable = 'referrals'
),

sums as (
    select
        area_type,
        area_code,
        geography,
        month,
        sum(case when imd_quintile = '1' then persons end) as core20_persons,
        bool_or(floor_met and imd_quintile = '1') as core20_floor_met,
        sum(case when imd_quintile = '1' then referrals end) as core20,
        sum(case when imd_quintile = '1' then nodes end) as core20_nodes,
        sum(persons) as persons,
        bool_or(floor_met) as floor_met,
        sum(referrals) as referrals,
        sum(nodes) as nodes
    from by_area.referrals_by_imd_quintile
    where imd_quintile <> 'unknown'
    group by
        area_type,
        area_code,
        geography,
        month
),

judged as (
    select
        sums.area_type,
        sums.area_code,
        sums.geography,
        sums.month,
        sdc_display(sums.core20) as core20,
        sdc_display(sums.referrals) as referrals,
        -- The protected counts of the other fifths can come out below 0, so that the part is above the total.
        least(sdc_display(sums.core20), sdc_display(sums.referrals)) as part,
        sums.core20_nodes * noise.variance as core20_noise,
        sums.nodes * noise.variance as noise_variance,
        case
            when coalesce(returns.received, 0) = 0 then 'not_submitted'
            when not sdc_shown(sums.core20_persons, sums.core20_floor_met) then 'hidden'
            when not sdc_shown(sums.persons, sums.floor_met) then 'hidden'
            when sdc_percent(sdc_display(sums.core20), sdc_display(sums.referrals)) is null then 'hidden'
            else 'shown'
        end as status
    from sums
    left join shared.area_cell_returns as returns
        on returns.geography = sums.geography
        and returns.area_type = sums.area_type
        and returns.area_code = sums.area_code
        and returns.month = sums.month
    cross join noise
),

shares as (
    select
        area_type,
        area_code,
        geography,
        month,
        core20,
        referrals,
        part,
        status,
        -- Wilson's limits take noise that is alike in part and total and independent. Here the total is the sum of the
        -- parts: this is the variance that gives the share the same noise. Both counts are rounded on their own.
        case
            when status = 'shown'
                then (
                    power(1 - 1.0 * part / referrals, 2) * core20_noise
                    + power(1.0 * part / referrals, 2) * (noise_variance - core20_noise)
                ) / (1 + power(1.0 * part / referrals, 2)) + 25.0 / 12.0
        end as share_noise
    from judged
)

select
    area_type,
    area_code,
    geography,
    month,
    'all' as breakdown,
    'all' as category,
    case when status = 'shown' then core20 end as numerator,
    case when status = 'shown' then referrals end as denominator,
    case when status = 'shown' then sdc_percent(core20, referrals) end as value,
    case when status = 'shown' then 100.0 * wilson_lower(part, referrals, share_noise) end as lower95,
    case when status = 'shown' then 100.0 * wilson_upper(part, referrals, share_noise) end as upper95,
    status
from shares
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
