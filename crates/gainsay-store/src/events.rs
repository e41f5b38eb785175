//! What the caller is told while the store works.

/// Receives warnings and progress. The caller decides whether and how anybody learns of them.
pub trait Events: Sync {
    /// Something should be looked at, but does not stop the work. The text is one line, without a full stop.
    fn warn(&self, text: &str);

    /// Work begins that may take long. It ends when the returned value is dropped.
    fn begin(&self, what: &'static str) -> Box<dyn Progress>;
}

/// Receives how far one piece of work has come.
pub trait Progress: Sync {
    /// This many steps will be done in the end.
    fn expect(&self, steps: usize);

    /// One more step is done.
    fn step(&self);
}

/// Tells nobody anything.
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
