//! Random workspaces in which conflicts of three and more claims are frequent: transitive predicates and chains of
//! claims, values with a total, and denials that cover a time together.

use std::fmt::Write;

use crate::random::Draw;
use crate::workspaces::File;

/// Days and intervals close together, so that times meet, touch and lie apart.
const WHENS: [&str; 14] = [
    "2018",
    "2018-05",
    "2018-05-10",
    "2018-05-11",
    "2018-01-01/2018-05-10",
    "2018-05-11/2018-12-31",
    "2018-05-09/2018-05-12",
    "2017/2019",
    "2018~",
    "2018-05-10?",
    "../2018-05-10",
    "2018-05-11/..",
    "2018-05-10/",
    "/2018-05-10",
];

/// Returns the workspace for a seed.
#[must_use]
pub fn workspace(seed: u64) -> Vec<File> {
    let mut draw = Draw(seed.wrapping_mul(0x2545_F491_4F6C_DD1D) ^ 0x005E_75E7);
    let mut text = String::new();
    let speakers = sources_and_speakers(&mut draw, &mut text);
    // In some workspaces most claims deny, for a time, a statement about the same two things.
    let crowded = draw.once(350);
    let entities = if crowded { 3 } else { draw.between(3, 9) };
    for i in 0..entities {
        let _ = write!(text, "---\nentity: e{i}\nname: E\n");
        if draw.once(200) {
            let _ = writeln!(text, "part-of: [e{}]", draw.below(entities));
        }
        if draw.once(40) {
            let _ = writeln!(text, "same-as: e{}", draw.below(entities));
        }
    }
    let (relations, shares) = (draw.between(1, 3), draw.between(0, 2));
    for i in 0..relations {
        relation(&mut draw, &mut text, i, relations);
    }
    for i in 0..shares {
        share(&mut draw, &mut text, i, shares);
    }
    // In some workspaces many claims have a time, in others none.
    let whens = if crowded { WHENS.len() } else { draw.between(1, WHENS.len()) };
    let timed = if crowded { 900 } else { [0, 300, 800][draw.below(3)] };
    // Seven, the step between ids, divides none of these.
    let claims = [4, 5, 6, 8, 9, 10, 11, 12, 13, 15, 16, 18, 20, 22, 24][draw.below(15)];
    for i in 0..claims {
        let statement = if shares > 0 && draw.once(350) {
            let value = draw.pick(&["60 %", "45 %", ">=30 %", "~50", "20..40", "100", "0", "-5", "<0", ">50", "<=0"]);
            format!("e{} share{} {value}", draw.below(entities), draw.below(shares))
        } else if crowded {
            format!("e0 r{} e1", draw.below(relations))
        } else {
            format!("e{} r{} e{}", draw.below(entities), draw.below(relations), draw.below(entities))
        };
        let negative = if crowded { 700 } else { 250 };
        let stance = match (draw.once(negative), draw.once(150)) {
            (false, false) => "affirms",
            (false, true) => "suggests",
            (true, false) => "denies",
            (true, true) => "doubts",
        };
        let _ = write!(
            text,
            "---\nclaim: c{:02}\nby: s{}\n{stance}: \"{statement}\"\nsource: paper{}\n",
            // The order of ids differs from that of the claims.
            (i * 7 + 3) % claims,
            draw.below(speakers),
            draw.below(3)
        );
        rest(&mut draw, &mut text, (claims, i), &WHENS[..whens], timed);
    }
    let drawn = Drawn { claims, relations, shares, speakers };
    let more = if draw.once(700) { set(&mut draw, &mut text, &drawn) } else { 0 };
    rulings(&mut draw, &mut text, claims + more);
    vec![("gainsay.yaml".into(), "gainsay: 1\n".into()), ("all.yaml".into(), text)]
}

fn sources_and_speakers(draw: &mut Draw, text: &mut String) -> usize {
    text.push_str("source: paper0\ntitle: P\npublished: 2018-05-10\n---\nsource: paper1\ntitle: P\n");
    text.push_str("---\nsource: paper2\ntitle: P\nderived-from: [paper1]\n");
    let speakers = draw.between(1, 4);
    for i in 0..speakers {
        let _ = write!(text, "---\nentity: s{i}\nname: S\n");
        match draw.below(4) {
            0 => {
                let _ = writeln!(text, "speaks-for: [{{for: land, from: 2018-01-01, until: 2018-06-01}}]");
            }
            1 => text.push_str("speaks-for: [land]\n"),
            _ => {}
        }
    }
    text.push_str("---\nentity: land\nname: L\n");
    speakers
}

fn relation(draw: &mut Draw, text: &mut String, i: usize, relations: usize) {
    let _ = write!(text, "---\npredicate: r{i}\n");
    for (key, often) in [("transitive", 850), ("asymmetric", 400), ("irreflexive", 350), ("symmetric", 60)] {
        if draw.once(often) {
            let _ = writeln!(text, "{key}: true");
        }
    }
    for (key, often) in [("implies", 300), ("usually-implies", 250), ("inverse-of", 150)] {
        if draw.once(often) {
            let _ = writeln!(text, "{key}: r{}", draw.below(relations));
        }
    }
    if draw.once(250) {
        let _ = writeln!(text, "whole: {}", draw.pick(&["subject", "object", "both"]));
    }
    temporal(draw, text);
}

fn share(draw: &mut Draw, text: &mut String, i: usize, shares: usize) {
    let _ = write!(text, "---\npredicate: share{i}\nobject: number %\n");
    if draw.once(900) {
        let _ = writeln!(text, "total: {}", draw.pick(&["100 %", "100", "150", "0", "90.5"]));
    }
    if draw.once(300) {
        let _ = writeln!(text, "tolerance: {}", draw.pick(&["5%", "5", "10"]));
    }
    for (key, often) in [("implies", 250), ("usually-implies", 150)] {
        if draw.once(often) {
            let _ = writeln!(text, "{key}: share{}", draw.below(shares));
        }
    }
    temporal(draw, text);
}

fn temporal(draw: &mut Draw, text: &mut String) {
    match draw.below(5) {
        0 | 1 => text.push_str("temporal: timeless\n"),
        2 => text.push_str("temporal: event\n"),
        _ if draw.once(300) => text.push_str("lasts: 0 d\n"),
        _ => {}
    }
}

fn rest(draw: &mut Draw, text: &mut String, (claims, i): (usize, usize), whens: &[&str], timed: u64) {
    if draw.once(timed) {
        let _ = writeln!(text, "when: {}", draw.pick(whens));
    }
    if draw.once(500) {
        let said = ["2018-05-10", "2018-05-11", "2018-06-01", "2018-05", "2018-05-10~"];
        let _ = writeln!(text, "said: {}", draw.pick(&said));
    }
    for (key, often, values) in [
        ("utterance", 250, ["u1", "u1"]),
        ("scope", 120, ["{k: a}", "{k: b}"]),
        ("act", 60, ["promises", "says"]),
        ("for", 80, ["s0", "land"]),
        ("via", 150, ["[s0]", "[land]"]),
    ] {
        if draw.once(often) {
            let _ = writeln!(text, "{key}: {}", draw.pick(&values));
        }
    }
    if draw.once(80) && i > 0 {
        let _ = writeln!(text, "based-on: [c{:02}]", draw.below(claims));
    }
}

/// Times, and parts of each that lie side by side.
const PARTED: [[&str; 4]; 4] = [
    ["2018", "2018-01-01/2018-05-10", "2018-05-11/2018-12-31", "2018-05-11/.."],
    ["2018-05", "2018-05-01/2018-05-10", "2018-05-11/2018-06-01", "2018-05-10/.."],
    ["2018-05-09/2018-05-12", "../2018-05-10", "2018-05-11/2018-05-12", "2018-05-11?/.."],
    ["2017/2019", "2016/2018-05-10", "2018-05-11/2020", "2018-05-10/"],
];

/// What a workspace has so far.
struct Drawn {
    claims: usize,
    relations: usize,
    shares: usize,
    speakers: usize,
}

/// Draws three claims that may well conflict together, and returns how many they are. Claims that are drawn each by itself
/// seldom do.
fn set(draw: &mut Draw, text: &mut String, drawn: &Drawn) -> usize {
    let kind = draw.below(3);
    let claims = match kind {
        0 if drawn.shares > 0 => shares(draw, drawn.shares),
        1 => ring(draw, drawn.relations),
        _ => joint_denial(draw, drawn.relations),
    };
    for (at, (stance, statement, when)) in claims.iter().enumerate() {
        let (claim, speaker, source) = (drawn.claims + at, draw.below(drawn.speakers), draw.below(3));
        let _ =
            write!(text, "---\nclaim: c{claim:02}\nby: s{speaker}\n{stance}: \"{statement}\"\nsource: paper{source}\n");
        if !when.is_empty() {
            let _ = writeln!(text, "when: {when}");
        }
    }
    claims.len()
}

/// A stance, a statement and a time.
type Said = (&'static str, String, &'static str);

/// Returns an affirmation for a time, and denials for parts of it.
fn joint_denial(draw: &mut Draw, relations: usize) -> [Said; 3] {
    let [whole, first, second, other] = PARTED[draw.below(PARTED.len())];
    let second = if draw.once(250) { other } else { second };
    let affirms = if draw.once(100) { "suggests" } else { "affirms" };
    let statement = format!("e1 r{} e2", draw.below(relations));
    [(affirms, statement.clone(), whole), ("denies", statement.clone(), first), ("denies", statement, second)]
}

/// Returns three affirmations that lead round.
fn ring(draw: &mut Draw, relations: usize) -> [Said; 3] {
    let relation = draw.below(relations);
    let when = if draw.once(300) { "2018-05" } else { "" };
    [(0, 1), (1, 2), (2, 0)].map(|(from, to)| ("affirms", format!("e{from} r{relation} e{to}"), when))
}

/// Returns three shares of one whole, which may come to too much.
fn shares(draw: &mut Draw, shares: usize) -> [Said; 3] {
    let share = draw.below(shares);
    let when = if draw.once(500) { "2018-05-10" } else { "" };
    [0, 1, 2].map(|i| ("affirms", format!("e{i} share{share} {}", draw.pick(&["60 %", "45 %", "30 %", "~50"])), when))
}

fn rulings(draw: &mut Draw, text: &mut String, claims: usize) {
    for i in 0..draw.below(3) {
        let mut between: Vec<usize> = (0..claims).filter(|_| draw.once(600)).collect();
        if between.len() < 2 {
            between = vec![0, 1];
        }
        let named: Vec<String> = between.iter().map(|claim| format!("c{claim:02}")).collect();
        let verdict =
            if draw.once(500) { format!("prefers {}", named[draw.below(named.len())]) } else { "open".into() };
        let _ =
            write!(text, "---\nruling: ruling{i}\nbetween: [{}]\nverdict: {verdict}\nbecause: so\n", named.join(", "));
    }
}
