//! `source add`: a source recorded from a kept copy.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;

use gainsay_diff::quotes::{Copies, Unreadable, digest_of, path_of_copy};
use gainsay_model::edit::{Edit, Texts, apply_to_files};
use gainsay_model::schema::Kind;
use gainsay_model::text::{escaped, spaced};
use gainsay_model::value::{Record, Value};
use gainsay_model::write::write;
use gainsay_model::{Input, Workspace};
use gainsay_sources::{KeptCopy, LARGEST_COPY, Metadata};
use gainsay_store::copies::DiskCopies;
use gainsay_store::edit_session::EditSession;
use gainsay_store::keeping::{keep, keep_line_ends, path_beside};
use gainsay_store::paths::{path_from, path_within};

use crate::Status;
use crate::args::SourceAdd;
use crate::problem::Problem;
use crate::terminal::Terminal;
use crate::verbs::edit::refused;
use crate::workspace::load;

/// Records a source from a kept copy.
///
/// # Errors
/// Returns the errors of reading the workspace and of writing, and one if the copy does not exist, lies outside the
/// workspace or is recorded already, or if the id is taken.
pub fn add(args: &SourceAdd, terminal: &mut Terminal) -> Result<Status, Problem> {
    let loaded = load(terminal)?;
    let (root, workspace) = (&loaded.root, &loaded.workspace);
    let bytes = read(&args.file)?;
    let place = place(args, root)?;
    refuse_known(workspace, &place, &bytes)?;
    let name = args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let addresses: Vec<&str> = args.url.as_deref().into_iter().collect();
    let about = Metadata::of(&KeptCopy { name: &name, bytes: &bytes, addresses: &addresses });
    let title = args.title.clone().or(about.title.clone()).unwrap_or_else(|| name.clone());
    let id = id(args, workspace, &title, &name)?;
    let target = target(workspace, &id);
    let record = record(args, &about, (&id, &title), &path_beside(&target, &place), &digest_of(&bytes))?;
    let text = write(&record);
    refuse_faults(&text)?;
    write!(terminal.out, "{text}")?;
    if args.dry_run {
        return Ok(Status::Fine);
    }
    let session = EditSession::begin(root)?;
    let mut written = Vec::new();
    written.extend(keep_line_ends(root, &place)?);
    if args.copy_to.is_some() {
        keep(root, &place, &bytes)?;
        written.push(place.clone());
    }
    save(&session, &target, &record)?;
    written.push(target);
    terminal.out.flush()?;
    for path in written {
        terminal.hint(&format!("wrote {}", escaped(&path)));
    }
    Ok(Status::Fine)
}

fn read(file: &Path) -> Result<Vec<u8>, Problem> {
    let about = fs::metadata(file).map_err(|e| Problem::at(file, "read", &e))?;
    if !about.is_file() {
        return Err(Problem::new(format!("{} is no file", file.display())).help("name the file of the kept copy"));
    }
    if about.len() > LARGEST_COPY as u64 {
        return Err(Problem::new(format!("{} is over 256 MiB, and would not be looked at", file.display())));
    }
    fs::read(file).map_err(|e| Problem::at(file, "read", &e))
}

/// Returns the path of the copy from the root.
fn place(args: &SourceAdd, root: &Path) -> Result<String, Problem> {
    let Some(folder) = &args.copy_to else {
        let place = path_within(root, &args.file)
            .map_err(|error| Problem::from(error).help("`--copy-to sources/copies` copies it into the workspace"))?;
        return match DiskCopies::of(root).read(&place) {
            Err(Unreadable::Outside) => {
                Err(Problem::new(format!("{} is a link out of the workspace", escaped(&place)))
                    .help("`--copy-to sources/copies` copies it into the workspace"))
            }
            _ => Ok(place),
        };
    };
    let folder = std::path::absolute(folder).map_err(|e| Problem::at(folder, "looked at", &e))?;
    let is_inside = folder.starts_with(root) && folder.components().all(|part| part.as_os_str() != "..");
    if !is_inside {
        return Err(Problem::new(format!("{} is not in this workspace ({})", folder.display(), root.display()))
            .help("name a folder of the workspace, such as `sources/copies`"));
    }
    let name = args.file.file_name().ok_or_else(|| Problem::new(format!("{} is no file", args.file.display())))?;
    Ok(path_from(root, &folder.join(name)))
}

/// Refuses a copy that another source already has.
fn refuse_known(workspace: &Workspace, place: &str, bytes: &[u8]) -> Result<(), Problem> {
    let digest = digest_of(bytes);
    for (index, source) in workspace.records.sources.iter().enumerate().filter(|(_, source)| source.kept) {
        let document = workspace.document(source.place);
        let recorded = document.as_ref().and_then(|document| gainsay_render::plain::text(document, "sha256"));
        let is_same = recorded.is_some_and(|recorded| recorded.eq_ignore_ascii_case(&digest));
        if is_same || path_of_copy(workspace, index).as_deref() == Some(place) {
            let id = source.id.map_or("", |id| workspace.text(id));
            return Err(Problem::new(format!("this is the copy of the source `{}` already", escaped(id)))
                .help(format!("`gainsay show {}` shows that source", escaped(id))));
        }
    }
    Ok(())
}

fn id(args: &SourceAdd, workspace: &Workspace, title: &str, name: &str) -> Result<String, Problem> {
    let taken: BTreeSet<&str> =
        workspace.records.headers_of(Kind::Source).filter_map(|found| found.id).map(|id| workspace.text(id)).collect();
    if let Some(id) = &args.id {
        return if taken.contains(id.as_str()) {
            Err(Problem::new(format!("there is a source `{}` already", escaped(id)))
                .help("give another id with `--id`"))
        } else {
            Ok(id.clone())
        };
    }
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let plain =
        [title, stem].into_iter().map(slug).find(|slug| !slug.is_empty()).unwrap_or_else(|| "source".to_owned());
    let numbered = (2_u32..).map(|number| format!("{plain}-{number}"));
    let free = std::iter::once(plain.clone()).chain(numbered).find(|id| !taken.contains(id.as_str()));
    Ok(free.unwrap_or(plain))
}

/// The largest number of words of a title in an id.
const WORDS_OF_AN_ID: usize = 8;

fn slug(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric();
    // An apostrophe does not separate words.
    let text = text.to_ascii_lowercase().replace(['\'', '’'], "");
    let words: Vec<&str> = text.split(|c| !is_plain(c)).filter(|word| !word.is_empty()).take(WORDS_OF_AN_ID).collect();
    words.join("-")
}

/// Returns the file for the record: the one in which all other sources are, if there are several in one file; otherwise
/// a file of its own.
fn target(workspace: &Workspace, id: &str) -> String {
    let mut files: Vec<u32> = workspace.records.sources.iter().map(|source| source.place.file).collect();
    let sources = files.len();
    files.dedup();
    match files.as_slice() {
        [file] if sources > 1 => workspace.files.get(*file as usize).map(|file| file.path.clone()).unwrap_or_default(),
        _ => format!("sources/{}.yaml", id.replace('/', "-")),
    }
}

fn record(
    args: &SourceAdd,
    about: &Metadata,
    (id, title): (&str, &str),
    file: &str,
    digest: &str,
) -> Result<Record, Problem> {
    let given = |asked: &Option<String>, found: &Option<String>| asked.clone().or(found.clone());
    let fields = [
        ("source", Some(id.to_owned())),
        ("title", Some(title.to_owned())),
        ("publisher", given(&args.publisher, &about.publisher)),
        ("url", given(&args.url, &about.url)),
        ("file", Some(file.to_owned())),
        ("sha256", Some(digest.to_owned())),
        ("published", given(&args.published, &about.published)),
        ("accessed", given(&args.accessed, &about.accessed)),
        ("lang", given(&args.lang, &about.lang)),
    ];
    let fields = fields.into_iter().filter_map(|(key, value)| {
        let value = spaced(&value?);
        (!value.is_empty()).then(|| (key.to_owned(), Value::text(value)))
    });
    Record::new(Kind::Source, fields).ok_or_else(|| Problem::new("the source could not be written"))
}

/// Refuses a record in which a check would find a fault, such as an invalid date.
fn refuse_faults(text: &str) -> Result<(), Problem> {
    let input = |path: &str, text: &str| Input { path: path.to_owned(), bytes: Ok(text.as_bytes().to_vec()) };
    let read = Workspace::read(vec![input("gainsay.yaml", "gainsay: 1\n"), input("source.yaml", text)]);
    match read.findings.first() {
        None => Ok(()),
        Some(finding) => Err(finding
            .help
            .iter()
            .fold(Problem::new(finding.message.clone()), |problem, help| problem.help(help.clone()))),
    }
}

/// Puts the record into its file, which may be new or contain other records.
fn save(session: &EditSession, target: &str, record: &Record) -> Result<(), Problem> {
    let before = Texts::from_iter(session.text(target)?.map(|text| (target.to_owned(), text)));
    let edit = Edit::Insert { record: record.clone() };
    let after = apply_to_files(&before, [(target, &edit)]).map_err(|refusal| refused(&refusal))?;
    Ok(session.write(&before, &after)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_made_of_the_letters_and_digits_that_an_id_may_have() {
        assert_eq!(slug("Who mends the miller’s wheel? – 2021"), "who-mends-the-millers-wheel-2021");
        assert_eq!(slug("谁来修磨坊"), "");
    }
}
