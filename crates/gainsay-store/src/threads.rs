//! Threads that a caller waits for.

use std::thread::ScopedJoinHandle;

/// Returns the result of a thread; if it panicked, this function panics too.
pub(crate) fn join<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
