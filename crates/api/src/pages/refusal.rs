//! What a page says of each kind of problem: what happened, what is safe, what to do, and where to go.
//!
//! Problems are worded for programs too; a page adds what a person needs to go on from here.

use axum::http::Method;
use hub_standard::ids::{Month, ServiceCode, SubmissionId};
use hub_ui::view::{ErrorPage, Link};
use jiff::Timestamp;
use serde_json::Value;
use url::form_urlencoded;

use super::analyst::address;
use super::service::upload_href;
use crate::clock::local;
use crate::front::Asked;
use crate::identity::{Principal, Role};
use crate::problem::{Kind, Problem};

/// Member of a [`Problem`] with links that belong to it: pairs of what a link says and where it goes.
pub(crate) const LINKS: &str = "links";

/// The words of a page for a kind of problem.
struct Words {
    /// What happened, where the problem has nothing of its own to say; empty: the words of the kind.
    what: &'static str,
    safe: &'static str,
    steps: &'static [&'static str],
}

/// The page of a problem.
pub(crate) fn view(asked: &Asked, principal: &Principal, problem: &Problem) -> ErrorPage {
    let kind = problem.kind;
    let sent = Sent::of(asked);
    let own = own_links(problem);
    let words = words(kind, sent, !own.is_empty());
    let said = problem.detail != kind.words();
    let parameter = problem.more.get("parameter").and_then(Value::as_str);
    if let Some(name) = parameter.filter(|_| sent == Sent::Nothing) {
        return ErrorPage {
            status: kind.status().as_u16(),
            title: "This address does not work".to_owned(),
            what: format!(
                "A part of the address says something that this page does not know: \u{201c}{name}\u{201d}."
            ),
            technical: problem.detail.clone(),
            safe: words.safe.to_owned(),
            steps: words.steps.iter().map(|step| (*step).to_owned()).collect(),
            reference: Some(asked.id.clone()),
            links: links(asked, principal, kind, own),
            ..ErrorPage::default()
        };
    }
    ErrorPage {
        status: kind.status().as_u16(),
        title: kind.title().to_owned(),
        what: if said || words.what.is_empty() {
            problem.detail.clone()
        } else {
            words.what.to_owned()
        },
        safe: words.safe.to_owned(),
        steps: words.steps.iter().map(|step| (*step).to_owned()).collect(),
        reference: Some(asked.id.clone()),
        links: links(asked, principal, kind, own),
        ..ErrorPage::default()
    }
}

/// What came with the request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sent {
    /// Nothing: a page was asked for.
    Nothing,
    /// A form without a file.
    Form,
    /// A form with a file.
    File,
}

impl Sent {
    pub(super) fn of(asked: &Asked) -> Self {
        match asked.method {
            Method::GET | Method::HEAD => Self::Nothing,
            _ if takes_file(asked.uri.path()) => Self::File,
            _ => Self::Form,
        }
    }
}

fn takes_file(path: &str) -> bool {
    path.ends_with("/upload") || path.ends_with("/fix") || path.starts_with("/operate/reference")
}

fn words(kind: Kind, sent: Sent, has_links: bool) -> Words {
    match kind {
        Kind::InvalidRequest => Words {
            what: "Something in the address or in the form is missing, or not what we expect.",
            safe: "Nothing was changed.",
            steps: &[
                "Go back and try again.",
                "If you typed the address, check it.",
            ],
        },
        Kind::Forbidden => Words {
            what: "You are signed in, but your role does not include this page.",
            safe: "Nothing was changed.",
            steps: &[
                "Check that you are signed in for the right organisation.",
                "If you should have access, ask the person who arranged yours.",
            ],
        },
        Kind::FormExpired => Words {
            what: "The form did not come from your present sign-in. You may have signed in again, or in another window, after the page was loaded.",
            safe: match sent {
                Sent::File => "Nothing was changed, and the file was not kept.",
                Sent::Nothing | Sent::Form => "Nothing was changed.",
            },
            steps: match sent {
                Sent::File => &["Load the upload page again.", "Select the file again."],
                Sent::Nothing | Sent::Form => &["Load the page again and fill in the form again."],
            },
        },
        Kind::NotFound if has_links => Words {
            what: "",
            safe: "Figures of the past stay as they were.",
            steps: &["Choose one of the pages below."],
        },
        Kind::NotFound => Words {
            what: "",
            safe: "Nothing was changed.",
            steps: &[
                "If you typed the address, check it.",
                "If you followed a link, begin again from the start page.",
            ],
        },
        Kind::NoRelease => Words {
            what: "",
            safe: "Returns that were submitted are safe.",
            steps: &["Come back when the first figures have been published."],
        },
        Kind::MethodNotAllowed => Words {
            what: "The address exists, but it cannot be opened in this way. It may be where a form is sent to.",
            safe: "Nothing was changed.",
            steps: &["Begin again from the page with the form."],
        },
        Kind::NotAcceptable => Words {
            what: "We cannot give this in the format that you asked for.",
            safe: "Nothing was changed.",
            steps: &["Use one of the downloads that the page offers."],
        },
        Kind::TimedOut => Words {
            what: "It took too long, so we stopped.",
            safe: "Returns that were submitted before are safe. Sending the same file twice counts once.",
            steps: match sent {
                Sent::File => &["Wait a minute.", "Select the file again."],
                Sent::Form => &[
                    "Look at your returns: it may have arrived.",
                    "If not, try again in a minute.",
                ],
                Sent::Nothing => &["Try again in a minute."],
            },
        },
        Kind::NotYetChecked => Words {
            what: "Your file is still being checked.",
            safe: "Your file has arrived. Nothing has been submitted.",
            steps: &["Wait a few seconds, then look at the result of the check."],
        },
        Kind::Unreadable | Kind::HasProblems | Kind::WarningsNotConfirmed | Kind::NothingCounts => {
            Words {
                what: "This file cannot be submitted as it is.",
                safe: "Nothing was submitted. Returns that you submitted before are safe.",
                steps: &[
                    "Look at the result of the check.",
                    "Put right what it says and upload the file again.",
                ],
            }
        }
        Kind::Superseded => Words {
            what: "",
            safe: "Your file was not submitted, and no other return was changed.",
            steps: &[
                "Look at your returns to see what is in for the month.",
                "If your file is the right one, upload it again.",
            ],
        },
        Kind::DraftExpired => Words {
            what: "We keep the result of a check for a short time only, and never the file. The time for this one is over, or another for the same month has taken its place.",
            safe: "It was not submitted. Returns that you submitted before are safe.",
            steps: &["Upload the file again. The check usually takes seconds."],
        },
        Kind::TooLarge => Words {
            what: "",
            safe: "Returns that you submitted before are safe.",
            steps: match sent {
                Sent::File => &[
                    "Pictures are a common cause: delete them and save.",
                    "Select the file again.",
                ],
                Sent::Nothing | Sent::Form => &["Go back and send less."],
            },
        },
        Kind::UnsupportedMediaType => Words {
            what: "What was sent did not come from the form of this page.",
            safe: "Nothing was kept.",
            steps: &["Use the form on the upload page, and select the file again."],
        },
        Kind::MonthNotOpen => Words {
            what: "",
            safe: "Nothing was kept. Returns that you submitted before are safe.",
            steps: &["Choose a month from the list of your returns."],
        },
        Kind::UnknownService => Words {
            what: "",
            safe: "Nothing was kept.",
            steps: &["Ask the operator of this hub to register the service."],
        },
        Kind::QueryRefused => Words {
            what: "",
            safe: "",
            steps: &[
                "Change the query, and ask for the file again.",
                "Where the answer is too large, ask for a part of it with where, or for fewer columns.",
            ],
        },
        Kind::TooManyQueries => Words {
            what: "",
            safe: "",
            steps: &["Try again in a few seconds."],
        },
        Kind::TooBusy => Words {
            what: "Many files are being checked at this moment.",
            safe: "This file was not kept. Returns that you submitted before are safe.",
            steps: &["Wait half a minute.", "Select the file again."],
        },
        Kind::RateLimited => Words {
            what: "More was asked for in a short time than one person, or all at one address together, may ask for.",
            safe: "Nothing was changed. Returns that you submitted before are safe.",
            steps: match sent {
                Sent::File => &["Wait a minute.", "Select the file again."],
                Sent::Nothing | Sent::Form => &["Try again in a minute."],
            },
        },
        Kind::StorageFull => Words {
            what: "The storage of the hub is full.",
            safe: "Returns that were submitted before are safe. Nothing new was kept.",
            steps: &[
                "Tell the operator of this hub.",
                "Keep your file, and send it when there is room again.",
            ],
        },
        Kind::Unavailable => Words {
            what: "The hub cannot reach its storage at the moment.",
            safe: "Returns that were submitted before are safe.",
            steps: match sent {
                Sent::File => &["Wait a minute.", "Select the file again."],
                Sent::Nothing | Sent::Form => &["Try again in a minute."],
            },
        },
        _ => Words {
            what: "Something went wrong. This is our fault, not yours.",
            safe: "Returns that were submitted before are safe.",
            steps: &[
                "Try again in a few minutes.",
                "If it happens again, tell the operator the reference on this page.",
            ],
        },
    }
}

/// Where to go from here, best first.
fn links(asked: &Asked, principal: &Principal, kind: Kind, own: Vec<Link>) -> Vec<Link> {
    let path = asked.uri.path();
    let mut links = own;
    match kind {
        Kind::DraftExpired => links.extend(upload_again(path)),
        Kind::QueryRefused => links.extend(change_query(asked)),
        Kind::FormExpired
        | Kind::MethodNotAllowed
        | Kind::RateLimited
        | Kind::TooBusy
        | Kind::TooLarge
        | Kind::UnsupportedMediaType => {
            links.extend(
                form_page(path).map(|page| Link::new("Go to the page with the form", page)),
            );
        }
        Kind::NotYetChecked
        | Kind::Unreadable
        | Kind::HasProblems
        | Kind::WarningsNotConfirmed
        | Kind::NothingCounts => {
            links.extend(
                draft_page(path).map(|page| Link::new("See the result of the check", page)),
            );
        }
        _ => {}
    }
    if let Role::Service(code) = &principal.role {
        links.push(Link::new("Your returns", format!("/s/{code}")));
    }
    links.push(Link::new("Go to the start page", "/?start=1"));
    links
}

/// The page on which the query of a file can be changed.
fn change_query(asked: &Asked) -> Option<Link> {
    let query = asked.uri.query().unwrap_or_default();
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .filter(|(name, _)| matches!(name.as_str(), "q" | "as_at"))
        .collect();
    let has_query = pairs.iter().any(|(name, _)| name == "q");
    let pairs: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    has_query.then(|| Link::new("Change the query", address("/analyst/sql", &pairs)))
}

/// Links that came with the problem.
fn own_links(problem: &Problem) -> Vec<Link> {
    let pairs = problem.more.get(LINKS).and_then(Value::as_array);
    pairs
        .into_iter()
        .flatten()
        .filter_map(|pair| Some(Link::new(pair.get(0)?.as_str()?, pair.get(1)?.as_str()?)))
        .collect()
}

/// The page with the form that is sent to this address.
pub(super) fn form_page(path: &str) -> Option<String> {
    if path.starts_with("/analyst/") {
        let is_in_list = path.ends_with("/sharing");
        return Some(if is_in_list { "/analyst/queries" } else { path }.to_owned());
    }
    let of_service = path.starts_with("/s/");
    if let Some(month) = path.strip_suffix("/nil") {
        return of_service.then(|| format!("{month}/upload"));
    }
    let of_draft = path
        .strip_suffix("/confirm")
        .or_else(|| path.strip_suffix("/discard"));
    if let Some(draft) = of_draft {
        // The page before that one: it asks again for what was said of the warnings.
        return of_service.then(|| draft.to_owned());
    }
    let is_form = ["/upload", "/type", "/fix", "/withdraw"]
        .iter()
        .any(|ending| path.ends_with(ending));
    (of_service && is_form).then(|| path.to_owned())
}

/// Service and draft of an address of a draft.
pub(super) fn draft_of(path: &str) -> Option<(ServiceCode, SubmissionId)> {
    let (service, rest) = path.strip_prefix("/s/")?.split_once("/drafts/")?;
    let id = rest.split('/').next()?;
    Some((service.parse().ok()?, id.parse().ok()?))
}

fn draft_page(path: &str) -> Option<String> {
    draft_of(path).map(|(service, id)| format!("/s/{service}/drafts/{id}"))
}

/// Where the file of a draft that is gone can be sent again. Which month it was for went with it; its name tells when
/// it came, and files are for the month before.
fn upload_again(path: &str) -> Option<Link> {
    let (service, id) = draft_of(path)?;
    let came = Timestamp::from_millisecond(i64::try_from(id.millis()).ok()?).ok()?;
    let month = Month::of(local(came).date()).prev();
    Some(Link::new(
        format!("Upload a file for {}", month.words()),
        upload_href(&service, month),
    ))
}
