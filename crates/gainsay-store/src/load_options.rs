//! Options for reading a workspace: the number of threads, the use of the cache, and the extent of suggestions.

use gainsay_model::read::Suggest;

use crate::cache::CacheMode;

/// The largest number of threads that are started, whatever is asked for.
const MOST_THREADS: usize = 64;

/// Options for reading a workspace.
#[derive(Clone, Copy, Debug)]
pub struct LoadOptions {
    /// The number of threads. Without one, or with 0, it is the number of processors of the machine.
    pub threads: Option<usize>,
    /// The use of the cache: whether records of the last run may be used, and those of this run are kept for the next.
    pub cache: CacheMode,
    /// The effort to find what an unknown reference was meant to be: only front ends that show findings need it.
    pub suggest: Suggest,
}

impl LoadOptions {
    /// Returns the number of threads to use.
    pub fn threads(self) -> usize {
        // More threads than a few wait for each other, and for the disk.
        let all = || std::thread::available_parallelism().map_or(1, |all| all.get().min(16));
        self.threads.filter(|asked| *asked > 0).map_or_else(all, |asked| asked.min(MOST_THREADS))
    }
}
