//! Reads MHTML: a page as the first of the parts of a MIME message.

use crate::bytes::find_from;
use crate::could_not_look::CouldNotLook;
use crate::encoding::Charset;
use crate::form::Form;
use crate::headers::{Headers, transfer_decoded};

/// The number of levels to which multiparts may be nested.
const DEEPEST: usize = 8;

/// The page that an MHTML file was kept for.
#[derive(Debug)]
pub(crate) struct Page {
    /// The fields of the whole message.
    pub(crate) message: Headers,
    headers: Headers,
    pub(crate) body: Vec<u8>,
    charset: Option<String>,
}

impl Page {
    pub(crate) fn charset(&self) -> Charset<'_> {
        Charset(self.charset.as_deref())
    }

    /// Returns the address of the page.
    pub(crate) fn address(&self) -> Option<&str> {
        self.message.get("snapshot-content-location").or_else(|| self.headers.get("content-location"))
    }
}

/// Finds the page: the part that `start` names, else the one at `Snapshot-Content-Location`, else the first of HTML.
pub(crate) fn main_page(bytes: &[u8]) -> Result<Page, CouldNotLook> {
    let (message, body) = Headers::read(bytes);
    let mut parts = Vec::new();
    collect_parts(&message, body, &[], DEEPEST, &mut parts);
    parts.retain(Part::is_html);
    let start = message.parameter("start").map(|id| bare_id(&id).to_string());
    let location = message.get("snapshot-content-location");
    let named = start.and_then(|start| parts.iter().position(|part| part.ids.contains(&start)));
    let located =
        || location.and_then(|at| parts.iter().position(|part| part.headers.get("content-location") == Some(at)));
    let index = named.or_else(located).unwrap_or(0);
    if index >= parts.len() {
        return Err(CouldNotLook::NoPage(Form::Mhtml));
    }
    let part = parts.swap_remove(index);
    let coding = part.headers.get("content-transfer-encoding").map(str::trim);
    let body = transfer_decoded(part.body, coding);
    Ok(Page { message, charset: part.headers.parameter("charset"), headers: part.headers, body })
}

/// Returns true if bytes begin with the header of a MIME message that holds a page.
pub(crate) fn begins_like_mhtml(bytes: &[u8]) -> bool {
    let beginning = bytes.get(..bytes.len().min(64 << 10)).unwrap_or_default();
    let named = beginning.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count();
    if named == 0 || beginning.get(named) != Some(&b':') {
        return false;
    }
    let (headers, _) = Headers::read(beginning);
    let holds_page = |kind: &str| kind.starts_with("multipart/") || kind == "text/html";
    headers.get("mime-version").is_some() && headers.media_type().as_deref().is_some_and(holds_page)
}

/// A part that is no multipart itself.
struct Part<'a> {
    headers: Headers,
    body: &'a [u8],
    /// The `Content-ID` of the part, and those of the parts that it stands in.
    ids: Vec<String>,
}

impl Part<'_> {
    fn is_html(&self) -> bool {
        self.headers.media_type().is_some_and(|kind| kind == "text/html" || kind == "application/xhtml+xml")
    }
}

fn collect_parts<'a>(headers: &Headers, body: &'a [u8], ids: &[String], depth: usize, parts: &mut Vec<Part<'a>>) {
    let mut ids = ids.to_vec();
    ids.extend(headers.get("content-id").map(|id| bare_id(id).to_string()));
    let is_multipart = headers.media_type().is_some_and(|kind| kind.starts_with("multipart/"));
    match headers.parameter("boundary").filter(|boundary| is_multipart && !boundary.is_empty()) {
        None => parts.push(Part { headers: headers.clone(), body, ids }),
        Some(_) if depth == 0 => {}
        Some(boundary) => {
            for part in split(body, &boundary) {
                let (headers, body) = Headers::read(part);
                collect_parts(&headers, body, &ids, depth - 1, parts);
            }
        }
    }
}

fn bare_id(id: &str) -> &str {
    id.trim().trim_start_matches('<').trim_end_matches('>')
}

/// Returns the content between the lines `--BOUNDARY`, up to `--BOUNDARY--`.
fn split<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let delimiter = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut start = None;
    let mut from = 0;
    while let Some(found) = find_from(body, delimiter.as_bytes(), from) {
        from = found + delimiter.len();
        let before = body.get(..found).unwrap_or_default();
        let behind = body.get(from..).unwrap_or_default();
        let is_last = behind.starts_with(b"--");
        let ends_line = is_last || matches!(behind.first(), None | Some(b'\r' | b'\n' | b' ' | b'\t'));
        if !(before.is_empty() || before.ends_with(b"\n")) || !ends_line {
            continue;
        }
        if let Some(start) = start {
            let end = before.len() - if before.ends_with(b"\r\n") { 2 } else { usize::from(!before.is_empty()) };
            parts.push(body.get(start..end).unwrap_or_default());
        }
        if is_last {
            return parts;
        }
        start = Some(find_from(body, b"\n", from).map_or(body.len(), |end| end + 1));
    }
    parts.extend(start.and_then(|start| body.get(start..)));
    parts
}
