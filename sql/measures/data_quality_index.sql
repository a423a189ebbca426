-- ---
-- id = "data_quality_index"
-- title = "Data quality index"
-- why = "One number for how far the figures of an area can be trusted: what the services that sent recorded, and how many sent at all."
-- numerator = "Mean share of referrals, over the items, for which the item says something."
-- denominator = "All referrals received in the month, had every expected return come."
-- unit = "out of 100"
-- per = 100.0
-- decimals = 1
-- polarity = "high_is_good"
-- method = "Data Quality Maturity Index of NHS England: the mean score of the items times the coverage, times 100. The score of an item is the share of referrals that are neither blank nor a default, not stated counted as such, so that every default is in excess. Coverage is the returns received out of those expected: a service is expected that sent one for the month or in the seven months before it, or that is registered and has sent none so far. It has no interval."
-- breakdowns = ["all"]
-- cells = [
--     "referrals_by_age_band",
--     "referrals_by_sex",
--     "referrals_by_ethnic_group",
--     "referrals_by_imd_decile",
--     "referrals_by_source",
--     "referrals_by_need",
-- ]
-- limits = [
--     "The index is made of displayed counts, so it can be a few points off where there are few referrals.",
--     "Not stated, not known, default and blank are taken together: the index is lower than one that forgives some defaults.",
--     "Six items are scored. A value that could not be used counts as blank.",
-- ]
-- source = "NHS England, Data Quality Maturity Index: methodology. The hub's monthly return."
-- topic = "Data quality"
-- example = "Of 1,000 referrals 990 have a date of birth, 980 a sex, 810 an ethnic category, 950 a home, 990 a source, and of 1,400 needs 1,260 are known: scores of 0.99, 0.98, 0.81, 0.95, 0.99 and 0.90, mean 5.62 / 6 = 0.9367. 9 of 10 expected returns came, a coverage of 0.9: 100 x 0.9367 x 0.9 = 84.3. There are no limits."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-28"
-- next_review = "2027-11-28"
-- ---
with scores as (
    select
        geography,
        area_type,
        area_code,
        month,
        case
            when
                sdc_shown(persons, floor_met)
                and sdc_shown(known_persons, known_floor_met)
                and sdc_percent(sdc_display(known), sdc_display(referrals)) is not null
                then least(1.0, 1.0 * sdc_display(known) / sdc_display(referrals))
        end as score
    from shared.area_item_counts
),

areas as (
    select
        scores.area_type,
        scores.area_code,
        scores.geography,
        scores.month,
        avg(scores.score) as score,
        -- An index without one of the items would be another index.
        count(scores.score) = count(*) as is_whole,
        max(returns.received) as received,
        max(returns.expected) as expected
    from scores
    left join shared.area_cell_returns as returns
        on returns.geography = scores.geography
        and returns.area_type = scores.area_type
        and returns.area_code = scores.area_code
        and returns.month = scores.month
    group by
        scores.area_type,
        scores.area_code,
        scores.geography,
        scores.month
)

select
    area_type,
    area_code,
    geography,
    month,
    'all' as breakdown,
    'all' as category,
    null as numerator,
    null as denominator,
    case when received > 0 and is_whole then 100.0 * score * received / expected end as value,
    null as lower95,
    null as upper95,
    case
        when coalesce(received, 0) = 0 then 'not_submitted'
        when is_whole then 'shown'
        else 'hidden'
    end as status
from areas
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
