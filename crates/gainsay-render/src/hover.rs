//! Texts that an editor shows when somebody points at an id of a record, and beside a claim: in Markdown, or in a few
//! words.

use gainsay_diff::clash::Comparer;
use gainsay_diff::findings::Conflict;
use gainsay_diff::ledger::Ledger;
use gainsay_diff::rulings::Rulings;
use gainsay_model::Workspace;
use gainsay_model::date::{Date, Day};
use gainsay_model::schema::{Key, Kind};
use rustc_hash::FxHashSet;

use crate::bearing::lines::{in_words, principal};
use crate::bearing::{Ground, Shown, claim, record_at};
use crate::location::Locations;
use crate::markdown::{code, inline};
use crate::plain::texts;
use crate::plural::plural;
use crate::prose::{Naming, dates};

/// The most conflicts of a claim that are told beside it.
const SHOWN: usize = 20;

/// Returns everything that concerns a record, given the part of a workspace that contains all of it; none if the part
/// does not contain the record.
pub fn of_record(part: &Workspace, kind: Kind, id: &str, today: Day) -> Option<String> {
    let header = part.records.headers_of(kind).find(|header| header.id.is_some_and(|own| part.text(own) == id))?;
    let ledger = Ledger::new(part);
    let (comparer, rulings) = (Comparer::new(&ledger), Rulings::new(&ledger, today));
    let (locations, naming) = (Locations::new(part), Naming::new(part));
    let ground =
        Ground { workspace: part, comparer: &comparer, rulings: &rulings, locations, naming, most_conflicts: SHOWN };
    let shown = Shown::of(&ground, header);
    let document = part.document(header.place);
    let named = |key: &str| document.as_ref().map(|document| texts(document, key)).unwrap_or_default();
    let name = ["name", "label", "title"].into_iter().flat_map(named).next();
    let title = name.map(|name| format!("**{}** – ", inline(&name))).unwrap_or_default();
    let mut lines = vec![format!("{title}{kind} {}\n", code(id))];
    let also: Vec<String> = named("aka").iter().map(|name| inline(name)).collect();
    if !also.is_empty() {
        lines.push(format!("- also called: {}", also.join(", ")));
    }
    // Nothing is said about what a part does not contain.
    let is_told = |word: &&str| !matches!(*word, "claims" | "claims by it" | "claims about it" | "version");
    let bearing = in_words(&ground.naming, &shown).into_iter().filter(|(word, _)| is_told(word));
    lines.extend(bearing.map(|(word, rest)| format!("- {word}: {}", inline(&rest))));
    Some(lines.join("\n"))
}

/// Returns the purpose of a key.
pub fn of_key(key: &Key) -> String {
    format!("{} – {}", code(key.name), inline(key.about))
}

/// Returns a date in words; none if the text is no date.
pub fn of_date(written: &str) -> Option<String> {
    Date::find(written).map(|date| dates::date(&date))
}

/// Returns the result of checking the quote of a claim: whether it was found, or a word that says why it was not looked
/// for.
pub fn of_quote(state: Result<bool, &str>) -> String {
    match state {
        Ok(true) => "- quote: found in the kept copy of its source".to_owned(),
        Ok(false) => "- quote: not found in the kept copy of its source".to_owned(),
        Err(why) => format!("- quote: not checked, {}", inline(crate::summary::why_unchecked(why))),
    }
}

/// Facts about a claim that it does not write.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unwritten {
    /// The id of the claim.
    pub claim: String,
    /// The time that the claim speaks of, if it gives none.
    pub time: Option<String>,
    /// The entities in whose name the claim is made, by office.
    pub said_for: Option<String>,
}

/// Returns the unwritten facts about claims, given a part of a workspace that contains everything that they name.
pub fn unwritten(part: &Workspace, claims: &[&str], today: Day) -> Vec<Unwritten> {
    let wanted: FxHashSet<&str> = claims.iter().copied().collect();
    let ledger = Ledger::new(part);
    let (comparer, rulings) = (Comparer::new(&ledger), Rulings::new(&ledger, today));
    let (locations, naming) = (Locations::new(part), Naming::new(part));
    let ground =
        Ground { workspace: part, comparer: &comparer, rulings: &rulings, locations, naming, most_conflicts: SHOWN };
    let mut found = Vec::new();
    for header in part.records.headers_of(Kind::Claim) {
        let Some(id) = header.id.map(|id| part.text(id)).filter(|id| wanted.contains(id)) else { continue };
        let Some((index, record)) = record_at(&part.records.claims, header.place) else { continue };
        let (time, principals) = claim::Bearing::unwritten(&ground, index);
        let said_for: Vec<String> = principals.iter().map(|one| principal(&ground.naming, one)).collect();
        found.push(Unwritten {
            claim: id.to_owned(),
            time: time.filter(|_| record.when.is_none()),
            said_for: (record.more().on_behalf.is_none() && !said_for.is_empty()).then(|| said_for.join(", ")),
        });
    }
    found
}

/// Returns how many claims contradict a claim, as a text, given its conflicts; none if no claim does. Conflicts that
/// are ruled upon are not counted.
pub fn contradicted<'c>(claim: &str, conflicts: impl IntoIterator<Item = &'c Conflict>) -> Option<String> {
    let open = conflicts.into_iter().filter(|conflict| conflict.ruled.is_none());
    let others: FxHashSet<&str> = open
        .flat_map(|conflict| {
            let own = conflict.positions.iter().position(|p| p.claims.iter().any(|(id, _)| id == claim));
            let others = conflict.positions.iter().enumerate().filter(move |(at, _)| Some(*at) != own);
            others.flat_map(|(_, position)| position.claims.iter().map(|(id, _)| id))
        })
        .filter(|other| *other != claim)
        .collect();
    (!others.is_empty()).then(|| format!("contradicted by {}", plural(others.len(), "claim")))
}

#[cfg(test)]
mod tests {
    use gainsay_diff::findings::AnyFinding;
    use gainsay_model::Input;

    use super::*;

    const RECORDS: &str = "\
entity: ada
name: Ada
aka: [Countess]
speaks-for: [{for: office, from: 2017-01-01}]
---
entity: office
name: The Office
---
entity: bob
name: Bob
---
predicate: knows
label: knows
implies: [heard-of]
---
predicate: heard-of
---
source: s
title: Letters
---
claim: a
by: ada
affirms: ada knows bob
said: 2018-05-01
source: s
---
claim: b
by: bob
denies: ada heard-of bob
said: 2018-05-01
source: s
";

    fn workspace() -> Workspace {
        Workspace::read(vec![Input { path: "a.yaml".into(), bytes: Ok(RECORDS.into()) }])
    }

    #[test]
    fn a_record_is_told_with_what_bears_on_it() {
        let workspace = workspace();
        let told = |kind, id| of_record(&workspace, kind, id, 20_000).expect("a record");
        let ada = told(Kind::Entity, "ada");
        assert!(ada.starts_with("**Ada** – entity `ada`\n"), "{ada}");
        assert!(
            ada.contains("- also called: Countess") && ada.contains("- speaks for: The Office, from 1 January 2017")
        );
        let knows = told(Kind::Predicate, "knows");
        assert!(knows.contains("- implies: ") && !knows.contains("claims"), "{knows}");
        let claim = told(Kind::Claim, "a");
        assert!(claim.contains("- conflict: ") && claim.contains("- said for: The Office"), "{claim}");
        assert_eq!(of_record(&workspace, Kind::Claim, "ada", 20_000), None);
    }

    #[test]
    fn what_is_not_written_is_told() {
        let found = unwritten(&workspace(), &["a"], 20_000);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].said_for.as_deref(), Some("The Office"));
        assert!(found[0].time.as_deref().is_some_and(|time| time.contains("1 May 2018")), "{found:?}");
    }

    #[test]
    fn a_claim_is_contradicted_by_those_on_the_other_side() {
        let workspace = workspace();
        let found = gainsay_diff::check(&workspace, 20_000).findings;
        let conflicts = || found.iter().filter_map(AnyFinding::conflict);
        assert_eq!(contradicted("a", conflicts()).as_deref(), Some("contradicted by 1 claim"));
        assert_eq!(contradicted("a", []), None);
    }

    #[test]
    fn dates_are_told_in_words() {
        assert_eq!(of_date("2018-05-01").as_deref(), Some("1 May 2018"));
        assert_eq!(of_date("tomorrow"), None);
    }
}
