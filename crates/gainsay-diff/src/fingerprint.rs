//! Fingerprints: what is the same about a finding when the files around it change.

use gainsay_model::Workspace;
use gainsay_model::finding::Finding;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

/// The fingerprint of each finding: 16 hex digits.
///
/// Of a conflict it is made of rule, mechanism and contested statement, else of rule and the first record's kind, id and key. A finding
/// about no record stands for its file. The second of several that are alike in this has its number in it, so that no two are equal.
pub fn fingerprints(workspace: &Workspace, findings: &[Finding]) -> Vec<String> {
    let mut seen: FxHashMap<String, usize> = FxHashMap::default();
    let of = |finding: &Finding| {
        let identity = identity(workspace, finding);
        let count = seen.entry(identity.clone()).or_default();
        *count += 1;
        digest(&if *count == 1 { identity } else { format!("{identity}\0{count}") })
    };
    findings.iter().map(of).collect()
}

pub(crate) fn identity(workspace: &Workspace, finding: &Finding) -> String {
    if let (Some(mechanism), Some(contested)) = (finding.mechanism, &finding.contested) {
        return [finding.rule, mechanism, contested].join("\0");
    }
    let key = finding.key.as_deref().unwrap_or_default();
    match finding.records.first() {
        Some(record) if !record.id.is_empty() => [finding.rule, record.kind.word(), &record.id, key].join("\0"),
        _ => {
            let file = finding.labels.first().and_then(|label| workspace.files.get(label.route.file() as usize));
            [finding.rule, "file", file.map_or("", |f| &f.path), key].join("\0")
        }
    }
}

fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use gainsay_model::finding::Route;
    use gainsay_model::schema::Kind;

    #[test]
    fn alike_findings_are_told_apart_and_others_do_not_move_them() {
        let workspace = Workspace::default();
        let fault = |key: &str| Finding::about("unknown-key", Route::File(0), "").of(Kind::Claim, "a").keyed(key);
        let (one, two) = (fingerprints(&workspace, &[fault("x"), fault("x")]), fingerprints(&workspace, &[fault("y"), fault("x")]));
        assert_ne!(one[0], one[1]);
        assert_eq!(one[0], two[1]);
        assert!(one.iter().all(|f| f.len() == 16));
    }
}
