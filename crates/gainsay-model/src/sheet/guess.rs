//! Guesses the column of a header that is not exactly the name of a key.

use crate::schema::Kind;

use super::column::Column;

/// The headers of other people's sheets, in lower case with `-` between words, each with the column that they mean.
const CLAIM: &[(&str, &[&str])] = &[
    ("by", &["speaker", "person", "who", "said-by", "claimant"]),
    ("said", &["date", "date-said", "said-on"]),
    ("quote", &["quotation", "words", "verbatim"]),
    ("source", &["source-id", "link", "url"]),
    ("at", &["page", "paragraph", "minute"]),
    ("statement", &["claim-text", "assertion"]),
    ("lang", &["language"]),
    ("tags", &["tag", "keywords", "labels"]),
    ("note", &["notes", "comment", "comments", "remarks"]),
];

const ENTITY: &[(&str, &[&str])] = &[
    ("name", &["label", "full-name"]),
    ("kind", &["type", "category"]),
    ("aka", &["alias", "aliases", "other-names"]),
    ("since", &["born", "birth-date", "founded", "start"]),
    ("until", &["died", "death-date", "dissolved", "end"]),
    ("links.wikidata", &["wikidata", "wikidata-id"]),
    ("note", &["notes", "comment", "comments", "remarks"]),
];

const SOURCE: &[(&str, &[&str])] = &[
    ("title", &["headline", "name"]),
    ("publisher", &["outlet", "site", "website", "media"]),
    ("author", &["authors", "byline"]),
    ("url", &["link", "address"]),
    ("archived", &["archive", "archive-url", "archived-url"]),
    ("published", &["date", "publication-date", "published-on"]),
    ("accessed", &["accessed-on", "retrieved"]),
    ("sha256", &["hash", "sha-256"]),
    ("lang", &["language"]),
    ("note", &["notes", "comment", "comments", "remarks"]),
];

impl Column {
    /// Returns the column that a header means: the column of that name, whatever the case of its letters and the signs
    /// between its words, or the one that people often call so.
    pub fn guessed(kind: Kind, header: &str) -> Option<Column> {
        if let Some(column) = Column::named(kind, header) {
            return Some(column);
        }
        let plain = plain(header);
        let habits = match kind {
            Kind::Claim => CLAIM,
            Kind::Entity => ENTITY,
            Kind::Source => SOURCE,
            Kind::Predicate | Kind::Ruling | Kind::Manifest => &[],
        };
        let meant = habits.iter().find(|(_, others)| others.contains(&plain.as_str())).map(|(name, _)| *name);
        Column::named(kind, &plain).or_else(|| Column::named(kind, meant?))
    }
}

fn plain(header: &str) -> String {
    let small = header.trim().to_lowercase();
    small.split(|c: char| c.is_whitespace() || c == '_').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_guessed() {
        let name = |kind, header| Column::guessed(kind, header).map(|column| column.name());
        assert_eq!(name(Kind::Claim, " Speaker ").as_deref(), Some("by"));
        assert_eq!(name(Kind::Claim, "Based_On").as_deref(), Some("based-on"));
        assert_eq!(name(Kind::Source, "Archive  URL").as_deref(), Some("archived"));
        assert_eq!(name(Kind::Claim, "shoe size"), None);
        for (kind, habits) in [(Kind::Claim, CLAIM), (Kind::Entity, ENTITY), (Kind::Source, SOURCE)] {
            assert!(habits.iter().all(|(key, _)| Column::named(kind, key).is_some()), "{kind}");
        }
    }
}
