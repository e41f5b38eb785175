//! The rule for which files belong to a workspace. One function decides it, [`Belonging::of`], for every verb and every
//! snapshot: the working tree, the index, a revision, a folder. It looks at paths alone and knows no disk, no git and
//! no terminal.
//!
//! A file belongs if its name ends in `.yaml` or `.yml` in any case, if neither it nor a folder on the way to it is
//! hidden, and if no pattern under `exclude` in the manifest *of that snapshot* leaves it out. The manifest itself
//! always belongs. In a working tree a file does not belong if git ignores it. Git does not ignore what it tracks, so
//! nothing is ignored in the index and in a revision.

use gainsay_model::read::manifest_of;
use gainsay_model::text::escaped;
use gainsay_model::workspace::MANIFEST;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// The endings of record files, in lower case.
const ENDINGS: [&str; 2] = [".yaml", ".yml"];

/// The endings that programs append to the name of a file, and that people overlook. A file with the first of them is
/// reported wherever it lies. With the others it is usually a copy, and is reported only if no file has the name
/// without the ending.
const APPENDED: [&str; 4] = [".txt", ".bak", ".old", ".orig"];

/// The reason why a file or a folder is not read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Aside {
    /// The name does not end like that of a record file.
    OtherEnding,
    /// The name would end like that of a record file, but for an ending that was probably appended by mistake, as in
    /// `a.yaml.txt`.
    ProbablyMeant,
    /// The name, or that of a folder on the way, begins with a dot.
    Hidden,
    /// The manifest leaves it out.
    Excluded,
    /// Git ignores it and does not track it.
    Ignored,
}

/// The part of a manifest that says which files belong.
pub struct Belonging {
    excluded: Gitignore,
    patterns: Vec<String>,
    /// The faults of the manifest's patterns, a sentence each.
    pub faults: Vec<String>,
}

impl Belonging {
    /// Reads what a manifest says; an empty text leaves nothing out.
    pub fn by_manifest(manifest: &str) -> Belonging {
        let (mut builder, mut faults) = (GitignoreBuilder::new(""), Vec::new());
        let patterns = manifest_of(manifest).exclude;
        for pattern in &patterns {
            if let Err(error) = builder.add_line(None, pattern) {
                faults.push(format!(
                    "{MANIFEST}: the pattern `{}` under `exclude` is not understood and leaves nothing out: {error}",
                    escaped(pattern)
                ));
            }
        }
        Belonging { excluded: builder.build().unwrap_or_else(|_| Gitignore::empty()), patterns, faults }
    }

    /// Returns whether a file or a folder belongs, by its path from the root, provided that its folder does.
    /// `is_ignored` returns whether git ignores it, and is called only if everything else lets it in.
    ///
    /// # Errors
    /// Returns the reason why it does not belong.
    pub fn of(&self, path: &str, is_folder: bool, is_ignored: impl FnOnce() -> bool) -> Result<(), Aside> {
        let name = path.rsplit('/').next().unwrap_or(path);
        if path == MANIFEST && !is_folder {
            return Ok(());
        }
        if name.starts_with('.') {
            return Err(Aside::Hidden);
        }
        let is_meant = !is_folder && probably_meant(name).is_some();
        if !is_folder && !is_meant && !is_yaml(name) {
            return Err(Aside::OtherEnding);
        }
        if !self.patterns.is_empty() && self.excluded.matched(path, is_folder).is_ignore() {
            return Err(Aside::Excluded);
        }
        if is_ignored() {
            return Err(Aside::Ignored);
        }
        if is_meant { Err(Aside::ProbablyMeant) } else { Ok(()) }
    }

    /// Returns whether a path that git tracks belongs, provided that its folder does: a file, or a folder to look into.
    pub fn takes(&self, path: &str, is_folder: bool) -> bool {
        self.of(path, is_folder, || false).is_ok()
    }

    /// Returns whether a file that git tracks belongs, and all folders on the way to it.
    ///
    /// # Errors
    /// Returns the reason why it does not belong.
    pub fn of_whole(&self, path: &str) -> Result<(), Aside> {
        self.of_folders_above(path)?;
        self.of(path, false, || false)
    }

    /// Returns whether another manifest leaves out the same files as this one.
    pub fn leaves_out_as(&self, other: &Belonging) -> bool {
        self.patterns == other.patterns
    }

    /// Returns whether all folders on the way to a path belong, whatever git ignores.
    ///
    /// # Errors
    /// Returns the reason why a folder does not belong.
    pub fn of_folders_above(&self, path: &str) -> Result<(), Aside> {
        let mut folders = path.char_indices().filter(|(_, c)| *c == '/').filter_map(|(at, _)| path.get(..at));
        folders.try_for_each(|folder| self.of(folder, true, || false))
    }
}

/// Returns whether a name or a path ends like that of a record file. A name that is nothing but an ending does not.
pub fn is_yaml(path: &str) -> bool {
    // This is called for very many paths.
    let bytes = path.as_bytes();
    let stem = ENDINGS.iter().find_map(|ending| {
        let (stem, end) = bytes.split_at_checked(bytes.len().checked_sub(ending.len())?)?;
        end.eq_ignore_ascii_case(ending.as_bytes()).then_some(stem)
    });
    stem.and_then(<[u8]>::last).is_some_and(|last| !std::path::is_separator(char::from(*last)))
}

/// Returns the name, or path, that a file was probably meant to have: `a.yaml` for `a.yaml.txt`.
pub fn probably_meant(path: &str) -> Option<&str> {
    let meant = APPENDED.iter().find_map(|ending| without_ending(path, ending))?;
    is_yaml(meant).then_some(meant)
}

/// Returns whether a file that was probably meant as a record file is a mere copy: the file that was meant is there,
/// and the ending is one that programs give to copies. `is_there` is called with a path.
pub fn is_copy(path: &str, is_there: impl FnOnce(&str) -> bool) -> bool {
    without_ending(path, APPENDED[0]).is_none() && probably_meant(path).is_some_and(is_there)
}

fn without_ending<'p>(path: &'p str, ending: &str) -> Option<&'p str> {
    let at = path.len().checked_sub(ending.len())?;
    let (stem, end) = (path.get(..at)?, path.get(at..)?);
    end.eq_ignore_ascii_case(ending).then_some(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_is_read_without_regard_to_case() {
        for yes in ["a.yaml", "a.YAML", "x/a.yMl", "..yml", "a.b.Yaml"] {
            assert!(is_yaml(yes), "{yes}");
        }
        for no in [".yaml", "x/.YML", "ayaml", "a.yaml.txt", "a.yamlx", "", "yaml", "é.yam"] {
            assert!(!is_yaml(no), "{no}");
        }
    }

    #[test]
    fn a_file_belongs_if_all_its_folders_do() {
        let belonging = Belonging::by_manifest("gainsay: 1\nexclude: [drafts/, '*.tmp.yaml', '!keep.tmp.yaml']\n");
        for (path, wanted) in [
            ("a.yml", Ok(())),
            ("claims/A.YAML", Ok(())),
            ("claims/keep.tmp.yaml", Ok(())),
            ("claims/a.tmp.yaml", Err(Aside::Excluded)),
            ("drafts/a.yaml", Err(Aside::Excluded)),
            ("x/drafts/y/a.yaml", Err(Aside::Excluded)),
            (".git/a.yaml", Err(Aside::Hidden)),
            ("claims/.a.yaml", Err(Aside::Hidden)),
            ("claims/a.txt", Err(Aside::OtherEnding)),
            ("claims/a.yaml.txt", Err(Aside::ProbablyMeant)),
            ("drafts/a.yaml.txt", Err(Aside::Excluded)),
        ] {
            assert_eq!(belonging.of_whole(path), wanted, "{path}");
        }
    }

    #[test]
    fn the_manifest_always_belongs() {
        let belonging = Belonging::by_manifest("gainsay: 1\nexclude: ['*.yaml']\n");
        assert_eq!(belonging.of_whole("gainsay.yaml"), Ok(()));
        assert_eq!(belonging.of("gainsay.yaml", false, || true), Ok(()));
        assert_eq!(belonging.of_whole("x/gainsay.yaml"), Err(Aside::Excluded));
    }

    #[test]
    fn what_was_probably_meant_is_known_by_its_name() {
        assert_eq!(probably_meant("x/a.YAML.Txt"), Some("x/a.YAML"));
        assert_eq!(probably_meant("a.yml.bak"), Some("a.yml"));
        assert_eq!(probably_meant(".yaml.txt"), None);
        assert_eq!(probably_meant("a.txt"), None);
    }
}
