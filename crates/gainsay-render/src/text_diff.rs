//! The difference between two texts of a file, as a unified diff.

use similar::TextDiff;

/// The number of lines shown around a change.
const CONTEXT: usize = 3;

/// Returns the unified diff of a file's texts, as `git apply` reads it; empty if they are equal. A file that did not
/// exist has no text before.
pub fn unified(path: &str, before: Option<&str>, after: &str) -> String {
    let old = before.map_or_else(|| "/dev/null".to_owned(), |_| format!("a/{path}"));
    let diff = TextDiff::from_lines(before.unwrap_or_default(), after);
    diff.unified_diff().context_radius(CONTEXT).header(&old, &format!("b/{path}")).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_line_has_its_neighbours() {
        let diff = unified("a.yaml", Some("a\nb\nc\n"), "a\nx\nc\n");
        assert_eq!(diff, "--- a/a.yaml\n+++ b/a.yaml\n@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n");
        assert_eq!(unified("a.yaml", None, "a\n"), "--- /dev/null\n+++ b/a.yaml\n@@ -0,0 +1 @@\n+a\n");
        assert_eq!(unified("a.yaml", Some("a\n"), "a\n"), "");
    }
}
