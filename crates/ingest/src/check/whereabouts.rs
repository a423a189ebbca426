//! Where the person lives and is registered, and which organisation referred them.

use super::line::Line;
use super::masking::shown;
use super::practices::{PracticeRead, Standing, is_organisation_shaped, is_practice_shaped};
use super::quality::Class;
use super::rows::Checker;
use super::slots::{self, Slot};
use super::values::text_of;
use crate::anonymise::{PlaceProblem, Residence, by_lsoa, masked};
use crate::sheet::Value;

impl<'a> Checker<'_, 'a> {
    pub(crate) fn residence(&mut self, line: &mut Line<'_>) -> Residence<'a> {
        let postcode = self.place(line, slots::POSTCODE);
        let lsoa = self.place(line, slots::LSOA);
        match (postcode, lsoa) {
            (Some((Ok(home), _)), Some((Ok(area), _))) => {
                if home != area {
                    self.say(
                        line,
                        slots::LSOA,
                        "postcode_and_lsoa_disagree",
                        "",
                        |finding| finding,
                    );
                }
                home
            }
            (Some((Ok(home), _)), _) | (_, Some((Ok(home), _))) => home,
            (postcode, lsoa) => {
                for (slot, read) in [(slots::POSTCODE, postcode), (slots::LSOA, lsoa)] {
                    if let Some((Err(problem), value)) = read {
                        self.unknown_place(line, slot, problem, value);
                    }
                }
                Residence::UNKNOWN
            }
        }
    }

    /// What a cell says of where somebody lives, and the cell.
    fn place<'v>(
        &mut self,
        line: &mut Line<'v>,
        slot: Slot,
    ) -> Option<(Result<Residence<'a>, PlaceProblem>, Value<'v>)> {
        let value = self.take_recorded(line, slot)?;
        let text = text_of(value)?;
        let found = match slot {
            slots::POSTCODE => self.homes.by_postcode(&text),
            _ => by_lsoa(self.rules.reference, &text),
        };
        let class = match found {
            Ok(_) | Err(PlaceProblem::PostcodeNotUsed) => Class::Valid,
            Err(PlaceProblem::PostcodePseudo) => Class::Default,
            Err(_) => Class::Invalid,
        };
        line.class(slot, class);
        Some((found, value))
    }

    fn unknown_place(
        &mut self,
        line: &Line<'_>,
        slot: Slot,
        problem: PlaceProblem,
        value: Value<'_>,
    ) {
        let rule = match problem {
            PlaceProblem::PostcodePseudo => return,
            PlaceProblem::PostcodeUnknown => "postcode_unknown",
            PlaceProblem::PostcodeNotUsed => "postcode_not_used",
            PlaceProblem::Lsoa2011 => "lsoa_2011",
            PlaceProblem::LsoaUnknown => "lsoa_unknown",
        };
        self.say(line, slot, rule, "", |finding| {
            finding.found(&masked(value))
        });
    }

    pub(crate) fn practice(&mut self, line: &mut Line<'_>) -> &'a str {
        let slot = slots::PRACTICE;
        let Some(text) = self.take(line, slot).and_then(text_of) else {
            return "";
        };
        match self.practices.read(&text) {
            PracticeRead::Found {
                practice,
                matched,
                standing,
            } => {
                let code = practice.code.as_str();
                let class = match standing {
                    Standing::Open => Class::Valid,
                    Standing::ClosedLately => Class::Other,
                    Standing::ClosedEarlier | Standing::NotYetOpen => Class::Invalid,
                };
                line.class(slot, class);
                if standing == Standing::NotYetOpen {
                    self.say(line, slot, "practice_not_open", code, |finding| {
                        finding.found(code)
                    });
                } else if standing != Standing::Open {
                    let successor = practice
                        .successor
                        .as_ref()
                        .map(|successor| format!("{successor}, which took its patients"));
                    self.say(
                        line,
                        slot,
                        "practice_closed",
                        code,
                        |finding| match successor {
                            Some(successor) => finding.found(code).expected(successor),
                            None => finding.found(code),
                        },
                    );
                } else if matched {
                    self.say(line, slot, "practice_matched", &text, |finding| {
                        let place = finding.place.to_string();
                        let shown = shown(&text);
                        let said = format!(
                            "{place}: we read \"{shown}\" as {code} ({}). Check that it is right.",
                            practice.name
                        );
                        finding.found(&shown).expected(code).said(said)
                    });
                }
                code
            }
            PracticeRead::Default(code) => {
                line.class(slot, Class::Default);
                self.say(line, slot, "default_code_used", &code.code, |finding| {
                    finding.found(&code.code)
                });
                &code.code
            }
            PracticeRead::NotRecorded => {
                self.not_recorded(line, slot, &text);
                ""
            }
            PracticeRead::NotStated => {
                self.not_stated(line, slot, &text);
                ""
            }
            PracticeRead::Unknown => {
                self.leave_out(line, slot, "practice_unknown", &text, |finding| {
                    finding
                        .expected("a practice code, like A81001")
                        .found(&shown(&text))
                });
                ""
            }
        }
    }

    /// Reads the organisation that made the referral. Only a code that the reference holds is kept.
    pub(crate) fn organisation(&mut self, line: &mut Line<'_>) -> &'a str {
        let slot = slots::REFERRER;
        let Some(value) = self.take_recorded(line, slot) else {
            return "";
        };
        // What Excel has made a number or a date of cannot be told any more.
        let code = match value {
            Value::Text(text) => text.to_ascii_uppercase(),
            _ => String::new(),
        };
        if let Some(known) = self.practices.organisation(&code) {
            line.class(slot, Class::Valid);
            return known;
        }
        line.class(slot, Class::Invalid);
        if is_practice_shaped(&code) {
            self.say(line, slot, "referrer_unknown", &code, |finding| {
                finding.found(&code)
            });
        } else if is_organisation_shaped(&code) {
            self.example(line, slot, "referrer_not_held", &code, "");
        } else {
            self.say(line, slot, "referrer_unknown", "", |finding| {
                finding.found(&masked(value))
            });
        }
        ""
    }
}
