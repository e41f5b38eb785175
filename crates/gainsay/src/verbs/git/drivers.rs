//! The drivers for diff and merge: settings that tell git what to run. Each is guarded: if this program is missing or
//! fails, git treats the file like any other text.

use gainsay_git::{GitError, Section, Settings};

/// A driver: its purpose, and its settings.
pub struct Driver {
    /// The name by which people know it.
    pub name: &'static str,
    /// The section of its settings.
    pub section: Section<'static>,
    /// The names and values of its settings.
    pub settings: &'static [(&'static str, &'static str)],
    /// Says whether it is set only on request.
    pub optional: bool,
}

/// The state of a driver.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// It is set as this program would set it.
    Wired,
    /// It is set, but in another way.
    OutOfDate,
    /// It is not set.
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

/// The lines that git shows above a change: the line that names the record, as it is written or laid out by `textconv`.
/// A claim has a line `source: …` too, so for a source as it is written only the line between records is shown: no name
/// is better than that of another record.
const HEADINGS: &str = "^(((claim|entity|predicate|ruling|gainsay):?|source) .*|---)$";

/// The command of the merge driver. Git replaces what begins with `%`, the labels from version 2.44 on: an older
/// version leaves `%X` unchanged, and the labels get names here. A merge that the program could not do (any status
/// above 1) is left to git; its file is unchanged then.
const MERGE: &str = concat!(
    r#"f() { if [ "$6" = '%'X ]; then set -- "$1" "$2" "$3" "$4" "$5" ours base theirs; fi; "#,
    r#"if command -v gainsay >/dev/null 2>&1; then "#,
    r#"gainsay merge-file --path="$2" --marker-size="$1" -L="$6" -L="$7" -L="$8" -- "$3" "$4" "$5"; "#,
    r#"s=$?; if [ $s -le 1 ]; then return $s; fi; fi; "#,
    r#"git merge-file --marker-size="$1" -L "$6" -L "$7" -L "$8" -- "$4" "$3" "$5"; }; "#,
    "f %L %P %O %A %B %X %S %Y"
);

impl Driver {
    /// Returns the state of the driver, given the values of its settings.
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

    /// Sets every setting that differs.
    ///
    /// # Errors
    /// Returns an error if git could not read the settings again.
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

    /// Removes the settings, and returns whether there were any.
    ///
    /// # Errors
    /// Returns an error if git could not read the rest.
    pub fn unwire(&self, settings: &mut Settings) -> Result<bool, GitError> {
        let names: Vec<&str> = self.settings.iter().map(|(name, _)| *name).collect();
        settings.remove(self.section, &names)
    }
}
