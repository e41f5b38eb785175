//! The special needs of bash: it splits words at `=` and `:`, and completes only the last part.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;

use clap::Command;
use clap_complete::engine::complete;
use clap_complete::env::{Bash as Script, EnvCompleter};

use super::command_line::divides;

/// Completion in bash.
pub struct Bash;

impl EnvCompleter for Bash {
    fn name(&self) -> &'static str {
        "bash"
    }

    fn is(&self, name: &str) -> bool {
        name == "bash"
    }

    fn write_registration(
        &self,
        var: &str,
        name: &str,
        bin: &str,
        completer: &str,
        buf: &mut dyn Write,
    ) -> io::Result<()> {
        Script.write_registration(var, name, bin, completer, buf)
    }

    fn write_complete(
        &self,
        cmd: &mut Command,
        args: Vec<OsString>,
        current_dir: Option<&Path>,
        buf: &mut dyn Write,
    ) -> io::Result<()> {
        let number = |name: &str| std::env::var(name).ok().and_then(|number| number.parse().ok());
        let separator = std::env::var("_CLAP_IFS").unwrap_or_else(|_| "\n".to_owned());
        let Joined { words, index, kept } = joined(args, number("_CLAP_COMPLETE_INDEX").unwrap_or_default());
        let all = complete(cmd, words, index, current_dir)?;
        let values = all.iter().filter_map(|candidate| candidate.get_value().to_str());
        // The part before the last `=` or `:` is not replaced.
        let values = values.filter_map(|value| value.strip_prefix(&*kept));
        write!(buf, "{}", values.collect::<Vec<_>>().join(&separator))
    }
}

/// The words of a line, joined again.
pub struct Joined {
    words: Vec<OsString>,
    /// The index of the word that is being typed.
    index: usize,
    /// The part of that word that bash does not replace.
    kept: String,
}

impl Joined {
    /// Returns the words, and the index of the one that is being typed.
    pub fn words(self) -> (Vec<OsString>, usize) {
        (self.words, self.index)
    }
}

/// Joins the words that bash has split, given the index of the one that is being typed.
pub fn joined(divided: Vec<OsString>, typed: usize) -> Joined {
    let mut joined = Joined { words: Vec::new(), index: 0, kept: String::new() };
    let mut goes_on = false;
    for (number, word) in divided.into_iter().enumerate() {
        let is_mark = divides(&word);
        let before = joined.words.last().map(|before| before.to_string_lossy().into_owned()).unwrap_or_default();
        // The program and its verb are never split.
        let is_part = number > 1 && (goes_on || is_mark);
        match joined.words.last_mut().filter(|_| is_part) {
            Some(last) => last.push(&word),
            None => joined.words.push(word),
        }
        if number == typed {
            joined.index = joined.words.len() - 1;
            joined.kept = if is_part { before } else { String::new() };
        }
        goes_on = is_mark;
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_put_together_where_bash_divides_them() {
        for (divided, typed, words, index, kept) in [
            ("gainsay list --by = ba", 4, "gainsay list --by=ba", 2, "--by="),
            ("gainsay set entity : ir", 4, "gainsay set entity:ir", 2, "entity:"),
            ("gainsay set c via+ = ir", 5, "gainsay set c via+=ir", 3, "via+="),
            ("gainsay set c by ir", 4, "gainsay set c by ir", 4, ""),
            ("gainsay list --by = ba --about = ir", 7, "gainsay list --by=ba --about=ir", 3, "--about="),
        ] {
            let found = joined(divided.split(' ').map(OsString::from).collect(), typed);
            let wanted: Vec<OsString> = words.split(' ').map(OsString::from).collect();
            assert_eq!((found.words, found.index, &*found.kept), (wanted, index, kept), "{divided}");
        }
    }
}
