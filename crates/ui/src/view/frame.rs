use std::fmt;

/// A link in words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Link {
    /// What the link says.
    pub label: String,
    /// Where it goes: a path of this site, with its query.
    pub href: String,
}

impl Link {
    /// A link that says `label` and goes to `href`.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: href.into(),
        }
    }
}

/// One item of the main navigation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NavItem {
    /// What the item says.
    pub label: String,
    /// Where it goes.
    pub href: String,
    /// Whether the page shown belongs to this item.
    pub current: bool,
}

/// Who is signed in, in words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SignedIn {
    /// The organisation, for example "Sunnyside Community Hub".
    pub organisation: String,
    /// The role, for example "Service" or "Analyst".
    pub role: String,
    /// Where they change to another organisation; `None`: they work for one.
    pub change: Option<Link>,
}

/// The release that every figure of the page comes from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Snapshot {
    /// Release id, for example "2026-11-14.2".
    pub release: String,
    /// Its date in words, for example "14 November 2026".
    pub as_at: String,
}

/// The secret of the reader's session that every form must send back. Its `Debug` hides it.
#[derive(Clone, Default, PartialEq)]
pub struct Csrf(pub String);

impl fmt::Debug for Csrf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Csrf(<redacted>)")
    }
}

/// What surrounds every page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Frame {
    /// Who is signed in; `None` draws a "Sign in" link.
    pub signed_in: Option<SignedIn>,
    /// Main navigation. At most five are drawn.
    pub nav: Vec<NavItem>,
    /// The way from the home page to the page above this one (this page itself is not in it). Empty: no breadcrumb.
    pub breadcrumbs: Vec<Link>,
    /// The release in use, for the footer; `None` before the first release.
    pub snapshot: Option<Snapshot>,
    /// Token for forms, sent as the field `csrf`.
    pub csrf: Csrf,
    /// Name and port of the hub, before the addresses on paper; empty: not known.
    pub host: String,
    /// Address of this page (path and query), printed in the footer on paper.
    pub address: String,
    /// Address that gives the figures of this page, whatever is released later; empty: there is none.
    pub exactly: String,
    /// Time of this answer in words, printed in the footer on paper.
    pub printed_at: String,
    /// One line that says how the figures are adjusted; `None` on pages without figures.
    pub adjustment: Option<String>,
    /// The figures of this page as files, each link named by its format. Empty: the page has none.
    pub files: Vec<Link>,
    /// Whether the data are generated, not real: draws a "Demonstration" line on every page.
    pub demo: bool,
}
