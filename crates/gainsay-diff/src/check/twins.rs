//! Finds records that are likely one thing under two ids: entities that share an id elsewhere, and sources that share
//! an address or a checksum.

use std::cell::OnceCell;
use std::collections::hash_map::Entry;
use std::rc::Rc;

use gainsay_model::Symbol;
use gainsay_model::finding::{Finding, Route};
use gainsay_model::fix::Fix;
use gainsay_model::record::{Place, Source};
use gainsay_model::schema::Kind;
use rustc_hash::FxHashMap;

use crate::cover::Interval;
use crate::fixes::Mended;
use crate::ledger::Ledger;
use crate::ledger::origins::Origins;

/// The most records of a group that are listed in its message.
const LISTED: usize = 4;

/// A record that has a twin.
#[derive(Clone, Copy)]
struct Twin<'w> {
    id: &'w str,
    place: Place,
    /// The key whose value both records share.
    key: &'static str,
}

/// Returns one finding for each group of records that are likely one thing.
pub fn check(ledger: &Ledger) -> Vec<Finding> {
    [entities(ledger), sources(ledger)].concat()
}

/// Finds entities that have one id under one scheme of `links`, and are not `same-as` each other.
fn entities(ledger: &Ledger) -> Vec<Finding> {
    let workspace = ledger.workspace;
    let linked: Vec<_> = workspace.entities().filter(|entity| !entity.links.is_empty()).collect();
    let mut by_link: FxHashMap<(Symbol, Symbol), Vec<usize>> = FxHashMap::default();
    for (i, entity) in linked.iter().enumerate() {
        entity.links.iter().for_each(|link| by_link.entry(*link).or_default().push(i));
    }
    let class = |i: usize| linked[i].id.and_then(|id| ledger.entities.find(id));
    // Among entities that are all the same, none is a twin.
    let groups: Vec<Vec<usize>> =
        by_link.into_values().filter(|group| group.iter().any(|i| class(*i) != class(group[0]))).collect();
    let twin = |i: usize| Some(Twin { id: workspace.text(linked[i].id?), place: linked[i].place, key: "links" });
    told(Kind::Entity, groups, linked.len(), twin, |others| {
        format!("these entities have one id elsewhere and are not `same-as` each other: {others}")
    })
    .into_iter()
    .map(|finding| {
        let fix = tied(&finding, "same-as", 1, 0);
        finding.help("if they are one, join them by `same-as` or delete one; if not, correct its `links`").with_fix(fix)
    })
    .collect()
}

/// Returns the fix that ties one of two records, by their numbers in the finding, to the other.
fn tied(finding: &Finding, key: &str, record: usize, other: usize) -> Option<Fix> {
    let [_, _] = finding.records.as_slice() else { return None };
    let (record, other, place) =
        (finding.records.get(record)?, finding.records.get(other)?, finding.labels.get(record)?.route.record()?);
    Some(Mended { kind: record.kind, id: &record.id, place }.add(key, &other.id))
}

/// Finds sources with an equal value of a key that tells texts apart, neither of which draws on the other.
fn sources(ledger: &Ledger) -> Vec<Finding> {
    let workspace = ledger.workspace;
    let all: Vec<&Source> = workspace.sources().collect();
    let (mut groups, origins) = (Vec::new(), OnceCell::new());
    let mut keys: FxHashMap<usize, &'static str> = FxHashMap::default();
    for (number, key) in Source::MARKS.into_iter().enumerate() {
        for group in alike(&all, number) {
            for group in by_text(group, |i| workspace.mark_of(all[i], key)) {
                let with_twins = without_kin(ledger, &origins, &all, group);
                with_twins.iter().for_each(|i| _ = keys.entry(*i).or_insert(key));
                groups.push(with_twins);
            }
        }
    }
    let twin =
        |i: usize| Some(Twin { id: workspace.text(all[i].id?), place: all[i].place, key: keys.get(&i).copied()? });
    told(Kind::Source, groups, all.len(), twin, |others| format!("these sources are likely one: {others}"))
        .into_iter()
        .map(|finding| {
            let fixes = [(1, 0), (0, 1)].map(|(record, other)| tied(&finding, "derived-from", record, other));
            finding
                .help(
                    "of two records of one text delete one; of a reprint say `derived-from`; until then they count as independent witnesses",
                )
                .with_fixes(fixes.into_iter().flatten())
        })
        .collect()
}

/// Returns the sources, by index, that have one digest for a key.
fn alike(all: &[&Source], number: usize) -> Vec<Vec<usize>> {
    let mut marks: Vec<(u64, usize)> =
        all.iter().enumerate().map(|(i, source)| (source.marks[number], i)).filter(|(mark, _)| *mark != 0).collect();
    marks.sort_unstable();
    let groups = marks.chunk_by(|(a, _), (b, _)| a == b).filter(|group| group.len() > 1);
    groups.map(|group| group.iter().map(|(_, i)| *i).collect()).collect()
}

/// Divides a group by the texts of its members: equal texts have equal digests, but so may, rarely, others.
fn by_text(group: Vec<usize>, text: impl Fn(usize) -> Option<String>) -> Vec<Vec<usize>> {
    let mut by_text: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for i in group {
        if let Some(text) = text(i) {
            by_text.entry(text).or_default().push(i);
        }
    }
    by_text.into_values().filter(|group| group.len() > 1).collect()
}

/// Returns the members of a group that do not draw on, or serve, all others of it, at any remove.
fn without_kin<'w>(
    ledger: &Ledger<'w>,
    origins: &OnceCell<Origins<'w>>,
    all: &[&Source],
    group: Vec<usize>,
) -> Vec<usize> {
    if group.iter().all(|i| all[*i].derived_from.is_empty()) {
        return group;
    }
    let origins = origins.get_or_init(|| Origins::new(ledger.workspace));
    let place = |i: &usize| origins.place(all[*i].id?);
    let mut places: Vec<u32> = group.iter().filter_map(place).collect();
    places.sort_unstable();
    // The number of members of the group up to a place.
    let up_to = |place: u32| places.partition_point(|other| *other <= place);
    let drawn: Vec<Rc<[Interval]>> =
        group.iter().map(|i| all[*i].id.map(|id| origins.all_of(id)).unwrap_or_default()).collect();
    // Sources that draw on each other draw on the same sources.
    let mut circles: FxHashMap<&[Interval], usize> = FxHashMap::default();
    let mut served = vec![0_i64; places.len() + 1];
    for drawn in &drawn {
        *circles.entry(drawn).or_default() += 1;
        for (first, last) in drawn.iter() {
            served[first.checked_sub(1).map_or(0, up_to)] += 1;
            served[up_to(*last)] -= 1;
        }
    }
    let mut sum = 0;
    served.iter_mut().for_each(|served| {
        sum += *served;
        *served = sum;
    });
    let is_kin_of_all = |(i, drawn): (&usize, &Rc<[Interval]>)| {
        let Some(place) = place(i) else { return false };
        let draws_on: usize =
            drawn.iter().map(|(first, last)| up_to(*last) - first.checked_sub(1).map_or(0, up_to)).sum();
        let serves = usize::try_from(served[up_to(place) - 1]).unwrap_or_default();
        // Each source counts itself.
        draws_on + serves - circles[&drawn[..]] == group.len()
    };
    group.iter().zip(&drawn).filter(|member| !is_kin_of_all(*member)).map(|(i, _)| *i).collect()
}

/// Returns one finding for each group, where groups that share a record count as one.
fn told<'w>(
    kind: Kind,
    groups: Vec<Vec<usize>>,
    records: usize,
    twin: impl Fn(usize) -> Option<Twin<'w>>,
    message: impl Fn(&str) -> String,
) -> Vec<Finding> {
    let mut leads: Vec<usize> = if groups.is_empty() { Vec::new() } else { (0..records).collect() };
    let mut concerned: Vec<usize> = groups.iter().flatten().copied().collect();
    for group in &groups {
        for pair in group.windows(2) {
            let (a, b) = (lead(&mut leads, pair[0]), lead(&mut leads, pair[1]));
            leads[a.max(b)] = a.min(b);
        }
    }
    concerned.sort_unstable();
    concerned.dedup();
    let mut united: Vec<(usize, Vec<usize>)> = Vec::new();
    let mut place: FxHashMap<usize, usize> = FxHashMap::default();
    for i in concerned {
        let first = lead(&mut leads, i);
        match place.entry(first) {
            Entry::Occupied(at) => united[*at.get()].1.push(i),
            Entry::Vacant(free) => {
                free.insert(united.len());
                united.push((first, vec![i]));
            }
        }
    }
    united
        .into_iter()
        .map(|(_, members)| {
            let mut twins: Vec<Twin> = members.into_iter().filter_map(&twin).collect();
            twins.sort_unstable_by_key(|twin| twin.id);
            finding(kind, &twins, &message)
        })
        .collect()
}

/// Returns the first record of a group, by index, and shortens the path to it.
fn lead(leads: &mut [usize], i: usize) -> usize {
    let mut first = i;
    while leads[first] != first {
        leads[first] = leads[leads[first]];
        first = leads[first];
    }
    first
}

fn finding(kind: Kind, twins: &[Twin], message: &impl Fn(&str) -> String) -> Finding {
    let shown: Vec<String> = twins.iter().take(LISTED).map(|twin| format!("`{}`", twin.id)).collect();
    let rest = if twins.len() > LISTED { format!(" and {} more", twins.len() - LISTED) } else { String::new() };
    let mut finding = Finding::about("twin-records", Route::File(0), message(&format!("{}{rest}", shown.join(", "))));
    finding.labels.clear();
    for twin in twins {
        finding = finding.of(kind, twin.id).at(Route::Key(twin.place, twin.key, None), "");
    }
    finding
}
