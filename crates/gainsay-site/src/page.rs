//! Pages: the address, HTML and JSON of each, and the frame that all pages share.

use gainsay_model::schema::Kind;
use maud::{DOCTYPE, Markup, html};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::names::digest;
use crate::shown::{Name, Shown};
use crate::svg::time_bars::masks;
use crate::view::View;

/// A complete page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// The address, from the root of the site.
    pub path: String,
    /// The HTML.
    pub html: String,
    /// The JSON with the same content.
    pub json: String,
}

impl Page {
    /// Returns the page in the form in which it is served live, and its digest. The page contains the digest, and uses
    /// it to ask whether it has changed.
    pub fn live(self) -> (Page, String) {
        let (html, digest) = live(&self.html);
        (Page { html, ..self }, digest)
    }

    /// Returns the address of the JSON of the page.
    pub fn json_path(&self) -> String {
        json_of(&self.path)
    }
}

/// Returns the address of the data of the page with that address.
fn json_of(path: &str) -> String {
    path.replace(".html", ".json")
}

/// Puts the digest of a page where its script finds it.
fn live(html: &str) -> (String, String) {
    let digest = digest(html.as_bytes());
    (html.replacen(" data-live", &format!(" data-live=\"{digest}\""), 1), digest)
}

/// Returns the page that is served while the workspace cannot be read, and its digest.
pub fn broken(message: &str, help: &[String]) -> (String, String) {
    let page = html! {
        (DOCTYPE)
        html lang="en" data-root="/" data-live {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "The workspace cannot be read" }
                link rel="stylesheet" href="/assets/site.css";
                script src="/assets/site.js" defer {}
            }
            body {
                main #main {
                    h1 { "The workspace cannot be read" }
                    p { (Shown(message)) }
                    @for remedy in help { p { (gainsay_render::html::text(remedy)) } }
                    p.note { "This page comes back by itself once it can." }
                }
            }
        }
    };
    live(&page.into_string())
}

/// The content security policy of a page: it may use the site's own stylesheet and script. Whatever a record contains,
/// nothing else runs, and nothing is fetched from elsewhere. `file:` is there for pages that are opened from disk.
pub const POLICY: &str = "default-src 'none'; style-src 'self' file:; script-src 'self' file:; img-src 'self' file:; \
                          base-uri 'none'; form-action 'self' file:";

/// A page that is being made, which gives it its links to others.
pub struct Frame<'f, 'v, 'w> {
    /// The view that the page is made from.
    pub view: &'f View<'v, 'w>,
    /// The address of the page; empty if it has none of its own.
    path: String,
}

/// The pages to which every page links: address and name.
const SECTIONS: [(&str, &str); 9] = [
    ("index.html", "Front"),
    ("contradictions.html", "Contradictions"),
    ("entities.html", "Who and what"),
    ("statements.html", "Statements"),
    ("matrix.html", "Matrix"),
    ("sources.html", "Sources"),
    ("vocabulary.html", "Vocabulary"),
    ("rulings.html", "Rulings"),
    ("history.html", "History"),
];

impl<'f, 'v, 'w> Frame<'f, 'v, 'w> {
    /// Begins the page with that address.
    pub fn new(view: &'f View<'v, 'w>, path: impl Into<String>) -> Frame<'f, 'v, 'w> {
        Frame { view, path: path.into() }
    }

    /// Begins a page that a live site makes for one visitor: it has no address of its own, and no data.
    pub fn passing(view: &'f View<'v, 'w>) -> Frame<'f, 'v, 'w> {
        Frame::new(view, "")
    }

    /// Returns an address, given from the root of the site, as the page links to it.
    pub fn to(&self, path: &str) -> String {
        format!("{}{path}", self.up())
    }

    /// Returns whether the page has that address.
    pub fn is_at(&self, path: &str) -> bool {
        self.path == path
    }

    /// Returns the relative path from the page to the root of the site.
    fn up(&self) -> &'static str {
        if self.view.about.live {
            "/"
        } else if self.path.contains('/') {
            "../"
        } else {
            ""
        }
    }

    /// Returns a text as a link, if it leads anywhere.
    pub fn link(&self, path: Option<String>, text: &str) -> Markup {
        html! {
            @match path {
                Some(path) => a href=(self.to(&path)) { (Name(text)) },
                None => (Name(text)),
            }
        }
    }

    /// Returns an entity by name, as a link.
    pub fn entity(&self, id: &str) -> Markup {
        self.link(self.view.entity_path(id), &self.view.naming.entity(id))
    }

    /// Returns a claim by speaker and day, as a link.
    pub fn claim(&self, id: &str) -> Markup {
        let naming = self.view.naming;
        let said = naming.said(id).map(|said| format!(", {said}")).unwrap_or_default();
        self.link(self.view.claim_path(id), &format!("{}{said}", naming.speaker(id)))
    }

    /// Returns a source by title, as a link.
    pub fn source(&self, id: &str) -> Markup {
        self.link(self.view.source_path(id), &self.view.naming.source(id))
    }

    /// Returns a predicate in the words of a sentence, as a link.
    pub fn predicate(&self, id: &str) -> Markup {
        self.link(self.view.predicate_path(id), &self.view.naming.predicate(id))
    }

    /// Returns a link to the form for a record, if records can be edited.
    pub fn edit(&self, kind: Kind, id: &str) -> Markup {
        html! {
            @if self.view.about.edit {
                " " a.edit href={ "/-/edit/" (kind.word()) "?id=" (in_query(id)) } { "Edit" }
            }
        }
    }

    /// Returns a link to the form for a new record with some fields filled in, if records can be edited.
    pub fn add(&self, kind: Kind, given: &[(&str, &str)], text: &str) -> Markup {
        let pairs: Vec<String> = given.iter().map(|(name, value)| format!("{name}={}", in_query(value))).collect();
        html! {
            @if self.view.about.edit {
                a.add href={ "/-/new/" (kind.word()) "?" (pairs.join("&")) } { (text) }
            }
        }
    }

    /// Completes the page with the frame around its body, and with its data.
    pub fn page(self, title: &str, body: Markup, data: &impl Serialize) -> Page {
        let json = self.json(data);
        let html = self.html(title, body).into_string();
        Page { path: self.path, html, json }
    }

    fn json(&self, data: &impl Serialize) -> String {
        let mut json = Vec::new();
        // Writing into memory fails only if a value is no JSON, and all our values are.
        let written = gainsay_render::safe_json::write_json(data, &mut json);
        debug_assert!(written.is_ok(), "{written:?}");
        String::from_utf8(json).unwrap_or_default()
    }

    fn html(&self, title: &str, body: Markup) -> Markup {
        let about = self.view.about;
        let is_front = self.path == "index.html";
        let whole_title = if is_front { title.to_owned() } else { format!("{title} – {}", about.name) };
        let name = self.path.rsplit('/').next().filter(|name| !name.is_empty());
        let json = name.map(json_of);
        html! {
            (DOCTYPE)
            html lang="en" data-root=(self.up()) data-live[about.live] {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="referrer" content="no-referrer";
                    meta name="color-scheme" content="light dark";
                    @if !about.live { meta http-equiv="Content-Security-Policy" content=(POLICY); }
                    title { (Shown(&whole_title)) }
                    link rel="stylesheet" href=(self.to("assets/site.css"));
                    link rel="icon" href=(self.to("assets/icon.svg")) type="image/svg+xml";
                    @if let Some(json) = &json { link rel="alternate" type="application/json" href=(json); }
                    link rel="alternate" type="application/atom+xml" title="Feed" href=(self.to("feed.xml"));
                    @if let Some(base) = &about.base { link rel="canonical" href={ (base) (self.path) }; }
                    script src=(self.to("assets/site.js")) defer {}
                    @if about.edit { script src="/assets/edit.js" defer {} }
                }
                body {
                    a.skip href="#main" { "To the content" }
                    (masks())
                    (self.header())
                    main #main tabindex="-1" { (body) }
                    (self.footer(json.as_deref()))
                }
            }
        }
    }

    fn header(&self) -> Markup {
        let section = self.path.split(['/', '.']).next().unwrap_or_default();
        let current = |path: &str| {
            if path == self.path {
                Some("page")
            } else if path.strip_suffix(".html").is_some_and(|name| {
                section == name || section.strip_prefix(name).is_some_and(|rest| rest.starts_with('-'))
            }) {
                Some("true")
            } else {
                None
            }
        };
        html! {
            header.site {
                p.name { a href=(self.to("index.html")) { (Name(&self.view.about.name)) } }
                form.find role="search" action=(self.to("search.html")) method="get" {
                    label.hidden for="find" { "Search" }
                    input #find name="q" type="search" placeholder="Names, statements, words" autocomplete="off";
                    button type="submit" { "Search" }
                }
                nav aria-label="Sections" {
                    ul {
                        @for (path, name) in SECTIONS {
                            li { a href=(self.to(path)) aria-current=[current(path)] { (name) } }
                        }
                    }
                }
                @if self.view.about.edit { (self.edits()) }
            }
        }
    }

    /// Returns links to the forms, if records can be edited.
    fn edits(&self) -> Markup {
        html! {
            nav.edits aria-label="Editing" {
                ul {
                    @for kind in [Kind::Claim, Kind::Entity, Kind::Source] {
                        li { (self.add(kind, &[], &format!("New {kind}"))) }
                    }
                    li { a href="/-/uncommitted" { "Not committed yet" } }
                }
            }
        }
    }

    fn footer(&self, json: Option<&str>) -> Markup {
        let about = self.view.about;
        html! {
            footer.site {
                p {
                    "Made by Gainsay " (about.version) " of " (Shown(&about.state())) "."
                    @if let Some(left_out) = about.left_out { " " (told_left_out(left_out)) }
                }
                p {
                    a href=(self.to("about.html")) { "About, and how to read this" } " · "
                    a href=(self.to("faults.html")) { "Faults" } " · "
                    @if let Some(json) = json { a href=(json) { "This page as JSON" } " · " }
                    a href=(self.to("feed.xml")) { "Feed" } " · "
                    button.theme type="button" hidden { "Dark" }
                }
            }
        }
    }
}

/// Returns a text in the form in which it stands in the query of an address.
fn in_query(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// Returns a sentence with the number of claims that are left out because they are private.
pub fn told_left_out(left_out: usize) -> String {
    let claims = gainsay_render::plural::plural(left_out, "private claim");
    let are = if left_out == 1 { "is" } else { "are" };
    format!("{claims} {are} left out.")
}
