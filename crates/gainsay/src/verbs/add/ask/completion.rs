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
        let config = Config::builder().completion_type(CompletionType::List).auto_add_history(false).build();
        let mut editor = Editor::with_history(config, MemHistory::new()).map_err(ended)?;
        editor.set_helper(Some(Answers::default()));
        Ok(Prompt(editor))
    }

    /// Asks a question, and returns the line. The `known` value is offered, and an empty line means it.
    ///
    /// # Errors
    /// Returns an error if the person ends it.
    pub fn ask(&mut self, what: &str, known: Option<&str>, candidates: Vec<Candidate>) -> Result<String, Problem> {
        if let Some(answers) = self.0.helper_mut() {
            answers.candidates = candidates;
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
        let answer = self.ask(&format!("{what} {choice}"), None, Vec::new())?;
        Ok(match answer.trim().to_lowercase().as_str() {
            "" => default,
            word => word.starts_with('y'),
        })
    }
}

/// The possible answers to the present question.
#[derive(Default)]
struct Answers {
    candidates: Vec<Candidate>,
}

impl Answers {
    /// Returns the candidates that match a text, the best first.
    fn matching(&self, text: &str) -> Vec<&Candidate> {
        let mut matcher = Matcher::new(MatchConfig::DEFAULT);
        let pattern = Pattern::new(text, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
        let mut buffer = Vec::new();
        let mut score = |candidate: &Candidate| {
            let named = format!("{} {}", candidate.id, candidate.names.join(" "));
            pattern.score(Utf32Str::new(&named, &mut buffer), &mut matcher)
        };
        let mut found: Vec<(u32, &Candidate)> =
            self.candidates.iter().filter_map(|candidate| Some((score(candidate)?, candidate))).collect();
        found.sort_by(|(a, one), (b, other)| b.cmp(a).then_with(|| one.id.cmp(&other.id)));
        found.into_iter().take(OFFERED).map(|(_, candidate)| candidate).collect()
    }
}

impl Completer for Answers {
    type Candidate = Pair;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let before = line.get(..pos).unwrap_or(line);
        let start = before.rfind(' ').map_or(0, |at| at + 1);
        let word = before.get(start..).unwrap_or_default();
        let pair = |candidate: &Candidate| Pair {
            display: if candidate.names.is_empty() {
                candidate.id.clone()
            } else {
                format!("{} – {}", candidate.id, candidate.names.join(", "))
            },
            replacement: candidate.id.clone(),
        };
        Ok((start, self.matching(word).into_iter().map(pair).collect()))
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
        let answers = Answers { candidates };
        let ids = |text: &str| answers.matching(text).iter().map(|found| found.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids("mohjav"), ["zarif"]);
        assert_eq!(ids("islam"), ["iran"]);
        assert_eq!(ids("bahr").first().map(String::as_str), Some("bahrami"));
        assert!(ids("qqq").is_empty());
    }
}
