//! The drivers for diff and merge: settings that tell git what to run. Each is guarded: where this program is missing or cannot do it,
//! git does as it does with any other text.

use gainsay_git::{Section, Settings, Trouble};

/// A driver: what it is for, and its settings.
pub struct Driver {
    /// As people call it.
    pub name: &'static str,
    /// Its section.
    pub section: Section<'static>,
    /// Names and values.
    pub settings: &'static [(&'static str, &'static str)],
}

/// How a driver stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// As this program would set it.
    Wired,
    /// There, but otherwise.
    OutOfDate,
    /// Not there.
    Missing,
}

/// Both drivers.
pub static DRIVERS: [Driver; 2] = [
    Driver { name: "diff driver", section: ("diff", "gainsay"), settings: &[("textconv", TEXTCONV), ("xfuncname", HEADINGS)] },
    Driver { name: "merge driver", section: ("merge", "gainsay"), settings: &[("name", "record by record"), ("driver", MERGE)] },
];

/// Git appends the file. The results must not be cached (`cachetextconv`): git would keep those of a day on which the program was missing.
const TEXTCONV: &str = r#"f() { gainsay textconv "$1" 2>/dev/null || cat "$1"; }; f"#;

/// What git shows above a change: the line that names the record, laid out or, but for sources, as it is written. (A claim has a line
/// `source: …` too.)
const HEADINGS: &str = "^(((claim|entity|predicate|ruling|gainsay):?|source) .*)$";

/// Git fills in what begins with `%`, the labels from version 2.44 on: an older one leaves `%X` as it is, and then they get names here. A
/// merge that the program could not do (any status above 1) is left to git; its file is as it was then.
const MERGE: &str = concat!(
    r#"f() { if [ "$6" = '%'X ]; then set -- "$1" "$2" "$3" "$4" "$5" ours base theirs; fi; "#,
    r#"if command -v gainsay >/dev/null 2>&1; then "#,
    r#"gainsay merge-file --path "$2" --marker-size "$1" -L "$6" -L "$7" -L "$8" "$3" "$4" "$5"; "#,
    r#"s=$?; if [ $s -le 1 ]; then return $s; fi; fi; "#,
    r#"git merge-file --marker-size "$1" -L "$6" -L "$7" -L "$8" "$4" "$3" "$5"; }; "#,
    "f %L %P %O %A %B %X %S %Y"
);

impl Driver {
    /// How it stands, by what its settings are.
    pub fn state(&self, value: impl Fn(&str) -> Option<String>) -> State {
        let values: Vec<Option<String>> = self.settings.iter().map(|(name, _)| value(name)).collect();
        if self.settings.iter().zip(&values).all(|((_, wanted), value)| value.as_deref() == Some(wanted)) {
            State::Wired
        } else if values.iter().all(Option::is_none) {
            State::Missing
        } else {
            State::OutOfDate
        }
    }

    /// Sets all that is not as it should be.
    ///
    /// # Errors
    /// If git could not read it again.
    pub fn wire(&self, settings: &mut Settings) -> Result<(), Trouble> {
        for (name, value) in
            self.settings.iter().filter(|(name, value)| settings.value(self.section, name).as_deref() != Some(value)).collect::<Vec<_>>()
        {
            settings.set(self.section, name, value)?;
        }
        Ok(())
    }

    /// Takes its settings away; whether there were any.
    ///
    /// # Errors
    /// If git could not read the rest.
    pub fn unwire(&self, settings: &mut Settings) -> Result<bool, Trouble> {
        let names: Vec<&str> = self.settings.iter().map(|(name, _)| *name).collect();
        settings.remove(self.section, &names)
    }
}
