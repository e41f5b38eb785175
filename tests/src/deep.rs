//! Random workspaces in which things are deeply nested, and most predicates lift: chains, trees, ladders, several
//! wholes and cycles, with claims at all heights and on both sides.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::random::{Draw, Feature, is_on};
use crate::workspaces::File;

/// Returns the workspace for a seed.
#[must_use]
pub fn workspace(seed: u64) -> Vec<File> {
    let mut draw = Draw(seed.wrapping_mul(0x2545_F491_4F6C_DD1D) ^ 0x0DEE_9DEE);
    let mut text = String::from("source: paper\npublished: 2019-01-01\n---\nentity: envoy\n---\nentity: court\n");
    let entities = draw.between(5, 30);
    let shape = draw.below(8);
    for i in 0..entities {
        text.push_str(&entity(&mut draw, shape, i, entities));
    }
    let predicates = draw.between(1, 5);
    let all = ["2018", "2018-05-10", "2017/2019", "2016/.."];
    let whens = if is_on(Feature::Intervals) { &all[..] } else { &all[..2] };
    for i in 0..predicates {
        text.push_str(&predicate(&mut draw, i, predicates));
    }
    for i in 0..draw.between(6, 25) {
        // Many claims are about a few things near the top, so that lifted statements meet.
        let mut thing = || if draw.once(500) { draw.below(entities.min(5)) } else { draw.below(entities) };
        let (subject, object) = (thing(), thing());
        let stance = draw.pick(&["affirms", "affirms", "affirms", "denies", "denies", "suggests", "doubts"]);
        let by = draw.pick(&["envoy", "court"]);
        let _ = writeln!(
            text,
            "---\nclaim: c{i:02}\nby: {by}\n{stance}: e{subject:02} p{} e{object:02}\nsource: paper",
            draw.below(predicates)
        );
        if draw.once(500) {
            let _ = writeln!(text, "when: {}", draw.pick(whens));
        }
        if draw.once(800) {
            let _ = writeln!(text, "said: {}", draw.pick(&["2018-06-01", "2018-06-02", "2019-02-01"]));
        }
    }
    vec![("gainsay.yaml".into(), "gainsay: 1\n".into()), ("all.yaml".into(), text)]
}

fn entity(draw: &mut Draw, shape: usize, i: usize, entities: usize) -> String {
    let near = |draw: &mut Draw| draw.between(i.saturating_sub(4), i.saturating_sub(1));
    let mut wholes: BTreeSet<usize> = match shape {
        // One chain; two of them; a tree; a ladder; wholes from all before, and from anywhere; several wholes, and
        // cycles.
        0 => [i.saturating_sub(1)].into(),
        1 => [i.saturating_sub(2)].into(),
        2 => [near(draw)].into(),
        3 => [i.saturating_sub(2), i.saturating_sub(1 + 2 * (i % 2))].into(),
        6 => (0..3).map(|_| draw.below(i.max(1))).collect(),
        7 => (0..draw.between(1, 3)).map(|_| draw.below(entities)).collect(),
        _ => (0..draw.between(1, 3)).map(|_| near(draw)).collect(),
    };
    wholes.remove(&i);
    if shape == 5 && draw.once(150) {
        wholes.insert(draw.below(entities));
    }
    let wholes: Vec<String> = wholes.iter().map(|whole| format!("e{whole:02}")).collect();
    let mut text = format!("---\nentity: e{i:02}\n");
    if !wholes.is_empty() {
        let _ = writeln!(text, "part-of: [{}]", wholes.join(", "));
    }
    if draw.once(40) {
        let _ = writeln!(text, "same-as: e{:02}", draw.below(entities));
    }
    text
}

fn predicate(draw: &mut Draw, i: usize, predicates: usize) -> String {
    let mut text = format!("---\npredicate: p{i}\n");
    for (key, often) in [("implies", 500), ("usually-implies", 300), ("inverse-of", 200), ("excludes", 350)] {
        if draw.once(often) {
            let _ = writeln!(text, "{key}: p{}", draw.below(predicates));
        }
    }
    for key in ["symmetric", "asymmetric", "functional", "inverse-functional"] {
        if draw.once(200) {
            let _ = writeln!(text, "{key}: true");
        }
    }
    if draw.once(750) {
        let _ = writeln!(text, "whole: {}", draw.pick(&["subject", "object", "both", "both"]));
    }
    if draw.once(350) {
        let _ = writeln!(text, "temporal: {}", draw.pick(&["event", "event", "timeless"]));
    }
    text
}
