//! The Atom feed of new contradictions.

use gainsay_render::prose;
use maud::{Markup, PreEscaped, html};

use crate::shown::Shown;
use crate::view::View;

/// The largest number of contradictions in the feed.
const MOST: usize = 50;

struct Entry {
    fingerprint: String,
    title: String,
    kind: String,
    moment: String,
    path: Option<String>,
}

/// Makes the feed. The date of a contradiction is that of the commit that introduced it, if it is known; otherwise the
/// latest day on which one of its claims was said. No clock is asked.
pub fn feed(view: &View) -> String {
    let entries = entries(view);
    let about = view.about;
    let base = about.base.as_deref().unwrap_or_default();
    let updated = about.commit.as_ref().map(|commit| commit.moment.clone());
    let updated = updated
        .or_else(|| entries.iter().map(|entry| entry.moment.clone()).max())
        .unwrap_or_else(|| BEGINNING.to_owned());
    let entry = |entry: &Entry| -> Markup {
        html! {
            entry {
                id { "urn:gainsay:" (entry.fingerprint) }
                title { (Shown(&entry.title)) }
                updated { (entry.moment) }
                category term=(entry.kind);
                @if let Some(path) = &entry.path { link href={ (base) (path) }; }
                summary { (Shown(&entry.kind)) }
            }
        }
    };
    let body = html! {
        feed xmlns="http://www.w3.org/2005/Atom" {
            id { @if base.is_empty() { "urn:gainsay:" (crate::names::digest(about.name.as_bytes())) } @else { (base) } }
            title { (Shown(&about.name)) ": new contradictions" }
            updated { (updated) }
            author { name { (Shown(&about.name)) } }
            generator version=(about.version) { "Gainsay" }
            @if !base.is_empty() { link rel="self" href={ (base) "feed.xml" }; link href=(base); }
            @for one in &entries { (entry(one)) }
        }
    };
    // The template writes empty elements in the form of HTML.
    let xml = close_links(&body.into_string());
    html! { (PreEscaped("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n")) (PreEscaped(xml)) "\n" }.into_string()
}

/// The moment of a contradiction without a date.
const BEGINNING: &str = "1970-01-01T00:00:00Z";

/// Closes the elements `link` and `category`, which have no content: XML requires that, and HTML does not.
fn close_links(xml: &str) -> String {
    let mut closed = String::with_capacity(xml.len());
    let mut rest = xml;
    while let Some(at) = rest.find("<link ").into_iter().chain(rest.find("<category ")).min() {
        let end = rest.get(at..).and_then(|tag| tag.find('>')).map_or(rest.len(), |end| at + end);
        closed.push_str(rest.get(..end).unwrap_or_default());
        closed.push('/');
        rest = rest.get(end..).unwrap_or_default();
    }
    closed.push_str(rest);
    closed
}

fn entries(view: &View) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let introduced = view.history.iter().flat_map(|episode| episode.introduced.iter().map(move |told| (episode, told)));
    for (episode, told) in introduced {
        // Only current contradictions are listed, each with the last time that it was introduced.
        let Some(finding) = view.finding_of(&told.fingerprint).filter(|finding| view.conflict(*finding).is_some())
        else {
            continue;
        };
        if entries.iter().all(|entry| entry.fingerprint != told.fingerprint) {
            entries.extend(entry(view, finding, episode.moment.clone()));
        }
        if entries.len() >= MOST {
            return entries;
        }
    }
    if view.history.is_empty() {
        let open = view.conflicts.iter().take(view.open).take(MOST);
        entries.extend(open.filter_map(|finding| {
            let day = view.last_day(view.conflict(*finding)?);
            let moment = if gainsay_model::date::is_a_day(day) {
                format!("{}T00:00:00Z", gainsay_model::date::write_day(day))
            } else {
                BEGINNING.to_owned()
            };
            entry(view, *finding, moment)
        }));
        entries.sort_by(|a, b| b.moment.cmp(&a.moment).then_with(|| a.fingerprint.cmp(&b.fingerprint)));
    }
    entries
}

fn entry(view: &View, finding: usize, moment: String) -> Option<Entry> {
    let any = view.outcome.findings.get(finding)?;
    Some(Entry {
        fingerprint: view.fingerprints.get(finding)?.clone(),
        title: prose::brief(view.naming, any).message.clone(),
        kind: prose::title(any),
        moment,
        path: view.conflict_path(finding),
    })
}
