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
