//! The attributes of paths, from `.gitattributes` and git's other files of attributes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use gix::bstr::{BStr, ByteSlice};
use gix::glob::pattern::Case;
use gix::glob::wildmatch::Mode;

use crate::Repository;

/// The attributes that make git write other content into the checkout than it keeps.
const CONVERTING: [&str; 3] = ["filter", "ident", "working-tree-encoding"];

impl Repository {
    /// Returns the value of an attribute of a file, as `git check-attr` reports it: a word, `set` or `unset`; none if
    /// no rule names the attribute. `path` is relative to the folder of this repository value. The rules are read from
    /// the checkout, not from the index.
    pub fn attribute(&self, path: &str, name: &str) -> Option<String> {
        let whole = self.whole(path);
        self.rules(&whole)
            .iter()
            .find_map(|(file, within)| stated(&read(file)?, &whole, within, name))
            .filter(|word| word != "unspecified")
    }

    /// Returns whether git may write other content into some of these files than it keeps, apart from line ends. That
    /// is so if a file that may hold rules for them names such an attribute. Paths are relative to the folder of this
    /// repository value.
    pub fn converts<'p>(&self, paths: impl Iterator<Item = &'p str>) -> bool {
        let folders: BTreeSet<&str> =
            paths.map(|path| path.rsplit_once('/').map_or("", |(folder, _)| folder)).collect();
        let rules = folders.into_iter().flat_map(|folder| self.rules(&self.whole(&format!("{folder}/"))));
        let files: BTreeSet<PathBuf> = rules.map(|(file, _)| file).collect();
        files.iter().filter_map(|file| read(file)).any(|rules| CONVERTING.iter().any(|name| rules.contains_str(name)))
    }

    /// Returns a path from the root of the repository.
    fn whole(&self, path: &str) -> String {
        if self.folder.is_empty() { path.to_owned() } else { format!("{}/{path}", self.folder) }
    }

    /// Returns the files that may hold rules for a path, the one with the highest priority first, each with the folder
    /// to which its patterns are relative.
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
    // Opening a pipe would wait for a writer.
    std::fs::metadata(file).ok().filter(std::fs::Metadata::is_file)?;
    std::fs::read(file).ok()
}

/// Returns what the last line that fits the path says about an attribute.
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

/// Splits a line into its pattern and its attributes; none for comments and macros.
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

/// Returns what a word of a line says about an attribute; none if it is about another one.
fn word_for(word: &str, name: &str) -> Option<String> {
    let binary = matches!(name, "diff" | "merge" | "text");
    match word {
        _ if word == name => Some("set".into()),
        // `binary` is a macro that git has built in.
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
