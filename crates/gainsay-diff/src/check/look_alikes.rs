//! Finds ids that differ and look alike, as `рutin` with a Cyrillic letter and `putin`: most likely one thing under two
//! names.
//!
//! Two ids look alike if their skeletons by Unicode UTS 39 are equal. Among ids of ASCII only few letters are
//! confusable (`1` and `l`, `m` and `rn`), and the places of these letters show whether two ids can differ in just
//! them. So a workspace of a million plain ids pays for one look at their bytes.

use std::hash::Hasher;
use std::ops::Range;

use gainsay_model::Workspace;
use gainsay_model::finding::{Finding, Route};
use gainsay_model::record::Place;
use gainsay_model::records::Record;
use gainsay_model::schema::Kind;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use unicode_security::skeleton;

/// The most characters of an id that are named by their code points.
const NAMED: usize = 3;

/// The most ids of a group that are listed in its message.
const LISTED: usize = 4;

/// An id, with the place of its record.
type Id<'w> = (&'w str, Place);

/// Returns one finding for each group of ids of one kind that look alike.
pub fn check(workspace: &Workspace) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut add = |kind: Kind, groups: Vec<Vec<Id>>| {
        // Records that come with the program cannot be changed by the workspace.
        let own = groups.into_iter().filter(|group| group.iter().any(|(_, place)| !workspace.built_in(*place)));
        findings.extend(own.map(|group| finding(kind, &group)));
    };
    add(Kind::Claim, groups(|| claims(workspace)));
    add(Kind::Entity, groups(|| ids(workspace, workspace.entities())));
    add(Kind::Predicate, groups(|| ids(workspace, workspace.predicates())));
    add(Kind::Source, groups(|| ids(workspace, workspace.sources())));
    add(Kind::Ruling, groups(|| ids(workspace, workspace.rulings())));
    findings
}

/// Claims, by index, by the look of their ids. Claims may be added; the caller knows which of them are gone.
#[derive(Default)]
pub struct ClaimsByLook {
    /// The digests of the skeletons of the ids, each with its claim; sorted.
    first: Vec<(u32, u32)>,
    /// The claims that were added later, by digest.
    later: FxHashMap<u32, Vec<u32>>,
}

impl ClaimsByLook {
    /// Returns the claims of a workspace.
    pub fn new(workspace: &Workspace) -> ClaimsByLook {
        let ids = workspace.records.claims.iter().zip(0..).filter_map(|(claim, i)| Some((claim.id?, i)));
        let mut first: Vec<(u32, u32)> = ids.map(|(id, i)| (digest(workspace.text(id)), i)).collect();
        first.sort_unstable();
        ClaimsByLook { first, later: FxHashMap::default() }
    }

    /// Adds claims.
    pub fn enter(&mut self, workspace: &Workspace, claims: Range<u32>) {
        for i in claims {
            if let Some(id) = workspace.records.claims.get(i as usize).and_then(|claim| claim.id) {
                self.later.entry(digest(workspace.text(id))).or_default().push(i);
            }
        }
    }

    /// Returns whether a claim that `is_there` has an id that looks like another id and differs from it.
    pub fn any_like(&self, workspace: &Workspace, id: &str, is_there: &dyn Fn(u32) -> bool) -> bool {
        let digest = digest(id);
        let start = self.first.partition_point(|(known, _)| *known < digest);
        let first = self.first.iter().skip(start).take_while(|(known, _)| *known == digest).map(|(_, claim)| claim);
        let mut claims = first.chain(self.later.get(&digest).into_iter().flatten()).filter(|claim| is_there(**claim));
        let skeleton = skeleton_of(id);
        claims.any(|claim| {
            let known = workspace.records.claims.get(*claim as usize).and_then(|claim| claim.id);
            known.map(|known| workspace.text(known)).is_some_and(|known| known != id && has_skeleton(known, &skeleton))
        })
    }
}

/// Returns a number that is the same for ids that look alike, and seldom for others.
fn digest(id: &str) -> u32 {
    let mut hasher = FxHasher::default();
    if id.is_ascii() {
        plain_skeleton(id).for_each(|byte| hasher.write_u8(byte));
    } else {
        skeleton_of(id).bytes().for_each(|byte| hasher.write_u8(byte));
    }
    (hasher.finish() >> 32) as u32
}

/// Returns the ids of claims; of claims that share an id, the first.
fn claims(workspace: &Workspace) -> impl Iterator<Item = Id<'_>> {
    let claims = workspace.records.claims.iter().enumerate();
    claims.filter_map(|(i, claim)| {
        let id = claim.id.filter(|id| workspace.claim_index(*id) == Some(i))?;
        Some((workspace.text(id), claim.place))
    })
}

fn ids<'w, R: Record + 'w>(
    workspace: &'w Workspace,
    records: impl Iterator<Item = &'w R>,
) -> impl Iterator<Item = Id<'w>> {
    records.filter_map(|record| Some((workspace.text(record.id()?), record.place())))
}

/// Returns groups of two or more ids that look alike, each in the order of the places, with ids that are not plain
/// first.
fn groups<'w, I: Iterator<Item = Id<'w>>>(ids: impl Fn() -> I) -> Vec<Vec<Id<'w>>> {
    let mut letters = Letters::default();
    let mut suspects: Vec<(String, Id)> = Vec::new();
    for id in ids() {
        if id.0.is_ascii() {
            letters.add(id.0);
        } else {
            suspects.push((skeleton_of(id.0), id));
        }
    }
    let plain: FxHashSet<String> =
        suspects.iter().map(|(skeleton, _)| skeleton).filter(|s| s.is_ascii()).cloned().collect();
    if letters.can_be_confused() || !plain.is_empty() {
        for id in ids().filter(|(id, _)| id.is_ascii()) {
            let is_suspect = letters.is_suspect(id.0);
            if is_suspect || !plain.is_empty() {
                let skeleton = skeleton_of(id.0);
                if is_suspect || plain.contains(&skeleton) {
                    suspects.push((skeleton, id));
                }
            }
        }
    }
    suspects.sort_unstable_by(|(a, x), (b, y)| (a, x.0.is_ascii(), x.1).cmp(&(b, y.0.is_ascii(), y.1)));
    let groups = suspects.chunk_by(|(a, _), (b, _)| a == b).filter(|group| group.len() > 1);
    groups.map(|group| group.iter().map(|(_, id)| *id).collect()).collect()
}

/// Returns the skeleton of an id. Ids that look the same have the same skeleton.
fn skeleton_of(id: &str) -> String {
    if id.is_ascii() { plain_skeleton(id).map(char::from).collect() } else { skeleton(id).collect() }
}

/// Returns the skeleton of an id of ASCII. Only these three characters of ids have a skeleton other than themselves.
fn plain_skeleton(id: &str) -> impl Iterator<Item = u8> {
    id.bytes().flat_map(|byte| {
        let (first, second) = match byte {
            b'0' => (b'O', None),
            b'1' => (b'l', None),
            b'm' => (b'r', Some(b'n')),
            other => (other, None),
        };
        std::iter::once(first).chain(second)
    })
}

fn has_skeleton(id: &str, wanted: &str) -> bool {
    if id.is_ascii() { plain_skeleton(id).eq(wanted.bytes()) } else { skeleton(id).eq(wanted.chars()) }
}

/// The places of confusable letters in the skeletons of ids of ASCII, as sets of places, for each length of a skeleton.
/// Places are counted modulo 64, and lengths beyond the last share one entry.
struct Letters {
    of_length: Box<[[u64; 4]; 64]>,
}

impl Default for Letters {
    fn default() -> Letters {
        Letters { of_length: Box::new([[0; 4]; 64]) }
    }
}

impl Letters {
    fn add(&mut self, id: &str) {
        let (length, places) = places(id);
        let known = &mut self.of_length[length];
        for (known, places) in known.iter_mut().zip(places) {
            *known |= places;
        }
    }

    /// Returns true if two of the ids can differ in confusable letters only.
    fn can_be_confused(&self) -> bool {
        self.of_length.iter().any(|[ones, els, ms, rns]| ones & els | ms & rns != 0)
    }

    /// Returns true if the id has a confusable letter where another one has its counterpart.
    fn is_suspect(&self, id: &str) -> bool {
        let (length, [ones, els, ms, rns]) = places(id);
        let [all_ones, all_els, all_ms, all_rns] = self.of_length[length];
        (ones & all_els) | (els & all_ones) | (ms & all_rns) | (rns & all_ms) != 0
    }
}

/// Returns the length of the skeleton of an id of ASCII, and the places of `1`, `l`, `m` and `rn` in it.
fn places(id: &str) -> (usize, [u64; 4]) {
    let (mut at, mut places, mut last) = (0_u32, [0_u64; 4], 0);
    for byte in id.bytes() {
        let bit = 1_u64.rotate_left(at);
        places[0] |= bit * u64::from(byte == b'1');
        places[1] |= bit * u64::from(byte == b'l');
        places[2] |= bit * u64::from(byte == b'm');
        places[3] |= bit.rotate_right(1) * u64::from(byte == b'n' && last == b'r');
        at += 1 + u32::from(byte == b'm');
        last = byte;
    }
    ((at as usize).min(63), places)
}

fn finding(kind: Kind, group: &[Id]) -> Finding {
    let shown: Vec<String> = group.iter().take(LISTED).map(|(id, _)| format!("`{id}`")).collect();
    let rest = if group.len() > LISTED { format!(" and {} more", group.len() - LISTED) } else { String::new() };
    let message = format!("these ids of {} look alike and differ: {}{rest}", kind.plural(), shown.join(", "));
    let first = group.first().map_or(Route::File(0), |(_, place)| Route::Record(*place));
    let mut finding = Finding::about("look-alike-id", first, message);
    finding.labels.clear();
    for (id, place) in group {
        finding = finding.of(kind, *id).at(Route::Record(*place), seen(id));
    }
    let both =
        if kind == Kind::Entity { "; of two records of one thing delete one, or join them by `same-as`" } else { "" };
    finding.help(format!("if one thing is meant, write one id everywhere; if not, give one of them another id{both}"))
}

/// Returns the characters of an id that are not plain, by their code points.
fn seen(id: &str) -> String {
    let odd: Vec<char> = id.chars().filter(|c| !c.is_ascii()).collect();
    let named: Vec<String> = odd.iter().take(NAMED).map(|c| format!("`{c}` is U+{:04X}", u32::from(*c))).collect();
    match (named.is_empty(), odd.len() > NAMED) {
        (true, _) => "all of its letters are ASCII".into(),
        (false, true) => format!("{} …", named.join(", ")),
        (false, false) => named.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draws::draws;

    fn alike(ids: &[&'static str]) -> Vec<Vec<&'static str>> {
        let place = |i: usize| Place { file: 0, start: i as u32 };
        let all: Vec<Id<'static>> = ids.iter().enumerate().map(|(i, id)| (*id, place(i))).collect();
        groups(|| all.iter().copied()).into_iter().map(|group| group.into_iter().map(|(id, _)| id).collect()).collect()
    }

    #[test]
    fn ids_that_look_alike_are_found() {
        for (ids, expected) in [
            (&["putin", "рutin"][..], vec![vec!["рutin", "putin"]]),
            (&["c1", "cl", "c2", "ca"], vec![vec!["c1", "cl"]]),
            (&["modern", "rnodern", "modem", "modern-1"], vec![vec!["modern", "rnodern", "modem"]]),
            (&["l1", "1l", "ll", "11", "l"], vec![vec!["l1", "1l", "ll", "11"]]),
            (&["c-1", "claim-2", "claim-10", "claim-01"], vec![]),
            (&["o", "0", "a-o"], vec![]),
            (&["о", "o", "ο"], vec![vec!["о", "ο", "o"]]),
            (&["сосо", "соcо"], vec![vec!["сосо", "соcо"]]),
            (&["müller", "muller", "ایران"], vec![]),
        ] {
            assert_eq!(alike(ids), expected, "{ids:?}");
        }
    }

    #[test]
    fn plain_ids_have_the_skeletons_of_the_standard() {
        for byte in (b'a'..=b'z').chain(b'0'..=b'9').chain([b'-', b'.', b'/']) {
            let id = format!("{0}x{0}", char::from(byte));
            assert_eq!(skeleton_of(&id), skeleton(&id).collect::<String>());
        }
    }

    #[test]
    fn what_stands_where_tells_what_comparing_all_tells() {
        let mut draw = draws(7);
        let mut random = |below: usize| draw(below as u64) as usize;
        for _ in 0..300 {
            let length = if random(9) == 0 { 70 } else { 5 };
            let mut id = || {
                (0..1 + random(length))
                    .map(|_| ["1", "l", "m", "rn", "r", "n", "0", "a"][random(8)])
                    .collect::<String>()
            };
            let mut ids: Vec<&'static str> = (0..12).map(|_| &*id().leak()).collect();
            ids.sort_unstable();
            ids.dedup();
            let slow = ids.iter().filter(|a| ids.iter().any(|b| *a != b && skeleton_of(a) == skeleton_of(b)));
            let mut fast: Vec<&str> = alike(&ids).into_iter().flatten().collect();
            fast.sort_unstable();
            assert_eq!(fast, slow.copied().collect::<Vec<_>>());
        }
    }
}
