//! Header fields as MIME, HTTP and WARC write them.

use memchr::memchr;

/// The most fields of one header that are read.
const MOST_FIELDS: usize = 1_000;

/// The fields of a header, in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Headers {
    fields: Vec<(String, String)>,
}

impl Headers {
    /// Reads fields up to an empty line. Returns them and what follows that line.
    pub(crate) fn read(bytes: &[u8]) -> (Headers, &[u8]) {
        let mut fields: Vec<(String, String)> = Vec::new();
        let mut rest = bytes;
        while let Some((line, behind)) = next_line(rest) {
            rest = behind;
            if line.is_empty() {
                break;
            }
            let line = String::from_utf8_lossy(line);
            if line.starts_with([' ', '\t']) {
                if let Some((_, value)) = fields.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            } else if let Some((name, value)) = line.split_once(':')
                && fields.len() < MOST_FIELDS
            {
                fields.push((name.trim().to_ascii_lowercase(), value.trim().to_string()));
            }
        }
        (Headers { fields }, rest)
    }

    /// Returns the value of the first field of this name, which is given in lower case.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Returns the media type that `Content-Type` gives, in lower case and without parameters.
    pub(crate) fn media_type(&self) -> Option<String> {
        let value = self.get("content-type")?;
        Some(value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
    }

    /// Returns a parameter of `Content-Type`.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        parameter(self.get("content-type")?, name)
    }
}

/// Returns the next line without its end, and what follows it; none at the end of the text.
pub(crate) fn next_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    if bytes.is_empty() {
        return None;
    }
    let end = memchr(b'\n', bytes).unwrap_or(bytes.len());
    let line = bytes.get(..end).unwrap_or_default();
    let behind = bytes.get(end + 1..).unwrap_or_default();
    Some((line.strip_suffix(b"\r").unwrap_or(line), behind))
}

/// Returns a parameter of a value such as `multipart/related; boundary="x y"; start=<a>`.
fn parameter(value: &str, sought: &str) -> Option<String> {
    let mut rest = value.split_once(';')?.1;
    loop {
        let (name, behind) = rest.split_once('=')?;
        let name = name.trim_start_matches(|c: char| c == ';' || c.is_whitespace()).trim_end();
        let (value, next) = match behind.trim_start().strip_prefix('"') {
            Some(quoted) => unquoted(quoted),
            None => {
                let (value, next) = behind.split_once(';').unwrap_or((behind, ""));
                (value.trim().to_string(), next)
            }
        };
        // A parameter without a value stands before the name.
        let name = name.rsplit(';').next().unwrap_or_default().trim();
        if name.eq_ignore_ascii_case(sought) {
            return Some(value);
        }
        rest = next;
    }
}

/// Reads a quoted string behind its opening mark. Returns it and what follows its closing mark.
fn unquoted(quoted: &str) -> (String, &str) {
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => return (value, quoted.get(at + 1..).unwrap_or_default()),
            '\\' => value.extend(characters.next().map(|(_, c)| c)),
            c => value.push(c),
        }
    }
    (value, "")
}

/// Decodes a field with encoded words in it (RFC 2047), such as `=?utf-8?Q?caf=C3=A9?=`.
pub(crate) fn decoded_words(value: &str) -> String {
    let mut decoded = String::new();
    let mut rest = value;
    let mut after_word = false;
    while let Some((before, word)) = rest.split_once("=?") {
        let parts = word.splitn(3, '?').collect::<Vec<&str>>();
        let [charset, coding, behind] = parts.as_slice() else { break };
        let Some((text, behind)) = behind.split_once("?=") else { break };
        let bytes = match *coding {
            "Q" | "q" => quoted_printable(text.replace('_', " ").as_bytes()),
            "B" | "b" => base64(text.as_bytes()),
            _ => break,
        };
        // White space between two encoded words is not text.
        if !(after_word && before.trim().is_empty()) {
            decoded.push_str(before);
        }
        decoded.push_str(&crate::encoding::decoded(&bytes, crate::encoding::Charset(Some(charset))));
        after_word = true;
        rest = behind;
    }
    decoded.push_str(rest);
    decoded
}

/// Undoes a transfer encoding of MIME.
pub(crate) fn transfer_decoded(bytes: &[u8], coding: Option<&str>) -> Vec<u8> {
    match coding.map(str::to_ascii_lowercase).as_deref() {
        Some("quoted-printable") => quoted_printable(bytes),
        Some("base64") => base64(bytes),
        _ => bytes.to_vec(),
    }
}

fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(mark) = memchr(b'=', rest) {
        decoded.extend_from_slice(rest.get(..mark).unwrap_or_default());
        rest = rest.get(mark + 1..).unwrap_or_default();
        let hex = |at: usize| rest.get(at).and_then(|b| (*b as char).to_digit(16));
        if let (Some(high), Some(low)) = (hex(0), hex(1)) {
            decoded.extend(u8::try_from(high * 16 + low));
            rest = rest.get(2..).unwrap_or_default();
        } else if let Some(behind) = behind_soft_break(rest) {
            rest = behind;
        } else {
            decoded.push(b'=');
        }
    }
    decoded.extend_from_slice(rest);
    decoded
}

/// Returns the text behind a `=` at a line's end, with or without white space behind it, which joins two lines.
fn behind_soft_break(rest: &[u8]) -> Option<&[u8]> {
    let blanks = rest.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    let behind = rest.get(blanks..)?;
    behind.strip_prefix(b"\r\n").or_else(|| behind.strip_prefix(b"\n")).or_else(|| behind.is_empty().then_some(behind))
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(bytes.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0u32);
    for b in bytes {
        let value = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => continue,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            decoded.extend(u8::try_from((bits >> count) & 0xff));
            bits &= (1 << count) - 1;
        }
    }
    decoded
}
