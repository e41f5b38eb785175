//! The whole content of a workspace as text, with names and dates by their texts: two workspaces with equal texts say
//! the same, however their names are numbered.

use std::fmt::Write;

use gainsay_model::record::{Claim, DateId, Object, RawStatement};
use gainsay_model::records::Record;
use gainsay_model::{Symbol, Workspace};

/// Returns everything that a workspace says, and its faults.
pub fn retold(workspace: &Workspace) -> String {
    let mut told = String::new();
    let records = &workspace.records;
    for file in &workspace.files {
        line(&mut told, format!("file {:?} {}", file.path, file.built_in));
    }
    for claim in &records.claims {
        line(&mut told, of_claim(workspace, claim));
    }
    let name = |name: Option<Symbol>| name.map(|name| workspace.text(name).to_owned());
    let names = |names: &[Symbol]| names.iter().map(|name| workspace.text(*name).to_owned()).collect::<Vec<_>>();
    let date = |date: Option<DateId>| date.map(|date| (workspace.dates.text(date).into_owned(), workspace.date(date)));
    for e in &records.entities {
        let offices: Vec<_> =
            e.speaks_for.iter().map(|o| (workspace.text(o.whom), o.index, date(o.from), date(o.until))).collect();
        let ties = (names(&e.part_of), offices, names(&e.same_as));
        line(
            &mut told,
            format!(
                "{:?} {:?} {:?} {ties:?} {:?}",
                e.place,
                (name(e.id), e.rev()),
                name(e.kind),
                (date(e.since), date(e.until))
            ),
        );
    }
    for s in &records.sources {
        line(
            &mut told,
            format!("{:?} {:?} {:?} {:?}", s.place, (name(s.id), s.rev()), date(s.published), names(&s.derived_from)),
        );
    }
    for p in &records.predicates {
        let edges: Vec<_> = p.edges.iter().map(|e| (e.kind, workspace.text(e.to), e.index, &e.because)).collect();
        let kinds = (names(&p.domain), names(&p.range));
        let numbers = (&p.total, p.grace, &p.tolerance, p.whole, p.traits, p.lasts, p.temporal);
        line(
            &mut told,
            format!(
                "{:?} {:?} {:?} {edges:?} {kinds:?} {numbers:?}",
                p.place,
                (name(p.id), p.rev(), &p.label),
                p.object
            ),
        );
    }
    for r in &records.rulings {
        let between: Vec<_> = r.between.iter().map(|p| (workspace.text(p.claim), p.index, p.pin)).collect();
        let verdict = match r.verdict {
            Some(gainsay_model::record::Verdict::Prefers(claim)) => format!("prefers {}", workspace.text(claim)),
            other => format!("{other:?}"),
        };
        line(&mut told, format!("{:?} {:?} {between:?} {verdict} {:?}", r.place, (name(r.id), r.rev()), date(r.until)));
    }
    line(&mut told, format!("{:?}", records.manifest));
    for finding in &workspace.findings {
        line(&mut told, format!("{finding:?}"));
    }
    told
}

fn of_claim(workspace: &Workspace, c: &Claim) -> String {
    let name = |name: Option<Symbol>| name.map(|name| workspace.text(name).to_owned());
    let names = |names: &[Symbol]| names.iter().map(|name| workspace.text(*name).to_owned()).collect::<Vec<_>>();
    let date = |date: Option<DateId>| date.map(|date| (workspace.dates.text(date).into_owned(), workspace.date(date)));
    let more = c.more();
    let mut scope: Vec<_> =
        more.scope.iter().map(|(key, word)| (workspace.text(*key), workspace.text(word.written))).collect();
    scope.sort_unstable();
    let statement = c.statement().map(|s| {
        let object = match s.object {
            Object::Entity(entity) => workspace.text(entity).to_owned(),
            Object::Text(text) => format!("{:?}", workspace.text(text.written)),
            Object::Date(date) => format!("{:?}", workspace.date(date)),
            Object::Quantity(quantity) => format!("{:?}", workspace.quantity(quantity)),
        };
        [workspace.text(s.subject).to_owned(), workspace.text(s.predicate).to_owned(), object]
    });
    let written = c
        .written()
        .map(|RawStatement { subject, predicate, object, long }| (names(&[*subject, *predicate, *object]), *long));
    let ties = (names(&more.based_on), names(&more.supersedes), more.via.as_deref().map(names), name(more.answers));
    let flags = (c.promises, c.accuses, c.retracted, c.faulty, c.stance, c.rev());
    let who = (name(c.id), name(c.by), name(more.on_behalf), name(c.source), name(more.utterance));
    format!(
        "{:?} {who:?} {statement:?} {written:?} {scope:?} {ties:?} {flags:?} {:?} {:?}",
        c.place,
        date(c.when),
        date(c.said)
    )
}

fn line(told: &mut String, text: String) {
    // Writing to a String cannot fail.
    let _ = writeln!(told, "{text}");
}
