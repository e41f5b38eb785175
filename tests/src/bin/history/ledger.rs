//! The contents of all files, and the changes that editors make to them.

use std::collections::{BTreeSet, HashMap};

use crate::records::{Claim, Random, day, party, source, speaker};

/// The number of regions.
const REGIONS: usize = 8;

/// The paths that a commit has to write, or to delete if they no longer exist.
pub type Touched = BTreeSet<String>;

/// All files as they are now.
pub struct Ledger {
    claims: Vec<Claim>,
    /// The claims of each claim file, in order.
    files: Vec<(String, Vec<usize>)>,
    /// The positions of paths in `files`.
    places: HashMap<String, usize>,
    /// The text of every other file.
    rest: HashMap<String, String>,
    /// The day until which each speaker holds office.
    offices: Vec<usize>,
    /// The region that each party is a part of, if any.
    regions: Vec<Option<usize>>,
    tolerance: usize,
    /// The number of edits of the manifest.
    manifests: usize,
    parties: usize,
    sources: usize,
    /// The approximate number of claim files.
    wanted: usize,
    /// The paths that are being changed on another branch.
    kept_off: Touched,
    numbered: usize,
}

impl Ledger {
    /// Returns a ledger for about this number of claim files.
    pub fn new(files: usize) -> Ledger {
        let speakers = (files / 50).clamp(8, 150);
        let parties = (files / 30).clamp(12, 250);
        Ledger {
            claims: Vec::new(),
            files: Vec::new(),
            places: HashMap::new(),
            rest: HashMap::new(),
            offices: (0..speakers).map(|i| 2_000 + i * 7).collect(),
            regions: (0..parties).map(|i| (i % 3 == 0).then_some(i % REGIONS)).collect(),
            tolerance: 5,
            manifests: 0,
            parties,
            sources: (files / 10).clamp(10, 500),
            wanted: files,
            kept_off: Touched::new(),
            numbered: 0,
        }
    }

    /// Adds the manifest, entities, sources and the vocabulary.
    pub fn beginning(&mut self) -> Touched {
        let mut touched = Touched::new();
        self.put_manifest(&mut touched);
        self.put(".gitattributes", "*.yaml text eol=lf diff=gainsay merge=gainsay\n".into(), &mut touched);
        self.put_vocabulary(&mut touched);
        for i in 0..REGIONS {
            self.put(
                &format!("entities/region-{i}.yaml"),
                format!("entity: region-{i}\nname: Region {i}\n"),
                &mut touched,
            );
        }
        for i in 0..self.parties {
            self.put_party(i, &mut touched);
        }
        for i in 0..self.offices.len() {
            self.put_speaker(i, &mut touched);
        }
        for i in 0..self.sources {
            let (id, published) = (source(i), day(3_700 + i));
            let text = format!(
                "source: {id}\ntitle: Paper {i}\nurl: https://example.org/{i}\npublished: {published}\nlang: en\n"
            );
            self.put(&format!("sources/{id}.yaml"), text, &mut touched);
        }
        touched
    }

    fn put(&mut self, path: &str, text: String, touched: &mut Touched) {
        self.rest.insert(path.to_owned(), text);
        touched.insert(path.to_owned());
    }

    fn put_manifest(&mut self, touched: &mut Touched) {
        let exclude = if self.manifests % 2 == 1 { "exclude: [drafts/]\n" } else { "" };
        let text = format!("gainsay: 1\nname: history {}\nuse: [diplomacy]\n{exclude}", self.manifests);
        self.put("gainsay.yaml", text, touched);
    }

    fn put_party(&mut self, i: usize, touched: &mut Touched) {
        let id = party(i);
        let region = self.regions[i].map(|region| format!("part-of: [region-{region}]\n")).unwrap_or_default();
        let text = format!("entity: {id}\nname: Party {i}\n{region}links: {{wikidata: Q{i}}}\n");
        self.put(&format!("entities/{id}.yaml"), text, touched);
    }

    fn put_speaker(&mut self, i: usize, touched: &mut Touched) {
        let (id, office) = (speaker(i), party(i % self.parties));
        let until = day(self.offices[i]);
        let text = format!(
            "entity: {id}\nname: Speaker {i}\nkind: person\nspeaks-for: [{{for: {office}, from: 2008, until: {until}}}]\n"
        );
        self.put(&format!("entities/{id}.yaml"), text, touched);
    }

    fn put_vocabulary(&mut self, touched: &mut Touched) {
        let text = format!(
            "predicate: has-inhabitants\nlabel: has inhabitants\nobject: number\nfunctional: true\ntolerance: {}%\n",
            self.tolerance
        );
        self.put("vocabulary/has-inhabitants.yaml", text, touched);
    }

    /// Returns the text at a path; none if there is no file.
    pub fn text(&self, path: &str) -> Option<String> {
        let of_claims = |at: &usize| {
            let records: Vec<String> = self.files[*at].1.iter().map(|claim| self.claims[*claim].text()).collect();
            records.join("---\n")
        };
        self.places.get(path).map(of_claims).or_else(|| self.rest.get(path).cloned())
    }

    /// Leaves these paths alone from now on.
    pub fn keep_off(&mut self, paths: &Touched) {
        self.kept_off = paths.clone();
    }

    /// Adds a file with this number of new claims.
    pub fn add_file(&mut self, random: &mut Random, claims: usize, touched: &mut Touched) {
        let claims: Vec<usize> = (0..claims).map(|_| self.new_claim(random)).collect();
        let Some(first) = claims.first().map(|first| &self.claims[*first]) else { return };
        self.put_file(format!("claims/{}/{}.yaml", speaker(first.by), first.id), claims, touched);
    }

    /// Adds a new claim in a file of its own that replaces another.
    fn replace(&mut self, random: &mut Random, superseded: usize, touched: &mut Touched) {
        self.add_file(random, 1, touched);
        let id = self.claims[superseded].id.clone();
        if let Some(claim) = self.claims.last_mut() {
            claim.supersedes = Some(id);
        }
    }

    fn new_claim(&mut self, random: &mut Random) -> usize {
        self.numbered += 1;
        self.claims.push(Claim::new(random, self.numbered, self.offices.len(), self.parties, self.sources));
        self.claims.len() - 1
    }

    fn put_file(&mut self, path: String, claims: Vec<usize>, touched: &mut Touched) {
        touched.insert(path.clone());
        self.places.insert(path.clone(), self.files.len());
        self.files.push((path, claims));
    }

    fn take_file(&mut self, at: usize, touched: &mut Touched) -> Vec<usize> {
        let (path, claims) = self.files.swap_remove(at);
        if let Some((moved, _)) = self.files.get(at) {
            self.places.insert(moved.clone(), at);
        }
        self.places.remove(&path);
        touched.insert(path);
        claims
    }

    /// Returns a random file that no other branch changes.
    fn pick(&self, random: &mut Random) -> Option<usize> {
        let at = random.below(self.files.len().max(1));
        self.files.get(at).filter(|(path, _)| !self.kept_off.contains(path)).map(|_| at)
    }

    /// Makes one change, and returns a few words for it. Files that all branches share are changed only if `common` is
    /// true.
    pub fn change(&mut self, random: &mut Random, common: bool, touched: &mut Touched) -> &'static str {
        let Some(at) = self.pick(random) else { return self.add_one(random, touched) };
        let path = self.files[at].0.clone();
        let inner = random.below(self.files[at].1.len());
        let claim = self.files[at].1[inner];
        match random.below(100) {
            0..20 => self.edit(claim, path, touched, "Turn a stance", Claim::flip),
            20..38 => self.edit(claim, path, touched, "Narrow a time", |claim| claim.narrow(random)),
            38..58 => self.edit(claim, path, touched, "Quote anew", |claim| claim.requote(random)),
            58..64 => self.edit(claim, path, touched, "Retract or restore a claim", |claim| claim.retract(random)),
            64..70 => self.edit(claim, path, touched, "Add a remark", |claim| claim.remark(random)),
            70..76 if self.has_room() => {
                self.replace(random, claim, touched);
                "Replace a claim"
            }
            76..81 => {
                let claims = self.take_file(at, touched);
                self.numbered += 1;
                let folder = ["reviewed", "moved", "by-topic"][random.below(3)];
                self.put_file(
                    format!("claims/{folder}/{}-{}.yaml", self.claims[claims[0]].id, self.numbered),
                    claims,
                    touched,
                );
                "Move a file"
            }
            81..84 => self.join(at, random, touched),
            84..87 => self.split(at, touched),
            87..90 if common => {
                let speaker = random.below(self.offices.len());
                self.offices[speaker] += 14;
                self.put_speaker(speaker, touched);
                "Date an office"
            }
            90..91 if common => {
                self.tolerance = 2 + (self.tolerance + 1) % 8;
                self.put_vocabulary(touched);
                "Set a tolerance"
            }
            91..92 if common => {
                let party = random.below(self.parties);
                self.regions[party] = if self.regions[party].is_none() { Some(random.below(REGIONS)) } else { None };
                self.put_party(party, touched);
                "Draw a region anew"
            }
            92..93 if common && random.below(4) == 0 => {
                self.manifests += 1;
                self.put_manifest(touched);
                "Edit the manifest"
            }
            _ if self.has_room() => self.add_one(random, touched),
            _ => self.edit(claim, path, touched, "Narrow a time", |claim| claim.narrow(random)),
        }
    }

    /// Returns whether there may be more files.
    fn has_room(&self) -> bool {
        self.files.len() <= self.wanted + self.wanted / 5
    }

    fn add_one(&mut self, random: &mut Random, touched: &mut Touched) -> &'static str {
        self.add_file(random, 1, touched);
        "Add a claim"
    }

    fn edit(
        &mut self,
        claim: usize,
        path: String,
        touched: &mut Touched,
        what: &'static str,
        change: impl FnOnce(&mut Claim),
    ) -> &'static str {
        change(&mut self.claims[claim]);
        touched.insert(path);
        what
    }

    /// Appends the claims of another file to those of this one.
    fn join(&mut self, at: usize, random: &mut Random, touched: &mut Touched) -> &'static str {
        let path = self.files[at].0.clone();
        match self.pick(random).filter(|other| *other != at) {
            Some(other) => {
                let claims = self.take_file(other, touched);
                let at = self.places[&path];
                self.files[at].1.extend(claims);
                touched.insert(path);
                "Join two files"
            }
            None => self.add_one(random, touched),
        }
    }

    /// Moves the last claim of a file to a file of its own; a file with one claim is only renamed.
    fn split(&mut self, at: usize, touched: &mut Touched) -> &'static str {
        let mut claims = self.take_file(at, touched);
        self.numbered += 1;
        let rest = if claims.len() > 1 { claims.split_off(claims.len() - 1) } else { Vec::new() };
        for (part, claims) in [claims, rest].into_iter().filter(|claims| !claims.is_empty()).enumerate() {
            self.put_file(format!("claims/split/{}-{part}.yaml", self.numbered), claims, touched);
        }
        "Split a file"
    }
}
