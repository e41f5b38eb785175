//! The rulings of the editors: those that hold, those that are stale, and the conflicts that they cover.

mod contest;

use std::cell::RefCell;
use std::sync::Arc;

use gainsay_model::date::{Day, write_day};
use gainsay_model::finding::{Finding, Route};
use gainsay_model::fix::Fix;
use gainsay_model::record::{Claim, Digest, Pin, Pinned, Place, Rev, Ruling, Verdict};
use gainsay_model::records::Record;
use gainsay_model::schema::Kind;
use gainsay_model::value::Value;
use gainsay_model::{Symbol, Workspace};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::claim_forest::{ClaimForest, ClaimPath, Heading};
use crate::clash::Comparer;
use crate::fixes::Mended;
use crate::ids::NodeId;
use crate::ledger::{ClaimId, Ledger};
use crate::set_conflict::SetClaims;
use crate::sets;
use contest::any_conflict;

/// A ruling, with the claims that it covers.
struct Held<'w> {
    record: &'w Ruling,
    name: &'w str,
    /// The claims that take part, of those that the ruling names.
    claims: Vec<ClaimId>,
    stale: Vec<StalePin>,
}

/// A reason for which a ruling no longer holds.
struct StalePin {
    /// The index of the pin that is at fault; none if the time is.
    index: Option<u32>,
    /// The fault in few words, as a caption of the place.
    seen: &'static str,
    why: String,
    /// The claim that is not as it was when it was ruled upon.
    claim: Option<Place>,
}

/// All rulings of a workspace.
pub struct Rulings<'w> {
    held: Vec<Held<'w>>,
    by_claim: FxHashMap<ClaimId, Vec<usize>>,
    today: Day,
    gaps: RefCell<Gaps>,
}

/// The gaps that rulings leave in the trees of a forest.
#[derive(Default)]
struct Gaps {
    forest: Option<Arc<ClaimForest>>,
    /// The depth of the last node, down to some node, whose claim a ruling, by number, does not name.
    known: FxHashMap<(usize, NodeId, Heading), u32>,
}

impl<'w> Rulings<'w> {
    /// Returns the rulings of a ledger, and finds those that hold today.
    pub fn new(ledger: &Ledger<'w>, today: Day) -> Rulings<'w> {
        let workspace = ledger.workspace;
        let mut digests = Digests::default();
        let mut held: Vec<Held> = workspace
            .rulings()
            .filter_map(|record| {
                let mut claims: Vec<ClaimId> = record.between.iter().filter_map(|p| ledger.find(p.claim)).collect();
                claims.sort_unstable();
                claims.dedup();
                Some(Held {
                    record,
                    name: workspace.text(record.id?),
                    claims,
                    stale: staleness(ledger, record, today, &mut digests),
                })
            })
            .collect();
        held.sort_by_key(|h| h.name);
        let mut by_claim: FxHashMap<ClaimId, Vec<usize>> = FxHashMap::default();
        for (i, ruling) in held.iter().enumerate().filter(|(_, h)| h.stale.is_empty()) {
            for claim in &ruling.claims {
                by_claim.entry(*claim).or_default().push(i);
            }
        }
        Rulings { held, by_claim, today, gaps: RefCell::default() }
    }

    /// Returns the day for which the rulings hold or do not.
    pub fn today(&self) -> Day {
        self.today
    }

    /// Returns the first ruling by name that covers both claims and is not stale.
    pub fn covering(&self, a: ClaimId, b: ClaimId) -> Option<&'w str> {
        let (of_a, of_b) = (self.by_claim.get(&a)?, self.by_claim.get(&b)?);
        let (few, many) = if of_a.len() <= of_b.len() { (of_a, of_b) } else { (of_b, of_a) };
        few.iter().find(|i| many.binary_search(i).is_ok()).map(|i| self.held[*i].name)
    }

    /// Returns the first ruling by name that covers all claims of a set and is not stale.
    pub fn covering_set(&self, claims: &SetClaims) -> Option<&'w str> {
        if self.by_claim.is_empty() {
            return None;
        }
        let names = |i: usize, claim: ClaimId| self.held[i].claims.binary_search(&claim).is_ok();
        let covering = match claims {
            SetClaims::Listed { sorted, .. } => {
                let few =
                    sorted.iter().map(|claim| self.by_claim.get(claim)).min_by_key(|of| of.map_or(0, Vec::len))??;
                few.iter().find(|i| sorted.iter().all(|claim| names(**i, *claim)))
            }
            SetClaims::Denied { path, denial } => self.of(*denial).iter().find(|i| self.covers_path(**i, path)),
        };
        covering.map(|i| self.held[*i].name)
    }

    /// Returns true if the ruling of that number covers all claims of a path. What paths share is looked at once.
    fn covers_path(&self, number: usize, path: &ClaimPath) -> bool {
        if self.held[number].claims.len() < path.length() {
            return false;
        }
        let gaps = &mut *self.gaps.borrow_mut();
        if gaps.forest.as_ref().is_none_or(|of| !Arc::ptr_eq(of, &path.forest)) {
            *gaps = Gaps { forest: Some(Arc::clone(&path.forest)), known: FxHashMap::default() };
        }
        let ends = [(path.route.from, Heading::Up), (path.route.to, Heading::Down)];
        let mut last = ends.into_iter().map(|(node, heading)| self.gap(number, &path.forest, (node, heading), gaps));
        last.all(|gap| gap <= path.forest.depth(path.route.top))
    }

    /// Returns the depth of the last node, down to this one, whose claim the ruling of that number does not name.
    fn gap(&self, number: usize, forest: &ClaimForest, (node, heading): (NodeId, Heading), gaps: &mut Gaps) -> u32 {
        let claims = &self.held[number].claims;
        let (mut open, mut at) = (Vec::new(), node);
        let gap = loop {
            if let Some(gap) = gaps.known.get(&(number, at, heading)) {
                break *gap;
            }
            let Some(parent) = forest.parent(at) else { break 0 };
            open.push(at);
            let is_named = |claim| claims.binary_search(&claim).is_ok();
            if !forest.links(at).heading(heading).is_some_and(is_named) {
                break forest.depth(at);
            }
            at = parent;
        };
        gaps.known.extend(open.into_iter().map(|node| ((number, node, heading), gap)));
        gap
    }

    /// Returns the first ruling by name that names the claim and is not stale.
    pub fn naming(&self, claim: ClaimId) -> Option<&'w str> {
        self.by_claim.get(&claim).and_then(|of| of.first()).map(|i| self.held[*i].name)
    }

    /// Returns the numbers of the rulings that hold and name the claim, in order.
    pub fn of(&self, claim: ClaimId) -> &[usize] {
        self.by_claim.get(&claim).map_or(&[], Vec::as_slice)
    }

    /// Returns the id of the ruling of that number.
    pub fn name(&self, number: usize) -> &'w str {
        self.held[number].name
    }

    /// Returns the claims against which a ruling that holds prefers another one, with which they conflict, as a pair or
    /// in a set that it covers; each with that ruling.
    pub fn against(&self, comparer: &Comparer) -> FxHashMap<Symbol, &'w str> {
        let mut against = FxHashMap::default();
        for ruling in self.held.iter().filter(|h| h.stale.is_empty()) {
            let Some(Verdict::Prefers(preferred)) = ruling.record.verdict else { continue };
            let Some(preferred) = comparer.ledger.find(preferred) else { continue };
            if !ruling.claims.contains(&preferred) {
                continue;
            }
            let in_sets: FxHashSet<ClaimId> = sets::within(comparer.sets(), &ruling.claims)
                .filter(|set| set.claims.has(preferred))
                .flat_map(|set| set.claims.sorted())
                .collect();
            for claim in ruling.claims.iter().filter(|c| **c != preferred) {
                if in_sets.contains(claim) || !comparer.conflicts(preferred, *claim).is_empty() {
                    against.entry(comparer.ledger.claim(*claim).name).or_insert(ruling.name);
                }
            }
        }
        against
    }

    /// Returns the finding that the ruling of that id no longer holds, if it does not.
    pub fn stale(&self, workspace: &Workspace, id: &str) -> Option<Finding> {
        let start = self.held.partition_point(|held| held.name < id);
        let of_id = self.held[start..].iter().take_while(|held| held.name == id);
        of_id.filter_map(|held| held.stale_finding(workspace, &mut Digests::default())).next()
    }

    /// Returns findings for stale rulings, and for rulings on claims that do not conflict.
    pub fn check(&self, comparer: &Comparer) -> Vec<Finding> {
        let (mut findings, mut digests) = (Vec::new(), Digests::default());
        for ruling in &self.held {
            findings.extend(ruling.stale_finding(comparer.ledger.workspace, &mut digests));
            if !any_conflict(comparer, &ruling.claims) && sets::within(comparer.sets(), &ruling.claims).next().is_none()
            {
                let message = format!(
                    "the ruling `{}` is about no conflict: its claims do not conflict, or not any more",
                    ruling.name
                );
                let place = ruling.record.place;
                let finding = Finding::about("unused-ruling", Route::Key(place, "between", None), message)
                    .of(Kind::Ruling, ruling.name)
                    .help("drop it, or name the claims that do conflict; `gainsay why A B` tells why two do not")
                    .with_fix(ruling.mended().remove());
                findings.push(finding);
            }
        }
        findings
    }
}

/// The rule of rulings whose claims have changed, and which do not pin them.
pub const UNPINNED: &str = "unpinned-ruling";

impl Rulings<'_> {
    /// Returns the number of rulings that hold and leave a claim without a pin: a change of that claim would go
    /// unnoticed.
    pub fn unpinned(&self) -> usize {
        let is_loose =
            |held: &&Held| held.stale.is_empty() && held.record.between.iter().any(|pinned| pinned.pin == Pin::Loose);
        self.held.iter().filter(is_loose).count()
    }

    /// Returns findings for the rulings that hold and have not changed since an earlier state, while a claim that they
    /// do not pin has changed.
    pub fn outrun(&self, before: &Workspace, after: &Workspace) -> Vec<Finding> {
        let earlier: FxHashMap<&str, &Ruling> =
            before.rulings().filter_map(|ruling| Some((before.text(ruling.id?), ruling))).collect();
        let (mut digests_before, mut digests_after) = (Digests::default(), Digests::default());
        let outrun = |held: &Held| {
            let was = held
                .record
                .between
                .iter()
                .any(|pinned| pinned.pin == Pin::Loose)
                .then(|| earlier.get(held.name))
                .flatten()?;
            let digest = |workspace: &Workspace, ruling: &Ruling| workspace.digest_of(ruling);
            if !held.stale.is_empty() || digest(before, was) != digest(after, held.record) {
                return None;
            }
            let of = |workspace: &Workspace, pinned: &Pinned, digests: &mut Digests| {
                digest_now(workspace, pinned.claim, workspace.claim(pinned.claim)?, digests)
            };
            let is_other = |(was, is): &(&Pinned, &Pinned)| {
                is.pin == Pin::Loose && of(before, was, &mut digests_before) != of(after, is, &mut digests_after)
            };
            let changed: Vec<&Pinned> =
                was.between.iter().zip(&held.record.between).filter(is_other).map(|(_, is)| is).collect();
            told_outrun(after, held, &changed)
        };
        self.held.iter().filter_map(outrun).collect()
    }
}

fn told_outrun(workspace: &Workspace, held: &Held, changed: &[&Pinned]) -> Option<Finding> {
    let ids: Vec<&str> = changed.iter().map(|pinned| workspace.text(pinned.claim)).collect();
    let message = match ids.as_slice() {
        [] => return None,
        [one] => format!("the ruling `{}` does not pin `{one}`, which has changed", held.name),
        [one, rest @ ..] => {
            format!("the ruling `{}` does not pin `{one}` and {} more, which have changed", held.name, rest.len())
        }
    };
    let route = |pinned: &Pinned| Route::Key(held.record.place, "between", Some(pinned.index));
    let finding = Finding::about(UNPINNED, route(changed[0]), message)
        .seen("changed, and not pinned")
        .of(Kind::Ruling, held.name);
    let finding =
        changed[1..].iter().fold(finding, |finding, pinned| finding.at(route(pinned), "changed, and not pinned"));
    let places = changed.iter().filter_map(|pinned| workspace.claim(pinned.claim)).map(|claim| claim.place);
    let finding = places.fold(finding, |finding, place| finding.at(Route::Record(place), "as it is now"));
    let help =
        format!("look whether it is still right; then pin what the claims say now: {}", pins(workspace, held.record));
    Some(finding.help(help).with_fix(held.repinned(workspace, &mut Digests::default())))
}

/// Returns the advice on a ruling that no longer holds.
fn look_again(workspace: &Workspace, ruling: &Ruling, digests: &mut Digests) -> String {
    let pins = pins_by(workspace, ruling, digests);
    format!(
        "look at it again: pin what the claims say now, `{pins}`, or drop the ruling; until then its conflicts count"
    )
}

/// Returns the key `between` of a ruling with every claim pinned as it is now. A claim that is not there, or there
/// twice, has no pin.
pub fn pins(workspace: &Workspace, ruling: &Ruling) -> String {
    pins_by(workspace, ruling, &mut Digests::default())
}

fn pins_by(workspace: &Workspace, ruling: &Ruling, digests: &mut Digests) -> String {
    let pinned = |pinned: &Pinned| pinned_by(workspace, pinned.claim, digests);
    format!("between: [{}]", ruling.between.iter().map(pinned).collect::<Vec<_>>().join(", "))
}

impl<'w> Held<'w> {
    /// Returns the finding that the ruling no longer holds, if it does not.
    fn stale_finding(&self, workspace: &Workspace, digests: &mut Digests) -> Option<Finding> {
        let place = self.record.place;
        let mut finding: Option<Finding> = None;
        for StalePin { index, seen, why, claim } in &self.stale {
            let route = match index {
                Some(index) => Route::Key(place, "between", Some(*index)),
                None => Route::Key(place, "until", None),
            };
            finding = Some(match finding {
                None => {
                    Finding::about("stale-ruling", route, format!("the ruling `{}` no longer holds: {why}", self.name))
                        .seen(*seen)
                        .of(Kind::Ruling, self.name)
                        .help(look_again(workspace, self.record, digests))
                        .with_fix(self.repinned(workspace, digests))
                        .with_fix(self.mended().remove())
                }
                Some(finding) => finding.at(route, *seen),
            })
            .map(|finding| {
                claim.iter().fold(finding, |finding, place| finding.at(Route::Record(*place), "as it is now"))
            });
        }
        finding
    }

    fn mended(&self) -> Mended<'w> {
        Mended { kind: Kind::Ruling, id: self.name, place: self.record.place }
    }

    /// Returns the fix that pins every claim as it is now; none if one of them is not there or cannot be pinned, or the
    /// ruling has expired.
    fn repinned(&self, workspace: &Workspace, digests: &mut Digests) -> Option<Fix> {
        if self.stale.iter().any(|stale| stale.index.is_none() || stale.claim.is_none()) {
            return None;
        }
        let mut pins: Vec<String> = Vec::new();
        for pinned in &self.record.between {
            let pin = pinned_by(workspace, pinned.claim, digests);
            pins.push(Some(pin).filter(|pin| pin.contains('@'))?);
        }
        let value = Value::List(pins.into_iter().map(Value::Text).collect());
        Some(self.mended().set(format!("pin what the claims of `{}` say now", self.name), "between", value))
    }
}

/// Returns the id of a claim, pinned to its present content; without a pin if it is not there, or there twice.
pub fn pinned(workspace: &Workspace, claim: Symbol) -> String {
    pinned_by(workspace, claim, &mut Digests::default())
}

fn pinned_by(workspace: &Workspace, claim: Symbol, digests: &mut Digests) -> String {
    let id = workspace.text(claim);
    let record = workspace.claim(claim);
    match record.and_then(|record| digest_now(workspace, claim, record, digests)) {
        Some(digest) => {
            // The count is that of the seal, if the claim is as it was sealed.
            let rev = record.and_then(Record::rev).filter(|rev| rev.digest == digest);
            format!("{id}@{}", rev.unwrap_or(Rev { count: 0, digest }))
        }
        None => id.to_owned(),
    }
}

/// Returns every reason for which a ruling no longer holds.
fn staleness(ledger: &Ledger, ruling: &Ruling, today: Day, digests: &mut Digests) -> Vec<StalePin> {
    let mut stale: Vec<StalePin> =
        ruling.between.iter().filter_map(|pinned| pin_fault(ledger, pinned, digests)).collect();
    let until = ruling.until.map(|id| ledger.workspace.date(id).span().last);
    stale.extend(until.filter(|until| today > *until).map(|until| StalePin {
        index: None,
        seen: "this day has passed",
        why: format!("it was to be looked at again by {}", write_day(until)),
        claim: None,
    }));
    stale
}

/// The present digests of the claims that rulings pin, each read again once.
type Digests = FxHashMap<Symbol, Option<Digest>>;

fn digest_now(workspace: &Workspace, id: Symbol, claim: &Claim, digests: &mut Digests) -> Option<Digest> {
    *digests.entry(id).or_insert_with(|| workspace.digest_of(claim))
}

fn pin_fault(ledger: &Ledger, pinned: &Pinned, digests: &mut Digests) -> Option<StalePin> {
    let workspace = ledger.workspace;
    let id = workspace.text(pinned.claim);
    let (seen, why) = match (pinned.pin, workspace.claim(pinned.claim)) {
        (Pin::Loose, _) => return None,
        (_, None) => ("not there", format!("`{id}` is not there")),
        (Pin::Unreadable, _) => ("no version", "what follows the `@` is no version: `N-DIGEST`".into()),
        (Pin::At(_), _) if ledger.doubled.contains(&pinned.claim) => {
            ("more than one", format!("more than one claim is `{id}`"))
        }
        (Pin::At(rev), Some(claim)) => {
            let now = digest_now(workspace, pinned.claim, claim, digests).filter(|now| *now != rev.digest)?;
            ("changed since", format!("`{id}` has changed since: its digest is `{now}` now"))
        }
    };
    let claim = workspace.claim(pinned.claim).map(|claim| claim.place);
    Some(StalePin { index: Some(pinned.index), seen, why, claim })
}
