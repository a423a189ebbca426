use super::returns::FormError;

/// One organisation that somebody works for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChooseItem {
    /// Id of the membership, which the form sends.
    pub id: String,
    /// The organisation: "Sunnyside Community Hub".
    pub organisation: String,
    /// What they do there: "Service: sends its returns".
    pub role: String,
    /// Whether they work for it now.
    pub is_current: bool,
}

/// S1a, for whom somebody works now. The form posts `csrf`, `next` and `membership`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Choose {
    /// Whose organisations they are.
    pub person: String,
    /// The organisations.
    pub items: Vec<ChooseItem>,
    /// The page to go on to; empty: where the organisation starts.
    pub next: String,
    /// What is wrong with what was sent.
    pub errors: Vec<FormError>,
}
