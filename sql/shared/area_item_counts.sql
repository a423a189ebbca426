-- Referrals of each area, month and item: all of them, and those for which the item says something.
with items as (
    select
        geography,
        area_type,
        area_code,
        month,
        'date_of_birth' as item,
        age_band <> 'unknown' as is_known,
        persons,
        referrals,
        floor_met
    from by_area.referrals_by_age_band
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        'sex' as item,
        sex <> 'unknown' as is_known,
        persons,
        referrals,
        floor_met
    from by_area.referrals_by_sex
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        'ethnic_category' as item,
        ethnic_group <> 'unknown' as is_known,
        persons,
        referrals,
        floor_met
    from by_area.referrals_by_ethnic_group
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        'postcode_or_lsoa' as item,
        imd_decile <> 'unknown' as is_known,
        persons,
        referrals,
        floor_met
    from by_area.referrals_by_imd_decile
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        'referral_source' as item,
        source <> 'unknown' as is_known,
        persons,
        referrals,
        floor_met
    from by_area.referrals_by_source
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        'need' as item,
        need <> 'unknown' as is_known,
        persons,
        referrals,
        floor_met
    from by_area.referrals_by_need
)

select
    geography,
    area_type,
    area_code,
    month,
    item,
    sum(persons) as persons,
    bool_or(floor_met) as floor_met,
    sum(referrals) as referrals,
    sum(case when is_known then persons else 0 end) as known_persons,
    bool_or(floor_met and is_known) as known_floor_met,
    sum(case when is_known then referrals else 0 end) as known
from items
group by
    geography,
    area_type,
    area_code,
    month,
    item
