-- ---
-- id = "link_worker_fte_by_quarter"
-- title = "Link workers in England by quarter"
-- claim = "Full-time equivalents of social prescribing link workers in England, rounded to whole ones, are those of the eleven published censuses from March 2020 to September 2022, and the last counts 886 networks."
-- source = "NHS England, Primary Care Network Workforce, March 2020 to September 2022."
-- # The publisher's summary is there only where the real England was imported, of which alone this is true.
-- needs = ["mhclg_icb_summary", "workforce"]
-- ---
with published as (
    select
        month,
        fte,
        networks
    from (
        values
        ('2020-03', 112, null),
        ('2020-06', 431, null),
        ('2020-09', 616, null),
        ('2020-12', 852, null),
        ('2021-03', 1093, null),
        ('2021-06', 1261, null),
        ('2021-09', 1427, null),
        ('2021-12', 1612, null),
        ('2022-03', 1741, null),
        ('2022-06', 1903, null),
        ('2022-09', 2047, 886)
    ) as censuses (month, fte, networks)
),

ours as (
    select
        month,
        round(sum(fte)) as fte,
        count(distinct pcn) as networks
    from hub.workforce
    group by month
),

compared as (
    select
        published.month,
        published.fte as published_fte,
        ours.fte as our_fte,
        published.networks as published_networks,
        ours.networks as our_networks
    from published
    left join ours
        on ours.month = published.month
)

select
    month,
    published_fte,
    our_fte,
    published_networks,
    our_networks
from compared
where our_fte is null
    or our_fte <> published_fte
    or our_networks <> published_networks
order by month
