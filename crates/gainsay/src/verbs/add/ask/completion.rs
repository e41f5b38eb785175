//! Questions on a terminal, whose answers are completed by the names of records.

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config as MatchConfig, Matcher, Utf32Str};
use rustyline::completion::{Completer, Pair};
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::Validator;
use rustyline::{CompletionType, Config, Context, Editor, Helper};

use super::ended;
use crate::problem::Problem;

/// The largest number of completions offered.
const OFFERED: usize = 12;

/// A possible answer: an id, and the names of the record.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub id: String,
    pub names: Vec<String>,
}

/// A prompt for questions.
pub struct Prompt(Editor<Answers, MemHistory>);

impl Prompt {
    /// Opens the prompt.
    ///
    /// # Errors
    /// Returns an error if the terminal cannot be read.
    pub fn new() -> Result<Prompt, Problem> {
        let config = Config::builder()
            .completion_type(CompletionType::List)
            .completion_show_all_if_ambiguous(true)
            .auto_add_history(false)
            .build();
        let mut editor = Editor::with_history(config, MemHistory::new()).map_err(ended)?;
        editor.set_helper(Some(Answers::default()));
        Ok(Prompt(editor))
    }

    /// Asks a question, and returns the line. The `known` value is offered, and an empty line means it.
    ///
    /// # Errors
    /// Returns an error if the person ends it.
    pub fn ask(&mut self, what: &str, known: Option<&str>, answers: Answers) -> Result<String, Problem> {
        if let Some(helper) = self.0.helper_mut() {
            *helper = answers;
        }
        let offered = known.map(|known| format!(" [{known}]")).unwrap_or_default();
        self.0.readline(&format!("{what}{offered}: ")).map_err(ended)
    }

    /// Asks a question that is answered by yes or no.
    ///
    /// # Errors
    /// Returns an error if the person ends it.
    pub fn yes(&mut self, what: &str, default: bool) -> Result<bool, Problem> {
        let choice = if default { "[Y/n]" } else { "[y/N]" };
        let answer = self.ask(&format!("{what} {choice}"), None, Answers::default())?;
        Ok(match answer.trim().to_lowercase().as_str() {
            "" => default,
            word => word.starts_with('y'),
        })
    }
}

/// The possible answers to a question.
pub enum Answers {
    /// The line is one of these.
    One(Vec<Candidate>),
    /// The line is a statement, of these entities and predicates.
    Statement { entities: Vec<Candidate>, predicates: Vec<Candidate> },
}

impl Default for Answers {
    fn default() -> Answers {
        Answers::One(Vec::new())
    }
}

impl Answers {
    /// Returns the part of a line that is to be completed, by its first byte, and the candidates for it.
    fn at_end(&self, line: &str) -> (usize, &[Candidate]) {
        match self {
            Answers::One(candidates) => (line.len() - line.trim_start().len(), candidates),
            Answers::Statement { entities, predicates } => {
                let start = line.rfind(' ').map_or(0, |at| at + 1);
                let is_second = line.get(..start).unwrap_or_default().split_whitespace().count() == 1;
                (start, if is_second { predicates } else { entities })
            }
        }
    }
}

/// Returns the candidates that match a text, the best first: the only one whose id begins with it; or those of which a
/// word begins with it; or else those in which its letters stand in this order.
fn matching<'c>(candidates: &'c [Candidate], text: &str) -> Vec<&'c Candidate> {
    let wanted = text.to_lowercase();
    let by_word: Vec<(bool, &Candidate)> = candidates
        .iter()
        .filter(|candidate| candidate.texts().any(|known| has_word(&known.to_lowercase(), &wanted)))
        .map(|candidate| (!candidate.id.to_lowercase().starts_with(&wanted), candidate))
        .collect();
    if let [(_, only)] = by_word.iter().filter(|(is_name, _)| !is_name).collect::<Vec<_>>().as_slice() {
        return vec![only];
    }
    let mut found: Vec<(u32, bool, &Candidate)> = if by_word.is_empty() {
        by_letters(candidates, text).map(|(score, candidate)| (u32::MAX - score, false, candidate)).collect()
    } else {
        by_word.into_iter().map(|(is_name, candidate)| (0, is_name, candidate)).collect()
    };
    found.sort_by(|(a, is_name, one), (b, is_other_name, other)| {
        (a, is_name, &one.id).cmp(&(b, is_other_name, &other.id))
    });
    found.into_iter().take(OFFERED).map(|(_, _, candidate)| candidate).collect()
}

/// Returns true if a text has these letters at the beginning of a word.
fn has_word(text: &str, wanted: &str) -> bool {
    text.match_indices(wanted)
        .any(|(at, _)| text.get(..at).is_none_or(|before| !before.ends_with(char::is_alphanumeric)))
}

fn by_letters<'c>(candidates: &'c [Candidate], text: &str) -> impl Iterator<Item = (u32, &'c Candidate)> {
    let mut matcher = Matcher::new(MatchConfig::DEFAULT);
    let pattern = Pattern::new(text, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
    let mut buffer = Vec::new();
    candidates.iter().filter_map(move |candidate| {
        let named = candidate.texts().collect::<Vec<_>>().join(" ");
        Some((pattern.score(Utf32Str::new(&named, &mut buffer), &mut matcher)?, candidate))
    })
}

impl Candidate {
    fn texts(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.id.as_str()).chain(self.names.iter().map(String::as_str))
    }
}

impl Completer for Answers {
    type Candidate = Pair;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let before = line.get(..pos).unwrap_or(line);
        let (start, candidates) = self.at_end(before);
        let pair = |candidate: &Candidate| Pair {
            display: if candidate.names.is_empty() {
                candidate.id.clone()
            } else {
                format!("{} – {}", candidate.id, candidate.names.join(", "))
            },
            replacement: candidate.id.clone(),
        };
        Ok((start, matching(candidates, before.get(start..).unwrap_or_default()).into_iter().map(pair).collect()))
    }
}

impl Helper for Answers {}
impl Highlighter for Answers {}
impl Validator for Answers {}

impl Hinter for Answers {
    type Hint = String;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_by_what_records_are_called() {
        let candidate = |id: &str, names: &[&str]| Candidate {
            id: id.to_owned(),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
        };
        let candidates = vec![
            candidate("bahrami", &["Mohammad Reza Bahrami", "Ambassador Bahrami"]),
            candidate("iran", &["Islamic Republic of Iran"]),
            candidate("zarif", &["Mohammad Javad Zarif"]),
        ];
        let ids = |text: &str| matching(&candidates, text).iter().map(|found| found.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids("mohjav"), ["zarif"]);
        assert_eq!(ids("islam"), ["iran"]);
        assert_eq!(ids("Mohammad R"), ["bahrami"]);
        assert_eq!(ids("bahr"), ["bahrami"]);
        assert_eq!(ids("I"), ["iran"]);
        assert_eq!(ids("moh"), ["bahrami", "zarif"]);
        assert_eq!(ids("z"), ["zarif"]);
        assert_eq!(ids("a"), ["bahrami"]);
        assert!(ids("qqq").is_empty());
    }

    #[test]
    fn each_word_of_a_statement_has_answers_of_its_own() {
        let candidate = |id: &str| Candidate { id: id.to_owned(), names: Vec::new() };
        let answers = Answers::Statement { entities: vec![candidate("iran")], predicates: vec![candidate("informs")] };
        let ids = |line: &str| {
            let (start, candidates) = answers.at_end(line);
            (start, matching(candidates, &line[start..]).iter().map(|found| found.id.clone()).collect::<Vec<_>>())
        };
        assert_eq!(ids("i"), (0, vec!["iran".to_owned()]));
        assert_eq!(ids("iran i"), (5, vec!["informs".to_owned()]));
        assert_eq!(ids("iran informs i"), (13, vec!["iran".to_owned()]));
    }
}
