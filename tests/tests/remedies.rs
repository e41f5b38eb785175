//! Every remedy in the imperative is followed: what it mends is then read without that fault, and says what was
//! written. Where no remedy can be sure, none is given in the imperative.

use std::collections::BTreeSet;

use gainsay_diff::rules::{Check, RULES, Remedy, Rule};
use gainsay_model::Workspace;
use gainsay_model::edit::{Splice, spliced};
use gainsay_model::finding::Finding;
use gainsay_model::fix::Fix;
use gainsay_model::lately::LatelyRead;
use gainsay_model::read::Input;
use gainsay_model::schema::Kind;

/// Records that every case below may refer to.
const AROUND: &str = "\
entity: iran
name: Islamic Republic of Iran
aka: [IRI, Persia]
---
entity: taliban
name: Taliban
aka: The Islamic Emirate
---
entity: bahrami
name: Mohammad Reza Bahrami
---
entity: smith-a
name: John Smith
---
entity: smith-b
name: John Smith
---
entity: müller
name: Müller
---
entity: north-korea
name: North Korea
---
predicate: funds
label: is funding
---
predicate: in-contact-with
label: is in contact with
---
predicate: has-population
label: has a population of
object: number
---
predicate: covers
object: number %
---
predicate: costs
object: number EUR
---
predicate: affected
object: number people
---
predicate: born
object: date
---
predicate: reads
object: text
---
source: tabnak-2018
title: Tabnak 31 Dec
url: https://www.tabnak.example/1
";

fn read(claim: &str) -> Workspace {
    let inputs = [("gainsay.yaml", "gainsay: 1\n"), ("around.yaml", AROUND), ("claim.yaml", claim)];
    Workspace::read(inputs.map(|(path, text)| Input { path: path.into(), bytes: Ok(text.into()) }).into())
}

fn faults(workspace: &Workspace) -> &[Finding] {
    &workspace.findings
}

/// The text with a fix made in it.
fn mended(workspace: &Workspace, claim: &str, fix: &Fix) -> String {
    let splices =
        fix.splices(&LatelyRead::new(workspace)).unwrap_or_else(|refusal| panic!("{claim}: {fix:?}: {refusal}"));
    let splices: Vec<Splice> = splices.into_iter().map(|(_, splice)| splice).collect();
    spliced(claim, &splices).unwrap_or_else(|| panic!("{claim}: {fix:?}"))
}

/// The fix of a finding whose remedy tells what to write.
fn order(finding: &Finding) -> Option<&Fix> {
    let is_order = finding.help.iter().any(|help| help.contains("write ") || help.contains("delete"));
    finding.fixes.first().filter(|fix| fix.is_safe() || is_order && !finding.help.iter().any(|help| help.contains('?')))
}

/// All records of the case's own file, in the form that versions are made from.
fn meaning(workspace: &Workspace) -> Vec<String> {
    let of = |kind: Kind, places: Vec<gainsay_model::record::Place>| {
        let own = places.into_iter().filter(|place| workspace.files[place.file as usize].path == "claim.yaml");
        own.map(|place| workspace.document_form(kind, place).unwrap_or_default()).collect::<Vec<_>>()
    };
    let records = &workspace.records;
    let mut all = of(Kind::Claim, records.claims.iter().map(|r| r.place).collect());
    all.extend(of(Kind::Entity, records.entities.iter().map(|r| r.place).collect()));
    all.extend(of(Kind::Source, records.sources.iter().map(|r| r.place).collect()));
    all
}

/// Follows every remedy until none is left; what stands then, and what could not be mended.
fn followed(claim: &str) -> (String, Workspace) {
    let mut text = claim.to_string();
    for _ in 0..10 {
        let workspace = read(&text);
        let Some(fix) = faults(&workspace).iter().find_map(order) else { return (text, workspace) };
        let next = mended(&workspace, &text, fix);
        assert_ne!(next, text, "{fix:?} changes nothing");
        text = next;
    }
    panic!("{claim}: remedies without end");
}

fn claim_of(lines: &str) -> String {
    let has = |key: &str| lines.lines().any(|line| line.to_lowercase().starts_with(key));
    let mut claim = String::from("claim: c\n");
    for (key, line) in
        [("by", "by: iran\n"), ("affirms", "affirms: iran funds taliban\n"), ("source", "source: tabnak-2018\n")]
    {
        let stance = key == "affirms" && ["denies", "suggests", "doubts", "relays"].iter().any(|stance| has(stance));
        if !has(key) && !stance {
            claim.push_str(line);
        }
    }
    claim + lines + "\n"
}

/// What is written, and what is meant by it.
const SAME: &[(&str, &str)] = &[
    // Ids, names and labels
    ("by: IRI", "by: iran"),
    ("by: Persia", "by: iran"),
    ("by: Iran", "by: iran"),
    ("by: iran.", "by: iran"),
    ("by: \"iran,\"", "by: iran"),
    ("by: Mohammad Reza Bahrami", "by: bahrami"),
    ("by: mohammad reza bahrami", "by: bahrami"),
    ("for: The Islamic Emirate", "for: taliban"),
    ("by: iran\u{200b}", "by: iran"),
    ("by: mu\u{308}ller", "by: müller"),
    ("via: [IRI, taliban]", "via: [iran, taliban]"),
    ("source: https://www.tabnak.example/1", "source: tabnak-2018"),
    ("source: Tabnak 31 Dec", "source: tabnak-2018"),
    ("affirms: Persia funds taliban.", "affirms: iran funds taliban"),
    ("affirms: iran Funds taliban", "affirms: iran funds taliban"),
    ("affirms: iran is funding taliban", "affirms: iran funds taliban"),
    ("affirms: Iran is funding the Islamic Emirate", "affirms: iran funds taliban"),
    ("affirms: Mohammad Reza Bahrami in-contact-with taliban", "affirms: bahrami in-contact-with taliban"),
    (
        "affirms: Mohammad Reza Bahrami is in contact with the Islamic Emirate.",
        "affirms: bahrami in-contact-with taliban",
    ),
    ("affirms: iran funds Mohammad Reza Bahrami", "affirms: iran funds bahrami"),
    ("affirms: Persia has a population of 50", "affirms: iran has-population 50"),
    // Denials in other words
    ("affirms: iran not-in-contact-with taliban", "denies: iran in-contact-with taliban"),
    ("affirms: iran not in-contact-with taliban", "denies: iran in-contact-with taliban"),
    ("affirms: iran is not in contact with taliban", "denies: iran in-contact-with taliban"),
    ("affirms: iran is not funding taliban", "denies: iran funds taliban"),
    ("affirms: iran not-funds taliban", "denies: iran funds taliban"),
    ("affirms: iran does-not-funds taliban", "denies: iran funds taliban"),
    ("suggests: iran non-in-contact-with taliban", "doubts: iran in-contact-with taliban"),
    ("affirms: iran isn’t in contact with taliban", "denies: iran in-contact-with taliban"),
    ("affirms: Iran is not in contact with the Islamic Emirate.", "denies: iran in-contact-with taliban"),
    ("affirms: Iran not-in-contact-with Taliban", "denies: iran in-contact-with taliban"),
    ("affirms: iran not-reads \"x y\"", "denies: iran reads \"x y\""),
    ("affirms: iran not-born 1979", "denies: iran born 1979"),
    // Keys
    ("By: iran", "by: iran"),
    ("BY: iran\nAFFIRMS: iran funds taliban", "by: iran\naffirms: iran funds taliban"),
    ("Based_On: []", "based-on: []"),
    ("\"when \": 2018", "when: 2018"),
    ("basedOn: []", "based-on: []"),
    ("•when: 2018", "when: 2018"),
    ("affirms: {Subject: iran, predicate: funds, object: taliban}", "affirms: iran funds taliban"),
    ("confidence: High", "confidence: high"),
    ("act: Says", "act: says"),
    // Dates
    ("when: before 29 September 1410", "when: ../1410-09-28"),
    ("when: 17-18 July 2014", "when: 2014-07-17/2014-07-18"),
    ("when: ‘2018-05-01’", "when: 2018-05-01"),
    ("when: \"2018-05-01\u{a0}\"", "when: 2018-05-01"),
    ("said: 1 May 2018", "said: 2018-05-01"),
    ("when: 12.-14.5.2018", "when: 2018-05-12/2018-05-14"),
    ("when: 1917-10-25 N.S.", "when: 1917-10-25"),
    ("when: 30APR2018", "when: 2018-04-30"),
    ("when: by the end of 2018", "when: ../2018"),
    ("when: some time in 2018", "when: 2018"),
    ("affirms: iran born 1 May 1979", "affirms: iran born 1979-05-01"),
    // Numbers
    ("affirms: iran has-population 1'000", "affirms: iran has-population 1_000"),
    ("affirms: iran has-population 10k", "affirms: iran has-population 10_000"),
    ("affirms: iran has-population 12thousand", "affirms: iran has-population 12 thousand"),
    ("affirms: iran has-population more than 50", "affirms: iran has-population >50"),
    ("affirms: iran affected 10k people", "affirms: iran affected 10_000 people"),
    ("affirms: iran covers 50 percent", "affirms: iran covers 50 %"),
    ("affirms: iran has-population 143million", "affirms: iran has-population 143 million"),
    ("affirms: iran costs EUR 50", "affirms: iran costs 50 EUR"),
    ("retracted: {date: May 2018, because: x}", "retracted: {date: 2018-05, because: x}"),
];

/// What is written, and nothing is to be written in its place.
const NONE: &[&str] = &[
    "by: iraq",
    "by: John Smith",
    "by: lavrov and wang",
    "by: iran and taliban",
    "by: iran, taliban",
    "by: [iran, taliban]",
    "by: iran & taliban",
    "by: south-korea",
    "by: talban",
    "by: speaker-1",
    "source: tabnak-2019",
    "affirms: iran fund taliban",
    "affirms: iran unfunds taliban",
    "affirms: iran defunds taliban",
    "affirms: iran never-in-contact-with taliban",
    "affirms: iran no-longer-in-contact-with taliban",
    "affirms: iran is no longer in contact with taliban",
    "affirms: iran never funds taliban",
    "relays: iran not-in-contact-with taliban",
    "affirms: John Smith is funding taliban",
    "affirms: iran ignores taliban",
    "date: 2018",
    "speaker: iran",
    "url: https://www.tabnak.example/1",
    "when: early 2018",
    "when: 12/05/2018",
    "when: 1397-03-12 SH",
    "said: 2018-05-01T10:00Z",
    "affirms: iran born early 1979",
    "affirms: iran has-population 5m",
    "affirms: iran has-population 50,000",
    "affirms: iran has-population many",
    "affirms: iran costs $50",
    "affirms: iran has-population 5.000-6.000",
    "affirms: iran has-population not 280",
    "affirms: iran has-population !280",
    "affirms: iran has-population ≠280",
    "affirms: iran has-population 280?",
    "affirms: iran has-population 50-60k",
    // Denials in signs, denied twice, of another time, or only near a known predicate.
    "affirms: iran !in-contact-with taliban",
    "affirms: iran ¬in-contact-with taliban",
    "affirms: iran -in-contact-with taliban",
    "affirms: iran ~in-contact-with taliban",
    "denies: iran not-in-contact-with taliban",
    "doubts: iran not in-contact-with taliban",
    "denies: iran is not funding taliban",
    "affirms: not iran in-contact-with taliban",
    "affirms: iran in-contact-with not-taliban",
    "affirms: iran in-contact-with taliban not",
    "affirms: iran in-contact-with nobody",
    "affirms: iran was not in contact with taliban",
    "affirms: iran did not fund taliban",
    "affirms: iran does not fund taliban",
    "affirms: iran cannot fund taliban",
    "affirms: iran has no contact with taliban",
    "affirms: iran has never been in contact with taliban",
    "affirms: iran hardly in-contact-with taliban",
    "affirms: iran allegedly funds taliban",
    "affirms: iran un-funds taliban",
    "affirms: iran is not funding the Taliban",
    "affirms: iran is funding the Taliban",
    "affirms: iran is-funding taliban",
    "affirms: iran funded-by taliban",
    // Doubt in a sign
    "by: iran?",
    "affirms: iran funds taliban?",
    // Several
    "by: iran/taliban",
    "by: iran / taliban",
    "by: iran taliban",
    "by: iran; taliban",
    "by: iran，taliban",
    "by: iran、taliban",
    "by: iran und taliban",
    "by: iran with taliban",
    "by: iran as well as taliban",
    "by: iran, taliban and bahrami",
    "by: lavrov & wang",
    "by:\n  - iran\n  - taliban",
    "via: iran, taliban",
    "via: [iran，taliban]",
    "via: [iran; taliban]",
    "affirms: iran and taliban funds bahrami",
    "affirms: iran, taliban funds bahrami",
    "affirms: iran funds taliban and bahrami",
    "affirms: South Korea funds taliban",
    "affirms: John Smith funds taliban",
    // Near ids, names and addresses
    "by: the Taliban",
    "by: Tabilan",
    "by: Muller",
    "by: south korea",
    "by: Islamic-Republic-of-Iran",
    "by: Mr. Mohammad Reza Bahrami",
    "by: bahrami-2",
    "source: http://www.tabnak.example/1",
    "source: https://www.tabnak.example/2",
    "source: Tabnak 30 Dec",
    // Keys that would then stand twice
    "by: iran\nBy: taliban",
    "by: iran\nBy: iran",
    "BY: iran\nBy: taliban",
    "when: 2018\nWhen: 2019",
    "affirms: iran funds taliban\nDenies: iran funds bahrami",
    "Affirms: iran funds taliban\nAFFIRMS: iran funds bahrami",
    // Dates
    "when: 1675-6",
    "when: 17 and 18 July 2014",
    "when: 17 or 18 July 2014",
    "when: week 12 of 2018",
    "when: 25 October / 7 November 1917",
    "when: late-2018",
    "when: throughout 2018",
    "when: as of 2018-05-12",
    "when: 43232",
    "when: 1526083200",
    "when: 2O18",
    "when: 12 May '18",
    "when: 12 May 2018, 10 a.m.",
    "when: not before summer 2018",
    "when: 2 years ago",
    "affirms: iran has-population 50 EUR",
];

#[test]
fn a_remedy_that_is_followed_leaves_what_was_meant() {
    let mut wrong = Vec::new();
    for (written, meant) in SAME {
        let (text, workspace) = followed(&claim_of(written));
        let wanted = read(&claim_of(meant));
        assert!(faults(&wanted).is_empty(), "{meant}: {:?}", faults(&wanted));
        if !faults(&workspace).is_empty() || meaning(&workspace) != meaning(&wanted) {
            wrong.push(format!("{written}: {text}\n{:?}", faults(&workspace)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn where_none_can_be_sure_nothing_is_to_be_written() {
    let mut wrong = Vec::new();
    for written in NONE {
        let workspace = read(&claim_of(written));
        if faults(&workspace).is_empty() {
            wrong.push(format!("{written}: no fault"));
        }
        for finding in faults(&workspace) {
            let is_order = finding.help.iter().any(|help| help.contains("write `") || help.contains("Write `"));
            if is_order || order(finding).is_some() || finding.help.is_empty() {
                wrong.push(format!("{written}: {finding:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A draw of numbers that is the same each time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % most.max(1)
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of.get(self.below(of.len())).copied().unwrap_or_default()
    }
}

/// Claims whose every word is compared, to be typed in other ways.
const TYPED: &[&str] = &[
    "claim: c\nby: iran\naffirms: iran funds taliban\nwhen: 2018-05\nsaid: 2018-05-12\nsource: tabnak-2018\nvia: [bahrami, taliban]\n",
    "claim: c\nby: bahrami\nfor: iran\ndenies: müller in-contact-with north-korea\nwhen: 2016/2018-05\nsource: tabnak-2018\n",
    "claim: c\nby: north-korea\nsuggests: iran has-population >=50_000\nwhen: ../2018-05-12\nsource: tabnak-2018\n",
    "claim: c\nby: taliban\ndoubts: iran covers 45..55 %\nsaid: 2018~\nsource: tabnak-2018\nvia: iran\n",
    "claim: c\nby: taliban\naffirms: bahrami born 1979-05-01\nsaid: 2018\nact: says\nconfidence: high\nsource: tabnak-2018\n",
];

/// Another way to type the text: what is seen and meant stays the same.
fn typed_otherwise(text: &str, draw: &mut Draw) -> String {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let place = places.get(draw.below(places.len())).copied().unwrap_or_default();
    let (before, after) = text.split_at(place);
    let first = after.chars().next().unwrap_or(' ');
    let rest = after.get(first.len_utf8()..).unwrap_or_default();
    match draw.below(6) {
        0 => format!("{before}{}{after}", draw.one(&["\u{200b}", "\u{ad}", "\u{2060}", "\u{200f}", "\u{feff}"])),
        1 => format!("{before}{}{rest}", first.to_uppercase()),
        2 if first == ' ' => format!("{before}{}{rest}", draw.one(&["\u{a0}", "\u{2009}", "\u{3000}", "  "])),
        2 | 3 if first == ':' => format!("{before}：{rest}"),
        3 if first == '\n' => format!("{before}{}\n{rest}", draw.one(&[" ", ".", ",", ";", "\u{a0}"])),
        4 if first == '-' => format!("{before}{}{rest}", draw.one(&["‑", "‐"])),
        5 if first.is_ascii_digit() => {
            let wide = u32::from(first) - u32::from('0');
            format!("{before}{}{rest}", char::from_u32(0xff10 + wide).unwrap_or(first))
        }
        _ => text.to_string(),
    }
}

/// Remedies in the imperative, followed one after the other, never leave another claim than the one that was typed.
#[test]
fn what_is_typed_otherwise_never_becomes_another_claim() {
    let (mut draw, mut mended_well, mut wrong) = (Draw(12), 0, Vec::new());
    for round in 0..3_000 {
        let original = TYPED.get(round % TYPED.len()).copied().unwrap_or_default();
        let mut typed = typed_otherwise(original, &mut draw);
        if draw.below(3) == 0 {
            typed = typed_otherwise(&typed, &mut draw);
        }
        if !read(&typed).findings.iter().any(|finding| order(finding).is_some()) {
            continue;
        }
        let (text, workspace) = followed(&typed);
        if faults(&workspace).is_empty() {
            mended_well += 1;
            if meaning(&workspace) != meaning(&read(original)) {
                wrong.push(format!("{typed:?}: {text:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(mended_well > 300, "{mended_well}");
}

/// A claim that says another thing is never led back to the one that it was made from.
#[test]
fn what_says_something_else_never_becomes_the_same_claim() {
    const TURNED: &[(&str, &[&str])] = &[
        (
            " funds ",
            &[
                " not-funds ",
                " !funds ",
                " unfunds ",
                " no-longer-funds ",
                " never funds ",
                " funds-not ",
                " de-funds ",
                " ¬funds ",
            ],
        ),
        (
            " in-contact-with ",
            &[
                " not-in-contact-with ",
                " out-of-contact-with ",
                " !in-contact-with ",
                " non-in-contact-with ",
                " -in-contact-with ",
            ],
        ),
        ("north-korea", &["south-korea", "South Korea", "korea", "north-korea-2", "East Korea"]),
        ("tabnak-2018", &["tabnak-2019", "Tabnak 30 Dec", "tabnak-2081", "https://www.tabnak.example/2"]),
        (
            ": taliban",
            &[": ex-taliban", ": anti-taliban", ": taliban-2", ": taliban?", ": [taliban, iran]", ": taliban and iran"],
        ),
        (
            "2018-05\n",
            &[
                "before 2018-05\n",
                "after May 2018\n",
                "early 2018-05\n",
                "2018-05 BC\n",
                "2018-05 SH\n",
                "not 2018-05\n",
                "2018-5-6\n",
            ],
        ),
        (
            "2018-05-12",
            &[
                "2018-05-12 O.S.",
                "by 2018-05-12",
                "2018-05-12?!",
                "12/05/2018",
                "2018-05-12 or 13",
                "-2018-05-12",
                "c. 2018-05-12",
            ],
        ),
        (
            "1979-05-01",
            &["1979-05", "1979/05/01 SH", "before 1979-05-01", "5/1/1979", "1979-05-01 or later", "1979-05-01/6"],
        ),
        (
            ">=50_000",
            &[
                ">50_000",
                "≠50_000",
                "50k",
                "50,000",
                "not >=50_000",
                "<=50_000",
                "fewer than 50_000",
                "50.000",
                "~50_000",
            ],
        ),
        ("45..55 %", &["45..55", "45..55k %", "not 45..55 %", "45..55 ‰", "45 or 55 %", "45..65 %", "about 45..55 %"]),
    ];
    let mut wrong = Vec::new();
    for original in TYPED {
        let was = meaning(&read(original));
        for (from, into) in TURNED.iter().filter(|(from, _)| original.contains(from)) {
            for to in *into {
                let turned = original.replacen(from, to, 1);
                let (text, workspace) = followed(&turned);
                if faults(&workspace).is_empty() && meaning(&workspace) == was {
                    wrong.push(format!("{turned:?}: {text:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// An id that is proposed is one, and no other record's.
#[test]
fn no_id_is_proposed_that_would_be_refused() {
    for written in [
        "by: IRI.x!",
        "by: https://a.example/?x=1",
        "by: \"\u{1f600}\"",
        "by: The Times of London",
        "by: A&B",
        "source: Tabnak, p. 4",
        "by: -x-",
    ] {
        let workspace = read(&claim_of(written));
        let finding = faults(&workspace).first().unwrap_or_else(|| panic!("{written}"));
        for help in &finding.help {
            for form in help.split('`').skip(1).step_by(2).filter_map(|form| form.split_once(": ")) {
                assert!(gainsay_model::interner::is_id(form.1), "{written}: {help}");
            }
        }
    }
}

/// One slip is one fault.
#[test]
fn one_slip_is_told_once() {
    for written in [
        "By: iran\nAffirms: iran funds taliban\nSource: tabnak-2018",
        "speaker: iran\nclaim: c",
        "by: [iran, taliban]",
        "affirms: Mohammad Reza Bahrami is funding the Islamic Emirate",
        "affirms: John Smith is-talking-to Persia",
    ] {
        let claim = if written.contains("claim:") { "speaker: iran\n".to_string() } else { claim_of(written) };
        let claim = if claim.starts_with("speaker") {
            "claim: c\nspeaker: iran\naffirms: iran funds taliban\nsource: tabnak-2018\n".to_string()
        } else {
            claim
        };
        let most = if written.contains("John Smith") { 2 } else { 1 };
        let workspace = read(&claim);
        assert!((1..=most).contains(&faults(&workspace).len()), "{claim}{:#?}", faults(&workspace));
    }
}

/// What came into a record from elsewhere, what is left when the remedies are followed, and what the message names.
const FOREIGN: &[(&str, &str, &str)] = &[
    ("claim: c\nby:\u{a0}iran\naffirms: iran funds taliban\nsource: tabnak-2018\n", CLAIM, "U+00A0"),
    ("claim: c\nby:\u{a0} iran\naffirms: iran funds taliban\nsource: tabnak-2018\n", CLAIM, "U+00A0"),
    ("claim: c\nby:\u{200b}iran\naffirms: iran funds taliban\nsource: tabnak-2018\n", CLAIM, "U+200B"),
    ("claim: c\nby：iran\naffirms: iran funds taliban\nsource: tabnak-2018\n", CLAIM, "U+FF1A"),
    ("claim: c\n\u{a0}by: iran\naffirms: iran funds taliban\nsource: tabnak-2018\n", CLAIM, "U+00A0"),
    ("claim: c\nb\u{ad}y: iran\naffirms: iran funds taliban\nsource: tabnak-2018\n", CLAIM, "U+00AD"),
    ("claim: c\nby\u{200b}: iran\naffirms: iran funds taliban\nsource: tabnak-2018\n", CLAIM, "U+200B"),
    ("claim: c\nby: iran\naffirms: ir\u{ad}an funds taliban\nsource: tabnak-2018\n", CLAIM, "U+00AD"),
    ("```yaml\nclaim: c\nby: iran\naffirms: iran funds taliban\nsource: tabnak-2018\n```\n", CLAIM, "fences code"),
    ("~~~\nclaim: c\nby: iran\naffirms: iran funds taliban\nsource: tabnak-2018\n~~~\n", CLAIM, "fences code"),
    (
        "````yaml title=x\nclaim: c\nby: iran\naffirms: iran funds taliban\nsource: tabnak-2018\n````",
        CLAIM,
        "fences code",
    ),
    ("entity: x\nname: X\n--\nentity: y\nname: Y\n", TWO, "three hyphens"),
    ("entity: x\nname: X\n—\nentity: y\nname: Y\n", TWO, "three hyphens"),
    ("entity: x\nname: X\n-----\nentity: y\nname: Y\n", TWO, "three hyphens"),
    ("entity: x\nname: X\n***\nentity: y\nname: Y\n", TWO, "three hyphens"),
    ("entity: x\nname: X\n- - -\nentity: y\nname: Y\n", TWO, "three hyphens"),
    ("entity: x\nname: X\nentity: y\nname: Y\n", TWO, "second record"),
    ("Entity: x\nName: X\n---\nentity: y\nNAME: Y\n", TWO, "written small"),
];

const CLAIM: &str = "claim: c\nby: iran\naffirms: iran funds taliban\nsource: tabnak-2018\n";
const TWO: &str = "entity: x\nname: X\n---\nentity: y\nname: Y\n";

#[test]
fn what_came_from_elsewhere_is_named_and_goes() {
    let mut wrong = Vec::new();
    for (written, meant, named) in FOREIGN {
        let first = read(written);
        let told = faults(&first).iter().any(|finding| finding.message.contains(named));
        let (text, workspace) = followed(written);
        if !told || !faults(&workspace).is_empty() || meaning(&workspace) != meaning(&read(meant)) {
            wrong.push(format!("{written:?}: {:?}\n{text:?}: {:?}", faults(&first), faults(&workspace)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_unfinished_merge_is_told_as_one() {
    for text in [
        "claim: c\nby: iran\n<<<<<<< HEAD\nwhen: 2017\n=======\nwhen: 2019\n>>>>>>> x\nsource: tabnak-2018\n",
        "claim: c\nby: iran\n<<<<<<< ours\nwhen: 2017\n||||||| base\nwhen: 2016\n=======\nwhen: 2019\n>>>>>>> theirs\nsource: tabnak-2018\n",
        "<<<<<<<<<< ours\nclaim: c\n==========\nclaim: d\n>>>>>>>>>>\nby: iran\n",
        "claim: c\nby: iran\nquote: |-\n  one\n<<<<<<< HEAD\n  two\n=======\n  three\n>>>>>>> x\n",
    ] {
        let workspace = read(text);
        let [finding] = faults(&workspace) else { panic!("{text}: {:#?}", faults(&workspace)) };
        assert!(
            finding.message.contains("merge conflict")
                && finding.help.iter().any(|help| help.contains("keep one side")),
            "{finding:?}"
        );
        assert!(finding.fixes.is_empty());
    }
}

/// The table of rules says which findings may carry an edit that mends them.
#[test]
fn the_table_of_rules_names_what_an_edit_mends() {
    let (mut draw, mut carried) = (Draw(5), BTreeSet::new());
    let mut carry =
        |typed: &str| carried.extend(read(typed).findings.iter().filter(|f| !f.fixes.is_empty()).map(|f| f.rule));
    // Two records without a line between them, and an object that is written as a name.
    carry(&TYPED[..2].concat());
    carry("claim: a\nby: iran\naffirms: taliban funds Islamic Republic of Iran\nsaid: 2018\nsource: tabnak-2018\n");
    carry(&claim_of("note: berth #4 it was"));
    carry(&TWO.replace("entity: y", "entity: x"));
    for round in 0..3_000 {
        let mut typed = TYPED.get(round % TYPED.len()).copied().unwrap_or_default().to_owned();
        for _ in 0..=draw.below(3) {
            typed = typed_otherwise(&typed, &mut draw);
        }
        carry(&typed);
    }
    let is_named = |rule: &&Rule| rule.check == Check::Reading && rule.remedy == Remedy::Edit;
    let named: BTreeSet<&str> = RULES.iter().filter(is_named).map(|rule| rule.name).collect();
    assert_eq!(carried, named);
}
