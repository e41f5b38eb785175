//! The rules, as one table: each has a page, which is compiled in, printed by `gainsay explain`, and run as a test.

pub mod levels;

use gainsay_model::finding::Level;

/// The subject of a rule.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Group {
    /// Conflicts of two claims, by their speakers.
    Pair,
    /// The ways in which claims clash.
    Mechanism,
    /// A single claim.
    Claim,
    /// Rulings and versions.
    Ruling,
    /// Predicates, and ties among records.
    Vocabulary,
    /// Quotes, and the kept copies of sources.
    Quote,
    /// Notes that are worth knowing, and no conflicts.
    Note,
    /// Parts that could not be read.
    Reading,
}

impl Group {
    /// All groups, in the order of their pages.
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

    /// Returns the heading of the group.
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

/// The check that finds violations of a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Check {
    /// The reading of the files.
    Reading,
    /// The comparison of every two claims that can clash.
    Pairs,
    /// The comparison of all claims that can conflict together.
    Sets,
    /// A check of each claim by itself.
    Claims,
    /// A check of each ruling.
    Rulings,
    /// A check of each seal.
    Versions,
    /// A check of the vocabulary as a graph, and of ties between records.
    Vocabulary,
    /// A comparison of all ids by their looks.
    LookAlikes,
    /// A comparison of all entities and sources by their content.
    Twins,
    /// A comparison of each speaker's affirmations and denials.
    Distinctions,
    /// A comparison of each side's affirmations and denials at different times.
    PositionChanges,
    /// A check of accusations, and of the answers to them.
    Accusations,
    /// A check of the quotes, in the kept copies of their sources.
    Quotes,
    /// The comparison of two snapshots.
    Comparison,
}

/// The remedy of a finding.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Remedy {
    /// Edits that the finding carries, where it is known what to write.
    Edit,
    /// Words that a person has to choose.
    Words,
    /// A correction of a claim by a person, or a ruling.
    Ruling,
    /// No remedy, since none is needed.
    Nothing,
}

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// The name of the rule, and of its page.
    pub name: &'static str,
    /// The subject of the rule.
    pub group: Group,
    /// The level of its findings; for a mechanism, that of the rule that a conflict falls under.
    pub level: Level,
    /// The level of findings that are only possible.
    pub possible: Level,
    /// The check that finds violations of the rule.
    pub check: Check,
    /// The remedy of its findings.
    pub remedy: Remedy,
    /// The page of the rule, as Markdown.
    pub page: &'static str,
}

impl Rule {
    /// Returns the rule in one sentence: the first line of its page below the heading.
    pub fn summary(&self) -> &'static str {
        self.page.lines().skip(1).find(|line| !line.trim().is_empty()).unwrap_or_default()
    }

    /// Returns the background of the rule: the first paragraph of its page below the level, or else its sentence.
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
        /// All rules.
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
    "undermined"              Claim      Warning Warning Claims          Edit
    "said-after-published"    Claim      Warning Warning Claims          Words
    "future-date"             Claim      Warning Warning Claims          Words
    "ambiguous-number"        Claim      Note    Note    Claims          Edit
    "stale-ruling"            Ruling     Warning Warning Rulings         Edit
    "unused-ruling"           Ruling     Warning Warning Rulings         Edit
    "unpinned-ruling"         Ruling     Note    Note    Comparison      Edit
    "unsealed-change"         Ruling     Warning Warning Versions        Edit
    "unsatisfiable-predicate" Vocabulary Error   Error   Vocabulary      Edit
    "broken-guard"            Vocabulary Error   Error   Vocabulary      Edit
    "clashing-traits"         Vocabulary Error   Error   Vocabulary      Edit
    "mixed-ties"              Vocabulary Error   Error   Vocabulary      Edit
    "look-alike-id"           Vocabulary Warning Warning LookAlikes      Words
    "twin-records"            Vocabulary Note    Note    Twins           Edit
    "circular-entities"       Vocabulary Error   Error   Vocabulary      Edit
    "circular-supersession"   Vocabulary Error   Error   Vocabulary      Edit
    "implication-cycle"       Vocabulary Note    Note    Vocabulary      Edit
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
    "duplicate-id"            Reading    Error   Error   Reading         Edit
    "cut-text"                Reading    Error   Error   Reading         Edit
}

/// Returns the rule of that name.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

/// The rules of conflicts of two claims, by their speakers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PairRule {
    /// The claims are one utterance, reported in two ways.
    ReportDivergence,
    /// The claims have one speaker, and one of them was certainly made before the other.
    Reversal,
    /// The claims have one speaker.
    SelfContradiction,
    /// The claims are made in one name.
    MixedMessage,
    /// The claims are made by parties that have no common principal.
    Dispute,
}

impl PairRule {
    /// All rules of pairs, in the order in which they are tried.
    pub const ALL: [PairRule; 5] = [
        PairRule::ReportDivergence,
        PairRule::Reversal,
        PairRule::SelfContradiction,
        PairRule::MixedMessage,
        PairRule::Dispute,
    ];

    /// Returns the name of the rule.
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
        for mechanism in crate::mechanism::Mechanism::ALL {
            assert_eq!(find(mechanism.name()).map(|r| r.group), Some(Group::Mechanism));
        }
    }
}
