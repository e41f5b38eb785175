//! Attributes: what `.gitattributes` say of a path.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use gix::bstr::{BStr, ByteSlice};
use gix::glob::pattern::Case;
use gix::glob::wildmatch::Mode;

use crate::Repository;

/// The attributes by which content becomes other content in the checkout.
const CONVERTING: [&str; 3] = ["filter", "ident", "working-tree-encoding"];

impl Repository {
    /// What an attribute is for a file, as `git check-attr` says it: its value, `set` or `unset`; none if nothing is
    /// said. `path` is from the door's folder. The files of the checkout are read, not those of the index.
    pub fn attribute(&self, path: &str, name: &str) -> Option<String> {
        let whole = self.whole(path);
        self.rules(&whole)
            .iter()
            .find_map(|(file, within)| stated(&read(file)?, &whole, within, name))
            .filter(|word| word != "unspecified")
    }

    /// Whether git may put other content into some of these files than it keeps, the ends of lines aside: whether such
    /// an attribute is named where rules for them may stand. Paths are from the door's folder.
    pub fn converts<'p>(&self, paths: impl Iterator<Item = &'p str>) -> bool {
        let folders: BTreeSet<&str> =
            paths.map(|path| path.rsplit_once('/').map_or("", |(folder, _)| folder)).collect();
        let rules = folders.into_iter().flat_map(|folder| self.rules(&self.whole(&format!("{folder}/"))));
        let files: BTreeSet<PathBuf> = rules.map(|(file, _)| file).collect();
        files.iter().filter_map(|file| read(file)).any(|rules| CONVERTING.iter().any(|name| rules.contains_str(name)))
    }

    /// A path from the root of the repository.
    fn whole(&self, path: &str) -> String {
        if self.folder.is_empty() { path.to_owned() } else { format!("{}/{path}", self.folder) }
    }

    /// Where rules for a path may stand, the one that counts most first, and the folder from which each reckons.
    fn rules(&self, path: &str) -> Vec<(PathBuf, String)> {
        let mut files = vec![(self.common_folder().join("info/attributes"), String::new())];
        if let Some(root) = self.git.workdir() {
            let mut folder = path;
            while let Some((outer, _)) = folder.rsplit_once('/') {
                files.push((root.join(outer).join(".gitattributes"), outer.to_owned()));
                folder = outer;
            }
            files.push((root.join(".gitattributes"), String::new()));
        }
        files.extend(
            self.git
                .config_snapshot()
                .trusted_path("core.attributesFile")
                .ok()
                .flatten()
                .map(|file| (file, String::new())),
        );
        files
    }
}

fn read(file: &Path) -> Option<Vec<u8>> {
    // A pipe would be waited for.
    std::fs::metadata(file).ok().filter(std::fs::Metadata::is_file)?;
    std::fs::read(file).ok()
}

/// What the last line that speaks of path and attribute says.
fn stated(rules: &[u8], path: &str, within: &str, name: &str) -> Option<String> {
    let inner = if within.is_empty() { path } else { path.strip_prefix(within)?.strip_prefix('/')? };
    rules.lines().rev().find_map(|line| {
        let (pattern, attributes) = rule(line.trim())?;
        if !matches(pattern, inner) {
            return None;
        }
        attributes.split_ascii_whitespace().rev().find_map(|word| word_for(word, name))
    })
}

/// A line's pattern and its attributes; none of comments and macros.
fn rule(line: &[u8]) -> Option<(&[u8], &str)> {
    if line.is_empty() || line.starts_with(b"#") || line.starts_with(b"[attr]") {
        return None;
    }
    let (pattern, rest) = match line.strip_prefix(b"\"") {
        Some(quoted) => quoted.split_once_str("\"")?,
        None => line.split_at(line.find_byteset(b" \t")?),
    };
    Some((pattern, rest.to_str().ok()?))
}

fn matches(pattern: &[u8], path: &str) -> bool {
    let base = path.rfind('/').map(|slash| slash + 1);
    gix::glob::Pattern::from_bytes_without_negation(pattern).is_some_and(|pattern| {
        pattern.matches_repo_relative_path(
            BStr::new(path),
            base,
            Some(false),
            Case::Sensitive,
            Mode::NO_MATCH_SLASH_LITERAL,
        )
    })
}

/// What a word of a line says of an attribute.
fn word_for(word: &str, name: &str) -> Option<String> {
    let binary = matches!(name, "diff" | "merge" | "text");
    match word {
        _ if word == name => Some("set".into()),
        // A macro that git knows of itself.
        "binary" if binary => Some("unset".into()),
        _ => match (word.strip_prefix('-'), word.strip_prefix('!'), word.split_once('=')) {
            (Some(unset), ..) if unset == name => Some("unset".into()),
            (_, Some(left_open), _) if left_open == name => Some("unspecified".into()),
            (_, _, Some((set, value))) if set == name => Some(value.to_owned()),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_that_fits_counts() {
        let rules = b"*.yaml text diff=gainsay\n# *.yaml diff=x\n/a/*.yaml -diff\n\"b c.yaml\" !diff\nd*.yaml binary\n[attr]y diff\n";
        let diff = |path: &str| stated(rules, path, "", "diff");
        assert_eq!(diff("x/y.yaml").as_deref(), Some("gainsay"));
        assert_eq!(diff("a/y.yaml").as_deref(), Some("unset"));
        assert_eq!(diff("x/a/y.yaml").as_deref(), Some("gainsay"));
        assert_eq!(diff("b c.yaml").as_deref(), Some("unspecified"));
        assert_eq!(diff("d.yaml").as_deref(), Some("unset"));
        assert_eq!(diff("y.txt"), None);
        assert_eq!(stated(rules, "y.yaml", "", "text").as_deref(), Some("set"));
        assert_eq!(stated(b"/y.yaml diff=a", "kb/y.yaml", "kb", "diff").as_deref(), Some("a"));
    }
}
