//! The formats of a timeline: claims in the order of days.

use std::io::{self, Write};

use gainsay_diff::statements::StatedClaim;
use serde::Serialize;

use crate::folding::{FoldedRow, Section, folded};
use crate::grid::{CsvWriter, markdown_headings, markdown_row};
use crate::paint::Paint;
use crate::safe_json::write_json;
use crate::told_claim::{ClaimWords, Teller, ToldClaim};

/// Claims to be shown.
pub struct Shown<'s, 'w> {
    /// The writer of claims in words.
    pub teller: &'s Teller<'s, 'w>,
    /// The claims, in order.
    pub claims: &'s [StatedClaim<'w>],
}

const COLUMNS: [&str; 3] = ["said", "of the time", "who says what"];

impl<'w> Shown<'_, 'w> {
    /// Writes the claims as text, with a row for each.
    ///
    /// # Errors
    /// Returns the errors of `out`.
    pub fn text(&self, width: usize, styled: bool, out: &mut dyn Write) -> io::Result<()> {
        if self.claims.is_empty() {
            return Ok(());
        }
        let rows = self.claims.iter().map(|claim| {
            let words = self.teller.words(claim, &[]);
            let says = format!("{} {} ({})", words.speaker, self.says(&words), self.id(claim));
            FoldedRow { cells: vec![words.said, words.when, says], notes: words.notes }
        });
        let section = Section { heading: String::new(), rows: rows.collect() };
        folded(&COLUMNS, &[section], width, Paint { styled }).iter().try_for_each(|line| writeln!(out, "{line}"))
    }

    /// Writes the claims as JSON.
    ///
    /// # Errors
    /// Returns the errors of `out`.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let claims = self.claims.iter().map(|claim| self.teller.data(claim, &[])).collect();
        write_json(&JsonTimeline { schema: 1, claims }, out)
    }

    /// Writes the claims as CSV, with a row for each.
    ///
    /// # Errors
    /// Returns the errors of `out`.
    pub fn csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut csv = CsvWriter::new(out);
        csv.write(["said", "when", "by", "stance", "statement", "absence", "claim", "source"])?;
        for claim in self.claims {
            let told = self.teller.data(claim, &[]);
            csv.write([
                told.said.as_deref().unwrap_or_default(),
                told.when.as_deref().unwrap_or_default(),
                &self.teller.naming.entity(told.by),
                told.stance,
                &self.teller.naming.statement(&told.statement),
                told.absence.unwrap_or_default(),
                told.claim,
                told.source.unwrap_or_default(),
            ])?;
        }
        csv.finish()
    }

    /// Writes the claims as a Markdown table.
    ///
    /// # Errors
    /// Returns the errors of `out`.
    pub fn markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        markdown_headings(out, ["Said", "Of the time", "Speaker", "Says", "Claim"])?;
        self.claims.iter().try_for_each(|claim| {
            let words = self.teller.words(claim, &[]);
            let says = self.says(&words);
            markdown_row(out, [words.said.as_str(), &words.when, &words.speaker, &says, self.id(claim)])
        })
    }

    /// Returns the stance of a claim and its statement.
    fn says(&self, words: &ClaimWords) -> String {
        let that = if self.teller.naming.is_by_ids() { " " } else { " that " };
        format!("{}{that}{}", words.stance, words.statement)
    }

    fn id(&self, claim: &StatedClaim) -> &'w str {
        self.teller.naming.workspace().text(claim.name)
    }
}

#[derive(Serialize)]
struct JsonTimeline<'w> {
    schema: u32,
    claims: Vec<ToldClaim<'w>>,
}
