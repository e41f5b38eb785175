//! A workspace that stays open says after every change, on disk or in an unsaved text, what a new check of the same
//! texts says; and files that it does not name show what they showed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use gainsay_diff::Asked;
use gainsay_diff::ledger::Ledger;
use gainsay_model::Workspace;
use gainsay_model::read::Suggest;
use gainsay_model::schema::Kind;
use gainsay_model::workspace::MANIFEST;
use gainsay_store::cache::CacheMode;
use gainsay_store::live::{Change, LastCheck, Update};
use gainsay_store::quotes::QuoteChecker;
use gainsay_store::{Changed, LiveWorkspace, LoadOptions, Silent};
use gainsay_tests::edits::{State, edit, edit_records, state, workspace};
use gainsay_tests::random::Draw;
use gainsay_tests::told::{all, shown};
use gainsay_tests::workspaces::today;

fn options(cache: CacheMode) -> LoadOptions {
    LoadOptions { threads: Some(1), cache, suggest: Suggest::All }
}

/// What is on disk, and the unsaved texts over it.
#[derive(Clone, Default)]
struct Texts {
    disk: State,
    overlays: State,
}

impl Texts {
    /// What counts.
    fn effective(&self) -> State {
        let mut all = self.disk.clone();
        all.extend(self.overlays.clone());
        all
    }

    /// Makes what counts in a file another, or that there is none; the change to tell.
    fn change(&mut self, root: &Path, path: &str, text: Option<&String>, draw: &mut Draw) -> Vec<Change> {
        if draw.below(2) == 0
            && let Some(text) = text
        {
            self.overlays.insert(path.to_owned(), text.clone());
            return vec![Change::Overlaid { path: path.to_owned(), text: text.clone() }];
        }
        let mut changes = self.write(root, path, text);
        if self.overlays.remove(path).is_some() {
            changes.push(Change::Uncovered { path: path.to_owned() });
        }
        changes
    }

    fn write(&mut self, root: &Path, path: &str, text: Option<&String>) -> Vec<Change> {
        let place = root.join(path);
        let is_other = self.disk.get(path) != text;
        match text {
            Some(text) => {
                fs::create_dir_all(place.parent().expect("a folder")).expect("made");
                fs::write(place, text).expect("written");
                self.disk.insert(path.to_owned(), text.clone());
            }
            None => {
                let _ = fs::remove_file(place);
                self.disk.remove(path);
            }
        }
        let changed = Changed { path: path.to_owned(), is_there: text.is_some(), is_copy: false };
        is_other.then_some(Change::OnDisk(changed)).into_iter().collect()
    }
}

/// Holds a check that was brought up to date against a new one.
fn compare(root: &Path, texts: &Texts, last: &LastCheck, round: &str) {
    let fresh = workspace(&texts.effective());
    let mut outcome = gainsay_diff::check(&fresh, today());
    QuoteChecker::new(root, options(CacheMode::Never), &Silent).add_to(&mut outcome, &fresh, Asked::ALL);
    assert_eq!(all(last.workspace(), last.outcome()), all(&fresh, &outcome), "{round}");
    assert_eq!(shown(last.workspace(), last.outcome()), shown(&fresh, &outcome), "{round}");
    let ids = |workspace: &Workspace, is_there: &dyn Fn(usize) -> bool| -> BTreeSet<String> {
        let claims = workspace.records.claims.iter().enumerate().filter(|(i, _)| is_there(*i));
        claims.filter_map(|(_, claim)| claim.id).map(|id| workspace.text(id).to_owned()).collect()
    };
    let known = ids(last.workspace(), &|claim| last.is_there(claim));
    assert_eq!(known, ids(&fresh, &|_| true), "{round}");
    for id in &known {
        let claim = last.claim(id).map(|claim| &last.workspace().records.claims[claim]);
        assert_eq!(claim.and_then(|claim| claim.id).map(|id| last.workspace().text(id)), Some(id.as_str()), "{round}");
        let of_claim = last.findings_of(Kind::Claim, id).count();
        let about = outcome.findings.iter().filter(|f| f.records().any(|of| of == (Kind::Claim, id)));
        assert_eq!(of_claim, about.count(), "{round}: {id}");
    }
}

/// Changes a random workspace again and again; returns how often only some files were named.
fn changed(seed: u64, rounds: usize) -> usize {
    let folder = tempfile::tempdir().expect("a folder");
    let (root, mut draw) = (folder.path(), Draw(seed));
    let mut texts = Texts::default();
    for (path, text) in state(seed, 30, &mut draw) {
        texts.write(root, &path, Some(&text));
    }
    let other = state(seed ^ 0x0BAD_5EED, 30, &mut draw);
    let cache = if seed.is_multiple_of(2) { CacheMode::Always } else { CacheMode::Never };
    let mut live = LiveWorkspace::open(root, options(cache), today(), &Silent).expect("a workspace");
    let mut some = 0;
    for round in 0..rounds {
        let before = texts.clone();
        let mut wanted = texts.effective();
        match draw.below(8) {
            0 => wanted = edit_records(&wanted, &other, &mut draw),
            _ => (0..1 + draw.below(2)).for_each(|_| _ = edit(&mut wanted, &other, &mut draw)),
        }
        let shown_before = live.last().map(|last| shown(last.workspace(), last.outcome())).expect("a check");
        let name = format!("seed {seed}, round {round}");
        let known = texts.effective();
        let paths: BTreeSet<&String> = known.keys().chain(wanted.keys()).collect();
        let edited = paths.into_iter().filter(|path| *path != MANIFEST && known.get(*path) != wanted.get(*path));
        let mut changes: Vec<Change> =
            edited.flat_map(|path| texts.change(root, path, wanted.get(path), &mut draw)).collect();
        if draw.below(4) == 0
            && let Some(path) = texts.overlays.keys().next().cloned()
        {
            // An editor closes a file without saving it.
            texts.overlays.remove(&path);
            changes.push(Change::Uncovered { path });
        }
        let update = live.update(changes, today()).expect("an update");
        compare(root, &texts, live.last().expect("a check"), &name);
        let shown_now = live.last().map(|last| shown(last.workspace(), last.outcome())).expect("a check");
        if let Update::Files(named) = update {
            some += 1;
            let of_others = |shown: BTreeMap<String, Vec<String>>| {
                shown.into_iter().filter(|(path, _)| !named.contains(path)).collect::<BTreeMap<_, _>>()
            };
            assert_eq!(of_others(shown_before), of_others(shown_now), "{name}: {named:?}");
        } else if draw.below(4) > 0 {
            // Mostly undone: what is wrong would stay.
            let now = texts.effective();
            let mut changes = Vec::new();
            for path in now.keys().chain(before.effective().keys()).collect::<BTreeSet<_>>() {
                changes.extend(texts.write(root, path, before.disk.get(path)));
                texts.overlays.remove(path);
                changes.push(Change::Uncovered { path: path.clone() });
            }
            for (path, text) in &before.overlays {
                texts.overlays.insert(path.clone(), text.clone());
                changes.push(Change::Overlaid { path: path.clone(), text: text.clone() });
            }
            live.update(changes, today()).expect("an update");
        }
        if draw.below(6) == 0 {
            let ledger = live.ledger(today()).expect("a ledger").expect("a ledger");
            let fresh = workspace(&texts.effective());
            assert_eq!(ledger.claims.len(), Ledger::new(&fresh).claims.len(), "{name}");
            compare(root, &texts, live.last().expect("a check"), &name);
        }
    }
    some
}

#[test]
fn after_every_change_it_says_what_a_new_check_says() {
    let cases = std::env::var("GAINSAY_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(30);
    let some: usize = (0..cases).map(|seed| changed(seed, 10)).sum();
    assert!(some * 3 > cases as usize * 10, "only {some} updates of {} named files", cases * 10);
}

#[test]
fn what_does_not_belong_changes_nothing_and_a_lost_workspace_comes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    let manifest = "gainsay: 1\nexclude: [drafts/]\n";
    fs::write(root.join(MANIFEST), manifest).expect("written");
    fs::write(root.join("a.yaml"), "entity: a\nname: A\n").expect("written");
    fs::write(root.join(".gitignore"), "ignored/\n").expect("written");
    let mut live = LiveWorkspace::open(root, options(CacheMode::Never), today(), &Silent).expect("a workspace");
    let files = |live: &LiveWorkspace| live.last().map(|last| last.workspace().files.len());
    for path in ["drafts/b.yaml", "ignored/b.yaml", ".hidden/b.yaml", "b.txt"] {
        let change = Change::Overlaid { path: path.into(), text: "nonsense: [".into() };
        assert_eq!(live.update(vec![change], today()), Ok(Update::Files(BTreeSet::new())), "{path}");
    }
    assert_eq!(files(&live), Some(2), "the manifest and one more");
    fs::remove_file(root.join(MANIFEST)).expect("removed");
    let gone = Change::OnDisk(Changed { path: MANIFEST.into(), is_there: false, is_copy: false });
    assert!(live.update(vec![gone], today()).is_err());
    assert!(live.last().is_none());
    fs::write(root.join(MANIFEST), manifest).expect("written");
    assert_eq!(live.update(Vec::new(), today()), Ok(Update::Everything));
    assert_eq!(files(&live), Some(2));
}

#[test]
fn quotes_keep_up_with_claims_and_copies() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    let mut texts = Texts::default();
    let words = "entity: ada\nname: Ada\n---\nentity: x\nname: X\n---\npredicate: leads\nlabel: leads\n---\n\
                 source: s\ntitle: S\nfile: s.txt\n";
    let claim = |id: &str, more: &str| {
        format!("claim: {id}\nby: ada\naffirms: ada leads x\nsource: s\nsaid: 2019-01-02\n{more}")
    };
    let (found, missing) = ("quote: Ada leads x", "quote: Nobody leads y");
    let copy = root.join("s.txt");
    fs::write(&copy, "As we know, Ada leads x.\n").expect("written");
    for (path, text) in [(MANIFEST, "gainsay: 1\n"), ("words.yaml", words), ("a.yaml", &claim("a", found))] {
        texts.write(root, path, Some(&text.to_owned()));
    }
    let mut live = LiveWorkspace::open(root, options(CacheMode::Never), today(), &Silent).expect("a workspace");
    let (both, turned) = (
        [claim("b", missing), claim("c", missing)].join("\n---\n"),
        [claim("c", found), claim("b", missing)].join("\n---\n"),
    );
    let steps = [
        ("a.yaml", claim("a", &format!("{found}\nnote: seen"))),
        ("b.yaml", claim("b", missing)),
        ("b.yaml", claim("b", &format!("{missing}\nnote: s"))),
        ("b.yaml", claim("b", &format!("{missing}\nnote: se"))),
        ("b.yaml", both),
        ("b.yaml", turned.clone()),
        ("a.yaml", claim("a", missing)),
        ("a.yaml", claim("a", &format!("{missing}\nretracted: 2019-02-03"))),
        ("a.yaml", claim("a", "translation: Ada leads x")),
        ("a.yaml", claim("a", "quote: […]")),
        ("b.yaml", String::new()),
        ("b.yaml", turned),
    ];
    for (path, text) in &steps {
        let changes = texts.write(root, path, Some(text));
        live.update(changes, today()).expect("an update");
        compare(root, &texts, live.last().expect("a check"), text);
    }
    for text in [Some("Nobody leads y, as we know.\n"), None, Some("Ada leads x. Nobody leads y.\n")] {
        text.map_or_else(|| fs::remove_file(&copy), |text| fs::write(&copy, text)).expect("written");
        let changed = Changed { path: "s.txt".into(), is_there: text.is_some(), is_copy: true };
        live.update(vec![Change::OnDisk(changed)], today()).expect("an update");
        compare(root, &texts, live.last().expect("a check"), &format!("{text:?}"));
        for note in ["one", "another"] {
            let edited = claim("a", &format!("{missing}\nnote: {note}"));
            live.update(texts.write(root, "a.yaml", Some(&edited)), today()).expect("an update");
            compare(root, &texts, live.last().expect("a check"), &format!("{text:?} {note}"));
        }
    }
}
