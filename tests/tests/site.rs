//! The site: every example becomes one, its links lead somewhere, its bytes are the same for the same input, and what
//! is not to be published stands nowhere in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use gainsay_tests::hostile_workspace;
use gainsay_tests::program::{Run, gainsay};
use gainsay_tests::repositories::Made;
use gainsay_tests::workspaces::{TODAY, root};
use regex::Regex;

const EXAMPLES: [&str; 5] = ["flood", "harbour", "iran-taliban", "iran-taliban-2015-2021", "museum"];

fn site(workspace: &Path, out: &Path, more: &[&str]) -> Run {
    let out = out.display().to_string();
    let arguments: Vec<&str> =
        ["site", "--no-cache", "--today", TODAY, "--out", &out].into_iter().chain(more.iter().copied()).collect();
    gainsay(workspace, &arguments)
}

fn made(workspace: &Path, out: &Path, more: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let run = site(workspace, out, more);
    assert_eq!(run.status, Some(0), "{}", run.text());
    files(out)
}

/// All files of a folder, by path.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let (mut found, mut open) = (BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("within").to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}

/// Every link of a site that leads within it leads to a page that is there, and to a place on it; no page has two
/// places of one name; all JSON is JSON.
fn look_through(files: &BTreeMap<String, Vec<u8>>) {
    let links = Regex::new(r#"(?:href|src)="([^"]*)""#).expect("a pattern");
    let names = Regex::new(r#" id="([^"]*)""#).expect("a pattern");
    let mut places: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let of_page = places.entry(path).or_default();
        for name in names.captures_iter(text(bytes)).filter_map(|found| found.get(1)) {
            assert!(of_page.insert(name.as_str()), "{path} has two of {}", name.as_str());
        }
    }
    for (path, bytes) in files {
        if path.ends_with(".json") {
            serde_json::from_slice::<serde_json::Value>(bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
        if !path.ends_with(".html") {
            continue;
        }
        for link in links.captures_iter(text(bytes)).filter_map(|found| found.get(1)).map(|found| found.as_str()) {
            if link.starts_with("http://") || link.starts_with("https://") {
                continue;
            }
            let (target, place) = link.split_once('#').unwrap_or((link, ""));
            let folder = path.rsplit_once('/').map(|(folder, _)| folder);
            let whole = match (target.strip_prefix("../"), folder) {
                _ if target.is_empty() => path.clone(),
                (Some(up), Some(_)) => up.to_owned(),
                (None, Some(folder)) => format!("{folder}/{target}"),
                (_, None) => target.to_owned(),
            };
            assert!(files.contains_key(&whole), "{path} leads to {link}, which is not there");
            let known = places.get(whole.as_str());
            assert!(place.is_empty() || known.is_some_and(|known| known.contains(place)), "{path} leads to {link}");
        }
    }
}

#[test]
fn every_example_becomes_a_site_whose_links_lead_somewhere() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for example in EXAMPLES {
        let out = folder.path().join(example);
        let files = made(&root().join("data/examples").join(example), &out, &["--commits", "2"]);
        for page in ["index", "contradictions", "entities", "statements", "matrix", "sources", "vocabulary", "rulings"]
        {
            assert!(
                files.contains_key(&format!("{page}.html")) && files.contains_key(&format!("{page}.json")),
                "{page}"
            );
        }
        for other in [
            "about.html",
            "faults.html",
            "history.html",
            "search.html",
            "feed.xml",
            "search/index-1.js",
            "data/claims.csv",
        ] {
            assert!(files.contains_key(other), "{other}");
        }
        look_through(&files);
    }
}

#[test]
fn hostile_words_are_shown_and_never_obeyed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let workspace = folder.path().join("hostile");
    hostile_workspace::write(&workspace);
    let files = made(&workspace, &folder.path().join("site"), &["--base", "https://example.org/claims"]);
    look_through(&files);
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html") || path.ends_with(".xml")) {
        let page = text(bytes);
        for obeyed in ["<script>window", "<img", "<b>bold", "onerror=window.hit=1>\"", "href=\"javascript:", "</style>"]
        {
            assert!(!page.contains(obeyed), "{path} holds {obeyed}");
        }
        let unseen = |c: char| (c.is_control() && c != '\n') || "\u{202e}\u{2066}".contains(c);
        assert!(!page.contains(unseen), "{path} holds what cannot be seen");
    }
    let long = files.keys().map(|path| path.rsplit('/').next().unwrap_or_default().len()).max();
    assert!(long < Some(100), "{long:?}");
    let folded: BTreeSet<String> = files.keys().map(|path| path.to_lowercase()).collect();
    assert_eq!(folded.len(), files.len());
    for path in files.keys() {
        let stem = path.rsplit('/').next().unwrap_or_default().split('.').next().unwrap_or_default();
        assert!(path.is_ascii() && !["con", "aux", "com1"].contains(&stem), "{path}");
    }
}

#[test]
fn the_same_input_gives_the_same_bytes_and_only_what_changed_is_written() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let workspace = folder.path().join("museum");
    copy(&root().join("data/examples/museum"), &workspace);
    let (one, other) = (folder.path().join("one"), folder.path().join("other"));
    let first = made(&workspace, &one, &[]);
    assert_eq!(first, made(&workspace, &other, &["--threads", "1"]));
    let again = site(&workspace, &one, &[]);
    assert!(again.text().contains(", 0 written"), "{}", again.text());
    let claims = workspace.join("claims.yaml");
    let commented = fs::read_to_string(&claims).expect("claims") + "# seen again\n";
    fs::write(&claims, commented).expect("claims");
    assert_eq!(first, made(&workspace, &one, &[]), "a comment is on no page");
    let claim = "---\nclaim: one-more\nby: nobody\naffirms: nobody has-relations-with nobody\nsource: nowhere\n";
    fs::write(&claims, fs::read_to_string(&claims).expect("claims") + claim).expect("claims");
    let run = site(&workspace, &one, &[]);
    let written: usize = Regex::new(r", (\d+) written").expect("a pattern").captures(&run.text()).expect("told")[1]
        .parse()
        .expect("a number");
    assert!(written > 0 && written < first.len() / 3, "{written} of {}", first.len());
    fs::write(&claims, fs::read_to_string(&claims).expect("claims").replace(claim, "")).expect("claims");
    assert_eq!(first, made(&workspace, &one, &[]));
}

fn copy(from: &Path, to: &Path) {
    for (path, bytes) in files(from) {
        let place = to.join(path);
        fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
        fs::write(place, bytes).expect("a file");
    }
}

#[test]
fn a_folder_that_is_not_ours_is_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("mine");
    fs::create_dir(&out).expect("a folder");
    fs::write(out.join("thesis.md"), "years of work").expect("a file");
    let museum = root().join("data/examples/museum");
    let run = site(&museum, &out, &[]);
    assert_eq!(run.status, Some(2), "{}", run.text());
    assert!(run.text().contains("thesis.md"), "{}", run.text());
    assert_eq!(files(&out).len(), 1);
    let copied = folder.path().join("museum");
    copy(&museum, &copied);
    assert_eq!(site(&copied, &copied, &[]).status, Some(2));
    assert_eq!(files(&copied), files(&museum));
}

/// The words of a quote: `q0 q1 …`.
fn words(letter: char, count: usize) -> String {
    (0..count).map(|number| format!("{letter}{number}x")).collect::<Vec<_>>().join(" ")
}

/// A workspace with long quotes, one of which does not stand in the copy, and with a claim that is private.
fn guarded(folder: &Path) {
    let (found, missing, translation) = (words('q', 60), words('m', 60), words('t', 60));
    let secret = "the-secret-passage of the informant";
    let records = format!(
        "predicate: knows\nlabel: knows\n---\npredicate: wants\nlabel: wants\n\
         ---\nentity: ada\nname: Ada\n---\nentity: bea\nname: Bea\n---\nentity: informant\nname: Deep Throat\n\
         ---\nsource: paper\ntitle: Paper\nfile: paper.txt\n---\nsource: night-talk\ntitle: Talk in the garage\n\
         ---\nclaim: open\nby: ada\naffirms: ada knows bea\nsaid: 2020-01-01\nsource: paper\nquote: {found}\n\
         translation: {translation}\nlang: en\n\
         ---\nclaim: misquoted\nby: bea\ndenies: ada knows bea\nsaid: 2020-01-01\nsource: paper\nquote: {missing}\n\
         ---\nclaim: cut\nby: bea\ndenies: ada wants bea\nsource: paper\nquote: {} #{}\n\
         ---\nclaim: veiled-claim\nby: informant\ndenies: ada wants ada\nsource: night-talk\nquote: {secret}\n\
         tags: [private]\n\
         ---\nclaim: veiled-in-paper\nby: bea\naffirms: bea wants ada\nsource: paper\nquote: {secret}\ntags: [private]\n\
         ---\nruling: veiled-ruling\nbetween: [veiled-claim, open]\nverdict: open\nbecause: Deep Throat says so\n",
        words('c', 30),
        words('d', 30)
    );
    fs::create_dir_all(folder).expect("a folder");
    fs::write(folder.join("gainsay.yaml"), "gainsay: 1\nname: Guarded\n").expect("a file");
    fs::write(folder.join("records.yaml"), records).expect("a file");
    let near = missing.replace("m30x", "n30x");
    fs::write(folder.join("paper.txt"), format!("before {found} between {near} and {secret} after\n")).expect("a file");
}

/// The files in which one of these words stands.
fn holders<'f>(files: &'f BTreeMap<String, Vec<u8>>, wanted: &[&str]) -> Vec<(&'f str, String)> {
    let mut found = Vec::new();
    for (path, bytes) in files {
        let lower = String::from_utf8_lossy(bytes).to_lowercase();
        found.extend(
            wanted.iter().filter(|word| lower.contains(**word)).map(|word| (path.as_str(), (*word).to_owned())),
        );
    }
    found
}

#[test]
fn no_face_shows_more_words_than_are_published() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let workspace = folder.path().join("guarded");
    guarded(&workspace);
    let out = |name: &str| folder.path().join(name);
    let full = made(&workspace, &out("full"), &["--words", "full"]);
    let late = ["q25x", "q59x", "t25x", "m25x", "n30x", "c26x", "d5x"];
    let early = ["q0x", "q24x", "t3x", "m0x"];
    for word in ["q25x", "q59x", "t25x", "m25x", "n30x"].iter().chain(&early) {
        assert!(!holders(&full, &[word]).is_empty(), "{word} is nowhere");
    }
    let short = made(&workspace, &out("short"), &["--words", "short"]);
    assert_eq!(holders(&short, &late), []);
    for word in early {
        assert!(!holders(&short, &[word]).is_empty(), "{word} is nowhere");
    }
    let none = made(&workspace, &out("none"), &["--words", "none"]);
    assert_eq!(holders(&none, &late), []);
    assert_eq!(holders(&none, &early), []);
    look_through(&none);
}

#[test]
fn what_is_private_is_nowhere() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let workspace = folder.path().join("guarded");
    guarded(&workspace);
    let hidden =
        ["informant", "deep throat", "night-talk", "garage", "secret", "veiled", "bea wants ada", "ada wants ada"];
    let all = made(&workspace, &folder.path().join("all"), &[]);
    for word in hidden {
        assert!(!holders(&all, &[word]).is_empty(), "{word} is nowhere");
    }
    let run = site(&workspace, &folder.path().join("public"), &["--only", "public"]);
    assert!(run.text().contains("2 claims left out as private"), "{}", run.text());
    let public = files(&folder.path().join("public"));
    assert_eq!(holders(&public, &hidden), []);
    assert!(text(&public["index.html"]).contains("2 private claims are left out."));
    assert!(!holders(&public, &["q59x"]).is_empty());
    look_through(&public);
}

#[test]
fn what_is_private_is_nowhere_in_the_history_either() {
    let Some(made) = Made::new() else { return };
    made.sh("git rm -rq entities vocabulary sources claims");
    guarded(&made.root);
    made.sh("git add -A && git commit -qm 'The informant told me: the secret'");
    let claim =
        "---\nclaim: later-veiled\nby: informant\naffirms: ada knows ada\nsource: night-talk\ntags: [private]\n";
    made.write("more.yaml", claim);
    made.sh("git add -A && git commit -qm 'more of the secret'");
    made.write("even.yaml", "entity: cleo\nname: Cleo\n");
    made.sh("git add -A && git commit -qm 'Deep Throat again'");
    let out = tempfile::tempdir().expect("a temporary folder");
    let all = self::made(&made.root, &out.path().join("all"), &[]);
    assert!(text(&all["history.html"]).contains("later-veiled"));
    assert!(text(&all["index.html"]).contains("commit "));
    let public = self::made(&made.root, &out.path().join("public"), &["--only", "public"]);
    let hidden = ["informant", "deep throat", "night-talk", "garage", "secret", "veiled"];
    assert_eq!(holders(&public, &hidden), []);
    assert!(text(&public["history.html"]).contains("cleo"));
    let told = text(&public["history.json"]).matches("\"commit\"").count();
    assert_eq!(told, 3, "a commit of nothing but what is private is not told");
}

#[test]
fn pages_name_the_commit_and_no_clock() {
    let Some(made) = Made::new() else { return };
    made.sh("git rm -rq entities vocabulary sources claims");
    copy(&root().join("data/examples/museum"), &made.root);
    made.sh("git add -A && GIT_COMMITTER_DATE='2020-02-03T04:05:06Z' git commit -qm first");
    let out = tempfile::tempdir().expect("a temporary folder");
    let files = self::made(&made.root, &out.path().join("a"), &["--base", "https://example.org/x"]);
    let front = text(&files["index.html"]);
    assert!(front.contains("of 2020-02-03."), "{front}");
    let feed = text(&files["feed.xml"]);
    assert!(
        feed.contains("<updated>2020-02-03T04:05:06Z</updated>") && feed.contains("https://example.org/x/"),
        "{feed}"
    );
    made.write("more.yaml", "entity: cleo\nname: Cleo\n");
    let files = self::made(&made.root, &out.path().join("a"), &[]);
    assert!(text(&files["index.html"]).contains("with changes that are not committed"));
}

/// Every command of the jobs in the docs that makes a site.
fn commands_of_jobs() -> Vec<String> {
    let page = fs::read_to_string(root().join("docs/publishing.md")).expect("the page");
    let blocks = page.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let mut commands = Vec::new();
    for block in blocks {
        let job: serde_yaml::Value = serde_yaml::from_str(block).expect("YAML");
        let steps = job["jobs"]["pages"]["steps"].as_sequence().into_iter().flatten().map(|step| &step["run"]);
        let script = job["pages"]["script"].as_sequence().into_iter().flatten();
        commands.extend(steps.chain(script).filter_map(|line| line.as_str()).map(str::to_owned));
    }
    commands.retain(|command| command.contains("gainsay site"));
    commands
}

#[test]
fn the_jobs_of_the_docs_make_a_site() {
    let commands = commands_of_jobs();
    assert_eq!(commands.len(), 2, "{commands:?}");
    for (command, base) in commands.iter().zip(["https://ada.github.io/claims/", "https://ada.gitlab.io/claims/"]) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        copy(&root().join("data/examples/museum"), folder.path());
        let programs = gainsay_tests::program::folder().display().to_string();
        let path = format!("{programs}:{}", std::env::var("PATH").unwrap_or_default());
        let done = std::process::Command::new("sh")
            .args(["-ec", &command.replace(".tools/bin/gainsay", "gainsay")])
            .current_dir(folder.path())
            .env("PATH", path)
            .env("GITHUB_REPOSITORY_OWNER", "ada")
            .env("GITHUB_REPOSITORY", "ada/claims")
            .env("CI_PAGES_URL", "https://ada.gitlab.io/claims")
            .output()
            .expect("a shell runs");
        assert!(done.status.success(), "{command}: {}", String::from_utf8_lossy(&done.stderr));
        let made = files(&folder.path().join("public"));
        look_through(&made);
        assert!(text(&made["feed.xml"]).contains(&format!("href=\"{base}contradictions/")), "{command}");
        assert!(text(&made["index.html"]).contains("0 private claims are left out."));
    }
}

/// The folder of a browser's scripts, where there is one.
fn tools() -> Option<PathBuf> {
    gainsay_tests::browser::tools()
}

#[test]
fn sites_are_sound_in_a_browser() {
    let Some(tools) = tools() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut sites = Vec::new();
    for example in EXAMPLES {
        let out = folder.path().join(example);
        made(&root().join("data/examples").join(example), &out, &["--commits", "2"]);
        sites.push(out);
    }
    let hostile = folder.path().join("workspace");
    hostile_workspace::write(&hostile);
    made(&hostile, &folder.path().join("hostile"), &[]);
    sites.push(folder.path().join("hostile"));
    let texts = folder.path().join("texts");
    let lines: Vec<String> =
        hostile_workspace::texts().iter().map(|text| serde_json::to_string(text).expect("a text")).collect();
    fs::write(&texts, lines.join("\n")).expect("the texts");
    gainsay_tests::browser::run(&tools, "site.mjs", std::iter::once(texts).chain(sites));
}

#[test]
fn a_site_of_ten_thousand_claims_is_used_in_a_browser() {
    let Some(tools) = tools() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (workspace, out) = (folder.path().join("workspace"), folder.path().join("large"));
    fs::create_dir(&workspace).expect("a folder");
    fs::write(workspace.join("gainsay.yaml"), "gainsay: 1\n").expect("a manifest");
    let mut records = vec!["predicate: knows\nlabel: knows\n".to_owned()];
    records.extend((0..1_000).map(|i| format!("entity: e{i}\nname: Person {i}\n")));
    records.extend((0..500).map(|i| format!("source: s{i}\ntitle: Report {i}\n")));
    // Nearly all statements differ, and every hundredth claim denies what the one before it affirms.
    records.extend((0..10_000).map(|i| {
        let (of, stance) = if i % 100 == 99 { (i - 1, "denies") } else { (i, "affirms") };
        let (who, whom) = (of % 1_000, (of / 1_000 * 7 + of + 1) % 1_000);
        format!("claim: c{i}\nby: e{}\n{stance}: e{who} knows e{whom}\nsaid: 2020\nsource: s{}\n", i % 1_000, i % 500)
    }));
    fs::write(workspace.join("all.yaml"), records.join("---\n")).expect("the records");
    made(&workspace, &out, &["--commits", "0"]);
    gainsay_tests::browser::run(&tools, "large.mjs", [out, "Person 777".into()]);
}
