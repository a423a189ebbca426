//! A browser, and what it finds on a page.

use super::{Answer, Ask, OWN, TestApp, Who};

/// A browser that is signed in as the own service.
pub(crate) struct Browser<'a> {
    pub(crate) app: &'a TestApp,
    pub(crate) cookie: String,
}

impl<'a> Browser<'a> {
    pub(crate) async fn of(app: &'a TestApp) -> Self {
        Self {
            app,
            cookie: app.sign_in(Who::Own).await,
        }
    }

    pub(crate) fn ask(&self, method: &str, path: &str) -> Ask {
        Ask::new(&self.app.router, method, path).cookie(&self.cookie)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path).send().await
    }

    /// Uploads a file for October.
    pub(crate) async fn upload(&self, content: &str) -> Answer {
        let path = format!("/s/{OWN}/returns/2026-10/upload");
        let csrf = self.app.csrf(&self.cookie, &path).await;
        self.ask("POST", &path)
            .upload(&csrf, "october.csv", content)
            .send()
            .await
    }

    /// The same, where the file is taken: the address of its draft.
    pub(crate) async fn draft(&self, content: &str) -> String {
        let answer = self.upload(content).await.expect(303);
        answer.header("location").to_owned()
    }

    /// Fills in the form of the page with its hidden fields.
    pub(crate) async fn confirm(&self, draft: &str, more: &[(&str, &str)]) -> Answer {
        let path = format!("{draft}/confirm");
        let page = self.get(&path).await.expect(200).text();
        let csrf = hidden(&page, "csrf").unwrap();
        let replaces = hidden(&page, "replaces");
        let mut fields = vec![("csrf", csrf.as_str())];
        fields.extend(replaces.as_deref().map(|id| ("replaces", id)));
        fields.extend_from_slice(more);
        self.ask("POST", &path).form(&fields).send().await
    }
}

/// The value of a hidden field of a page.
pub(crate) fn hidden(page: &str, name: &str) -> Option<String> {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\""))?;
    rest.split('"').next().map(str::to_owned)
}

/// Which screen a page is.
pub(crate) fn screen(page: &str) -> &str {
    let (_, rest) = page.split_once("data-screen=\"").expect("a screen");
    rest.split('"').next().unwrap()
}
