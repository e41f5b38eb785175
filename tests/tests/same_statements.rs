//! Which claims make the same statement, and whose side they are of, as the second reading of the contract tells it:
//! where statements mirror each other, values are written otherwise, and names are merged by `same-as`.

use std::collections::{BTreeMap, BTreeSet};

use gainsay_diff::clash::Comparer;
use gainsay_diff::ledger::Ledger;
use gainsay_diff::positions::{Side, claims_of, positions};
use gainsay_diff::rulings::Rulings;
use gainsay_diff::statements::{StatementClaims, StatementFilter, statements};
use gainsay_tests::brute::records::{Claim, Object};
use gainsay_tests::brute::speakers::principals;
use gainsay_tests::brute::{contested, records};
use gainsay_tests::random::{self, Draw};
use gainsay_tests::workspaces::{File, TODAY, read, shown, today};

/// Claims by what they say, those of one statement together.
type Groups = BTreeSet<BTreeSet<String>>;

/// A random workspace in which some entities are merged, two by two.
fn merged(seed: u64) -> Vec<File> {
    let mut files = random::workspace(seed, 16);
    let entities = records::read(&files, TODAY).entities;
    let mut draw = Draw(seed ^ 0x5A3E_A5ED);
    for i in 0..draw.below(4) {
        let [one, other] = [0; 2].map(|_| draw.below(entities.len().max(1)));
        let (Some(one), Some(other)) = (entities.get(one), entities.get(other)) else { continue };
        let text = format!("entity: merged-{i}\nname: Merged\nsame-as: [\"{one}\", \"{other}\"]\n");
        files.push((format!("entities/merged-{i}.yaml"), text));
    }
    files
}

/// The claims of the second reading that fit and stand, by what they say.
fn by_the_second_reading(workspace: &records::Workspace, fits: impl Fn(&Claim) -> bool) -> Groups {
    let mut groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for claim in workspace.claims.iter().filter(|claim| claim.stands && fits(claim)) {
        let object = if let Object::Entity(entity) = claim.statement.object { Some(entity) } else { None };
        let statement = (claim.statement.predicate, claim.statement.subject, object);
        let text = contested::statement(workspace, statement, &claim.statement.object);
        groups.entry(text).or_default().insert(claim.id.clone());
    }
    groups.into_values().collect()
}

/// The claims that stand, by what they say.
fn grouped(ledger: &Ledger, all: &[StatementClaims]) -> Groups {
    let standing = |said: &StatementClaims| -> BTreeSet<String> {
        let claims = said.claims.iter().filter(|claim| claim.stands());
        claims.map(|claim| ledger.workspace.text(claim.name).to_owned()).collect()
    };
    all.iter().map(standing).filter(|claims| !claims.is_empty()).collect()
}

#[test]
fn claims_make_the_same_statement_if_they_read_the_same_however_they_are_turned() {
    let (mut together, mut apart) = (0, 0);
    for seed in 0..500 {
        let files = merged(seed);
        let workspace = read(&files);
        let ledger = Ledger::new(&workspace);
        let comparer = Comparer::new(&ledger);
        let found = statements(&comparer, &StatementFilter::default());
        let texts: BTreeSet<&String> = found.iter().map(|said| &said.text).collect();
        assert_eq!(texts.len(), found.len(), "seed {seed}: two statements have one text\n{}", shown(&files));
        let groups = grouped(&ledger, &found);
        let wanted = by_the_second_reading(&records::read(&files, TODAY), |_| true);
        assert_eq!(groups, wanted, "seed {seed}\n{}", shown(&files));
        together += groups.iter().filter(|claims| claims.len() > 1).count();
        apart += groups.len();
    }
    assert!(together > 300 && apart > 2 * together, "{together} of {apart} statements are made by several claims");
}

#[test]
fn a_side_has_the_claims_made_in_its_name_whichever_of_its_names_is_used() {
    let mut several = 0;
    for seed in 0..120 {
        let files = merged(seed);
        let workspace = read(&files);
        let ledger = Ledger::new(&workspace);
        let comparer = Comparer::new(&ledger);
        let rulings = Rulings::new(&ledger, today());
        let brute = records::read(&files, TODAY);
        for id in &brute.entities {
            let Some(entity) = workspace.names.find(id).and_then(|name| ledger.entities.find(name)) else { continue };
            let Some(class) = brute.class_of(id) else { continue };
            let claims = claims_of(&comparer, entity, false);
            let side = Side { claims, entity, only: false, only_contested: false };
            let held = positions(&comparer, &rulings, &side, &StatementFilter::default());
            let wanted = by_the_second_reading(&brute, |claim| principals(&brute, claim, false).contains(&class));
            assert_eq!(grouped(&ledger, &held.statements), wanted, "seed {seed}: {id}\n{}", shown(&files));
            several += usize::from(wanted.len() > 1 && brute.entities[class] != *id);
        }
    }
    assert!(several > 50, "only {several} names of a merged entity have several positions");
}
