//! The numbers that the synthetic England is made with, and where each comes from.
//!
//! "UCL" is Bu and others, The Lancet Public Health 2025 (1.2 million patients of 1,736 practices) with its preprint.
//! "Own choice" means that nothing was published: the number is plausible and no more.

/// Share of women and girls: 60 % in 2023 (UCL).
pub const FEMALE: f64 = 0.60;

/// How much more often people of ethnic minorities are referred than others of the same small area, on a log scale:
/// middle and spread between ICBs. Together with where people live it brings their share to about 23 % (UCL, 2023),
/// and makes some ICBs reach them less.
pub const MINORITY: (f64, f64) = (0.08, 0.30);

/// Share of people who say no: 12 % in 2023, 22 % in 2019 (UCL).
pub const DECLINED: f64 = 0.12;

/// Share of those referred who are never reached (own choice).
pub const NOT_REACHED: f64 = 0.06;

/// Middle days from referral to first contact, and how it spreads between services and within one (own choice; no
/// national figure is published).
pub const WAIT_DAYS: (f64, f64, f64) = (13.0, 0.35, 0.75);

/// Middle days from first contact to closing and its spread. With the wait it makes about 3.5 monthly rows for a
/// referral (own choice).
pub const SUPPORT_DAYS: (f64, f64) = (64.0, 0.6);

/// Longest time from referral to closing in days, so that a bounded number of months need be looked back on.
pub const LONGEST_DAYS: u32 = 330;

/// Contacts after the first: 6 to 12 contacts for each person (training hub page that quotes NHS guidance).
pub const FURTHER_CONTACTS: f64 = 7.0;

/// Log of how much more often people of the most deprived tenth are referred than of the least, per ICB: middle and
/// spread. England's share from more deprived areas was 42 % in 2023 (UCL preprint, read as the two most deprived fifths).
pub const GRADIENT: (f64, f64) = (0.65, 0.2);

/// Share of ICBs without any gradient, and with a reversed one (own choice, so that there is something to find).
pub const FLAT_AND_REVERSED: (f64, f64) = (0.12, 0.08);

/// The gradient where it is reversed.
pub const REVERSED: f64 = -0.4;

/// How referral rates spread between ICBs on a log scale (own choice).
pub const LEVEL_SPREAD: f64 = 0.22;

/// Growth a month: from 1.3 million people a year towards 2 million in five years (seed figures), about 0.7 %.
pub const GROWTH_A_MONTH: f64 = 0.007;

/// Referrals in each month of the year against the mean: fewer in August and December (own choice).
pub const SEASON: [f64; 12] = [
    1.08, 1.03, 1.06, 0.96, 1.00, 1.01, 0.99, 0.90, 1.04, 1.08, 1.05, 0.80,
];

/// Ages: first year of a band, years in it, share (own choice; older and working-age adults, few children).
pub const AGES: [((u32, u32), f64); 9] = [
    ((5, 13), 0.02),
    ((18, 7), 0.07),
    ((25, 10), 0.13),
    ((35, 10), 0.14),
    ((45, 10), 0.15),
    ((55, 10), 0.16),
    ((65, 10), 0.14),
    ((75, 10), 0.13),
    ((85, 14), 0.06),
];

/// Ethnic categories within each group of Census 2021 (rounded from Census 2021, England).
pub const ETHNIC: [&[(&str, f64)]; 5] = [
    &[
        ("H", 0.33),
        ("J", 0.28),
        ("K", 0.11),
        ("L", 0.18),
        ("R", 0.10),
    ],
    &[("N", 0.62), ("M", 0.26), ("P", 0.12)],
    &[("D", 0.30), ("E", 0.14), ("F", 0.28), ("G", 0.28)],
    &[("S", 1.0)],
    &[("A", 0.905), ("B", 0.011), ("C", 0.084)],
];

/// Share of rows without an ethnic category: middle and spread between services; then not stated and not known.
pub const ETHNIC_MISSING: (f64, f64) = (0.08, 0.6);
/// Share of people who were asked and did not say.
pub const ETHNIC_NOT_STATED: f64 = 0.02;
/// Share of people recorded as not known.
pub const ETHNIC_NOT_KNOWN: f64 = 0.02;

/// Sources of referral (own choice: most from general practice, where link workers sit).
pub const SOURCES: [(&str, f64); 12] = [
    ("A1", 0.66),
    ("A3", 0.07),
    ("B1", 0.08),
    ("B2", 0.02),
    ("C1", 0.04),
    ("C3", 0.01),
    ("G4", 0.04),
    ("H1", 0.01),
    ("H2", 0.03),
    ("M5", 0.01),
    ("M6", 0.01),
    ("N3", 0.02),
];

/// Ways of referring (own choice).
pub const METHODS: [(&str, f64); 6] = [
    ("secure_messaging", 0.52),
    ("secure_email", 0.18),
    ("e_referral", 0.12),
    ("phone", 0.08),
    ("self_referral", 0.08),
    ("letter", 0.02),
];

/// Needs: the share as main need in the least deprived tenth, and the log of how much more often in the most deprived
/// (own choice).
pub const NEEDS: [(&str, f64, f64); 12] = [
    ("loneliness", 0.22, -0.3),
    ("mental_wellbeing", 0.24, 0.1),
    ("physical_activity", 0.11, -0.2),
    ("long_term_condition", 0.11, -0.1),
    ("money", 0.07, 0.9),
    ("housing", 0.04, 0.8),
    ("work_training", 0.04, 0.5),
    ("food", 0.02, 0.9),
    ("caring", 0.05, -0.2),
    ("bereavement", 0.04, -0.2),
    ("relationships", 0.03, 0.2),
    ("other", 0.03, 0.2),
];

/// Share of people with a second need, and of those with a further one each time.
pub const MORE_NEEDS: (f64, f64) = (0.45, 0.3);

/// Long-term conditions (own choice).
pub const CONDITIONS: [(&str, f64); 11] = [
    ("mental_health", 0.24),
    ("musculoskeletal", 0.16),
    ("heart_circulation", 0.13),
    ("diabetes", 0.12),
    ("respiratory", 0.10),
    ("obesity", 0.07),
    ("neurological", 0.05),
    ("cancer", 0.04),
    ("learning_disability", 0.04),
    ("dementia", 0.03),
    ("other", 0.02),
];

/// Share of people with a long-term condition, and of those with a further one each time.
pub const WITH_CONDITION: (f64, f64) = (0.45, 0.35);

/// Share of unpaid carers (own choice).
pub const CARER: f64 = 0.10;

/// Reasons for declining (own choice).
pub const DECLINED_REASONS: [(&str, f64); 5] = [
    ("not_wanted", 0.55),
    ("already_supported", 0.20),
    ("not_contactable", 0.10),
    ("not_eligible", 0.08),
    ("other", 0.07),
];

/// Reasons for closing after support (own choice).
pub const CLOSURE_REASONS: [(&str, f64); 8] = [
    ("plan_completed", 0.62),
    ("disengaged", 0.14),
    ("referred_on", 0.10),
    ("moved", 0.03),
    ("died", 0.01),
    ("not_contactable", 0.05),
    ("inappropriate", 0.02),
    ("other", 0.03),
];

/// Shares of rows in which an item is blank (own choice).
pub mod blank {
    /// Sex.
    pub const SEX: f64 = 0.01;
    /// Date of birth or age.
    pub const BIRTH: f64 = 0.01;
    /// Postcode or area code.
    pub const HOME: f64 = 0.03;
    /// Practice; half as many again have a code for not known.
    pub const PRACTICE: f64 = 0.01;
    /// Source.
    pub const SOURCE: f64 = 0.02;
    /// Needs.
    pub const NEED: f64 = 0.03;
    /// Carer.
    pub const CARER: f64 = 0.25;
    /// Reason for closing.
    pub const CLOSURE_REASON: f64 = 0.04;
}

/// The other sheets: contacts, support, outcomes and service use (all own choice).
pub mod detail {
    /// How contacts take place.
    pub const MECHANISMS: [(&str, f64); 5] = [
        ("02", 0.50),
        ("01", 0.38),
        ("11", 0.05),
        ("09", 0.04),
        ("05", 0.03),
    ];

    /// Whether people come to contacts after the first.
    pub const ATTENDANCE: [(&str, f64); 4] = [("5", 0.84), ("3", 0.07), ("2", 0.06), ("4", 0.03)];

    /// Minutes of a contact: the least, the step, and how many steps there are.
    pub const MINUTES: (u32, u32, usize) = (15, 5, 13);
    /// Share of contacts without minutes.
    pub const MINUTES_BLANK: f64 = 0.12;

    /// What helps with each need.
    pub const SUPPORT: [(&str, &[(&str, f64)]); 12] = [
        (
            "loneliness",
            &[
                ("befriending", 0.5),
                ("arts", 0.2),
                ("nature", 0.15),
                ("volunteering", 0.15),
            ],
        ),
        (
            "mental_wellbeing",
            &[
                ("mental_wellbeing", 0.5),
                ("arts", 0.2),
                ("nature", 0.2),
                ("physical_activity", 0.1),
            ],
        ),
        (
            "physical_activity",
            &[("physical_activity", 0.8), ("nature", 0.2)],
        ),
        (
            "long_term_condition",
            &[("self_management", 0.7), ("physical_activity", 0.3)],
        ),
        ("money", &[("debt_advice", 0.5), ("benefits_advice", 0.5)]),
        (
            "housing",
            &[("housing_advice", 0.85), ("legal_advice", 0.15)],
        ),
        (
            "work_training",
            &[
                ("employment", 0.5),
                ("learning", 0.35),
                ("volunteering", 0.15),
            ],
        ),
        ("food", &[("food", 1.0)]),
        ("caring", &[("carer_support", 1.0)]),
        ("bereavement", &[("bereavement", 0.7), ("befriending", 0.3)]),
        (
            "relationships",
            &[
                ("mental_wellbeing", 0.5),
                ("domestic_abuse", 0.3),
                ("legal_advice", 0.2),
            ],
        ),
        (
            "other",
            &[
                ("practical_help", 0.5),
                ("transport", 0.25),
                ("substance_use", 0.25),
            ],
        ),
    ];

    /// Who gives support.
    pub const PROVIDERS: [(&str, f64); 5] = [
        ("vcse", 0.68),
        ("council", 0.17),
        ("nhs", 0.11),
        ("private", 0.03),
        ("self", 0.01),
    ];

    /// Months for which people wait for support.
    pub const MONTHS_WAITING: [(i32, f64); 3] = [(0, 0.65), (1, 0.22), (2, 0.13)];

    /// What becomes of support when the wait is over.
    pub const STATUSES: [(&str, f64); 3] = [
        ("started", 0.84),
        ("not_available", 0.09),
        ("declined", 0.07),
    ];

    /// Share of people who fill in a questionnaire at the first contact, and of those the share who do again at closing.
    pub const SCORED: (f64, f64) = (0.55, 0.7);

    /// Share of questionnaires that are the four questions of the ONS.
    pub const ONS4_SHARE: f64 = 0.6;

    /// Reasons for closing after which nobody is asked again.
    pub const NOT_ASKED: [&str; 4] = ["died", "moved", "disengaged", "not_contactable"];

    /// A question, or a questionnaire with one score, and how people answer it.
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub struct Question {
        /// Code of the questionnaire.
        pub code: &'static str,
        /// Least and greatest score.
        pub range: (u32, u32),
        /// Middle and spread of scores before support.
        pub before: (f64, f64),
        /// Middle and spread of the change from then to closing.
        pub change: (f64, f64),
    }

    /// The four questions of the ONS: people are better off after support on average, and some are not.
    pub const ONS4: &[Question] = &[
        Question {
            code: "ons4_satisfaction",
            range: (0, 10),
            before: (5.2, 2.0),
            change: (1.2, 1.6),
        },
        Question {
            code: "ons4_worthwhile",
            range: (0, 10),
            before: (5.5, 2.1),
            change: (1.1, 1.6),
        },
        Question {
            code: "ons4_happiness",
            range: (0, 10),
            before: (5.3, 2.2),
            change: (1.2, 1.8),
        },
        Question {
            code: "ons4_anxiety",
            range: (0, 10),
            before: (5.6, 2.4),
            change: (-1.3, 1.9),
        },
    ];

    /// The short scale of wellbeing.
    pub const SWEMWBS: &[Question] = &[Question {
        code: "swemwbs_raw",
        range: (7, 35),
        before: (19.5, 4.2),
        change: (2.8, 3.2),
    }];

    /// One service of so many sends how often people used health services.
    pub const ONE_WITH_USE_OF: usize = 10;

    /// Share of closed referrals for which it does, each with somebody to compare with, and of blank numbers in these
    /// rows.
    pub const USE: (f64, f64) = (0.4, 0.06);

    /// Length of the periods before and after the referral, in months.
    pub const USE_MONTHS: u32 = 12;

    /// Uses a month of GP, accident and emergency, outpatient, admissions to hospital: before the referral, after it,
    /// and in the same period of people who were not referred. Before it both use them alike.
    pub const USE_RATES: [(f64, f64, f64); 4] = [
        (0.62, 0.53, 0.60),
        (0.06, 0.05, 0.058),
        (0.2, 0.19, 0.196),
        (0.02, 0.018, 0.0195),
    ];
}

/// Share of returns that never come: for most services, and for the few that struggle, with the share of those.
pub const RETURN_MISSING: (f64, f64, f64) = (0.01, 0.25, 0.06);

/// Share of returns for the newest month that are late.
pub const RETURN_LATE: f64 = 0.07;
