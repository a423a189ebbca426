//! What is said to `hub person`.

use clap::{Args, Subcommand};

use super::Data;

#[derive(Debug, Subcommand)]
pub(crate) enum Person {
    /// Add a person with a first role, and print their id.
    Add(NewPerson),
    /// List people, one line for each role: id, name, role, scope, id of the role, whether it holds.
    List(Data),
    /// Give a person one more role, and print its id.
    Give(NewRole),
    /// Tie a person to the account with which a service signs them in. It holds until they leave.
    ///
    /// The code is on the page that they see who sign in and are not on the list.
    /// Example: hub person link 0123456789abcdef --code "1a2b3c4d ..." --data data
    /// Example: hub person link 0123456789abcdef --issuer https://issuer.example --subject 248289761001 --data data
    Link(Link),
    /// End a role of a person, and all tokens for it.
    End(OneRole),
    /// Note that a person has left: all their roles and tokens end.
    Leave(OnePerson),
}

#[derive(Debug, Args)]
pub(crate) struct NewPerson {
    /// Name, as others see it. It stays in the journal after they leave.
    pub(crate) name: String,
    /// What they may do: analyst, officer, operator, icb:CODE or service:CODE.
    #[arg(long)]
    pub(crate) role: String,
    /// Tie them to the first sign-in, within 30 days, that proves this e-mail address or national user identifier to be theirs. The
    /// hub keeps a keyed tag of it, never the address itself.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) invite: Option<String>,
    #[command(flatten)]
    pub(crate) data: Data,
}

#[derive(Debug, Args)]
pub(crate) struct Link {
    /// Id of the person, as the list has it.
    pub(crate) id: String,
    /// The code that they were shown as they signed in.
    #[arg(long, required_unless_present = "issuer", conflicts_with = "issuer")]
    pub(crate) code: Option<String>,
    /// Address of the service that signs them in, exactly as it names itself; for Entra ID the id of the tenant.
    #[arg(long, value_name = "ISSUER", requires = "subject")]
    pub(crate) issuer: Option<String>,
    /// Its name for them: the claim "sub"; for Entra ID the id of the object ("oid").
    #[arg(long, value_name = "NAME", requires = "issuer")]
    pub(crate) subject: Option<String>,
    #[command(flatten)]
    pub(crate) data: Data,
}

#[derive(Debug, Args)]
pub(crate) struct NewRole {
    /// Id of the person, as the list has it.
    pub(crate) id: String,
    /// What they may do besides: analyst, officer, operator, icb:CODE or service:CODE.
    #[arg(long)]
    pub(crate) role: String,
    #[command(flatten)]
    pub(crate) data: Data,
}

#[derive(Debug, Args)]
pub(crate) struct OneRole {
    /// Id of the role, as the list has it.
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) data: Data,
}

#[derive(Debug, Args)]
pub(crate) struct OnePerson {
    /// Id of the person, as the list has it.
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) data: Data,
}
