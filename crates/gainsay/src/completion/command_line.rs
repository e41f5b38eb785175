//! The words of a command line, as a shell passes them.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::sync::OnceLock;

use clap::{ArgMatches, CommandFactory};
use gainsay_model::read::Suggest;
use gainsay_store::cache::CacheMode;
use gainsay_store::{LoadOptions, Loaded, Silent, paths};

use super::bash;
use crate::args::Args;

/// A command line that is being typed.
pub struct CommandLine {
    /// The arguments before the word that is being typed; none if they cannot be read.
    before: Option<ArgMatches>,
    /// Says whether the shell shows descriptions beside the choices.
    pub tells: bool,
    workspace: OnceLock<Option<Loaded>>,
}

impl CommandLine {
    /// Reads the arguments with which a shell calls the program: the words of the line follow after `--`.
    pub fn of(shell: &str, arguments: &[OsString]) -> CommandLine {
        let words = arguments.iter().skip_while(|word| *word != "--").skip(1).cloned().collect::<Vec<_>>();
        let index = std::env::var("_CLAP_COMPLETE_INDEX").ok().and_then(|index| index.parse().ok());
        let index = index.unwrap_or_else(|| words.len().saturating_sub(1));
        let is_bash = shell.ends_with("bash");
        let (words, index) = if is_bash { bash::joined(words, index).words() } else { (words, index) };
        let before = Args::command().ignore_errors(true).try_get_matches_from(words.into_iter().take(index));
        CommandLine { before: before.ok(), tells: !is_bash, workspace: OnceLock::new() }
    }

    /// Returns the folder that `-C` names.
    pub fn folder(&self) -> Option<PathBuf> {
        self.before.as_ref()?.get_one::<PathBuf>("directory").cloned()
    }

    /// Returns the value of an earlier argument of the innermost verb.
    pub fn value<T: Clone + Send + Sync + 'static>(&self, name: &str) -> Option<T> {
        self.innermost()?.try_get_one::<T>(name).ok().flatten().cloned()
    }

    /// Returns the values of an earlier argument of the innermost verb.
    pub fn values(&self, name: &str) -> Vec<String> {
        let values = self.innermost().and_then(|matches| matches.try_get_many::<String>(name).ok().flatten());
        values.into_iter().flatten().cloned().collect()
    }

    fn innermost(&self) -> Option<&ArgMatches> {
        let mut matches = self.before.as_ref()?;
        while let Some((_, inner)) = matches.subcommand() {
            matches = inner;
        }
        Some(matches)
    }

    /// Returns the workspace around the current folder, read without messages and without writing anything.
    pub fn workspace(&self) -> Option<&Loaded> {
        let load = || {
            let no_cache = self.before.as_ref().is_some_and(|matches| matches.get_flag("no_cache"));
            let cache = match CacheMode::from_environment() {
                _ if no_cache => CacheMode::Never,
                CacheMode::Never => CacheMode::Never,
                _ => CacheMode::ReadOnly,
            };
            let options = LoadOptions { threads: None, cache, suggest: Suggest::Nothing };
            gainsay_store::load(&paths::find_root().ok()?, options, &Silent).ok()
        };
        self.workspace.get_or_init(load).as_ref()
    }
}

/// Returns a word without the quotation mark with which the shell may pass it.
pub fn unquoted(word: &str) -> &str {
    word.strip_prefix(['"', '\'']).unwrap_or(word)
}

/// Returns whether bash splits words at this word.
pub fn divides(word: &OsStr) -> bool {
    word.to_str().is_some_and(|word| !word.is_empty() && word.chars().all(|letter| matches!(letter, '=' | ':')))
}
