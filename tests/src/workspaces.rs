//! Workspaces for tests: read from folders, or made from texts.

use std::path::{Path, PathBuf};

use gainsay_model::Input;
use gainsay_model::date::{Day, day_of};
use gainsay_model::{Workspace, yaml};

/// The date of every test, in the form of `--today`.
pub const TODAY: &str = "2026-11-23";

/// A file: its path from the workspace's root, and its text.
pub type File = (String, String);

/// Returns [`TODAY`] as a day.
pub fn today() -> Day {
    day_of(2026, 11, 23).expect("a day of the calendar")
}

/// Returns the repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the repository").to_owned()
}

/// Returns a path of other people's data, which lies beside the repository if it is available; none, with a line on
/// stderr, if it is not.
pub fn shared(path: &str) -> Option<PathBuf> {
    let found = root().join("../shared").join(path);
    if !found.exists() {
        crate::skipped::say(&format!("there is no {}", found.display()));
        return None;
    }
    Some(found)
}

/// Returns the YAML files of a folder and its subfolders, by path.
pub fn files_in(folder: &Path) -> Vec<File> {
    let mut files = Vec::new();
    collect(folder, "", &mut files);
    files.sort();
    files
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<File>) {
    for entry in std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("an entry of the folder").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), files);
        } else if name.ends_with(".yaml") || name.ends_with(".yml") {
            let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            files.push((format!("{prefix}{name}"), text));
        }
    }
}

/// Reads files into a workspace.
pub fn read(files: &[File]) -> Workspace {
    Workspace::read(
        files.iter().map(|(path, text)| Input { path: path.clone(), bytes: Ok(text.clone().into_bytes()) }).collect(),
    )
}

/// Reads one text as a workspace with an empty manifest.
pub fn read_text(text: &str) -> Workspace {
    read(&[("gainsay.yaml".into(), "gainsay: 1\n".into()), ("records.yaml".into(), text.into())])
}

/// Returns the texts of a file's records, without the `---` between them.
pub fn records_of(text: &str) -> Vec<String> {
    let reading = yaml::read(text);
    let cut = |d: &yaml::Document| text[d.span.start as usize..d.span.end as usize].to_owned();
    reading.documents.iter().map(|document| format!("{}\n", cut(document).trim_end())).collect()
}

/// Writes files into a folder.
pub fn write(folder: &Path, files: &[File]) {
    for (path, text) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
        std::fs::write(path, text).expect("the file can be written");
    }
}

/// Returns files as one text, to be read in a failure.
pub fn shown(files: &[File]) -> String {
    files.iter().map(|(path, text)| format!("# {path}\n{text}\n")).collect()
}
