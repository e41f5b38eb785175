//! Random workspaces in which many claims are about one thing: values within and beyond a tolerance, alternatives of
//! many members, utterances reported several times, and scopes of several keys.

use std::fmt::Write;

use crate::random::Draw;
use crate::workspaces::File;

const TOLERANCES: [&str; 9] = ["", "", "0", "5%", "10%", "100%", "150%", "2", "7"];
const TRAITS: [&str; 7] = [
    "functional: true\n",
    "functional: true\n",
    "functional: true\ngrace: 200 d\n",
    "functional: true\ntemporal: event\n",
    "functional: true\ntemporal: timeless\n",
    "functional: true\nonce: true\n",
    "",
];
const WHENS: [&str; 12] = [
    "2018",
    "2018-05-10",
    "2017/2019",
    "2016/..",
    "2018~",
    "/2018",
    "2019-02",
    "2018/2018",
    "2018/2018",
    "2018-01-01/2018-07-31",
    "2018-05-10/2019-02-28",
    "2018-03/2019",
];
const SAID: [&str; 5] = ["2018-06-01", "2018-06-02", "2018-06", "2019-02-01", "2020"];
const WORDS: [&str; 3] = ["north", "south", "west"];

/// Returns the workspace for a seed.
#[must_use]
pub fn workspace(seed: u64) -> Vec<File> {
    let mut draw = Draw(seed.wrapping_mul(0x9E37_79B9_97F4_A7C1) ^ 0xC40D_5EED);
    let mut text = String::from(
        "source: paper\npublished: 2019-01-01\n---\nsource: wire\n---\nsource: reprint\nderived-from: paper\n---\nsource: digest\n\
         derived-from: [reprint, wire]\n---\nentity: town\n---\nentity: envoy\nspeaks-for: [court]\n---\nentity: court\n---\nentity: herald\n\
         speaks-for: [{for: court, from: 2018, until: 2018-12}]\n---\nentity: clerk\n",
    );
    let kind = draw.pick(&["number", "number", "number", "date", "text", "entity"]);
    let tolerance = if kind == "number" { draw.pick(&TOLERANCES) } else { "" };
    predicate(&mut text, "has-size", kind, draw.pick(&TRAITS), tolerance);
    let several = draw.once(400);
    if several {
        text.push_str("implies: has-extent\n");
        let tolerance = if kind == "number" { draw.pick(&TOLERANCES) } else { "" };
        predicate(&mut text, "has-extent", kind, draw.pick(&TRAITS[..6]), tolerance);
    }
    let crowd = Crowd { kind, keys: draw.below(4), utterances: draw.below(3), several };
    let mut number = 0;
    for _ in 0..draw.between(3, 12) {
        if draw.once(250) {
            crowd.alternatives(&mut draw, &mut text, &mut number);
        } else {
            let (statement, rest) = (crowd.statement(&mut draw), crowd.rest(&mut draw));
            claim(&mut text, &mut number, &format!("{}{statement}{rest}", by(&mut draw)));
        }
    }
    if number > 1 && draw.once(200) {
        let (a, b) = (draw.below(number), draw.below(number));
        let _ = write!(text, "---\nruling: r\nbetween: [c{a:02}, c{b:02}]\nverdict: explained\nbecause: so\n");
    }
    vec![("gainsay.yaml".into(), "gainsay: 1\n".into()), ("all.yaml".into(), text)]
}

/// The properties of the claims of a workspace.
struct Crowd<'c> {
    kind: &'c str,
    keys: usize,
    utterances: usize,
    /// Says whether there are two predicates.
    several: bool,
}

impl Crowd<'_> {
    /// Adds several values that one speaker suggests in one utterance, sometimes at several times or with something of
    /// its own each.
    fn alternatives(&self, draw: &mut Draw, text: &mut String, number: &mut usize) {
        let (by, rest, alike) = (by(draw), self.rest(draw), draw.once(700));
        let rest: String =
            rest.lines().filter(|line| !line.starts_with("utterance")).map(|line| format!("{line}\n")).collect();
        let utterance = format!("utterance: breath-{}\n", draw.below(2));
        for _ in 0..draw.between(2, 6) {
            let rest = if alike { rest.clone() } else { Crowd { utterances: 0, ..*self }.rest(draw) };
            claim(text, number, &format!("{by}suggests: town has-size {}\n{rest}{utterance}", self.value(draw)));
        }
    }

    fn statement(&self, draw: &mut Draw) -> String {
        let stance = draw.pick(&["affirms", "affirms", "affirms", "affirms", "suggests", "denies", "doubts"]);
        let predicate = if self.several && draw.once(300) { "has-extent" } else { "has-size" };
        format!("{stance}: town {predicate} {}\n", self.value(draw))
    }

    fn value(&self, draw: &mut Draw) -> String {
        match self.kind {
            "number" => {
                let value = draw.below(40) as i64 - 8;
                match draw.below(9) {
                    0 => format!("~{value}"),
                    1 => format!("{value}..{}", value + draw.below(6) as i64),
                    2 => format!(">{value}"),
                    3 => format!("<={value}"),
                    4 => format!("{value}.5"),
                    _ => value.to_string(),
                }
            }
            "date" => draw.pick(&["1990", "1991-05", "1991-05-03", "1992~", "1980/1991", "2001"]).to_owned(),
            "text" => draw.pick(&["big", "Big", "small", "middling"]).to_owned(),
            _ => draw.pick(&["envoy", "court", "herald", "clerk", "town"]).to_owned(),
        }
    }

    fn rest(&self, draw: &mut Draw) -> String {
        let mut rest = String::new();
        if draw.once(600) {
            let _ = writeln!(rest, "when: {}", draw.pick(&WHENS));
        }
        if draw.once(700) {
            let _ = writeln!(rest, "said: {}", draw.pick(&SAID));
        }
        let _ = writeln!(rest, "source: {}", draw.pick(&["paper", "paper", "wire", "reprint", "digest"]));
        if draw.once(300) {
            let _ = writeln!(rest, "via: [{}]", draw.pick(&["envoy", "court", "envoy, court"]));
        }
        if self.utterances > 0 && draw.once(600) {
            let _ = writeln!(rest, "utterance: speech-{}", draw.below(self.utterances));
        }
        if draw.once(100) {
            rest.push_str("act: promises\n");
        }
        if draw.once(80) {
            let _ = writeln!(rest, "answers: c{:02}", draw.below(12));
        }
        let mut keys = Vec::new();
        for key in 0..self.keys {
            if draw.once(600) {
                keys.push(format!("k{key}: {}", draw.pick(&WORDS)));
            }
        }
        if !keys.is_empty() {
            let _ = writeln!(rest, "scope: {{{}}}", keys.join(", "));
        }
        rest
    }
}

fn by(draw: &mut Draw) -> String {
    let by = draw.pick(&["envoy", "envoy", "court", "herald", "clerk"]);
    let in_the_name_of = draw.pick(&["", "", "", "for: court\n", "for: clerk\n"]);
    format!("by: {by}\n{in_the_name_of}")
}

fn predicate(text: &mut String, id: &str, kind: &str, traits: &str, tolerance: &str) {
    let _ = write!(text, "---\npredicate: {id}\nobject: {kind}\n{traits}");
    if !tolerance.is_empty() {
        let _ = writeln!(text, "tolerance: {tolerance}");
    }
}

fn claim(text: &mut String, number: &mut usize, rest: &str) {
    let _ = write!(text, "---\nclaim: c{number:02}\n{rest}");
    *number += 1;
}
