//! The formats of positions: what a speaker or a side has held, statement by statement.

use std::io::{self, Write};

use gainsay_diff::positions::{Positions, Turn};
use gainsay_diff::statements::{StatedClaim, StatementClaims};
use serde::Serialize;

use crate::folding::{FoldedRow, Section, folded};
use crate::grid::{CsvWriter, markdown_headings, markdown_row};
use crate::paint::Paint;
use crate::plural::plural;
use crate::safe_json::write_json;
use crate::told_claim::{Teller, ToldClaim};

/// The text after a statement of an accusation that the side has not answered.
const UNANSWERED: &str = " (unanswered)";

/// Positions to be shown.
pub struct Shown<'s, 'w> {
    /// The writer of claims in words.
    pub teller: &'s Teller<'s, 'w>,
    /// The entity whose positions they are.
    pub entity: &'s str,
    /// The positions.
    pub positions: &'s Positions<'w>,
    /// The largest number of statements shown.
    pub limit: usize,
}

impl<'w> Shown<'_, 'w> {
    /// Writes the positions as text, with a section for each statement and a line for each claim.
    ///
    /// # Errors
    /// Returns the errors of `out`.
    pub fn text(&self, width: usize, styled: bool, out: &mut dyn Write) -> io::Result<()> {
        let paint = Paint { styled };
        writeln!(out, "{}\n", paint.bold(&gainsay_model::text::escaped(&self.headline())))?;
        let section = |said: &StatementClaims<'w>| Section {
            heading: format!("{}{}", self.teller.naming.statement(&said.text), self.mark(said)),
            rows: said.claims.iter().map(|claim| self.row(claim)).collect(),
        };
        let accused = |said: &StatementClaims<'w>| Section {
            heading: format!("{}{UNANSWERED}", self.teller.naming.statement(&said.text)),
            rows: said.claims.iter().map(|claim| self.row(claim)).collect(),
        };
        let sections: Vec<Section> = self.statements().map(section).chain(self.unanswered().map(accused)).collect();
        folded(&[], &sections, width, paint).iter().try_for_each(|line| writeln!(out, "{line}"))
    }

    /// Writes the positions as JSON.
    ///
    /// # Errors
    /// Returns the errors of `out`.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let statement = |said: &'_ StatementClaims<'w>| JsonStatement {
            statement: said.text.clone(),
            contested: self.is_contested(said),
            claims: said.claims.iter().map(|claim| self.teller.data(claim, self.turns(claim))).collect(),
        };
        let statements = self.statements().map(statement).collect();
        let unanswered = self.unanswered().map(statement).collect();
        write_json(&JsonPositions { schema: 1, entity: self.entity, statements, unanswered }, out)
    }

    /// Writes the positions as CSV, with a row for each claim.
    ///
    /// # Errors
    /// Returns the errors of `out`.
    pub fn csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut csv = CsvWriter::new(out);
        csv.write([
            "statement",
            "said",
            "stance",
            "by",
            "when",
            "absence",
            "turns",
            "claim",
            "source",
            "contested",
            "unanswered",
        ])?;
        let held = self.statements().map(|said| (said, ""));
        for (said, unanswered) in held.chain(self.unanswered().map(|said| (said, "yes"))) {
            let contested = if self.is_contested(said) { "yes" } else { "" };
            let statement = self.teller.naming.statement(&said.text);
            for claim in &said.claims {
                let told = self.teller.data(claim, self.turns(claim));
                let turns: Vec<String> =
                    told.turns.iter().map(|turn| format!("{} {}", turn.rule, turn.against)).collect();
                csv.write([
                    statement.as_str(),
                    told.said.as_deref().unwrap_or_default(),
                    told.stance,
                    &self.teller.naming.entity(told.by),
                    told.when.as_deref().unwrap_or_default(),
                    told.absence.unwrap_or_default(),
                    &turns.join("; "),
                    told.claim,
                    told.source.unwrap_or_default(),
                    contested,
                    unanswered,
                ])?;
            }
        }
        csv.finish()
    }

    /// Writes the positions as Markdown, with a table for each statement.
    ///
    /// # Errors
    /// Returns the errors of `out`.
    pub fn markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        let inline = crate::markdown::inline;
        writeln!(out, "## {}", inline(&self.headline()))?;
        let held = self.statements().map(|said| (said, self.mark(said)));
        for (said, mark) in held.chain(self.unanswered().map(|said| (said, UNANSWERED))) {
            let statement = self.teller.naming.statement(&said.text);
            writeln!(out, "\n### {}{mark}\n", inline(&statement))?;
            markdown_headings(out, ["Said", "Stance", "Speaker", "Of the time", "Note", "Claim"])?;
            for claim in &said.claims {
                let words = self.teller.words(claim, self.turns(claim));
                let id = self.teller.naming.workspace().text(claim.name);
                let notes = words.notes.join("; ");
                markdown_row(out, [words.said.as_str(), &words.stance, &words.speaker, &words.when, &notes, id])?;
            }
        }
        Ok(())
    }

    fn statements(&self) -> impl Iterator<Item = &StatementClaims<'w>> {
        self.positions.statements.iter().take(self.limit)
    }

    fn unanswered(&self) -> impl Iterator<Item = &StatementClaims<'w>> {
        self.positions.unanswered.iter().take(self.limit)
    }

    fn headline(&self) -> String {
        let claims = self.positions.statements.iter().map(|said| said.claims.len()).sum();
        let statements = self.positions.statements.len();
        let name = self.teller.naming.entity(self.entity);
        let accusations = self.positions.unanswered.iter().map(|said| said.claims.len()).sum();
        let unanswered = match accusations {
            0 => String::new(),
            _ => format!(", {} unanswered", plural(accusations, "accusation")),
        };
        format!("{name}: {} on {}{unanswered}", plural(claims, "claim"), plural(statements, "statement"))
    }

    /// Returns a remark about a statement as a whole.
    fn mark(&self, said: &StatementClaims) -> &'static str {
        if self.is_contested(said) { " (contested)" } else { "" }
    }

    fn is_contested(&self, said: &StatementClaims) -> bool {
        said.claims.iter().any(|claim| self.positions.contested.contains(&claim.index))
    }

    fn turns(&self, claim: &StatedClaim) -> &[Turn] {
        self.positions.turns.get(&claim.index).map(Vec::as_slice).unwrap_or_default()
    }

    fn row(&self, claim: &StatedClaim<'w>) -> FoldedRow {
        let words = self.teller.words(claim, self.turns(claim));
        let id = self.teller.naming.workspace().text(claim.name);
        let time = Some(words.when).filter(|when| !when.is_empty()).map(|when| format!("time: {when}"));
        FoldedRow {
            cells: vec![words.said, words.stance, format!("{} ({id})", words.speaker)],
            notes: time.into_iter().chain(words.notes).collect(),
        }
    }
}

#[derive(Serialize)]
struct JsonPositions<'a, 'w> {
    schema: u32,
    entity: &'a str,
    statements: Vec<JsonStatement<'w>>,
    /// The accusations against the side that nobody in its name has answered.
    unanswered: Vec<JsonStatement<'w>>,
}

#[derive(Serialize)]
struct JsonStatement<'w> {
    statement: String,
    contested: bool,
    claims: Vec<ToldClaim<'w>>,
}
