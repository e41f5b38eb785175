//! Findings as HTML pages that need nothing else: no script, no font, no network.

use std::io::{self, Write};

use gainsay_diff::findings::AnyFinding;
use gainsay_model::finding::Route;
use gainsay_model::text::escaped;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::Report;
use crate::contents::Contents;
use crate::plural::plural;
use crate::prose::sides::{Source, ToldSide, sides};
use crate::prose::{self, Naming, abridged};
use crate::summary;

/// The content security policy of every page: only styles are allowed. Whatever a record contains, nothing is run or
/// fetched.
pub const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The style sheet of every page.
pub const STYLE: &str = include_str!("report.css");

/// Writes a page about the state of a workspace, for e-mail and print: counts by rule and by speaker, then every
/// finding.
///
/// # Errors
/// Returns the errors of `out`.
pub fn render(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let contents = Contents::of(report);
    open(page(report, &contents), END_OF_PAGE, out)?;
    let place = |route: Route| {
        let place = report.locations.find(route);
        html! { span.place { (escaped(&format!("{}:{}", place.file, place.start.0))) } }
    };
    for (number, (rule, findings)) in contents.sections.iter().enumerate() {
        let section = html! {
            section id={ "section-" (number) } { h2 { (escaped(rule)) " " span.count { (findings.len()) } } }
        };
        open(section, END_OF_SECTION, out)?;
        for finding in findings {
            write(card(&report.naming, finding, place, None, html! {}), out)?;
        }
        out.write_all(END_OF_SECTION.as_bytes())?;
    }
    out.write_all(END_OF_PAGE.as_bytes())
}

/// The end of a page, after everything in it.
pub const END_OF_PAGE: &str = "</main></body></html>";

/// The end of a section.
pub const END_OF_SECTION: &str = "</section>";

/// Writes markup without its end, so that more may follow before that.
///
/// # Errors
/// Returns the errors of `out`.
pub fn open(markup: Markup, end: &str, out: &mut dyn Write) -> io::Result<()> {
    let text = markup.into_string();
    out.write_all(text.strip_suffix(end).unwrap_or(&text).as_bytes())
}

/// Writes markup.
///
/// # Errors
/// Returns the errors of `out`.
pub fn write(markup: Markup, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(markup.into_string().as_bytes())
}

/// Returns the page without its sections.
fn page(report: &Report<'_>, contents: &Contents) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                title { "Gainsay: " (escaped(&contents.title)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (escaped(&contents.title)) }
                    p { (text(&summary::sentence(report))) "." }
                    @for line in summary::since(report) { p { (text(&line)) } }
                }
                main {
                    @if !contents.rules.is_empty() {
                        nav aria-label="Contents" {
                            table {
                                thead { tr { th scope="col" { "Rule" } th scope="col" { "Findings" } } }
                                tbody {
                                    @for (number, (rule, count)) in contents.rules.iter().enumerate() {
                                        tr { td { a href={ "#section-" (number) } { (escaped(rule)) } } td { (count) } }
                                    }
                                }
                            }
                            @if !contents.speakers.is_empty() {
                                table {
                                    thead { tr { th scope="col" { "Speaker" } th scope="col" { "Findings" } } }
                                    tbody {
                                        @for (speaker, count) in &contents.speakers { tr { td { (escaped(speaker)) } td { (count) } } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Returns a finding as a card: the headline, each side with its words and sources, and the reasons. `place` writes the
/// place of a route; `kind` stands before the headline where no heading above names it; `besides` comes before the
/// reasons.
pub fn card(
    naming: &Naming,
    any: &AnyFinding,
    place: impl Fn(Route) -> Markup,
    kind: Option<&str>,
    besides: Markup,
) -> Markup {
    let words = abridged(naming, any);
    let sides = sides(naming, any);
    let (why, doubts, next) = (prose::why_of(&words), prose::doubts_of(&words), prose::next(any));
    html! {
        article {
            h3 { @if let Some(kind) = kind { span.level { (escaped(kind)) } " " } (text(&words.message)) }
            @if sides.is_empty() {
                ul.places { @for label in &words.labels { li { (place(label.route)) " " (text(&label.text)) } } }
            }
            @for side in &sides { (side_of(side, &place)) }
            (besides)
            @if let Some(ruling) = &words.ruled { p.cause { "ruled upon: " code { (escaped(ruling)) } } }
            @if !(why.is_empty() && doubts.is_empty() && words.help.is_empty() && next.is_empty()) {
                details open {
                    summary { "why" }
                    @if !why.is_empty() { p { (text(&why)) } }
                    @if !doubts.is_empty() { p { "Possible: " (text(&doubts)) } }
                    @for help in &words.help { p { (text(&prose::remedy(help))) } }
                    @for command in &next { p { "Next: " code { (escaped(command)) } } }
                }
            }
        }
    }
}

/// Returns one side: what it holds, and each claim with its words and source.
fn side_of(side: &ToldSide, place: &impl Fn(Route) -> Markup) -> Markup {
    html! {
        section.side {
            h4 { (text(&side.holds)) }
            @for claim in &side.claims {
                p { (text(&claim.sentence())) }
                @if let Some(quote) = &claim.quote {
                    blockquote lang=[claim.lang.as_deref()] dir="auto" { (escaped(quote)) }
                }
                @if let Some(translation) = &claim.translation { blockquote dir="auto" { (escaped(translation)) } }
                p.source { @if let Some(source) = &claim.source { (cited(source)) " " } (place(claim.route)) }
            }
            @if side.more > 0 { p { "and " (plural(side.more, "more claim")) } }
            @if let Some(reports) = side.told_reports() { p.source { (reports) } }
        }
    }
}

/// Returns a source as it is cited, with its address if that is one of the web.
fn cited(source: &Source) -> Markup {
    let address = source.url.as_deref().filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    html! {
        @match address {
            Some(url) => a href=(url) { (escaped(&source.cited())) },
            None => (escaped(&source.cited())),
        }
    }
}

/// Returns a sentence of the program, with the parts in backquotes as code.
pub fn text(sentence: &str) -> Markup {
    let sentence = escaped(sentence);
    let parts: Vec<&str> = sentence.split('`').collect();
    let paired = parts.len() % 2 == 1;
    html! {
        @if paired {
            @for (i, part) in parts.iter().enumerate() {
                @if i % 2 == 1 { code { (part) } } @else { (part) }
            }
        } @else { (sentence) }
    }
}
