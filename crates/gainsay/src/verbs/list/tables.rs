//! The columns for each kind of record.

use gainsay_diff::ledger::Ledger;
use gainsay_model::Workspace;
use gainsay_model::record::{Claim, DateId, ObjectType, Predicate, Temporal};
use gainsay_model::records::RecordHeader;
use gainsay_model::schema::Kind;
use gainsay_model::yaml::Document;
use gainsay_render::bearing::record_at;
use gainsay_render::layout::Column;
use gainsay_render::plain::{statement, text, texts};
use gainsay_render::prose::{self, Naming};

/// Returns the table of some records of one kind: its columns, and a row of cells for each record.
pub fn of(
    ledger: &Ledger,
    naming: &Naming,
    kind: Kind,
    listed: &[RecordHeader],
) -> (&'static [Column], Vec<Vec<String>>) {
    let workspace = ledger.workspace;
    let rows = listed.iter().map(|found| Row { workspace, found, document: workspace.document(found.place) });
    (columns(kind), rows.map(|row| cells(ledger, naming, &row)).collect())
}

fn columns(kind: Kind) -> &'static [Column] {
    match kind {
        Kind::Claim => CLAIMS,
        Kind::Entity => ENTITIES,
        Kind::Predicate => PREDICATES,
        Kind::Source => SOURCES,
        Kind::Ruling | Kind::Manifest => RULINGS,
    }
}

fn cells(ledger: &Ledger, naming: &Naming, row: &Row) -> Vec<String> {
    let records = &ledger.workspace.records;
    match row.found.kind {
        Kind::Claim => record_at(&records.claims, row.found.place)
            .map(|(i, claim)| claim_cells(ledger, naming, i, claim, row))
            .unwrap_or_default(),
        Kind::Entity => vec![row.id(), row.text("kind"), row.text("name")],
        Kind::Predicate => record_at(&records.predicates, row.found.place)
            .map(|(_, predicate)| predicate_cells(ledger.workspace, predicate, row))
            .unwrap_or_default(),
        Kind::Source => vec![row.id(), row.text("published"), row.text("title")],
        Kind::Ruling | Kind::Manifest => vec![row.id(), row.text("decided"), row.text("verdict"), row.texts("between")],
    }
}

/// The least width of a column that is never cut: half a statement is another one.
const WHOLE: usize = usize::MAX;

const CLAIMS: &[Column] = &[Column("claim", 36), Column("said", 10), Column("by", 12), Column("statement", WHOLE)];
const ENTITIES: &[Column] = &[Column("entity", 32), Column("kind", 12), Column("name", 30)];
const PREDICATES: &[Column] =
    &[Column("predicate", 36), Column("time", 8), Column("object", 12), Column("from", 9), Column("implies", 10)];
const SOURCES: &[Column] = &[Column("source", 32), Column("published", 10), Column("title", 30)];
const RULINGS: &[Column] =
    &[Column("ruling", 32), Column("decided", 10), Column("verdict", 20), Column("between", WHOLE)];

/// A record as a row of the table.
struct Row<'w> {
    workspace: &'w Workspace,
    found: &'w RecordHeader,
    document: Option<Document>,
}

impl Row<'_> {
    fn id(&self) -> String {
        self.found.id.map_or_else(|| "(no id)".into(), |id| self.workspace.text(id).to_owned())
    }

    fn text(&self, key: &str) -> String {
        self.document.as_ref().and_then(|document| text(document, key)).unwrap_or_default().into_owned()
    }

    fn texts(&self, key: &str) -> String {
        self.document.as_ref().map(|document| texts(document, key).join(", ")).unwrap_or_default()
    }
}

fn claim_cells(ledger: &Ledger, naming: &Naming, i: usize, claim: &Claim, row: &Row) -> Vec<String> {
    let workspace = ledger.workspace;
    let date = |id: DateId| {
        let written = workspace.dates.text(id);
        if naming.is_by_ids() { written.into_owned() } else { naming.date(&written) }
    };
    // If the day on which it was said is unknown, the time that it is about is the next best.
    let said = claim.said.map(date).or_else(|| claim.when.map(|when| format!("for {}", date(when))));
    let by = claim.by.map(|by| naming.entity(workspace.text(by)));
    let stance = claim.stance.map_or("", |stance| stance.key());
    let written = row.document.as_ref().and_then(|document| statement(document, stance));
    let said_of = written.map(|written| match naming.is_by_ids() {
        true => format!("{stance} {written}"),
        false => format!("{stance} that {}", naming.statement(&written)),
    });
    let absence = ledger.absences.get(i).copied().flatten();
    let absence = absence.map(|absence| format!("({}) ", prose::absence(absence))).unwrap_or_default();
    vec![
        row.id(),
        said.unwrap_or_default(),
        by.unwrap_or_default(),
        format!("{absence}{}", said_of.unwrap_or_default()).trim_end().to_owned(),
    ]
}

fn predicate_cells(workspace: &Workspace, predicate: &Predicate, row: &Row) -> Vec<String> {
    let time = match predicate.temporal {
        Temporal::State => "state",
        Temporal::Event => "event",
        Temporal::Timeless => "timeless",
    };
    let object = match &predicate.object {
        Some(ObjectType::Number(unit)) => {
            format!("number {}", unit.as_deref().unwrap_or_default()).trim_end().to_owned()
        }
        Some(ObjectType::Date) => "date".to_owned(),
        Some(ObjectType::Text) => "text".to_owned(),
        // Most predicates take an entity: that would only fill the column.
        Some(ObjectType::Entity) | None => String::new(),
    };
    let file = workspace.files.get(predicate.place.file as usize).filter(|file| file.built_in);
    let from = file.map_or("", |file| file.path.trim_matches(['<', '>'])).to_owned();
    let implied = predicate.edges.iter().filter(|edge| edge.kind == gainsay_model::record::EdgeKind::Implies);
    let implies = implied.map(|edge| workspace.text(edge.to)).collect::<Vec<_>>().join(", ");
    vec![row.id(), time.to_owned(), object, from, implies]
}
