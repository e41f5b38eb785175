//! Cases of the W3C's OWL 2 suite about negative assertions, disjoint, functional, asymmetric and irreflexive
//! properties, translated into records.
//!
//! Adding axioms to a contradiction does not resolve it. So whatever was translated of a case, a conflict found in it
//! must be one of an inconsistent case; and if all of a case was translated, no conflict must mean a consistent one.
//! The rest is skipped, and said so: cases in RDF/XML, and cases whose point lies in what records do not have (classes,
//! cardinalities, keys, floating-point numbers).

use std::collections::{BTreeMap, BTreeSet};

use gainsay_diff::rules::{self, Group};
use gainsay_tests::workspaces::{read_text, shared, today};

/// A term of OWL's functional syntax: a word (a name or a literal with its type), or a function of terms.
#[derive(Debug)]
enum Term {
    Word(String),
    Function(String, Vec<Term>),
}

impl Term {
    fn word(&self) -> Option<&str> {
        if let Term::Word(word) = self { Some(word) } else { None }
    }
}

/// The words and brackets of a text.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '(' | ')' => 1,
            '"' => {
                let closed = rest[1..].find('"').map_or(rest.len(), |at| at + 2);
                closed
                    + rest[closed..]
                        .find(|c: char| c.is_whitespace() || c == ')' || c == '(')
                        .unwrap_or(rest.len() - closed)
            }
            _ => rest.find(|c: char| c.is_whitespace() || c == ')' || c == '(').unwrap_or(rest.len()),
        };
        tokens.push(rest[..end].to_owned());
        rest = rest[end..].trim_start();
    }
    tokens
}

/// The terms up to the next closing bracket.
fn terms(tokens: &mut std::iter::Peekable<std::vec::IntoIter<String>>) -> Vec<Term> {
    let mut found = Vec::new();
    while let Some(token) = tokens.next_if(|token| token != ")") {
        if tokens.next_if(|next| next == "(").is_some() {
            found.push(Term::Function(token, terms(tokens)));
            tokens.next();
        } else {
            found.push(Term::Word(token));
        }
    }
    found
}

/// Records made of axioms.
#[derive(Default)]
struct Translation {
    /// Predicates, with their keys.
    predicates: BTreeMap<String, BTreeSet<String>>,
    entities: BTreeSet<String>,
    /// Stances and statements.
    claims: Vec<(&'static str, String)>,
    /// The axioms that records cannot say.
    untold: Vec<String>,
}

/// `:Peter_Griffin` as an id.
fn id(word: &str) -> String {
    word.trim_start_matches(':').to_lowercase().replace('_', "-")
}

impl Translation {
    fn axiom(&mut self, axiom: &Term) {
        if self.told(axiom).is_none() {
            self.untold.push(if let Term::Function(name, _) = axiom { name.clone() } else { "a word".into() });
        }
    }

    /// Writes an axiom down; none if records cannot say it.
    fn told(&mut self, axiom: &Term) -> Option<()> {
        let Term::Function(name, arguments) = axiom else { return None };
        let arguments: Vec<&Term> =
            arguments.iter().filter(|term| !matches!(term, Term::Function(name, _) if name == "Annotation")).collect();
        let trait_of = |name: &str| match name {
            "FunctionalObjectProperty" | "FunctionalDataProperty" => Some("functional: true"),
            "InverseFunctionalObjectProperty" => Some("inverse-functional: true"),
            "AsymmetricObjectProperty" => Some("asymmetric: true"),
            "IrreflexiveObjectProperty" => Some("irreflexive: true"),
            "SymmetricObjectProperty" => Some("symmetric: true"),
            "TransitiveObjectProperty" => Some("transitive: true"),
            _ => None,
        };
        match (name.as_str(), arguments.as_slice()) {
            ("Declaration", _) => {}
            ("ObjectPropertyAssertion" | "DataPropertyAssertion", [property, subject, object]) => {
                self.claim("affirms", property, subject, object)?
            }
            ("NegativeObjectPropertyAssertion" | "NegativeDataPropertyAssertion", [property, subject, object]) => {
                self.claim("denies", property, subject, object)?
            }
            ("ClassAssertion", [Term::Function(class, inner), subject])
                if class == "DataHasValue" || class == "ObjectHasValue" =>
            {
                let [property, object] = inner.as_slice() else { return None };
                self.claim("affirms", property, subject, object)?;
            }
            ("DisjointObjectProperties" | "DisjointDataProperties", properties) => {
                let ids: Vec<String> =
                    properties.iter().map(|property| self.predicate(property)).collect::<Option<_>>()?;
                for (i, one) in ids.iter().enumerate() {
                    self.key(
                        one,
                        (!ids[i + 1..].is_empty()).then(|| format!("excludes: [{}]", ids[i + 1..].join(", "))),
                    );
                }
            }
            (name, [property]) => {
                let key = trait_of(name)?;
                let predicate = self.predicate(property)?;
                self.key(&predicate, Some(key.to_owned()));
            }
            _ => return None,
        }
        Some(())
    }

    fn key(&mut self, predicate: &str, key: Option<String>) {
        self.predicates.entry(predicate.to_owned()).or_default().extend(key);
    }

    fn predicate(&mut self, property: &Term) -> Option<String> {
        match property {
            Term::Word(word) => {
                self.key(&id(word), None);
                Some(id(word))
            }
            Term::Function(name, inner) if name == "ObjectInverseOf" => {
                let of = self.predicate(inner.first()?)?;
                let inverse = format!("{of}-inverse");
                self.key(&inverse, Some(format!("inverse-of: {of}")));
                Some(inverse)
            }
            Term::Function(..) => None,
        }
    }

    fn claim(&mut self, stance: &'static str, property: &Term, subject: &Term, object: &Term) -> Option<()> {
        let (subject, object) = (id(subject.word()?), object.word()?);
        let predicate = self.predicate(property)?;
        let object = if let Some(literal) = object.strip_prefix('"') {
            let (text, kind) = literal.split_once('"')?;
            let (object_type, text) = match kind {
                "" | "^^xsd:string" => ("text", format!("\"{text}\"")),
                "^^xsd:integer" | "^^xsd:unsignedInt" | "^^xsd:int" | "^^xsd:short" => ("number", text.to_owned()),
                _ => return None,
            };
            self.key(&predicate, Some(format!("object: {object_type}")));
            text
        } else {
            self.entities.insert(id(object));
            id(object)
        };
        self.entities.insert(subject.clone());
        self.claims.push((stance, format!("{subject} {predicate} {object}")));
        Some(())
    }

    fn records(&self) -> String {
        let mut records = vec![
            "entity: the-ontology\nname: The ontology\n".to_owned(),
            "source: suite\ntitle: The suite\n".to_owned(),
        ];
        records.extend(self.entities.iter().map(|id| format!("entity: {id}\nname: {id}\n")));
        let keys = |keys: &BTreeSet<String>| keys.iter().map(|key| format!("{key}\n")).collect::<String>();
        records.extend(
            self.predicates.iter().map(|(id, traits)| format!("predicate: {id}\ntemporal: timeless\n{}", keys(traits))),
        );
        let claim = |(number, (stance, statement)): (usize, &(&str, String))| {
            format!(
                "claim: axiom-{number}\nby: the-ontology\n{stance}: '{}'\nsource: suite\n",
                statement.replace('\'', "''")
            )
        };
        records.extend(self.claims.iter().enumerate().map(claim));
        records.join("---\n")
    }
}

#[test]
fn what_contradicts_itself_there_does_so_here() {
    let Some(path) = shared("data/owl2/cases.json") else { return };
    let text = std::fs::read_to_string(path).expect("readable cases");
    let cases: Vec<serde_json::Value> = serde_json::from_str(&text).expect("a list of cases");
    let (mut agreed, mut skipped) = (BTreeMap::<String, usize>::new(), Vec::new());
    for case in &cases {
        let field = |name: &str| case[name].as_str().unwrap_or_default();
        let (name, expected) = (field("id"), field("expected"));
        if field("syntax") != "fsPremiseOntology" {
            skipped.push(format!("{name} (RDF/XML)"));
            continue;
        }
        let mut translation = Translation::default();
        for term in terms(&mut tokens(field("premise")).into_iter().peekable()) {
            if let Term::Function(function, axioms) = term
                && function == "Ontology"
            {
                axioms.iter().for_each(|axiom| translation.axiom(axiom));
            }
        }
        let records = translation.records();
        let findings = gainsay_tests::told::check(&read_text(&records), today());
        let of = |groups: &[Group]| {
            findings.iter().any(|finding| rules::find(finding.rule).is_some_and(|rule| groups.contains(&rule.group)))
        };
        assert!(!of(&[Group::Reading]), "{name} was translated badly: {findings:#?}\n{records}");
        if findings.iter().any(|finding| finding.rule == "mixed-ties") {
            skipped.push(format!("{name} (properties without values, whose type is not known)"));
            continue;
        }
        let conflicts = of(&[Group::Pair, Group::Claim, Group::Vocabulary]);
        if conflicts {
            assert_eq!(expected, "inconsistent", "{name}: {findings:#?}\n{records}");
        } else if translation.untold.is_empty() {
            assert_eq!(expected, "consistent", "{name}: nothing was found\n{records}");
        } else {
            skipped.push(format!("{name} ({})", translation.untold.join(", ")));
            continue;
        }
        *agreed.entry(expected.to_owned()).or_default() += 1;
    }
    eprintln!("agreed: {agreed:?}; left out: {}", skipped.join("; "));
    assert!(agreed.get("inconsistent").is_some_and(|count| *count >= 6), "{agreed:?}");
    assert!(agreed.get("consistent").is_some_and(|count| *count >= 4), "{agreed:?}");
}
