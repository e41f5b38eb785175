//! The drivers for diff and merge: settings that tell git what to run. Each is guarded: where this program is missing
//! or cannot do it, git does as it does with any other text.

use gainsay_git::{GitError, Section, Settings};

/// A driver: what it is for, and its settings.
pub struct Driver {
    /// As people call it.
    pub name: &'static str,
    /// Its section.
    pub section: Section<'static>,
    /// Names and values.
    pub settings: &'static [(&'static str, &'static str)],
    /// It is wired only where somebody asks for it.
    pub optional: bool,
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

/// All drivers. With `textconv`, `git diff` shows records in one layout, but `git blame` in an editor names other lines
/// than the file has, and `git apply` cannot read what `git diff` printed. It is therefore left to each user.
pub static DRIVERS: [Driver; 3] = [
    Driver { name: "diff driver", section: ("diff", "gainsay"), settings: &[("xfuncname", HEADINGS)], optional: false },
    Driver {
        name: "merge driver",
        section: ("merge", "gainsay"),
        settings: &[("name", "record by record"), ("driver", MERGE)],
        optional: false,
    },
    Driver { name: "textconv", section: ("diff", "gainsay"), settings: &[("textconv", TEXTCONV)], optional: true },
];

/// Git appends the file, whose name may begin with a dash. The results must not be cached (`cachetextconv`): git would
/// keep those of a day on which the program was missing.
const TEXTCONV: &str = r#"f() { gainsay textconv -- "$1" 2>/dev/null || cat -- "$1"; }; f"#;

/// What git shows above a change: the line that names the record, as it is written or laid out by `textconv`. A claim
/// has a line `source: …`, too, so that of a source as it is written only the line that divides records is shown:
/// better no name than another record's.
const HEADINGS: &str = "^(((claim|entity|predicate|ruling|gainsay):?|source) .*|---)$";

/// Git fills in what begins with `%`, the labels from version 2.44 on: an older one leaves `%X` as it is, and then they
/// get names here. A merge that the program could not do (any status above 1) is left to git; its file is as it was
/// then.
const MERGE: &str = concat!(
    r#"f() { if [ "$6" = '%'X ]; then set -- "$1" "$2" "$3" "$4" "$5" ours base theirs; fi; "#,
    r#"if command -v gainsay >/dev/null 2>&1; then "#,
    r#"gainsay merge-file --path="$2" --marker-size="$1" -L="$6" -L="$7" -L="$8" -- "$3" "$4" "$5"; "#,
    r#"s=$?; if [ $s -le 1 ]; then return $s; fi; fi; "#,
    r#"git merge-file --marker-size="$1" -L "$6" -L "$7" -L "$8" -- "$4" "$3" "$5"; }; "#,
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
    /// Returns an error if git could not read it again.
    pub fn wire(&self, settings: &mut Settings) -> Result<(), GitError> {
        for (name, value) in self
            .settings
            .iter()
            .filter(|(name, value)| settings.value(self.section, name).as_deref() != Some(value))
            .collect::<Vec<_>>()
        {
            settings.set(self.section, name, value)?;
        }
        Ok(())
    }

    /// Takes its settings away; whether there were any.
    ///
    /// # Errors
    /// Returns an error if git could not read the rest.
    pub fn unwire(&self, settings: &mut Settings) -> Result<bool, GitError> {
        let names: Vec<&str> = self.settings.iter().map(|(name, _)| *name).collect();
        settings.remove(self.section, &names)
    }
}
