//! The law of sheets: what is exported and imported again says the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use gainsay_model::finding::Route;
use gainsay_model::schema::{Kind, STANCES};
use gainsay_model::sheet::{Column, Row, StatementColumns, Table, meaning};
use gainsay_model::value::{Record, Value};
use gainsay_model::yaml;
use gainsay_render::sheet::{TableLayout, table};
use gainsay_tests::program::{Run, gainsay};
use gainsay_tests::random::Draw;
use gainsay_tests::workspaces::{self, root};
use gainsay_tests::{drafts, random, skipped};
use tempfile::TempDir;

/// Returns random records of a kind that a sheet can hold: with no unknown key, and claims with one stance.
fn records(kind: Kind) -> Vec<Record> {
    let seeds = std::env::var("GAINSAY_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(300);
    let drawn = (0..seeds).map(|seed| drafts::record(&mut Draw(seed * 6 + kind as u64), kind));
    let known = |record: Record| {
        let fields = record.fields().iter().filter(|(key, _)| kind.key(key).is_some());
        Record::new(kind, fields.cloned().collect::<Vec<_>>()).expect("a record with an id")
    };
    let drawn = drawn.map(known);
    let stances = |record: &Record| STANCES.iter().filter(|stance| record.get(stance).is_some()).count();
    drawn.filter(|record| kind != Kind::Claim || stances(record) == 1).collect()
}

fn says(record: &Record) -> BTreeMap<String, Value> {
    meaning(record, &|_| None).into_iter().collect()
}

#[test]
fn every_record_comes_back_from_its_row() {
    for kind in [Kind::Claim, Kind::Entity, Kind::Predicate, Kind::Source, Kind::Ruling] {
        let records = records(kind);
        assert!(records.len() > 100);
        for (separator, mark, statement) in
            [(b',', false, StatementColumns::One), (b'\t', true, StatementColumns::Three)]
        {
            let mut bytes = Vec::new();
            table(kind, &records, TableLayout { separator, mark, statement }, &mut bytes).expect("a table");
            let text = String::from_utf8(bytes).expect("UTF-8");
            let read = Table::read(&text, None).expect("a table");
            assert_eq!(read.rows.len(), records.len());
            let columns: Vec<Option<Column>> = read.header.iter().map(|name| Column::named(kind, name)).collect();
            assert!(columns.iter().all(Option::is_some), "{:?}", read.header);
            for (number, (row, record)) in read.rows.iter().zip(&records).enumerate() {
                assert_eq!(row.number, number + 2);
                let again = Row::read(kind, &columns, &row.cells).expect("a row").keys(kind);
                let again = Record::new(kind, again).expect("a record");
                assert_eq!(says(&again), says(record), "{:?}\n{record:?}", row.cells);
            }
        }
    }
}

#[test]
fn no_cell_is_taken_for_a_formula() {
    for kind in [Kind::Claim, Kind::Entity] {
        let mut bytes = Vec::new();
        let layout = TableLayout { separator: b',', mark: false, statement: StatementColumns::One };
        table(kind, &records(kind), layout, &mut bytes).expect("a table");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
        for record in reader.records() {
            for cell in &record.expect("a row") {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
            }
        }
    }
}

/// Returns a folder with the manifest of a workspace and nothing else.
fn empty_like(workspace: &Path) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::copy(workspace.join("gainsay.yaml"), folder.path().join("gainsay.yaml")).expect("a manifest");
    folder
}

/// Exports all records of a workspace in a format, and imports them into an empty one.
fn there_and_back(workspace: &Path, format: &str) -> TempDir {
    through(workspace, format, &|_| {})
}

/// Exports all records of a workspace in a format, calls `work` on each sheet, and imports the sheets into an empty
/// workspace.
fn through(workspace: &Path, format: &str, work: &dyn Fn(&Path)) -> TempDir {
    let empty = empty_like(workspace);
    let kinds: &[&str] =
        if format == "jsonl" { &["all"] } else { &["entity", "predicate", "source", "claim", "ruling"] };
    for kind in kinds {
        let of_kind = ["export", format, "--kind", kind];
        let run = gainsay(workspace, if *kind == "all" { &of_kind[..2] } else { &of_kind });
        assert_eq!(run.status, Some(0), "{}", run.text());
        let sheet = empty.path().join("sheet.txt");
        fs::write(&sheet, &run.stdout).expect("a sheet");
        work(&sheet);
        let run = gainsay(empty.path(), &["import", format, "sheet.txt", "--anyway"]);
        assert_eq!(run.status, Some(0), "{format} {kind}: {}", run.text());
        fs::remove_file(sheet).expect("the sheet");
    }
    empty
}

/// Asserts that two workspaces say the same, record by record.
fn assert_same(before: &Path, after: &Path, told: &str) {
    let lines = |folder: &Path| {
        let text = String::from_utf8(gainsay(folder, &["export", "jsonl"]).stdout).expect("UTF-8");
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(lines(after), lines(before), "{told}");
    let [one, other] = [before, after].map(|folder| folder.to_str().expect("a path"));
    let run = gainsay(before, &["diff", one, other, "--exit-code"]);
    // JSON lines leave sealed versions out, and a ruling may pin one.
    let is_empty =
        run.status == Some(0) || told.ends_with("jsonl") && run.text().contains("no record says anything else");
    assert!(is_empty, "{told}: {}", run.text());
}

#[test]
fn every_example_comes_back_from_its_sheets() {
    for example in fs::read_dir(root().join("data/examples")).expect("the examples") {
        let example = example.expect("an example").path();
        for format in ["csv", "tsv", "jsonl"] {
            let back = there_and_back(&example, format);
            assert_same(&example, back.path(), &format!("{} {format}", example.display()));
        }
    }
}

#[test]
fn random_workspaces_come_back_from_their_sheets() {
    let seeds = std::env::var("GAINSAY_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(12);
    let mut kinds = BTreeSet::new();
    for seed in 0..seeds {
        let folder = tempfile::tempdir().expect("a temporary folder");
        workspaces::write(folder.path(), &sound(random::workspace(seed, 40)));
        for format in ["csv", "tsv", "jsonl"] {
            let back = there_and_back(folder.path(), format);
            assert_same(folder.path(), back.path(), &format!("seed {seed}, {format}"));
        }
        let all = String::from_utf8(gainsay(folder.path(), &["export", "jsonl"]).stdout).expect("UTF-8");
        kinds.extend(all.lines().filter_map(|line| line.split('"').nth(1)).map(str::to_owned));
    }
    assert_eq!(kinds.len(), 5, "{kinds:?}");
}

/// Returns files without the records that have faults of reading, which need not come back. References to what is not
/// there stay.
fn sound(mut files: Vec<(String, String)>) -> Vec<(String, String)> {
    loop {
        let workspace = workspaces::read(&files);
        let faulty =
            workspace.findings.iter().filter(|finding| finding.rule != "unknown-reference").find_map(|finding| {
                let route = finding.labels.first()?.route;
                let start = match route {
                    Route::Bytes(_, span) => span.start,
                    route => route.record()?.start,
                };
                Some((workspace.files.get(route.file() as usize)?.path.clone(), start))
            });
        let Some((path, start)) = faulty else { return files };
        let text = files.iter_mut().find(|(known, _)| *known == path).map(|(_, text)| text).expect("a file");
        let documents = yaml::read(text).documents;
        let number = documents.iter().rposition(|document| document.span.start <= start).unwrap_or_default();
        let mut records = workspaces::records_of(text);
        records.remove(number);
        *text = records.join("---\n");
    }
}

/// What LibreOffice does to a sheet that is opened with its columns as text and saved, in a format of its own and then as
/// text with another separator.
fn saved_by_libreoffice(sheet: &Path, form: &str) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let profile = format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
    let columns: String = (1..=60).map(|column| format!("{column}/2/")).collect();
    let convert = |file: &Path, to: &str, filter: &str| {
        let mut office = Command::new("soffice");
        office
            .args([&*profile, "--headless", "--convert-to", to])
            .args(Some(filter).filter(|filter| !filter.is_empty()));
        let done = office.arg("--outdir").arg(folder.path()).arg(file).output().expect("LibreOffice runs");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    // Separator, quotation mark, UTF-8, first line, the columns as text.
    let filter = format!("--infilter=CSV:44,34,76,1,{}", columns.trim_end_matches('/'));
    let named = folder.path().join("sheet.csv");
    fs::copy(sheet, &named).expect("a sheet");
    convert(&named, form, &filter);
    fs::remove_file(&named).expect("the sheet");
    convert(&folder.path().join("sheet").with_extension(form), "csv:Text - txt - csv (StarCalc):59,34,76,1", "");
    fs::copy(&named, sheet).expect("a sheet");
}

#[test]
fn sheets_come_back_from_libreoffice() {
    if Command::new("soffice").arg("--version").output().is_err() {
        return skipped::say("sheets in LibreOffice: needs `soffice`");
    }
    let example = root().join("data/examples/iran-taliban");
    for form in ["ods", "xlsx"] {
        let back = through(&example, "csv", &|sheet| saved_by_libreoffice(sheet, form));
        assert_same(&example, back.path(), form);
    }
}

fn workspace() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let put = |path: &str, text: &str| fs::write(folder.path().join(path), text).expect("a file");
    put("gainsay.yaml", "gainsay: 1\n");
    put("all.yaml", "entity: a\nname: A\n---\nentity: b\nname: B\n---\npredicate: p\n---\nsource: s\ntitle: S\n");
    put(
        "claims.yaml",
        "# first\nclaim: c\nby: a # who\naffirms: a p b\nsource: s\nnote: kept\n---\nclaim: d\nby: b\ndenies: a p b\nsource: s\n",
    );
    folder
}

fn import(folder: &Path, sheet: &str, options: &[&str]) -> Run {
    fs::write(folder.join("sheet.csv"), sheet).expect("a sheet");
    gainsay(folder, &[&["import", "csv", "sheet.csv"], options].concat())
}

#[test]
fn a_row_changes_the_record_with_its_id_and_nothing_else() {
    let folder = workspace();
    let read = || fs::read_to_string(folder.path().join("claims.yaml")).expect("the file");
    let run = import(folder.path(), "claim;stance;statement;said;note\nc;doubts;a p b;2018-05;\nd;;;;\n", &[]);
    assert_eq!(run.status, Some(0), "{}", run.text());
    let expected = "# first\nclaim: c\nby: a # who\ndoubts: a p b\nsaid: 2018-05\nsource: s\nnote: kept\n---\nclaim: d\nby: b\ndenies: a p b\nsource: s\n";
    assert_eq!(read(), expected);
    let run = import(folder.path(), "claim,note\nc,\n", &["--empty-unsets"]);
    assert_eq!(run.status, Some(0), "{}", run.text());
    assert_eq!(read(), expected.replace("note: kept\n", ""));
}

/// Some spreadsheets take letters with marks apart.
#[test]
fn an_id_may_be_written_in_another_form_of_unicode() {
    let folder = workspace();
    let run = import(folder.path(), "entity,name\nmu\u{308}ller,M\u{fc}ller\n", &["--into", "new.yaml"]);
    assert_eq!(run.status, Some(0), "{}", run.text());
    let again = import(folder.path(), "entity,kind\nmu\u{308}ller,person\n", &[]);
    assert_eq!(again.status, Some(0), "{}", again.text());
    let new = fs::read_to_string(folder.path().join("new.yaml")).expect("the new file");
    assert_eq!(new, "entity: m\u{fc}ller\nname: M\u{fc}ller\nkind: person\n");
}

#[test]
fn nothing_is_written_unless_all_rows_are_good() {
    let folder = workspace();
    let before = fs::read_to_string(folder.path().join("claims.yaml")).expect("the file");
    let header = "claim,by,stance,statement,said,source\n";
    let good = "new,a,denies,a p b,2018,s\n";
    for (bad, told) in [
        ("e,a,denies,a p nobody,2018,s\n", "row 3, column `statement`: no entity `nobody` is known"),
        ("e,,denies,a p b,2018,s\n", "row 3: the claim is not complete: `by` missing"),
        ("e,a,says,a p b,2018,s\n", "row 3, column `stance`: `says` is no stance"),
        ("new,a,affirms,a p b,2018,s\n", "row 3, column `claim`: row 2 has the same id"),
        ("E x,a,denies,a p b,2018,s\n", "row 3, column `claim`: `E x` is no id"),
        ("e,a,denies,a p b,2018-13,s\n", "row 3, column `said`: there is no month 13"),
        ("03/01/26,a,denies,a p b,2018,s\n", "row 3, column `claim`: `03/01/26` looks like a day that a spreadsheet"),
    ] {
        let run = import(folder.path(), &format!("{header}{good}{bad}"), &[]);
        assert_eq!(run.status, Some(2), "{bad}: {}", run.text());
        assert!(run.text().contains(told), "{bad}: {}", run.text());
        assert_eq!(fs::read_to_string(folder.path().join("claims.yaml")).expect("the file"), before);
        let run = import(folder.path(), &format!("{header}{good}{bad}"), &["--keep-going", "--into", "new.yaml"]);
        assert_eq!(run.status, Some(1), "{bad}: {}", run.text());
        let new = fs::read_to_string(folder.path().join("new.yaml")).expect("the new file");
        assert_eq!(new, "claim: new\nby: a\ndenies: a p b\nsaid: 2018\nsource: s\n");
        fs::remove_file(folder.path().join("new.yaml")).expect("the new file");
    }
}

#[test]
fn the_maps_that_come_with_the_project_read_sheets_of_their_kind() {
    for (map, sheet, expected) in [
        (
            "office-holders.map",
            "Name,alias,country,position,start_date,end_date\nMira Solen,M. Solen; Mira S.,B,\"Ports, Minister of\",2019-12-10T00:00:00,\n",
            "entity: mira-solen\nname: Mira Solen\nkind: person\naka: [M. Solen, Mira S.]\nspeaks-for: [{for: b, from: 2019-12-10}]\nnote: Ports, Minister of\n",
        ),
        (
            "opensanctions.map",
            "\"id\",\"schema\",\"name\",\"aliases\",\"birth_date\",\"countries\",\"dataset\"\n\"Q1\",\"Person\",\"Ali Vale\",\"A. Vale;\"\"Ali \"\"\"\"the Fox\"\"\"\"\"\"\",\"1961;1962\",\"xx;yy\",\"A List\"\n",
            "entity: ali-vale-q1\nname: Ali Vale\nkind: person\naka: [A. Vale, Ali \"the Fox\"]\nlinks: {opensanctions: Q1}\nnote: \"countries: xx;yy; lists: A List\"\n",
        ),
        (
            "auto-archiver.map",
            "link,Archive status,Archive location,Archive date,Upload timestamp,Upload title,Hash\nhttps://example.org/v/1,wayback: success,https://example.org/kept/1,2021-03-05T10:11:12+00:00,2021-03-04 23:59:59,Crowd at the quay,SHA-256:ab\n",
            "source: crowd-at-the-quay-0ebad7\ntitle: Crowd at the quay\nurl: https://example.org/v/1\narchived: https://example.org/kept/1\npublished: 2021-03-04\naccessed: 2021-03-05\n",
        ),
        (
            "fact-check.map",
            "Date;Speaker;Quote;Link;Statement\n2018-05;A;\"we did, \"\"always\"\"\";S;a p b\n",
            "by: a\naffirms: a p b\nsaid: 2018-05\nsource: s\nquote: we did, \"always\"\n",
        ),
    ] {
        let folder = workspace();
        let map = root().join("data/maps").join(map);
        let map = map.to_str().expect("a path");
        let run = import(folder.path(), sheet, &["--map", map, "--into", "new.yaml"]);
        assert_eq!(run.status, Some(0), "{map}: {}", run.text());
        let new = fs::read_to_string(folder.path().join("new.yaml")).expect("the new file");
        assert!(new.ends_with(expected), "{map}: {new}");
    }
}

/// Rows of a sheet that name one speaker several times bring one record.
#[test]
fn rows_that_say_the_same_bring_one_record() {
    let folder = workspace();
    fs::write(folder.path().join("speakers.map"), "entity: \"{Speaker | slug}\"\nname: \"{Speaker}\"\n")
        .expect("a map");
    let options = ["--map", "speakers.map", "--into", "new.yaml"];
    let run = import(folder.path(), "Speaker,Said\nMira Solen,one\nAli Vale,two\nMira Solen,three\n", &options);
    assert_eq!(run.status, Some(0), "{}", run.text());
    let new = fs::read_to_string(folder.path().join("new.yaml")).expect("the new file");
    assert_eq!(new, "entity: mira-solen\nname: Mira Solen\n---\nentity: ali-vale\nname: Ali Vale\n");
    let run = import(folder.path(), "Speaker\nIda Moor\nIDA MOOR\n", &options);
    assert_eq!(run.status, Some(2), "{}", run.text());
    assert!(run.text().contains("row 3, column `Speaker`: row 2 has the same id"), "{}", run.text());
}

/// A map that is read as a record is said to be, as it would be a fault of the next check.
#[test]
fn a_map_among_the_records_is_told() {
    let folder = workspace();
    let map = "entity: \"{Speaker | slug}\"\nname: \"{Speaker}\"\n";
    for (name, is_told) in [("speakers.yaml", true), ("speakers.map", false)] {
        fs::write(folder.path().join(name), map).expect("a map");
        let run = import(folder.path(), "Speaker\nMira Solen\n", &["--map", name, "--dry-run"]);
        assert_eq!(run.text().contains("is read as a record of the workspace, too"), is_told, "{}", run.text());
    }
}
