-- ---
-- id = "small_areas_that_changed_icb"
-- title = "Small areas whose ICB changed in April 2026"
-- claim = "10,207 small areas have another ICB code of the Office for National Statistics since 1 April 2026 than before."
-- source = "A public register's count over the Office for National Statistics' look-up of April 2026."
-- # The publisher's summary is there only where the real England was imported, of which alone this is true.
-- needs = ["areas", "mhclg_icb_summary", "small_areas"]
-- ---
with before as (
    select
        code,
        ons
    from hub.areas
    where area_type = 'icb'
        and edition in ('both', 'before')
),

today as (
    select
        code,
        ons
    from hub.areas
    where area_type = 'icb'
        and edition in ('both', 'now')
),

changed as (
    select count(*) as small_areas
    from hub.small_areas as small_areas
    inner join before
        on before.code = small_areas.icb_before
    inner join today
        on today.code = small_areas.icb_now
    where before.ons <> today.ons
)

select
    10207 as published,
    small_areas as ours
from changed
where small_areas <> 10207
