//! The synthetic England.

mod case;

use std::{collections::HashMap, fmt};

use hub_reference::{AtomId, Reference};
use hub_standard::{AreaCode, Month};

pub(crate) use self::case::Case;
use crate::{
    calibration::{RETURN_LATE, detail::ONE_WITH_USE_OF},
    chance::{Chance, kind},
    config::SynthConfig,
    details::Wellbeing,
    dirt::Practices,
    effects::{self, Effects, StepChange},
    file::{self, SynthError, SynthFile, SynthKind},
    person::{Homes, Person},
    reach::{self, Reach},
    referral::MONTHS_OPEN_MAX,
    row::{Identity, SynthRow},
    service::{self, SynthService},
};

/// Share of referrals that are for someone whom the service has seen before.
const SEEN_BEFORE: f64 = 0.05;

/// A synthetic England. Cheap to ask from many threads: it holds what was drawn once and draws the rest anew.
pub struct Synth {
    config: SynthConfig,
    services: Vec<SynthService>,
    homes: HashMap<AtomId, Homes>,
    steps: Vec<StepChange>,
    wellbeing: Option<Wellbeing>,
    practices: Practices,
    /// For each service, for each month from [`Synth::first_cohort`]: number of the first referral in all of England.
    /// One more at the end.
    cohorts: Vec<Vec<u64>>,
}

/// The place of a referral: which service, which month it came, which of that month.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) service_idx: usize,
    pub(crate) month: Month,
    pub(crate) n: u64,
}

impl Synth {
    /// Draws the services and what differs between areas. What is to be planted must pass [`SynthConfig::check`].
    pub fn new(reference: &Reference, config: SynthConfig) -> Self {
        let mut services =
            service::services(reference, config.services, config.seed, config.last_month);
        let mut icbs: Vec<AreaCode> = services.iter().map(|service| service.icb.clone()).collect();
        icbs.sort_unstable();
        icbs.dedup();
        let by_icb = effects::by_icb(config.seed, &icbs);
        let effects: HashMap<AtomId, Effects> = services
            .iter()
            .filter_map(|service| Some((service.atom.clone(), by_icb.get(&service.icb)?.clone())))
            .collect();
        let reach = Reach::planted(&config.truths, reference);
        let homes = Homes::by_atom(reference, &effects, reach.as_ref());
        let steps = match reach {
            Some(_) => Vec::new(),
            None => effects::step_changes(config.seed, &icbs, config.months, config.last_month),
        };
        if reach.is_some() {
            reach::share_out(&mut services, &homes);
        }
        let mut synth = Self {
            homes,
            steps,
            wellbeing: Wellbeing::planted(&config.truths, reference, config.last_month),
            cohorts: Vec::with_capacity(services.len()),
            practices: Practices::of(reference, config.first_month()),
            services,
            config,
        };
        let mut next = 0;
        for (service_idx, service) in synth.services.iter().enumerate() {
            let mut starts = vec![next];
            for month in Month::range(synth.first_cohort(), synth.config.last_month) {
                let level = effects
                    .get(&service.atom)
                    .filter(|_| reach.is_none())
                    .map_or(1.0, |effects| effects.level);
                let mean = synth.mean(service, month) * level;
                next += u64::from(
                    synth
                        .chance(kind::COHORT, service_idx, month, 0)
                        .poisson(mean),
                );
                starts.push(next);
            }
            synth.cohorts.push(starts);
        }
        synth
    }

    /// What it was made with.
    pub fn config(&self) -> &SynthConfig {
        &self.config
    }

    /// The services. Their place in this list names them in the other calls.
    pub fn services(&self) -> &[SynthService] {
        &self.services
    }

    /// How many months of returns there are.
    pub fn months(&self) -> usize {
        self.config.months
    }

    /// The months of the returns, the oldest first.
    pub fn month_range(&self) -> impl Iterator<Item = Month> + use<> {
        Month::range(self.first_month(), self.config.last_month)
    }

    /// Where a lasting change of the referral rate was put.
    pub fn step_changes(&self) -> &[StepChange] {
        &self.steps
    }

    /// The rows of a service's return: every referral that is new, open or closed in the month. None when there is no
    /// such service or month, or when the service did not send a return.
    pub fn rows(&self, service_idx: usize, month: Month) -> Option<Vec<SynthRow>> {
        let cases = self.cases(service_idx, month)?;
        Some(cases.map(|case| case.row).collect())
    }

    /// The referrals of a service's return in the order of its rows; none where [`Self::rows`] has none.
    pub(crate) fn cases(
        &self,
        service_idx: usize,
        month: Month,
    ) -> Option<impl Iterator<Item = Case>> {
        let service = self.services.get(service_idx)?;
        if !self.is_sent(service_idx, month) {
            return None;
        }
        let cohorts = Month::range(month.plus(-MONTHS_OPEN_MAX), month);
        let places = cohorts.flat_map(move |came| {
            (0..self.count(service_idx, came)).map(move |n| Place {
                service_idx,
                month: came,
                n,
            })
        });
        Some(places.filter_map(move |place| self.case(service, place, month)))
    }

    /// A service's return as the kind of file that the service uses; none where [`Self::rows`] has none.
    pub fn file(&self, service_idx: usize, month: Month) -> Option<SynthFile> {
        match self.services.get(service_idx)?.habits.kind {
            SynthKind::Csv => self.csv_file(service_idx, month),
            SynthKind::Xlsx => self.xlsx_file(service_idx, month),
        }
    }

    /// A service's return as comma-separated text, whatever the service uses.
    pub fn csv_file(&self, service_idx: usize, month: Month) -> Option<SynthFile> {
        self.write(service_idx, month, file::csv)
    }

    /// A service's return as a workbook, whatever the service uses.
    pub fn xlsx_file(&self, service_idx: usize, month: Month) -> Option<SynthFile> {
        self.write(service_idx, month, file::xlsx)
    }

    /// Everything in a service's returns that can tell who someone is.
    pub fn identities(&self, service_idx: usize) -> Vec<Identity> {
        let Some(service) = self.services.get(service_idx) else {
            return Vec::new();
        };
        let months = Month::range(self.first_cohort(), self.config.last_month);
        let places =
            months.flat_map(|month| (0..self.count(service_idx, month)).map(move |n| (month, n)));
        places
            .filter_map(|(month, n)| {
                let place = Place {
                    service_idx,
                    month,
                    n,
                };
                let (person, person_place) = self.person(service, place)?;
                Some(Identity {
                    nhs_number: person
                        .nhs_number
                        .filter(|_| service.habits.holds_nhs_numbers),
                    date_of_birth: person.date_of_birth,
                    postcode: person.postcode.filter(|_| service.habits.gives_postcode),
                    local_person_id: self.local_id("P", person_place)?,
                    local_referral_id: self.local_id("R", place)?,
                    compared_id: self.compared_id(place),
                })
            })
            .collect()
    }

    fn write(
        &self,
        service_idx: usize,
        month: Month,
        write: fn(&SynthService, Month, &[SynthRow]) -> Result<SynthFile, SynthError>,
    ) -> Option<SynthFile> {
        let rows = self.rows(service_idx, month)?;
        let written = write(self.services.get(service_idx)?, month, &rows);
        debug_assert!(written.is_ok(), "rows of a synthetic return fit in a file");
        written.ok()
    }

    /// The person of a referral, and the referral that they came with first.
    fn person(&self, service: &SynthService, place: Place) -> Option<(Person<'_>, Place)> {
        let mut chance = self.chance(kind::PERSON, place.service_idx, place.month, place.n);
        let earlier = place.month.plus(-7);
        let seen = self.count(place.service_idx, earlier);
        if chance.happens(SEEN_BEFORE) && seen > 0 {
            let n = u64::try_from(chance.below(usize::try_from(seen).ok()?)).ok()?;
            return self.person(
                service,
                Place {
                    month: earlier,
                    n,
                    ..place
                },
            );
        }
        let homes = self.homes.get(&service.atom)?;
        let ordinal = self.ordinal(place)?;
        Some((
            Person::draw(&mut chance, ordinal, place.month.first_day(), homes),
            place,
        ))
    }

    fn first_month(&self) -> Month {
        self.config.first_month()
    }

    /// How life satisfaction changes, if that is planted.
    pub(crate) fn wellbeing(&self) -> Option<&Wellbeing> {
        self.wellbeing.as_ref()
    }

    pub(crate) fn practices(&self) -> &Practices {
        &self.practices
    }

    /// The month of the first referrals: early enough that the first return has a full caseload.
    fn first_cohort(&self) -> Month {
        self.first_month().plus(-MONTHS_OPEN_MAX)
    }

    /// Referrals to expect, before the level of the area.
    fn mean(&self, service: &SynthService, month: Month) -> f64 {
        let steps = self
            .steps
            .iter()
            .filter(|step| step.icb == service.icb && step.from <= month);
        let step: f64 = steps.map(|step| step.factor).product();
        let time = effects::of_month(month, self.config.last_month);
        self.config.referrals_per_service_month * service.habits.size * time * step
    }

    fn count(&self, service_idx: usize, month: Month) -> u64 {
        let place = |n| {
            self.ordinal(Place {
                service_idx,
                month,
                n,
            })
        };
        let end = self.ordinal_start(service_idx, month.next());
        match (place(0), end) {
            (Some(start), Some(end)) => end.saturating_sub(start),
            _ => 0,
        }
    }

    fn ordinal(&self, place: Place) -> Option<u64> {
        self.ordinal_start(place.service_idx, place.month)
            .map(|start| start + place.n)
    }

    fn ordinal_start(&self, service_idx: usize, month: Month) -> Option<u64> {
        let index = usize::try_from(month.months_since(self.first_cohort())).ok()?;
        self.cohorts.get(service_idx)?.get(index).copied()
    }

    /// Whether the service sends a return for the month: some never come, and more are late for the newest month. All
    /// come where it is planted how often who is referred.
    pub fn is_sent(&self, service_idx: usize, month: Month) -> bool {
        let Some(service) = self.services.get(service_idx) else {
            return false;
        };
        if !(self.first_month()..=self.config.last_month).contains(&month) {
            return false;
        }
        // A month that is missing here and not there would be a difference of reach that was not planted.
        if self.config.truths.is_in_reach() {
            return true;
        }
        let mut chance = self.chance(kind::SENDING, service_idx, month, 0);
        let late = if month == self.config.last_month && service_idx > 0 {
            RETURN_LATE
        } else {
            0.0
        };
        !chance.happens(service.habits.return_missing.max(late))
    }

    /// A service's own name for something: a letter and eight digits, no two alike in all of England.
    fn local_id(&self, letter: &str, place: Place) -> Option<String> {
        // 7,919 is a prime that does not divide 90,000,000, so that no two ordinals share a name.
        let scattered = self.ordinal(place)?.wrapping_mul(7_919) % 90_000_000 + 10_000_000;
        Some(format!("{letter}{scattered}"))
    }

    /// The service's name for the person compared with that of a referral; none where the service compares nobody.
    pub(crate) fn compared_id(&self, place: Place) -> Option<String> {
        let sends_use =
            self.config.truths.use_from_all || place.service_idx.is_multiple_of(ONE_WITH_USE_OF);
        if !sends_use {
            return None;
        }
        self.local_id("C", place)
    }

    /// The draws of one thing of a service's month.
    pub(crate) fn chance(&self, kind: u64, service_idx: usize, month: Month, n: u64) -> Chance {
        let service = u64::try_from(service_idx).unwrap_or(u64::MAX);
        let month = u64::try_from(month.months_since(Month::MIN)).unwrap_or(0);
        Chance::of(self.config.seed, &[kind, service, month, n])
    }
}

/// Services and places only: it can draw people, and none of them is shown.
impl fmt::Debug for Synth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Synth")
            .field("config", &self.config)
            .field("services", &self.services.len())
            .finish_non_exhaustive()
    }
}
