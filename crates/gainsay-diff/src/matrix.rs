//! A table of statements by speakers: who affirms, denies, hedges or relays each of them, and who is silent.

use gainsay_model::Symbol;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::claim_filter::ClaimFilter;
use crate::clash::Comparer;
use crate::ledger::entities::EntityId;
use crate::statements::{OpenClaims, StatedClaim, StatementClaims};

/// A table of statements by speakers: a row for each statement, a column for each speaker. A speaker without a cell in
/// a row is silent there.
#[derive(Debug)]
pub struct Matrix {
    /// The speakers: those who are asked for, or all, the one with most statements first.
    pub speakers: Vec<EntityId>,
    /// The statements: the one with most speakers first.
    pub rows: Vec<Row>,
}

/// A statement, with the speakers who take a stance on it.
#[derive(Debug)]
pub struct Row {
    /// The statement.
    pub statement: String,
    /// Whether one of the statement's claims is in a conflict that nobody has ruled upon.
    pub contested: bool,
    /// The accusations on the statement that nobody has answered, oldest first.
    pub unanswered: Vec<Symbol>,
    /// The cells, in the order of the speakers.
    pub cells: Vec<Cell>,
}

/// The stance of a speaker on a statement.
#[derive(Debug)]
pub struct Cell {
    /// The number of the speaker among [`Matrix::speakers`].
    pub speaker: usize,
    /// The stance that the speaker takes.
    pub held: Held,
    /// The claims, oldest first.
    pub claims: Vec<Symbol>,
}

/// The stance on a statement of a speaker who is not silent.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Held {
    /// The speaker affirms the statement.
    Affirmed,
    /// The speaker denies the statement.
    Denied,
    /// The speaker hedges: the statement perhaps holds, or perhaps does not.
    Hedged,
    /// The speaker only relays the statement.
    Relayed,
    /// The speaker affirms the statement in some claims, and denies it in others.
    Contested,
}

impl Held {
    /// All stances.
    pub const ALL: [Held; 5] = [Held::Affirmed, Held::Denied, Held::Hedged, Held::Relayed, Held::Contested];

    /// Returns the name of the stance.
    pub fn word(self) -> &'static str {
        match self {
            Held::Affirmed => "affirmed",
            Held::Denied => "denied",
            Held::Hedged => "hedged",
            Held::Relayed => "relayed",
            Held::Contested => "contested",
        }
    }

    /// Returns the stance of claims together on one statement; none if there are none.
    fn of(claims: &[&StatedClaim]) -> Option<Held> {
        let any = |fits: fn(&StatedClaim) -> bool| claims.iter().any(|claim| fits(claim));
        let (positive, negative) = (any(|claim| claim.stance.positive()), any(|claim| claim.stance.negative()));
        let sure = any(|claim| !claim.stance.hedged() && (claim.stance.positive() || claim.stance.negative()));
        match (positive, negative) {
            (true, true) => Some(Held::Contested),
            (false, false) => (!claims.is_empty()).then_some(Held::Relayed),
            _ if !sure => Some(Held::Hedged),
            (true, false) => Some(Held::Affirmed),
            (false, true) => Some(Held::Denied),
        }
    }
}

/// Returns the stances of speakers on some statements. Speakers stand for themselves; where sides are asked for, each
/// stands for all who speak for it. `open` are the claims on which the workspace still has work to do.
pub fn matrix(comparer: &Comparer, statements: &[StatementClaims], sides: &[EntityId], open: &OpenClaims) -> Matrix {
    let columns = Columns::new(comparer, statements, sides);
    let row = |said: &StatementClaims| {
        let mut by_speaker: FxHashMap<usize, Vec<&StatedClaim>> = FxHashMap::default();
        for claim in said.claims.iter().filter(|claim| claim.stands()) {
            for column in columns.of(claim) {
                by_speaker.entry(column).or_default().push(claim);
            }
        }
        let cell = |(speaker, claims): (usize, Vec<&StatedClaim>)| {
            let held = Held::of(&claims)?;
            Some(Cell { speaker, held, claims: claims.iter().map(|claim| claim.name).collect() })
        };
        let mut cells: Vec<Cell> = by_speaker.into_iter().filter_map(cell).collect();
        cells.sort_by_key(|cell| cell.speaker);
        let contested = said.claims.iter().any(|claim| open.contested.contains(&claim.index));
        let unanswered = said.claims.iter().filter(|claim| open.unanswered.contains(&claim.index));
        let unanswered = unanswered.map(|claim| claim.name).collect();
        Row { statement: said.text.clone(), contested, unanswered, cells }
    };
    let mut rows: Vec<Row> = statements.iter().map(row).filter(|row| !row.cells.is_empty()).collect();
    rows.sort_by(|a, b| b.cells.len().cmp(&a.cells.len()).then_with(|| a.statement.cmp(&b.statement)));
    Matrix { speakers: columns.speakers, rows }
}

/// The claims that count for each column.
struct Columns {
    speakers: Vec<EntityId>,
    /// The column of each speaker, where no sides are asked for.
    by_speaker: FxHashMap<EntityId, usize>,
    /// The claims of each side, as indices into the records, where some are asked for.
    by_side: Vec<FxHashSet<usize>>,
}

impl Columns {
    fn new(comparer: &Comparer, statements: &[StatementClaims], sides: &[EntityId]) -> Columns {
        let ledger = comparer.ledger;
        if !sides.is_empty() {
            let of = |side: &EntityId| ClaimFilter { by: Some(*side), ..ClaimFilter::default() }.fitting(ledger);
            let by_side = sides.iter().map(of).collect();
            return Columns { speakers: sides.to_vec(), by_speaker: FxHashMap::default(), by_side };
        }
        let mut counts: FxHashMap<EntityId, usize> = FxHashMap::default();
        for said in statements {
            let speaking = said.claims.iter().filter(|claim| claim.stands()).map(|claim| claim.speaker);
            for speaker in speaking.collect::<FxHashSet<EntityId>>() {
                *counts.entry(speaker).or_default() += 1;
            }
        }
        let mut speakers: Vec<EntityId> = counts.keys().copied().collect();
        let count = |speaker: &EntityId| counts.get(speaker).copied().unwrap_or_default();
        speakers.sort_by_cached_key(|speaker| (std::cmp::Reverse(count(speaker)), ledger.entity_text(*speaker)));
        let by_speaker = speakers.iter().enumerate().map(|(number, speaker)| (*speaker, number)).collect();
        Columns { speakers, by_speaker, by_side: Vec::new() }
    }

    fn of<'c>(&'c self, claim: &StatedClaim) -> impl Iterator<Item = usize> + 'c {
        let index = claim.index;
        let sides = self.by_side.iter().enumerate().filter(move |(_, claims)| claims.contains(&index));
        self.by_speaker.get(&claim.speaker).copied().into_iter().chain(sides.map(|(number, _)| number))
    }
}
