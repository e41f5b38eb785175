//! Reads WARC: a crawler's requests and the responses to them, record by record.

use crate::could_not_look::CouldNotLook;
use crate::encoding::Charset;
use crate::form::Form;
use crate::headers::{Headers, next_line};
use crate::unpack::{self, Allowance};

/// The page that a WARC file was kept for.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) form: Form,
    pub(crate) body: Vec<u8>,
    charset: Option<String>,
    pub(crate) address: Option<String>,
    /// The time of the request, as the file says it.
    pub(crate) date: Option<String>,
}

impl Page {
    pub(crate) fn charset(&self) -> Charset<'_> {
        Charset(self.charset.as_deref())
    }
}

/// Finds the page: the response of status 200 to one of the addresses, else the first such response that is HTML, else
/// the first that is plain text or PDF.
pub(crate) fn main_page(bytes: &[u8], addresses: &[&str]) -> Result<Page, CouldNotLook> {
    let unpacked;
    let bytes = if unpack::is_gzip(bytes) {
        unpacked = Allowance::of_one_copy().gunzip(bytes)?;
        unpacked.as_slice()
    } else {
        bytes
    };
    if !bytes.trim_ascii_start().starts_with(b"WARC/") {
        return Err(CouldNotLook::Damaged(Form::Warc));
    }
    let addresses: Vec<&str> = addresses.iter().map(|address| bare_address(address)).collect();
    let mut allowance = Allowance::of_one_copy();
    let (mut of_html, mut of_text) = (None, None);
    let mut packed_otherwise = None;
    for response in (Records { rest: bytes }).filter_map(|record| Response::of(&record)) {
        let is_sought = response.address.as_deref().is_some_and(|address| addresses.contains(&bare_address(address)));
        let is_better = is_sought || of_html.is_none() && (of_text.is_none() || response.says_html());
        if !is_better {
            continue;
        }
        match response.page(&mut allowance) {
            Ok(Some(page)) if is_sought => return Ok(page),
            Ok(Some(page)) if page.form == Form::Html => of_html = Some(page),
            Ok(Some(page)) if of_text.is_none() => of_text = Some(page),
            Ok(_) => {}
            Err(why) if is_sought || why == CouldNotLook::UnpacksTooLarge => return Err(why),
            Err(why) => packed_otherwise = packed_otherwise.or(Some(why)),
        }
    }
    of_html.or(of_text).ok_or(packed_otherwise.unwrap_or(CouldNotLook::NoPage(Form::Warc)))
}

/// Returns an address without brackets, fragment and the slash of an empty path, which say nothing about the page.
fn bare_address(address: &str) -> &str {
    let address = address.trim().trim_start_matches('<').trim_end_matches('>');
    let address = address.split('#').next().unwrap_or_default();
    match address.split_once("://") {
        Some((_, rest)) if rest.find('/') == Some(rest.len().saturating_sub(1)) => address.trim_end_matches('/'),
        _ => address,
    }
}

struct Record<'a> {
    headers: Headers,
    block: &'a [u8],
}

/// Reads one record after another, up to the first that is none.
struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let (version, behind) = next_line(self.rest.trim_ascii_start())?;
        if !version.starts_with(b"WARC/") {
            return None;
        }
        let (headers, behind) = Headers::read(behind);
        let length: usize = headers.get("content-length")?.parse().ok()?;
        let block = behind.get(..length).unwrap_or(behind);
        self.rest = behind.get(length..).unwrap_or_default();
        Some(Record { headers, block })
    }
}

/// An HTTP response of status 200.
struct Response<'a> {
    address: Option<String>,
    date: Option<String>,
    headers: Headers,
    body: &'a [u8],
}

impl<'a> Response<'a> {
    fn of(record: &Record<'a>) -> Option<Response<'a>> {
        if !record.headers.get("warc-type")?.eq_ignore_ascii_case("response") {
            return None;
        }
        let (status, behind) = next_line(record.block)?;
        let status = std::str::from_utf8(status).ok()?;
        let is_ok = status.starts_with("HTTP/") && status.split_ascii_whitespace().nth(1) == Some("200");
        if !is_ok {
            return None;
        }
        let (headers, body) = Headers::read(behind);
        let field = |name: &str| record.headers.get(name).map(str::to_string);
        Some(Response { address: field("warc-target-uri"), date: field("warc-date"), headers, body })
    }

    fn says_html(&self) -> bool {
        self.headers.media_type().is_some_and(|kind| kind == "text/html" || kind == "application/xhtml+xml")
    }

    /// Undoes the codings of the body. Returns nothing if it is no page that can be read.
    fn page(self, allowance: &mut Allowance) -> Result<Option<Page>, CouldNotLook> {
        let said = match self.headers.media_type().as_deref() {
            Some("text/html" | "application/xhtml+xml") => Some(Form::Html),
            Some("text/plain") => Some(Form::PlainText),
            Some("application/pdf" | "application/x-pdf") => Some(Form::Pdf),
            None | Some("" | "application/octet-stream") => None,
            Some(_) => return Ok(None),
        };
        let body = self.decoded_body(allowance)?;
        let form = match said {
            Some(form) => form,
            None => match Form::of("", &body) {
                Ok(form @ (Form::Html | Form::PlainText | Form::Pdf)) => form,
                _ => return Ok(None),
            },
        };
        let address = self.address.map(|address| address.trim_start_matches('<').trim_end_matches('>').to_string());
        Ok(Some(Page { form, body, charset: self.headers.parameter("charset"), address, date: self.date }))
    }

    fn decoded_body(&self, allowance: &mut Allowance) -> Result<Vec<u8>, CouldNotLook> {
        let chunked =
            self.headers.get("transfer-encoding").is_some_and(|coding| names(coding).any(|name| name == "chunked"));
        let mut body = chunked.then(|| dechunked(self.body)).flatten().unwrap_or_else(|| self.body.to_vec());
        let codings = ["content-encoding", "transfer-encoding"].map(|name| self.headers.get(name).unwrap_or_default());
        // The codings were applied in the order in which they stand.
        for coding in codings.into_iter().flat_map(|value| names(value).collect::<Vec<String>>().into_iter().rev()) {
            body = match coding.as_str() {
                "" | "identity" | "chunked" => body,
                // Some crawlers keep the field and store the body unpacked.
                "gzip" | "x-gzip" if !unpack::is_gzip(&body) => body,
                "gzip" | "x-gzip" => allowance.gunzip(&body)?,
                "deflate" => Some(allowance.inflate(&body)?).filter(|unpacked| !unpacked.is_empty()).unwrap_or(body),
                other => return Err(CouldNotLook::UnknownCoding(other.to_string())),
            };
        }
        Ok(body)
    }
}

fn names(value: &str) -> impl Iterator<Item = String> {
    value.split(',').map(|name| name.trim().to_ascii_lowercase())
}

/// Joins the chunks of a body; none if it has no chunks.
fn dechunked(body: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::with_capacity(body.len());
    let mut rest = body;
    let mut is_first = true;
    while let Some((line, behind)) = next_line(rest) {
        let size = std::str::from_utf8(line).ok().and_then(|line| line.split(';').next()).map(str::trim);
        let Some(size) = size.and_then(|size| usize::from_str_radix(size, 16).ok()) else {
            return (!is_first).then_some(joined);
        };
        if size == 0 {
            break;
        }
        joined.extend_from_slice(behind.get(..size).unwrap_or(behind));
        let behind = behind.get(size..).unwrap_or_default();
        rest = behind.strip_prefix(b"\r\n").or_else(|| behind.strip_prefix(b"\n")).unwrap_or(behind);
        is_first = false;
    }
    Some(joined)
}
