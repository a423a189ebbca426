use super::area::{Choice, Select};
use super::frame::Link;
use super::returns::FormError;
use super::tokens::{Secret, TokenStanding};

/// An organisation with the people who work for it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OrganisationPeople {
    /// Its name: "Sunnyside Community Hub", "Analysts".
    pub name: String,
    /// Its code; empty: it has none.
    pub code: String,
    /// What it is: "Service".
    pub kind: String,
    /// The people.
    pub people: Vec<Link>,
    /// Says that there are more; empty: all are there.
    pub more: String,
    /// Says that some come in for it as nobody in particular; empty: nobody does.
    pub nameless: String,
}

/// A token that is nobody's in particular.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NamelessToken {
    /// The name that it was made for.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// As what it acts: "Operator".
    pub acts: String,
    /// When it was made.
    pub made: String,
    /// When it ends.
    pub ends: String,
    /// The last signs of its id.
    pub ending: String,
    /// Whether the reader came in with it.
    pub is_own: bool,
    /// Where it can be revoked; `None`: it cannot.
    pub revoke_href: Option<String>,
}

/// Something that was done to a person.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PeopleChangeRow {
    /// When, in words.
    pub at: String,
    /// Who did it.
    pub by: String,
    /// What was done: "Role given: Analyst".
    pub what: String,
    /// The person.
    pub person: Link,
}

/// O1, organisations and people.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PeoplePage {
    /// The main message in words.
    pub finding: String,
    /// What was just done; empty: nothing.
    pub notice: String,
    /// What was typed to look for.
    pub text: String,
    /// Kinds of organisation to choose from.
    pub kind: Select,
    /// What was found.
    pub organisations: Vec<OrganisationPeople>,
    /// Says that there are more; empty: all are there.
    pub more: String,
    /// Says that some come in as nobody in particular; empty: nobody does.
    pub nameless: String,
    /// Those that do, as far as they are of what was looked for.
    pub tokens: Vec<NamelessToken>,
    /// Says that there are more of these; empty: all are there.
    pub more_tokens: String,
    /// The newest changes, newest first.
    pub changes: Vec<PeopleChangeRow>,
    /// Where a person is added.
    pub add_href: String,
}

/// A role to be given. The form posts `csrf`, `role` and `organisation`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RoleForm {
    /// The roles.
    pub roles: Vec<Choice>,
    /// What was typed as the organisation.
    pub organisation: String,
}

/// O1, the form that adds a person. It posts `csrf`, `id`, `name` and what a [`RoleForm`] posts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PersonAdd {
    /// Identifier that the person gets, so that a form that is sent twice adds one.
    pub id: String,
    /// What was typed as the name.
    pub name: String,
    /// Most characters of a name.
    pub name_characters_max: usize,
    /// The first role.
    pub role: RoleForm,
    /// What is wrong with what was typed.
    pub errors: Vec<FormError>,
    /// Back to the list.
    pub back: Link,
}

/// A role of a person.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PersonRole {
    /// The organisation.
    pub organisation: String,
    /// Its code; empty: it has none.
    pub code: String,
    /// The role.
    pub role: String,
    /// When it was given and by whom.
    pub given: String,
    /// When it ended and who ended it; empty: it holds.
    pub ended: String,
    /// Where it can be ended; `None`: it has ended.
    pub end_href: Option<String>,
}

/// A token for a person.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PersonToken {
    /// What it is called.
    pub label: String,
    /// Its id; not a secret.
    pub id: String,
    /// As what it acts: "Service, Sunnyside Community Hub".
    pub acts: String,
    /// When it was made.
    pub made: String,
    /// When it ends, or would have ended.
    pub ends: String,
    /// When it last asked a question in SQL.
    pub last_question: String,
    /// Whether it is of use.
    pub standing: TokenStanding,
    /// The last signs of its id.
    pub ending: String,
    /// Where it can be revoked; `None`: it works no more.
    pub revoke_href: Option<String>,
}

/// The form that makes a token for a person. It posts `csrf`, `seen`, `membership` and `days`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PersonTokenForm {
    /// The roles that it may be for.
    pub roles: Vec<Choice>,
    /// What was typed as the number of days.
    pub days: String,
    /// Most days.
    pub days_max: u16,
    /// How many tokens there were when the form was made.
    pub seen: usize,
}

/// O1, one person.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PersonPage {
    /// Name.
    pub name: String,
    /// Id; not a secret.
    pub id: String,
    /// When they were added and by whom.
    pub entered: String,
    /// When they left and who said so; empty: they are here.
    pub left: String,
    /// What was just done; empty: nothing.
    pub notice: String,
    /// Their roles: those that hold, then the others.
    pub roles: Vec<PersonRole>,
    /// Tokens for these, newest first.
    pub tokens: Vec<PersonToken>,
    /// Says that there are older ones; empty: all are there.
    pub older: String,
    /// Gives one more role; `None`: they left.
    pub give: Option<RoleForm>,
    /// Makes a token; `None`: they have no role.
    pub make: Option<PersonTokenForm>,
    /// Where it is noted that they left; `None`: it was.
    pub leave_href: Option<String>,
    /// What is wrong with what was typed.
    pub errors: Vec<FormError>,
    /// Where the forms go: `<action>/roles` and `<action>/tokens`.
    pub action: String,
}

/// O1, the question before something of a person is ended.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PersonChange {
    /// What is to be done: "End this role".
    pub title: String,
    /// What it is done to: name and value.
    pub facts: Vec<(String, String)>,
    /// What ends, one sentence each.
    pub ends: Vec<String>,
    /// What stays, one sentence each.
    pub stays: Vec<String>,
    /// Why it cannot be done; empty: it can.
    pub refused: String,
    /// Where the form goes.
    pub action: String,
    /// What the button says.
    pub button: String,
    /// Back to the person.
    pub back: Link,
}

/// O1, a token that was just made for a person.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PersonTokenMade {
    /// Whom it is for.
    pub person: String,
    /// The token.
    pub token: Secret,
    /// As what it acts.
    pub acts: String,
    /// When it ends, and after how many days: "30 days, until 3 December 2026 at 10:05".
    pub ends: String,
    /// Where they sign in with it.
    pub sign_in: String,
    /// Back to the person.
    pub back: Link,
}
