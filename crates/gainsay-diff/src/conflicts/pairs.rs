//! The stream of pairs: every two claims that conflict, and every set of claims that conflict together, as the
//! definitions give them, whatever the manifest silences and whatever is ruled upon. There can be a great number, so
//! that they are written as they are found, some claims after the other.

use std::ops::Range;

use gainsay_model::Workspace;
use gainsay_model::date::Day;
use serde::Serialize;

use crate::clash::{About, Clash, Comparer};
use crate::conflicts::denials::Denials;
use crate::joins::{JoinVisitor, StatementJoin, StatementRun, visit_joins};
use crate::ledger::{ClaimId, Ledger, StatementId};
use crate::mechanism::Mechanism;
use crate::rules::PairRule;
use crate::rulings::Rulings;
use crate::set_conflict::SetConflict;
use crate::sets::SetFinder;

/// A pair of the stream; its JSON is a line of `check --output pairs`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Pair<Text = String> {
    /// The first claim, in byte order.
    pub a: Text,
    /// The second claim.
    pub b: Text,
    /// The way in which the claims clash.
    pub mechanism: &'static str,
    /// The rule of the set, by its speakers.
    pub rule: &'static str,
    /// Whether the conflict is certain, and not only possible.
    pub certain: bool,
    /// The first ruling by name that covers both claims and is not stale.
    pub ruled: Option<Text>,
}

/// A set of claims in the stream; its JSON is a line of `check --output pairs`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ClaimSet<Text = String> {
    /// The claims, in byte order.
    pub claims: Vec<Text>,
    /// The way in which the claims conflict.
    pub mechanism: &'static str,
    /// The rule of the set, by its speakers.
    pub rule: &'static str,
    /// Whether the conflict is certain, and not only possible.
    pub certain: bool,
    /// The first ruling by name that covers all claims and is not stale.
    pub ruled: Option<Text>,
}

/// A line of the stream.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(untagged)]
pub enum Line<Text = String> {
    /// Two claims.
    Pair(Pair<Text>),
    /// Claims that conflict together.
    Set(ClaimSet<Text>),
}

impl Line<&str> {
    /// Returns the line with texts of its own.
    pub fn owned(&self) -> Line {
        match self {
            Line::Pair(Pair { a, b, mechanism, rule, certain, ruled }) => Line::Pair(Pair {
                a: (*a).to_owned(),
                b: (*b).to_owned(),
                mechanism,
                rule,
                certain: *certain,
                ruled: ruled.map(str::to_owned),
            }),
            Line::Set(ClaimSet { claims, mechanism, rule, certain, ruled }) => Line::Set(ClaimSet {
                claims: claims.iter().map(|claim| (*claim).to_owned()).collect(),
                mechanism,
                rule,
                certain: *certain,
                ruled: ruled.map(str::to_owned),
            }),
        }
    }
}

impl Line {
    /// Returns the line with the texts of this one.
    pub fn borrowed(&self) -> Line<&str> {
        match self {
            Line::Pair(Pair { a, b, mechanism, rule, certain, ruled }) => {
                Line::Pair(Pair { a, b, mechanism, rule, certain: *certain, ruled: ruled.as_deref() })
            }
            Line::Set(ClaimSet { claims, mechanism, rule, certain, ruled }) => Line::Set(ClaimSet {
                claims: claims.iter().map(String::as_str).collect(),
                mechanism,
                rule,
                certain: *certain,
                ruled: ruled.as_deref(),
            }),
        }
    }
}

impl<Text: AsRef<str>> Line<Text> {
    /// Returns the ids of the claims, in byte order.
    pub fn claims(&self) -> Vec<&str> {
        match self {
            Line::Pair(pair) => vec![pair.a.as_ref(), pair.b.as_ref()],
            Line::Set(set) => set.claims.iter().map(AsRef::as_ref).collect(),
        }
    }

    /// Returns the pair, if it is one.
    pub fn pair(self) -> Option<Pair<Text>> {
        if let Line::Pair(pair) = self { Some(pair) } else { None }
    }

    /// Returns the mechanism of the conflict.
    pub fn mechanism(&self) -> &'static str {
        match self {
            Line::Pair(pair) => pair.mechanism,
            Line::Set(set) => set.mechanism,
        }
    }
}

/// The most pairs that are held at a time.
pub const MOST_HELD: usize = 1 << 22;

/// Returns all pairs and sets of a workspace, in the order of the stream.
pub fn pairs(workspace: &Workspace, today: Day) -> Vec<Line> {
    pairs_held(workspace, today, MOST_HELD)
}

/// Returns all pairs as [`pairs`] does. `most_held` is [`MOST_HELD`]; tests set it lower.
pub fn pairs_held(workspace: &Workspace, today: Day, most_held: usize) -> Vec<Line> {
    let ledger = Ledger::new(workspace);
    let (comparer, rulings) = (Comparer::new(&ledger), Rulings::new(&ledger, today));
    let mut stream = Stream::new(&ledger, most_held);
    let mut sets = SetFinder::new(&comparer);
    every_pair(&comparer, None, Some(&mut sets), |a, b, kind| stream.add(a, b, kind));
    comparer.keep_sets(|| sets.finish());
    stream.sort();
    let mut lines = Vec::new();
    let written: Result<(), std::convert::Infallible> = stream.write(&comparer, &rulings, |line| {
        lines.push(line.owned());
        Ok(())
    });
    written.map_or_else(|never| match never {}, |()| lines)
}

/// The way in which two claims conflict, without its derivation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PairKind {
    /// The way in which the claims clash.
    pub mechanism: Mechanism,
    /// The rule of the pair, by its speakers.
    pub rule: PairRule,
    /// Whether the conflict is certain, and not only possible.
    pub certain: bool,
}

impl PairKind {
    /// Returns the kind of a clash.
    pub fn of(clash: &Clash) -> PairKind {
        PairKind { mechanism: clash.candidate.mechanism, rule: clash.rule, certain: clash.certain }
    }
}

/// A pair, by numbers: those of claims follow the byte order of their ids, and mechanisms that of their names.
type Numbers = (ClaimId, ClaimId, Mechanism, PairRule, bool);

/// Pairs that are collected for the stream: the pairs themselves, as long as there are not too many, else only the
/// number of pairs in which each claim comes first.
pub struct Stream {
    held: Vec<Numbers>,
    most_held: usize,
    /// The number of pairs in which each claim comes first.
    counts: Vec<u32>,
    total: usize,
}

impl Stream {
    /// Returns a stream for the pairs of a ledger, of which at most `most_held` are held at a time, and at least all of
    /// one claim.
    pub fn new(ledger: &Ledger, most_held: usize) -> Stream {
        Stream { held: Vec::new(), most_held, counts: vec![0; ledger.claims.len()], total: 0 }
    }

    /// Adds a pair.
    pub fn add(&mut self, a: ClaimId, b: ClaimId, kind: PairKind) {
        let count = &mut self.counts[a.min(b).0 as usize];
        *count = count.saturating_add(1);
        self.total += 1;
        if self.total <= self.most_held {
            self.held.push(numbers(a, b, kind));
        } else if !self.held.is_empty() {
            self.held = Vec::new();
        }
    }

    /// Sorts the pairs for writing.
    pub fn sort(&mut self) {
        self.held.sort_unstable();
    }

    /// Calls `write` with every line, in the order of the stream; sets are those of the comparer. Where there are too many pairs to be held, the claims
    /// are compared once more, some after the other.
    ///
    /// # Errors
    ///
    /// Returns the first error of `write`.
    pub fn write<'w, E>(
        &self,
        comparer: &Comparer<'_, 'w>,
        rulings: &Rulings<'w>,
        mut write: impl FnMut(Line<&str>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut sets = comparer.sets().iter().peekable();
        let mut write_all = |pairs: &[Numbers], is_last: bool| {
            for pair in pairs {
                while let Some(set) = sets.next_if(|set| comes_before(set, pair)) {
                    write(line_of(comparer, rulings, set))?;
                }
                write(read(comparer, rulings, *pair))?;
            }
            if is_last { sets.by_ref().try_for_each(|set| write(line_of(comparer, rulings, set))) } else { Ok(()) }
        };
        if self.total <= self.most_held {
            return write_all(&self.held, true);
        }
        let mut start = 0;
        while start < self.counts.len() {
            let part = self.part_from(start);
            let first = |a: ClaimId, b: ClaimId| a.min(b).0 as usize;
            let chosen =
                ClaimSelection::new(comparer.ledger, (0..self.counts.len()).map(|i| part.contains(&i)).collect());
            let mut held = Vec::new();
            every_pair(comparer, Some(&chosen), None, |a, b, kind| {
                if part.contains(&first(a, b)) {
                    held.push(numbers(a, b, kind));
                }
            });
            held.sort_unstable();
            write_all(&held, false)?;
            start = part.end;
        }
        write_all(&[], true)
    }

    /// Returns the claims from one on that come first in as many pairs as can be held.
    fn part_from(&self, start: usize) -> Range<usize> {
        let (mut end, mut held) = (start, 0);
        while let Some(count) = self.counts.get(end).map(|count| *count as usize) {
            if held > 0 && held + count > self.most_held {
                break;
            }
            (end, held) = (end + 1, held + count);
        }
        start..end
    }
}

/// Returns true if a set stands before a pair in the stream.
fn comes_before(set: &SetConflict, (a, b, mechanism, ..): &Numbers) -> bool {
    set.claims.order_to_pair([*a, *b]).then(set.mechanism.cmp(mechanism)).is_lt()
}

/// Returns the line of a set.
pub fn line_of<'l>(comparer: &Comparer<'l, '_>, rulings: &Rulings<'l>, set: &SetConflict) -> Line<&'l str> {
    Line::Set(ClaimSet {
        claims: set.claims.sorted().map(|claim| comparer.ledger.claim_text(claim)).collect(),
        mechanism: set.mechanism.name(),
        rule: set.rule.name(),
        certain: set.certain,
        ruled: rulings.covering_set(&set.claims),
    })
}

fn numbers(a: ClaimId, b: ClaimId, PairKind { mechanism, rule, certain }: PairKind) -> Numbers {
    (a.min(b), a.max(b), mechanism, rule, certain)
}

fn read<'s>(comparer: &'s Comparer, rulings: &'s Rulings, (a, b, mechanism, rule, certain): Numbers) -> Line<&'s str> {
    let text = |id: ClaimId| comparer.ledger.claim_text(id);
    Line::Pair(Pair {
        a: text(a),
        b: text(b),
        mechanism: mechanism.name(),
        rule: rule.name(),
        certain,
        ruled: rulings.covering(a, b),
    })
}

/// Some of the claims of a ledger.
pub struct ClaimSelection {
    claims: Vec<bool>,
    /// The statements of the selected claims.
    statements: Vec<bool>,
}

impl ClaimSelection {
    /// Returns the selection of the claims for which `claims` has true, by number.
    pub fn new(ledger: &Ledger, claims: Vec<bool>) -> ClaimSelection {
        let mut statements = vec![false; ledger.statements.len()];
        for id in ledger.ids().filter(|id| claims[id.0 as usize]) {
            statements[ledger.claim(id).statement.0 as usize] = true;
        }
        ClaimSelection { claims, statements }
    }

    /// Returns true if a claim is selected.
    pub fn has(&self, claim: ClaimId) -> bool {
        self.claims[claim.0 as usize]
    }

    fn makes(&self, statement: StatementId) -> bool {
        self.statements[statement.0 as usize]
    }
}

/// Calls `found` for every two claims that conflict, once for each mechanism; in a denial the second denies.
#[cfg(test)]
pub fn every_clash(comparer: &Comparer, mut found: impl FnMut(ClaimId, ClaimId, Clash)) {
    crate::joins::statement_joins(comparer, |join| {
        clashes_of(comparer, &StatementJoin { by_law: None, ..join }, None, &mut found);
    });
}

/// Calls `found` for every two claims that conflict, once for each mechanism; if some are chosen, only where at least one
/// of the two is. Gives statements that meet to `sets`.
pub(crate) fn every_pair<'c, 'l, 'w>(
    comparer: &'c Comparer<'l, 'w>,
    chosen: Option<&ClaimSelection>,
    sets: Option<&mut SetFinder<'c, 'l, 'w>>,
    found: impl FnMut(ClaimId, ClaimId, PairKind),
) {
    visit_joins(comparer, &mut EveryPair { comparer, chosen, sets, found });
}

struct EveryPair<'p, 'c, 'l, 'w, F> {
    comparer: &'c Comparer<'l, 'w>,
    chosen: Option<&'p ClaimSelection>,
    sets: Option<&'p mut SetFinder<'c, 'l, 'w>>,
    found: F,
}

impl<'l, F: FnMut(ClaimId, ClaimId, PairKind)> JoinVisitor<'l> for EveryPair<'_, '_, 'l, '_, F> {
    fn visit_denials(&mut self, run: StatementRun<'l>) -> bool {
        let Some(denials) = Denials::new(self.comparer, run, |_| false) else { return false };
        denials.pairs(self.chosen, &mut self.found);
        if let Some(sets) = &mut self.sets {
            sets.denied_run(denials.run());
        }
        true
    }

    fn visit(&mut self, join: StatementJoin) {
        if let Some(sets) = &mut self.sets {
            sets.join(&join);
        }
        clashes_of(self.comparer, &join, self.chosen, &mut |a, b, clash| (self.found)(a, b, PairKind::of(&clash)));
    }
}

/// Calls `found` for every two claims that conflict by these statements; if some are chosen, only where at least one of
/// the two is.
pub fn clashes_of(
    comparer: &Comparer,
    join: &StatementJoin,
    chosen: Option<&ClaimSelection>,
    found: &mut impl FnMut(ClaimId, ClaimId, Clash),
) {
    // A statement alone with itself is compared by its claims.
    let each_once = join.among && join.a.len() > 1;
    let is_chosen = |statement: StatementId| chosen.is_none_or(|chosen| chosen.makes(statement));
    each_two((join.a, join.b), each_once, is_chosen, |a, b| {
        clashes_of_two(comparer, join.ordered(comparer.ledger, a, b), join, chosen, found);
    });
}

/// Calls `found` for each of the first with each of the second, if one of the two is chosen; where the two lists are
/// one, for each two of it.
fn each_two<T: Copy>(
    (a, b): (&[T], &[T]),
    each_once: bool,
    is_chosen: impl Fn(T) -> bool,
    mut found: impl FnMut(T, T),
) {
    let mut chosen: Option<Vec<usize>> = None;
    for (i, &x) in a.iter().enumerate() {
        let from = if each_once { i + 1 } else { 0 };
        if is_chosen(x) {
            b[from..].iter().for_each(|y| found(x, *y));
        } else {
            let chosen = chosen.get_or_insert_with(|| (0..b.len()).filter(|j| is_chosen(b[*j])).collect());
            let rest = &chosen[chosen.partition_point(|j| *j < from)..];
            rest.iter().for_each(|j| found(x, b[*j]));
        }
    }
}

fn clashes_of_two(
    comparer: &Comparer,
    (a, b): (StatementId, StatementId),
    join: &StatementJoin,
    chosen: Option<&ClaimSelection>,
    found: &mut impl FnMut(ClaimId, ClaimId, Clash),
) {
    let ledger = comparer.ledger;
    let (first, second) = (ledger.affirming(a), if join.denied { ledger.denying(b) } else { ledger.affirming(b) });
    if first.is_empty() || second.is_empty() {
        return;
    }
    let (s, t) = (ledger.statement_of(a), ledger.statement_of(b));
    // Claims with the same `when` give one time.
    let when = |id: &ClaimId| ledger.claim(*id).when;
    if join.about == About::Times && first.iter().chain(second).all(|id| when(id) == when(&first[0])) {
        return;
    }
    // To find out how far parts come up takes longer than to see that no two claims are of one time.
    if join.about != About::Times
        && (s.own || t.own)
        && !first.iter().any(|x| second.iter().any(|y| comparer.may_meet(*x, *y)))
    {
        return;
    }
    let candidates = join.candidates(comparer, a, b);
    if candidates.is_empty() {
        return;
    }
    // In one statement with itself each pair comes once.
    let each_once = a == b && !join.denied;
    let is_chosen = |claim: ClaimId| chosen.is_none_or(|chosen| chosen.has(claim));
    each_two((first, second), each_once, is_chosen, |x, y| {
        if join.about == About::Times && when(&x) == when(&y) {
            return;
        }
        let Ok(pairing) = comparer.pairing(x, y) else { return };
        for same in candidates.chunk_by(|c, d| c.mechanism == d.mechanism) {
            if let Some(clash) = comparer.judge(x, y, &pairing, same) {
                found(x, y, clash);
            }
        }
    });
}
