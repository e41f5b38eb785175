//! What the editors decided: which rulings hold, which are stale, and which conflicts they cover.

use gainsay_model::Name;
use gainsay_model::date::{Day, write_day};
use gainsay_model::finding::{Finding, Route};
use gainsay_model::record::{Digest, Pin, Pinned, Place, Ruling, Verdict};
use gainsay_model::schema::Kind;
use rustc_hash::FxHashMap;

use crate::clash::Comparer;
use crate::ledger::{ClaimId, Ledger};

/// A ruling, and what it covers.
struct Held<'w> {
    record: &'w Ruling,
    name: &'w str,
    /// The claims that take part, of those that it names.
    claims: Vec<ClaimId>,
    stale: Vec<Fault>,
}

/// A reason for which a ruling no longer holds.
struct Fault {
    /// The pin that is at fault, by its index; none if the time is.
    index: Option<u32>,
    /// In few words, beside the place.
    seen: &'static str,
    why: String,
    /// The claim that is not what was ruled upon.
    claim: Option<Place>,
}

/// All rulings.
pub struct Rulings<'w> {
    held: Vec<Held<'w>>,
    by_claim: FxHashMap<ClaimId, Vec<usize>>,
    today: Day,
}

impl<'w> Rulings<'w> {
    /// Looks which rulings hold today.
    pub fn new(ledger: &Ledger<'w>, today: Day) -> Rulings<'w> {
        let workspace = ledger.workspace;
        let mut digests = Digests::default();
        let mut held: Vec<Held> = workspace
            .rulings()
            .filter_map(|record| {
                let mut claims: Vec<ClaimId> = record.between.iter().filter_map(|p| ledger.find(p.claim)).collect();
                claims.sort_unstable();
                claims.dedup();
                Some(Held { record, name: workspace.text(record.id?), claims, stale: staleness(ledger, record, today, &mut digests) })
            })
            .collect();
        held.sort_by_key(|h| h.name);
        let mut by_claim: FxHashMap<ClaimId, Vec<usize>> = FxHashMap::default();
        for (i, ruling) in held.iter().enumerate().filter(|(_, h)| h.stale.is_empty()) {
            for claim in &ruling.claims {
                by_claim.entry(*claim).or_default().push(i);
            }
        }
        Rulings { held, by_claim, today }
    }

    /// The day on which it is asked whether they hold.
    pub fn today(&self) -> Day {
        self.today
    }

    /// The first ruling by name that covers both claims and is not stale.
    pub fn covering(&self, a: ClaimId, b: ClaimId) -> Option<&'w str> {
        let (of_a, of_b) = (self.by_claim.get(&a)?, self.by_claim.get(&b)?);
        let (few, many) = if of_a.len() <= of_b.len() { (of_a, of_b) } else { (of_b, of_a) };
        few.iter().find(|i| many.binary_search(i).is_ok()).map(|i| self.held[*i].name)
    }

    /// The first ruling by name that names the claim and is not stale.
    pub fn naming(&self, claim: ClaimId) -> Option<&'w str> {
        self.by_claim.get(&claim).and_then(|of| of.first()).map(|i| self.held[*i].name)
    }

    /// The claims that a ruling that holds names beside this one.
    pub fn beside(&self, claim: ClaimId) -> Vec<ClaimId> {
        let rulings = self.by_claim.get(&claim).into_iter().flatten();
        rulings.flat_map(|i| &self.held[*i].claims).copied().filter(|other| *other != claim).collect()
    }

    /// The claims against which a ruling that holds prefers another one, with which they conflict, and that ruling.
    pub fn against(&self, comparer: &Comparer) -> FxHashMap<Name, &'w str> {
        let mut against = FxHashMap::default();
        for ruling in self.held.iter().filter(|h| h.stale.is_empty()) {
            let Some(Verdict::Prefers(preferred)) = ruling.record.verdict else { continue };
            let Some(preferred) = comparer.ledger.find(preferred) else { continue };
            if !ruling.claims.contains(&preferred) {
                continue;
            }
            for claim in ruling.claims.iter().filter(|c| **c != preferred) {
                if !comparer.conflicts(preferred, *claim).is_empty() {
                    against.entry(comparer.ledger.claim(*claim).name).or_insert(ruling.name);
                }
            }
        }
        against
    }

    /// Rulings that are stale, and rulings on what is no conflict.
    pub fn check(&self, comparer: &Comparer) -> Vec<Finding> {
        let mut findings = Vec::new();
        for ruling in &self.held {
            let place = ruling.record.place;
            let mut finding: Option<Finding> = None;
            for Fault { index, seen, why, claim } in &ruling.stale {
                let route = match index {
                    Some(index) => Route::Key(place, "between", Some(*index)),
                    None => Route::Key(place, "until", None),
                };
                finding = Some(match finding {
                    None => Finding::about("stale-ruling", route, format!("the ruling `{}` no longer holds: {why}", ruling.name))
                        .seen(*seen)
                        .of(Kind::Ruling, ruling.name)
                        .help("look at it again: pin what the claims say now, or drop the ruling; until then its conflicts count"),
                    Some(finding) => finding.at(route, *seen),
                })
                .map(|finding| claim.iter().fold(finding, |finding, place| finding.at(Route::Record(*place), "as it is now")));
            }
            findings.extend(finding);
            if !ruling.any_conflict(comparer) {
                let message = format!("the ruling `{}` is about no conflict: its claims do not conflict, or not any more", ruling.name);
                let finding = Finding::about("unused-ruling", Route::Key(place, "between", None), message)
                    .of(Kind::Ruling, ruling.name)
                    .help("drop it, or name the claims that do conflict; `gainsay why A B` tells why two do not");
                findings.push(finding);
            }
        }
        findings
    }
}

impl Held<'_> {
    fn any_conflict(&self, comparer: &Comparer) -> bool {
        self.claims.iter().enumerate().any(|(i, a)| self.claims[i + 1..].iter().any(|b| !comparer.conflicts(*a, *b).is_empty()))
    }
}

/// Every reason for which a ruling no longer holds.
fn staleness(ledger: &Ledger, ruling: &Ruling, today: Day, digests: &mut Digests) -> Vec<Fault> {
    let mut stale: Vec<Fault> = ruling.between.iter().filter_map(|pinned| pin_fault(ledger, pinned, digests)).collect();
    let until = ruling.until.map(|id| ledger.workspace.date(id).span().last);
    stale.extend(until.filter(|until| today > *until).map(|until| Fault {
        index: None,
        seen: "this day has passed",
        why: format!("it was to be looked at again by {}", write_day(until)),
        claim: None,
    }));
    stale
}

/// What the claims say now that rulings pin, each read again once.
type Digests = FxHashMap<Name, Option<Digest>>;

fn pin_fault(ledger: &Ledger, pinned: &Pinned, digests: &mut Digests) -> Option<Fault> {
    let workspace = ledger.workspace;
    let id = workspace.text(pinned.claim);
    let (seen, why) = match (pinned.pin, workspace.claim(pinned.claim)) {
        (Pin::Loose, _) => return None,
        (_, None) => ("not there", format!("`{id}` is not there")),
        (Pin::Unreadable, _) => ("no version", "what follows the `@` is no version: `N-DIGEST`".into()),
        (Pin::At(_), _) if ledger.doubled.contains(&pinned.claim) => ("more than one", format!("more than one claim is `{id}`")),
        (Pin::At(rev), Some(claim)) => {
            let now = *digests.entry(pinned.claim).or_insert_with(|| workspace.digest(Kind::Claim, claim.place));
            let now = now.filter(|now| *now != rev.digest)?;
            ("changed since", format!("`{id}` has changed since: its digest is `{now}` now"))
        }
    };
    let claim = workspace.claim(pinned.claim).map(|claim| claim.place);
    Some(Fault { index: Some(pinned.index), seen, why, claim })
}
