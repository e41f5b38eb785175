//! Sessions: Markdown pages with what a person types and sees, run as tests.
//!
//! A page plays in one fresh folder, from its first block to its last:
//!
//! - a block whose second word is a path, ```` ```yaml claims/visit.yaml ````, makes that file;
//! - a block ```` ```console ```` holds lines `$ COMMAND`, each followed by what it must print, both streams as they
//!   come, and by `[exit 1]` if it must end with another status than 0. A line `> …` after a command continues it;
//! - a line `…` in what must be printed stands for any lines, also for none;
//! - `<!-- workspace: data/examples/museum -->` anywhere begins with a copy of that folder.
//!
//! The folder's own path is shown as `~`. With `UPDATE=1` in the environment the pages are rewritten to what was
//! printed; read the change before you keep it.

use std::path::{Path, PathBuf};

use similar::TextDiff;

use crate::pages::{Block, blocks};
use crate::program;
use crate::workspaces::root;

/// A command of a session, and the result that it must have.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Step {
    /// The lines as written, `$ ` and `> ` included.
    typed: Vec<String>,
    /// The command.
    command: String,
    /// The lines that must be printed.
    printed: Vec<String>,
    /// The status with which it must end.
    status: i32,
    /// The number of its line in the page, from 1.
    line: usize,
}

/// Plays a page. Returns the differences, ready to be shown: empty if there are none, or if `update` made it rewrite
/// the page.
pub fn play(page: &Path, update: bool) -> Vec<String> {
    let name = page.strip_prefix(root()).unwrap_or(page).display().to_string();
    let text = std::fs::read_to_string(page).unwrap_or_else(|error| panic!("{name}: {error}"));
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let home = scratch.path().canonicalize().expect("the temporary folder's own path");
    if let Some(folder) = workspace_of(&text) {
        copy(&root().join(folder), &home);
    }
    let mut player = Player { folder: home.clone(), home, wrong: Vec::new(), edits: Vec::new() };
    for block in blocks(&text) {
        match block.word(0) {
            "console" => player.play(&name, &block),
            _ if is_path(block.word(1)) => player.write(&block),
            _ => {}
        }
    }
    if !update {
        return player.wrong;
    }
    let rewritten = replaced(&text, &player.edits);
    if rewritten != text {
        std::fs::write(page, rewritten).unwrap_or_else(|error| panic!("{name}: {error}"));
        eprintln!("rewritten: {name}");
    }
    Vec::new()
}

/// Returns whether a page contains a session.
pub fn is_session(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("```") && line.trim_start_matches('`').trim_end() == "console")
}

struct Player {
    /// The folder in which the next command runs.
    folder: PathBuf,
    home: PathBuf,
    wrong: Vec<String>,
    /// The blocks that should read otherwise: line, number of lines, new text.
    edits: Vec<(usize, usize, String)>,
}

impl Player {
    fn write(&self, block: &Block) {
        crate::workspaces::write(&self.home, &[(block.word(1).to_owned(), block.text.clone())]);
    }

    fn play(&mut self, page: &str, block: &Block) {
        let mut as_printed = String::new();
        let mut differs = false;
        for step in steps(page, block) {
            let (printed, status) = self.run(&step);
            let fits = fits(&step.printed, &printed) && status == Some(step.status);
            let told = if fits { step.clone() } else { Step { printed, status: status.unwrap_or(-1), ..step.clone() } };
            if !fits {
                differs = true;
                self.wrong.push(difference(page, &step, &told));
            }
            as_printed.push_str(&told.text());
        }
        if differs {
            self.edits.push((block.line, block.lines, as_printed));
        }
    }

    /// Runs a command; `cd` moves this player too.
    fn run(&mut self, step: &Step) -> (Vec<String>, Option<i32>) {
        if let Some(folder) = step.command.strip_prefix("cd ") {
            let folder = folder.trim();
            let next = if folder == "~" { self.home.clone() } else { self.folder.join(folder) };
            return match next.canonicalize() {
                Ok(next) if next.is_dir() => {
                    self.folder = next;
                    (Vec::new(), Some(0))
                }
                _ => (vec![format!("cd: there is no folder {folder}")], Some(1)),
            };
        }
        let run = program::shell(&self.folder, &self.home, &step.command);
        let text = run.text().replace(&*self.home.to_string_lossy(), "~");
        // A page is Markdown: trailing spaces would be invisible there, and many editors remove them.
        let mut lines: Vec<String> = text.lines().map(|line| line.trim_end().to_owned()).collect();
        if run.status.is_none() {
            lines.push("(killed: it took too long)".into());
        }
        (lines, run.status)
    }
}

impl Step {
    fn text(&self) -> String {
        let mut lines = [self.typed.clone(), self.printed.clone()].concat();
        if self.status != 0 {
            lines.push(format!("[exit {}]", self.status));
        }
        lines.iter().map(|line| format!("{line}\n")).collect()
    }
}

/// Returns the commands of a block.
fn steps(page: &str, block: &Block) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for (number, line) in block.text.lines().enumerate() {
        let at = block.line + number;
        if let Some(command) = line.strip_prefix("$ ") {
            steps.push(Step {
                typed: vec![line.into()],
                command: command.into(),
                printed: Vec::new(),
                status: 0,
                line: at,
            });
            continue;
        }
        let Some(step) = steps.last_mut() else { panic!("{page}:{at}: a session begins with `$ ` and a command") };
        let more = line.strip_prefix("> ").filter(|_| step.printed.is_empty());
        let status =
            line.strip_prefix("[exit ").and_then(|rest| rest.strip_suffix(']')).and_then(|number| number.parse().ok());
        match (more, status) {
            (Some(more), _) => {
                step.typed.push(line.into());
                step.command.push('\n');
                step.command.push_str(more);
            }
            (None, Some(status)) => step.status = status,
            (None, None) => step.printed.push(line.into()),
        }
    }
    steps
}

/// Returns whether the printed lines match those of a page, where `…` stands for any lines.
fn fits(wanted: &[String], printed: &[String]) -> bool {
    match wanted.split_first() {
        None => printed.is_empty(),
        Some((first, rest)) if first == "…" => (0..=printed.len()).any(|skipped| fits(rest, &printed[skipped..])),
        Some((first, rest)) => printed.split_first().is_some_and(|(line, after)| line == first && fits(rest, after)),
    }
}

fn difference(page: &str, wanted: &Step, told: &Step) -> String {
    let (wanted_text, told_text) = (wanted.text(), told.text());
    let diff = TextDiff::from_lines(&wanted_text, &told_text);
    let shown = diff.unified_diff().context_radius(3).header("the page", "the program").to_string();
    format!("{page}:{}: {}\n{shown}", wanted.line, wanted.command)
}

/// Returns the text with the lines of some blocks replaced.
fn replaced(text: &str, edits: &[(usize, usize, String)]) -> String {
    let mut written = String::new();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut next = 0;
    for (line, count, new) in edits {
        written.extend(lines[next..line - 1].iter().copied());
        written.push_str(new);
        next = line - 1 + count;
    }
    written.extend(lines[next..].iter().copied());
    written
}

/// Returns the folder of the workspace with which a page begins.
fn workspace_of(text: &str) -> Option<&str> {
    text.lines().find_map(|line| line.trim().strip_prefix("<!-- workspace:")?.strip_suffix("-->")).map(str::trim)
}

/// Returns whether the second word of a block names a file: `claims/visit.yaml`, but not `raises`.
fn is_path(word: &str) -> bool {
    word.contains(['.', '/'])
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("the folder can be made");
    for entry in std::fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display())) {
        let path = entry.expect("an entry of the folder").path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    fn block(text: &str) -> Block {
        blocks(&format!("```console\n{text}```\n")).remove(0)
    }

    #[test]
    fn commands_are_told_from_what_they_print() {
        let found = steps("page", &block("$ one \\\n> two\nprinted\n> printed too\n[exit 3]\n$ three\n"));
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].command, "one \\\ntwo");
        assert_eq!((found[0].printed.clone(), found[0].status), (lines("printed\n> printed too"), 3));
        assert_eq!(
            (found[1].command.as_str(), found[1].printed.len(), found[1].status, found[1].line),
            ("three", 0, 0, 7)
        );
        assert_eq!(found[0].text(), "$ one \\\n> two\nprinted\n> printed too\n[exit 3]\n");
    }

    #[test]
    fn an_ellipsis_stands_for_any_lines() {
        assert!(fits(&lines("a\n…\nd"), &lines("a\nb\nc\nd")));
        assert!(fits(&lines("a\n…\nd"), &lines("a\nd")));
        assert!(!fits(&lines("a\n…\nd"), &lines("a\nd\ne")));
        assert!(!fits(&lines("a"), &lines("a …")));
        assert!(!fits(&lines(""), &lines("a")));
    }

    #[test]
    fn only_the_named_blocks_are_rewritten() {
        let page = "before\n```console\n$ a\nold\n```\nbetween\n```console\n$ b\n```\n";
        assert_eq!(replaced(page, &[(3, 2, "$ a\nnew\n".into())]), page.replace("old", "new"));
        assert_eq!(replaced(page, &[]), page);
    }

    #[test]
    fn a_page_that_is_wrong_is_told_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().join("page.md");
        std::fs::write(&page, "```text note.txt\nhello\n```\n\n```console\n$ cat note.txt\ngoodbye\n$ false\n```\n")
            .unwrap();
        let wrong = play(&page, false);
        assert_eq!(wrong.len(), 2, "{wrong:#?}");
        assert!(
            wrong[0].contains("page.md:6: cat note.txt") && wrong[0].contains("-goodbye\n+hello\n"),
            "{}",
            wrong[0]
        );
        assert!(wrong[1].contains("+[exit 1]\n"), "{}", wrong[1]);
        assert!(play(&page, true).is_empty());
        assert!(play(&page, false).is_empty(), "an updated page is right");
    }
}
