//! Which files there were, kept: a folder in which no name has come or gone since need not be listed again.
//!
//! On the usual file systems a folder's times tell that, and only there they are relied upon. Where they do not, the folder's names are
//! looked at; where these are others, or anything has changed that says which files are left out, the workspace is walked as if nothing had
//! been kept. Nothing is kept of a workspace in which links matter, or repositories lie within.

use std::fs;
use std::hash::{Hash, Hasher};
use std::io::{self, Write};
use std::path::Path;

use ignore::gitignore::gitconfig_excludes_path;
use rustc_hash::{FxHashSet, FxHasher};

use super::{Checksum, Stamp, Writing, own_folder};
use crate::clock::Begun;
use crate::files::is_yaml;

/// Its name in the folder of the cache; another form of it gets another name.
const NAME: &str = "folders-1";

/// What it begins with.
const MAGIC: [u8; 16] = *b"gainsay folders\n";

/// It begins with this, the checksum, what it rests on, and how many folders, names that are passed over, and files there are.
const HEAD: usize = MAGIC.len() + 5 * size_of::<u64>();

/// When more folders than these, and than a share of all, have to be looked at, it is quicker to walk.
const MANY: (usize, usize) = (16, 8);

/// What git leaves out is told by files of this name.
const RULES: &str = ".gitignore";

/// Which files there were. All paths are from the root, in byte order; the root itself has an empty one.
struct Listing {
    /// What it rests on beside the folders.
    rests_on: u64,
    folders: Vec<(String, Stamp)>,
    /// What lies in these folders and is not read, though by its name it might be, or says what is not: by [`names`].
    passed_over: Vec<String>,
    files: Vec<String>,
}

/// The files of the workspace, if what was kept of them still holds, with what is so around it now.
pub fn still(root: &Path, around: &Around) -> Option<Vec<String>> {
    let listing = Listing::open(root)?;
    let rests_on = around.with(&stamps_of(root, listing.rules()));
    let others = listing.folders.iter().filter(|(folder, stamp)| Stamp::at(&root.join(folder)) != Some(*stamp));
    let others: Vec<&str> = others.map(|(folder, _)| folder.as_str()).collect();
    let are_few = others.len() <= MANY.0.max(listing.folders.len() / MANY.1);
    let is_same = |folder: &str| names(root, folder).is_some_and(|names| names == listing.names_in(folder));
    (rests_on == listing.rests_on && are_few && others.into_iter().all(is_same)).then_some(listing.files)
}

/// A walk that found all files: what is to be kept of it.
pub struct Walk {
    /// When it began, or earlier.
    pub begun: Begun,
    /// What was so around it before.
    pub around: Around,
    /// The folders that it went through, by their paths from the root.
    pub folders: Vec<String>,
}

impl Walk {
    /// Keeps which files it found, given by their paths in byte order.
    ///
    /// # Errors
    /// What the system says; then nothing new is kept.
    pub fn keep(mut self, root: &Path, files: &[&str]) -> io::Result<()> {
        let Some(mut writing) = Writing::begin(root) else { return Ok(()) };
        // So long before this, whatever the clock of the file system says.
        let begun = writing.begun.saturating_sub(i64::try_from(self.begun.passed().as_nanos()).unwrap_or(i64::MAX));
        self.folders.sort_unstable();
        let known: FxHashSet<String> =
            self.folders.iter().map(|folder| as_name(folder)).chain(files.iter().map(ToString::to_string)).collect();
        let (mut unsettled, mut stamps, mut passed_over) = (FxHashSet::default(), Vec::new(), Vec::new());
        for folder in &self.folders {
            let place = root.join(folder);
            let stamp = Stamp::at(&place);
            let Some(names) = names(root, folder) else { return Ok(()) };
            let is_settled = |stamp: &Stamp| stamp.is_settled(begun) && tells_of_names(&place) && Stamp::at(&place) == Some(*stamp);
            // Where one has changed since, rules for all below may be gone.
            let is_below = !folder.is_empty() && unsettled.contains(folder_of(folder));
            let settled = stamp.filter(is_settled).filter(|_| !is_below);
            if settled.is_none() {
                unsettled.insert(folder.as_str());
            }
            // A name that may have come since was not passed over. The folder is looked at the next time, and that name is new.
            let is_passed_over = |name: &String| !known.contains(name) && (settled.is_some() || is_rules(name));
            passed_over.extend(names.into_iter().filter(is_passed_over));
            stamps.push(settled.unwrap_or_default());
        }
        passed_over.sort_unstable();
        let rules = stamps_of(root, rules_in(&passed_over));
        // Rules that changed since may be others than those that it went by.
        let is_settled = rules.iter().chain(&self.around.stamps).flatten().all(|stamp| stamp.is_settled(begun));
        if !is_settled || Around::of(root, &self.around.manifest).is_none_or(|now| now.sum != self.around.sum) {
            return Ok(());
        }
        let listing = Listing {
            rests_on: self.around.with(&rules),
            folders: self.folders.into_iter().zip(stamps).collect(),
            passed_over,
            files: files.iter().map(ToString::to_string).collect(),
        };
        listing.write(&mut writing.file)?;
        writing.put(NAME)
    }
}

fn sum(body: &[u8], counts: [u64; 4]) -> u64 {
    let mut sum = Checksum::default();
    sum.add(body);
    sum.sum(counts)
}

impl Listing {
    fn write(&self, into: &mut impl Write) -> io::Result<()> {
        let stamps = self.folders.iter().flat_map(|(_, stamp)| stamp.to_words());
        let mut body: Vec<u8> = stamps.flat_map(u64::to_le_bytes).collect();
        // No path has this byte in it.
        let paths = self.folders.iter().map(|(folder, _)| folder).chain(&self.passed_over).chain(&self.files);
        paths.for_each(|path| body.extend(path.bytes().chain([0])));
        let counts = [self.rests_on, self.folders.len() as u64, self.passed_over.len() as u64, self.files.len() as u64];
        into.write_all(&MAGIC)?;
        into.write_all(&sum(&body, counts).to_le_bytes())?;
        into.write_all(counts.map(u64::to_le_bytes).as_flattened())?;
        into.write_all(&body)
    }

    /// What was kept, if it is whole.
    fn open(root: &Path) -> Option<Listing> {
        let path = own_folder(root)?.join(NAME);
        fs::metadata(&path).ok().filter(fs::Metadata::is_file)?;
        let bytes = fs::read(path).ok()?;
        let (head, body) = bytes.split_at_checked(HEAD)?;
        let (words, _) = head.strip_prefix(&MAGIC)?.as_chunks::<8>();
        let [known, counts @ ..]: [u64; 5] = words.first_chunk::<5>()?.map(u64::from_le_bytes);
        let is_whole = known == sum(body, counts);
        let [rests_on, folders, passed_over, files] = counts;
        let [folders, passed_over, files] = [folders, passed_over, files].map(|count| count as usize);
        let (stamps, paths) = body.split_at_checked(folders.checked_mul(8 * Stamp::WORDS).filter(|_| is_whole)?)?;
        let (words, _) = stamps.as_chunks::<8>();
        let (stamps, _) = words.as_chunks::<{ Stamp::WORDS }>();
        let mut paths = std::str::from_utf8(paths).ok()?.split_terminator('\0').map(str::to_owned);
        let stamps = stamps.iter().map(|words| Stamp::of_words(words.map(u64::from_le_bytes)));
        let folders = paths.by_ref().take(folders).zip(stamps).collect();
        let passed_over = paths.by_ref().take(passed_over).collect();
        let read: Vec<String> = paths.collect();
        (read.len() == files).then_some(Listing { rests_on, folders, passed_over, files: read })
    }

    /// The files that say what git leaves out.
    fn rules(&self) -> impl Iterator<Item = &str> {
        rules_in(&self.passed_over)
    }

    /// What [`names`] found in a folder.
    fn names_in(&self, folder: &str) -> Vec<String> {
        let folders = self.folders.iter().map(|(folder, _)| as_name(folder)).filter(|name| name != "/");
        let all = folders.chain(self.passed_over.iter().cloned()).chain(self.files.iter().cloned());
        let mut names: Vec<String> = all.filter(|name| folder_of(name) == folder).collect();
        names.sort_unstable();
        names
    }
}

fn rules_in(names: &[String]) -> impl Iterator<Item = &str> {
    names.iter().map(String::as_str).filter(|name| is_rules(name))
}

fn is_rules(path: &str) -> bool {
    path.strip_suffix(RULES).is_some_and(|folder| folder.is_empty() || folder.ends_with('/'))
}

/// A folder's path as [`names`] gives it.
fn as_name(folder: &str) -> String {
    format!("{folder}/")
}

/// The folder that something of that name lies in.
fn folder_of(name: &str) -> &str {
    name.trim_end_matches('/').rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The paths of what lies in a folder and might be read by its name, or says what is not read, in byte order, those of folders with a `/` at
/// their end; none if that cannot be told by names.
fn names(root: &Path, folder: &str) -> Option<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root.join(folder)).ok()? {
        let entry = entry.ok()?;
        let (name, kind) = (entry.file_name(), entry.file_type().ok()?);
        let is_hidden = name.as_encoded_bytes().starts_with(b".");
        let is_repository = name == ".git" || name == ".jj";
        let may_be_read = !is_hidden && (is_yaml(Path::new(&name)) || kind.is_dir() || (kind.is_symlink() && entry.path().is_dir()));
        if (is_repository && !folder.is_empty()) || (may_be_read && kind.is_symlink()) {
            return None;
        }
        if may_be_read || name == RULES {
            let (name, end) = (name.to_str()?, if kind.is_dir() { "/" } else { "" });
            names.push(if folder.is_empty() { format!("{name}{end}") } else { format!("{folder}/{name}{end}") });
        }
    }
    names.sort_unstable();
    Some(names)
}

/// What decides which files are read, beside the folders and what lies in them.
pub struct Around {
    manifest: String,
    /// Of all that.
    sum: u64,
    /// Those of git's rules.
    stamps: Vec<Option<Stamp>>,
}

impl Around {
    /// What that is now, given what the manifest says; none if it cannot be told.
    pub fn of(root: &Path, manifest: &str) -> Option<Around> {
        // Rules are found on the way that the system goes, the repository on the way that we do.
        root.canonicalize().ok().filter(|real| real == root)?;
        let mut hasher = FxHasher::default();
        manifest.hash(&mut hasher);
        let mut files = Vec::new();
        for folder in root.ancestors() {
            let repository = folder.join(".git");
            let is_folder = repository.symlink_metadata().ok().map(|found| found.is_dir());
            // A repository that lies elsewhere has its rules there.
            (is_folder != Some(false)).then_some(())?;
            (is_folder, folder.join(".jj").exists()).hash(&mut hasher);
            files.extend([folder.join(RULES), repository.join("info/exclude")]);
        }
        if let Some(everywhere) = gitconfig_excludes_path() {
            if everywhere.exists() {
                // It speaks of paths from the current folder.
                std::env::current_dir().ok()?.hash(&mut hasher);
            }
            files.push(everywhere);
        }
        files.hash(&mut hasher);
        let stamps: Vec<Option<Stamp>> = files.iter().map(|file| Stamp::at(file)).collect();
        let mut around = Around { manifest: manifest.to_owned(), sum: hasher.finish(), stamps };
        around.sum = around.with(&around.stamps);
        Some(around)
    }

    /// A sum of that and of more rules.
    fn with(&self, rules: &[Option<Stamp>]) -> u64 {
        let mut hasher = FxHasher::default();
        self.sum.hash(&mut hasher);
        rules.iter().for_each(|stamp| stamp.map(Stamp::to_words).hash(&mut hasher));
        hasher.finish()
    }
}

fn stamps_of<'r>(root: &Path, rules: impl Iterator<Item = &'r str>) -> Vec<Option<Stamp>> {
    rules.map(|rules| Stamp::at(&root.join(rules))).collect()
}

/// Whether a folder tells by its times that a name has come or gone: known of these file systems.
#[cfg(target_os = "linux")]
fn tells_of_names(folder: &Path) -> bool {
    /// `ext2` to `ext4`, XFS, Btrfs, F2FS, tmpfs: numbers of Linux's `magic.h`; ZFS.
    const SYSTEMS: [u32; 6] = [0xEF53, 0x5846_5342, 0x9123_683E, 0xF2F5_2010, 0x0102_1994, 0x2FC1_2FC1];
    rustix::fs::statfs(folder).is_ok_and(|system| SYSTEMS.contains(&(system.f_type as u32)))
}

/// Whether a folder tells by its times that a name has come or gone.
#[cfg(not(target_os = "linux"))]
fn tells_of_names(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::time::Duration;

    use super::*;

    /// A workspace in a repository, and what a walk through it finds.
    fn workspace() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        fs::create_dir_all(root.join(".git/info")).unwrap();
        fs::create_dir_all(root.join("claims/old")).unwrap();
        fs::create_dir(root.join("drafts")).unwrap();
        for (path, text) in
            [(".gitignore", "drafts\n"), ("a.yaml", ""), ("claims/b.yaml", ""), ("claims/old/c.yml", ""), ("drafts/d.yaml", "")]
        {
            fs::write(root.join(path), text).unwrap();
        }
        (folder, root)
    }

    const FOLDERS: [&str; 3] = ["claims", "", "claims/old"];
    const FILES: [&str; 3] = ["a.yaml", "claims/b.yaml", "claims/old/c.yml"];

    /// Longer than a file system looks at the clock.
    fn settle() {
        std::thread::sleep(Duration::from_millis(70));
    }

    fn keep_now(root: &Path) {
        // The folder is made first: that changes the root.
        let _ = Writing::begin(root);
        settle();
        walk(root).keep(root, &FILES).unwrap();
    }

    fn walk(root: &Path) -> Walk {
        Walk { begun: Begun::now(), around: around(root), folders: FOLDERS.map(str::to_owned).into() }
    }

    fn around(root: &Path) -> Around {
        Around::of(root, "").unwrap()
    }

    fn still_files() -> Option<Vec<String>> {
        Some(FILES.map(str::to_owned).into())
    }

    #[test]
    fn it_holds_while_nothing_changes() {
        let (_folder, root) = workspace();
        keep_now(&root);
        assert_eq!(still(&root, &around(&root)), still_files());
        assert_eq!(still(&root, &Around::of(&root, "exclude: claims").unwrap()), None);
        let unsettled = |listing: &Listing| listing.folders.iter().filter(|(_, stamp)| *stamp == Stamp::default()).count();
        assert_eq!(Listing::open(&root).as_ref().map(unsettled), Some(0));
    }

    #[test]
    fn a_file_that_is_replaced_or_hidden_or_no_yaml_changes_nothing() {
        let (_folder, root) = workspace();
        keep_now(&root);
        fs::write(root.join("claims/.b.yaml.swp"), "").unwrap();
        fs::write(root.join("claims/notes.txt"), "").unwrap();
        fs::write(root.join("claims/b.yaml.new"), "").unwrap();
        fs::rename(root.join("claims/b.yaml.new"), root.join("claims/b.yaml")).unwrap();
        assert_eq!(still(&root, &around(&root)), still_files());
    }

    #[test]
    fn whatever_else_changes_it_holds_no_longer() {
        type Change = fn(&Path) -> io::Result<()>;
        let changes: [(&str, Change); 13] = [
            ("a file", |root| fs::write(root.join("claims/old/e.yaml"), "")),
            ("a file of a folder that is left out now", |root| fs::write(root.join("claims/.gitignore"), "b.yaml\n")),
            ("a file gone", |root| fs::remove_file(root.join("claims/b.yaml"))),
            ("a file moved", |root| fs::rename(root.join("claims/b.yaml"), root.join("b.yaml"))),
            ("a file become a folder", |root| fs::remove_file(root.join("a.yaml")).and_then(|()| fs::create_dir(root.join("a.yaml")))),
            ("a folder left out become a file", |root| {
                fs::remove_dir_all(root.join("drafts")).and_then(|()| fs::write(root.join("drafts"), ""))
            }),
            ("a folder", |root| fs::create_dir(root.join("claims/new"))),
            ("a folder gone", |root| fs::remove_dir_all(root.join("claims/old"))),
            ("a folder moved", |root| fs::rename(root.join("claims/old"), root.join("claims/older"))),
            ("other rules", |root| fs::write(root.join(".gitignore"), "a.yaml\n")),
            ("rules of this repository", |root| fs::write(root.join(".git/info/exclude"), "a.yaml\n")),
            ("a repository within", |root| fs::create_dir(root.join("claims/.git"))),
            ("no repository any more", |root| fs::remove_dir_all(root.join(".git"))),
        ];
        for (what, change) in changes {
            let (_folder, root) = workspace();
            keep_now(&root);
            change(&root).unwrap();
            assert_eq!(still(&root, &around(&root)), None, "{what}");
        }
    }

    #[test]
    fn what_comes_while_it_is_walked_is_seen_the_next_time() {
        let (_folder, root) = workspace();
        let _ = Writing::begin(&root);
        settle();
        let walk = walk(&root);
        // The walk had been there already.
        fs::write(root.join("claims/e.yaml"), "").unwrap();
        walk.keep(&root, &FILES).unwrap();
        let unsettled =
            |listing: Listing| listing.folders.into_iter().filter(|(_, stamp)| *stamp == Stamp::default()).map(|(folder, _)| folder);
        assert_eq!(
            Listing::open(&root).map(|listing| unsettled(listing).collect()),
            Some(vec!["claims".to_owned(), "claims/old".to_owned()])
        );
        assert_eq!(still(&root, &around(&root)), None);
        fs::remove_file(root.join("claims/e.yaml")).unwrap();
        assert_eq!(still(&root, &around(&root)), still_files());
    }

    #[test]
    fn nothing_is_kept_if_the_rules_change_while_it_is_walked() {
        let others: [fn(&Path) -> io::Result<()>; 4] = [
            |root| fs::write(root.join(".gitignore"), "a.yaml\n"),
            |root| fs::write(root.join("claims/.gitignore"), "b.yaml\n"),
            |root| fs::write(root.join(".git/info/exclude"), "b.yaml\n"),
            |root| fs::remove_dir_all(root.join(".git")),
        ];
        for change in others {
            let (_folder, root) = workspace();
            let _ = Writing::begin(&root);
            settle();
            let walk = walk(&root);
            change(&root).unwrap();
            walk.keep(&root, &FILES).unwrap();
            assert!(Listing::open(&root).is_none());
        }
        let (_folder, root) = workspace();
        let _ = Writing::begin(&root);
        settle();
        let walk = walk(&root);
        fs::remove_file(root.join(".gitignore")).unwrap();
        walk.keep(&root, &FILES).unwrap();
        assert_eq!(still(&root, &around(&root)), None, "what they left out is there now");
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_kept_where_links_matter() {
        use std::os::unix::fs::symlink;
        for (target, link, matters) in [("a.yaml", "b.yaml", true), ("claims", "again", true), ("a.yaml", "a.txt", false)] {
            let (_folder, root) = workspace();
            symlink(root.join(target), root.join(link)).unwrap();
            keep_now(&root);
            assert_eq!(still(&root, &around(&root)).is_none(), matters, "{link}");
        }
    }
}
