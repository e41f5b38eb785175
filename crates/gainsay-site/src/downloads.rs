//! The tables to download: each as comma-separated values, and as JSON.

use std::io;

use gainsay_diff::matrix::matrix;
use gainsay_render::grid::CsvWriter;
use gainsay_render::prose;
use serde_json::{Map, Value};

use crate::view::View;

/// A function that takes the rows of a table, one after the other.
type TakeRow<'t> = dyn FnMut(&[String]) -> io::Result<()> + 't;

/// A table to download.
pub struct Table {
    /// The name of the table.
    pub name: &'static str,
    /// The description of the table.
    pub told: &'static str,
    /// The columns of the table.
    columns: &'static [&'static str],
    /// The function that hands out the rows.
    rows: fn(&View, &mut TakeRow) -> io::Result<()>,
}

/// All tables.
pub const TABLES: [Table; 7] = [
    Table {
        name: "claims",
        told: "Claims: who said what, when, in which words and where",
        columns: &[
            "claim",
            "by",
            "speaker",
            "for",
            "stance",
            "statement",
            "told",
            "when",
            "said",
            "source",
            "at",
            "quote",
            "lang",
            "translation",
            "absence",
            "contested",
            "page",
        ],
        rows: claims,
    },
    Table {
        name: "contradictions",
        told: "Contradictions",
        columns: &["fingerprint", "rule", "mechanism", "certain", "contested", "message", "claims", "ruled", "page"],
        rows: contradictions,
    },
    Table {
        name: "entities",
        told: "Names",
        columns: &["entity", "name", "kind", "claims_by", "statements_about", "page"],
        rows: entities,
    },
    Table {
        name: "sources",
        told: "Sources",
        columns: &[
            "source",
            "title",
            "publisher",
            "author",
            "published",
            "url",
            "archived",
            "reliability",
            "claims",
            "page",
        ],
        rows: sources,
    },
    Table {
        name: "rulings",
        told: "Rulings",
        columns: &["ruling", "verdict", "because", "by", "decided", "until", "between", "page"],
        rows: rulings,
    },
    Table {
        name: "matrix",
        told: "Who holds what: a row a speaker and statement; whoever is silent has none",
        columns: &["statement", "told", "speaker", "name", "held", "contested", "claims"],
        rows: held,
    },
    Table {
        name: "faults",
        told: "Faults of records",
        columns: &["level", "rule", "record", "file", "line", "message"],
        rows: faults,
    },
];

impl Table {
    /// Returns the table as comma-separated values (RFC 4180).
    ///
    /// # Errors
    /// Returns the errors of writing, here into memory.
    pub fn csv(&self, view: &View) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut csv = CsvWriter::new(&mut bytes);
        csv.write(self.columns.iter().copied())?;
        (self.rows)(view, &mut |row| csv.write(row.iter().map(String::as_str)))?;
        csv.finish()?;
        Ok(bytes)
    }

    /// Returns the table as a list of JSON objects.
    ///
    /// # Errors
    /// Returns the errors of writing, here into memory.
    pub fn json(&self, view: &View) -> io::Result<Vec<u8>> {
        let mut bytes = b"[".to_vec();
        (self.rows)(view, &mut |row| {
            let cells =
                self.columns.iter().zip(row).map(|(name, cell)| ((*name).to_owned(), Value::String(cell.clone())));
            bytes.extend_from_slice(if bytes.len() > 1 { b",\n" } else { b"\n" });
            Ok(serde_json::to_writer(&mut bytes, &cells.collect::<Map<String, Value>>())?)
        })?;
        bytes.extend_from_slice(b"\n]\n");
        Ok(bytes)
    }
}

fn yes(is_so: bool) -> String {
    if is_so { "yes".to_owned() } else { String::new() }
}

fn claims(view: &View, take: &mut TakeRow) -> io::Result<()> {
    let workspace = view.workspace;
    for index in 0..workspace.records.claims.len() {
        let Some((place, claim)) = view.place(index).and_then(|place| Some((place, view.claim_at(place)?))) else {
            continue;
        };
        let Some(line) = view.line_of(claim) else { continue };
        let id = workspace.text(claim.name);
        let get = |key: &str| view.text_of(claim.record.place, key).unwrap_or_default();
        let statement = view.statements.get(place.0 as usize).map_or("", |said| said.text.as_str());
        take(&[
            id.to_owned(),
            line.by.clone(),
            line.speaker.clone(),
            get("for"),
            claim.stance.key().to_owned(),
            statement.to_owned(),
            line.statement.clone(),
            get("when"),
            get("said"),
            get("source"),
            get("at"),
            line.quote.unwrap_or_default(),
            line.lang.unwrap_or_default(),
            line.translation.unwrap_or_default(),
            claim.absence.map(|absence| prose::absence(absence).to_owned()).unwrap_or_default(),
            yes(view.open_claims.contested.contains(&claim.index)),
            view.claim_path(id).unwrap_or_default(),
        ])?;
    }
    Ok(())
}

fn contradictions(view: &View, take: &mut TakeRow) -> io::Result<()> {
    for finding in &view.conflicts {
        let (Some(any), Some(conflict)) = (view.outcome.findings.get(*finding), view.conflict(*finding)) else {
            continue;
        };
        take(&[
            view.fingerprints.get(*finding).cloned().unwrap_or_default(),
            conflict.rule.name().to_owned(),
            conflict.mechanism.name().to_owned(),
            yes(conflict.certain),
            conflict.contested.clone(),
            prose::brief(view.naming, any).message.clone(),
            conflict.claims().collect::<Vec<_>>().join(" "),
            conflict.ruled.clone().unwrap_or_default(),
            view.conflict_path(*finding).unwrap_or_default(),
        ])?;
    }
    Ok(())
}

fn entities(view: &View, take: &mut TakeRow) -> io::Result<()> {
    for entity in view.entities() {
        let id = view.entity_id(entity);
        let kinds: Vec<&str> =
            view.ledger.entities.class(entity).kinds.iter().map(|kind| view.workspace.text(*kind)).collect();
        take(&[
            id.to_owned(),
            view.naming.entity(id),
            kinds.join(" "),
            view.claims_by(entity).len().to_string(),
            view.statements_about(entity).len().to_string(),
            view.entity_path(id).unwrap_or_default(),
        ])?;
    }
    Ok(())
}

fn sources(view: &View, take: &mut TakeRow) -> io::Result<()> {
    for (id, source) in view.sources() {
        let get = |key: &str| view.text_of(source.place, key).unwrap_or_default();
        let claims = source.id.map_or(0, |id| view.claims_of_source(id).len());
        take(&[
            id.to_owned(),
            get("title"),
            get("publisher"),
            get("author"),
            get("published"),
            get("url"),
            get("archived"),
            get("reliability"),
            claims.to_string(),
            view.source_path(id).unwrap_or_default(),
        ])?;
    }
    Ok(())
}

fn rulings(view: &View, take: &mut TakeRow) -> io::Result<()> {
    for (id, ruling) in view.rulings_told() {
        let get = |key: &str| view.text_of(ruling.place, key).unwrap_or_default();
        let between: Vec<&str> = ruling.between.iter().map(|pinned| view.workspace.text(pinned.claim)).collect();
        take(&[
            id.to_owned(),
            get("verdict"),
            get("because"),
            get("by"),
            get("decided"),
            get("until"),
            between.join(" "),
            view.ruling_path(id).unwrap_or_default(),
        ])?;
    }
    Ok(())
}

fn held(view: &View, take: &mut TakeRow) -> io::Result<()> {
    let matrix = matrix(view.comparer, &view.statements, &[], &view.open_claims);
    for row in &matrix.rows {
        let told = view.naming.statement(&row.statement);
        for cell in &row.cells {
            let speaker = matrix.speakers.get(cell.speaker).map_or("", |id| view.entity_id(*id));
            let claims: Vec<&str> = cell.claims.iter().map(|claim| view.workspace.text(*claim)).collect();
            take(&[
                row.statement.clone(),
                told.clone(),
                speaker.to_owned(),
                view.naming.entity(speaker),
                cell.held.word().to_owned(),
                yes(row.contested),
                claims.join(" "),
            ])?;
        }
    }
    Ok(())
}

fn faults(view: &View, take: &mut TakeRow) -> io::Result<()> {
    for any in view.outcome.findings.iter().filter(|any| any.conflict().is_none()) {
        let told = prose::brief(view.naming, any);
        let record = any.records().next().map(|(kind, id)| format!("{kind}:{id}")).unwrap_or_default();
        let place = any.first_route().map(|route| view.locations.find(route));
        let (file, line) = place.map(|place| (place.file.to_owned(), place.start.0.to_string())).unwrap_or_default();
        take(&[any.level().word().to_owned(), any.rule().to_owned(), record, file, line, told.message.clone()])?;
    }
    Ok(())
}
