//! Output formats, and the files to which they go.

use std::path::PathBuf;
use std::str::FromStr;

use clap::ValueEnum;

/// A choice between text for people and plain data.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, ValueEnum)]
pub enum TextFormat {
    /// For people
    #[default]
    Text,
    /// Plain data
    Json,
}

/// A format, and its destination.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Output<F> {
    /// The format.
    pub format: F,
    /// The file to which it is written; standard output if there is none.
    pub file: Option<PathBuf>,
}

/// A set of formats with names.
pub trait Formats: Copy + 'static {
    /// All formats with their names; the first is the default.
    const ALL: &'static [(&'static str, Self)];

    /// Returns whether the format consists of commands that a CI service is meant to obey.
    fn commands_ci(self) -> bool;
}

/// The formats of `check`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Every place, with the reasons.
    Full,
    /// One line a finding.
    Concise,
    /// One JSON object.
    Json,
    /// Every pair in conflict, one JSON object a line.
    Pairs,
    /// Annotations in the log of a GitHub workflow.
    Github,
    /// One SARIF log.
    Sarif,
    /// Test results, as XML.
    Junit,
    /// A Code Quality report for GitLab.
    Gitlab,
    /// The state of the workspace as a page of Markdown.
    Markdown,
    /// The state of the workspace as a page of HTML.
    Html,
}

impl Formats for Format {
    const ALL: &'static [(&'static str, Format)] = &[
        ("full", Format::Full),
        ("concise", Format::Concise),
        ("json", Format::Json),
        ("pairs", Format::Pairs),
        ("github", Format::Github),
        ("sarif", Format::Sarif),
        ("junit", Format::Junit),
        ("gitlab", Format::Gitlab),
        ("markdown", Format::Markdown),
        ("html", Format::Html),
    ];

    fn commands_ci(self) -> bool {
        self == Format::Github
    }
}

/// The formats of `diff`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DiffFormat {
    /// For the terminal.
    Full,
    /// One line for each conflict and each record.
    Concise,
    /// For the comment on a pull request.
    Markdown,
    /// One page.
    Html,
    /// One JSON object.
    Json,
    /// Every pair that was introduced, resolved or changed, one JSON object a line.
    Pairs,
    /// The new findings as annotations in the log of a GitHub workflow.
    Github,
    /// The new findings as one SARIF log.
    Sarif,
    /// The new findings as test results.
    Junit,
    /// The new findings as a Code Quality report for GitLab.
    Gitlab,
}

impl Formats for DiffFormat {
    const ALL: &'static [(&'static str, DiffFormat)] = &[
        ("full", DiffFormat::Full),
        ("concise", DiffFormat::Concise),
        ("markdown", DiffFormat::Markdown),
        ("html", DiffFormat::Html),
        ("json", DiffFormat::Json),
        ("pairs", DiffFormat::Pairs),
        ("github", DiffFormat::Github),
        ("sarif", DiffFormat::Sarif),
        ("junit", DiffFormat::Junit),
        ("gitlab", DiffFormat::Gitlab),
    ];

    fn commands_ci(self) -> bool {
        self == DiffFormat::Github
    }
}

impl<F: Formats> FromStr for Output<F> {
    type Err = String;

    fn from_str(text: &str) -> Result<Output<F>, String> {
        let (word, file) = text.split_once('=').map_or((text, None), |(word, file)| (word, Some(file)));
        let format = F::ALL.iter().find(|(known, _)| *known == word).map(|(_, format)| *format);
        match (format, file) {
            (None, _) => {
                let known: Vec<&str> = F::ALL.iter().map(|(name, _)| *name).collect();
                Err(format!("it is one of {}, perhaps with =FILE", known.join(", ")))
            }
            (Some(_), Some("")) => Err("the name of the file is missing after `=`".into()),
            (Some(format), file) => Ok(Output { format, file: file.filter(|file| *file != "-").map(PathBuf::from) }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::OUTPUT_HELP;
    use super::*;

    #[test]
    fn every_format_is_told_of() {
        for (word, format) in Format::ALL {
            assert_eq!(word.parse(), Ok(Output { format: *format, file: None }));
            assert!(OUTPUT_HELP.contains(&format!("\n  {word:9}")), "{word}");
        }
    }

    #[test]
    fn a_format_may_name_a_file() {
        assert_eq!("json=a=b.json".parse(), Ok(Output { format: Format::Json, file: Some("a=b.json".into()) }));
        assert_eq!("full".parse(), Ok(Output { format: Format::Full, file: None }));
        assert!("json=".parse::<Output<Format>>().is_err() && "xml".parse::<Output<Format>>().is_err());
    }
}
