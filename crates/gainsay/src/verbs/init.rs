//! `init`: a new workspace, or an example.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use gainsay_model::text::{escaped, spaced};
use gainsay_model::workspace::MANIFEST;
use gainsay_model::yaml::for_any_reader;
use gainsay_render::json_schema::json_schema;
use gainsay_store::files::reads_folder;
use gainsay_store::paths::root_above;
use gainsay_store::read_file::read_unwaiting;
use gainsay_store::write::{refuse_leaving, write_new};

use crate::Status;
use crate::args::Init;
use crate::example::{EXAMPLES, Example, File};
use crate::problem::Problem;
use crate::terminal::Terminal;

/// The files of every new workspace, besides its manifest.
static BEGINNING: &[File] = &[
    File { path: ".editorconfig", text: include_str!("../../../../data/init/editorconfig") },
    File { path: ".gitattributes", text: include_str!("../../../../data/init/gitattributes") },
    File { path: ".vscode/settings.json", text: include_str!("../../../../data/init/vscode-settings.json") },
    File { path: "claims/README.md", text: include_str!("../../../../data/init/claims.md") },
    File { path: "entities/README.md", text: include_str!("../../../../data/init/entities.md") },
    File { path: "rulings/README.md", text: include_str!("../../../../data/init/rulings.md") },
    File { path: "sources/README.md", text: include_str!("../../../../data/init/sources.md") },
    File { path: "vocabulary/README.md", text: include_str!("../../../../data/init/vocabulary.md") },
];

/// The manifest of a workspace that has no name yet.
const NAMELESS: &str = include_str!("../../../../data/init/manifest.yaml");

/// The path of the schema of records, which the settings of the editor name.
const SCHEMA: &str = ".vscode/gainsay.schema.json";

/// The number of existing files that are named.
const TOLD: usize = 6;

/// Makes a workspace. Prints every file that it writes; existing files stay as they are.
///
/// # Errors
/// Returns an error if a folder or file cannot be made, if the folder lies in another workspace, or if the example
/// would be mixed with other records.
pub fn init(args: &Init, terminal: &mut Terminal) -> Result<Status, Problem> {
    let (folder, example) = (&folder_of(args), example_of(args));
    refuse_nesting(folder)?;
    if let Some(example) = example {
        refuse_mixing(folder, example)?;
    }
    fs::create_dir_all(folder)
        .map_err(|e| Problem::at(folder, "made", &e).help("name a folder that is there, or can be made"))?;
    let (mut written, mut kept) = (0, Vec::new());
    for (path, text) in files(folder, example) {
        let path = if folder == Path::new(".") { PathBuf::from(path) } else { folder.join(path) };
        if write_file(&path, &text)? {
            writeln!(terminal.out, "{}", escaped(&path.to_string_lossy()))?;
            written += 1;
        } else {
            kept.push(escaped(&path.to_string_lossy()).into_owned());
        }
    }
    tell((folder, example), written, &kept, terminal);
    Ok(Status::Fine)
}

/// Returns the folder to write into: the given one; otherwise one named like the example; otherwise the current one.
fn folder_of(args: &Init) -> PathBuf {
    let named = args.example.clone().flatten().map(PathBuf::from);
    args.folder.clone().or(named).unwrap_or_else(|| PathBuf::from("."))
}

/// Returns the example to write: the one with that name; otherwise the first.
fn example_of(args: &Init) -> Option<&'static Example> {
    let name = args.example.as_ref()?.as_deref();
    name.and_then(Example::named).or(EXAMPLES.first())
}

/// Returns the files to write, by path, with the manifest first: without it no other file is of use.
fn files(folder: &Path, example: Option<&Example>) -> Vec<(&'static str, String)> {
    let records = example.map_or(&[][..], |example| example.files);
    let mut files: Vec<(&str, String)> =
        records.iter().chain(BEGINNING).map(|file| (file.path, file.text.to_owned())).collect();
    files.push((SCHEMA, json_schema(None)));
    if example.is_none() {
        files.push((MANIFEST, manifest(folder)));
    }
    files.sort_by_key(|(path, _)| (*path != MANIFEST, *path));
    files
}

/// Returns the manifest, with the name of the folder as that of the workspace.
fn manifest(folder: &Path) -> String {
    let full = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    let Some(name) = full.file_name().map(|name| spaced(&name.to_string_lossy())).filter(|name| !name.is_empty())
    else {
        return NAMELESS.to_owned();
    };
    NAMELESS.replacen("gainsay: 1\n", &format!("gainsay: 1\nname: {}\n", for_any_reader(&name)), 1)
}

/// Writes a file unless it exists, and returns whether it was written.
fn write_file(path: &Path, text: &str) -> Result<bool, Problem> {
    refuse_leaving(path)
        .map_err(|e| Problem::at(path, "written", &e).help("move the link away, and run `gainsay init` again"))?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)
            .map_err(|e| Problem::at(folder, "made", &e).help("make room for it, and run `gainsay init` again"))?;
    }
    let written = write_new(path, text.as_bytes()).map_err(|e| Problem::at(path, "written", &e))?;
    if !written && !path.is_file() {
        return Err(Problem::new(format!("{} is there, but is no file", path.display()))
            .help("move it away, and run `gainsay init` again"));
    }
    Ok(written)
}

/// Refuses to make a workspace within another: both would read it.
fn refuse_nesting(folder: &Path) -> Result<(), Problem> {
    let full = std::path::absolute(folder).map_err(|e| Problem::at(folder, "looked at", &e))?;
    let Some(there) = full.ancestors().find(|f| f.exists()) else { return Ok(()) };
    let rest = full.strip_prefix(there).unwrap_or(Path::new(""));
    let there = there.canonicalize().map_err(|e| Problem::at(there, "looked at", &e))?;
    let full: PathBuf = there.components().chain(rest.components()).collect();
    let Some(root) = root_above(&there).filter(|root| *root != full) else { return Ok(()) };
    let within = full.strip_prefix(&root).unwrap_or(&full);
    if !reads_folder(&root, within)? {
        return Ok(());
    }
    let message =
        format!("{} lies in the workspace {}, which would read its records too", full.display(), root.display());
    Err(Problem::new(message)
        .help("to add to that workspace, write records there: it needs no folders of its own")
        .help(format!(
            "for one of its own, first name the folder under `exclude` in {}",
            root.join(MANIFEST).display()
        )))
}

/// Refuses to mix an example with somebody's own records.
fn refuse_mixing(folder: &Path, example: &Example) -> Result<(), Problem> {
    let there = folder.join(MANIFEST);
    if !there.exists() || read_unwaiting(&there).ok().as_deref() == example.manifest().map(str::as_bytes) {
        return Ok(());
    }
    Err(Problem::new(format!(
        "{} is a workspace already, and the example would get mixed up with its records",
        folder.display()
    ))
    .help("name a new folder for the example: `gainsay init --example try`"))
}

/// Says which files existed before, and what to do next.
fn tell((folder, example): (&Path, Option<&Example>), written: usize, kept: &[String], terminal: &mut Terminal) {
    match (written, kept) {
        (_, []) => {}
        (0, _) => terminal.hint("everything was there already, and stays as it is"),
        (_, [some @ .., _]) if some.len() >= TOLD => {
            let rest = kept.len() - TOLD;
            let some: Vec<&str> = kept.iter().take(TOLD).map(String::as_str).collect();
            terminal.hint(&format!("there already, and as it was: {} and {rest} more", some.join(", ")));
        }
        (_, all) => terminal.hint(&format!("there already, and as it was: {}", all.join(", "))),
    }
    let there = if folder == Path::new(".") { String::new() } else { format!(" -C {}", for_the_shell(folder)) };
    if let Some(Example { name, about, first_claim, .. }) = example {
        terminal.hint(&format!("the example `{name}`: {about}"));
        terminal.hint(&format!(
            "look around: `gainsay{there} check`, `gainsay{there} list`, `gainsay{there} show {first_claim}`"
        ));
    } else {
        terminal
            .hint(&format!("write records into these folders, as each README.md shows; then `gainsay{there} check`"));
    }
}

/// Returns a path as one types it in a shell.
fn for_the_shell(path: &Path) -> String {
    let text = escaped(&path.to_string_lossy()).into_owned();
    let is_plain = |c: char| c.is_alphanumeric() || "-_./+,:@%".contains(c);
    if text.chars().all(is_plain) { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gainsay_model::Input;
    use gainsay_model::{Workspace, yaml};

    fn read(files: &[(&str, String)]) -> Workspace {
        Workspace::read(
            files
                .iter()
                .map(|(path, text)| Input { path: (*path).into(), bytes: Ok(text.clone().into_bytes()) })
                .collect(),
        )
    }

    /// Returns the blocks of YAML in a page.
    fn records(page: &str) -> String {
        let blocks = page.split("```yaml\n").skip(1).filter_map(|block| block.split("```").next());
        blocks.collect::<Vec<_>>().join("---\n")
    }

    #[test]
    fn the_records_in_the_pages_are_one_story() {
        let pages = BEGINNING.iter().filter(|file| file.path.ends_with(".md"));
        let mut files: Vec<(&str, String)> =
            pages.map(|page| (page.path.trim_end_matches(".md"), records(page.text))).collect();
        files.push((MANIFEST, NAMELESS.to_owned()));
        let today = gainsay_model::date::day_of(2026, 11, 23).unwrap();
        let outcome = gainsay_diff::check(&read(&files), today);
        let told: Vec<_> = outcome.findings.iter().map(|f| (f.rule(), f.ruled())).collect();
        assert_eq!(told, [("self-contradiction", Some("mill-and-mayor"))], "{:#?}", outcome.findings);
    }

    #[test]
    fn what_the_manifest_has_commented_out_can_be_taken_in() {
        let sound = NAMELESS.lines().map(|line| {
            line.strip_prefix("# ")
                .filter(|l| l.contains(": ") && !l.contains('`') && !l.ends_with('.'))
                .unwrap_or(line)
        });
        let manifest = sound.collect::<Vec<_>>().join("\n");
        assert_eq!(manifest.lines().filter(|line| !line.starts_with('#')).count(), 5, "{manifest}");
        let workspace = read(&[(MANIFEST, manifest)]);
        let (_, faults) = gainsay_diff::rules::levels::Levels::new(&workspace);
        assert!(workspace.findings.is_empty() && faults.is_empty(), "{:?} {faults:?}", workspace.findings);
        assert!(workspace.manifest().fail_on.is_some() && !workspace.manifest().exclude.is_empty());
    }

    #[test]
    fn any_folder_lends_its_name() {
        for name in ["press", "a: b", "yes # no", "\"", "söder", "a\u{1b}[31m\nb"] {
            let manifest = manifest(&Path::new("/").join(name));
            let document = yaml::read(&manifest).documents.remove(0);
            assert_eq!(
                gainsay_render::plain::text(&document, "name").as_deref(),
                Some(spaced(name).as_str()),
                "{manifest}"
            );
        }
        assert_eq!(manifest(Path::new("/")), NAMELESS);
    }

    #[test]
    fn a_path_is_told_as_one_types_it() {
        assert_eq!(for_the_shell(Path::new("press/söder")), "press/söder");
        assert_eq!(for_the_shell(Path::new("it's here")), "'it'\\''s here'");
    }
}
