//! Output formats, and the files they go to.

use std::path::PathBuf;
use std::str::FromStr;

use clap::ValueEnum;

/// Text for people, or plain data.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, ValueEnum)]
pub enum TextFormat {
    /// For people
    #[default]
    Text,
    /// Plain data
    Json,
}

/// A format, and where it goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Output<F> {
    /// How it is shown.
    pub format: F,
    /// The file it is written to; standard output, if none.
    pub file: Option<PathBuf>,
}

/// Formats, by their names.
pub trait Formats: Copy + 'static {
    /// All of them; the first is the default.
    const ALL: &'static [(&'static str, Self)];

    /// Returns whether it is made of commands that a CI service is meant to obey.
    fn commands_ci(self) -> bool;
}

/// Formats of `check`.
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
    /// The state as it is, as a page of Markdown.
    Markdown,
    /// The same as one page of HTML.
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

/// Formats of `diff`.
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
    /// Every pair that is not kept, one JSON object a line.
    Pairs,
    /// What is new, as annotations in the log of a GitHub workflow.
    Github,
    /// What is new, as one SARIF log.
    Sarif,
    /// What is new, as test results.
    Junit,
    /// What is new, as a Code Quality report for GitLab.
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
