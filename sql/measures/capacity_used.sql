-- ---
-- id = "capacity_used"
-- title = "New referrals to a full-time link worker in a year"
-- why = "Guidance takes 200 to 250 people a year as what one worker can support. Well above it people wait; well below it more could be referred."
-- numerator = "Referrals that services received in the month; one person counts at most twice."
-- denominator = "Full-time equivalents of social prescribing link workers at the latest census of the month or the two before it."
-- unit = "referrals per full-time equivalent a year; for share_of_guide % of so many"
-- per = 1.0
-- decimals = 0
-- polarity = "no_judgement"
-- method = "Displayed count divided by full-time equivalents, times 365 and divided by the days of the month. 95% limits: Byar's for the displayed count of the month, widened by the known variances of the protecting noise and of rounding to 5 (Breslow and Day 1987); the full-time equivalents are taken as exact. share_of_guide is the same in percent of 250 and of 200 a year. No ratio where there is no link worker or no census that is recent enough."
-- breakdowns = ["all", "share_of_guide"]
-- cells = ["referrals"]
-- limits = [
--     "Numerators carry the random adjustment that protects people; the limits include it.",
--     "One month stands for a year: months differ in working days and season.",
--     "The guide counts people supported; a referral that is declined, or somebody referred again, takes less of a worker's time.",
--     "A person belongs to the area of the practice where they are registered, a link worker to that of the network: where people are seen across a border, the two differ.",
--     "Counts people whose service sent a return. Where returns are missing, or services do not take part in the hub, it is too low. Read it with the share of returns received.",
--     "Networks that sent no workforce return count as none, which makes it too high. Link workers outside the networks are not in the census.",
-- ]
-- source = "The hub's monthly return; NHS England, Primary Care Network Workforce. The guide of 200 to 250 people a year for a full-time worker is NHS guidance as quoted by training hubs."
-- topic = "Access"
-- example = "240 referrals in a month of 30 days and 12.5 full-time equivalents: 240 / 12.5 = 19.2, and 19.2 x 365 / 30 = 233.6 a year, shown as 234; of the guide of 250 this is 100 x 233.6 / 250 = 93%, of 200 it is 117%. 95% limits: the variance 31.83 of the noise in one cell and 25 / 12 for rounding to 5 are 33.92 together, so f = 240 / (240 + 33.92) = 0.8762 and the limits are those of 240 x f = 210.3. Byar's are 210.3 x (1 - 1 / (9 x 210.3) - 1.96 / (3 x root of 210.3)) cubed = 182.8 and 211.3 x (1 - 1 / (9 x 211.3) + 1.96 / (3 x root of 211.3)) cubed = 240.7; divided by f that is 208.6 and 274.7 referrals, or 203 to 267 a year for a full-time worker."
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

judged as (
    select
        cells.area_type,
        cells.area_code,
        cells.geography,
        cells.month,
        sdc_display(cells.referrals) as referrals,
        cells.nodes * noise.variance + 25.0 / 12.0 as noise_variance,
        365.0 / case
            when substr(cells.month, 6, 2) in ('04', '06', '09', '11') then 30
            when substr(cells.month, 6, 2) <> '02' then 31
            when cast(substr(cells.month, 1, 4) as bigint) % 4 = 0 then 29
            else 28
        end as times_a_year,
        workers.fte,
        case
            when coalesce(returns.received, 0) = 0 then 'not_submitted'
            when coalesce(workers.fte, 0) <= 0 then 'not_applicable'
            when sdc_shown(cells.persons, cells.floor_met) then 'shown'
            else 'hidden'
        end as status
    from by_area.referrals as cells
    left join shared.area_link_workers as workers
        on workers.geography = cells.geography
        and workers.area_type = cells.area_type
        and workers.area_code = cells.area_code
        and workers.month = cells.month
    left join shared.area_cell_returns as returns
        on returns.geography = cells.geography
        and returns.area_type = cells.area_type
        and returns.area_code = cells.area_code
        and returns.month = cells.month
    cross join noise
),

per_worker as (
    select
        area_type,
        area_code,
        geography,
        month,
        status,
        fte,
        case when status = 'shown' then referrals end as referrals,
        case when status = 'shown' then times_a_year * referrals / fte end as a_year,
        case when status = 'shown' then times_a_year * byar_lower(referrals, noise_variance) / fte end as lower_limit,
        case when status = 'shown' then times_a_year * byar_upper(referrals, noise_variance) / fte end as upper_limit
    from judged
)

select
    per_worker.area_type,
    per_worker.area_code,
    per_worker.geography,
    per_worker.month,
    wanted.breakdown,
    wanted.category,
    per_worker.referrals as numerator,
    per_worker.fte as denominator,
    wanted.multiplier * per_worker.a_year as value,
    wanted.multiplier * per_worker.lower_limit as lower95,
    wanted.multiplier * per_worker.upper_limit as upper95,
    per_worker.status
from per_worker
cross join (
    values
    ('all', 'all', 1.0),
    -- In percent of the guide.
    ('share_of_guide', '200', 0.5),
    ('share_of_guide', '250', 0.4)
) as wanted (breakdown, category, multiplier)
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
