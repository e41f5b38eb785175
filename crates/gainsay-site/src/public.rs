//! The part of a workspace that may be published: everything but the records with the tag `private`, and what would
//! reveal them.
//!
//! The records are removed from the texts of the files before these are read, so that no count, no page and no index
//! can contain them. Lines keep their numbers.

use std::collections::{BTreeMap, BTreeSet};

use gainsay_model::Workspace;
use gainsay_model::edit::{Edit, KeyPath, Target, apply};
use gainsay_model::read::Input;
use gainsay_model::record::ObjectType;
use gainsay_model::references::references;
use gainsay_model::schema::Kind;
use gainsay_model::text::composed;
use gainsay_model::yaml::{self, Document};
use gainsay_render::plain::texts;
use gainsay_store::Error;

/// The tag of records that are not published.
const PRIVATE: &str = "private";

/// The identity of a record: its kind and id.
type Named = (Kind, String);

/// Files without the private records.
pub struct Public {
    /// The files.
    pub inputs: Vec<Input>,
    /// The number of claims that were left out.
    pub claims: usize,
}

/// A record, and the references that it makes.
struct Node {
    named: Named,
    file: usize,
    start: u32,
    is_private: bool,
    /// The records that it refers to, and under which key.
    names: Vec<(Named, String)>,
}

/// Returns files without the private records: claims with the tag, claims that they replace, rulings on them, and
/// entities and sources that no other record mentions.
///
/// # Errors
/// Returns an error if something that is private could not be left out.
pub fn public(inputs: Vec<Input>) -> Result<Public, Error> {
    let workspace = Workspace::read(inputs.clone());
    let is_literal = |predicate: &str| !matches!(workspace.object_type(predicate), None | Some(ObjectType::Entity));
    let mut texts: Vec<Option<String>> =
        inputs.iter().map(|input| String::from_utf8(input.bytes.clone().ok()?).ok()).collect();
    let mut nodes: Vec<Node> = Vec::new();
    for (file, text) in texts.iter().enumerate() {
        let documents = text.as_deref().map(|text| yaml::read(text).documents).unwrap_or_default();
        nodes.extend(documents.iter().filter_map(|document| node(document, file, &is_literal)));
    }
    let left_out = left_out(&nodes);
    let is_left_out = |node: &Node| left_out.contains(&node.named);
    let mut ends: Vec<Vec<u32>> = vec![Vec::new(); texts.len()];
    for node in nodes.iter().filter(|node| is_left_out(node)) {
        ends[node.file].push(node.start);
    }
    for (file, starts) in ends.iter().enumerate() {
        if let Some(text) = &mut texts[file] {
            blank(text, starts);
        }
    }
    for node in nodes.iter().filter(|node| !is_left_out(node)) {
        for (named, key) in node.names.iter().filter(|(named, _)| left_out.contains(named)) {
            if let Some(text) = &mut texts[node.file] {
                *text = without(text, node, named, key)?;
            }
        }
    }
    let claims = nodes.iter().filter(|node| node.named.0 == Kind::Claim && is_left_out(node)).count();
    let inputs = inputs.into_iter().zip(texts).map(|(input, text)| match text {
        Some(text) => Input { bytes: Ok(without_unread(text).into_bytes()), ..input },
        None => input,
    });
    let public = Public { inputs: inputs.collect(), claims };
    verify(&public, &is_literal, &left_out)?;
    Ok(public)
}

fn node(document: &Document, file: usize, is_literal: &dyn Fn(&str) -> bool) -> Option<Node> {
    let kind = Kind::of_first_key(&document.entries.first()?.key.text)?;
    let own = gainsay_render::plain::text(document, kind.first_key()).unwrap_or_default();
    let names = references(document, is_literal).into_iter().filter(|one| !one.is_own);
    Some(Node {
        // A record without an id is identified by its place.
        named: (
            kind,
            if own.is_empty() { format!("\0{file}\0{}", document.span.start) } else { composed(&own).into_owned() },
        ),
        file,
        start: document.span.start,
        is_private: texts(document, "tags").iter().any(|tag| tag.eq_ignore_ascii_case(PRIVATE)),
        names: names.map(|one| ((one.kind, composed(one.id).into_owned()), one.key.to_owned())).collect(),
    })
}

/// The keys under which a claim may refer to another one that it does not need.
const LOOSE: [&str; 3] = ["answers", "based-on", "supersedes"];

/// Returns the records that are not published.
fn left_out(nodes: &[Node]) -> BTreeSet<Named> {
    let mut out: BTreeSet<Named> = nodes.iter().filter(|node| node.is_private).map(|node| node.named.clone()).collect();
    // A record that needs one of them is left out too; so is a claim that one of them replaces, since it would seem to
    // hold again.
    loop {
        let before = out.len();
        for node in nodes {
            let is_out = out.contains(&node.named);
            let names_one = |(named, key): &(Named, String)| out.contains(named) && !is_loose(node, key);
            if !is_out && node.names.iter().any(names_one) {
                out.insert(node.named.clone());
            } else if is_out {
                out.extend(node.names.iter().filter(|(_, key)| key == "supersedes").map(|(named, _)| named.clone()));
            }
        }
        if out.len() == before {
            break;
        }
    }
    // Entities and sources are left out if only records that are left out mention them.
    let mut spoken_of: BTreeSet<&Named> = BTreeSet::new();
    let mut hidden: BTreeSet<&Named> = BTreeSet::new();
    for node in nodes.iter().filter(|node| matches!(node.named.0, Kind::Claim | Kind::Ruling)) {
        let set = if out.contains(&node.named) { &mut hidden } else { &mut spoken_of };
        set.extend(node.names.iter().map(|(named, _)| named));
    }
    let is_of_them = |named: &Named| {
        matches!(named.0, Kind::Entity | Kind::Source) && hidden.contains(named) && !spoken_of.contains(named)
    };
    let mut kept: BTreeSet<&Named> =
        nodes.iter().map(|node| &node.named).filter(|named| !out.contains(*named) && !is_of_them(named)).collect();
    let mut by_name: BTreeMap<&Named, Vec<&Node>> = BTreeMap::new();
    for node in nodes {
        by_name.entry(&node.named).or_default().push(node);
    }
    // A record that a kept record refers to is kept as well.
    let mut open: Vec<&Named> = kept.iter().copied().collect();
    while let Some(named) = open.pop() {
        for (other, _) in by_name.get(named).into_iter().flatten().flat_map(|node| &node.names) {
            if let Some((other, _)) = by_name.get_key_value(other)
                && !out.contains(*other)
                && kept.insert(other)
            {
                open.push(other);
            }
        }
    }
    let orphans: Vec<Named> = nodes
        .iter()
        .map(|node| &node.named)
        .filter(|named| is_of_them(named) && !kept.contains(named))
        .cloned()
        .collect();
    out.extend(orphans);
    out
}

/// Returns whether a record can exist without what it refers to under a key.
fn is_loose(node: &Node, key: &str) -> bool {
    match node.named.0 {
        Kind::Claim => LOOSE.contains(&key),
        Kind::Ruling => false,
        _ => true,
    }
}

/// Removes from a text the documents that begin at these bytes. Lines keep their places.
fn blank(text: &mut String, starts: &[u32]) {
    for document in yaml::read(text).documents.iter().filter(|document| starts.contains(&document.span.start)) {
        let span = document.span.start as usize..document.span.end as usize;
        let Some(record) = text.get(span.clone()) else { continue };
        let blanked: String =
            record.chars().map(|c| if c == '\n' { "\n".to_owned() } else { " ".repeat(c.len_utf8()) }).collect();
        text.replace_range(span, &blanked);
    }
}

/// Returns a text without the reference of a record to another one under a key.
fn without(text: &str, node: &Node, named: &Named, key: &str) -> Result<String, Error> {
    let record = Target::new(node.named.0, node.named.1.clone());
    let edits = [
        Edit::Take {
            record: record.clone(),
            key: key.to_owned(),
            member: gainsay_model::value::Value::text(named.1.clone()),
        },
        Edit::Unset { record, key: KeyPath::of(key) },
    ];
    let done = edits.iter().find_map(|edit| apply(text, edit).ok());
    done.ok_or_else(|| {
        Error::new(format!(
            "`{key}` of {} `{}` names something private, and could not be left out",
            node.named.0, node.named.1
        ))
        .help("correct the record: `gainsay check` tells what is wrong with it")
    })
}

/// Returns a text, or nothing of it if a part could not be read and the text contains the tag: nobody knows what else
/// is in such a part.
fn without_unread(text: String) -> String {
    let reading = yaml::read(&text);
    let is_read = reading.faults.is_empty();
    if is_read || !text.to_lowercase().contains(PRIVATE) { text } else { String::new() }
}

/// Refuses to publish if something private is still there.
fn verify(public: &Public, is_literal: &dyn Fn(&str) -> bool, left_out: &BTreeSet<Named>) -> Result<(), Error> {
    for (file, input) in public.inputs.iter().enumerate() {
        let Some(text) = input.bytes.as_ref().ok().and_then(|bytes| std::str::from_utf8(bytes).ok()) else { continue };
        for node in yaml::read(text).documents.iter().filter_map(|document| node(document, file, is_literal)) {
            let names_one = node.names.iter().any(|(named, _)| left_out.contains(named));
            if node.is_private || left_out.contains(&node.named) || names_one {
                return Err(Error::new(format!("something private in {} could not be left out", input.path))
                    .help("correct the file: `gainsay check` tells what is wrong with it"));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
gainsay: 1
---
predicate: knows
label: knows
---
entity: ada
name: Ada
---
entity: bea
name: Bea
---
entity: informant
name: The Informant
---
source: paper
title: Paper
---
source: talk
title: A talk in the dark
---
claim: told
by: informant
affirms: ada knows bea
said: 2020
source: talk
quote: she does, and I saw it
supersedes: older
tags: [private, hot]
---
claim: older
by: ada
denies: ada knows bea
source: paper
---
claim: open
by: bea
affirms: bea knows ada
source: paper
answers: told
based-on: [told, other]
---
claim: other
by: ada
affirms: ada knows bea
source: paper
---
ruling: r
between: [told, other]
verdict: open
because: nobody knows
";

    fn of(text: &str) -> Public {
        public(vec![Input { path: "gainsay.yaml".to_owned(), bytes: Ok(text.as_bytes().to_vec()) }]).expect("public")
    }

    fn text(public: &Public) -> String {
        String::from_utf8(public.inputs[0].bytes.clone().expect("read")).expect("text")
    }

    #[test]
    fn what_is_private_and_what_would_show_it_is_left_out() {
        let public = of(TEXT);
        let text = text(&public);
        assert_eq!(public.claims, 2);
        for gone in ["informant", "Informant", "talk", "dark", "she does", "told", "older", "ruling", "hot", "private"]
        {
            assert!(!text.contains(gone), "{gone} in {text}");
        }
        for kept in ["claim: open", "claim: other", "entity: ada", "entity: bea", "source: paper", "other]"] {
            assert!(text.contains(kept), "{kept} not in {text}");
        }
        let workspace = Workspace::read(public.inputs);
        assert!(workspace.findings.is_empty(), "{:#?}", workspace.findings);
        assert_eq!(workspace.records.claims.len(), 2);
    }

    #[test]
    fn lines_keep_their_numbers() {
        let public = of(TEXT);
        let line = |text: &str, wanted: &str| text.lines().position(|line| line == wanted);
        assert_eq!(line(&text(&public), "claim: other"), line(TEXT, "claim: other").map(|at| at - 1));
        assert_eq!(line(&text(&public), "claim: open"), line(TEXT, "claim: open"));
    }

    #[test]
    fn what_nothing_private_is_in_stays_as_it_is() {
        let plain = "claim: a\nby: b\naffirms: b is c\nsource: s\ntags: [hot]\n";
        assert_eq!(text(&of(plain)), plain);
        assert_eq!(of(plain).claims, 0);
    }

    #[test]
    fn what_cannot_be_read_and_speaks_of_it_is_left_out() {
        let broken = "claim: a\nby: [b\ntags: [private]\nquote: the secret\n";
        assert!(!text(&of(broken)).contains("secret"));
    }

    #[test]
    fn other_records_with_the_tag_are_left_out_with_what_names_them() {
        let text = text(&of(
            "entity: spy\nname: Spy\ntags: private\n---\nclaim: a\nby: spy\naffirms: spy is spy\nsource: s\n\
             ---\nentity: boss\nname: Boss\nspeaks-for: [spy]\n",
        ));
        assert!(!text.contains("spy") && !text.contains("Spy"), "{text}");
        assert!(text.contains("Boss"));
    }
}
