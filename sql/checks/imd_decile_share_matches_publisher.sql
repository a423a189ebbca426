-- ---
-- id = "imd_decile_share_matches_publisher"
-- title = "Share of small areas in the most deprived decile"
-- claim = "For every ICB in force until March 2026, the share of its small areas in decile 1 of the English Indices of Deprivation 2025 equals the publisher's own figure to four decimals, and no ICB is missing on either side."
-- source = "Ministry of Housing, Communities and Local Government, English Indices of Deprivation 2025, summaries by ICB."
-- needs = ["areas", "mhclg_icb_summary", "small_areas"]
-- ---
with ours as (
    select
        icb_before,
        sum(case when imd2025_decile = 1 then 1 else 0 end) as most_deprived,
        count(*) as small_areas
    from hub.small_areas
    group by icb_before
),

icbs as (
    select
        code,
        ons
    from hub.areas
    where area_type = 'icb'
        and edition in ('both', 'before')
),

compared as (
    select
        published.icb_ons as published_ons,
        published.icb_name,
        icbs.code as icb,
        published.share_most_deprived_decile as published_share,
        round(1.0 * ours.most_deprived / ours.small_areas, 4) as our_share
    from icbs
    inner join ours
        on ours.icb_before = icbs.code
    full outer join hub.mhclg_icb_summary as published
        on published.icb_ons = icbs.ons
)

select
    published_ons,
    icb_name,
    icb,
    published_share,
    our_share
from compared
where published_ons is null
    or icb is null
    or abs(our_share - published_share) > 0.00001
order by
    published_ons,
    icb
