//! The rules, as one table: each has a page, which is compiled in, printed by `gainsay explain`, and run as a test.

pub mod levels;

use gainsay_model::finding::Level;

/// What a rule is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Group {
    /// Who conflicts with whom.
    Pair,
    /// How claims clash.
    Mechanism,
    /// A single claim.
    Claim,
    /// Rulings and versions.
    Ruling,
    /// Predicates, and ties among records.
    Vocabulary,
    /// Quotes, and the kept copies of sources.
    Quote,
    /// Worth knowing, and no conflict.
    Note,
    /// What could not be read.
    Reading,
}

impl Group {
    /// All of them, in the order of their pages.
    pub const ALL: [Group; 8] = [
        Group::Pair,
        Group::Mechanism,
        Group::Claim,
        Group::Ruling,
        Group::Vocabulary,
        Group::Quote,
        Group::Note,
        Group::Reading,
    ];

    /// A heading for it.
    pub fn heading(self) -> &'static str {
        match self {
            Group::Pair => "Who conflicts with whom",
            Group::Mechanism => "How claims clash",
            Group::Claim => "One claim by itself",
            Group::Ruling => "Rulings and versions",
            Group::Vocabulary => "The vocabulary, and ties among records",
            Group::Quote => "Quotes, and copies of sources",
            Group::Note => "Notes that are no conflicts",
            Group::Reading => "What could not be read",
        }
    }
}

/// What finds what falls under a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Check {
    /// Reading the files.
    Reading,
    /// The comparison of every two claims that can clash.
    Pairs,
    /// The comparison of all claims that can conflict together.
    Sets,
    /// A look at each claim by itself.
    Claims,
    /// A look at each ruling.
    Rulings,
    /// A look at each seal.
    Versions,
    /// The vocabulary as a graph, and ties among records.
    Vocabulary,
    /// All ids, by how they look.
    LookAlikes,
    /// All entities and sources, by what they say.
    Twins,
    /// What one speaker affirms and denies.
    Distinctions,
    /// What one side affirmed and denied at different times.
    PositionChanges,
    /// Accusations, and the answers to them.
    Accusations,
    /// The quotes, in the kept copies of their sources.
    Quotes,
    /// The comparison of two snapshots.
    Comparison,
}

/// What mends a finding.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Remedy {
    /// Edits that the finding carries where it is known what to write.
    Edit,
    /// Somebody has to decide what to write.
    Words,
    /// Somebody has to correct a claim or to rule upon it.
    Ruling,
    /// Nothing needs to be mended.
    Nothing,
}

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Its name, and that of its page.
    pub name: &'static str,
    /// What it is about.
    pub group: Group,
    /// The level of its findings; of mechanisms, that of the rule that a conflict falls under.
    pub level: Level,
    /// The level of those that are only possible.
    pub possible: Level,
    /// What finds what falls under it.
    pub check: Check,
    /// What mends it.
    pub remedy: Remedy,
    /// Its page, as Markdown.
    pub page: &'static str,
}

impl Rule {
    /// Returns what it says in one sentence: the first line of its page below the heading.
    pub fn summary(&self) -> &'static str {
        self.page.lines().skip(1).find(|line| !line.trim().is_empty()).unwrap_or_default()
    }

    /// Returns what is behind it: the first paragraph of its page below the level, or else its sentence.
    pub fn background(&self) -> String {
        let below = self
            .page
            .lines()
            .skip_while(|line| !line.starts_with("Level: "))
            .skip(1)
            .skip_while(|line| line.trim().is_empty());
        let sentences: Vec<&str> = below.take_while(|line| !line.trim().is_empty() && !line.starts_with('#')).collect();
        if sentences.is_empty() { self.summary().to_owned() } else { sentences.join(" ") }
    }
}

macro_rules! rules {
    ($($name:literal $group:ident $level:ident $possible:ident $check:ident $remedy:ident)*) => {
        /// Every rule.
        pub static RULES: &[Rule] = &[$(Rule {
            name: $name,
            group: Group::$group,
            level: Level::$level,
            possible: Level::$possible,
            check: Check::$check,
            remedy: Remedy::$remedy,
            page: include_str!(concat!("../../../docs/rules/", $name, ".md")),
        }),*];
    };
}

rules! {
    "self-contradiction"      Pair       Error   Warning Pairs           Ruling
    "reversal"                Pair       Warning Note    Pairs           Ruling
    "report-divergence"       Pair       Warning Note    Pairs           Ruling
    "mixed-message"           Pair       Warning Note    Pairs           Ruling
    "dispute"                 Pair       Note    Note    Pairs           Ruling
    "denial"                  Mechanism  Note    Note    Pairs           Ruling
    "exclusion"               Mechanism  Note    Note    Pairs           Ruling
    "functional"              Mechanism  Note    Note    Pairs           Ruling
    "inverse-functional"      Mechanism  Note    Note    Pairs           Ruling
    "asymmetry"               Mechanism  Note    Note    Pairs           Ruling
    "once"                    Mechanism  Note    Note    Pairs           Ruling
    "order-cycle"             Mechanism  Note    Note    Sets            Ruling
    "denied-chain"            Mechanism  Note    Note    Sets            Ruling
    "jointly-denied"          Mechanism  Note    Note    Sets            Ruling
    "over-total"              Mechanism  Note    Note    Sets            Ruling
    "impossible-claim"        Claim      Warning Warning Claims          Words
    "undermined"              Claim      Warning Warning Claims          Words
    "said-after-published"    Claim      Warning Warning Claims          Words
    "future-date"             Claim      Warning Warning Claims          Words
    "ambiguous-number"        Claim      Note    Note    Claims          Words
    "stale-ruling"            Ruling     Warning Warning Rulings         Edit
    "unused-ruling"           Ruling     Warning Warning Rulings         Edit
    "unpinned-ruling"         Ruling     Note    Note    Comparison      Edit
    "unsealed-change"         Ruling     Warning Warning Versions        Edit
    "unsatisfiable-predicate" Vocabulary Error   Error   Vocabulary      Words
    "broken-guard"            Vocabulary Error   Error   Vocabulary      Edit
    "clashing-traits"         Vocabulary Error   Error   Vocabulary      Edit
    "mixed-ties"              Vocabulary Error   Error   Vocabulary      Edit
    "look-alike-id"           Vocabulary Warning Warning LookAlikes      Words
    "twin-records"            Vocabulary Note    Note    Twins           Edit
    "circular-entities"       Vocabulary Error   Error   Vocabulary      Words
    "circular-supersession"   Vocabulary Error   Error   Vocabulary      Words
    "implication-cycle"       Vocabulary Note    Note    Vocabulary      Words
    "unused-kind"             Vocabulary Note    Note    Vocabulary      Edit
    "quote-not-found"         Quote      Warning Warning Quotes          Edit
    "source-changed"          Quote      Error   Error   Quotes          Edit
    "missing-copy"            Quote      Warning Warning Quotes          Words
    "empty-quote"             Quote      Warning Warning Quotes          Words
    "far-apart"               Quote      Note    Note    Quotes          Words
    "translation-without-quote" Quote    Note    Note    Quotes          Words
    "distinction"             Note       Note    Note    Distinctions    Nothing
    "position-change"         Note       Note    Note    PositionChanges Nothing
    "unanswered"              Note       Note    Note    Accusations     Nothing
    "not-yaml"                Reading    Error   Error   Reading         Edit
    "unknown-key"             Reading    Error   Error   Reading         Edit
    "duplicate-key"           Reading    Error   Error   Reading         Edit
    "missing-key"             Reading    Error   Error   Reading         Words
    "wrong-shape"             Reading    Error   Error   Reading         Edit
    "bad-date"                Reading    Error   Error   Reading         Edit
    "bad-quantity"            Reading    Error   Error   Reading         Edit
    "bad-statement"           Reading    Error   Error   Reading         Edit
    "unknown-reference"       Reading    Error   Error   Reading         Edit
    "duplicate-id"            Reading    Error   Error   Reading         Words
    "cut-text"                Reading    Error   Error   Reading         Words
}

/// The rule of that name.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

/// Who conflicts with whom.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PairRule {
    /// One utterance, reported in two ways.
    ReportDivergence,
    /// One speaker, and one of the two was certainly said before the other.
    Reversal,
    /// One speaker.
    SelfContradiction,
    /// Somebody in whose name both are said.
    MixedMessage,
    /// Parties that have nobody in common.
    Dispute,
}

impl PairRule {
    /// All of them, in the order in which they are tried.
    pub const ALL: [PairRule; 5] = [
        PairRule::ReportDivergence,
        PairRule::Reversal,
        PairRule::SelfContradiction,
        PairRule::MixedMessage,
        PairRule::Dispute,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            PairRule::ReportDivergence => "report-divergence",
            PairRule::Reversal => "reversal",
            PairRule::SelfContradiction => "self-contradiction",
            PairRule::MixedMessage => "mixed-message",
            PairRule::Dispute => "dispute",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_pages_begin_with_them() {
        for (i, rule) in RULES.iter().enumerate() {
            assert!(RULES[i + 1..].iter().all(|r| r.name != rule.name), "{} stands twice", rule.name);
            assert!(rule.page.starts_with(&format!("# {}\n", rule.name)), "the page of {} begins otherwise", rule.name);
        }
    }

    #[test]
    fn every_page_says_what_it_is_about_and_what_is_behind_it() {
        for rule in RULES {
            for told in [rule.summary().to_owned(), rule.background()] {
                assert!(
                    !told.is_empty() && !told.starts_with(['#', '`']) && !told.starts_with("Level"),
                    "{}: {told}",
                    rule.name
                );
            }
            assert_ne!(rule.summary(), rule.background(), "{}", rule.name);
        }
    }

    #[test]
    fn every_pair_rule_and_mechanism_is_in_the_table() {
        for rule in PairRule::ALL {
            assert_eq!(find(rule.name()).map(|r| r.group), Some(Group::Pair));
        }
        for mechanism in crate::clash::Mechanism::ALL {
            assert_eq!(find(mechanism.name()).map(|r| r.group), Some(Group::Mechanism));
        }
    }
}
