-- ---
-- id = "caseload_per_fte"
-- title = "People on the caseload of a full-time link worker"
-- why = "A worker with too many people can give little to each. Set beside the wait it shows where there are too few workers."
-- numerator = "People with a referral that was open on the last day of the month, those who still wait for a first contact among them."
-- denominator = "Full-time equivalents of social prescribing link workers at the latest census of the month or the two before it."
-- unit = "people per full-time equivalent"
-- per = 1.0
-- decimals = 1
-- polarity = "no_judgement"
-- method = "Displayed count divided by full-time equivalents. 95% limits: Byar's for the displayed count, widened by the known variances of the protecting noise and of rounding to 5 (Breslow and Day 1987); the full-time equivalents are taken as exact. No ratio where there is no link worker or no census that is recent enough."
-- breakdowns = ["all"]
-- cells = ["caseload"]
-- limits = [
--     "Numerators carry the random adjustment that protects people; the limits include it.",
--     "A person belongs to the area of the practice where they are registered, a link worker to that of the network: where people are seen across a border, the two differ.",
--     "Counts people whose service sent a return. Where returns are missing, or services do not take part in the hub, it is too low. Read it with the share of returns received.",
--     "Networks that sent no workforce return count as none, which makes it too high. Link workers outside the networks are not in the census.",
--     "A referral that is over and was never closed counts as open.",
--     "Fewer than 20 open cases are hidden here, in a large area some more, since the noise of its cells adds up: whether 8 or more people are behind a count is known of the whole caseload, and not of its open part.",
-- ]
-- source = "The hub's monthly return; NHS England, Primary Care Network Workforce."
-- topic = "Access"
-- example = "450 people on the caseload and 12.5 full-time equivalents: 450 / 12.5 = 36.0. 95% limits: the variance 7.84 of the noise in one cell and 25 / 12 for rounding to 5 are 9.92 together, so f = 450 / (450 + 9.92) = 0.9784 and the limits are those of 450 x f = 440.3. Byar's are 440.3 x (1 - 1 / (9 x 440.3) - 1.96 / (3 x root of 440.3)) cubed = 400.1 and 441.3 x (1 - 1 / (9 x 441.3) + 1.96 / (3 x root of 441.3)) cubed = 483.4; divided by f that is 408.9 and 494.1 people, or 32.7 to 39.5 for a full-time worker."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-29"
-- next_review = "2027-11-29"
-- ---
with noise as (
    select variance
    from hub.noise
    where fact = 'caseload'
        and countable = 'open_cases'
),

judged as (
    select
        cells.area_type,
        cells.area_code,
        cells.geography,
        cells.month,
        sdc_display(cells.open_cases) as people,
        cells.nodes * noise.variance + 25.0 / 12.0 as noise_variance,
        workers.fte,
        case
            when coalesce(returns.received, 0) = 0 then 'not_submitted'
            when coalesce(workers.fte, 0) <= 0 then 'not_applicable'
            -- The floor is kept of everybody on the caseload. From here on there are 8 or more behind a count, but for
            -- one case in a thousand: the noise of several cells adds up.
            when not sdc_shown(cells.open_cases, cells.floor_met)
                or cells.open_cases < greatest(20.0, 8.0 + 3.1 * sqrt(cells.nodes * noise.variance)) then 'hidden'
            else 'shown'
        end as status
    from by_area.caseload as cells
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
)

select
    area_type,
    area_code,
    geography,
    month,
    'all' as breakdown,
    'all' as category,
    case when status = 'shown' then people end as numerator,
    fte as denominator,
    case when status = 'shown' then people / fte end as value,
    case when status = 'shown' then byar_lower(people, noise_variance) / fte end as lower95,
    case when status = 'shown' then byar_upper(people, noise_variance) / fte end as upper95,
    status
from judged
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
