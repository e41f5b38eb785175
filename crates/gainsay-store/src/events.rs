//! Warnings and progress that the store reports to its caller while it works.

/// Receives warnings and progress. The caller decides whether and how to show them.
pub trait Events: Sync {
    /// Reports something that should be looked at, but does not stop the work. The text is one line, without a full
    /// stop.
    fn warn(&self, text: &str);

    /// Reports that work begins which may take long. It ends when the returned value is dropped.
    fn begin(&self, what: &'static str) -> Box<dyn Progress>;
}

/// Receives the progress of one piece of work.
pub trait Progress: Sync {
    /// Reports how many steps the work has.
    fn expect(&self, steps: usize);

    /// Reports that one more step is done.
    fn step(&self);
}

/// Ignores all warnings and progress.
#[derive(Clone, Copy, Default, Debug)]
pub struct Silent;

impl Events for Silent {
    fn warn(&self, _: &str) {}

    fn begin(&self, _: &'static str) -> Box<dyn Progress> {
        Box::new(Silent)
    }
}

impl Progress for Silent {
    fn expect(&self, _: usize) {}

    fn step(&self) {}
}
