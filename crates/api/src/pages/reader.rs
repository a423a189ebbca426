//! Who reads a page, and the frame that they see.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::Uri;
use axum::http::request::Parts;
use hub_release::Release;
use hub_standard::ids::{ReleaseId, ServiceCode};
use hub_store::{Service, State as Journal};
use hub_ui::view::{Csrf, Frame, Link, NavItem, SignedIn, Snapshot};
use url::form_urlencoded;

use super::choose;
use super::own_figures;
use super::reached;
use super::twins;
use super::words;
use crate::clock::local;
use crate::gate::{Visitor, comes_from_elsewhere};
use crate::hub::Hub;
use crate::identity::{Principal, Role};
use crate::params::Params;
use crate::places;
use crate::problem::{Kind, Problem, Result};
use crate::v1::figures::ADJUSTED;

/// What the handler of a page works with.
#[derive(Clone)]
pub(crate) struct Reader {
    pub(crate) hub: Hub,
    pub(crate) visitor: Visitor,
    pub(crate) uri: Uri,
    pub(crate) params: Params,
    /// Whether another site made the browser ask: nothing is asked in the reader's name then.
    pub(crate) is_led_here: bool,
    /// Name and port by which the browser reached the hub; empty: it did not say.
    pub(crate) host: String,
}

impl FromRequestParts<Hub> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hub: &Hub) -> Result<Self> {
        let visitor = Visitor::from_request_parts(parts, hub).await?;
        Ok(Self {
            is_led_here: comes_from_elsewhere(&parts.headers),
            host: reached::named_host(&parts.headers)
                .unwrap_or_default()
                .to_owned(),
            ..Self::of(hub, &visitor, &parts.uri)
        })
    }
}

impl Reader {
    pub(crate) fn of(hub: &Hub, visitor: &Visitor, uri: &Uri) -> Self {
        let params = Params::of(uri.query().unwrap_or_default().as_bytes());
        // What is no name of a release is refused where the release is read.
        let as_at: Option<ReleaseId> = params.get("as_at").ok().flatten();
        Self {
            hub: hub.reading(as_at.as_ref()),
            visitor: visitor.clone(),
            uri: uri.clone(),
            params,
            is_led_here: false,
            host: String::new(),
        }
    }

    pub(crate) fn principal(&self) -> &Principal {
        &self.visitor.principal
    }

    /// The same by the areas of the release that is read: who reads for a board that became part of another reads for that.
    pub(crate) fn reads_as(&self) -> Principal {
        self.principal().of_now(&self.hub.reference)
    }

    /// The release that the address names, or the newest.
    pub(crate) async fn release(&self) -> Result<Arc<Release>> {
        let as_at: Option<ReleaseId> = self.params.get("as_at")?;
        self.hub.release(as_at.as_ref()).await
    }

    /// The journal as it stands; for an address that names a release, as it stood then.
    pub(crate) async fn journal(&self, release: &Release) -> Result<Arc<Journal>> {
        match self.params.text("as_at") {
            Some(_) => Ok(self
                .hub
                .store
                .journal()
                .state_at(release.manifest.journal_seq)
                .await?),
            None => self.hub.state().await,
        }
    }

    /// The service of the page, registered or not found.
    pub(crate) async fn service(&self, code: &str) -> Result<Service> {
        let code: ServiceCode = code.parse().map_err(|_| Problem::plain(Kind::NotFound))?;
        if !self.principal().sends_for(&code) {
            return Err(Problem::plain(Kind::NotFound));
        }
        let state = self.hub.state().await?;
        state
            .services
            .get(&code)
            .cloned()
            .ok_or_else(|| Problem::plain(Kind::UnknownService))
    }

    /// The frame of a page without figures.
    pub(crate) async fn frame(&self, breadcrumbs: Vec<Link>) -> Frame {
        let organisation = match self.hub.state().await {
            Ok(state) => self.organisation(&state),
            Err(_) => self.principal().name.clone(),
        };
        Frame {
            breadcrumbs,
            ..self.frame_of(organisation)
        }
    }

    /// The frame of a page with figures of a release.
    pub(crate) async fn frame_with(&self, release: &Release, breadcrumbs: Vec<Link>) -> Frame {
        Frame {
            snapshot: Some(Snapshot {
                release: release.id.to_string(),
                as_at: words::date(release.id.date()),
            }),
            adjustment: Some(ADJUSTED.to_owned()),
            files: twins::links(self, release),
            exactly: self.exactly(release),
            ..self.frame(breadcrumbs).await
        }
    }

    /// A frame that asks nothing of storage, for when that may be what is wrong.
    pub(crate) fn bare_frame(&self) -> Frame {
        self.frame_of(self.organisation(&self.hub.store.journal().latest_seen()))
    }

    fn frame_of(&self, organisation: String) -> Frame {
        let principal = self.principal();
        let role = principal.role.words().to_owned();
        Frame {
            signed_in: principal.is_known().then(|| SignedIn {
                organisation,
                role,
                change: self.change(),
            }),
            nav: self.nav(),
            csrf: Csrf(
                self.visitor
                    .session
                    .as_ref()
                    .map(|session| session.csrf(&self.hub.seal))
                    .unwrap_or_default(),
            ),
            host: self.host.clone(),
            address: self.address(),
            printed_at: words::date_time(local(self.hub.clock.now())),
            demo: self.hub.config.demo,
            ..Frame::default()
        }
    }

    /// Where somebody who works for several organisations changes to another.
    fn change(&self) -> Option<Link> {
        let state = self.hub.store.journal().latest_seen();
        let is_several = self.visitor.acts(&state).len() > 1;
        is_several.then(|| Link::new("Change organisation", choose::HREF))
    }

    /// The address of the page with its parameters, and its release: it gives the same page whatever is released later.
    pub(crate) fn pinned(&self, release: &Release) -> String {
        let asked = self.uri.query().unwrap_or_default();
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in form_urlencoded::parse(asked.as_bytes()) {
            if !value.is_empty() && !matches!(&*name, "as_at" | "was") {
                query.append_pair(&name, &value);
            }
        }
        query.append_pair("as_at", &release.id.to_string());
        format!("{}?{}", self.uri.path(), query.finish())
    }

    /// The address for the foot of a printed page; never one that carries a token.
    fn address(&self) -> String {
        if self.params.text("token").is_some() {
            return self.uri.path().to_owned();
        }
        let query = self.uri.query().unwrap_or_default();
        // A form sends the fields that were left empty too.
        let said: Vec<&str> = query
            .split('&')
            .filter(|pair| !pair.is_empty() && !pair.ends_with('='))
            .collect();
        match said.as_slice() {
            [] => self.uri.path().to_owned(),
            said => format!("{}?{}", self.uri.path(), said.join("&")),
        }
    }

    /// The same page with its release named; empty for pages that read no figures of a release by their address.
    fn exactly(&self, release: &Release) -> String {
        let path = self.uri.path();
        let of_service = path.starts_with("/s/") && path.ends_with("/figures");
        let of_analyst = path.starts_with("/analyst/tables");
        if !(path.starts_with("/areas/") || path == "/compare" || of_service || of_analyst) {
            return String::new();
        }
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.params.pairs() {
            // How somebody came here belongs to them.
            if !value.is_empty() && !["as_at", "was", "token"].contains(&name.as_str()) {
                query.append_pair(name, value);
            }
        }
        query.append_pair("as_at", &release.id.to_string());
        format!("{path}?{}", query.finish())
    }

    fn organisation(&self, state: &Journal) -> String {
        let principal = self.reads_as();
        match &principal.role {
            Role::Service(code) => state.services.get(code).map(|service| service.name.clone()),
            Role::Icb(code) => {
                places::place(&self.hub.reference, code.as_str()).map(|place| place.name)
            }
            _ => None,
        }
        .unwrap_or_else(|| principal.name.clone())
    }

    /// Where this reader starts.
    pub(crate) fn home(&self) -> String {
        match &self.reads_as().role {
            Role::Service(code) => format!("/s/{code}"),
            Role::Icb(code) => format!("/areas/{code}"),
            Role::Analyst | Role::Officer => "/areas/ENG".to_owned(),
            Role::Operator => "/operate".to_owned(),
            Role::Public => "/".to_owned(),
        }
    }

    fn nav(&self) -> Vec<NavItem> {
        let area = match &self.reads_as().role {
            Role::Icb(code) => format!("/areas/{code}"),
            _ => "/areas/ENG".to_owned(),
        };
        let area_label = if area == "/areas/ENG" {
            "England"
        } else {
            "Your area"
        };
        let mut items = Vec::new();
        // Five fit: who is referred is one step from the area, and for a service from its own figures.
        let oversees = matches!(self.principal().role, Role::Officer | Role::Operator);
        let own = match &self.principal().role {
            Role::Service(code) => Some(code),
            _ => None,
        };
        if let Some(code) = own {
            items.push(("Your returns", format!("/s/{code}")));
            items.push(("Your figures", own_figures::href(code)));
        }
        if oversees {
            items.push(("Operate", "/operate".to_owned()));
        }
        items.push((area_label, area.clone()));
        if own.is_none() && !oversees {
            items.push(("Who is referred", format!("{area}/who")));
        }
        items.push(("Compare areas", "/compare".to_owned()));
        items.push(("Can I trust it", format!("{area}/trust")));
        if self.principal().role.may_ask() {
            items.push(("SQL and data", "/analyst".to_owned()));
        }
        let path = self.uri.path();
        // The longest address that the page lies under is the one it belongs to.
        let current = items
            .iter()
            .filter(|(_, href)| {
                path == href
                    || path
                        .strip_prefix(href.as_str())
                        .is_some_and(|rest| rest.starts_with('/'))
            })
            .map(|(_, href)| href.clone())
            .max_by_key(String::len);
        items
            .into_iter()
            .map(|(label, href)| NavItem {
                label: label.to_owned(),
                current: current.as_ref() == Some(&href),
                href,
            })
            .collect()
    }
}
