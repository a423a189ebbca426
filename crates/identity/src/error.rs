//! Why somebody is not signed in.

use std::error::Error;

use crate::web::WebError;

/// Why a sign-in through an issuer came to nothing. Each variant is something that a caller acts on; the sentences for
/// whoever signs in are in [`SignInError::words`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignInError {
    /// No issuer of that name is set up.
    #[error("no issuer of that name is set up")]
    NoIssuer,
    /// The browser brings no sign-in that was begun here, or another one than the answer belongs to.
    #[error("the answer belongs to no sign-in that this browser began here")]
    NotBegunHere,
    /// It was begun too long ago.
    #[error("the sign-in was begun too long ago")]
    TooLate,
    /// It was finished already.
    #[error("the sign-in was finished already")]
    Used,
    /// So many are under way.
    #[error("too many sign-ins are under way")]
    Busy,
    /// The person did not go through with it, or the issuer does not let them.
    #[error("the issuer signed nobody in: {code}")]
    Refused {
        /// The error code of the issuer, as far as it is one of the known ones.
        code: &'static str,
    },
    /// The issuer, or a part of it, cannot be reached.
    #[error("the issuer cannot be reached")]
    Unreachable(#[source] WebError),
    /// The issuer answered something that cannot be used.
    #[error("the issuer's {part} cannot be used")]
    Unusable {
        /// Which of its answers.
        part: &'static str,
        /// What is wrong with it. Never a claim about somebody.
        #[source]
        cause: Box<dyn Error + Send + Sync>,
    },
    /// What the issuer signed is not for this sign-in.
    #[error(transparent)]
    Untrusted(#[from] Untrusted),
    /// The issuer did not ask the person again, though that was wanted.
    #[error("the person signed in at the issuer too long ago, or it does not say when")]
    NotFresh,
    /// The person signed in by a weaker way than is asked for here.
    #[error("the person signed in by a weaker way than is asked for")]
    NotStrong,
}

/// What is wrong with an ID token. Nobody is signed in by one with any of these faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Untrusted {
    /// There is none in the answer.
    #[error("no ID token came")]
    Missing,
    /// It was signed by nobody, or by a way that is not allowed.
    #[error("the ID token is signed in a way that is not allowed")]
    Algorithm,
    /// No key of the issuer made its signature.
    #[error("the signature of the ID token is wrong")]
    Signature,
    /// The issuer has no such key.
    #[error("the key that signed the ID token is not one of the issuer's")]
    Key,
    /// It is another issuer's.
    #[error("the ID token is another issuer's")]
    Issuer,
    /// It was made for another program.
    #[error("the ID token was made for another client")]
    Audience,
    /// It was made for another sign-in.
    #[error("the ID token was made for another sign-in")]
    Nonce,
    /// It works no more.
    #[error("the ID token has expired")]
    Expired,
    /// It does not work yet, or was made too long ago.
    #[error("the ID token was made at a time that cannot be")]
    Time,
    /// It belongs to another access token.
    #[error("the ID token belongs to another access token")]
    AccessToken,
    /// It does not say who it is about, or the answers of the issuer are about different people.
    #[error("the issuer does not say who it is, or says it differently")]
    Subject,
    /// It has another fault.
    #[error("the ID token cannot be read")]
    Other,
}

/// How a sign-in that came to nothing is told: what happened, and what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// What happened, in a sentence or two.
    pub what: &'static str,
    /// What to do now, in this order.
    pub steps: &'static [&'static str],
}

/// What can be done where only the operator can help.
const TELL: &[&str] = &[
    "Try again in a few minutes.",
    "If it happens again, tell the operator the reference on this page.",
];

impl SignInError {
    /// Whether trying again a little later may help.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Busy | Self::Unreachable(_))
    }

    /// Whether it is the issuer that failed, or how it is set up here, so that an operator should look.
    #[must_use]
    pub fn is_for_operators(&self) -> bool {
        matches!(
            self,
            Self::Unreachable(_) | Self::Unusable { .. } | Self::Untrusted(_) | Self::NotFresh
        )
    }

    /// Sentences for whoever wanted to sign in.
    #[must_use]
    pub fn words(&self) -> Told {
        match self {
            Self::NoIssuer => Told {
                what: "This way to sign in is not there.",
                steps: &["Choose one of those on the sign-in page."],
            },
            Self::NotBegunHere => Told {
                what: "This sign-in was not begun in this browser, or another one was begun since.",
                steps: &[
                    "Begin again from the sign-in page.",
                    "If it happens again, allow cookies of this site in your browser.",
                ],
            },
            Self::TooLate => Told {
                what: "Signing in took longer than ten minutes, so it was stopped.",
                steps: &["Begin again from the sign-in page."],
            },
            Self::Used => Told {
                what: "This sign-in was finished already. It works once.",
                steps: &["If you are not signed in, begin again from the sign-in page."],
            },
            Self::Busy => Told {
                what: "Many people are signing in at this moment.",
                steps: &["Wait half a minute, then begin again from the sign-in page."],
            },
            Self::Refused {
                code: "access_denied",
            } => Told {
                what: "You were not signed in: you stopped, or you are not allowed to use this service with that account.",
                steps: &[
                    "If you stopped by mistake, begin again from the sign-in page.",
                    "If you should have access, ask whoever looks after your account.",
                ],
            },
            Self::Refused { .. } => Told {
                what: "You were not signed in: the other side answered with an error.",
                steps: TELL,
            },
            Self::Unreachable(_) => Told {
                what: "The service that signs you in cannot be reached at the moment.",
                steps: TELL,
            },
            Self::NotFresh => Told {
                what: "You signed in longer than ten minutes ago, and what you were doing asks for a new sign-in.",
                steps: &[
                    "Begin again from the sign-in page, and enter your password or use your card.",
                    "If you did, tell the operator: the service that signs you in does not say when you did.",
                ],
            },
            Self::NotStrong => Told {
                what: "You signed in by a way that is not strong enough for this hub.",
                steps: &[
                    "Begin again from the sign-in page, and use your smartcard, security key or authenticator app.",
                    "If you have none, ask whoever looks after your account.",
                ],
            },
            Self::Unusable { .. } | Self::Untrusted(_) => Told {
                what: "What the service that signs you in said of you could not be trusted, so you were not signed in.",
                steps: TELL,
            },
        }
    }
}
