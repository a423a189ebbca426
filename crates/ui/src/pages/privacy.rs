use maud::{Markup, html};

use crate::layout::{Page, document};
use crate::view::{Frame, SiteInfo};

/// P3: what is kept about whom.
#[must_use]
pub fn p3_privacy(frame: &Frame, view: &SiteInfo) -> Markup {
    let content = html! {
        h1 class="nhsuk-heading-l" { "Privacy" }
        p { "This page says what the hub, run by " (view.operator) ", does with data about people." }
        h2 class="nhsuk-heading-m" { "What happens to a return" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            li { "NHS numbers, dates of birth, postcodes and local numbers are read in memory only. They become codes and groups as the "
                "file arrives: an age band, a deprivation decile, a code that cannot be turned back without a secret key." }
            li { "Names, addresses, phone numbers, e-mail addresses and notes are refused." }
            li { "The file itself is not kept." }
            li { "What is kept can still tell people apart by code, so it is treated as personal data: nobody can look at it through "
                "pages, downloads or queries." }
        }
        h2 class="nhsuk-heading-m" { "Who holds the secret key, and how long things are kept" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            li { "\u{201c}The operator\u{201d} on these pages is whoever runs this hub: " (view.operator) "." }
            li { "The operator alone holds the secret keys. They lie on the computer of the hub, in files that only it can read, and in no "
                "page, download or answer to a query." }
            li { "The keys stay the same for as long as the hub is run, so that somebody who is in the returns of two months counts as one "
                "person. Without them, what is kept can be joined with nothing new." }
            li { "What is kept of returns has no date on which it ends by itself. The operator can take out everything that is stored of one "
                "person, and figures that are published already stay as they are." }
            li { "The result of a check is held in memory for a short time, which its page names, and then let go." }
        }
        h2 class="nhsuk-heading-m" { "What figures show" }
        p {
            "Figures are adjusted before anyone sees them. A count of fewer than " (view.floor)
            " people is never shown, whether it is none or a few; other counts are shown to the nearest " (view.round_to)
            ". The rules have a name, " code { (view.policy) } ", which every download carries. "
            a href="/protection" { "How figures are protected" } " says them in full."
        }
        h2 class="nhsuk-heading-m" { "About you, the reader" }
        p { "One cookie keeps you signed in: it says who you are to this hub, and since when. If another service signs you in, a second "
            "one remembers, for ten minutes at most, that you are on your way. Both are needed for the service to work, and end with your "
            "sign-in. There is no tracking, no analytics, and nothing is loaded from another site." }
        p { "Of who you are to a service that signs you in, the hub keeps a code, made with a secret key, by which it knows you again. Your "
            "e-mail address, your number and whatever else that service says of you are looked at as you sign in, and not kept." }
        p { "What you send, and when, is kept in the record of returns, with the name of your access token. If you were entered as a person "
            "with roles, your name is seen by those you work with here and by who runs the hub, and stays in that record after you leave." }
        h2 class="nhsuk-heading-m" { "Questions and your rights" }
        p {
            "If you were referred to a link worker and want to know what is held about you, or object to it, ask the service that "
            "you saw first: the hub cannot find a person by name."
            @if let Some(contact) = &view.contact { " For anything else: " a class="hub-break" href=(contact.href) { (contact.label) } }
        }
    };
    document(frame, &Page::new("P3", "Privacy"), &content)
}
