-- What costs and outcomes are worth, and what is assumed where nobody has measured it: one row for each assumption, with
-- its source. `low` makes a result cautious, `high` hopeful: of a cost of support `low` is the dearest, of what would have
-- happened anyway the largest. Prices are those of their year; nothing here raises them to today's.
--
-- Where the source says "assumption of the hub, no published source", the number is a judgement and its range is wide.
select
    item,
    cast(low as double) as low,
    cast(central as double) as central,
    cast(high as double) as high,
    unit,
    price_year,
    source
from (
    values
    -- Services: names as in shared.area_service_use.
    (
        'gp_contacts', 33.0, 37.0, 56.0, 'pounds a contact', '2015; 2023/24; 2022/23 or 2023/24',
        'Low: PSSRU, Unit Costs of Health and Social Care 2015, a surgery visit of 11.7 minutes without costs of qualification and direct care staff, as quoted by PSNC. Central: a 10-minute face-to-face consultation, The King''s Fund for 2023/24, as quoted by the Self Care Forum on 29 August 2025. High: a GP appointment, as quoted by MyHSN in 2024.'
    ),
    (
        'ae_attendances', 91.0, 148.0, 173.0, 'pounds an attendance', '2022/23 or 2023/24; 2016/17; 2023/24',
        'Low: an A&E visit, as quoted by MyHSN in 2024. Central: the mean of reference costs 2016/17, as reported by HFMA on 5 December 2017. High: the cheapest of more complex treatment, The King''s Fund for 2023/24, as quoted by the Self Care Forum on 29 August 2025.'
    ),
    (
        'outpatient_appointments', 103.0, 120.0, 150.0, 'pounds an appointment', '2011/12; 2016/17; none',
        'Low: the cheaper clinic of Table 1 of the MortISE trial (Journal of Foot and Ankle Research 2015), 103.31 pounds. Central: the mean of reference costs 2016/17, as reported by HFMA on 5 December 2017. High: a quarter above that, assumption of the hub, no published source.'
    ),
    (
        'inpatient_admissions', 738.0, 1590.0, 3684.0, 'pounds an admission', '2016/17',
        'Means of reference costs 2016/17 without excess bed days, as reported by HFMA on 5 December 2017. Low: a day case. Central: a non-elective inpatient episode. High: an elective one. Returns do not tell which kind an admission was.'
    ),
    -- What support costs.
    (
        'cost_per_person', 450.0, 348.0, 306.0, 'pounds a person', 'none; none; 2015/16',
        'Central: the 55,389 pounds that went into the Health Precinct, for 159 people (Jones and others 2020). Low: that raised for later prices and what is not in it, assumption of the hub, no published source. High: 91.7 QALYs at 1,963 pounds each are 180,007 pounds, for 588 people who took part in the Doncaster Social Prescribing Service.'
    ),
    -- What a change in life satisfaction is worth.
    (
        'wellby_pounds', 10000.0, 13000.0, 16000.0, 'pounds a point of life satisfaction for one person and year', '2019',
        'HM Treasury, Wellbeing Guidance for Appraisal: Supplementary Green Book Guidance, July 2021; the central value as quoted by the What Works Centre for Wellbeing on 1 June 2023. The range was not seen in print.'
    ),
    (
        'price_uplift', 1.0, 1.0, 1.0, 'times prices of 2019', 'none',
        'None: costs of support are in older prices too, and no GDP deflator was seen.'
    ),
    (
        'years', 0.25, 0.5, 1.0, 'years that a change lasts', 'none',
        'Assumption of the hub, no published source. Nobody is asked again after closing.'
    ),
    (
        'drop_off', 0.75, 0.5, 0.25, 'share of a change lost from each year to the next', 'none',
        'Assumption of the hub, no published source. It moves nothing while no case lasts longer than a year.'
    ),
    (
        'deadweight', 0.9, 0.6, 0.4, 'share that would have happened without support', 'none',
        'Assumption of the hub, no published source. There is no comparison group for scores.'
    ),
    (
        'displacement', 0.1, 0.05, 0.0, 'share that only moved elsewhere', 'none',
        'Assumption of the hub, no published source.'
    ),
    (
        'attribution', 0.5, 0.25, 0.1, 'share brought about by others', 'none',
        'Assumption of the hub, no published source.'
    ),
    (
        'discount_rate', 0.035, 0.035, 0.015, 'a year', 'none',
        'HM Treasury, The Green Book: 3.5%, the rate of social time preference, and for health and life 1.5%; as in the hub''s methods, the second not seen in print.'
    )
) as listed (item, low, central, high, unit, price_year, source)
