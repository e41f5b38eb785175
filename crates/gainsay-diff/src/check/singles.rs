//! Checks each claim by itself.

mod future;

use gainsay_model::date::{Day, write_day};
use gainsay_model::finding::{Finding, Part, Route};
use gainsay_model::fix::Fix;
use gainsay_model::quantity::{Decimal, Quantity};
use gainsay_model::record::{Claim, DateId, Object};
use gainsay_model::schema::Kind;
use gainsay_model::workspace::span_in;
use gainsay_model::{Symbol, Workspace};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::clash::Comparer;
use crate::clash::values::quantity_text;
use crate::fixes::Mended;
use crate::ledger::entities::EntityId;
use crate::ledger::{Absence, Entry, Ledger, Statement, StatementId};
use crate::rulings::Rulings;
use crate::vocabulary::{AllowedKinds, PredicateId};

/// Returns the findings of single claims: of those that take part, and of those that only relay.
pub fn check(comparer: &Comparer, rulings: &Rulings) -> Vec<Finding> {
    check_those(comparer, rulings, &|_| true)
}

/// Returns the findings of single claims by the rules that are asked for.
pub fn check_those(comparer: &Comparer, rulings: &Rulings, asked: &dyn Fn(&str) -> bool) -> Vec<Finding> {
    let ledger = comparer.ledger;
    let mut findings = Vec::new();
    let all = || ledger.claims.iter().chain(&ledger.relays);
    if asked("impossible-claim") {
        let mut wrong_kinds = WrongKinds::default();
        if ledger.entities.have_lives {
            findings.extend(all().filter_map(|entry| impossible(ledger, entry, &mut wrong_kinds)));
        } else {
            findings.extend(suspects(ledger).filter_map(|entry| impossible(ledger, entry, &mut wrong_kinds)));
        }
    }
    if asked("said-after-published") && ledger.workspace.records.sources.iter().any(|source| source.published.is_some())
    {
        findings.extend(all().filter_map(|entry| said_after_published(ledger, entry)));
    }
    if asked("future-date") {
        findings.extend(future::check(ledger, rulings.today()));
    }
    if asked("ambiguous-number") {
        findings.extend(ambiguous_numbers(ledger));
    }
    if asked("undermined") {
        findings.extend(undermined(comparer, rulings));
    }
    findings
}

fn about(ledger: &Ledger, rule: &'static str, entry: &Entry, key: &'static str, message: String) -> Finding {
    let route = Route::Key(entry.record.place, key, None);
    Finding::about(rule, route, message).of(Kind::Claim, ledger.workspace.text(entry.name)).keyed(key)
}

// --- impossible-claim ---

/// Returns the claims that their statements can make impossible, times aside; and all claims that only relay.
fn suspects<'l, 'w>(ledger: &'l Ledger<'w>) -> impl Iterator<Item = &'l Entry<'w>> {
    let words = &ledger.vocabulary.words;
    let has_total = words.iter().any(|word| word.record.total.is_some());
    let is_suspect = move |statement: &Statement| {
        let record = ledger.vocabulary.word(statement.predicate).record;
        statement.pair.object == Some(statement.pair.subject)
            || !(record.domain.is_empty() && record.range.is_empty())
            || (has_total && matches!(statement.object, Object::Quantity(_)))
    };
    let statements =
        ledger.statements.iter().enumerate().filter(move |(_, s)| is_suspect(s)).map(|(i, _)| StatementId(i as u32));
    let claims =
        statements.flat_map(|s| ledger.affirming(s).iter().chain(ledger.denying(s))).map(|id| ledger.claim(*id));
    claims.chain(&ledger.relays)
}

/// Returns the first reason for which a claim cannot be true as it stands.
fn impossible(ledger: &Ledger, entry: &Entry, wrong_kinds: &mut WrongKinds) -> Option<Finding> {
    let stance = entry.stance.key();
    let finding = |key: &'static str, message: String| Some(about(ledger, "impossible-claim", entry, key, message));
    if let Some(why) = of_itself(ledger, entry) {
        return finding(stance, why).map(|f| f.help("correct the statement, or the traits of the predicate"));
    }
    if let Some((why, help)) = wrong_kind(ledger, entry, wrong_kinds) {
        return finding(stance, why).map(|f| f.help(help));
    }
    if let Some(why) = above_total(ledger, entry) {
        return finding(stance, why).map(|f| f.help("correct the number, or the `total` of the predicate"));
    }
    if let Some(why) = outside_life(ledger, entry) {
        return finding("when", why)
            .map(|f| f.help("correct `when`, or the `since` and `until` of the entity; `posthumous: true` allows it for the predicate"));
    }
    let (first, last) = life(ledger, entry.speaker);
    let said = ledger.workspace.date(entry.record.said?).wide_span();
    if said.last < first || said.first > last {
        let why = format!("`{}` cannot have said this then: {}", ledger.entity_text(entry.speaker), lived(first, last));
        return finding("said", why).map(|f| f.help("correct `said`, `by`, or the `since` and `until` of the speaker"));
    }
    None
}

/// Returns the fault of a claim that says of a thing and itself what can hold only of two.
fn of_itself(ledger: &Ledger, entry: &Entry) -> Option<String> {
    let statement = ledger.statement_of(entry.statement);
    if !entry.stance.positive() || statement.pair.object != Some(statement.pair.subject) {
        return None;
    }
    // Lifted statements do not count.
    let state = ledger.shared_closure(statement.predicate).states.iter().find(|s| {
        let word = ledger.vocabulary.word(s.predicate);
        s.usually == 0 && (word.irreflexive || word.asymmetric)
    })?;
    let (predicate, subject) = (ledger.predicate_text(state.predicate), ledger.entity_text(statement.pair.subject));
    Some(format!("nothing can `{predicate}` itself, and this says so of `{subject}`"))
}

/// The words for the kinds of an entity with many of them, if none is allowed there, by predicate, side and entity.
type WrongKinds = FxHashMap<(PredicateId, usize, EntityId), Option<String>>;

/// Returns the fault of a claim whose subject or object is of a kind that the predicate does not allow.
fn wrong_kind(ledger: &Ledger, entry: &Entry, known: &mut WrongKinds) -> Option<(String, String)> {
    let statement = ledger.statement_of(entry.statement);
    let word = ledger.vocabulary.word(statement.predicate);
    for (i, entity) in [Some(statement.pair.subject), statement.pair.object].into_iter().enumerate() {
        let Some(entity) = entity else { continue };
        let allowed = &word.allowed()[i];
        let told = || none_allowed(ledger, allowed, &ledger.entities.class(entity).kinds);
        let kinds = match ledger.entities.class(entity).kinds.len() {
            0..=NAMED => told(),
            _ => known.entry((statement.predicate, i, entity)).or_insert_with(told).clone(),
        };
        let Some(kinds) = kinds else { continue };
        let allowed = allowed.text.get_or_init(|| kinds_text(ledger, &allowed.sorted));
        let (id, predicate, side) =
            (ledger.entity_text(entity), ledger.predicate_text(statement.predicate), ["subject", "object"][i]);
        let why = format!("`{id}` is of the kind `{kinds}`, and the {side} of `{predicate}` is of the kind {allowed}");
        return Some((
            why,
            "correct the statement, the `kind` of the entity, or the `domain` and `range` of the predicate".into(),
        ));
    }
    None
}

/// Returns the words for some kinds, if others are allowed and none of these is.
fn none_allowed(ledger: &Ledger, allowed: &AllowedKinds, kinds: &[Symbol]) -> Option<String> {
    let is_wrong = !allowed.sorted.is_empty()
        && !kinds.is_empty()
        && !kinds.iter().any(|kind| allowed.sorted.binary_search(kind).is_ok());
    is_wrong.then(|| kinds_text(ledger, kinds))
}

/// The most kinds that are named.
const NAMED: usize = 12;

fn kinds_text(ledger: &Ledger, names: &[Symbol]) -> String {
    let mut words: Vec<&str> = names.iter().map(|name| ledger.workspace.text(*name)).collect();
    words.sort_unstable();
    words.dedup();
    let more = words.len().saturating_sub(NAMED);
    words.truncate(NAMED);
    if more == 0 { words.join(", ") } else { format!("{} and {more} more", words.join(", ")) }
}

/// Returns the fault of a value that is more than all values together can be.
fn above_total(ledger: &Ledger, entry: &Entry) -> Option<String> {
    let statement = ledger.statement_of(entry.statement);
    let Object::Quantity(quantity) = statement.object else { return None };
    let quantity = ledger.workspace.quantity(quantity);
    let lower = quantity.low.number().filter(|_| entry.stance.positive())?;
    ledger.shared_closure(statement.predicate).states.iter().filter(|s| s.usually == 0).find_map(|state| {
        let record = ledger.vocabulary.word(state.predicate).record;
        let total = record.total.as_ref()?;
        let allowed = record.tolerance.as_ref().map_or_else(Decimal::zero, |t| t.allowance(total));
        let beyond = lower - total > allowed;
        beyond.then(|| {
            format!(
                "all values of `{}` together are {total} at most, and this one is above",
                ledger.predicate_text(state.predicate)
            )
        })
    })
}

/// Returns the fault of a given `when` that lies wholly outside the life of the subject or object.
fn outside_life(ledger: &Ledger, entry: &Entry) -> Option<String> {
    let statement = ledger.statement_of(entry.statement);
    let word = ledger.vocabulary.word(statement.predicate);
    if !entry.stance.positive() || word.record.traits.posthumous || !(word.is_event() || word.is_state()) {
        return None;
    }
    let when = ledger.workspace.date(entry.record.when?).wide_span();
    [Some(statement.pair.subject), statement.pair.object].into_iter().flatten().find_map(|entity| {
        let (first, last) = life(ledger, entity);
        (when.last < first || when.first > last).then(|| {
            format!("this is said to hold outside the life of `{}`: {}", ledger.entity_text(entity), lived(first, last))
        })
    })
}

fn life(ledger: &Ledger, entity: EntityId) -> (Day, Day) {
    ledger.entities.class(entity).life
}

fn lived(first: Day, last: Day) -> String {
    use gainsay_model::date::{INFINITY, NEG_INFINITY};
    match (first, last) {
        (NEG_INFINITY, last) => format!("it ended by {}", write_day(last)),
        (first, INFINITY) => format!("it began on {} at the earliest", write_day(first)),
        (first, last) => format!("it lasted from {} to {} at the most", write_day(first), write_day(last)),
    }
}

// --- said-after-published ---

fn said_after_published(ledger: &Ledger, entry: &Entry) -> Option<Finding> {
    let workspace = ledger.workspace;
    let source = workspace.source(entry.record.source?)?;
    let (said, published): (DateId, DateId) = (entry.record.said?, source.published?);
    let (said_date, published_date) = (workspace.date(said), workspace.date(published));
    if said_date.wide_span().first <= published_date.wide_span().last {
        return None;
    }
    let message = format!(
        "said on {}, but its source was published on {}",
        workspace.dates.text(said),
        workspace.dates.text(published)
    );
    let finding = about(ledger, "said-after-published", entry, "said", message)
        .at(Route::Key(source.place, "published", None), "published before it was said")
        .help("correct one of the dates, or name the source that reports it");
    Some(finding)
}

// --- ambiguous-number ---

/// Finds numbers that half of the world would read as thousands: those of claims, whether they take part or not, and
/// totals.
fn ambiguous_numbers(ledger: &Ledger) -> Vec<Finding> {
    let workspace = ledger.workspace;
    let finding = |route: Route, kind: Kind, id: &str, key: &str, number: &str, written: Option<Decimal>| {
        Finding::about("ambiguous-number", route, format!("the point is read as a decimal point: this is {number}"))
            .of(kind, id)
            .keyed(key)
            .help(thousands_help(written.as_ref()))
            .with_fixes(thousands_fixes(workspace, route, written.as_ref()))
    };
    let claims = workspace.ambiguous_claims().iter().filter_map(|i| workspace.records.claims.get(*i as usize));
    let of_claims = claims.filter_map(|claim| {
        let (id, stance, statement) = (claim.id?, claim.stance?, claim.statement()?);
        let Object::Quantity(quantity) = statement.object else { return None };
        let quantity = workspace.quantity(quantity);
        let route = Route::Part(claim.place, stance.key(), Part::Object);
        Some(finding(
            route,
            Kind::Claim,
            workspace.text(id),
            "statement",
            &quantity_text(quantity),
            number_of(quantity),
        ))
    });
    let of_totals = workspace.predicates().filter(|predicate| predicate.ambiguous_total).filter_map(|predicate| {
        let route = Route::Key(predicate.place, "total", None);
        let total = predicate.total.clone()?;
        Some(finding(route, Kind::Predicate, workspace.text(predicate.id?), "total", &total.to_string(), Some(total)))
    });
    of_claims.chain(of_totals).collect()
}

/// Returns the single number with which a quantity is written; none for a range or a margin.
fn number_of(quantity: &Quantity) -> Option<Decimal> {
    match (quantity.low.number(), quantity.high.number()) {
        (Some(low), Some(high)) if quantity.approximate => Some(low.midway(high)),
        (Some(low), Some(high)) => (low == high).then(|| low.clone()),
        (low, high) => low.or(high).cloned(),
    }
}

/// Returns the advice on how to write the thousands or the decimals that are meant: with the number itself, if that is
/// known and written without a scale word, else with an example.
fn thousands_help(number: Option<&Decimal>) -> String {
    let text = number.map(|number| number.size().to_string()).unwrap_or_default();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    match (whole.len(), fraction.len()) {
        // A number that was written with a scale word is larger.
        (1..=3, ..=3) if whole != "0" => format!(
            "where thousands are meant, write `{whole}_{fraction:0<3}`; where they are not, add a digit after the point, \
             `{whole}.{fraction:0<4}`"
        ),
        _ => "where thousands are meant, write `_` for the point (`50_000`); where they are not, add a digit after it (`50.0000`)".into(),
    }
}

/// Returns the fixes that write the thousands or the decimals which are meant, where the number is a word by itself.
fn thousands_fixes(workspace: &Workspace, route: Route, number: Option<&Decimal>) -> Vec<Fix> {
    let Some(number) = number.map(|number| number.size().to_string()) else { return Vec::new() };
    let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
    let document = route.record().and_then(|place| workspace.document(place));
    let span = span_in(route, document.as_ref());
    let file = workspace.files.get(route.file() as usize);
    let text = file.and_then(|file| file.text().get(span.start as usize..span.end as usize)).unwrap_or_default();
    let is_it = |word: &&str| {
        word.split_once('.').is_some_and(|(before, behind)| {
            before == whole && behind.len() == 3 && behind.trim_end_matches('0') == fraction
        })
    };
    let mut words = text.split_whitespace().filter(is_it);
    let (Some(written), None) = (words.next(), words.next()) else { return Vec::new() };
    let forms = [written.replacen('.', "_", 1), format!("{written}0")];
    forms.into_iter().map(|form| Fix::ask(format!("write `{form}`")).referring(route, written, form)).collect()
}

// --- undermined ---

/// Finds claims that take part and rest, at any remove, on a claim that no longer stands; the claims between need not
/// take part.
fn undermined(comparer: &Comparer, rulings: &Rulings) -> Vec<Finding> {
    let ledger = comparer.ledger;
    let workspace = ledger.workspace;
    let claims = &workspace.records.claims;
    let mut resting: FxHashMap<Symbol, Vec<usize>> = FxHashMap::default();
    for i in ledger.workspace.rich_claims().iter().map(|i| *i as usize) {
        for base in &claims[i].more().based_on {
            resting.entry(*base).or_default().push(i);
        }
    }
    if resting.is_empty() {
        return Vec::new();
    }
    let mut fallen = fallen(comparer, rulings);
    let mut open: Vec<Symbol> = fallen.keys().copied().collect();
    let mut found: FxHashSet<usize> = FxHashSet::default();
    while let Some(base) = open.pop() {
        for &i in resting.get(&base).into_iter().flatten() {
            if !found.insert(i) {
                continue;
            }
            if let Some(id) = claims[i].id
                && let std::collections::hash_map::Entry::Vacant(vacant) = fallen.entry(id)
            {
                vacant.insert("which is undermined itself".into());
                open.push(id);
            }
        }
    }
    let mut found: Vec<usize> = found.into_iter().filter(|i| ledger.absences[*i].is_none()).collect();
    found.sort_unstable();
    found.into_iter().filter_map(|i| undermined_finding(workspace, &claims[i], &fallen)).collect()
}

fn undermined_finding(workspace: &Workspace, claim: &Claim, fallen: &FxHashMap<Symbol, String>) -> Option<Finding> {
    let (index, base) = claim.more().based_on.iter().enumerate().find(|(_, base)| fallen.contains_key(base))?;
    let id = workspace.text(claim.id?);
    let why = &fallen[base];
    let mut finding = Finding::about(
        "undermined",
        Route::Key(claim.place, "based-on", Some(index as u32)),
        format!("`{id}` is based on `{}`, {why}", workspace.text(*base)),
    )
    .of(Kind::Claim, id)
    .help("look whether it still stands: base it on something else, or retract it")
    .with_fix(Mended { kind: Kind::Claim, id, place: claim.place }.take(workspace, "based-on", index as u32));
    if let Some(base) = workspace.claim(*base) {
        finding = finding.at(Route::Record(base.place), why.clone());
    }
    Some(finding)
}

/// Returns the claims that no longer stand, each with the reason.
fn fallen(comparer: &Comparer, rulings: &Rulings) -> FxHashMap<Symbol, String> {
    let ledger = comparer.ledger;
    let mut fallen: FxHashMap<Symbol, String> = rulings
        .against(comparer)
        .into_iter()
        .map(|(name, ruling)| (name, format!("against which the ruling `{ruling}` prefers another")))
        .collect();
    for (claim, absence) in ledger.workspace.records.claims.iter().zip(&ledger.absences) {
        let why = match absence {
            Some(Absence::Retracted) => "which is retracted",
            Some(Absence::Superseded) => "which is superseded",
            _ => continue,
        };
        if let Some(id) = claim.id {
            fallen.insert(id, why.into());
        }
    }
    fallen
}
