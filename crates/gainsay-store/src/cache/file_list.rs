//! The list of files, kept from the last run: a folder in which no name was added or removed need not be listed again.
//!
//! On the usual file systems the times of a folder show that, and only there they are relied upon. If the times differ,
//! the names in the folder are compared; if these differ, the folder is walked. If much has changed, or any rule about
//! what is left out, the workspace is walked as if nothing had been kept. Nothing is kept of a workspace in which links
//! or pipes matter, or that contains repositories.

use std::fs;
use std::hash::{Hash, Hasher};
use std::io;
use std::path::Path;

use gainsay_model::workspace::lies_within;
use rustc_hash::{FxHashSet, FxHasher};

use super::sealed::{Magic, Reader, Writer};
use super::{FileStat, Writing, is_within, open_sealed, own_folder};
use crate::belonging::{is_yaml, probably_meant};
use crate::clock::Begun;
use crate::ignoring::{IgnoreContext, PATTERNS as RULES};
use crate::temp_files::{is_temp_file, sweep};

/// The name of the file in the folder of the cache. Another form of the file gets another name.
const NAME: &str = "folders-2";

/// The first bytes of the file.
const MAGIC: Magic = *b"gainsay folders\n";

/// The size in bytes of the numbers at the beginning of the file: the sum of what the list depends on, and the counts
/// of folders, names passed over, and files.
const HEAD: usize = 4 * size_of::<u64>();

/// The largest size of the file, in bytes, since it is read at once: enough for the paths of some millions of files.
const LARGEST: usize = 1 << 27;

/// The number of changed folders above which a walk is quicker: a count, and a divisor of the count of all folders. The
/// greater of the two decides.
const MANY: (usize, usize) = (16, 8);

fn are_few(some: usize, all: usize) -> bool {
    some <= MANY.0.max(all / MANY.1)
}

/// A list of files. All paths are from the root, in byte order; that of the root itself is empty.
#[derive(Default)]
struct FileListCache {
    /// The sum of what the list depends on beside the folders.
    rests_on: u64,
    folders: Vec<(String, FileStat)>,
    /// The names in these folders that are not read although they might be, or that say what is not read, as [`names`]
    /// returns them.
    passed_over: Vec<String>,
    files: Vec<String>,
}

/// The content of a folder, by paths from the root.
pub struct Below {
    /// The files that belong to the workspace.
    pub files: Vec<String>,
    /// The folders, and the folder itself.
    pub folders: Vec<String>,
    /// The paths that are passed over although their names could be read: files, and folders with `/` at their end.
    pub passed_over: Vec<String>,
}

/// Returns the files of the workspace in byte order, if the kept list still holds in these surroundings. `walk` walks a
/// folder in which names were added or removed, or returns none if there is anything odd in it. If a folder was walked,
/// the walk is returned as well, to be kept.
pub fn lookup(
    root: &Path,
    around: &Surroundings,
    begun: Begun,
    walk: impl Fn(&str) -> Option<Below>,
) -> Option<(Below, Option<Walk>)> {
    let mut listing = FileListCache::open(root)?;
    let rules: Vec<(String, Option<FileStat>)> =
        listing.rules().map(|path| (path.to_owned(), FileStat::at(&root.join(path)))).collect();
    let others = listing.folders.iter().filter(|(folder, stat)| FileStat::at(&root.join(folder)) != Some(*stat));
    let others: Vec<&str> = others.map(|(folder, _)| folder.as_str()).collect();
    let rests_on = around.with(rules.iter().map(|(_, stat)| *stat));
    (rests_on == listing.rests_on && are_few(others.len(), listing.folders.len())).then_some(())?;
    let mut changed: Vec<String> = Vec::new();
    for folder in others {
        let is_walked = changed.iter().any(|changed| lies_within(folder, changed));
        if !is_walked && names(root, folder)? != listing.names_in(folder) {
            changed.push(folder.to_owned());
        }
    }
    let passed_over =
        |listing: &FileListCache| listing.passed_over.iter().filter(|name| !is_rules(name)).cloned().collect();
    if changed.is_empty() {
        let passed_over = passed_over(&listing);
        return Some((Below { files: listing.files, folders: Vec::new(), passed_over }, None));
    }
    // A walk that begins inside does not know the rules on the way there, if there is no repository.
    let is_walked_alike = around.in_repository || rules.is_empty();
    (is_walked_alike && changed.iter().all(|folder| !folder.is_empty())).then_some(())?;
    let is_walked = |path: &str| changed.iter().any(|folder| lies_within(path, folder));
    listing.folders.retain(|(folder, _)| !is_walked(folder));
    listing.passed_over.retain(|name| !is_walked(name));
    listing.files.retain(|file| !is_walked(file));
    let mut files = std::mem::take(&mut listing.files);
    let (mut folders, mut passed_over): (Vec<String>, Vec<String>) = (Vec::new(), passed_over(&listing));
    for folder in &changed {
        let below = walk(folder)?;
        files.extend(below.files);
        folders.extend(below.folders);
        passed_over.extend(below.passed_over);
    }
    files.sort();
    passed_over.sort();
    let rules = rules.into_iter().filter(|(path, _)| !is_walked(path)).collect();
    let walk = Walk { begun, around: around.clone(), folders, others: listing, rules };
    Some((Below { files, folders: Vec::new(), passed_over }, Some(walk)))
}

/// A walk, and what is to be kept of it.
pub struct Walk {
    /// The time at which it began, or earlier.
    begun: Begun,
    /// The surroundings before the walk.
    around: Surroundings,
    /// The folders that were walked.
    folders: Vec<String>,
    /// The kept list for the other folders.
    others: FileListCache,
    /// The files of rules in the other folders, with their earlier states.
    rules: Vec<(String, Option<FileStat>)>,
}

impl Walk {
    /// Makes the value for a walk through the whole workspace, that is, through these folders.
    pub fn whole(begun: Begun, around: Surroundings, folders: Vec<String>) -> Walk {
        Walk { begun, around, folders, others: FileListCache::default(), rules: Vec::new() }
    }

    /// Keeps the list of files, given by their paths in byte order.
    ///
    /// # Errors
    /// Returns the error of the operating system; then nothing new is kept.
    pub fn keep(mut self, root: &Path, files: &[&str]) -> io::Result<()> {
        let Some(writing) = Writing::begin(root) else { return Ok(()) };
        // The walk began this long before, whatever the clock of the file system says.
        let begun = writing.begun.saturating_sub(i64::try_from(self.begun.passed().as_nanos()).unwrap_or(i64::MAX));
        self.folders.sort_unstable();
        let FileListCache { folders: mut all, mut passed_over, .. } = self.others;
        let mut unsettled = FxHashSet::default();
        for folder in &self.folders {
            let place = root.join(folder);
            let stat = FileStat::at(&place);
            let Some(names) = names(root, folder) else { return Ok(()) };
            let is_settled = |stat: &FileStat| {
                stat.is_settled(begun) && tells_of_names(&place) && FileStat::at(&place) == Some(*stat)
            };
            // If such a file has changed since, rules for everything below it may be gone.
            let is_below = !folder.is_empty() && unsettled.contains(folder_of(folder));
            let settled = stat.filter(is_settled).filter(|_| !is_below);
            if settled.is_none() {
                unsettled.insert(folder.as_str());
            }
            // A name that may have been added since was not seen. The folder is compared the next time, and the name is
            // new then.
            let is_known = |name: &str| match name.strip_suffix('/') {
                Some(folder) => self.folders.binary_search_by(|known| known.as_str().cmp(folder)).is_ok(),
                None => files.binary_search(&name).is_ok(),
            };
            let is_passed_over = |name: &String| !is_known(name) && (settled.is_some() || is_rules(name));
            passed_over.extend(names.into_iter().filter(is_passed_over));
            all.push((folder.clone(), settled.unwrap_or_default()));
        }
        all.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        passed_over.sort_unstable();
        let rules: Vec<Option<FileStat>> = rules_in(&passed_over).map(|path| FileStat::at(&root.join(path))).collect();
        // Rules that changed since may differ from those that the walk followed.
        let are_same = self.rules.iter().all(|(path, stat)| FileStat::at(&root.join(path)) == *stat)
            && Surroundings::of(root, &self.around.manifest, &IgnoreContext::of(root))
                .is_some_and(|now| now.sum == self.around.sum);
        let are_settled = rules.iter().chain(&self.around.stats).flatten().all(|stat| stat.is_settled(begun));
        if !are_same || !are_settled || !are_few(unsettled.len(), all.len()) {
            return Ok(());
        }
        let listing = FileListCache { rests_on: self.around.with(rules), folders: all, passed_over, files: Vec::new() };
        let mut sealed = Writer::begin(&writing.file, &MAGIC, &writing.key, root)?;
        sealed.add(&listing.bytes(files)?);
        sealed.finish()?;
        writing.put(NAME)
    }
}

impl FileListCache {
    /// Returns the list, with these files, as bytes.
    ///
    /// # Errors
    /// Returns an error if it would be too large to be read.
    fn bytes(&self, files: &[&str]) -> io::Result<Vec<u8>> {
        let counts = [self.rests_on, self.folders.len() as u64, self.passed_over.len() as u64, files.len() as u64];
        let stats = self.folders.iter().flat_map(|(_, stat)| stat.to_words());
        let mut bytes: Vec<u8> = counts.into_iter().chain(stats).flat_map(u64::to_le_bytes).collect();
        // No path contains this byte.
        let paths = self.folders.iter().map(|(folder, _)| folder).chain(&self.passed_over).map(String::as_str);
        paths.chain(files.iter().copied()).for_each(|path| bytes.extend(path.bytes().chain([0])));
        if bytes.len() > LARGEST { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
    }

    /// Returns the kept list, if it is whole and was written by this program for this workspace.
    fn open(root: &Path) -> Option<FileListCache> {
        let mut file = open_sealed(root, NAME, &MAGIC).filter(|file| file.length() <= LARGEST as u64)?;
        let mut bytes = Vec::new();
        while file.next(&mut bytes).is_some() {}
        FileListCache::of(bytes.get(..).filter(|_| Reader::is_whole(&file))?)
    }

    /// Decodes a list from bytes; none if they are not those of a list.
    fn of(bytes: &[u8]) -> Option<FileListCache> {
        let (head, body) = bytes.split_at_checked(HEAD)?;
        let [rests_on, folders, passed_over, files]: [u64; 4] =
            head.as_chunks::<8>().0.first_chunk::<4>()?.map(u64::from_le_bytes);
        let [folders, passed_over, files] = [folders, passed_over, files].map(|count| count as usize);
        let (stats, paths) = body.split_at_checked(folders.checked_mul(8 * FileStat::WORDS)?)?;
        let (words, _) = stats.as_chunks::<8>();
        let (stats, _) = words.as_chunks::<{ FileStat::WORDS }>();
        let mut paths = std::str::from_utf8(paths).ok()?.split_terminator('\0').map(str::to_owned);
        let stats = stats.iter().map(|words| FileStat::of_words(words.map(u64::from_le_bytes)));
        let folders: Vec<(String, FileStat)> = paths.by_ref().take(folders).zip(stats).collect();
        let passed_over: Vec<String> = paths.by_ref().take(passed_over).collect();
        let read: Vec<String> = paths.collect();
        let are_within = folders.iter().all(|(folder, _)| folder.is_empty() || is_within(folder))
            && passed_over.iter().chain(&read).all(|path| is_within(path));
        (read.len() == files && are_within).then_some(FileListCache { rests_on, folders, passed_over, files: read })
    }

    /// Returns the files that say what git leaves out.
    fn rules(&self) -> impl Iterator<Item = &str> {
        rules_in(&self.passed_over)
    }

    /// Returns the names in a folder, as [`names`] would.
    fn names_in(&self, folder: &str) -> Vec<String> {
        let folders = self.folders.iter().map(|(folder, _)| as_name(folder)).filter(|name| name != "/");
        let all = folders.chain(self.passed_over.iter().cloned()).chain(below(&self.files, folder).iter().cloned());
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

/// Returns those of some paths in byte order that lie in a folder, at any depth.
fn below<'p>(paths: &'p [String], folder: &str) -> &'p [String] {
    if folder.is_empty() {
        return paths;
    }
    let from = |end: char| paths.partition_point(|path| path.as_str() < format!("{folder}{end}").as_str());
    // The byte after `/`. Paths that are in no order were not written here.
    paths.get(from('/')..from('0')).unwrap_or_default()
}

/// Returns a folder's path as [`names`] gives it.
fn as_name(folder: &str) -> String {
    format!("{folder}/")
}

/// Returns the folder of the path in a name.
fn folder_of(name: &str) -> &str {
    name.trim_end_matches('/').rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Returns the paths in a folder that could be read by their names, or that say what is not read, in byte order, those
/// of folders with a `/` at their end; none if names do not tell that.
fn names(root: &Path, folder: &str) -> Option<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root.join(folder)).ok()? {
        let entry = entry.ok()?;
        let (name, kind) = (entry.file_name(), entry.file_type().ok()?);
        let is_hidden = name.as_encoded_bytes().starts_with(b".");
        if is_hidden && is_temp_file(&name) {
            sweep(&root.join(folder));
        }
        let is_repository = name == ".git" || name == ".jj";
        let text = name.to_string_lossy();
        let has_ending = is_yaml(&text) || probably_meant(&text).is_some();
        let may_be_read = !is_hidden && (has_ending || kind.is_dir() || (kind.is_symlink() && entry.path().is_dir()));
        let is_plain = kind.is_file() || kind.is_dir();
        if (is_repository && !folder.is_empty()) || (may_be_read && !is_plain) {
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

/// Everything outside the folders that decides which files are read.
#[derive(Clone)]
pub struct Surroundings {
    manifest: String,
    in_repository: bool,
    /// The sum of all that.
    sum: u64,
    /// The states of the files of git's rules.
    stats: Vec<Option<FileStat>>,
}

impl Surroundings {
    /// Returns the present surroundings, given the text of the manifest; none if they are unknown, and if nothing is
    /// kept yet, since making the folder of the cache changes the root.
    pub fn of(root: &Path, manifest: &str, git: &IgnoreContext) -> Option<Surroundings> {
        own_folder(root)?;
        // Rules are found along the path of the system, the repository along the path as written.
        root.canonicalize().ok().filter(|real| real == root && tells_of_names(root))?;
        let mut hasher = FxHasher::default();
        manifest.hash(&mut hasher);
        for folder in root.ancestors() {
            let repository = folder.join(".git").symlink_metadata().ok().map(|found| found.is_dir());
            (repository, folder.join(".jj").exists()).hash(&mut hasher);
        }
        let files = git.pattern_files(root);
        (&files, git.folds_case(), git.in_repository).hash(&mut hasher);
        let stats: Vec<Option<FileStat>> = files.iter().map(|(file, _)| FileStat::at(file)).collect();
        let mut around = Surroundings {
            manifest: manifest.to_owned(),
            in_repository: git.in_repository,
            sum: hasher.finish(),
            stats,
        };
        around.sum = around.with(around.stats.iter().copied());
        Some(around)
    }

    /// Returns the sum of the surroundings and of more rules.
    fn with(&self, rules: impl IntoIterator<Item = Option<FileStat>>) -> u64 {
        let mut hasher = FxHasher::default();
        self.sum.hash(&mut hasher);
        rules.into_iter().for_each(|stat| stat.map(FileStat::to_words).hash(&mut hasher));
        hasher.finish()
    }
}

/// Returns whether the times of a folder show that a name was added or removed: known for these file systems.
#[cfg(target_os = "linux")]
fn tells_of_names(folder: &Path) -> bool {
    /// The numbers of `ext2` to `ext4`, XFS, Btrfs, F2FS, tmpfs and overlays of these in Linux's `magic.h`, and of ZFS.
    const SYSTEMS: [u32; 7] = [0xEF53, 0x5846_5342, 0x9123_683E, 0xF2F5_2010, 0x0102_1994, 0x794C_7630, 0x2FC1_2FC1];
    rustix::fs::statfs(folder).is_ok_and(|system| SYSTEMS.contains(&(system.f_type as u32)))
}

/// Returns whether the times of a folder show that a name was added or removed.
#[cfg(not(target_os = "linux"))]
fn tells_of_names(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::time::Duration;

    use super::*;

    /// Makes a workspace in a repository, and returns its root; none if the times of folders do not show changes.
    fn workspace() -> Option<(tempfile::TempDir, PathBuf)> {
        let folder = tempfile::tempdir().unwrap();
        if !tells_of_names(folder.path()) {
            eprintln!("SKIPPED: on this file system nothing is kept");
            return None;
        }
        let root = folder.path().canonicalize().unwrap();
        fs::create_dir_all(root.join(".git/info")).unwrap();
        fs::create_dir_all(root.join("claims/old")).unwrap();
        fs::create_dir(root.join("drafts")).unwrap();
        for (path, text) in [
            (".gitignore", "drafts\n"),
            ("a.yaml", ""),
            ("claims/b.yaml", ""),
            ("claims/old/c.yml", ""),
            ("drafts/d.yaml", ""),
        ] {
            fs::write(root.join(path), text).unwrap();
        }
        Some((folder, root))
    }

    const FOLDERS: [&str; 3] = ["claims", "", "claims/old"];
    const FILES: [&str; 3] = ["a.yaml", "claims/b.yaml", "claims/old/c.yml"];

    /// Waits longer than the interval at which a file system looks at the clock.
    fn settle() {
        std::thread::sleep(Duration::from_millis(70));
    }

    fn keep_now(root: &Path) {
        begun(root, &FOLDERS).keep(root, &FILES).unwrap();
    }

    /// Returns a walk through these folders that has just begun, in a workspace that was left alone for a while.
    fn begun(root: &Path, folders: &[&str]) -> Walk {
        // The folder of the cache is made first, since making it changes the root.
        let _ = Writing::begin(root);
        settle();
        Walk::whole(Begun::now(), around(root), folders.iter().map(ToString::to_string).collect())
    }

    /// Returns the files that are known without a walk.
    fn still_known(root: &Path, around: &Surroundings) -> Option<Vec<String>> {
        lookup(root, around, Begun::now(), |_| None).map(|(below, _)| below.files)
    }

    fn around(root: &Path) -> Surroundings {
        surroundings(root, "")
    }

    fn surroundings(root: &Path, manifest: &str) -> Surroundings {
        Surroundings::of(root, manifest, &IgnoreContext::of(root)).unwrap()
    }

    fn still_files() -> Option<Vec<String>> {
        Some(FILES.map(str::to_owned).into())
    }

    #[test]
    fn it_holds_while_nothing_changes() {
        let Some((_folder, root)) = workspace() else { return };
        keep_now(&root);
        assert_eq!(still_known(&root, &around(&root)), still_files());
        assert_eq!(still_known(&root, &surroundings(&root, "exclude: claims")), None);
        let unsettled =
            |listing: &FileListCache| listing.folders.iter().filter(|(_, stat)| *stat == FileStat::default()).count();
        assert_eq!(FileListCache::open(&root).as_ref().map(unsettled), Some(0));
    }

    #[test]
    fn whatever_the_bytes_nothing_panics() {
        let Some((_folder, root)) = workspace() else { return };
        keep_now(&root);
        let whole = FileListCache::open(&root).unwrap();
        let files: Vec<&str> = whole.files.iter().map(String::as_str).collect();
        let whole = whole.bytes(&files).unwrap();
        let mut read = 0;
        for (at, value) in (0..whole.len()).flat_map(|at| [0, 1, b'/', b'0', 0xFF].map(|value| (at, value))) {
            let mut bytes = whole.clone();
            bytes[at] = value;
            if let Some(listing) = FileListCache::of(&bytes) {
                read += 1;
                listing.folders.iter().for_each(|(folder, _)| drop(listing.names_in(folder)));
            }
        }
        assert!(read > 0, "nothing was read");
    }

    #[test]
    fn a_file_that_is_replaced_or_hidden_or_no_yaml_changes_nothing() {
        let Some((_folder, root)) = workspace() else { return };
        keep_now(&root);
        fs::write(root.join("claims/.b.yaml.swp"), "").unwrap();
        fs::write(root.join("claims/notes.txt"), "").unwrap();
        fs::write(root.join("claims/b.yaml.new"), "").unwrap();
        fs::rename(root.join("claims/b.yaml.new"), root.join("claims/b.yaml")).unwrap();
        assert_eq!(still_known(&root, &around(&root)), still_files());
    }

    #[test]
    fn whatever_else_changes_it_holds_no_longer() {
        type Change = fn(&Path) -> io::Result<()>;
        let changes: [(&str, Change); 13] = [
            ("a file", |root| fs::write(root.join("claims/old/e.yaml"), "")),
            ("a file of a folder that is left out now", |root| fs::write(root.join("claims/.gitignore"), "b.yaml\n")),
            ("a file gone", |root| fs::remove_file(root.join("claims/b.yaml"))),
            ("a file moved", |root| fs::rename(root.join("claims/b.yaml"), root.join("b.yaml"))),
            ("a file become a folder", |root| {
                fs::remove_file(root.join("a.yaml")).and_then(|()| fs::create_dir(root.join("a.yaml")))
            }),
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
            let Some((_folder, root)) = workspace() else { return };
            keep_now(&root);
            change(&root).unwrap();
            assert_eq!(still_known(&root, &around(&root)), None, "{what}");
        }
    }

    #[test]
    fn only_folders_in_which_names_have_come_or_gone_are_walked() {
        let Some((_folder, root)) = workspace() else { return };
        keep_now(&root);
        fs::write(root.join("claims/old/new.yaml"), "").unwrap();
        fs::write(root.join("drafts/new.yaml"), "").unwrap();
        settle();
        let walk = |folder: &str| {
            assert_eq!(folder, "claims/old");
            let files = vec!["claims/old/new.yaml".to_owned(), "claims/old/c.yml".to_owned()];
            Some(Below { files, folders: vec![folder.to_owned()], passed_over: Vec::new() })
        };
        let (Below { files, .. }, again) = lookup(&root, &around(&root), Begun::now(), walk).unwrap();
        assert_eq!(files, ["a.yaml", "claims/b.yaml", "claims/old/c.yml", "claims/old/new.yaml"]);
        again.unwrap().keep(&root, &files.iter().map(String::as_str).collect::<Vec<_>>()).unwrap();
        assert_eq!(still_known(&root, &around(&root)), Some(files));
        // Such a walk does not see rules on the way if there is no repository.
        fs::remove_dir_all(root.join(".git")).unwrap();
        Walk::whole(Begun::now(), around(&root), FOLDERS.map(str::to_owned).into()).keep(&root, &FILES).unwrap();
        fs::write(root.join("claims/old/newer.yaml"), "").unwrap();
        assert!(lookup(&root, &around(&root), Begun::now(), |_| panic!("walked")).is_none());
    }

    #[test]
    fn what_lies_in_a_folder_that_is_walked_is_walked_once() {
        let Some((_folder, root)) = workspace() else { return };
        // The name sorts between that of a folder and those of the files in it.
        fs::create_dir(root.join("claims-more")).unwrap();
        begun(&root, &["", "claims", "claims-more", "claims/old"]).keep(&root, &FILES).unwrap();
        for folder in ["claims", "claims-more", "claims/old"] {
            fs::write(root.join(folder).join("new.yaml"), "").unwrap();
        }
        let walked = std::cell::RefCell::new(Vec::new());
        let walk = |folder: &str| {
            walked.borrow_mut().push(folder.to_owned());
            Some(Below { files: Vec::new(), folders: Vec::new(), passed_over: Vec::new() })
        };
        assert!(lookup(&root, &around(&root), Begun::now(), walk).is_some());
        assert_eq!(walked.into_inner(), ["claims", "claims-more"]);
    }

    #[test]
    fn what_comes_while_it_is_walked_is_seen_the_next_time() {
        let Some((_folder, root)) = workspace() else { return };
        let walk = begun(&root, &FOLDERS);
        // The walk had already passed there.
        fs::write(root.join("claims/e.yaml"), "").unwrap();
        walk.keep(&root, &FILES).unwrap();
        let unsettled = |listing: FileListCache| {
            listing.folders.into_iter().filter(|(_, stat)| *stat == FileStat::default()).map(|(folder, _)| folder)
        };
        assert_eq!(
            FileListCache::open(&root).map(|listing| unsettled(listing).collect()),
            Some(vec!["claims".to_owned(), "claims/old".to_owned()])
        );
        assert_eq!(still_known(&root, &around(&root)), None);
        fs::remove_file(root.join("claims/e.yaml")).unwrap();
        assert_eq!(still_known(&root, &around(&root)), still_files());
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
            let Some((_folder, root)) = workspace() else { return };
            let walk = begun(&root, &FOLDERS);
            change(&root).unwrap();
            walk.keep(&root, &FILES).unwrap();
            assert!(FileListCache::open(&root).is_none());
        }
        let Some((_folder, root)) = workspace() else { return };
        let walk = begun(&root, &FOLDERS);
        fs::remove_file(root.join(".gitignore")).unwrap();
        walk.keep(&root, &FILES).unwrap();
        assert_eq!(still_known(&root, &around(&root)), None, "what they left out is there now");
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_any_more_is_not_taken_for_one() {
        let Some((_folder, root)) = workspace() else { return };
        keep_now(&root);
        fs::remove_file(root.join("claims/b.yaml")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(root.join("claims/b.yaml")).unwrap();
        assert!(still_known(&root, &around(&root)).is_none());
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_kept_where_links_matter() {
        use std::os::unix::fs::symlink;
        for (target, link, matters) in
            [("a.yaml", "b.yaml", true), ("claims", "again", true), ("a.yaml", "a.txt", false)]
        {
            let Some((_folder, root)) = workspace() else { return };
            symlink(root.join(target), root.join(link)).unwrap();
            keep_now(&root);
            assert_eq!(still_known(&root, &around(&root)).is_none(), matters, "{link}");
        }
    }
}
