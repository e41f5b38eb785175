//! The parts of the manual besides the arguments, on the manual pages and in `docs/cli.md`.

use clap::{Command, CommandFactory};

use crate::args::Args;

/// The meaning of each exit status.
pub const STATUSES: [(&str, &str); 5] = [
    ("0", "It is done, and there is nothing at or above the level that fails."),
    (
        "1",
        "Findings: at or above the level that fails (`--fail-on`, `fail-on` in the manifest, else `error`); for `seal --check`, records that are not sealed; for `git install` and `git status`, something that is not wired; for `merge-file`, something that is left to decide; for `diff --exit-code`, something that differs in meaning.",
    ),
    (
        "2",
        "It could not be done: wrong arguments, no workspace, an id that nothing has, a file that cannot be read or written.",
    ),
    ("3", "No claims found: there is nothing to check or list."),
    ("101", "A bug in the program. It says so, and how to report it."),
];

/// The environment variables that have an effect.
pub const ENVIRONMENT: [(&str, &str); 10] = [
    ("NO_COLOR", "If it is set and not empty: no colours, unless `--color always` asks for them."),
    (
        "CLICOLOR_FORCE",
        "If it is set and not empty: colours also where the output is no terminal, unless `NO_COLOR` is set.",
    ),
    ("CLICOLOR, TERM", "`CLICOLOR=0` and `TERM=dumb`: no colours."),
    (
        "GAINSAY_CACHE",
        "`never`: as `--no-cache`. `always`: keep what was read in `.gainsay/` even of a workspace so small that it would not be worth it.",
    ),
    ("TZ", "The time zone, which decides what day it is; `--today` decides for itself."),
    (
        "HOME, XDG_CONFIG_HOME",
        "Where git keeps its list of files to ignore everywhere, which are not read here either; and its settings, for `git install --global`.",
    ),
    ("GIT_CONFIG_GLOBAL", "The file of git's settings for `git install --global`, instead of the usual one."),
    (
        "GITHUB_WORKSPACE",
        "The root from which `github`, `sarif`, `junit` and `gitlab` name files, where no repository is found nearer to the workspace.",
    ),
    (
        "GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_SHA, CI_PROJECT_URL, CI_COMMIT_SHA",
        "Where a forge shows the files, for the links of `gainsay diff --output markdown` and `html`.",
    ),
    ("RUST_BACKTRACE", "`RUST_BACKTRACE=1`: a bug also says how the program came there."),
];

/// Returns the arguments of the program with names and usage lines, ready to be described.
pub fn command() -> Command {
    let mut command = Args::command().disable_help_subcommand(true);
    command.build();
    command
}

/// Returns the verbs that are shown to users; for a verb with actions, its actions.
pub fn verbs(command: &Command) -> Vec<&Command> {
    let shown = command.get_subcommands().filter(|verb| !verb.is_hide_set());
    shown.flat_map(|verb| if verb.has_subcommands() { verbs(verb) } else { vec![verb] }).collect()
}

/// Returns what is typed to call a verb, without the program: `git install`.
pub fn typed(verb: &Command) -> String {
    let name = verb.get_bin_name().unwrap_or(verb.get_name());
    name.strip_prefix("gainsay ").unwrap_or(name).to_owned()
}

/// Returns the examples of a verb, a line each; empty if it has none.
pub fn examples(command: &Command) -> Vec<String> {
    let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let examples =
        after.lines().skip_while(|line| !line.starts_with("Example")).skip(1).take_while(|line| !line.is_empty());
    examples.map(|line| line.strip_prefix("  ").unwrap_or(line).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_of_the_program_is_in_the_manual() {
        let told: Vec<&str> = STATUSES.iter().map(|(status, _)| *status).collect();
        assert_eq!(told, ["0", "1", "2", "3", "101"]);
    }

    #[test]
    fn a_verb_is_told_in_a_sentence_and_not_only_in_the_words_of_the_list() {
        let short = |verb: &&Command| verb.get_long_about().is_none();
        let command = command();
        let told: Vec<&str> = verbs(&command).into_iter().filter(short).map(Command::get_name).collect();
        assert_eq!(told, ["man"]);
    }

    #[test]
    fn examples_begin_with_the_program() {
        for verb in verbs(&command()) {
            let examples = examples(verb);
            assert!(
                !examples.is_empty() && examples.iter().all(|line| line.starts_with("gainsay ")),
                "{}: {examples:?}",
                verb.get_name()
            );
        }
    }
}
