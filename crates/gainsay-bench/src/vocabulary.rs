//! The vocabulary of the ordinary workload: 200 predicates without faults, and the closure of their implications.

use crate::random::Random;

/// The number of predicates.
pub const PREDICATES: usize = 200;

const LEVELS: usize = 7;
const EXCLUSIONS: usize = 30;

/// A predicate, with its relations to others by their numbers.
#[derive(Clone, Default)]
pub struct Predicate {
    /// The id of the predicate.
    pub name: String,
    /// Says whether its object is a number; otherwise it is an entity.
    pub number: bool,
    /// Says whether it is symmetric.
    pub symmetric: bool,
    /// Says whether a subject has only one object at a time.
    pub functional: bool,
    /// The predicates that follow from it.
    pub implies: Vec<usize>,
    /// The predicates that it excludes.
    pub excludes: Vec<usize>,
    /// The predicate whose inverse it is.
    pub inverse_of: Option<usize>,
}

/// Draws the vocabulary of a seed.
///
/// Functional predicates follow from and lead to functional ones only, so that the true values of a subject determine
/// all facts about it. A predicate and its inverse are on one level, and implications lead one level down, so that
/// nothing implies itself.
pub fn vocabulary(seed: u64) -> Vec<Predicate> {
    let mut random = Random::new(seed ^ 0x000C_0CAB);
    let mut places: Vec<usize> = (0..PREDICATES).collect();
    // The number of a predicate is its rank of popularity; its kind and level are left to chance.
    random.shuffle(&mut places);
    let mut predicates = vec![Predicate::default(); PREDICATES];
    let (counts, amounts, offices, ties) = (&places[..20], &places[20..50], &places[50..60], &places[60..]);
    let (mutual, two_ended, plain) = (&ties[..40], &ties[40..80], &ties[80..]);
    counts.iter().chain(amounts).for_each(|&p| predicates[p].number = true);
    counts.iter().chain(offices).for_each(|&p| predicates[p].functional = true);
    mutual.iter().for_each(|&p| predicates[p].symmetric = true);
    two_ended.chunks_exact(2).for_each(|two| predicates[two[0]].inverse_of = Some(two[1]));
    let one_by_one = |group: &[usize]| group.chunks(1).map(<[usize]>::to_vec).collect::<Vec<_>>();
    let couples = two_ended.chunks(2).map(<[usize]>::to_vec);
    imply(&mut predicates, &one_by_one(counts), &mut random);
    imply(&mut predicates, &one_by_one(amounts), &mut random);
    imply(&mut predicates, &one_by_one(offices), &mut random);
    imply(
        &mut predicates,
        &one_by_one(mutual).into_iter().chain(couples).chain(one_by_one(plain)).collect::<Vec<_>>(),
        &mut random,
    );
    exclude(&mut predicates, amounts, EXCLUSIONS / 5, &mut random);
    exclude(&mut predicates, ties, EXCLUSIONS - EXCLUSIONS / 5, &mut random);
    name(&mut predicates);
    predicates
}

/// Distributes units over the levels, and makes each predicate above the lowest level imply one or two of the level
/// below.
fn imply(predicates: &mut [Predicate], units: &[Vec<usize>], random: &mut Random) {
    let level = |level: usize| units.iter().skip(level).step_by(LEVELS).flatten().copied().collect::<Vec<_>>();
    for upper in 1..LEVELS {
        let below = level(upper - 1);
        for p in level(upper) {
            for _ in 0..1 + random.below(5) / 4 {
                let q = *random.one_of(&below);
                if !predicates[p].implies.contains(&q) {
                    predicates[p].implies.push(q);
                }
            }
        }
    }
}

/// Makes this number of pairs of a group exclude each other, none of them in such a way that a predicate would exclude
/// itself.
fn exclude(predicates: &mut [Predicate], group: &[usize], count: usize, random: &mut Random) {
    let closure = Closure::new(predicates);
    let mut left = count;
    while left > 0 {
        let (a, b) = (*random.one_of(group), *random.one_of(group));
        let both = |p: usize| closure.of(p).iter().any(|&(q, x)| q == a && closure.carries(p, b, x));
        let known = predicates[a].excludes.contains(&b) || predicates[b].excludes.contains(&a);
        if a != b && !known && !(0..PREDICATES).any(both) {
            predicates[a].excludes.push(b);
            left -= 1;
        }
    }
}

const VERBS: [&str; 30] = [
    "works", "trades", "speaks", "stands", "sails", "votes", "argues", "builds", "lends", "hires", "writes", "meets",
    "moves", "pays", "plans", "plays", "rides", "sells", "serves", "sides", "signs", "sits", "talks", "walks",
    "fishes", "farms", "mines", "drills", "rules", "rests",
];
const SIDES: [&str; 5] = ["with", "for", "under", "against", "near"];
const COUNTED: [&str; 50] = [
    "boats", "mills", "wells", "sheep", "looms", "barrels", "houses", "voters", "pupils", "guards", "wagons", "trees",
    "fields", "lamps", "locks", "nets", "ovens", "pumps", "roofs", "rooms", "sacks", "seats", "ships", "shops",
    "signs", "spans", "steps", "stones", "tolls", "towers", "tracks", "trains", "vats", "votes", "walls", "wards",
    "weirs", "wheels", "yards", "graves", "herds", "hives", "kilns", "ledgers", "levees", "masts", "oars", "piers",
    "ropes", "sails",
];

fn name(predicates: &mut [Predicate]) {
    let mut ties = SIDES.iter().flat_map(|side| VERBS.iter().map(move |verb| format!("{verb}-{side}")));
    let mut numbers = COUNTED.iter().map(|counted| format!("counts-{counted}"));
    for predicate in predicates {
        predicate.name = if predicate.number { numbers.next() } else { ties.next() }.unwrap_or_default();
    }
}

/// A predicate that follows, and whether its subject and object are exchanged.
pub type Follows = (usize, bool);

/// The closure of a vocabulary: what follows from each predicate, itself included, and what each excludes.
pub struct Closure {
    count: usize,
    followers: Vec<Vec<Follows>>,
    carries: Vec<bool>,
}

impl Closure {
    /// Computes the closure of a vocabulary.
    pub fn new(predicates: &[Predicate]) -> Closure {
        let count = predicates.len();
        let mut inverses: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (p, q) in predicates.iter().enumerate().filter_map(|(p, predicate)| Some((p, predicate.inverse_of?))) {
            inverses[p].push(q);
            inverses[q].push(p);
        }
        let mut closure = Closure { count, followers: Vec::new(), carries: vec![false; count * count * 2] };
        for p in 0..count {
            let mut found: Vec<Follows> = vec![(p, false)];
            let mut next = 0;
            while let Some(&(q, exchanged)) = found.get(next) {
                let mirror = predicates[q].symmetric.then_some((q, !exchanged));
                let implied = predicates[q].implies.iter().map(|&r| (r, exchanged));
                let other_end = inverses[q].iter().map(|&r| (r, !exchanged));
                for step in mirror.into_iter().chain(implied).chain(other_end) {
                    if !found.contains(&step) {
                        found.push(step);
                    }
                }
                next += 1;
            }
            for &(q, exchanged) in &found {
                let at = closure.at(p, q, exchanged);
                closure.carries[at] = true;
            }
            closure.followers.push(found);
        }
        closure
    }

    /// Returns the index of an entry in a table over two predicates, the second exchanged or not.
    pub fn at(&self, p: usize, q: usize, exchanged: bool) -> usize {
        (p * self.count + q) * 2 + usize::from(exchanged)
    }

    /// Returns the predicates that follow from a predicate; the predicate itself comes first.
    pub fn of(&self, p: usize) -> &[Follows] {
        &self.followers[p]
    }

    /// Returns whether the second predicate follows from the first.
    pub fn carries(&self, p: usize, q: usize, exchanged: bool) -> bool {
        self.carries[self.at(p, q, exchanged)]
    }

    /// Returns a table, indexed with [`Closure::at`], of whether two predicates cannot both hold.
    pub fn excluded(&self, predicates: &[Predicate]) -> Vec<bool> {
        let mut carriers: Vec<Vec<Follows>> = vec![Vec::new(); self.count];
        for p in 0..self.count {
            self.of(p).iter().for_each(|&(q, exchanged)| carriers[q].push((p, exchanged)));
        }
        let mut table = vec![false; self.carries.len()];
        for (a, b) in
            predicates.iter().enumerate().flat_map(|(a, predicate)| predicate.excludes.iter().map(move |&b| (a, b)))
        {
            for &(p, x) in &carriers[a] {
                for &(q, y) in &carriers[b] {
                    table[self.at(p, q, x != y)] = true;
                    table[self.at(q, p, x != y)] = true;
                }
            }
        }
        table
    }
}
