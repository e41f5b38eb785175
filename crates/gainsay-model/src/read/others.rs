//! Entities, predicates, sources, rulings and the manifest.

use crate::quantity::{Decimal, Quantity, QuantityFault, Tolerance, is_ambiguous, is_unit, read_exact, unit_fault};
use crate::record::{
    DateId, Edge, EdgeKind, Entity, Lasts, Manifest, ObjectType, Office, Pin, Pinned, Predicate, Rev, Ruling, Source,
    Temporal, Traits, Verdict, Whole,
};
use crate::schema::{LEVELS, RELIABILITY, TEMPORAL, VERDICTS, WHOLE};
use crate::text::{is_blank, spaced};
use crate::yaml::{Node, Scalar};

use super::fields::{Fields, is_cut, shown};

/// The version of the format that is read here, as it is written.
const FORMAT: &str = "1";

impl<'d> Fields<'_, '_, 'd> {
    /// Reads the document as an entity.
    pub fn entity(&mut self) -> Entity {
        self.one("name");
        self.many("aka");
        self.one("note");
        let links = self.mapping("links");
        let links = links
            .into_iter()
            .map(|(scheme, id)| [scheme, id].map(|scalar| self.reader.names.add(&spaced(&scalar.text))));
        let links = links.map(|[scheme, id]| (scheme, id)).collect();
        let (since, until) = self.life();
        Entity {
            id: self.id(),
            place: self.place,
            seal: self.seal(),
            kind: self.name("kind"),
            part_of: self.names("part-of"),
            speaks_for: self.offices(),
            same_as: self.names("same-as"),
            since,
            until,
            links,
        }
    }

    /// Returns the beginning and end of an entity; if its life ends before it begins, neither counts as given.
    fn life(&mut self) -> (Option<DateId>, Option<DateId>) {
        let (since, until) = (self.date("since"), self.date("until"));
        if !self.is_reversed(since, until) {
            return (since, until);
        }
        if let Some(written) = self.one("until") {
            self.reversed("until", written, "since", "neither counts as given");
        }
        (None, None)
    }

    /// Returns true if a date that should not lies wholly before another one, marks aside, as with the ends of an
    /// interval.
    fn is_reversed(&self, first: Option<DateId>, last: Option<DateId>) -> bool {
        let span = |date: DateId| self.reader.dates.date(date).span();
        first.zip(last).is_some_and(|(first, last)| span(last).last < span(first).first)
    }

    fn reversed(&mut self, key: &'static str, until: &'d Scalar, from: &str, effect: &str) {
        let message = format!("`until` lies before `{from}`: {effect}");
        self.fault(
            "bad-date",
            key,
            until.span,
            message,
            format!("correct one of the two, for example `{from}: 2016` and `until: 2018-05`"),
        );
    }

    /// Returns the `speaks-for` edges; an edge with a bad date counts as absent.
    fn offices(&mut self) -> Vec<Office> {
        let mut offices = Vec::new();
        for link in self.links("speaks-for", "for", &["from", "until"]) {
            let mut sound = true;
            let mut date = |key| {
                let scalar = link.text(key)?;
                let date = self.date_in("speaks-for", scalar);
                sound &= date.is_some();
                date
            };
            let (from, until) = (date("from"), date("until"));
            if let (true, Some(written)) = (self.is_reversed(from, until), link.text("until")) {
                self.reversed("speaks-for", written, "from", "the office counts as not given");
                sound = false;
            }
            // A bound that is a list or a mapping is no date either, and a bound that a `#` has cut off cannot be
            // known.
            sound &= link.entries.iter().all(|e| matches!(&e.value, Node::Scalar(scalar) if !is_cut(scalar)));
            if sound {
                offices.push(Office {
                    whom: self.reader.names.add_id(link.to.text.trim()),
                    index: link.index,
                    from,
                    until,
                });
            }
        }
        offices
    }

    /// Reads the document as a predicate.
    pub fn predicate(&mut self) -> Predicate {
        self.mapping("links");
        self.one("note");
        let object = self.object_type();
        let unit = match &object {
            Some(ObjectType::Number(unit)) => unit.clone(),
            _ => None,
        };
        let total = self.total(unit.as_deref());
        Predicate {
            id: self.id(),
            place: self.place,
            seal: self.seal(),
            label: self.one("label").map(|s| spaced(&s.text)).filter(|label| !is_blank(label)),
            temporal: match self.word("temporal", &TEMPORAL) {
                Some(1) => Temporal::Event,
                Some(2) => Temporal::Timeless,
                _ => Temporal::State,
            },
            lasts: self.lasts(),
            domain: self.names("domain"),
            range: self.names("range"),
            edges: self.edges(),
            traits: Traits {
                symmetric: self.flag("symmetric"),
                asymmetric: self.flag("asymmetric"),
                irreflexive: self.flag("irreflexive"),
                transitive: self.flag("transitive"),
                functional: self.flag("functional"),
                inverse_functional: self.flag("inverse-functional"),
                once: self.flag("once"),
                posthumous: self.flag("posthumous"),
            },
            ambiguous_total: self.ambiguous_total(total.as_ref()),
            total,
            grace: self.grace(),
            tolerance: self.tolerance(unit.as_deref()),
            whole: match self.word("whole", &WHOLE) {
                Some(0) => Whole { subject: true, object: false },
                Some(1) => Whole { subject: false, object: true },
                Some(_) => Whole { subject: true, object: true },
                None => Whole::default(),
            },
            object,
        }
    }

    fn edges(&mut self) -> Vec<Edge> {
        let mut edges = Vec::new();
        for kind in EdgeKind::ALL {
            for link in self.links(kind.key(), "to", &["because"]) {
                let to = self.reader.names.add_id(link.to.text.trim());
                edges.push(Edge {
                    kind,
                    to,
                    index: link.index,
                    because: link.text("because").map(|s| spaced(&s.text)).filter(|text| !is_blank(text)),
                });
            }
        }
        edges
    }

    /// Returns the type of the object; none if it could not be read.
    fn object_type(&mut self) -> Option<ObjectType> {
        // A key with only a `#` and a text behind it was given, and cannot be read.
        if self.value("object").is_none() && !self.is_cut_off("object") {
            return Some(ObjectType::Entity);
        }
        let scalar = self.one("object")?;
        let text = spaced(&scalar.text);
        match text.as_str() {
            "entity" => Some(ObjectType::Entity),
            "number" => Some(ObjectType::Number(None)),
            "date" => Some(ObjectType::Date),
            "text" => Some(ObjectType::Text),
            other => match other.strip_prefix("number ") {
                Some(unit) if is_unit(unit) => Some(ObjectType::Number(Some(unit.to_owned()))),
                Some(unit) => {
                    let message =
                        format!("`{}` begins with a word that multiplies the number, so it is no unit", shown(unit));
                    self.wrong_shape("object", scalar.span, message);
                    self.help("leave the word out: `number people`, and in the claims `1.5 million people`".into());
                    None
                }
                None => {
                    let message = format!(
                        "`{}` is no `object`: it is `entity`, `number`, `number UNIT`, `date` or `text`",
                        shown(other)
                    );
                    self.wrong_shape("object", scalar.span, message);
                    None
                }
            },
        }
    }

    /// Reads `lasts`: `365 d`, `6 m`, `2 y` or `forever`.
    fn lasts(&mut self) -> Option<Lasts> {
        let scalar = self.one("lasts")?;
        let text = scalar.text.trim();
        if text == "forever" {
            return Some(Lasts::Forever);
        }
        let days = days_of_duration(text);
        if days.is_none() {
            self.wrong_shape(
                "lasts",
                scalar.span,
                format!("`{}` is no duration: `365 d`, `6 m`, `2 y` or `forever`", shown(text)),
            );
        }
        days.map(Lasts::Days)
    }

    /// Reads `grace`, a duration as in `lasts` but never `forever`, in days.
    fn grace(&mut self) -> Option<i64> {
        let scalar = self.one("grace")?;
        let text = scalar.text.trim();
        let days = days_of_duration(text);
        if days.is_none() {
            self.wrong_shape("grace", scalar.span, format!("`{}` is no duration: `3 d`, `6 m` or `2 y`", shown(text)));
        }
        days
    }

    /// Returns true if the total, which could be read, could be meant otherwise.
    fn ambiguous_total(&mut self, total: Option<&Decimal>) -> bool {
        total.is_some() && self.one("total").is_some_and(|scalar| is_ambiguous(&scalar.text))
    }

    /// Returns the total: one number, with or without the unit.
    fn total(&mut self, unit: Option<&str>) -> Option<Decimal> {
        let scalar = self.one("total")?;
        let fault = match read_exact(&scalar.text) {
            Ok(Some((_, Some(other)))) if unit != Some(other.as_str()) => {
                words_of(unit_fault(&scalar.text, &other, unit))
            }
            Ok(Some((number, _))) => return Some(number),
            Ok(None) => {
                (format!("`{}` is not one exact number", shown(&scalar.text)), "write for example `100`".into())
            }
            Err(fault) => words_of(fault),
        };
        self.fault("bad-quantity", "total", scalar.span, fault.0, fault.1);
        None
    }

    fn tolerance(&mut self, unit: Option<&str>) -> Option<Tolerance> {
        let scalar = self.one("tolerance")?;
        let fault = match Tolerance::read(&scalar.text) {
            Ok(Tolerance::Absolute(_, Some(other))) if unit != Some(other.as_str()) => {
                words_of(unit_fault(&scalar.text, &other, unit))
            }
            Ok(tolerance) => return Some(tolerance),
            Err(fault) => words_of(fault),
        };
        self.fault("bad-quantity", "tolerance", scalar.span, fault.0, fault.1);
        None
    }

    /// Reads the document as a source.
    pub fn source(&mut self) -> Source {
        for key in ["title", "publisher", "author", "file", "lang", "note"] {
            self.one(key);
        }
        let marks = Source::MARKS.map(|key| self.mark(key));
        let accessed = self.date("accessed");
        self.word("reliability", &RELIABILITY);
        Source {
            id: self.id(),
            place: self.place,
            seal: self.seal(),
            published: self.date("published"),
            accessed,
            derived_from: self.names("derived-from"),
            marks,
            kept: self.value("file").is_some(),
        }
    }

    /// Returns the digest of a value that tells one text from another, or 0.
    fn mark(&mut self, key: &'static str) -> u64 {
        let Some(scalar) = self.one(key) else { return 0 };
        let text = scalar.text.trim();
        if key == "sha256" && !is_sha256(text) {
            self.wrong_shape("sha256", scalar.span, format!("`{}` is no SHA-256: 64 hex digits", shown(text)));
            return 0;
        }
        Source::mark(key, text)
    }

    /// Reads the document as a ruling.
    pub fn ruling(&mut self) -> Ruling {
        for key in ["because", "by", "note"] {
            self.one(key);
        }
        let decided = self.date("decided");
        let between = self.between();
        Ruling {
            id: self.id(),
            place: self.place,
            seal: self.seal(),
            between,
            verdict: self.verdict(),
            decided,
            until: self.date("until"),
        }
    }

    fn between(&mut self) -> Vec<Pinned> {
        let mut between = Vec::new();
        for (index, scalar) in self.many("between") {
            let text = scalar.text.trim();
            let (id, pin) = match text.split_once('@') {
                None => (text, Pin::Loose),
                Some((id, rev)) => (id, Rev::read(rev).map_or(Pin::Unreadable, Pin::At)),
            };
            between.push(Pinned { claim: self.reader.names.add_id(id), index, pin });
        }
        let distinct: std::collections::HashSet<_> = between.iter().map(|p| p.claim).collect();
        if let (1, Some(value)) = (distinct.len(), self.value("between")) {
            self.wrong_shape("between", value.span(), "a ruling is between two or more claims".into());
        }
        between
    }

    fn verdict(&mut self) -> Option<Verdict> {
        let scalar = self.one("verdict")?;
        let mut words = scalar.text.split_whitespace();
        if let (Some("prefers"), Some(claim), None) = (words.next(), words.next(), words.next()) {
            return Some(Verdict::Prefers(self.reader.names.add_id(claim)));
        }
        let verdicts =
            [Verdict::Open, Verdict::Explained, Verdict::NotComparable, Verdict::ChangedPosition, Verdict::ReportError];
        let known = self.word("verdict", &VERDICTS).and_then(|i| verdicts.get(i).copied());
        if let (None, Some(last)) = (known, self.reader.findings.last_mut()) {
            last.help.push("or `prefers CLAIM-ID`".into());
        }
        known
    }

    /// Reads the document as the manifest.
    pub fn manifest(&mut self) -> Manifest {
        if let Some(scalar) = self.one("gainsay").filter(|s| s.text.trim() != FORMAT) {
            let message = format!("`{}` is no version of the format that is known here", shown(scalar.text.trim()));
            self.wrong_shape("gainsay", scalar.span, message);
            self.help(format!("write `gainsay: {FORMAT}`"));
        }
        let words = |found: Vec<(u32, &Scalar)>| found.into_iter().map(|(_, s)| s.text.trim().to_owned()).collect();
        Manifest {
            name: self.one("name").map(|s| spaced(&s.text)).filter(|name| !is_blank(name)),
            vocabularies: self.many("use").into_iter().map(|(index, s)| (s.text.trim().to_owned(), index)).collect(),
            rules: self
                .mapping("rules")
                .into_iter()
                .map(|(rule, level)| (rule.text.trim().to_owned(), level.text.trim().to_owned()))
                .collect(),
            fail_on: self.word("fail-on", &LEVELS).and_then(|i| LEVELS.get(i)).map(|level| (*level).to_owned()),
            exclude: words(self.many("exclude")),
            place: Some(self.place),
        }
    }
}

/// Returns true if a text is 64 hex digits.
pub(super) fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

fn words_of(fault: QuantityFault) -> (String, String) {
    (fault.message, fault.help)
}

/// Returns the fault of a quantity with a unit that is not the predicate's.
pub(crate) fn check_unit(text: &str, quantity: &Quantity, unit: Option<&str>) -> Result<(), QuantityFault> {
    match &quantity.unit {
        Some(other) if unit != Some(other.as_str()) => Err(unit_fault(text, other, unit)),
        _ => Ok(()),
    }
}

/// Returns true if a quantity has the given unit, or none.
pub(crate) fn is_of_unit(quantity: &Quantity, unit: Option<&str>) -> bool {
    quantity.unit.as_deref().is_none_or(|given| Some(given) == unit)
}

/// Returns the days of a duration such as `365 d`, `6 m` (of 30 days) or `2 y` (of 365 days); none if the text is no
/// such duration.
fn days_of_duration(text: &str) -> Option<i64> {
    ["d", "m", "y"].into_iter().zip([1, 30, 365]).find_map(|(unit, days)| {
        let count = text.strip_suffix(unit)?.trim_end();
        // Nine digits of years are more than the calendar holds.
        let sound = (1..=9).contains(&count.len()) && count.bytes().all(|b| b.is_ascii_digit());
        sound.then(|| count.parse::<i64>().ok().map(|n| n * days)).flatten()
    })
}
