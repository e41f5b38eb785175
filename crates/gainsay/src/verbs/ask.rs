//! `ask`: who affirms a statement, and who denies it.

use std::io::{self, Write};

use gainsay_diff::ask::{Answer, Voice, ask as answer};
use gainsay_diff::clash::Comparer;
use gainsay_diff::explain::conflicts::{stance_route, statement_text};
use gainsay_diff::ledger::Ledger;
use gainsay_diff::rulings::Rulings;
use gainsay_model::finding::Finding;
use gainsay_model::text::escaped;
use gainsay_render::full::lines_of_claim;
use gainsay_render::layout::{WIDTH, wrapped};
use gainsay_render::location::Locations;
use gainsay_render::paint::Paint;
use gainsay_render::plain::statement;
use gainsay_render::prose::sides::spoken_for;
use gainsay_render::prose::{self, Naming};
use gainsay_render::safe_json::write_json;
use gainsay_store::clock::today;
use serde::{Serialize, Serializer};

use super::reasons;
use crate::Status;
use crate::args::{Ask, TextFormat};
use crate::problem::Problem;
use crate::terminal::Terminal;
use crate::verbs::faults_of_statement;
use crate::workspace::load_records;

/// Answers who affirms and who denies a statement.
///
/// # Errors
/// Returns the errors of reading the workspace, and one if the statement or the date cannot be read.
pub fn ask(args: &Ask, terminal: &mut Terminal) -> Result<Status, Problem> {
    let mut loaded = load_records(terminal)?;
    let text = args.statement.join(" ");
    let statement = loaded.workspace.read_statement(&text).map_err(|faults| not_understood(&text, &faults))?;
    let when = match &args.when {
        Some(when) => Some(
            loaded
                .workspace
                .read_date(when)
                .map_err(|fault| Problem::new(format!("--when: {}", fault.message)).help(fault.help))?,
        ),
        None => None,
    };
    let mut ledger = Ledger::new(&loaded.workspace);
    let Some(asked) = ledger.add_statement(&statement) else {
        return Err(Problem::new(format!("`{}` cannot be asked: its predicate could not be read", escaped(&text)))
            .help("`gainsay check` tells what is wrong with it"));
    };
    let comparer = Comparer::new(&ledger);
    let rulings = Rulings::new(&ledger, today(args.today.today));
    let answer = answer(&comparer, &rulings, asked, when);
    let shown = Shown {
        comparer: &comparer,
        locations: Locations::new(&loaded.workspace),
        naming: if args.ids { Naming::by_ids(&loaded.workspace) } else { Naming::new(&loaded.workspace) },
        answer: &answer,
    };
    match args.output {
        TextFormat::Text => shown.write_text(&mut terminal.out, terminal.styled)?,
        TextFormat::Json => shown.write_json(args, &mut terminal.out)?,
    }
    if ledger.claims.is_empty() { Ok(Status::NoClaims) } else { Ok(Status::Fine) }
}

fn not_understood(text: &str, faults: &[Finding]) -> Problem {
    let message = faults_of_statement(faults);
    let seen = faults.iter().flat_map(|f| &f.labels).map(|label| label.text.clone()).filter(|text| !text.is_empty());
    let problem = Problem::new(format!("`{}` cannot be asked: {message}", escaped(text)));
    seen.chain(faults.iter().flat_map(|f| f.help.clone())).fold(problem, |problem, help| problem.help(help))
}

/// An answer, and what is needed to show it.
struct Shown<'s, 'w> {
    comparer: &'s Comparer<'s, 'w>,
    locations: Locations<'w>,
    naming: Naming<'w>,
    answer: &'s Answer,
}

impl Shown<'_, '_> {
    fn write_text(&self, out: &mut dyn Write, styled: bool) -> io::Result<()> {
        let paint = Paint { styled };
        for line in wrapped(&escaped(&prose::ask::answer(&self.naming, self.answer)), WIDTH) {
            writeln!(out, "{}", paint.bold(&line))?;
        }
        for (word, voices) in [("affirmed", &self.answer.affirmed), ("denied", &self.answer.denied)] {
            let (certain, possible): (Vec<&Voice>, Vec<&Voice>) = voices.iter().partition(|voice| voice.certain);
            self.write_voices(word, &certain, paint, out)?;
            self.write_voices(&format!("possibly {word}"), &possible, paint, out)?;
        }
        Ok(())
    }

    fn write_voices(&self, word: &str, voices: &[&Voice], paint: Paint, out: &mut dyn Write) -> io::Result<()> {
        if !voices.is_empty() {
            writeln!(out, "\n{}", paint.bold(&format!("{word} by")))?;
        }
        voices.iter().try_for_each(|voice| self.write_voice(voice, paint, out))?;
        let reports = prose::ask::reports(self.comparer.ledger, voices);
        reports.iter().try_for_each(|reports| writeln!(out, "  {reports}"))
    }

    /// Writes a claim, its words, and how it relates to the question.
    fn write_voice(&self, voice: &Voice, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
        let spoken = spoken_for(&self.naming, self.comparer.ledger, voice.claim);
        for line in spoken.iter().flat_map(|spoken| lines_of_claim(&self.locations, spoken, 2, paint)) {
            writeln!(out, "{line}")?;
        }
        for line in prose::ask::ruled(voice).iter().flat_map(|ruled| wrapped(&escaped(ruled), WIDTH - 4)) {
            writeln!(out, "    {line}")?;
        }
        let because = prose::ask::abridged(&self.naming, &self.answer.grounds(self.comparer, voice));
        reasons::write(&self.naming, &self.locations, &because, "  ", out)
    }

    /// Returns the statement of the claim, as it is written.
    fn statement(&self, voice: &Voice) -> String {
        let entry = self.comparer.ledger.claim(voice.claim);
        let document = self.comparer.ledger.workspace.document(entry.record.place);
        let written = document.as_ref().and_then(|document| statement(document, entry.stance.key()));
        written.unwrap_or_else(|| statement_text(self.comparer, voice.claim))
    }

    fn write_json(&self, args: &Ask, out: &mut dyn Write) -> io::Result<()> {
        let answer = JsonAnswer {
            schema: 1,
            statement: &self.answer.statement,
            when: args.when.as_deref(),
            answer: self.answer.word,
            affirmed: JsonVoices(self, &self.answer.affirmed),
            denied: JsonVoices(self, &self.answer.denied),
        };
        write_json(&answer, out)
    }

    fn json_voice<'v>(&'v self, voice: &'v Voice) -> JsonVoice<'v> {
        let ledger = self.comparer.ledger;
        let entry = ledger.claim(voice.claim);
        let place = self.locations.find(stance_route(ledger, voice.claim));
        JsonVoice {
            claim: ledger.claim_text(voice.claim),
            by: ledger.entity_text(entry.speaker),
            stance: entry.stance.key(),
            statement: self.statement(voice),
            certain: voice.certain,
            ruled_against: voice.ruled_against.as_deref(),
            ruled: voice.ruled.as_deref(),
            because: prose::ask::because(&self.naming, &self.answer.grounds(self.comparer, voice))
                .iter()
                .map(|reason| self.locations.told(reason))
                .collect(),
            file: place.file,
            line: place.start.0,
        }
    }
}

#[derive(Serialize)]
struct JsonAnswer<'a> {
    schema: u32,
    statement: &'a str,
    when: Option<&'a str>,
    answer: &'a str,
    affirmed: JsonVoices<'a>,
    denied: JsonVoices<'a>,
}

/// Voices, each of which is put into words when it is written.
struct JsonVoices<'a>(&'a Shown<'a, 'a>, &'a [Voice]);

impl Serialize for JsonVoices<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let JsonVoices(shown, voices) = self;
        serializer.collect_seq(voices.iter().map(|voice| shown.json_voice(voice)))
    }
}

#[derive(Serialize)]
struct JsonVoice<'a> {
    claim: &'a str,
    by: &'a str,
    stance: &'a str,
    statement: String,
    certain: bool,
    ruled_against: Option<&'a str>,
    ruled: Option<&'a str>,
    because: Vec<String>,
    file: &'a str,
    line: usize,
}
