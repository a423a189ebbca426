//! Pictures of charts. Every page can be asked for one of its charts alone: with the parameter `picture`, which names the
//! chart, it answers the drawing as a file in place of the page.
//!
//! The page is made as it always is, by whoever serves it and for whoever asks, and the picture is taken from it.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use url::form_urlencoded::{self, Serializer};

use crate::format::file_stem;
use crate::problem::{Kind, Problem, Result};

/// The parameter. Pages never see it.
const PARAMETER: &str = "picture";

/// Parameters that tell pictures of one chart apart, for the name of the file.
const TOLD_IN_NAME: [&str; 4] = ["measure", "by", "month", "as_at"];

/// Most bytes of a page that a picture is taken from.
const PAGE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Address of the picture of a chart on a page; the address of the page has parameters.
pub(crate) fn href(page: &str, id: &str) -> String {
    format!("{page}&{PARAMETER}={id}")
}

/// What is asked of a page besides the page.
struct Asked {
    /// The chart; empty where the parameter is.
    id: String,
    /// The address of the page.
    page: Uri,
    /// What tells this page apart from others, for the name of the file.
    name: String,
}

/// The layer of every page.
pub(crate) async fn layer(mut request: Request, next: Next) -> Response {
    let Some(asked) = asked(request.uri()) else {
        return next.run(request).await;
    };
    *request.uri_mut() = asked.page.clone();
    let response = next.run(request).await;
    if asked.id.is_empty() {
        return response;
    }
    picture(&asked, response)
        .await
        .unwrap_or_else(IntoResponse::into_response)
}

/// What an address asks for; none where it asks for no picture.
fn asked(uri: &Uri) -> Option<Asked> {
    let mut id = None;
    let mut query = Serializer::new(String::new());
    let mut name: Vec<String> = uri
        .path()
        .split('/')
        .filter(|part| !matches!(*part, "" | "areas"))
        .map(str::to_owned)
        .collect();
    for (parameter, value) in form_urlencoded::parse(uri.query()?.as_bytes()) {
        if parameter == PARAMETER {
            id.get_or_insert_with(|| value.into_owned());
            continue;
        }
        query.append_pair(&parameter, &value);
        if TOLD_IN_NAME.contains(&&*parameter) && !value.is_empty() {
            name.push(value.into_owned());
        }
    }
    let query = query.finish();
    let page = match query.as_str() {
        "" => uri.path().to_owned(),
        query => format!("{}?{query}", uri.path()),
    };
    Some(Asked {
        id: id?,
        page: page.parse().ok()?,
        name: name.join("-"),
    })
}

/// The picture in place of the page; where there is no page, what there is instead.
async fn picture(asked: &Asked, response: Response) -> Result<Response> {
    let status = response.status();
    if status.is_redirection() {
        return Ok(led_on(asked, response));
    }
    if status != StatusCode::OK {
        return Ok(response);
    }
    let (mut parts, body) = response.into_parts();
    let is_page = parts
        .headers
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !is_page {
        return Err(no_such_chart());
    }
    let page = to_bytes(body, PAGE_BYTES_MAX)
        .await
        .map_err(Problem::internal)?;
    let page = String::from_utf8_lossy(&page);
    let picture = hub_ui::picture::of(&page, &asked.id).ok_or_else(no_such_chart)?;
    let file = format!(
        "attachment; filename=\"{}.svg\"",
        file_stem(&format!("{}-{}", asked.name, asked.id))
    );
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("image/svg+xml; charset=utf-8"),
    );
    if let Ok(file) = HeaderValue::from_str(&file) {
        parts.headers.insert(CONTENT_DISPOSITION, file);
    }
    Ok(Response::from_parts(parts, Body::from(picture)))
}

/// The way to where the page now is, for the same picture there.
fn led_on(asked: &Asked, mut response: Response) -> Response {
    let to = response
        .headers()
        .get(LOCATION)
        .and_then(|to| to.to_str().ok())
        .map(|to| {
            let join = if to.contains('?') { '&' } else { '?' };
            let picture = Serializer::new(String::new())
                .append_pair(PARAMETER, &asked.id)
                .finish();
            format!("{to}{join}{picture}")
        });
    if let Some(to) = to.and_then(|to| HeaderValue::try_from(to).ok()) {
        response.headers_mut().insert(LOCATION, to);
    }
    response
}

fn no_such_chart() -> Problem {
    Problem::new(
        Kind::NotFound,
        "There is no such chart on this page. Open the page without \"picture\" in its address, and use the link under the chart.",
    )
}

#[cfg(test)]
mod tests {
    use super::asked;

    #[test]
    fn a_page_does_not_see_that_a_picture_of_it_is_wanted() {
        let uri = "/areas/QOP/who?by=ethnic_group&picture=rates&as_at=2026-11-14.2";
        let asked = asked(&uri.parse().unwrap()).unwrap();
        assert_eq!(asked.id, "rates");
        assert_eq!(
            asked.page.to_string(),
            "/areas/QOP/who?by=ethnic_group&as_at=2026-11-14.2"
        );
        assert_eq!(asked.name, "QOP-who-ethnic_group-2026-11-14.2");
    }

    #[test]
    fn without_the_parameter_no_picture_is_wanted() {
        for uri in [
            "/areas/QOP",
            "/areas/QOP?month=2026-10",
            "/areas/picture?a=picture",
        ] {
            assert!(asked(&uri.parse().unwrap()).is_none(), "{uri}");
        }
        let asked = asked(&"/areas/QOP?picture=".parse().unwrap()).unwrap();
        assert_eq!((asked.id.as_str(), asked.page.path()), ("", "/areas/QOP"));
        assert_eq!(asked.page.query(), None);
    }
}
