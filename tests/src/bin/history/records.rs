//! The records, drawn at random and written in canonical layout.

use std::fmt::Write;

/// The words of the built-in vocabulary that relate entities of any kind.
pub const PREDICATES: [&str; 10] = [
    "in-contact-with",
    "has-relations-with",
    "supports",
    "opposes",
    "cooperates-with",
    "trades-with",
    "knows-of",
    "has-channel-with",
    "at-war-with",
    "sanctions",
];

const STANCES: [&str; 6] = ["affirms", "affirms", "denies", "suggests", "doubts", "relays"];

const WORDS: [&str; 24] = [
    "we",
    "they",
    "never",
    "always",
    "talks",
    "relations",
    "border",
    "the ministry",
    "in May",
    "with them",
    "without them",
    "because",
    "the delegation",
    "did not",
    "will",
    "said",
    "about",
    "the agreement",
    "for years",
    "openly",
    "in secret",
    "an envoy",
    "the ceasefire",
    "of course",
];

/// A claim.
#[derive(Clone)]
pub struct Claim {
    pub id: String,
    pub by: usize,
    stance: &'static str,
    statement: (usize, &'static str, usize),
    when: (usize, Option<usize>),
    said: usize,
    source: usize,
    quote: String,
    pub supersedes: Option<String>,
    retracted: Option<usize>,
    note: Option<String>,
}

impl Claim {
    /// Returns the new claim with this number, by one of the speakers about some of the parties, from one of the
    /// sources.
    pub fn new(random: &mut Random, number: usize, speakers: usize, parties: usize, sources: usize) -> Claim {
        let (by, predicate) = (random.skewed(speakers), PREDICATES[random.skewed(PREDICATES.len())]);
        let subject = random.skewed(parties);
        let object =
            Some(random.skewed(parties)).filter(|object| *object != subject).unwrap_or((subject + 1) % parties);
        let from = random.below(3_000);
        Claim {
            id: format!("{}-{predicate}-{number}", speaker(by)),
            by,
            stance: STANCES[random.below(STANCES.len())],
            statement: (subject, predicate, object),
            when: (from, (random.below(3) > 0).then(|| from + 30 + random.below(700))),
            said: from + random.below(365),
            source: random.below(sources),
            quote: quote(random),
            supersedes: None,
            retracted: None,
            note: None,
        }
    }

    /// Takes the opposite stance.
    pub fn flip(&mut self) {
        self.stance = if self.stance == "denies" { "affirms" } else { "denies" };
    }

    /// Shortens the time.
    pub fn narrow(&mut self, random: &mut Random) {
        let (from, until) = self.when;
        let until = until.unwrap_or(from + 900);
        let cut = (until - from) / 4;
        self.when = (from + random.below(cut + 1), Some(until - random.below(cut + 1)));
    }

    /// Replaces the quote.
    pub fn requote(&mut self, random: &mut Random) {
        self.quote = quote(random);
    }

    /// Retracts the claim, or undoes that.
    pub fn retract(&mut self, random: &mut Random) {
        self.retracted = if self.retracted.is_none() { Some(4_000 + random.below(300)) } else { None };
    }

    /// Replaces the note.
    pub fn remark(&mut self, random: &mut Random) {
        self.note = Some(sentence(random));
    }

    /// Returns the record.
    pub fn text(&self) -> String {
        let (subject, predicate, object) = self.statement;
        let (from, until) = self.when;
        let until = until.map_or("..".to_owned(), day);
        let mut text = format!(
            "claim: {}\nby: {}\n{}: {} {predicate} {}\nwhen: {}/{until}\nsaid: {}\nsource: {}\nat: para {}\n",
            self.id,
            speaker(self.by),
            self.stance,
            party(subject),
            party(object),
            day(from),
            day(self.said),
            source(self.source),
            self.said % 40 + 1,
        );
        let _ = writeln!(text, "quote: >-\n{}\nlang: en", folded(&self.quote));
        if let Some(id) = &self.supersedes {
            let _ = writeln!(text, "supersedes: {id}");
        }
        if let Some(at) = self.retracted {
            let _ = writeln!(text, "retracted: {{date: {}, because: misread}}", day(at));
        }
        if let Some(note) = &self.note {
            let _ = writeln!(text, "note: {note}");
        }
        text
    }
}

/// Returns the id of a speaker.
pub fn speaker(number: usize) -> String {
    format!("speaker-{number}")
}

/// Returns the id of a party: a state or a movement.
pub fn party(number: usize) -> String {
    format!("party-{number}")
}

/// Returns the id of a source.
pub fn source(number: usize) -> String {
    format!("paper-{number}")
}

/// Returns the day this many days after 2008-01-01, where every month has 28 days: all these dates exist.
pub fn day(days: usize) -> String {
    format!("{}-{:02}-{:02}", 2008 + days / 336, days / 28 % 12 + 1, days % 28 + 1)
}

fn quote(random: &mut Random) -> String {
    (0..1 + random.below(3)).map(|_| sentence(random)).collect::<Vec<_>>().join(" ")
}

fn sentence(random: &mut Random) -> String {
    let words: Vec<&str> = (0..5 + random.below(12)).map(|_| WORDS[random.below(WORDS.len())]).collect();
    let text = words.join(" ");
    format!("{}{}.", text[..1].to_uppercase(), &text[1..])
}

/// Returns a text in lines of at most 80 columns, indented by two.
fn folded(text: &str) -> String {
    let mut lines = vec![String::from(" ")];
    for word in text.split(' ') {
        if lines.last().is_some_and(|line| line.len() + 1 + word.len() > 80) {
            lines.push(String::from(" "));
        }
        if let Some(line) = lines.last_mut() {
            line.push(' ');
            line.push_str(word);
        }
    }
    lines.join("\n")
}

/// Pseudo-random numbers: Knuth's linear congruential generator (MMIX).
pub struct Random(pub u64);

impl Random {
    /// Returns a number below the limit.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    /// Returns a number below the limit, small ones more often: the product of two.
    pub fn skewed(&mut self, limit: usize) -> usize {
        self.below(limit) * self.below(limit) / limit
    }
}
