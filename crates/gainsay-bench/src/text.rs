//! The workload in words: records in the canonical layout, or in a loose one that only the whole YAML reader can read.

use std::fmt::Write;

use crate::calendar::Calendar;
use crate::random::{Random, mixed};
use crate::workload::{Claim, Workload};

const THINGS: [&str; 24] = [
    "arch", "barn", "bridge", "canal", "castle", "chapel", "dam", "depot", "dock", "farm", "ferry", "forge", "fort",
    "guild", "inn", "league", "market", "mill", "museum", "parish", "port", "school", "tower", "union",
];
const NAMES: [&str; 20] = [
    "adair", "barlow", "calder", "dunmore", "ember", "farrow", "garnet", "halden", "ingram", "jessop", "kerr", "lomax",
    "moss", "norris", "oakes", "pell", "quill", "rusk", "stroud", "tarn",
];
const PAPERS: [&str; 16] = [
    "argus", "beacon", "courier", "dispatch", "echo", "gazette", "globe", "herald", "ledger", "mercury", "monitor",
    "observer", "post", "record", "tribune", "weekly",
];
const WORDS: [&str; 64] = [
    "after", "agreed", "all", "and", "anybody", "as", "at", "because", "before", "boats", "bridge", "by", "came",
    "council", "day", "during", "every", "for", "found", "from", "gave", "had", "harbour", "heard", "in", "it", "keys",
    "late", "letter", "made", "mayor", "meeting", "morning", "never", "nobody", "of", "on", "once", "only", "our",
    "out", "paid", "people", "river", "said", "saw", "since", "so", "some", "spoke", "spring", "still", "than", "that",
    "the", "then", "they", "town", "under", "until", "was", "we", "while", "without",
];

/// The column at which a value on one line, and the lines of a folded one, must end.
const COLUMNS: usize = 100;
const FOLDED: usize = 80;

/// The layout of the records.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Layout {
    /// The layout that `gainsay init` writes: see the record format.
    Canonical,
    /// A layout with other orders, quotes and brackets, and with comments.
    Loose,
}

/// Returns the id of a thing that claims are about.
pub fn thing(number: usize) -> String {
    format!("{}-{number:05}", THINGS[number % THINGS.len()])
}

/// Returns the id of a speaker.
pub fn speaker(number: usize) -> String {
    format!("{}-{number:04}", NAMES[number % NAMES.len()])
}

/// Returns the id of a source.
pub fn source(number: usize) -> String {
    format!("{}-{number:06}", PAPERS[number % PAPERS.len()])
}

/// Returns the id of a claim.
pub fn claim(number: usize) -> String {
    format!("c{number:08}")
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Writes a workload's records.
pub struct Writer<'w> {
    workload: &'w Workload,
    layout: Layout,
    calendar: Calendar,
}

impl<'w> Writer<'w> {
    /// Makes a writer of a workload in a layout.
    pub fn new(workload: &'w Workload, layout: Layout) -> Writer<'w> {
        Writer { workload, layout, calendar: Calendar::new() }
    }

    /// Returns the record of a predicate.
    pub fn predicate(&self, number: usize) -> String {
        let predicate = &self.workload.predicates[number];
        let list = |key: &str, members: &[usize]| {
            let names: Vec<&str> = members.iter().map(|&p| self.workload.predicates[p].name.as_str()).collect();
            match &names[..] {
                [] => String::new(),
                [one] => format!("{key}: {one}\n"),
                many => format!("{key}: [{}]\n", many.join(", ")),
            }
        };
        let when = |is: bool, line: &'static str| if is { line } else { "" };
        format!(
            "predicate: {}\nlabel: {}\ntemporal: state\n{}{}{}{}{}{}",
            predicate.name,
            predicate.name.replace('-', " "),
            when(predicate.number, "object: number\n"),
            list("implies", &predicate.implies),
            list("excludes", &predicate.excludes),
            list("inverse-of", predicate.inverse_of.as_slice()),
            when(predicate.symmetric, "symmetric: true\n"),
            when(predicate.functional, "functional: true\n"),
        )
    }

    /// Returns the record of a thing.
    pub fn thing(&self, number: usize) -> String {
        let kind = THINGS[number % THINGS.len()];
        let part_of =
            self.workload.things[number].map(|whole| format!("part-of: {}\n", thing(whole))).unwrap_or_default();
        format!("entity: {}\nname: {} No. {number}\nkind: {kind}\n{part_of}", thing(number), capital(kind))
    }

    /// Returns the record of a speaker.
    pub fn speaker(&self, number: usize) -> String {
        let name = capital(NAMES[number % NAMES.len()]);
        format!(
            "entity: {}\nname: {}. {name}\nkind: person\n",
            speaker(number),
            char::from(b'A' + (number / NAMES.len() % 26) as u8)
        )
    }

    /// Returns the record of a source.
    pub fn source(&self, number: usize) -> String {
        let paper = capital(PAPERS[number % PAPERS.len()]);
        let published = self.calendar.text(self.workload.sources[number]);
        format!(
            "source: {}\ntitle: \"{paper}: issue {number}\"\npublisher: The {paper}\npublished: {published}\n",
            source(number)
        )
    }

    /// Returns the record of a claim.
    pub fn claim(&self, number: usize) -> String {
        let claim = &self.workload.claims[number];
        let (id, by, source) = (self::claim(number), speaker(claim.speaker), source(claim.source));
        let (subject, predicate, object) = self.statement(claim);
        let stance = if claim.affirms { "affirms" } else { "denies" };
        let until = claim.until.map_or("..".into(), |until| self.calendar.text(until));
        let (from, said) = (self.calendar.text(claim.from), self.calendar.text(claim.said));
        let quote = self.words(number);
        if self.layout == Layout::Canonical {
            let quote = quote.map(|quote| quoted(&quote)).unwrap_or_default();
            return format!(
                "claim: {id}\nby: {by}\n{stance}: {subject} {predicate} {object}\nwhen: {from}/{until}\nsaid: {said}\nsource: {source}\n{quote}"
            );
        }
        let quote = quote.map(|quote| format!("quote: '{quote}'\n")).unwrap_or_default();
        match number % 3 {
            0 => format!(
                "# Taken down by hand.\nclaim:   {id}\nsource: \"{source}\"\n{quote}by: {by} # as printed\n{stance}: {subject} {predicate} {object}\nwhen: '{from}/{until}'\nsaid: {said}\n"
            ),
            1 => format!(
                "claim: \"{id}\"\n{stance}: {{subject: {subject}, predicate: {predicate}, object: {object}}}\nby: {by}\nsaid: {said}\nwhen: {from}/{until}\nsource: {source}\n{quote}"
            ),
            _ => format!(
                "claim: {id}\nby: >-\n  {by}\n{stance}:\n  subject: {subject}\n  predicate: {predicate}\n  object: \"{object}\"\nwhen: {from}/{until}\n{quote}said: {said}\n\nsource: {source}\n"
            ),
        }
    }

    /// Returns a claim as a row for other programs: one JSON object.
    pub fn row(&self, number: usize) -> String {
        let claim = &self.workload.claims[number];
        let (subject, predicate, object) = self.statement(claim);
        let until = claim.until.map_or("null".into(), |until| format!("\"{}\"", self.calendar.text(until)));
        let quote = self.words(number).map(|quote| format!(",\"quote\":\"{quote}\"")).unwrap_or_default();
        format!(
            "{{\"claim\":\"{}\",\"by\":\"{}\",\"stance\":\"{}\",\"subject\":\"{subject}\",\"predicate\":\"{predicate}\",\"object\":\"{object}\",\"from\":\"{}\",\"until\":{until},\"said\":\"{}\",\"source\":\"{}\"{quote}}}\n",
            self::claim(number),
            speaker(claim.speaker),
            if claim.affirms { "affirms" } else { "denies" },
            self.calendar.text(claim.from),
            self.calendar.text(claim.said),
            source(claim.source),
        )
    }

    /// Returns a predicate as a row for other programs.
    pub fn predicate_row(&self, number: usize) -> String {
        let predicate = &self.workload.predicates[number];
        let list = |members: &[usize]| {
            let names: Vec<String> =
                members.iter().map(|&p| format!("\"{}\"", self.workload.predicates[p].name)).collect();
            format!("[{}]", names.join(","))
        };
        format!(
            "{{\"predicate\":\"{}\",\"symmetric\":{},\"functional\":{},\"implies\":{},\"excludes\":{},\"inverse\":{}}}\n",
            predicate.name,
            predicate.symmetric,
            predicate.functional,
            list(&predicate.implies),
            list(&predicate.excludes),
            list(predicate.inverse_of.as_slice()),
        )
    }

    fn statement(&self, claim: &Claim) -> (String, &'w str, String) {
        let predicate = &self.workload.predicates[claim.predicate];
        let object = if predicate.number { claim.object.to_string() } else { thing(claim.object) };
        (thing(claim.subject), &predicate.name, object)
    }

    /// Returns the quote of a claim: a quarter of the claims have one.
    fn words(&self, number: usize) -> Option<String> {
        let mut random = Random::new(mixed(self.workload.seed, number as u64, 2));
        let sentences = match random.below(20) {
            0..3 => 1,
            3 => 2,
            4 => 3,
            _ => return None,
        };
        let sentence = |_| {
            let words: Vec<&str> = (0..7 + random.below(10)).map(|_| *random.one_of(&WORDS)).collect();
            let comma = words.len() / 2;
            format!("{}, {}.", capital(&words[..comma].join(" ")), words[comma..].join(" "))
        };
        Some((0..sentences).map(sentence).collect::<Vec<_>>().join(" "))
    }
}

/// Returns a quote on its line, or folded if it is longer than a line.
fn quoted(words: &str) -> String {
    if "quote: ".len() + words.len() <= COLUMNS {
        return format!("quote: {words}\n");
    }
    let mut text = String::from("quote: >-");
    let mut column = FOLDED;
    for word in words.split(' ') {
        if column + 1 + word.len() > FOLDED {
            text.push_str("\n  ");
            column = 2;
        } else {
            text.push(' ');
            column += 1;
        }
        let _ = write!(text, "{word}");
        column += word.len();
    }
    text.push('\n');
    text
}
