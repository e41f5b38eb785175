//! Looks for quotes in the kept copies of their sources.
//!
//! A [`Plan`] has the quotes of each source; a [look](Plan::look) at each source gives a [`QuoteCheck`], and this gives
//! findings and numbers. Files are read through [`Copies`].

mod copy;
mod findings;
mod since;

use std::borrow::Cow;

use gainsay_model::finding::Finding;
use gainsay_model::record::Claim;
use gainsay_model::{Symbol, Workspace};
use gainsay_sources::{CouldNotLook, Found, KeptCopy, Nearest, Quote, Searchable, TextOfRecord, Verdict};
use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};

use crate::Outcome;
use crate::check::{self, Asked, leveled};
use crate::findings::AnyFinding;
use crate::outcome::QuoteCounts;
use crate::rules::levels::Levels;
use copy::{copy_of, read_copy, value};
pub use since::Changed;

/// Kept copies, by their paths from the workspace's root.
pub trait Copies {
    /// Returns the content of a file; none if there is no such file.
    ///
    /// # Errors
    ///
    /// Returns the reason for which an existing file cannot be read.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Unreadable>;

    /// Returns the text of a PDF, taken in several ways.
    ///
    /// # Errors
    ///
    /// Returns the reason for which it cannot be taken.
    fn pdf_texts(&self, bytes: &[u8]) -> Result<Vec<String>, CouldNotLook>;

    /// Returns the text of record that an earlier run has taken from this very copy.
    fn cached_text(&self, _copy: &KeptCopy<'_>) -> Option<TextOfRecord> {
        None
    }

    /// Keeps a text of record for later runs.
    fn cache_text(&self, _copy: &KeptCopy<'_>, _text: &TextOfRecord) {}
}

/// The reason for which a copy cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// The path leads out of the workspace.
    Outside,
    /// The path is that of no file, or of one that is too large, or refused, as the clause says.
    Because(String),
}

/// The quotes of a workspace, and the results of looking for them.
#[derive(Debug, Default)]
pub struct QuoteCheck {
    /// The quotes to look for.
    pub plan: Plan,
    /// The results for each source of the plan.
    pub seen: Vec<Seen>,
}

/// The quotes to look for, source by source.
#[derive(Debug, Default)]
pub struct Plan {
    /// The sources with a copy, and their quotes, in the order of the records.
    pub sources: Vec<SourcePlan>,
    /// The number of quotes without a known source.
    without_source: usize,
    /// The number of quotes whose source has no copy.
    without_copy: usize,
    /// The claims, by index, that have a translation and no quote.
    translated: Vec<usize>,
    /// Where in `sources` each source with a copy, by index, stands.
    with_copy: FxHashMap<usize, usize>,
}

/// Where the quote of a claim belongs.
enum QuotePlace {
    /// It has none, but a translation.
    Translated,
    WithoutSource,
    WithoutCopy,
    /// In the source that stands there in the plan.
    Source(usize),
}

/// A source with a copy, and the claims, by index, whose quotes are looked for in it.
#[derive(Debug)]
pub struct SourcePlan {
    source: usize,
    claims: Vec<usize>,
}

/// The results of looking at a source.
#[derive(Debug)]
pub struct Seen {
    source: usize,
    /// The path of the copy from the workspace's root, as it is shown.
    path: String,
    copy: CopyState,
    quotes: Vec<(usize, QuoteState)>,
    /// The digests of the quotes that were looked for.
    digests: Vec<QuoteDigest>,
}

/// A digest of the text of a quote.
type QuoteDigest = [u8; 32];

#[derive(Debug)]
enum CopyState {
    /// The path in `file` leads out of the workspace.
    Outside,
    /// There is no copy, or none that can be read.
    Missing(Option<String>),
    /// The copy is not the file whose digest the source gives.
    Changed {
        now: String,
        by_line_ends: bool,
    },
    /// The copy has no text that could be searched, for the reason given.
    CouldNotLook(&'static str),
    Read,
}

/// The result for a quote.
#[derive(Debug)]
pub enum QuoteState {
    /// The quote stands in the copy.
    Found(Found),
    /// The quote does not stand in the copy.
    NotFound {
        /// The nearest passage, if any is similar.
        nearest: Option<Nearest>,
        /// That passage as a quote that would be found; none where the quote has gaps.
        passage: Option<String>,
    },
    /// The quote was not looked for.
    Unchecked(Why),
}

/// The reason for which a quote was not checked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The quote has no known source.
    NoSource,
    /// The source has no copy.
    NoCopy,
    /// The copy is missing.
    MissingCopy,
    /// The copy is not the one that was kept.
    SourceChanged,
    /// The quote has no letter or digit outside brackets.
    EmptyQuote,
    /// The quote is too repetitive to be looked for.
    GaveUp,
    /// The copy has no text that could be searched, for the reason given.
    CouldNotLook(&'static str),
}

impl Why {
    /// Returns a short name of the reason.
    pub fn key(&self) -> &'static str {
        match self {
            Why::NoSource => "unknown-source",
            Why::NoCopy => "no-copy",
            Why::MissingCopy => "missing-copy",
            Why::SourceChanged => "source-changed",
            Why::EmptyQuote => "empty-quote",
            Why::GaveUp => "too-repetitive",
            Why::CouldNotLook(key) => key,
        }
    }
}

impl Plan {
    /// Finds the quotes of a workspace: those of claims that are not retracted.
    pub fn of(workspace: &Workspace) -> Plan {
        Plan::of_claims(workspace, &|_| true)
    }

    /// Finds the quotes of the claims, by index, for which `is_there` returns true.
    pub(crate) fn of_claims(workspace: &Workspace, is_there: &dyn Fn(usize) -> bool) -> Plan {
        let mut plan = Plan::default();
        for (index, source) in workspace.records.sources.iter().enumerate() {
            if source.kept {
                plan.with_copy.insert(index, plan.sources.len());
                plan.sources.push(SourcePlan { source: index, claims: Vec::new() });
            }
        }
        for (index, claim) in workspace.records.claims.iter().enumerate().filter(|(index, _)| is_there(*index)) {
            plan.add(workspace, index, claim);
        }
        plan
    }

    /// Takes out the quotes of claims that are `gone`, and adds those of `new` ones, which stand behind all others. The
    /// sources with a copy are what they were.
    pub(crate) fn exchange(&mut self, workspace: &Workspace, gone: &[u32], new: &[u32]) {
        let claims = &workspace.records.claims;
        for index in gone.iter().map(|index| *index as usize) {
            match claims.get(index).and_then(|claim| self.place_of(workspace, claim)) {
                Some(QuotePlace::Translated) => self.translated.retain(|claim| *claim != index),
                Some(QuotePlace::WithoutSource) => self.without_source = self.without_source.saturating_sub(1),
                Some(QuotePlace::WithoutCopy) => self.without_copy = self.without_copy.saturating_sub(1),
                Some(QuotePlace::Source(at)) => self.sources[at].claims.retain(|claim| *claim != index),
                None => {}
            }
        }
        for index in new.iter().map(|index| *index as usize) {
            claims.get(index).into_iter().for_each(|claim| self.add(workspace, index, claim));
        }
    }

    fn add(&mut self, workspace: &Workspace, index: usize, claim: &Claim) {
        match self.place_of(workspace, claim) {
            Some(QuotePlace::Translated) => self.translated.push(index),
            Some(QuotePlace::WithoutSource) => self.without_source += 1,
            Some(QuotePlace::WithoutCopy) => self.without_copy += 1,
            Some(QuotePlace::Source(at)) => self.sources[at].claims.push(index),
            None => {}
        }
    }

    fn place_of(&self, workspace: &Workspace, claim: &Claim) -> Option<QuotePlace> {
        match (claim.retracted, claim.quoted) {
            (true, _) => None,
            (false, false) => claim.translated.then_some(QuotePlace::Translated),
            (false, true) => {
                let source = claim.source.and_then(|id: Symbol| workspace.source_index(id));
                Some(match source.map(|source| self.with_copy.get(&source)) {
                    None => QuotePlace::WithoutSource,
                    Some(None) => QuotePlace::WithoutCopy,
                    Some(Some(at)) => QuotePlace::Source(*at),
                })
            }
        }
    }

    /// Leaves out all sources, by index, but those that are wanted, and the quotes that are looked for nowhere.
    pub fn retain_sources(&mut self, is_wanted: &dyn Fn(usize) -> bool) {
        self.sources.retain(|plan| is_wanted(plan.source));
        self.with_copy = self.sources.iter().enumerate().map(|(at, plan)| (plan.source, at)).collect();
        (self.without_source, self.without_copy) = (0, 0);
        self.translated.clear();
    }

    /// Looks at the copy of a source, and for its quotes.
    pub fn look(workspace: &Workspace, plan: &SourcePlan, copies: &dyn Copies) -> Seen {
        Plan::look_and_keep(workspace, plan, copies).0
    }

    /// Looks as [`Plan::look`] does. Returns the text of record as well, if there is one.
    pub fn look_and_keep(
        workspace: &Workspace,
        plan: &SourcePlan,
        copies: &dyn Copies,
    ) -> (Seen, Option<TextOfRecord>) {
        let place = workspace.records.sources[plan.source].place;
        let value = |key: &str| value(workspace, place, key).filter(|text| !text.is_empty());
        let path = copy_of(workspace, plan.source);
        let shown = path.clone().unwrap_or_else(|file| file);
        let mut seen = Seen::nothing(plan.source, shown);
        let text = path.map_err(|_| (CopyState::Outside, Why::MissingCopy)).and_then(|path| {
            let addresses: Vec<String> = ["url", "archived"].into_iter().filter_map(value).collect();
            read_copy(&path, value("sha256").as_deref(), &addresses, copies)
        });
        let text = match text {
            Ok(text) => {
                let searchable = Searchable::of(&text);
                for claim in &plan.claims {
                    let quote = quote_of(workspace, *claim);
                    seen.quotes.push((*claim, look_for(&searchable, quote.as_deref())));
                    seen.digests.push(quote_digest(quote.as_deref()));
                }
                seen.copy = CopyState::Read;
                Some(text)
            }
            Err((copy, why)) => {
                seen.quotes = plan.claims.iter().map(|claim| (*claim, QuoteState::Unchecked(why.clone()))).collect();
                seen.digests = vec![QuoteDigest::default(); seen.quotes.len()];
                seen.copy = copy;
                None
            }
        };
        (seen, text)
    }

    /// Looks as [`Plan::look`] does, where neither the source nor its copy has changed since `earlier`: the result for
    /// a quote stays, unless its claim `was_edited`; and even then, if the quote itself is the same.
    pub fn look_again(
        workspace: &Workspace,
        plan: &SourcePlan,
        copies: &dyn Copies,
        earlier: Seen,
        was_edited: &dyn Fn(usize) -> bool,
    ) -> Seen {
        let why = earlier.why_unread();
        let mut seen = Seen::nothing(earlier.source, earlier.path);
        seen.copy = earlier.copy;
        let mut known: FxHashMap<usize, (QuoteState, QuoteDigest)> = FxHashMap::default();
        let mut by_quote: FxHashMap<QuoteDigest, QuoteState> = FxHashMap::default();
        let wanted: FxHashSet<usize> = plan.claims.iter().copied().collect();
        for ((claim, state), digest) in earlier.quotes.into_iter().zip(earlier.digests) {
            match !was_edited(claim) && wanted.contains(&claim) {
                true => drop(known.insert(claim, (state, digest))),
                false => drop(by_quote.insert(digest, state)),
            }
        }
        let mut new = Vec::new();
        for claim in plan.claims.iter().copied().filter(|_| why.is_none()) {
            if known.contains_key(&claim) {
                continue;
            }
            let digest = quote_digest(quote_of(workspace, claim).as_deref());
            match by_quote.remove(&digest) {
                Some(state) => drop(known.insert(claim, (state, digest))),
                None => new.push(claim),
            }
        }
        if !new.is_empty() {
            let looked = Plan::look(workspace, &SourcePlan { source: plan.source, claims: new }, copies);
            let quotes = looked.quotes.into_iter().zip(looked.digests);
            known.extend(quotes.map(|((claim, state), digest)| (claim, (state, digest))));
            (seen.path, seen.copy) = (looked.path, looked.copy);
        }
        for claim in &plan.claims {
            let state = match &why {
                Some(why) => Some((QuoteState::Unchecked(why.clone()), QuoteDigest::default())),
                None => known.remove(claim),
            };
            if let Some((state, digest)) = state {
                seen.quotes.push((*claim, state));
                seen.digests.push(digest);
            }
        }
        seen
    }
}

impl SourcePlan {
    /// Returns a plan for the copy of a source, by index, without any quotes.
    pub fn without_quotes(source: usize) -> SourcePlan {
        SourcePlan { source, claims: Vec::new() }
    }

    /// Returns the index of the source.
    pub fn source(&self) -> usize {
        self.source
    }

    /// Returns the claims, by index, whose quotes are looked for.
    pub fn claims(&self) -> &[usize] {
        &self.claims
    }
}

impl Seen {
    fn nothing(source: usize, path: String) -> Seen {
        Seen { source, path, copy: CopyState::Outside, quotes: Vec::new(), digests: Vec::new() }
    }

    /// Returns the index of the source.
    pub fn source(&self) -> usize {
        self.source
    }

    /// Returns the results for the quotes, each with its claim by index.
    pub fn quotes(&self) -> &[(usize, QuoteState)] {
        &self.quotes
    }

    /// Returns the reason for which the quotes were not looked for, if it is the copy's fault.
    pub fn why_unread(&self) -> Option<Why> {
        match self.copy {
            CopyState::Read => None,
            CopyState::Outside | CopyState::Missing(_) => Some(Why::MissingCopy),
            CopyState::Changed { .. } => Some(Why::SourceChanged),
            CopyState::CouldNotLook(key) => Some(Why::CouldNotLook(key)),
        }
    }

    /// Returns the finding about the copy, if there is one.
    pub fn finding(&self, workspace: &Workspace) -> Option<Finding> {
        findings::of_copy(workspace, self)
    }

    /// Returns the path of the copy from the workspace's root; none if `file` leads out of the workspace.
    pub fn path(&self) -> Option<&str> {
        (!matches!(self.copy, CopyState::Outside)).then_some(&self.path)
    }
}

impl Outcome {
    /// Adds the results for the quotes to the outcome of a check.
    pub fn add_quotes(&mut self, workspace: &Workspace, quotes: &QuoteCheck, asked: Asked) {
        let (found, silenced) = quotes.findings(workspace);
        self.summary.silenced += silenced;
        let found = found.into_iter().filter(|finding| finding.level() >= asked.from).collect();
        self.findings = check::insert(workspace, std::mem::take(&mut self.findings), found);
        *self.summary.quotes = quotes.counts();
    }
}

impl Outcome {
    /// Returns the outcome of a check with the results for the quotes. Where these give no findings, nothing is copied.
    pub fn with_quotes(&mut self, workspace: &Workspace, quotes: &QuoteCheck) -> Cow<'_, Outcome> {
        *self.summary.quotes = quotes.counts();
        if findings::of(workspace, &quotes.plan, &quotes.seen).is_empty() {
            return Cow::Borrowed(self);
        }
        let mut all = self.clone();
        all.add_quotes(workspace, quotes, Asked::ALL);
        Cow::Owned(all)
    }
}

impl QuoteCheck {
    /// Returns the findings, in no order and each at its level, and the number of findings that the manifest silences.
    pub(crate) fn findings(&self, workspace: &Workspace) -> (Vec<AnyFinding>, usize) {
        let (levels, _) = Levels::new(workspace);
        let found = findings::of(workspace, &self.plan, &self.seen);
        let all = found.len();
        let found = leveled(&levels, found.into_iter().map(AnyFinding::from).collect());
        let silenced = all - found.len();
        (found, silenced)
    }

    /// Returns the numbers of the results for all quotes.
    pub fn counts(&self) -> QuoteCounts {
        let mut counts = QuoteCounts::default();
        let nowhere = [(Why::NoSource, self.plan.without_source), (Why::NoCopy, self.plan.without_copy)];
        counts.unchecked.extend(nowhere.iter().filter(|(_, count)| *count > 0).map(|(why, count)| (why.key(), *count)));
        for (_, state) in self.seen.iter().flat_map(|seen| &seen.quotes) {
            match state {
                QuoteState::Found(found) => {
                    counts.found += 1;
                    counts.replaced += usize::from(!found.replaced.is_empty());
                }
                QuoteState::NotFound { .. } => counts.not_found += 1,
                QuoteState::Unchecked(why) => *counts.unchecked.entry(why.key()).or_default() += 1,
            }
        }
        counts
    }
}

fn look_for(searchable: &Searchable, quote: Option<&str>) -> QuoteState {
    let Some(quote) = quote.and_then(Quote::parse) else { return QuoteState::Unchecked(Why::EmptyQuote) };
    match searchable.find(&quote) {
        Verdict::Found(found) => QuoteState::Found(found),
        Verdict::NotFound => {
            let nearest = searchable.nearest(&quote);
            let passage =
                nearest.as_ref().filter(|_| quote.is_whole()).and_then(|nearest| passage(searchable, nearest));
            QuoteState::NotFound { nearest, passage }
        }
        Verdict::GaveUp => QuoteState::Unchecked(Why::GaveUp),
    }
}

fn quote_digest(quote: Option<&str>) -> QuoteDigest {
    Sha256::digest(quote.unwrap_or_default()).into()
}

/// Returns the nearest passage as a quote on one line; none if it would not be found.
fn passage(searchable: &Searchable, nearest: &Nearest) -> Option<String> {
    let passage = nearest.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let quote = Quote::parse(&passage)?;
    matches!(searchable.find(&quote), Verdict::Found(_)).then_some(passage)
}

/// Returns the quote of a claim, by index.
pub fn quote_of(workspace: &Workspace, claim: usize) -> Option<String> {
    let claim: &Claim = workspace.records.claims.get(claim)?;
    value(workspace, claim.place, "quote")
}

/// Returns the digest of a copy, in the form of `sha256`.
pub fn digest_of(bytes: &[u8]) -> String {
    copy::sha256_of(bytes)
}

/// Returns the path of the copy of a source, by index, from the workspace's root; none if it leads out of it.
pub fn path_of_copy(workspace: &Workspace, source: usize) -> Option<String> {
    copy_of(workspace, source).ok()
}

/// Returns the words of a quote and of the nearest passage: those of the quote alone as `[-…-]`, those of the passage
/// alone as `{+…+}`.
pub fn differences(nearest: &Nearest) -> String {
    findings::differences(nearest)
}
