//! The common part of all verbs that edit records: the workspace is locked and read, new texts are proved and shown or
//! written, and their effect on the conflicts is reported.

use std::io::Write;
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};

use gainsay_diff::review::Review;
use gainsay_model::edit::{Edit, FileRefusal, Refusal, Target, Texts};
use gainsay_model::records::RecordHeader;
use gainsay_model::text::escaped;
use gainsay_render::prose::consequences::consequences;
use gainsay_render::text_diff::unified;
use gainsay_store::clock::today;
use gainsay_store::editing::{self as store, NotMade, UNKNOWN};

use super::find;
use crate::Status;
use crate::args::edit::EditOptions;
use crate::args::kind_and_id;
use crate::problem::Problem;
use crate::terminal::Terminal;
use crate::workspace::find_root;

/// A workspace that is being edited, with messages for the user.
pub struct Editing {
    inner: store::Editing,
    /// Whether a fault is told with the path of its file, as where many records are written at once.
    pub tells_paths: bool,
}

impl Deref for Editing {
    type Target = store::Editing;

    fn deref(&self) -> &store::Editing {
        &self.inner
    }
}

impl DerefMut for Editing {
    fn deref_mut(&mut self) -> &mut store::Editing {
        &mut self.inner
    }
}

/// A record to edit: its name in edits, and its file.
pub struct EditedRecord {
    pub header: RecordHeader,
    pub target: Target,
    pub path: String,
}

impl Editing {
    /// Locks and reads the workspace around the current folder.
    ///
    /// # Errors
    /// Returns the errors of reading the workspace, and one if another program edits it.
    pub fn begin(options: &EditOptions, terminal: &Terminal) -> Result<Editing, Problem> {
        let inner = store::Editing::begin(find_root()?, options.dry_run, terminal.options, &terminal.events)?;
        Ok(Editing { inner, tells_paths: false })
    }

    /// Returns the record that `ID` or `KIND:ID` names, or the one entity or source with that name.
    ///
    /// # Errors
    /// Returns an error if there is none, or more than one, or if the record is built in.
    pub fn record(&self, name: &str) -> Result<EditedRecord, Problem> {
        let (kind, id) = kind_and_id(name);
        let found = find(&self.workspace, id, kind).map_err(|problem| named_by_prefix(problem, id))?;
        let id = found.id.map_or(id, |id| self.workspace.text(id));
        let same = |other: &RecordHeader| other.kind == found.kind && other.id == found.id;
        if self.workspace.records.headers_of(found.kind).filter(same).count() > 1 {
            return Err(Problem::new(format!("there is more than one {} `{}`", found.kind, escaped(id)))
                .help("give one of them another id by hand first; `gainsay check` says where they stand"));
        }
        if self.workspace.built_in(found.place) {
            return Err(Problem::new(format!("the {} `{}` comes with the program", found.kind, escaped(id)))
                .help("write a record of your own, with another id"));
        }
        let file = self.workspace.files.get(found.place.file as usize);
        let path = file.map(|file| file.path.clone()).unwrap_or_default();
        Ok(EditedRecord { header: found, target: Target::new(found.kind, id), path })
    }

    /// Returns the texts of these files as they are on disk; missing files are left out.
    ///
    /// # Errors
    /// Returns the reason why a file cannot be read.
    pub fn texts_of(&mut self, paths: &[String]) -> Result<Texts, Problem> {
        let mut texts = Texts::new();
        for path in paths {
            if let Some(text) = self.text(path)? {
                texts.insert(path.clone(), text.to_owned());
            }
        }
        Ok(texts)
    }

    /// Makes edits in files, each in the text that the previous one made, and finishes.
    ///
    /// # Errors
    /// Returns the first edit that cannot be made, and the errors of [`Editing::finish`]. Nothing is written then.
    pub fn make(
        mut self,
        edits: &[(String, Edit)],
        options: &EditOptions,
        terminal: &mut Terminal,
    ) -> Result<Status, Problem> {
        let after = self.texts_after(edits).map_err(not_made)?;
        self.finish(&after, options, terminal)
    }

    /// Reports what new texts would do to the conflicts, and writes nothing.
    ///
    /// # Errors
    /// Returns a fault of reading that only the new texts have.
    pub fn tell_consequences(
        mut self,
        after: &Texts,
        options: &EditOptions,
        terminal: &mut Terminal,
    ) -> Result<(), Problem> {
        let review = self.review(after, options, terminal)?;
        consequences(&review).iter().for_each(|line| terminal.hint(line));
        Ok(())
    }

    fn review(&mut self, after: &Texts, options: &EditOptions, terminal: &Terminal) -> Result<Review, Problem> {
        let today = today(options.today.today);
        let review = self.inner.review(after, options.anyway, today, terminal.options, &terminal.events);
        let path = match &review {
            Err(NotMade::Fault(_, path)) if self.tells_paths => format!("{}: ", escaped(path)),
            _ => String::new(),
        };
        review.map_err(|why| {
            let problem = not_made(why);
            Problem { message: format!("{path}{}", problem.message), ..problem }
        })
    }

    /// Proves the new texts, and shows or writes them. Prints the path of each file that is written, from the current
    /// folder, and reports the effect on the conflicts.
    ///
    /// # Errors
    /// Returns a fault of reading that only the new texts have, and an error if a file was changed meanwhile or cannot
    /// be written.
    pub fn finish(mut self, after: &Texts, options: &EditOptions, terminal: &mut Terminal) -> Result<Status, Problem> {
        if after.is_empty() {
            terminal.hint("nothing to change: it is so already");
            return Ok(Status::Fine);
        }
        let review = self.review(after, options, terminal)?;
        show_or_write(&self, after, options, terminal)?;
        for line in consequences(&review) {
            terminal.hint(&line);
        }
        Ok(Status::Fine)
    }

    /// Shows or writes new texts with the same meaning as before.
    ///
    /// # Errors
    /// Returns an error if a file was changed meanwhile or cannot be written.
    pub fn write_layout(&self, after: &Texts, options: &EditOptions, terminal: &mut Terminal) -> Result<(), Problem> {
        show_or_write(self, after, options, terminal)
    }
}

/// Prints the differences in a dry run; otherwise writes, and prints the path of each file from the current folder.
fn show_or_write(
    editing: &store::Editing,
    after: &Texts,
    options: &EditOptions,
    terminal: &mut Terminal,
) -> Result<(), Problem> {
    if options.dry_run {
        for (path, text) in after {
            let diff = unified(path, editing.before().get(path).map(String::as_str), text);
            write!(terminal.out, "{}", escaped_lines(&diff))?;
        }
        return Ok(());
    }
    editing.write(after)?;
    for path in after.keys() {
        writeln!(terminal.out, "{}", from_here(&editing.root, path).display())?;
    }
    Ok(())
}

/// Rewrites the remedy for an id that records of two kinds share: here the kind stands before the id.
fn named_by_prefix(mut problem: Problem, id: &str) -> Problem {
    for help in &mut problem.help {
        if let Some(kind) = help.strip_prefix("say which with `--kind ").and_then(|kind| kind.strip_suffix('`')) {
            *help = format!("say which: `{kind}:{id}`");
        }
    }
    problem
}

/// Returns the problem for an edit that was refused.
pub fn refused(refused: &FileRefusal) -> Problem {
    let problem = Problem::new(refused.to_string());
    match &refused.refusal {
        Refusal::RequiredKey(_) => problem.help("give it another value with `gainsay set`"),
        Refusal::NamesRecord(_) => problem.help("`gainsay rename OLD NEW` follows it through all files"),
        Refusal::Faulty => problem.help("`gainsay check` says which"),
        Refusal::NoSuchMember(_) => problem.help("`gainsay show ID` shows what is there"),
        Refusal::RecordExists(_) => problem.help(
            "give another id; two entities that are one are joined by `same-as`, as in `gainsay set A same-as+=B`",
        ),
        _ => problem,
    }
}

/// Returns the problem for an edit that was not made.
pub fn not_made(why: NotMade) -> Problem {
    match why {
        NotMade::Failed(error) => error.into(),
        NotMade::Refused(refusal) => refused(&refusal),
        NotMade::Fault(fault, _) => {
            let mut problem = Problem::new(fault.message);
            problem.help.extend(fault.help);
            if fault.rule == UNKNOWN {
                problem = problem.help("`--anyway` writes it all the same, for an id that is yet to come");
            }
            problem.help("nothing was written")
        }
    }
}

/// Returns a path of the workspace relative to the current folder.
fn from_here(root: &Path, path: &str) -> PathBuf {
    let place = root.join(path);
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    let (Ok(here), Ok(whole)) = (here, place.canonicalize()) else { return place };
    let shared = here.components().zip(whole.components()).take_while(|(a, b)| a == b).count();
    let up = here.components().skip(shared).map(|_| Path::new(".."));
    up.map(Path::to_path_buf)
        .chain(whole.components().skip(shared).map(|part| PathBuf::from(part.as_os_str())))
        .collect()
}

/// Returns lines unchanged, except that everything that a terminal would obey is escaped.
pub fn escaped_lines(text: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| match line.strip_suffix('\n') {
            Some(line) => format!("{}\n", escaped(line)),
            None => escaped(line).into_owned(),
        })
        .collect()
}
