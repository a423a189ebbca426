//! Tokens that let somebody in.

use jiff::Timestamp;

use super::State;
use crate::event::{Event, SelfMade};

/// A token as issued; its secret is known by its hash only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Identifier; not a secret.
    pub id: String,
    /// Whom it was issued to.
    pub name: String,
    /// Role.
    pub role: String,
    /// The service or area that the role is limited to.
    pub scope: Option<String>,
    /// SHA-256 of the secret, lower-case hex.
    pub token_sha256: String,
    /// What a server must know to check the secret by SCRAM-SHA-256.
    pub scram: Option<String>,
    /// When it was entered.
    pub issued: Timestamp,
    /// When it stops working.
    pub expires: Timestamp,
    /// How its holder made it, with another token. None: the operator made it.
    pub made: Option<SelfMade>,
    /// The membership that it is for; none: it is nobody's in particular.
    pub membership: Option<String>,
    /// Who made it for somebody on a page of the hub.
    pub by: Option<String>,
    /// Whether it was revoked, or what it was for ended.
    pub revoked: bool,
}

impl State {
    pub(super) fn tokens_changed(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::TokenIssued {
                id,
                name,
                role,
                scope,
                token_sha256,
                scram,
                expires,
                made,
                membership,
                by,
            } => {
                let token = Token {
                    id: id.clone(),
                    name: name.clone(),
                    role: role.clone(),
                    scope: scope.clone(),
                    token_sha256: token_sha256.clone(),
                    scram: scram.clone(),
                    issued: at,
                    expires: *expires,
                    made: made.as_deref().cloned(),
                    membership: membership.clone(),
                    by: by.clone(),
                    revoked: membership
                        .as_deref()
                        .is_some_and(|id| self.people.live(id).is_none()),
                };
                self.people.token_issued(&token, at);
                self.tokens.insert(id.clone(), token);
            }
            Event::TokenRevoked { id } => self.token_ends(id),
            _ => {}
        }
    }

    pub(super) fn token_ends(&mut self, id: &str) {
        if let Some(token) = self.tokens.get(id) {
            let revoked = Token {
                revoked: true,
                ..token.clone()
            };
            self.tokens.insert(id.to_owned(), revoked);
        }
    }

    /// Ends a token and all that were made with it, or whoever stole it could go on with another.
    pub(super) fn token_ends_with_its_own(&mut self, id: &str) {
        let mut ending = vec![id.to_owned()];
        while let Some(id) = ending.pop() {
            let made_with = self.tokens.iter().filter(|(_, token)| {
                let with = token.made.as_ref().map(|made| made.with.as_str());
                with == Some(id.as_str()) && !token.revoked
            });
            ending.extend(made_with.map(|(made, _)| made.clone()));
            self.token_ends(&id);
        }
    }
}
