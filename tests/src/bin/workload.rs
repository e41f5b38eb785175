//! Writes a workspace of so many claims to measure with: `cargo run --release -p gainsay-tests --bin workload -- 100000 DIR [SHAPE]`.
//!
//! The shape `spread` is the usual one; in `contested` all claims affirm or deny one statement, in `values` all give a number to one thing.
//! Entities, predicates and speakers are drawn by a power law, as people speak more of some things than of others; times are intervals of whole
//! days, one in three open; one claim in fifteen denies. The same number gives the same bytes.

use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Claims in one file.
const IN_A_FILE: usize = 1_000;

/// Words of the built-in vocabulary between entities of any kind.
const PREDICATES: [&str; 12] = [
    "in-contact-with",
    "has-relations-with",
    "supports",
    "opposes",
    "cooperates-with",
    "trades-with",
    "knows-of",
    "has-channel-with",
    "at-war-with",
    "at-peace-with",
    "allied-with",
    "sanctions",
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (claims, folder, shape) = match arguments[..] {
        [claims, folder] => (claims.parse(), folder, "spread"),
        [claims, folder, shape @ ("spread" | "contested" | "values")] => (claims.parse(), folder, shape),
        _ => usage(),
    };
    match claims {
        Ok(claims) if claims > 0 => write_workspace(claims, &PathBuf::from(folder), shape).expect("the folder can be written"),
        _ => usage(),
    }
}

fn usage() -> ! {
    eprintln!("usage: workload CLAIMS DIR [spread|contested|values]");
    std::process::exit(2);
}

fn write_workspace(claims: usize, folder: &Path, shape: &str) -> std::io::Result<()> {
    let mut random = Random(claims as u64);
    let (entities, speakers, sources) = ((claims / 20).max(20), (claims / 500).max(10), (claims / 10).max(10));
    std::fs::create_dir_all(folder.join("claims"))?;
    std::fs::write(folder.join("gainsay.yaml"), "gainsay: 1\nuse: [diplomacy]\n")?;
    std::fs::write(folder.join("vocabulary.yaml"), "predicate: has-inhabitants\nobject: number people\nfunctional: true\n")?;
    let many = |count: usize, record: &dyn Fn(usize) -> String| (0..count).map(record).collect::<Vec<_>>().join("---\n");
    let things = many(entities, &|i| format!("entity: e{i}\nname: Thing {i}\n"));
    std::fs::write(
        folder.join("entities.yaml"),
        format!("{things}---\n{}", many(speakers, &|i| format!("entity: s{i}\nname: Speaker {i}\n"))),
    )?;
    std::fs::write(folder.join("sources.yaml"), many(sources, &|i| format!("source: src{i}\ntitle: Source {i}\npublished: 2021\n")))?;
    for first in (0..claims).step_by(IN_A_FILE) {
        let mut text = String::new();
        for i in first..(first + IN_A_FILE).min(claims) {
            let separator = if i == first { "" } else { "---\n" };
            let (subject, object) = (random.skewed(entities), random.skewed(entities));
            let denies = random.below(if shape == "contested" { 2 } else { 15 }) == 0;
            let (from, length) = (random.below(3_650), random.below(700));
            let end = if random.below(3) == 0 { "..".into() } else { day(from + length) };
            let predicate = PREDICATES[random.skewed(PREDICATES.len())];
            let statement = match shape {
                "contested" => format!("e0 {} e1", PREDICATES[0]),
                "values" => format!("e0 has-inhabitants {}", 1_000 + random.below(claims)),
                _ => format!("e{subject} {predicate} e{object}"),
            };
            let stance = if denies && shape != "values" { "denies" } else { "affirms" };
            let (speaker, source, said) = (random.skewed(speakers), random.below(sources), day(from + random.below(365)));
            let _ = write!(
                text,
                "{separator}claim: c{i:07}\nby: s{speaker}\n{stance}: {statement}\nwhen: {}/{end}\nsaid: {said}\nsource: src{source}\n",
                day(from)
            );
        }
        std::fs::write(folder.join(format!("claims/{:05}.yaml", first / IN_A_FILE)), text)?;
    }
    Ok(())
}

/// So many days after 2008-01-01, every month taken to have 28 days: dates that exist.
fn day(days: usize) -> String {
    format!("{}-{:02}-{:02}", 2008 + days / 336, days / 28 % 12 + 1, days % 28 + 1)
}

/// Numbers that look random; Knuth's linear congruential generator (MMIX).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    /// Small numbers more often: the product of two.
    fn skewed(&mut self, limit: usize) -> usize {
        self.below(limit) * self.below(limit) / limit
    }
}
