//! The words that may stand under a key, for completion in editors and shells.

use std::collections::BTreeSet;

use gainsay_model::Workspace;
use gainsay_model::schema::{Key, Shape};

/// Returns the words of which the value of a key is one, and for the kinds of entities those that a workspace uses; none
/// where a text is free.
pub fn offered_words<'w>(workspace: &'w Workspace, key: &Key) -> Vec<&'w str> {
    match (key.shape, key.name) {
        (Shape::Flag, _) => vec!["true", "false"],
        (_, "object") => vec!["entity", "number", "date", "text"],
        (_, "kind" | "domain" | "range") => {
            let kinds = workspace.entities().filter_map(|entity| entity.kind);
            kinds.map(|kind| workspace.text(kind)).collect::<BTreeSet<_>>().into_iter().collect()
        }
        _ => key.words().to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use gainsay_model::Input;
    use gainsay_model::schema::Kind;

    use super::*;

    #[test]
    fn words_are_those_of_the_format_and_the_kinds_in_use() {
        let text = "entity: a\nname: A\nkind: state\n---\nentity: b\nname: B\nkind: person\n---\nentity: c\nname: C\nkind: state\n";
        let workspace = Workspace::read(vec![Input { path: "a.yaml".into(), bytes: Ok(text.into()) }]);
        let words = |kind: Kind, key: &str| offered_words(&workspace, kind.key(key).unwrap());
        assert_eq!(words(Kind::Entity, "kind"), ["person", "state"]);
        assert_eq!(words(Kind::Predicate, "domain"), ["person", "state"]);
        assert_eq!(words(Kind::Predicate, "symmetric"), ["true", "false"]);
        assert_eq!(words(Kind::Claim, "confidence"), ["high", "medium", "low"]);
        assert_eq!(words(Kind::Claim, "note"), [""; 0]);
    }
}
