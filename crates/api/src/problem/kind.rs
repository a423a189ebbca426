//! The kinds of problem. Their names are part of the interface: a client may act on them.

use axum::http::StatusCode;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident => $slug:literal, $status:ident, $title:literal, $words:literal;)*) => {
        /// A kind of problem, with a stable `type`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Kind {
            $($(#[$doc])* $name,)*
        }

        impl Kind {
            /// All kinds.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Last part of the `type`.
            pub(crate) const fn slug(self) -> &'static str {
                match self { $(Self::$name => $slug,)* }
            }

            /// HTTP status.
            pub(crate) const fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)* }
            }

            /// Title: the same for every problem of the kind.
            pub(crate) const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// What it means and what to do.
            pub(crate) const fn words(self) -> &'static str {
                match self { $(Self::$name => $words,)* }
            }
        }
    };
}

kinds! {
    InvalidRequest => "invalid-request", BAD_REQUEST, "The request cannot be read",
        "Something in the request is missing or not what we expect.";
    Unauthenticated => "unauthenticated", UNAUTHORIZED, "Sign in first",
        "We do not know who is asking, or the access token is wrong, expired or revoked. Send a valid access token.";
    Forbidden => "forbidden", FORBIDDEN, "You may not do this",
        "Your access does not allow this. If you think it should, ask the operator of this hub.";
    FormExpired => "form-expired", FORBIDDEN, "This form is out of date",
        "The form did not come from your present sign-in. Nothing was changed. Go back, load the page again and repeat.";
    NotFound => "not-found", NOT_FOUND, "Not found",
        "There is nothing at this address, or nothing that you may see.";
    NoRelease => "no-release", NOT_FOUND, "No figures yet",
        "No release has been published yet. Figures appear with the first one.";
    MethodNotAllowed => "method-not-allowed", METHOD_NOT_ALLOWED, "This cannot be done here",
        "The address exists, but not for this kind of request.";
    NotAcceptable => "not-acceptable", NOT_ACCEPTABLE, "Not available in this format",
        "We cannot give this in any of the formats you asked for.";
    TimedOut => "timed-out", SERVICE_UNAVAILABLE, "This took too long",
        "The request took too long and was stopped. Try again in a minute; sending the same file twice counts once.";
    NotYetChecked => "not-yet-checked", CONFLICT, "The check is not finished",
        "The file is still being checked. Ask again in a few seconds, then submit.";
    Unreadable => "unreadable-return", CONFLICT, "The file cannot be used",
        "The check found that the file as a whole cannot be used. Fix what the findings say and send it again.";
    HasProblems => "return-has-problems", CONFLICT, "Some rows have problems",
        "Some rows cannot count. Fix them and send the file again, or submit with \"leave_out_rows\": true to send the return without them.";
    WarningsNotConfirmed => "warnings-not-confirmed", CONFLICT, "Some things need a second look",
        "The check gave warnings. If they are right, submit with \"warnings_confirmed\": true; otherwise send a corrected file.";
    NothingCounts => "nothing-counts", CONFLICT, "No row would count",
        "No row of this file would count. Fix the rows and send the file again. If there is nothing to report, send a nil return.";
    Superseded => "superseded", CONFLICT, "Another return arrived meanwhile",
        "Somebody else sent a return for the same month after you began. Look at it before you replace it.";
    DraftExpired => "draft-expired", GONE, "This check is no longer kept",
        "We keep the result of a check for a short time only, and never the file. Nothing was submitted. Send the file again.";
    TooLarge => "too-large", PAYLOAD_TOO_LARGE, "Too large",
        "What you sent is larger than we take here. Nothing was kept.";
    UnsupportedMediaType => "unsupported-media-type", UNSUPPORTED_MEDIA_TYPE, "This kind of content is not taken here",
        "Send the file as the body of the request, or as the part \"file\" of a multipart form.";
    MonthNotOpen => "month-not-open", UNPROCESSABLE_ENTITY, "This month is not open for returns",
        "Returns can be sent for the present month and for past months that are still open.";
    UnknownService => "unknown-service", UNPROCESSABLE_ENTITY, "This service is not registered",
        "The service does not take part yet. Ask the operator of this hub to register it.";
    KeyReused => "idempotency-key-reused", UNPROCESSABLE_ENTITY, "This Idempotency-Key was used for something else",
        "The same Idempotency-Key came earlier with another file, service or month. Use a new key for a new upload.";
    QueryRefused => "query-refused", UNPROCESSABLE_ENTITY, "This query is not answered",
        "The query cannot be answered as it stands. What to write instead is said with it; \"code\" names the reason.";
    TooManyQueries => "too-many-queries", TOO_MANY_REQUESTS, "Too many queries at once",
        "Many queries are being answered at this moment. Try again in a few seconds.";
    TooBusy => "too-busy", TOO_MANY_REQUESTS, "Too many uploads at once",
        "Many files are being checked at this moment. Nothing was kept. Try again in half a minute.";
    RateLimited => "rate-limited", TOO_MANY_REQUESTS, "Too many requests",
        "More was asked for in a short time than one person, or one address, may ask for. Nothing was changed. Try again after the time that Retry-After says.";
    Internal => "internal", INTERNAL_SERVER_ERROR, "Something went wrong on our side",
        "This is our fault, not yours. What was submitted before is safe. Try again; if it happens again, tell the operator the reference.";
    StorageFull => "storage-full", INSUFFICIENT_STORAGE, "The hub cannot store anything more",
        "The storage of the hub is full. What was submitted before is safe; nothing new was kept. Tell the operator.";
    Stopping => "stopping", SERVICE_UNAVAILABLE, "The hub is stopping",
        "This process is about to end. What is under way is finished; nobody new should be sent here.";
    Unavailable => "unavailable", SERVICE_UNAVAILABLE, "Not available at the moment",
        "The hub cannot reach its storage at the moment. What was submitted before is safe. Try again in a minute.";
}

impl Kind {
    /// The stable `type`, a path of this site.
    pub(crate) fn uri(self) -> String {
        format!("/problems/{}", self.slug())
    }

    /// The kind with that slug.
    pub(crate) fn of_slug(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.slug() == slug)
    }

    /// After how many seconds trying again makes sense.
    pub(crate) const fn retry_after_s(self) -> Option<u32> {
        match self {
            Self::TooBusy => Some(30),
            Self::TimedOut | Self::Unavailable => Some(60),
            Self::NotYetChecked => Some(2),
            Self::TooManyQueries | Self::Stopping => Some(5),
            Self::RateLimited => Some(1),
            _ => None,
        }
    }
}
