//! Kept copies of sources, on disk and in the snapshots of a workspace.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use gainsay_diff::quotes::{Copies, Unreadable};
use gainsay_git::{Blob, GitError, Id, Index, Repository, Staged};
use gainsay_sources::{CouldNotLook, KeptCopy, LARGEST_COPY, TextOfRecord};
use rustc_hash::FxHashMap;

use crate::cache::{CacheMode, FileStat, TextCache};
use crate::paths::below;
use crate::threads::join;
use crate::trees::resolved;

/// The options with which `pdftotext` is run: each way fails on pages where another does not, on columns, Arabic or
/// hyphens.
const WAYS: [&[&str]; 3] = [&["-layout"], &[], &["-raw"]];

/// The longest time that `pdftotext` may take for one PDF in one way.
const PATIENCE: Duration = Duration::from_secs(60);

/// The copies of a workspace on disk.
#[derive(Debug)]
pub struct DiskCopies {
    root: PathBuf,
    /// The root with all links resolved.
    real_root: Option<PathBuf>,
    /// The state of each file that was asked for, just before it was read.
    stats: Mutex<CopyStats>,
    texts: TextCache,
}

/// The states of copies, by path from the root, which show whether they have changed; none for a copy that is not
/// there.
#[derive(Clone, Debug, Default)]
pub struct CopyStats(BTreeMap<String, Option<FileStat>>);

impl CopyStats {
    /// Returns whether the file at that path, below that root, is unchanged.
    pub(crate) fn is_still(&self, root: &Path, path: &str) -> bool {
        self.0.get(path).is_some_and(|known| FileStat::at(&below(root, path)) == *known)
    }

    /// Returns whether a copy at that path is among them.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// Checks the files below that root again. Returns the paths of those that have changed, and whether each is there.
    pub(crate) fn refresh(&mut self, root: &Path) -> Vec<(String, bool)> {
        let mut changed = Vec::new();
        for (path, known) in &mut self.0 {
            let now = FileStat::at(&below(root, path));
            if now != *known {
                changed.push((path.clone(), now.is_some()));
                *known = now;
            }
        }
        changed
    }

    /// Adds the states of other copies.
    pub(crate) fn extend(&mut self, later: CopyStats) {
        self.0.extend(later.0);
    }

    /// Forgets all paths but these.
    pub(crate) fn retain(&mut self, is_kept: impl Fn(&str) -> bool) {
        self.0.retain(|path, _| is_kept(path));
    }
}

impl DiskCopies {
    /// Returns the copies of the workspace with that root.
    pub fn of(root: &Path) -> DiskCopies {
        DiskCopies::cached(root, CacheMode::Never)
    }

    /// Returns the copies of the workspace with that root, whose texts are kept for later runs as the mode says.
    pub fn cached(root: &Path, mode: CacheMode) -> DiskCopies {
        let (root, real_root) = (root.to_owned(), root.canonicalize().ok());
        DiskCopies { texts: TextCache::of(&root, mode), root, real_root, stats: Mutex::default() }
    }

    /// Deletes the texts that are kept and were not asked for.
    pub(crate) fn sweep_texts(&self) {
        self.texts.sweep();
    }

    /// Returns the size in bytes of the copy at that path; 0 if it cannot be examined.
    pub(crate) fn size(&self, path: &str) -> u64 {
        fs::metadata(self.place(path)).map_or(0, |about| about.len())
    }

    /// Returns where the copy of that path lies.
    pub(crate) fn place(&self, path: &str) -> PathBuf {
        below(&self.root, path)
    }

    /// Returns the states of the copies that were read, which show whether they have changed since.
    pub(crate) fn into_stats(self) -> CopyStats {
        self.stats.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Copies for DiskCopies {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Unreadable> {
        let place = self.place(path);
        let stat = FileStat::at(&place);
        self.stats.lock().unwrap_or_else(PoisonError::into_inner).0.insert(path.to_owned(), stat);
        let because = |error: io::Error| Unreadable::Because(error.to_string());
        let real = match place.canonicalize() {
            Ok(real) => real,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(because(error)),
        };
        if self.real_root.as_ref().is_none_or(|root| !real.starts_with(root)) {
            return Err(Unreadable::Outside);
        }
        // A pipe is not opened: nobody may ever write into it.
        let about = fs::metadata(&real).map_err(because)?;
        if !about.is_file() {
            return Err(Unreadable::Because(
                if about.is_dir() { "it is a folder" } else { "it is no file" }.to_owned(),
            ));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(about.len()).unwrap_or(0).min(LARGEST_COPY));
        // Reading one byte more shows that the file is too large.
        File::open(&real)
            .and_then(|file| file.take(LARGEST_COPY as u64 + 1).read_to_end(&mut bytes))
            .map_err(because)?;
        Ok(Some(bytes))
    }

    fn pdf_texts(&self, bytes: &[u8]) -> Result<Vec<String>, CouldNotLook> {
        pdf_texts(bytes)
    }

    fn cached_text(&self, copy: &KeptCopy<'_>) -> Option<TextOfRecord> {
        self.texts.get(copy)
    }

    fn cache_text(&self, copy: &KeptCopy<'_>, text: &TextOfRecord) {
        self.texts.keep(copy, text);
    }
}

/// The copies of a snapshot. Copies that git does not track are read from disk, whatever the snapshot.
pub(crate) struct SnapshotCopies<'g> {
    pub repository: &'g Repository,
    pub place: CopyPlace,
    pub disk: &'g DiskCopies,
    /// The files that git tracks now, by path from the root.
    pub staged: &'g FxHashMap<&'g str, Staged>,
    pub index: &'g Index,
}

/// The location of the copies of a snapshot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CopyPlace {
    /// They are in git, below this folder.
    Tree(Id),
    /// They are in the index.
    Index,
    /// They are on disk.
    Disk,
    /// There are no copies.
    Nowhere,
}

impl Copies for SnapshotCopies<'_> {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Unreadable> {
        let because = |error: GitError| Unreadable::Because(error.message);
        match self.place {
            CopyPlace::Nowhere => Ok(None),
            CopyPlace::Disk => self.disk.read(path),
            CopyPlace::Tree(_) | CopyPlace::Index => match self.blob(path).map_err(because)? {
                Some(blob) if blob.link => Err(Unreadable::Because("it is a link that leads to no file".to_owned())),
                Some(blob) => self.repository.content(blob.id).map(Some).map_err(because),
                None if self.staged.contains_key(path) => Ok(None),
                None => self.disk.read(path),
            },
        }
    }

    fn pdf_texts(&self, bytes: &[u8]) -> Result<Vec<String>, CouldNotLook> {
        pdf_texts(bytes)
    }
}

impl SnapshotCopies<'_> {
    /// Returns whether a copy differs from that in another snapshot. A copy that git never had counts as different.
    pub fn differs(&self, other: &SnapshotCopies, path: &str) -> bool {
        match (self.id(path), other.id(path)) {
            (Ok(one), Ok(other)) => one != other,
            _ => true,
        }
    }

    /// Returns the id that a copy has in git, or would have.
    fn id(&self, path: &str) -> Result<Option<Id>, GitError> {
        if let Some(blob) = self.blob(path)? {
            return Ok(Some(blob.id));
        }
        let is_on_disk = self.place == CopyPlace::Disk || !self.staged.contains_key(path);
        let on_disk = || {
            let untouched = self.index.untouched(path, &self.disk.place(path));
            untouched.or_else(|| self.repository.id_of_content(&self.disk.read(path).ok()??))
        };
        Ok(if is_on_disk { on_disk() } else { None })
    }

    /// Returns the file at that path in git; a link is followed once.
    fn blob(&self, path: &str) -> Result<Option<Blob>, GitError> {
        let get = |path: &str| match self.place {
            CopyPlace::Tree(tree) => self.repository.file(tree, path),
            CopyPlace::Index => Ok(match self.staged.get(path) {
                Some(Staged::As(blob)) => Some(*blob),
                _ => None,
            }),
            CopyPlace::Disk | CopyPlace::Nowhere => Ok(None),
        };
        let Some(link) = get(path)?.filter(|blob| blob.link) else { return get(path) };
        let to = String::from_utf8(self.repository.content(link.id)?).unwrap_or_default();
        resolved(path, &to).map_or(Ok(None), |target| get(&target))
    }
}

fn pdf_texts(bytes: &[u8]) -> Result<Vec<String>, CouldNotLook> {
    WAYS.iter().map(|way| pdf_text(bytes, way)).collect()
}

fn pdf_text(bytes: &[u8], way: &[&str]) -> Result<String, CouldNotLook> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => CouldNotLook::NoPdfToText,
        _ => CouldNotLook::PdfToTextFailed(error.to_string()),
    };
    let mut command = Command::new("pdftotext");
    command.args(["-q", "-enc", "UTF-8"]).args(way).args(["-", "-"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().map_err(failed)?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    std::thread::scope(|scope| {
        // The program may end before it has read everything.
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(bytes)));
        let text = scope.spawn(move || {
            let mut text = Vec::new();
            stdout.map_or(Ok(text.clone()), |stdout| {
                stdout.take(LARGEST_COPY as u64 + 1).read_to_end(&mut text).map(|_| text)
            })
        });
        let ended = wait(&mut child).map_err(failed)?;
        let text = join(text).map_err(failed)?;
        match ended {
            None => Err(CouldNotLook::PdfToTextFailed("it took too long".to_owned())),
            Some(false) => Err(CouldNotLook::PdfToTextFailed("it is damaged or locked".to_owned())),
            Some(true) if text.len() > LARGEST_COPY => Err(CouldNotLook::UnpacksTooLarge),
            Some(true) => Ok(String::from_utf8_lossy(&text).into_owned()),
        }
    })
}

/// Waits for a program to end, and kills it if it takes too long. Returns whether it succeeded; none if it was killed.
fn wait(child: &mut Child) -> io::Result<Option<bool>> {
    let began = Instant::now();
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status.success()));
        }
        if began.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(50));
    }
}
