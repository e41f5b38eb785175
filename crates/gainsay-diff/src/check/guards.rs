//! Checks the vocabulary, and the ties between records.

use gainsay_model::Symbol;
use gainsay_model::finding::{Finding, Route};
use gainsay_model::fix::Fix;
use gainsay_model::interner::nearest;
use gainsay_model::record::{EdgeKind, Entity, Place, Temporal};
use gainsay_model::schema::Kind;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::explain::derivations::between;
use crate::findings::{AnyFinding, BrokenGuard};
use crate::fixes::Mended;
use crate::graph::circles;
use crate::grounds::{DerivationStep, StepOf};
use crate::ledger::Ledger;
use crate::vocabulary::closure::Via;
use crate::vocabulary::laws::{Contradictions, Entailed, Force, Ways};
use crate::vocabulary::{PredicateId, PredicateInfo, StepKind, Tie};

/// The most suggestions that are made, since each compares with every kind: where more are needed, the fault is not in
/// the spelling.
const SUGGESTIONS: usize = 50;

/// The most records of a circle that are named in its message.
const NAMED: usize = 12;

/// The most steps of a way from one predicate to another that are all reported; of a longer way only the beginning is.
const MOST_TOLD: usize = 12;

/// The number of steps of a long way that are reported.
const TOLD: usize = 6;

/// Returns all findings of the vocabulary.
pub fn check(ledger: &Ledger) -> Vec<AnyFinding> {
    let (mut findings, mut guards, mut told) = (Vec::new(), Vec::new(), 0);
    let entailed = Entailed::new(&ledger.vocabulary, Force::Law);
    let (mut contradictions, mut ways) = (Contradictions::new(&entailed), Ways::new(&ledger.vocabulary));
    let written = if ledger.unsatisfiable.is_empty() { Vec::new() } else { written(ledger) };
    for predicate in ledger.vocabulary.ids() {
        if let Some((mut finding, at_odds)) = unsatisfiable(ledger, predicate, &mut contradictions, &written) {
            if told < SUGGESTIONS {
                finding.fixes = without_contradiction(ledger, predicate, at_odds, &mut ways);
            }
            told += 1;
            findings.push(finding);
        }
        findings.extend(clashing_traits(ledger, predicate));
        guards.extend(broken_guards(ledger, predicate, &mut ways, &entailed));
    }
    findings.extend(mixed_ties(ledger));
    findings.extend(implication_cycles(ledger));
    findings.extend(unused_kinds(ledger));
    findings.extend(circular_entities(ledger));
    findings.extend(circular_supersession(ledger));
    let guards = guards.into_iter().map(|guard| AnyFinding::Guard(Box::new(guard)));
    findings.into_iter().map(AnyFinding::from).chain(guards).collect()
}

fn about(ledger: &Ledger, rule: &'static str, predicate: PredicateId, route: Route, message: String) -> Finding {
    Finding::about(rule, route, message).of(Kind::Predicate, ledger.predicate_text(predicate))
}

fn mended<'w>(ledger: &Ledger<'w>, predicate: PredicateId) -> Mended<'w> {
    let word = ledger.vocabulary.word(predicate);
    Mended { kind: Kind::Predicate, id: ledger.workspace.text(word.name), place: word.place() }
}

/// Returns for each predicate the number of claims that are written with it.
fn written(ledger: &Ledger) -> Vec<usize> {
    let mut written = vec![0; ledger.vocabulary.words.len()];
    for claim in &ledger.claims {
        written[ledger.statement_of(claim.statement).predicate.0 as usize] += 1;
    }
    written
}

/// Returns the finding for a predicate that contradicts itself, with the two predicates that are at odds, or the one
/// that is so with itself, twice.
fn unsatisfiable(
    ledger: &Ledger,
    predicate: PredicateId,
    contradictions: &mut Contradictions,
    written: &[usize],
) -> Option<(Finding, [PredicateId; 2])> {
    let vocabulary = &ledger.vocabulary;
    let (one, other) =
        if ledger.unsatisfiable.contains(&predicate) { contradictions.of(predicate)? } else { return None };
    let (id, a, b) = (ledger.predicate_text(predicate), ledger.predicate_text(one), ledger.predicate_text(other));
    let written = written[predicate.0 as usize];
    let why = if one == other {
        format!("it entails `{a}` both ways, which is asymmetric")
    } else {
        format!("it entails both `{a}` and `{b}`, which exclude each other")
    };
    let route = Route::Record(vocabulary.word(predicate).place());
    let mut finding =
        about(ledger, "unsatisfiable-predicate", predicate, route, format!("nobody can `{id}` anybody: {why}"))
            .help("correct one of the edges; until then its claims take no part in exclusion and asymmetry");
    if written > 0 {
        finding = finding.because(
            format!("{written} {} written with it", if written == 1 { "claim is" } else { "claims are" }),
            None,
        );
    }
    let places: Vec<(PredicateId, Place)> = [one, other].into_iter().map(|p| (p, vocabulary.word(p).place())).collect();
    for (p, place) in places {
        if p != predicate && finding.labels.iter().all(|l| l.route != Route::Record(place)) {
            finding = finding.at(Route::Record(place), format!("`{}` is entailed", ledger.predicate_text(p)));
        }
    }
    Some((finding, [one, other]))
}

/// Returns the fixes that each take out one edge by which a predicate contradicts itself: on the ways to the two
/// predicates that are at odds, or between these.
fn without_contradiction(
    ledger: &Ledger,
    predicate: PredicateId,
    [one, other]: [PredicateId; 2],
    ways: &mut Ways,
) -> Vec<Fix> {
    let vocabulary = &ledger.vocabulary;
    let mut edges: Vec<(PredicateId, &'static str, u32)> = Vec::new();
    for to in [one, other] {
        let (_, way) = ways.between(predicate, to, NAMED).unwrap_or_default();
        edges.extend(way.iter().map(|tie| (tie.said_by.0, tie.said_by.1, tie.said_by.2.unwrap_or_default())));
    }
    for (from, to) in [(one, other), (other, one)] {
        let declared = vocabulary.word(from).record.edges.iter();
        let excluding = declared.filter(|edge| edge.kind == EdgeKind::Excludes && vocabulary.find(edge.to) == Some(to));
        edges.extend(excluding.map(|edge| (from, edge.kind.key(), edge.index)));
    }
    let mut seen = FxHashSet::default();
    edges.retain(|edge| seen.insert(*edge));
    let asymmetric = (one == other).then(|| mended(ledger, one).unset("asymmetric"));
    let edges = edges.into_iter().map(|(by, key, index)| (mended(ledger, by), key, index));
    without_one(ledger, edges).into_iter().chain(asymmetric).collect()
}

fn clashing_traits(ledger: &Ledger, predicate: PredicateId) -> Option<Finding> {
    let word = ledger.vocabulary.word(predicate);
    let (traits, place) = (word.record.traits, word.place());
    let id = ledger.predicate_text(predicate);
    let finding = |key: &'static str, message: String, help: &str| {
        about(ledger, "clashing-traits", predicate, Route::Key(place, key, None), message).keyed(key).help(help)
    };
    let left_out = |key: &'static str, message: String, help: &str| {
        finding(key, message, help).with_fix(mended(ledger, predicate).unset(key))
    };
    let never_once = || left_out("once", once_message(id), "leave `once` out; it is ignored");
    if word.takes_entities() {
        if traits.symmetric && traits.asymmetric {
            return Some(finding(
                "asymmetric",
                format!("`{id}` is both symmetric and asymmetric"),
                "keep one of the two",
            ));
        }
        if traits.symmetric && traits.transitive && traits.irreflexive {
            let message = format!("`{id}` is symmetric, transitive and irreflexive: then it can hold of nobody");
            return Some(finding("irreflexive", message, "drop one of the three"));
        }
        return never_at_a_time(word).then(never_once);
    }
    let inverse =
        word.record.edges.iter().any(|e| e.kind == EdgeKind::InverseOf && ledger.vocabulary.find(e.to).is_some());
    let senseless = [
        ("symmetric", traits.symmetric),
        ("asymmetric", traits.asymmetric),
        ("irreflexive", traits.irreflexive),
        ("transitive", traits.transitive),
        ("inverse-of", inverse),
        ("inverse-functional", traits.inverse_functional),
        ("whole", word.record.whole != Default::default()),
    ];
    match senseless.into_iter().find(|(_, given)| *given) {
        Some((key, _)) => {
            let message = format!("`{key}` makes no sense for `{id}`, whose object is no entity");
            Some(left_out(key, message, "leave it out; it is ignored"))
        }
        None => never_at_a_time(word).then(never_once),
    }
}

/// Returns true if a predicate is both timeless and `once`, which makes no sense.
fn never_at_a_time(word: &PredicateInfo) -> bool {
    word.record.traits.once && word.temporal == Temporal::Timeless
}

fn once_message(id: &str) -> String {
    format!("`once` makes no sense for `{id}`, which is timeless: nothing tells when it happens or holds")
}

fn broken_guards(ledger: &Ledger, predicate: PredicateId, ways: &mut Ways, entailed: &Entailed) -> Vec<BrokenGuard> {
    let vocabulary = &ledger.vocabulary;
    let word = vocabulary.word(predicate);
    let id = ledger.predicate_text(predicate);
    let mut findings = Vec::new();
    // The targets of other edges need no check.
    for edge in word.record.edges.iter().filter(|e| matches!(e.kind, EdgeKind::MustNotImply | EdgeKind::DistinctFrom)) {
        let Some(other) = vocabulary.find(edge.to) else { continue };
        let to = ledger.predicate_text(other);
        let declares = |a: PredicateId, b: PredicateId| {
            vocabulary
                .word(a)
                .record
                .edges
                .iter()
                .any(|e| e.kind == EdgeKind::Excludes && vocabulary.find(e.to) == Some(b))
        };
        let entails = |one, other| entailed.has(one, other, false);
        let (message, is_by_steps) = match edge.kind {
            EdgeKind::MustNotImply if entails(predicate, other) => {
                (format!("`{id}` must not imply `{to}`, and does"), true)
            }
            EdgeKind::DistinctFrom if entails(predicate, other) && entails(other, predicate) => {
                (format!("`{id}` and `{to}` are to be distinct, and imply each other"), true)
            }
            EdgeKind::DistinctFrom if declares(predicate, other) || declares(other, predicate) => {
                (format!("`{id}` and `{to}` are to be distinct, not opposites, and exclude each other"), false)
            }
            _ => continue,
        };
        let (steps, way) = if is_by_steps {
            ways.between(predicate, other, MOST_TOLD).unwrap_or_default()
        } else {
            Default::default()
        };
        let route = Route::Key(word.place(), edge.kind.key(), Some(edge.index));
        let finding = about(ledger, "broken-guard", predicate, route, message)
            .keyed(format!("{} {to}", edge.kind.key()))
            .seen("this guard");
        let mut from = predicate;
        let shown = if steps <= MOST_TOLD { steps } else { TOLD };
        let step = |tie: &Tie| between(ledger, std::mem::replace(&mut from, tie.to), &Via::Tie(*tie), tie.to);
        let mut path: Vec<DerivationStep> = way.iter().take(shown).map(step).collect();
        if shown < steps {
            let from = ledger.predicate_text(from).to_owned();
            path.push(DerivationStep {
                kind: StepOf::Entails { from, to: to.to_owned(), steps: steps - shown },
                route: None,
            });
        }
        let guard = mended(ledger, predicate).take(ledger.workspace, edge.kind.key(), edge.index);
        let finding = finding.help("correct the edge that breaks it, or take the guard back").with_fix(guard);
        findings.push(BrokenGuard { finding, path });
    }
    findings
}

fn mixed_ties(ledger: &Ledger) -> Vec<Finding> {
    let text = |p| ledger.predicate_text(p);
    let finding = |mixed: &crate::vocabulary::Mixed| {
        let what = if mixed.by_time {
            "one of them is timeless and the other is not"
        } else {
            "their objects are of different types"
        };
        let route = Route::Key(ledger.vocabulary.word(mixed.from).place(), mixed.kind.key(), Some(mixed.index));
        let message = format!("`{}` cannot be tied to `{}`: {what}", text(mixed.from), text(mixed.to));
        about(ledger, "mixed-ties", mixed.from, route, message)
            .keyed(format!("{} {}", mixed.kind.key(), text(mixed.to)))
            .seen("this tie is not followed")
            .at(Route::Record(ledger.vocabulary.word(mixed.to).place()), "the other predicate")
            .help("make the two alike in `temporal` and `object`, or drop the tie")
            .with_fix(mended(ledger, mixed.from).take(ledger.workspace, mixed.kind.key(), mixed.index))
    };
    ledger.vocabulary.mixed.iter().map(finding).collect()
}

fn implication_cycles(ledger: &Ledger) -> Vec<Finding> {
    let vocabulary = &ledger.vocabulary;
    let next = |p: usize| -> Vec<usize> {
        vocabulary.words[p].ties.iter().filter(|t| t.kind == StepKind::Implies).map(|t| t.to.0 as usize).collect()
    };
    let cycles = circles(vocabulary.words.len(), next).into_iter().filter(|cycle| cycle.len() > 1);
    cycles
        .map(|cycle| {
            let ids: Vec<&str> = cycle.iter().map(|p| ledger.predicate_text(PredicateId(*p as u32))).collect();
            let message = format!("these predicates imply each other, and so mean the same: {}", listed(&ids));
            let places: Vec<Place> = cycle.iter().map(|p| vocabulary.words[*p].place()).collect();
            let members: FxHashSet<usize> = cycle.iter().copied().collect();
            let ties = cycle.iter().flat_map(|p| &vocabulary.words[*p].ties);
            let ties = ties.filter(|tie| tie.kind == StepKind::Implies && members.contains(&(tie.to.0 as usize)));
            let edges = ties.map(|tie| {
                let (by, key, index) = tie.said_by;
                (mended(ledger, by), key, index.unwrap_or_default())
            });
            circle("implication-cycle", message, Kind::Predicate, &ids, &places)
                .help("if that is meant, nothing is wrong; else drop one of the edges")
                .with_fixes(without_one(ledger, edges))
        })
        .collect()
}

/// Returns one finding for a circle of records, which names and shows all of them.
fn circle(rule: &'static str, message: String, kind: Kind, ids: &[&str], places: &[Place]) -> Finding {
    let mut finding = Finding::about(rule, places.first().map_or(Route::File(0), |p| Route::Record(*p)), message);
    for id in ids {
        finding = finding.of(kind, *id);
    }
    for place in &places[1..] {
        finding = finding.at(Route::Record(*place), "");
    }
    finding
}

/// Returns the fixes that break a circle, each at one of its edges: a record, the key under which it leads on, and the
/// index there.
fn without_one<'w>(ledger: &Ledger<'w>, edges: impl Iterator<Item = (Mended<'w>, &'static str, u32)>) -> Vec<Fix> {
    edges.filter_map(|(record, key, index)| record.take(ledger.workspace, key, index)).take(NAMED).collect()
}

/// Returns a list of ids, as many as fit a message.
fn listed(ids: &[&str]) -> String {
    match ids.get(..NAMED) {
        Some(first) if ids.len() > NAMED => format!("{} and {} more", first.join(", "), ids.len() - NAMED),
        _ => ids.join(", "),
    }
}

/// Finds the kinds that the workspace's own predicates require and that no entity has.
fn unused_kinds(ledger: &Ledger) -> Vec<Finding> {
    let workspace = ledger.workspace;
    if ledger.vocabulary.words.iter().all(|word| word.record.domain.is_empty() && word.record.range.is_empty()) {
        return Vec::new();
    }
    let known: FxHashSet<Symbol> = workspace.entities().filter_map(|e| e.kind).collect();
    let words: Vec<&str> = known.iter().map(|k| workspace.text(*k)).collect();
    let mut findings = Vec::new();
    for word in ledger.vocabulary.words.iter().filter(|w| !workspace.built_in(w.place())) {
        for (key, kinds) in [("domain", &word.record.domain), ("range", &word.record.range)] {
            for (index, kind) in kinds.iter().enumerate().filter(|(_, kind)| !known.contains(kind)) {
                let kind = workspace.text(*kind);
                let finding = Finding::about(
                    "unused-kind",
                    Route::Key(word.place(), key, Some(index as u32)),
                    format!("no entity is of the kind `{kind}`"),
                )
                .of(Kind::Predicate, workspace.text(word.name))
                .keyed(format!("{key} {kind}"));
                let near = if findings.len() < SUGGESTIONS { nearest(kind, words.iter().copied()) } else { None };
                let record = Mended { kind: Kind::Predicate, id: workspace.text(word.name), place: word.place() };
                findings.push(match near {
                    Some(near) => {
                        let route = Route::Key(word.place(), key, Some(index as u32));
                        let fix = Fix::ask(format!("write `{near}`")).referring(route, kind, near);
                        finding.seen(format!("did you mean `{near}`?")).with_fix(fix)
                    }
                    None => finding
                        .help("give the kind to the entities that are of it, or drop it here")
                        .with_fix(record.take(workspace, key, index as u32)),
                });
            }
        }
    }
    findings
}

/// Finds circles of entities, where entities that are the same count as one. Each finding names all records concerned.
fn circular_entities(ledger: &Ledger) -> Vec<Finding> {
    let workspace = ledger.workspace;
    let classes = &ledger.entities.classes;
    let parts = |c: usize| -> Vec<usize> { classes[c].parents.iter().map(|e| e.0 as usize).collect() };
    let offices = |c: usize| -> Vec<usize> { classes[c].speaks_for.iter().map(|edge| edge.whom.0 as usize).collect() };
    let round =
        |any: bool, next: &dyn Fn(usize) -> Vec<usize>| if any { circles(classes.len(), next) } else { Vec::new() };
    let have_offices = classes.iter().any(|class| !class.speaks_for.is_empty());
    let circles =
        [("part-of", round(ledger.entities.have_parts(), &parts)), ("speaks-for", round(have_offices, &offices))];
    if circles.iter().all(|(_, circles)| circles.is_empty()) {
        return Vec::new();
    }
    let mut records: FxHashMap<usize, Vec<(&str, &Entity)>> = FxHashMap::default();
    for entity in workspace.entities() {
        if let Some((id, class)) = entity.id.and_then(|id| Some((id, ledger.entities.find(id)?))) {
            records.entry(class.0 as usize).or_default().push((workspace.text(id), entity));
        }
    }
    let mut findings = Vec::new();
    for (key, cycles) in circles {
        for cycle in cycles {
            let mut members: Vec<(&str, &Entity)> =
                cycle.iter().filter_map(|class| records.get(class)).flatten().copied().collect();
            members.sort_unstable_by_key(|(id, entity)| (*id, entity.place));
            let (ids, places): (Vec<&str>, Vec<Place>) = members.iter().map(|(id, entity)| (*id, entity.place)).unzip();
            let message = format!("`{key}` goes round in a circle: {}", listed(&ids));
            let classes: FxHashSet<usize> = cycle.iter().copied().collect();
            let is_within =
                |id: Symbol| ledger.entities.find(id).is_some_and(|class| classes.contains(&(class.0 as usize)));
            let edges = members.iter().flat_map(|(id, entity)| {
                let whom = || entity.speaks_for.iter().map(|office| office.whom).collect();
                let named: Vec<Symbol> = if key == "part-of" { entity.part_of.clone() } else { whom() };
                let within = named.into_iter().zip(0_u32..).filter(|(id, _)| is_within(*id));
                let record = Mended { kind: Kind::Entity, id, place: entity.place };
                within.map(move |(_, index)| (record, key, index)).collect::<Vec<_>>()
            });
            findings.push(
                circle("circular-entities", message, Kind::Entity, &ids, &places)
                    .keyed(key)
                    .help(format!("drop one `{key}`"))
                    .with_fixes(without_one(ledger, edges)),
            );
        }
    }
    findings
}

fn circular_supersession(ledger: &Ledger) -> Vec<Finding> {
    let workspace = ledger.workspace;
    let claims = &workspace.records.claims;
    let mut supersedes: FxHashMap<usize, Vec<Symbol>> = FxHashMap::default();
    for claim in workspace.rich_claims().iter().map(|index| &claims[*index as usize]) {
        let Some(node) = claim.id.and_then(|id| workspace.claim_index(id)) else { continue };
        if !claim.more().supersedes.is_empty() {
            supersedes.entry(node).or_default().extend(claim.more().supersedes.iter().copied());
        }
    }
    if supersedes.is_empty() {
        return Vec::new();
    }
    let next = |i: usize| -> Vec<usize> {
        supersedes.get(&i).into_iter().flatten().filter_map(|n| workspace.claim_index(*n)).collect()
    };
    circles(claims.len(), next)
        .into_iter()
        .map(|cycle| {
            let mut members: Vec<(&str, Place)> =
                cycle.iter().filter_map(|i| Some((workspace.text(claims[*i].id?), claims[*i].place))).collect();
            members.sort_unstable();
            let (ids, places): (Vec<&str>, Vec<Place>) = members.into_iter().unzip();
            let message = format!("these claims replace each other in a circle, so none takes part: {}", listed(&ids));
            let members: FxHashSet<usize> = cycle.iter().copied().collect();
            let is_within = |id: &Symbol| workspace.claim_index(*id).is_some_and(|index| members.contains(&index));
            let edges = cycle.iter().filter_map(|i| Some((workspace.text(claims[*i].id?), &claims[*i])));
            let edges = edges.flat_map(|(id, claim)| {
                let replaced = claim.more().supersedes.iter().zip(0_u32..).filter(|(id, _)| is_within(id));
                let record = Mended { kind: Kind::Claim, id, place: claim.place };
                replaced.map(move |(_, index)| (record, "supersedes", index)).collect::<Vec<_>>()
            });
            circle("circular-supersession", message, Kind::Claim, &ids, &places)
                .help("drop one `supersedes`")
                .with_fixes(without_one(ledger, edges))
        })
        .collect()
}
