//! Files that only this program can have written, on this machine, as this user, for this workspace. Content is written
//! in blocks; each is followed by a code (keyed BLAKE3) over the block, its number, and whether it is the last. A block
//! is handed out only after its code was verified, so that content from others is never decoded.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

use super::key::Key;

/// The number of bytes of content in every block but the last. A block stays in the cache of the processor until it is
/// decoded.
pub const BLOCK: usize = 1 << 18;

/// The first bytes of a file, which tell its form.
pub type Magic = [u8; 16];

/// Random bytes that differ in every file, so that no block of one is taken for a block of another.
type Salt = [u8; 16];

/// The number of bytes before the first block.
const HEAD: usize = size_of::<Magic>() + size_of::<Salt>();

/// The number of bytes after each block.
const CODE: usize = blake3::OUT_LEN;

/// The state with which blocks are sealed.
struct Seal {
    key: [u8; 32],
    /// The number of the next block.
    number: u64,
}

impl Seal {
    fn new(Key(key): &Key, root: &Path, magic: &Magic, salt: &Salt) -> Seal {
        let mut hasher = blake3::Hasher::new_keyed(key);
        let version = env!("CARGO_PKG_VERSION").as_bytes();
        for part in [magic.as_slice(), salt.as_slice(), version, &machine(), root.as_os_str().as_encoded_bytes()] {
            hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
        }
        Seal { key: *hasher.finalize().as_bytes(), number: 0 }
    }

    /// Returns the code of the next block.
    fn next(&mut self, block: &[u8], is_last: bool) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(block).update(&self.number.to_le_bytes()).update(&[u8::from(is_last)]);
        self.number += 1;
        hasher.finalize()
    }
}

/// Returns the identity of this machine, as far as it is known: a home folder may be on a network.
fn machine() -> Vec<u8> {
    if cfg!(target_os = "linux") { std::fs::read("/etc/machine-id").unwrap_or_default() } else { Vec::new() }
}

/// Writes a sealed file.
pub struct Writer<W: Write> {
    out: BufWriter<W>,
    block: Vec<u8>,
    seal: Seal,
    failed: Option<io::Error>,
}

impl<W: Write> Writer<W> {
    /// Begins a file for the workspace with that root.
    ///
    /// # Errors
    /// Returns the error of the operating system, also if it has no random bytes.
    pub fn begin(out: W, magic: &Magic, key: &Key, root: &Path) -> io::Result<Writer<W>> {
        let mut salt = Salt::default();
        getrandom::fill(&mut salt).map_err(io::Error::other)?;
        let mut out = BufWriter::with_capacity(BLOCK, out);
        out.write_all(magic)?;
        out.write_all(&salt)?;
        Ok(Writer { out, block: Vec::with_capacity(BLOCK), seal: Seal::new(key, root, magic, &salt), failed: None })
    }

    /// Adds content. Errors of the system are reported at the end.
    pub fn add(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            // A full block may be the last: it is written when more content comes.
            if self.block.len() == BLOCK {
                self.write_block(false);
            }
            let (now, later) = bytes.split_at(bytes.len().min(BLOCK - self.block.len()));
            self.block.extend_from_slice(now);
            bytes = later;
        }
    }

    fn write_block(&mut self, is_last: bool) {
        let code = self.seal.next(&self.block, is_last);
        if let Err(error) = self.out.write_all(&self.block).and_then(|()| self.out.write_all(code.as_bytes())) {
            self.failed.get_or_insert(error);
        }
        self.block.clear();
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// Returns the first error of the operating system in anything that was written.
    pub fn finish(mut self) -> io::Result<()> {
        self.write_block(true);
        self.out.flush()?;
        self.failed.map_or(Ok(()), Err)
    }
}

/// Reads a sealed file.
pub struct Reader {
    file: File,
    seal: Seal,
    /// The number of bytes of the file that are not read yet.
    left: u64,
    /// Says that no more blocks are handed out.
    has_ended: bool,
    /// Says that the last block was read, and that all blocks were written by this program.
    is_whole: bool,
}

impl Reader {
    /// Begins to read a file for the workspace with that root; none if the file has another form.
    pub fn begin(mut file: File, magic: &Magic, key: &Key, root: &Path) -> Option<Reader> {
        let left = file.metadata().ok()?.len().checked_sub(HEAD as u64)?;
        let (mut found, mut salt) = (Magic::default(), Salt::default());
        file.read_exact(&mut found).ok()?;
        file.read_exact(&mut salt).ok()?;
        (found == *magic).then(|| Reader {
            file,
            seal: Seal::new(key, root, magic, &salt),
            left,
            has_ended: false,
            is_whole: false,
        })
    }

    /// Returns the number of bytes of content, judging by the size of the file.
    pub fn length(&self) -> u64 {
        let blocks = self.left.div_ceil((BLOCK + CODE) as u64);
        self.left.saturating_sub(blocks * CODE as u64)
    }

    /// Appends the next block to `bytes`. Returns none, and appends nothing, if there is no other block or if this
    /// program did not write it.
    pub fn next(&mut self, bytes: &mut Vec<u8>) -> Option<()> {
        let size = (self.left.min((BLOCK + CODE) as u64) as usize).checked_sub(CODE).filter(|_| !self.has_ended)?;
        let before = bytes.len();
        self.has_ended = true;
        let (mut code, file) = ([0; CODE], &mut self.file);
        let read = file.take(size as u64).read_to_end(bytes).is_ok_and(|read| read == size)
            && file.read_exact(&mut code).is_ok();
        self.left = self.left.saturating_sub((size + CODE) as u64);
        let is_right = read && bytes.get(before..).is_some_and(|block| self.seal.next(block, self.left == 0) == code);
        if !is_right {
            bytes.truncate(before);
            return None;
        }
        self.is_whole = self.left == 0;
        self.has_ended = self.is_whole;
        Some(())
    }

    /// Returns whether everything was read, and was written by this program.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const MAGIC: Magic = *b"gainsay testing\n";

    fn written(content: &[u8], root: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut writer = Writer::begin(&mut bytes, &MAGIC, &Key([1; 32]), Path::new(root)).unwrap();
        content.chunks(1_000).for_each(|part| writer.add(part));
        writer.finish().unwrap();
        bytes
    }

    /// Returns the content of such a file; none if it is not whole.
    fn read(bytes: &[u8], key: u8, root: &str) -> Option<Vec<u8>> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), bytes).unwrap();
        let file = File::open(folder.path().join("file")).unwrap();
        let mut reader = Reader::begin(file, &MAGIC, &Key([key; 32]), Path::new(root))?;
        let (mut content, length) = (Vec::new(), reader.length());
        while reader.next(&mut content).is_some() {}
        (reader.is_whole() && content.len() as u64 == length).then_some(content)
    }

    #[test]
    fn what_was_written_is_read() {
        for length in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK] {
            let content: Vec<u8> = (0..length).map(|at| at as u8).collect();
            let bytes = written(&content, "/a");
            assert_eq!(read(&bytes, 1, "/a"), Some(content), "{length}");
            assert_eq!(read(&bytes, 2, "/a"), None, "another key");
            assert_eq!(read(&bytes, 1, "/b"), None, "another workspace");
        }
    }

    #[test]
    fn nothing_is_taken_that_was_not_written_so() {
        let content: Vec<u8> = (0..2 * BLOCK + 10).map(|at| (at / 7) as u8).collect();
        let whole = written(&content, "/a");
        let block = BLOCK + CODE;
        for at in [16, 20, HEAD, HEAD + 100, HEAD + BLOCK, HEAD + block + 5, whole.len() - 1] {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            assert_eq!(read(&bytes, 1, "/a"), None, "changed at {at}");
        }
        for end in [0, 16, HEAD, HEAD + 10, HEAD + block, HEAD + 2 * block, whole.len() - 1] {
            assert_eq!(read(&whole[..end], 1, "/a"), None, "cut off at {end}");
        }
        let (head, first) = (&whole[..HEAD], &whole[HEAD..HEAD + block]);
        let (second, last) = (&whole[HEAD + block..HEAD + 2 * block], &whole[HEAD + 2 * block..]);
        let other = written(&content, "/a");
        for mixed in [
            [head, second, first, last].concat(),
            [head, first, last].concat(),
            [head, last].concat(),
            [head, first, second, last, last].concat(),
            [head, first, &other[HEAD + block..]].concat(),
            [&other[..HEAD], &whole[HEAD..]].concat(),
            [&whole[..], b"more"].concat(),
        ] {
            assert_eq!(read(&mixed, 1, "/a"), None);
        }
    }
}
