//! What the journal records.

use std::collections::BTreeMap;

use hub_standard::ids::{AreaCode, Month, ReleaseId, ServiceCode, SubmissionId};
use hub_standard::stored::Record;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::live::LiveTotals;
use crate::object::{ObjectName, ObjectRef};
use crate::service_kind::ServiceKind;

/// One entry of the journal: the events of one commit, chained to the entry before.
///
/// Its hash is the SHA-256 of its bytes as stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Position, from 0 without gaps.
    pub seq: u64,
    /// Hash of the entry before, lower-case hex; 64 zeros for entry 0.
    pub previous: String,
    /// When it was written. Never before the entry it follows.
    pub at: Timestamp,
    /// Random, so that no two writers ever write the same bytes: a writer that reads its own entry back knows that
    /// it won.
    pub nonce: String,
    /// What happened, in order. Never empty.
    pub events: Vec<Event>,
}

/// A fact. Facts are never changed; later facts may outweigh them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Event {
    /// A service takes part, or its particulars changed.
    ServiceRegistered {
        /// Code of the service.
        service: ServiceCode,
        /// Its name.
        name: String,
        /// Smallest area of the dated geography that it belongs to.
        atom: String,
        /// Its integrated care board.
        icb: AreaCode,
        /// The first month it is expected to return.
        at_month: Month,
        /// Kind of organisation. None: nobody said.
        #[serde(
            default,
            rename = "service_kind",
            skip_serializing_if = "Option::is_none"
        )]
        kind: Option<ServiceKind>,
        /// Who did it on a page of the hub. None: it was done by command.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// From a month on no return of a service is expected; or again one is. Returns that there are stay.
    ServiceEnds {
        /// Code of the service.
        service: ServiceCode,
        /// The first month of which no return is expected. None: the service goes on.
        from: Option<Month>,
        /// Who did it on a page of the hub. None: it was done by command.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// Somebody, or some program, may sign in.
    TokenIssued {
        /// Identifier of the token; not a secret.
        id: String,
        /// Whom it was issued to.
        name: String,
        /// Role.
        role: String,
        /// The service or area that the role is limited to.
        scope: Option<String>,
        /// SHA-256 of the secret, lower-case hex. The secret itself is never stored.
        token_sha256: String,
        /// What a server must know to check the secret by SCRAM-SHA-256, in the form in which PostgreSQL keeps it. None for a
        /// role that has no business there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scram: Option<String>,
        /// When it stops working.
        expires: Timestamp,
        /// How its holder made it, with another token. None: the operator made it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        made: Option<Box<SelfMade>>,
        /// The membership that it is for, which says whose it is: it has the role and scope of that one and ends with it.
        /// None: it is nobody's in particular.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        membership: Option<String>,
        /// Who made it for somebody on a page of the hub. None: it was done by command, or its holder made it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// A token stopped working before its time.
    TokenRevoked {
        /// Identifier of the token.
        id: String,
    },
    /// Somebody works with the hub, for whomever.
    PersonEntered {
        /// Identifier of the person; not a secret.
        id: String,
        /// Name, as others see it.
        name: String,
        /// Keyed hash of the address that they were invited at, lower-case hex. The address itself is never stored.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        invited: Option<String>,
        /// Who entered them on a page of the hub. None: it was done by command.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// It is known from now on who a person is to the one that signs people in.
    PersonBound {
        /// Identifier of the person.
        id: String,
        /// Keyed hash of the issuer and of its name for the person, lower-case hex.
        subject: String,
    },
    /// A person works with the hub no more: all their memberships end, and all tokens for these.
    PersonLeft {
        /// Identifier of the person.
        id: String,
        /// Who said so on a page of the hub. None: it was done by command.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// A person may do from now on what a role may.
    MembershipGranted {
        /// Identifier of the membership; not a secret. No token has the same.
        id: String,
        /// The person.
        person: String,
        /// Role.
        role: String,
        /// The service or area that the role is limited to.
        scope: Option<String>,
        /// Who gave it on a page of the hub. None: it was done by command.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// A person may do that no more, and all tokens for it end.
    MembershipEnded {
        /// Identifier of the membership.
        id: String,
        /// Who ended it on a page of the hub. None: it was done by command.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// A return counts from now on for its service and month.
    Accepted(Box<Accepted>),
    /// A return no longer counts. None counts for its service and month until another is accepted.
    Withdrawn {
        /// The return.
        submission: SubmissionId,
        /// Its service.
        service: ServiceCode,
        /// Its month.
        month: Month,
        /// Who withdrew it.
        by: String,
    },
    /// Reference data were imported, and are in use from now on.
    ReferenceImported {
        /// Which edition they are.
        edition: String,
        /// The tables by name.
        tables: BTreeMap<String, ObjectRef>,
        /// Who imported them on a page of the hub. None: it was done by command.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// Somebody's rows were taken out for good. It names nobody, and says of no object how many rows went.
    Erased {
        /// Identifier of the erasure.
        erasure: String,
        /// The objects that held such rows, and what took their places.
        replaced: Vec<Replaced>,
    },
    /// The list of people who object to being counted is another one from now on. It does not say who or how many.
    OptOutsChanged {
        /// The list; none when nobody is on it any more.
        list: Option<ObjectName>,
    },
    /// Somebody keeps a query under a name.
    QuerySaved(Box<SavedQuery>),
    /// From now on others see a saved query, or see it no more.
    QuerySharing {
        /// Identifier of the saved query.
        id: String,
        /// Whether they see it.
        shared: bool,
    },
    /// From now on nobody sees a saved query.
    QueryRemoved {
        /// Identifier of the saved query.
        id: String,
    },
    /// Cells by more columns at once than everyone sees were made, because a project asked for them.
    TableOpened(Box<OpenedTable>),
    /// A release was published.
    Released {
        /// The release.
        release: ReleaseId,
        /// SHA-256 of its manifest, lower-case hex.
        manifest_sha256: String,
        /// The journal entry up to which returns were taken into account.
        journal_seq: u64,
        /// Words for people.
        label: String,
    },
}

/// Cells of a release by more columns at once than everyone sees. They are there for whoever may ask in SQL, for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedTable {
    /// The release.
    pub release: ReleaseId,
    /// The table of cells, as its fact names it.
    pub table: String,
    /// Whether one of its columns is sensitive.
    pub is_sensitive: bool,
    /// The project that asked for it.
    pub project: String,
    /// When it was made.
    pub at: Timestamp,
    /// The cells.
    pub object: ObjectRef,
}

/// How somebody made a token for themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelfMade {
    /// What its holder calls it.
    pub label: String,
    /// Identifier of the token that it was made with.
    pub with: String,
    /// When it was made.
    pub at: Timestamp,
}

/// A query that somebody keeps under a name.
///
/// Nobody's query is kept unless they ask for it: this is the only place that has the text of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedQuery {
    /// Identifier.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// Its text.
    pub sql: String,
    /// The release that it was written on.
    pub release: ReleaseId,
    /// Whose it is: the name that their token was issued to.
    pub by: String,
    /// Their role.
    pub role: String,
    /// The service or area that the role is limited to.
    pub scope: Option<String>,
    /// When it was saved.
    pub at: Timestamp,
}

/// An object that held rows of somebody to be forgotten. It is deleted once the journal says this.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Replaced {
    /// The object.
    pub from: ObjectName,
    /// The same without those rows; none where nothing counted on it.
    pub to: Option<ObjectName>,
}

/// An accepted return: who, when, which object, and how good it was. No file name, since people write names into it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Accepted {
    /// Identifier of the return.
    pub submission: SubmissionId,
    /// The service it is for.
    pub service: ServiceCode,
    /// The month it is for.
    pub month: Month,
    /// Name of the principal who sent it.
    pub by: String,
    /// When it was sent.
    pub at: Timestamp,
    /// Keyed hash of the file's bytes, and of what its sender said of them: the same file has the same tag.
    pub content_tag: String,
    /// The same of the bytes alone, where that is another tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_tag: Option<String>,
    /// Whether the service said that it had nothing to report.
    pub nil: bool,
    /// Where the anonymised referrals are; none for a nil return.
    pub object: Option<ObjectRef>,
    /// The other sheets of the return; none for a return of referrals alone.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<Record, Detail>,
    // All numbers but the live totals are those of the file as it was sent, and stay so: what objections or erasures took
    // out of the object is told by none of them.
    /// Rows read from the file.
    pub rows_read: u32,
    /// Rows that count.
    pub rows_counted: u32,
    /// Rows left out because of problems.
    pub rows_left_out: u32,
    /// Rows that were not data: blank, example, totals.
    pub rows_ignored: u32,
    /// Warnings given.
    pub warnings: u32,
    /// The return that the sender knew to be replacing.
    pub replaces: Option<SubmissionId>,
    /// Quality of each item.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<ItemCount>,
    /// Totals for the receipt.
    pub summary: ReturnSummary,
    /// Totals for those who watch a month come in; none of returns from before there were any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub live: Option<Box<LiveTotals>>,
    /// What the service said that its columns hold, by heading: the item, or none for a column that is not used. Its next
    /// file is read by the same.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headings: BTreeMap<String, Option<String>>,
    /// How many digits each reference of a referral had, where that shows later that Excel took zeros away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference_digits: Option<u8>,
    /// Why it is so different from the return for the month before, as its sender chose it; none where it is not, and of
    /// returns from before that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why_different: Option<WhyDifferent>,
}

/// Why a return is so different from the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyDifferent {
    /// More or less happened.
    RealChange,
    /// It is for part of its month.
    PartOfMonth,
    /// The service records in a new way.
    NewRecording,
    /// One of the two corrects an earlier mistake.
    Correction,
    /// Something else.
    Other,
}

impl Accepted {
    /// Whether it was made from the file with this tag, whatever its sender said of the file.
    #[must_use]
    pub fn is_of_file(&self, file_tag: &str) -> bool {
        self.file_tag.as_deref().unwrap_or(&self.content_tag) == file_tag
    }

    /// Every object of the return, that of the referrals first.
    pub fn objects(&self) -> impl Iterator<Item = &ObjectRef> {
        let details = self.details.values().map(|detail| &detail.object);
        self.object.iter().chain(details)
    }

    /// The object of one of its sheets.
    #[must_use]
    pub fn object_of(&self, record: Record) -> Option<&ObjectRef> {
        match record {
            Record::Referrals => self.object.as_ref(),
            _ => self.details.get(&record).map(|detail| &detail.object),
        }
    }

    /// The same with another object for one of its sheets.
    pub(crate) fn with_object(mut self, record: Record, object: ObjectRef) -> Self {
        match record {
            Record::Referrals => self.object = Some(object),
            _ => {
                if let Some(detail) = self.details.get_mut(&record) {
                    detail.object = object;
                }
            }
        }
        self
    }
}

/// Another sheet of a return than its referrals. The numbers are those of the file as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// Where the anonymised rows are.
    pub object: ObjectRef,
    /// Rows that count.
    pub rows_counted: u32,
    /// Rows left out because of problems.
    pub rows_left_out: u32,
}

/// How many values of an item fall into each of the five classes of data quality.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemCount {
    /// Identifier of the item.
    pub item: String,
    /// In the code list or range.
    pub valid: u32,
    /// Valid, but "other".
    pub other: u32,
    /// The item's default code, such as "not known".
    pub default: u32,
    /// Not usable.
    pub invalid: u32,
    /// Blank.
    pub missing: u32,
}

/// Totals of a return.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnSummary {
    /// Referrals received in the month.
    pub new_referrals: u32,
    /// Distinct people.
    pub people: u32,
    /// Contacts in the month.
    pub contacts: u32,
    /// Referrals closed in the month.
    pub closed: u32,
}
