-- ---
-- id = "small_areas_that_changed_icb"
-- title = "Small areas whose ICB changed in April 2026"
-- claim = "10,207 small areas have another ICB code of the Office for National Statistics since 1 April 2026 than before."
-- source = "A public register's count over the Office for National Statistics' look-up of April 2026."
-- # The publisher's summary is there only where the real England was imported, of which alone this is true.
-- needs = ["area_atoms", "areas", "mhclg_icb_summary", "small_areas"]
-- ---
with before as (
    select
        code,
        ons
    from hub.areas
    where area_type = 'icb'
        and edition in ('both', 'before')
),

-- Whatever became of it since.
of_april as (
    select
        area_atoms.atom,
        areas.ons
    from hub.area_atoms as area_atoms
    inner join hub.areas as areas
        on areas.code = area_atoms.area_code
        and areas.area_type = 'icb'
        and areas.valid_from <= '2026-04-01'
        and (areas.valid_to = '' or areas.valid_to >= '2026-04-01')
    where area_atoms.geography = 'as_was'
        and area_atoms.area_type = 'icb'
        and '2026-04' between area_atoms.from_month and area_atoms.to_month
),

changed as (
    select count(*) as small_areas
    from hub.small_areas as small_areas
    inner join before
        on before.code = small_areas.icb_before
    inner join of_april
        on of_april.atom = small_areas.atom
    where before.ons <> of_april.ons
)

select
    10207 as published,
    small_areas as ours
from changed
where small_areas <> 10207
