//! Access control: only browsers on this machine that were given the token may ask, and only from pages of this server.

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, COOKIE, HOST, LOCATION, ORIGIN, REFERRER_POLICY, SET_COOKIE,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use gainsay_store::Error;
use std::sync::Arc;

use crate::names::digest;

/// The content security policy of a page: it may use the stylesheet, scripts and answers of this server. Nothing that a
/// record contains runs, and nothing is fetched from elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The number of random bytes in the token.
const TOKEN: usize = 16;

/// The token, and the port of the server: a request must match both.
pub struct Guard {
    port: u16,
    token: String,
}

/// The reason why a request is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Refusal {
    /// The host name in the address is not one of this machine: a foreign name server may point it here.
    Host,
    /// The request comes from a page of another server.
    Origin,
    /// The browser has not been given the token.
    Token,
}

impl Guard {
    /// Makes a random token for the server at a port.
    ///
    /// # Errors
    /// Returns an error if the system has no random numbers.
    pub fn new(port: u16) -> Result<Guard, Error> {
        let mut bytes = [0; TOKEN];
        getrandom::fill(&mut bytes).map_err(|error| Error::new(format!("no random number could be drawn: {error}")))?;
        Ok(Guard { port, token: bytes.iter().map(|byte| format!("{byte:02x}")).collect() })
    }

    /// Returns the address that admits a browser.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/?token={}", self.port, self.token)
    }

    /// Returns the name of the cookie. It contains the port: browsers send a cookie to all ports, and two workspaces
    /// may be served at the same time.
    fn cookie(&self) -> String {
        format!("gainsay-{}", self.port)
    }

    fn is_own_host(&self, host: &str) -> bool {
        ["127.0.0.1", "localhost"].iter().any(|name| host == format!("{name}:{}", self.port))
    }

    /// Returns whether a text is the token. Digests are compared, so that the time taken reveals nothing.
    fn is_token(&self, text: &str) -> bool {
        digest(text.as_bytes()) == digest(self.token.as_bytes())
    }

    fn refusal(&self, method: &Method, headers: &HeaderMap) -> Option<Refusal> {
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        if !text(HOST).is_some_and(|host| self.is_own_host(host)) {
            return Some(Refusal::Host);
        }
        let is_read = matches!(*method, Method::GET | Method::HEAD);
        let own = |origin: &str| origin.strip_prefix("http://").is_some_and(|host| self.is_own_host(host));
        match text(ORIGIN) {
            Some(origin) if !own(origin) => return Some(Refusal::Origin),
            None if !is_read || headers.contains_key(ORIGIN) => return Some(Refusal::Origin),
            _ => {}
        }
        let name = self.cookie();
        let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|all| all.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let is_let_in = pairs.any(|(key, value)| key == name && self.is_token(value));
        (!is_let_in).then_some(Refusal::Token)
    }

    /// Returns the address without the token, if it carries the right one.
    fn let_in(&self, request: &Request) -> Option<Response> {
        let query = request.uri().query()?;
        let pairs = || query.split('&');
        let token = pairs().find_map(|pair| pair.strip_prefix("token="))?;
        if !self.is_token(token) || request.method() != Method::GET {
            return None;
        }
        let rest: Vec<&str> = pairs().filter(|pair| !pair.starts_with("token=")).collect();
        let path = request.uri().path().trim_start_matches('/');
        let to = if rest.is_empty() { format!("/{path}") } else { format!("/{path}?{}", rest.join("&")) };
        let cookie = format!("{}={}; Path=/; HttpOnly; SameSite=Strict", self.cookie(), self.token);
        let headers = [(LOCATION, to), (SET_COOKIE, cookie)];
        Some((StatusCode::SEE_OTHER, headers, "").into_response())
    }
}

/// Answers requests that are allowed, and adds to all answers what a browser may do with them.
pub async fn guard(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let mut answer = match guard.refusal(request.method(), request.headers()) {
        None => next.run(request).await,
        Some(Refusal::Token) => match guard.let_in(&request) {
            Some(answer) => answer,
            None => told(
                StatusCode::FORBIDDEN,
                "Open the address that `gainsay serve` has printed: it lets your browser in.",
            ),
        },
        Some(Refusal::Host) => told(StatusCode::MISDIRECTED_REQUEST, "Only 127.0.0.1 and localhost are served here."),
        Some(Refusal::Origin) => told(StatusCode::FORBIDDEN, "Only pages of this server may ask it."),
    };
    let headers = answer.headers_mut();
    for (name, value) in [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    answer
}

/// Returns an answer of one sentence.
pub fn told(status: StatusCode, sentence: &'static str) -> Response {
    (status, sentence).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(method: Method, pairs: &[(HeaderName, &str)]) -> Option<Refusal> {
        let guard = Guard { port: 80, token: "secret".into() };
        let headers = pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).expect("a value")));
        guard.refusal(&method, &headers.collect())
    }

    #[test]
    fn only_pages_of_this_server_with_the_token_may_ask() {
        let (host, cookie) = ((HOST, "127.0.0.1:80"), (COOKIE, "a=b; gainsay-80=secret"));
        assert_eq!(refusal(Method::GET, &[host.clone(), cookie.clone()]), None);
        assert_eq!(refusal(Method::GET, &[(HOST, "localhost:80"), cookie.clone()]), None);
        let own = (ORIGIN, "http://127.0.0.1:80");
        assert_eq!(refusal(Method::POST, &[host.clone(), cookie.clone(), own]), None);
        for name in ["evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1:81", "127.0.0.1:80.evil.example", ""] {
            assert_eq!(refusal(Method::GET, &[(HOST, name), cookie.clone()]), Some(Refusal::Host), "{name}");
        }
        for origin in ["http://evil.example", "null", "https://127.0.0.1:80", "http://127.0.0.1:80@evil.example"] {
            let asked = [host.clone(), cookie.clone(), (ORIGIN, origin)];
            assert_eq!(refusal(Method::POST, &asked), Some(Refusal::Origin), "{origin}");
            assert_eq!(refusal(Method::GET, &asked), Some(Refusal::Origin), "{origin}");
        }
        assert_eq!(refusal(Method::POST, &[host.clone(), cookie]), Some(Refusal::Origin));
        for cookie in ["gainsay-80=", "gainsay-80=secre", "gainsay-81=secret", "xgainsay-80=secret", "secret"] {
            assert_eq!(refusal(Method::GET, &[host.clone(), (COOKIE, cookie)]), Some(Refusal::Token), "{cookie}");
        }
    }
}
