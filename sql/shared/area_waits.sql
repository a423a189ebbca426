-- People of each area and group who joined the wait for a first contact in a month, by the return that says what became
-- of them and how many months after the referral that is: who joined, who left unseen, and who was seen in which band of
-- days. Only cells that can hold somebody: the others would add nothing but noise. Those who joined are those of the
-- referrals: counted among the waits they would have a second draw of noise.
with ages as (
    -- Fewest and most days that a wait can have had in the return of so many months later, however long the months are.
    select
        received_ago,
        months_ago,
        least_days,
        most_days
    from (
        values
        ('0', 0, 0, 30),
        ('1', 1, 1, 61),
        ('2', 2, 29, 91),
        ('3', 3, 60, 122),
        ('4', 4, 90, 152),
        ('5', 5, 121, 183)
    ) as listed (received_ago, months_ago, least_days, most_days)
),

flows as (
    -- A band ends before `to_day`.
    select
        flow,
        from_day,
        to_day
    from (
        values
        ('left', null, null),
        ('seen', 0, 1),
        ('seen', 1, 4),
        ('seen', 4, 8),
        ('seen', 8, 15),
        ('seen', 15, 22),
        ('seen', 22, 29),
        ('seen', 29, 43),
        ('seen', 43, 57),
        ('seen', 57, 85),
        ('seen', 85, 127),
        ('seen', 127, 181),
        ('seen', 181, null)
    ) as listed (flow, from_day, to_day)
),

cells as (
    select
        geography,
        area_type,
        area_code,
        month,
        'all' as breakdown,
        'all' as category,
        received_ago,
        nodes,
        floor_met,
        left_unseen,
        wait_0_0,
        wait_1_3,
        wait_4_7,
        wait_8_14,
        wait_15_21,
        wait_22_28,
        wait_29_42,
        wait_43_56,
        wait_57_84,
        wait_85_126,
        wait_127_180,
        wait_181_up
    from by_area.waits_by_received_ago
    union all
    select
        geography,
        area_type,
        area_code,
        month,
        'imd_quintile' as breakdown,
        imd_quintile as category,
        received_ago,
        nodes,
        floor_met,
        left_unseen,
        wait_0_0,
        wait_1_3,
        wait_4_7,
        wait_8_14,
        wait_15_21,
        wait_22_28,
        wait_29_42,
        wait_43_56,
        wait_57_84,
        wait_85_126,
        wait_127_180,
        wait_181_up
    from by_area.waits_by_received_ago_imd_quintile
)

select
    cells.geography,
    cells.area_type,
    cells.area_code,
    cells.breakdown,
    cells.category,
    -- The return's month, and as a number of months.
    cells.month,
    12 * cast(substr(cells.month, 1, 4) as bigint) + cast(substr(cells.month, 6, 2) as bigint) as month_no,
    ages.months_ago,
    flows.flow,
    flows.from_day,
    flows.to_day,
    -- Protected counts below 0 stay as they are: cut off at 0 they would add people who are not there.
    case
        when flows.flow = 'left' then cells.left_unseen
        when flows.from_day = 0 then cells.wait_0_0
        when flows.from_day = 1 then cells.wait_1_3
        when flows.from_day = 4 then cells.wait_4_7
        when flows.from_day = 8 then cells.wait_8_14
        when flows.from_day = 15 then cells.wait_15_21
        when flows.from_day = 22 then cells.wait_22_28
        when flows.from_day = 29 then cells.wait_29_42
        when flows.from_day = 43 then cells.wait_43_56
        when flows.from_day = 57 then cells.wait_57_84
        when flows.from_day = 85 then cells.wait_85_126
        when flows.from_day = 127 then cells.wait_127_180
        else cells.wait_181_up
    end as people,
    cells.nodes,
    cells.floor_met
from cells
inner join ages
    on ages.received_ago = cells.received_ago
inner join flows
    on flows.flow = 'left'
    or (
        flows.flow = 'seen'
        and flows.from_day <= ages.most_days
        and coalesce(flows.to_day, ages.most_days + 1) > ages.least_days
    )
union all
select
    geography,
    area_type,
    area_code,
    breakdown,
    category,
    month,
    12 * cast(substr(month, 1, 4) as bigint) + cast(substr(month, 6, 2) as bigint) as month_no,
    0 as months_ago,
    'joined' as flow,
    null as from_day,
    null as to_day,
    persons as people,
    nodes,
    floor_met
from (
    select
        geography,
        area_type,
        area_code,
        'all' as breakdown,
        'all' as category,
        month,
        persons,
        nodes,
        floor_met
    from by_area.referrals
    union all
    select
        geography,
        area_type,
        area_code,
        'imd_quintile' as breakdown,
        imd_quintile as category,
        month,
        persons,
        nodes,
        floor_met
    from by_area.referrals_by_imd_quintile
) as joined
