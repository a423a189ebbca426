-- ---
-- id = "item_completeness"
-- title = "Items completed"
-- why = "A rate by ethnic group or deprivation is only as good as the share of referrals for which it is recorded."
-- numerator = "Referrals received in the month for which the item says something: not blank, not stated or not known."
-- denominator = "Referrals received in the month."
-- unit = "% of referrals"
-- per = 100.0
-- decimals = 0
-- polarity = "high_is_good"
-- method = "Percentage of displayed counts, a whole number, with one decimal where the denominator is at least 4,000; 5 stands for 5 or less (shown as ≤5) and 95 for 95 or more (shown as ≥95). The denominator must be at least 50. An item is complete where it is neither blank nor a default, as in the Data Quality Maturity Index of NHS England, not stated counted as a default. It has no interval."
-- breakdowns = ["item"]
-- cells = [
--     "referrals_by_age_band",
--     "referrals_by_sex",
--     "referrals_by_ethnic_group",
--     "referrals_by_imd_decile",
--     "referrals_by_source",
--     "referrals_by_need",
-- ]
-- limits = [
--     "The share is made of protected counts, so it can be a few points off where there are few referrals.",
--     "Not stated, not known, default and blank are taken together here.",
--     "A person with three needs counts three times in the item need.",
-- ]
-- source = "The hub's monthly return."
-- topic = "Data quality"
-- example = "Of 1,000 referrals 810 have an ethnic category that says something: 100 x 810 / 1,000 = 81%. Had 960 of them one, 96 would be shown as ≥95. There are no limits."
-- reviewed_by = "the hub's founders"
-- reviewed_on = "2026-11-22"
-- next_review = "2027-11-22"
-- ---
with judged as (
    select
        counts.area_type,
        counts.area_code,
        counts.geography,
        counts.month,
        counts.item,
        sdc_display(counts.known) as known,
        sdc_display(counts.referrals) as referrals,
        case
            when coalesce(returns.received, 0) = 0 then 'not_submitted'
            when not sdc_shown(counts.persons, counts.floor_met) then 'hidden'
            when not sdc_shown(counts.known_persons, counts.known_floor_met) then 'hidden'
            when sdc_percent(sdc_display(counts.known), sdc_display(counts.referrals)) is null
                then 'hidden'
            else 'shown'
        end as status
    from shared.area_item_counts as counts
    left join shared.area_cell_returns as returns
        on returns.geography = counts.geography
        and returns.area_type = counts.area_type
        and returns.area_code = counts.area_code
        and returns.month = counts.month
)

select
    area_type,
    area_code,
    geography,
    month,
    'item' as breakdown,
    item as category,
    case when status = 'shown' then known end as numerator,
    case when status = 'shown' then referrals end as denominator,
    case when status = 'shown' then sdc_percent(known, referrals) end as value,
    null as lower95,
    null as upper95,
    status
from judged
order by
    area_type,
    area_code,
    geography,
    month,
    breakdown,
    category
