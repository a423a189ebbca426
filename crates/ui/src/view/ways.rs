use super::returns::FormError;

/// S2, the ways to send the return of a month: a GET form with the field `how`, which is `file`, `type` or `nil`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WaysToSend {
    /// Name of the service.
    pub service: String,
    /// Month in words.
    pub month: String,
    /// The most referrals that can be typed in.
    pub referrals_max: usize,
    /// What being late means; none in time.
    pub late: Option<String>,
    /// What a new return replaces; none where nothing was sent.
    pub replaces: Option<String>,
    /// Where the form goes. No query.
    pub action: String,
    /// Back to the home of the service, where the other months are.
    pub back_href: String,
}

/// S2, nothing to report. The form posts `csrf` and `declaration`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NothingToReport {
    /// Name of the service.
    pub service: String,
    /// Month in words.
    pub month: String,
    /// What is missing.
    pub errors: Vec<FormError>,
    /// What being late means; none in time.
    pub late: Option<String>,
    /// What it replaces; none where nothing was sent.
    pub replaces: Option<String>,
    /// Where the form posts to.
    pub action: String,
    /// Back to the ways to send.
    pub back_href: String,
}
