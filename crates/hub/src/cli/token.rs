//! What is said to `hub token`.

use clap::{Args, Subcommand};

use super::Data;

#[derive(Debug, Subcommand)]
pub(crate) enum Token {
    /// Make a token and print it.
    Create(NewToken),
    /// List tokens: id, name, role, scope, whether it works, and until when.
    List(Data),
    /// End a token, the tokens that were made with it, and every sign-in.
    Revoke(OneToken),
}

#[derive(Debug, Args)]
pub(crate) struct NewToken {
    /// Whom it is for, as others see it. Also the user name in Postgres.
    #[arg(long, required_unless_present = "person")]
    pub(crate) name: Option<String>,
    /// What they may do: analyst, officer, operator, icb:CODE or service:CODE. For a person, which of their roles.
    #[arg(long, required_unless_present = "person")]
    pub(crate) role: Option<String>,
    /// The person whom it is for, by the id that `hub person list` has. It ends with the role that it is for.
    #[arg(long, value_name = "ID", conflicts_with = "name")]
    pub(crate) person: Option<String>,
    /// How long it works.
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u16).range(1..=90))]
    pub(crate) days: u16,
    #[command(flatten)]
    pub(crate) data: Data,
}

#[derive(Debug, Args)]
pub(crate) struct OneToken {
    /// Its id, as the list has it.
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) data: Data,
}
