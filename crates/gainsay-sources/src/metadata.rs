//! The statements of a kept copy about its source.

use chrono::NaiveDate;
use serde_json::Value;

use crate::encoding::{self, Charset};
use crate::form::Form;
use crate::headers::decoded_words;
use crate::html::{About, Page};
use crate::text_of_record::KeptCopy;
use crate::{mhtml, warc};

/// The statements of a kept copy about its source, as far as it makes any. Texts are on one line; dates are written
/// `2026-03-03`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The title of the page.
    pub title: Option<String>,
    /// The address that the copy was taken from.
    pub url: Option<String>,
    /// The day on which the page was published.
    pub published: Option<String>,
    /// The day on which the copy was taken.
    pub accessed: Option<String>,
    /// The publisher of the page.
    pub publisher: Option<String>,
    /// The language of the page.
    pub lang: Option<String>,
}

impl Metadata {
    /// Reads the statements of a copy about its source. A copy that cannot be read gives none.
    pub fn of(copy: &KeptCopy<'_>) -> Metadata {
        match Form::of(copy.name, copy.bytes) {
            Ok(Form::Html) => {
                let source = encoding::html_text(copy.bytes, Charset::default());
                let mut metadata = Metadata::of_page(&source);
                metadata.take_from_singlefile(&source);
                metadata
            }
            Ok(Form::Mhtml) => Metadata::of_mhtml(copy.bytes).unwrap_or_default(),
            Ok(Form::Warc) => Metadata::of_warc(copy).unwrap_or_default(),
            _ => Metadata::default(),
        }
    }

    fn of_mhtml(bytes: &[u8]) -> Option<Metadata> {
        let page = mhtml::main_page(bytes).ok()?;
        let mut metadata = Metadata::of_page(&encoding::html_text(&page.body, page.charset()));
        let subject = page.message.get("subject").and_then(|subject| one_line(&decoded_words(subject)));
        metadata.title = metadata.title.or(subject);
        metadata.url = page.address().and_then(web_address).or(metadata.url);
        metadata.accessed = page.message.get("date").and_then(day);
        Some(metadata)
    }

    fn of_warc(copy: &KeptCopy<'_>) -> Option<Metadata> {
        let page = warc::main_page(copy.bytes, copy.addresses).ok()?;
        let mut metadata = match page.form {
            Form::Html => Metadata::of_page(&encoding::html_text(&page.body, page.charset())),
            _ => Metadata::default(),
        };
        metadata.url = page.address.as_deref().and_then(web_address).or(metadata.url);
        metadata.accessed = page.date.as_deref().and_then(day);
        Some(metadata)
    }

    fn of_page(source: &str) -> Metadata {
        let about = Page::parse(source).map(|Page { about, .. }| about).unwrap_or_default();
        let linked: Vec<Value> = about.linked_data.iter().filter_map(|data| serde_json::from_str(data).ok()).collect();
        let published =
            ["article:published_time", "datepublished", "dc.date.issued", "dcterms.issued", "dc.date", "date"];
        let linked_date = linked.iter().find_map(|data| find(data, "datePublished")).and_then(Value::as_str);
        let linked_publisher = linked.iter().find_map(|data| find(data, "publisher"));
        let publisher_name =
            linked_publisher.and_then(|publisher| publisher.as_str().or_else(|| publisher.get("name")?.as_str()));
        Metadata {
            title: about.title.as_deref().and_then(one_line).or_else(|| meta(&about, &["og:title", "twitter:title"])),
            url: meta(&about, &["og:url"]).or_else(|| about.canonical.clone()).as_deref().and_then(web_address),
            published: linked_date.and_then(day).or_else(|| meta(&about, &published).as_deref().and_then(day)),
            accessed: None,
            publisher: meta(&about, &["og:site_name"]).or_else(|| publisher_name.and_then(one_line)),
            lang: about
                .lang
                .as_deref()
                .and_then(language)
                .or_else(|| meta(&about, &["og:locale"]).as_deref().and_then(language)),
        }
    }

    /// Reads the address and the time that SingleFile writes into a comment at the beginning.
    fn take_from_singlefile(&mut self, source: &str) {
        let Some((_, behind)) = source.split_once("Page saved with SingleFile") else { return };
        let Some((comment, _)) = behind.split_once("-->") else { return };
        for line in comment.lines() {
            match line.trim().split_once(':') {
                Some(("url", address)) => self.url = web_address(address).or(self.url.take()),
                Some(("saved date", date)) => self.accessed = day(date),
                _ => {}
            }
        }
    }
}

/// Returns the content of the first `<meta>` of the page that has one of these names.
fn meta(about: &About, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        let (_, content) = about.meta.iter().find(|(found, content)| found == name && !content.is_empty())?;
        one_line(content)
    })
}

/// Returns the first value under a key, however deep. `serde_json` reads no deeper than 128 levels.
fn find<'a>(data: &'a Value, key: &str) -> Option<&'a Value> {
    match data {
        Value::Object(fields) => fields.get(key).or_else(|| fields.values().find_map(|value| find(value, key))),
        Value::Array(values) => values.iter().find_map(|value| find(value, key)),
        _ => None,
    }
}

fn one_line(text: &str) -> Option<String> {
    let visible: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = visible.split_whitespace().collect::<Vec<&str>>().join(" ");
    (!line.is_empty()).then_some(line)
}

fn web_address(text: &str) -> Option<String> {
    let address = text.trim();
    let is_web = address.starts_with("http://") || address.starts_with("https://");
    (is_web && !address.contains(char::is_whitespace)).then(|| address.to_string())
}

fn language(tag: &str) -> Option<String> {
    let tag = tag.trim().replace('_', "-");
    let is_tag = !tag.is_empty()
        && tag.split('-').all(|part| (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric()));
    is_tag.then_some(tag)
}

/// Reads the day of a time, as ISO 8601, RFC 2822 or JavaScript write it.
fn day(time: &str) -> Option<String> {
    let time = time.trim();
    let date = match time.get(..10).and_then(|date| NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()) {
        Some(date) => date,
        None => day_in_words(time)?,
    };
    Some(date.format("%Y-%m-%d").to_string())
}

/// Reads the day of a time written as `Tue, 3 Mar 2026 10:15:00 -0000` or `Tue Mar 03 2026 10:15:00 GMT+0100`.
fn day_in_words(time: &str) -> Option<NaiveDate> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let (mut day, mut month, mut year) = (None, None, None);
    for word in time.split([' ', ',']).filter(|word| !word.is_empty()) {
        let name = word.get(..3).map(str::to_ascii_lowercase);
        let number: Option<u32> = word.parse().ok();
        match number {
            Some(number) if word.len() <= 2 && day.is_none() => day = Some(number),
            Some(number) if word.len() == 4 && year.is_none() => year = i32::try_from(number).ok(),
            None if month.is_none() => {
                month = MONTHS.iter().zip(1..).find(|(known, _)| name.as_deref() == Some(known)).map(|(_, n)| n)
            }
            _ => {}
        }
    }
    NaiveDate::from_ymd_opt(year?, month?, day?)
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days_are_read_as_pages_and_tools_write_them() {
        for time in [
            "2026-03-03",
            "2026-03-03T10:15:01Z",
            "2026-03-03 10:15",
            "Tue, 3 Mar 2026 10:15:00 -0000",
            "Tue Mar 03 2026 10:15:00 GMT+0100 (Central European Standard Time)",
        ] {
            assert_eq!(day(time).as_deref(), Some("2026-03-03"), "{time}");
        }
        for time in ["", "yesterday", "2026-02-30", "Tue, 31 Feb 2026", "2026", "Märzé 3 2026"] {
            assert_eq!(day(time), None, "{time}");
        }
    }
}
