//! Several records in the place of one, and a name that several have.

use crate::finding::Route;
use crate::interner::is_id;
use crate::read::fields::id_from;
use crate::unknown_reference::Unknown;

use super::record_names::Named;
use super::shown_name;
use super::{Advice, MOST_WORDS, Suggestions};

impl Suggestions<'_> {
    /// Returns the advice for several ids in the place of one.
    pub(super) fn joint(&self, unknown: &Unknown, text: &str) -> Option<Advice> {
        let wanted = unknown.wanted;
        let resolved = |parts: &[&str]| parts.iter().filter_map(|part| self.resolve(wanted, part)).collect::<Vec<_>>();
        let mut parts = parted(text);
        if parts.len() == 1 {
            // Words that only spaces separate are several ids where each of them is one.
            parts = text.split_whitespace().take(MOST_WORDS).collect();
            if resolved(&parts).len() < parts.len() {
                return None;
            }
        }
        let mut ids = resolved(&parts);
        let (all, any) = (ids.len() == parts.len(), !ids.is_empty());
        ids.dedup();
        // `al-jazeera/english` may be one id, and so may words that only spaces separate.
        let is_clear =
            parts.len() > 1 && text.split_whitespace().count() > 1 && parts.len() < text.split_whitespace().count();
        if parts.len() < 2 || !(all || any && (is_clear || !is_id(text))) || all && ids.len() < 2 {
            let speaks = matches!(unknown.route, Route::Key(_, "by", _)) && is_clear && !text.contains(", ");
            let example = id_from(text).filter(|id| speaks && !self.is_known(wanted, id))?;
            return Some(Advice::help(format!(
                "if these are several, write a claim for each of them, with one `utterance`; if it is one, add the entity under an id, for \
                 example `entity: {example}`"
            )));
        }
        let Route::Key(_, key, _) = unknown.route else {
            return Some(Advice::help(format!("write a claim for each of them{}", listed(&ids, all))));
        };
        let is_list = matches!(
            key,
            "via" | "based-on" | "supersedes" | "part-of" | "same-as" | "derived-from" | "between" | "speaks-for"
        );
        Some(Advice::help(match (is_list, key) {
            (true, _) if all => {
                format!(
                    "a list stands in brackets, its members separated by plain commas: did you mean `[{}]`?",
                    ids.join(", ")
                )
            }
            (true, _) => {
                "a list stands in brackets, its members separated by plain commas: write each id as a member of its own"
                    .to_string()
            }
            (_, "by") => format!("write a claim for each of them{}, with one `utterance`", listed(&ids, all)),
            _ => format!("write a claim for each of them{}", listed(&ids, all)),
        }))
    }
}

/// Returns the advice for a name that several records have.
pub(super) fn several(named: &Named, text: &str) -> Option<Advice> {
    let Named { ids, what } = named;
    let listed: Vec<String> = ids.iter().take(5).map(|id| format!("`{id}`")).collect();
    let help =
        format!("{} have the {what} `{}`: write the id of the one that is meant", listed.join(", "), shown_name(text));
    (ids.len() > 1).then(|| Advice::help(help))
}

/// Returns the parts of a text that names several things, by the words and signs that join them.
pub(super) fn parted(text: &str) -> Vec<&str> {
    const JOINTS: [&str; 26] = [
        " and ",
        " & ",
        "&",
        " und ",
        " et ",
        " y ",
        " + ",
        " plus ",
        " sowie ",
        " as well as ",
        " together with ",
        " with ",
        " и ",
        " و ",
        " e ",
        " / ",
        "/",
        ", ",
        ",",
        ";",
        "、",
        "，",
        "；",
        "،",
        "؛",
        "\n",
    ];
    let text = ["both ", "Both "].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
    let mut parts = vec![text];
    for joint in JOINTS {
        parts = parts.into_iter().flat_map(|part| part.split(joint)).collect();
    }
    let bare = |part: &&str| !part.is_empty();
    parts.into_iter().map(|part| part.trim().trim_start_matches("and ")).filter(bare).collect()
}

pub(super) fn listed(ids: &[String], all: bool) -> String {
    let listed = || ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
    if all { format!(" ({})", listed()) } else { String::new() }
}
