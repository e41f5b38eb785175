//! `seal`: the version of every new or changed record, written into its text. A file is replaced whole or not at all,
//! and only if its text is still the one that was read.

mod staged;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use gainsay_model::Workspace;
use gainsay_model::canonical::{canonical_form, digest};
use gainsay_model::finding::{Finding, Route};
use gainsay_model::record::{Digest, Place, Rev};
use gainsay_model::records::RecordHeader;
use gainsay_model::schema::Kind;
use gainsay_model::seal::with_rev;
use gainsay_model::text::escaped;
use gainsay_model::yaml::{self, Document};
use gainsay_render::location::Locations;
use gainsay_render::plain::text;
use gainsay_render::plural::plural;
use gainsay_store::Loaded;
use gainsay_store::write::{Draft, refuse_leaving};

use super::{find, record_before};
use crate::Status;
use crate::args::Seal;
use crate::problem::Problem;
use crate::terminal::{Progress, Terminal};
use crate::workspace::load;
use staged::StagedRecords;

/// A record that gets a new version.
struct Due {
    found: RecordHeader,
    rev: Rev,
}

/// A record that needs a new version and cannot have one, with the reason.
struct Refused {
    found: RecordHeader,
    why: String,
}

/// The work to be done.
#[derive(Default)]
struct Work {
    /// The records to seal, by file, in the order of their places.
    due: BTreeMap<u32, Vec<Due>>,
    refused: Vec<Refused>,
}

/// Seals every new or changed record, or those asked for; with `--check` only lists them.
///
/// What can be sealed is sealed even if other records cannot: every record stands for itself. But no file is put in
/// place before all new texts are written and read again.
///
/// # Errors
/// Returns the errors of reading the workspace, of unknown ids, and of writing, and one if a record could not be
/// sealed.
pub fn seal(args: &Seal, terminal: &mut Terminal) -> Result<Status, Problem> {
    let loaded = load(terminal)?;
    let workspace = &loaded.workspace;
    let everything = args.ids.is_empty() && args.kind.is_none() && !args.staged;
    let mut asked = asked(args, workspace)?;
    if args.staged {
        let staged = StagedRecords::of(&loaded, terminal)?;
        asked.retain(|found| staged.has(workspace, found));
    }
    let mut work = work(workspace, &asked);
    if args.check {
        return tell_open(workspace, asked.len(), &work, everything, terminal);
    }
    let sealed = {
        let progress = Progress::start("sealing the records");
        progress.expect(work.due.len());
        let drafts = drafts(&loaded, &mut work, &progress)?;
        tell_refused(workspace, &work.refused, terminal);
        put_in_place(drafts, terminal)?
    };
    if sealed > 0 {
        terminal.hint(&format!("{} sealed", plural(sealed, "record")));
    }
    finished(workspace, &work.refused, everything)?;
    match (sealed, asked.len()) {
        (0, 0) if args.staged => terminal.hint("no record is staged"),
        (0, 0) => terminal.hint("there is no record to seal"),
        (0, 1) => terminal.hint("nothing to do: the record is sealed as it is now"),
        (0, count) => terminal.hint(&format!("nothing to do: all {count} records are sealed as they are now")),
        _ => {}
    }
    Ok(Status::Fine)
}

/// Returns the records asked for, in the order of their places. Built-in records are left out: they have the version of
/// the program.
fn asked(args: &Seal, workspace: &Workspace) -> Result<Vec<RecordHeader>, Problem> {
    let kind = args.kind.map(|word| word.kind());
    let own = |found: &RecordHeader| !workspace.built_in(found.place) && kind.is_none_or(|kind| found.kind == kind);
    let all: Vec<RecordHeader> = workspace.records.headers().filter(own).collect();
    let mut asked = Vec::new();
    for id in &args.ids {
        let first = find(workspace, id, kind)?;
        let those: Vec<RecordHeader> =
            all.iter().filter(|found| found.kind == first.kind && found.id == first.id).copied().collect();
        if those.is_empty() {
            return Err(Problem::new(format!(
                "the {} `{}` comes with the program, and cannot be sealed",
                first.kind,
                escaped(id)
            ))
            .help("seal the records that use it"));
        }
        asked.extend(those);
    }
    if args.ids.is_empty() {
        asked = all;
    }
    asked.sort_by_key(|found| found.place);
    asked.dedup_by_key(|found| found.place);
    Ok(asked)
}

// --- the work to be done ---

fn work(workspace: &Workspace, asked: &[RecordHeader]) -> Work {
    let faults = faults(workspace);
    let mut work = Work::default();
    for found in asked {
        match next_rev(workspace, found, &faults) {
            Ok(None) => {}
            Ok(Some(rev)) => work.due.entry(found.place.file).or_default().push(Due { found: *found, rev }),
            Err(why) => work.refused.push(Refused { found: *found, why }),
        }
    }
    work
}

/// A fault of a record.
struct Fault {
    /// The fault in words.
    why: String,
    /// Says that words are lost after a `#`, so that no digest vouches for what was written.
    cut: bool,
}

/// Returns the version to write; none if the record is sealed already.
fn next_rev(
    workspace: &Workspace,
    found: &RecordHeader,
    faults: &HashMap<Place, Fault>,
) -> Result<Option<Rev>, String> {
    let digest = workspace.digest(found.kind, found.place);
    let fault = faults.get(&found.place);
    if fault.is_none_or(|fault| !fault.cut) && found.rev.is_some_and(|rev| Some(rev.digest) == digest) {
        return Ok(None);
    }
    if let Some(fault) = fault {
        return Err(fault.why.clone());
    }
    let digest = digest.ok_or("it could not be read again")?;
    let count =
        found.rev.map_or(0, |rev| rev.count).checked_add(1).ok_or("its version cannot be counted any further")?;
    Ok(Some(Rev { count, digest }))
}

/// Returns the first fault of each record that has one, a cut before all others. A version would vouch for a record
/// that was not read completely.
fn faults(workspace: &Workspace) -> HashMap<Place, Fault> {
    let mut starts: Vec<Place> = workspace.records.headers().map(|found| found.place).collect();
    starts.sort_unstable();
    let (mut faults, mut last): (HashMap<Place, Fault>, Last) = (HashMap::new(), None);
    for finding in &workspace.findings {
        let cut = finding.rule == "cut-text";
        for label in &finding.labels {
            let Some(place) = record_at(workspace, &starts, label.route, &mut last) else { continue };
            let is_first = faults.get(&place).is_none_or(|known| cut && !known.cut);
            if is_first && !is_about_empty_rev(workspace, finding, place, &mut last) {
                faults.insert(place, Fault { why: format!("{} [{}]", finding.message, finding.rule), cut });
            }
        }
    }
    faults
}

/// The document that was examined last: the next fault is often in the same one.
type Last = Option<(Place, Option<Document>)>;

fn document<'l>(workspace: &Workspace, place: Place, last: &'l mut Last) -> Option<&'l Document> {
    let known = last.take().filter(|(known, _)| *known == place);
    last.insert(known.unwrap_or_else(|| (place, workspace.document(place)))).1.as_ref()
}

/// Returns whether a finding is about an empty `rev`, which is where the version goes.
fn is_about_empty_rev(workspace: &Workspace, finding: &Finding, place: Place, last: &mut Last) -> bool {
    finding.key.as_deref() == Some("rev")
        && document(workspace, place, last).is_some_and(|document| text(document, "rev").is_none())
}

/// Returns the record to which a route points.
fn record_at(workspace: &Workspace, starts: &[Place], route: Route, last: &mut Last) -> Option<Place> {
    match route {
        Route::Record(place) | Route::Key(place, ..) | Route::Part(place, ..) => Some(place),
        Route::Bytes(file, span) => {
            let place = record_before(starts, file, span.start)?;
            (span.start <= document(workspace, place, last)?.span.end).then_some(place)
        }
        Route::File(_) => None,
    }
}

// --- sealing ---

/// The new content of a file, not yet in its place.
struct Sealed<'w> {
    path: PathBuf,
    before: &'w str,
    draft: Draft,
    /// The lines to print once it is in place.
    lines: Vec<String>,
}

/// Writes every new text beside its file; records for which that is impossible are moved to the refused ones.
fn drafts<'w>(loaded: &'w Loaded, work: &mut Work, progress: &Progress) -> Result<Vec<Sealed<'w>>, Problem> {
    let workspace = &loaded.workspace;
    let mut drafts = Vec::new();
    for (number, due) in std::mem::take(&mut work.due) {
        progress.step();
        let Some(file) = workspace.files.get(number as usize) else { continue };
        let path = loaded.root.join(&file.path);
        let (after, due) = write_in(file.text(), due, &mut work.refused);
        match read_again(workspace, file.text(), &after, &due).and_then(|lines| writable(&path).map(|()| lines)) {
            Ok(_) if due.is_empty() => {}
            Ok(lines) => {
                let lines = lines.iter().zip(&due).map(|(line, due)| told(workspace, &file.path, *line, due)).collect();
                let draft = check_unchanged(&path, file.text())
                    .and_then(|()| draft(&path, &after))
                    .map_err(|problem| problem.help("nothing was sealed"))?;
                drafts.push(Sealed { path, before: file.text(), draft, lines });
            }
            Err(why) => work.refused.extend(due.into_iter().map(|due| Refused { found: due.found, why: why.clone() })),
        }
    }
    work.refused.sort_by_key(|refused| refused.found.place);
    Ok(drafts)
}

/// Checks that a file may be written. A name that is not UTF-8 is known only as it is shown, and a file outside the
/// workspace is not ours.
fn writable(path: &Path) -> Result<(), String> {
    let is_garbled = path.to_string_lossy().contains(char::REPLACEMENT_CHARACTER) && !path.exists();
    if is_garbled {
        Err("the name of its file is not UTF-8".into())
    } else {
        refuse_leaving(path).map_err(|error| error.to_string())
    }
}

fn draft(path: &Path, text: &str) -> Result<Draft, Problem> {
    Draft::write(path, text.as_bytes()).map_err(|e| Problem::at(path, "written", &e))
}

/// Returns the text with every version written in, and the records that now have theirs. Each version is written into
/// its own part of the text, so that the cost is in proportion to the length of the file.
fn write_in(text: &str, due: Vec<Due>, refused: &mut Vec<Refused>) -> (String, Vec<Due>) {
    let ends: Vec<usize> = due
        .iter()
        .skip(1)
        .map(|next| line_break_before(text, next.found.place.start as usize))
        .chain([text.len()])
        .collect();
    let (mut sealed, mut done, mut from) = (String::with_capacity(text.len() + 24 * due.len()), Vec::new(), 0);
    for (due, end) in due.into_iter().zip(ends) {
        let stretch = text.get(from..end).unwrap_or_default();
        match with_rev(stretch, due.found.place.start.saturating_sub(from as u32), due.rev) {
            Ok(new) => {
                sealed.push_str(&new);
                done.push(due);
            }
            Err(why) => {
                sealed.push_str(stretch);
                refused.push(Refused { found: due.found, why });
            }
        }
        from = end;
    }
    sealed.push_str(text.get(from..).unwrap_or_default());
    (sealed, done)
}

/// Returns the position of the line break before the line of that byte, so that the part after it begins with one; the
/// text's beginning if there is none.
fn line_break_before(text: &str, byte: usize) -> usize {
    let before = text.get(..byte).unwrap_or_default();
    let Some(at) = before.rfind(['\n', '\r']) else { return 0 };
    if before.get(..at).is_some_and(|b| b.ends_with('\r')) && before.get(at..).is_some_and(|b| b.starts_with('\n')) {
        at - 1
    } else {
        at
    }
}

/// Reads the new text as it will be read the next time, and checks that every record keeps its content and those that
/// are due have their versions. Returns their lines.
fn read_again(workspace: &Workspace, before: &str, after: &str, due: &[Due]) -> Result<Vec<usize>, String> {
    let (old, new) = (yaml::read(before), yaml::read(after));
    let mut lines = Vec::new();
    let (mut line, mut counted) = (1, 0);
    let mut sound = old.documents.len() == new.documents.len() && old.faults.len() == new.faults.len();
    for (old, new) in old.documents.iter().zip(&new.documents) {
        let due = due.binary_search_by_key(&old.span.start, |due| due.found.place.start).ok().and_then(|i| due.get(i));
        let rev = due.map(|due| due.rev.to_string()).or_else(|| text(old, "rev").map(Cow::into_owned));
        sound &=
            digest_of(workspace, old) == digest_of(workspace, new) && text(new, "rev").as_deref() == rev.as_deref();
        let start = new.span.start as usize;
        line += after.get(counted..start).map_or(0, line_breaks);
        counted = start;
        if let Some(due) = due {
            sound &= digest_of(workspace, new) == Some(due.rev.digest);
            lines.push(line);
        }
    }
    sound &= lines.len() == due.len();
    if sound { Ok(lines) } else { Err("the file would not read back the same".into()) }
}

fn digest_of(workspace: &Workspace, document: &Document) -> Option<Digest> {
    let kind = Kind::of_first_key(&document.entries.first()?.key.text)?;
    Some(digest(&canonical_form(document, kind, &|predicate| workspace.object_type(predicate))))
}

/// Returns the number of line breaks. Lines end as in YAML: `\n`, `\r\n` or `\r`.
fn line_breaks(text: &str) -> usize {
    text.matches(['\n', '\r']).count() - text.matches("\r\n").count()
}

/// Puts every new text in its place, and prints its lines. Returns the number of sealed records.
fn put_in_place(drafts: Vec<Sealed<'_>>, terminal: &mut Terminal) -> Result<usize, Problem> {
    let mut sealed = 0;
    for Sealed { path, before, draft, lines } in drafts {
        let rest = if sealed == 0 {
            "nothing was sealed"
        } else {
            "what is told above is sealed, and nothing else; run it again for the rest"
        };
        let put = |()| draft.put_in_place().map_err(|e| Problem::at(&path, "written", &e));
        check_unchanged(&path, before).and_then(put).map_err(|problem| problem.help(rest))?;
        for line in &lines {
            writeln!(terminal.out, "{line}")?;
        }
        sealed += lines.len();
    }
    Ok(sealed)
}

/// Checks that a file has not changed since it was read: somebody's changes take precedence over our line.
fn check_unchanged(path: &Path, before: &str) -> Result<(), Problem> {
    let now = fs::read(path).map_err(|e| Problem::at(path, "read again", &e))?;
    if now == before.as_bytes() {
        return Ok(());
    }
    Err(Problem::new(format!("{} has changed since it was read, and is left as it is", path.display()))
        .help("run `gainsay seal` again"))
}

// --- reporting ---

fn told(workspace: &Workspace, path: &str, line: usize, due: &Due) -> String {
    let was = due.found.rev.map(|rev| format!(", was {rev}")).unwrap_or_default();
    format!("{}:{line}: {} sealed as {}{was}", escaped(path), name(workspace, &due.found), due.rev)
}

fn name(workspace: &Workspace, found: &RecordHeader) -> String {
    let id = found.id.map_or("without an id".into(), |id| escaped(workspace.text(id)));
    format!("{} {id}", found.kind)
}

fn tell_refused(workspace: &Workspace, refused: &[Refused], terminal: &Terminal) {
    let locations = Locations::new(workspace);
    for Refused { found, why } in refused {
        let place = locations.find(Route::Record(found.place));
        terminal.warn(&format!("{}:{}: {} is not sealed: {why}", place.file, place.start.0, name(workspace, found)));
    }
}

/// Lists the records that are not sealed, a line each.
fn tell_open(
    workspace: &Workspace,
    asked: usize,
    work: &Work,
    everything: bool,
    terminal: &mut Terminal,
) -> Result<Status, Problem> {
    let locations = Locations::new(workspace);
    let due = work.due.values().flatten().map(|due| (&due.found, String::new()));
    let refused =
        work.refused.iter().map(|refused| (&refused.found, format!(", and cannot be: {}", escaped(&refused.why))));
    let mut open: Vec<(&RecordHeader, String)> = due.chain(refused).collect();
    open.sort_by_key(|(found, _)| found.place);
    for (found, why) in &open {
        let place = locations.find(Route::Record(found.place));
        let state =
            found.rev.map_or("is not sealed".to_owned(), |rev| format!("has changed since it was sealed as {rev}"));
        writeln!(terminal.out, "{}:{}: {} {state}{why}", escaped(place.file), place.start.0, name(workspace, found))?;
    }
    if open.is_empty() && asked > 0 {
        terminal.hint(&if asked == 1 {
            "the record is sealed".to_owned()
        } else {
            format!("all {asked} records are sealed")
        });
    }
    if everything {
        warn_of_unread(workspace, terminal);
    }
    let is_open = !open.is_empty() || (everything && unread(workspace) > 0);
    Ok(if is_open { Status::Findings } else { Status::Fine })
}

fn warn_of_unread(workspace: &Workspace, terminal: &Terminal) {
    match unread(workspace) {
        0 => {}
        count => terminal.warn(&format!(
            "{} not be read, and may hold records that are not sealed: `gainsay check` tells why",
            texts(count)
        )),
    }
}

/// Returns the texts that could not be read at all.
fn unread(workspace: &Workspace) -> usize {
    workspace.findings.iter().filter(|finding| finding.rule == "not-yaml").count()
}

fn texts(count: usize) -> String {
    if count == 1 { "1 text could".into() } else { format!("{count} texts could") }
}

/// Returns an error if something was refused or could not be read; otherwise the work is done.
fn finished(workspace: &Workspace, refused: &[Refused], everything: bool) -> Result<(), Problem> {
    let unread = if everything { unread(workspace) } else { 0 };
    if refused.is_empty() && unread == 0 {
        return Ok(());
    }
    let message = match (refused.len(), unread) {
        (0, unread) => format!("{} not be read, and nothing in there is sealed", texts(unread)),
        (refused, 0) => format!("{} could not be sealed", plural(refused, "record")),
        (refused, unread) => {
            format!("{} could not be sealed, and {} not be read", plural(refused, "record"), texts(unread))
        }
    };
    Err(Problem::new(message).help("`gainsay check` tells what is wrong; seal again when it is mended"))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use gainsay_model::Input;

    const NAME: &str = "records.yaml";

    fn loaded(root: &Path, text: &str) -> Loaded {
        fs::write(root.join(NAME), text).unwrap();
        let workspace = Workspace::read(vec![Input { path: NAME.into(), bytes: Ok(text.into()) }]);
        Loaded { root: root.to_owned(), workspace, disk: Arc::default(), left: Default::default() }
    }

    /// Returns the text as sealed, and how many records were refused.
    fn sealed(text: &str) -> (String, usize) {
        let loaded = loaded(tempfile::tempdir().unwrap().path(), text);
        let workspace = &loaded.workspace;
        let mut work = work(workspace, &workspace.records.headers().collect::<Vec<_>>());
        let due = work.due.remove(&0).unwrap_or_default();
        let (after, done) = write_in(text, due, &mut work.refused);
        read_again(workspace, text, &after, &done).unwrap();
        (after, work.refused.len())
    }

    fn without_versions(text: &str) -> String {
        let mut text = text.to_owned();
        while let Some(at) = text.find("rev: 1-") {
            let is_line = !text[..at].ends_with(", ");
            let start = if is_line { text[..at].rfind(['\n', '\r']).map_or(0, |i| i + 1) } else { at - 2 };
            let end = at + "rev: 1-0123456789ab".len();
            let end = if !is_line {
                end
            } else if text[end..].starts_with("\r\n") {
                end + 2
            } else {
                (end + 1).min(text.len())
            };
            text.replace_range(start..end, "");
        }
        text
    }

    #[test]
    fn only_one_line_goes_in_whatever_the_layout() {
        for text in [
            "entity: a\nname: A\n---\n# about b\nentity: b   # b\nname: B",
            "\u{feff}entity: a\r\nname: A\r\n---\r\nentity: b\r\nname: B\r\n",
            "# old\rentity: a\rname: A\r---\rentity: b\rname: B",
            "%YAML 1.2\n---\nentity: a\nname: A\n...\n\n%YAML 1.2\n---\n  entity: b\n  name: B\n...\n",
            "{entity: a, name: A}\n--- {entity: b, name: B}",
        ] {
            let (after, refused) = sealed(text);
            assert_eq!((after.matches("rev: 1-").count(), refused), (2, 0), "{after}");
            assert_eq!(without_versions(&after), text);
            // A second time there is nothing to do.
            assert_eq!(sealed(&after), (after, 0));
        }
    }

    #[test]
    fn a_version_is_filled_in_raised_and_never_guessed() {
        assert!(sealed("entity: a\nrev:\nname: A\n").0.contains("\nrev: 1-"));
        assert!(sealed("entity: a\nname: A\nrev: 41-000000000000\n").0.contains("\nrev: 42-"));
        for refused in [
            "entity: a\nname: A\nrev: 7-abc\n",
            "entity: a\nname: A\nrev: 4294967295-000000000000\n",
            "entity: a\nnam: A\n",
        ] {
            assert_eq!(sealed(refused), (refused.to_owned(), 1));
        }
    }

    #[test]
    fn what_is_broken_is_refused_and_its_neighbours_are_not() {
        let (after, refused) = sealed(
            "entity: a\nname: A\n---\nentity: b\nname: B\nborn: 1900\n---\nentity: c\nname: \"C\n---\nentity: d\nname: D\n",
        );
        assert_eq!((after.matches("rev: 1-").count(), refused), (2, 1), "{after}");
    }

    #[test]
    fn a_file_that_changed_since_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let loaded = loaded(folder.path(), "entity: a\nname: A\n");
        let mut work = work(&loaded.workspace, &loaded.workspace.records.headers().collect::<Vec<_>>());
        let drafts = drafts(&loaded, &mut work, &Progress::start("sealing the records")).unwrap();
        assert_eq!(drafts.len(), 1);
        let theirs = "entity: a\nname: Ada\n";
        fs::write(folder.path().join(NAME), theirs).unwrap();
        let mut terminal = Terminal::new(crate::terminal::Color::Never);
        let problem = put_in_place(drafts, &mut terminal).unwrap_err();
        assert!(problem.message.contains("has changed since it was read"), "{problem:?}");
        assert_eq!(fs::read_to_string(folder.path().join(NAME)).unwrap(), theirs);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left behind");
    }
}
