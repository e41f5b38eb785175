//! The rules, as one table: each has a page, which is compiled in, printed by `gainsay explain`, and run as a test.

pub mod levels;

use gainsay_model::finding::Level;

/// What a rule is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Group {
    /// Who conflicts with whom.
    Pair,
    /// How two claims clash.
    Mechanism,
    /// A single claim.
    Claim,
    /// Rulings and versions.
    Ruling,
    /// Predicates, and ties among records.
    Vocabulary,
    /// Worth knowing, and no conflict.
    Note,
    /// What could not be read.
    Reading,
}

impl Group {
    /// All of them, in the order of their pages.
    pub const ALL: [Group; 7] =
        [Group::Pair, Group::Mechanism, Group::Claim, Group::Ruling, Group::Vocabulary, Group::Note, Group::Reading];

    /// A heading for it.
    pub fn heading(self) -> &'static str {
        match self {
            Group::Pair => "Who conflicts with whom",
            Group::Mechanism => "How two claims clash",
            Group::Claim => "One claim by itself",
            Group::Ruling => "Rulings and versions",
            Group::Vocabulary => "The vocabulary, and ties among records",
            Group::Note => "Notes that are no conflicts",
            Group::Reading => "What could not be read",
        }
    }
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
        let below = self.page.lines().skip_while(|line| !line.starts_with("Level: ")).skip(1).skip_while(|line| line.trim().is_empty());
        let sentences: Vec<&str> = below.take_while(|line| !line.trim().is_empty() && !line.starts_with('#')).collect();
        if sentences.is_empty() { self.summary().to_owned() } else { sentences.join(" ") }
    }
}

macro_rules! rules {
    ($($name:literal $group:ident $level:ident $possible:ident)*) => {
        /// Every rule.
        pub static RULES: &[Rule] = &[$(Rule {
            name: $name,
            group: Group::$group,
            level: Level::$level,
            possible: Level::$possible,
            page: include_str!(concat!("../../../docs/rules/", $name, ".md")),
        }),*];
    };
}

rules! {
    "self-contradiction"      Pair       Error   Warning
    "reversal"                Pair       Warning Note
    "report-divergence"       Pair       Warning Note
    "mixed-message"           Pair       Warning Note
    "dispute"                 Pair       Note    Note
    "denial"                  Mechanism  Note    Note
    "exclusion"               Mechanism  Note    Note
    "functional"              Mechanism  Note    Note
    "inverse-functional"      Mechanism  Note    Note
    "asymmetry"               Mechanism  Note    Note
    "once"                    Mechanism  Note    Note
    "impossible-claim"        Claim      Warning Warning
    "undermined"              Claim      Warning Warning
    "said-after-published"    Claim      Warning Warning
    "future-date"             Claim      Warning Warning
    "ambiguous-number"        Claim      Note    Note
    "stale-ruling"            Ruling     Warning Warning
    "unused-ruling"           Ruling     Warning Warning
    "unpinned-ruling"         Ruling     Note    Note
    "unsealed-change"         Ruling     Warning Warning
    "unsatisfiable-predicate" Vocabulary Error   Error
    "broken-guard"            Vocabulary Error   Error
    "clashing-traits"         Vocabulary Error   Error
    "mixed-ties"              Vocabulary Error   Error
    "look-alike-id"           Vocabulary Warning Warning
    "twin-records"            Vocabulary Note    Note
    "circular-entities"       Vocabulary Error   Error
    "circular-supersession"   Vocabulary Error   Error
    "implication-cycle"       Vocabulary Note    Note
    "unused-kind"             Vocabulary Note    Note
    "distinction"             Note       Note    Note
    "position-change"         Note       Note    Note
    "not-yaml"                Reading    Error   Error
    "unknown-key"             Reading    Error   Error
    "duplicate-key"           Reading    Error   Error
    "missing-key"             Reading    Error   Error
    "wrong-shape"             Reading    Error   Error
    "bad-date"                Reading    Error   Error
    "bad-quantity"            Reading    Error   Error
    "bad-statement"           Reading    Error   Error
    "unknown-reference"       Reading    Error   Error
    "duplicate-id"            Reading    Error   Error
    "cut-text"                Reading    Error   Error
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
    pub const ALL: [PairRule; 5] =
        [PairRule::ReportDivergence, PairRule::Reversal, PairRule::SelfContradiction, PairRule::MixedMessage, PairRule::Dispute];

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
                assert!(!told.is_empty() && !told.starts_with(['#', '`']) && !told.starts_with("Level"), "{}: {told}", rule.name);
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
