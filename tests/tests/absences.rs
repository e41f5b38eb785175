//! What the crates do not know of, held by looking: the model and the diff touch no disk, no terminal, no clock and no
//! other program; the store knows no terminal, and rendering neither that nor a file; one module alone knows the YAML
//! parser.

use std::path::Path;

use gainsay_tests::sources::sources;
use gainsay_tests::workspaces::root;

/// The lines of a crate's sources in which one of these words stands, comments aside.
fn lines_with(krate: &str, words: &[&str], elsewhere: impl Fn(&Path) -> bool) -> Vec<String> {
    let folder = root().join("crates").join(krate).join("src");
    let files = sources(&folder);
    assert!(!files.is_empty(), "{krate} has no sources");
    let mut found = Vec::new();
    for path in files.iter().filter(|path| elsewhere(path.strip_prefix(&folder).expect("a file of the crate"))) {
        let text = std::fs::read_to_string(path).expect("a readable source");
        for (number, line) in text.lines().enumerate() {
            if !line.trim_start().starts_with("//") && words.iter().any(|word| line.contains(word)) {
                found.push(format!("{}:{}: {}", path.display(), number + 1, line.trim()));
            }
        }
    }
    found
}

/// Each crate of the library, and those of this workspace that it may depend on.
const EDGES: [(&str, &[&str]); 8] = [
    ("gainsay-model", &[]),
    ("gainsay-diff", &["gainsay-model", "gainsay-sources"]),
    ("gainsay-git", &[]),
    ("gainsay-sources", &["gainsay-model"]),
    ("gainsay-store", &["gainsay-model", "gainsay-diff", "gainsay-git", "gainsay-sources"]),
    ("gainsay-render", &["gainsay-model", "gainsay-diff"]),
    (
        "gainsay-site",
        &["gainsay-model", "gainsay-diff", "gainsay-git", "gainsay-sources", "gainsay-store", "gainsay-render"],
    ),
    ("gainsay-lsp", &["gainsay-model", "gainsay-diff", "gainsay-store", "gainsay-render"]),
];

/// The names of what a crate's manifest depends on, outside of tests.
fn dependencies(krate: &str) -> Vec<String> {
    let path = root().join("crates").join(krate).join("Cargo.toml");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let (mut found, mut counts) = (Vec::new(), false);
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') {
            counts = line.ends_with("dependencies]") && !line.contains("dev-");
        } else if counts && !line.starts_with('#') {
            found.extend(line.split(['.', ' ', '=']).next().filter(|name| !name.is_empty()).map(str::to_owned));
        }
    }
    found
}

#[test]
fn a_crate_depends_only_on_those_below_it() {
    for (krate, allowed) in EDGES {
        let own: Vec<String> = dependencies(krate).into_iter().filter(|name| name.starts_with("gainsay")).collect();
        let strange: Vec<&String> = own.iter().filter(|name| !allowed.contains(&name.as_str())).collect();
        assert!(strange.is_empty(), "{krate} depends on {strange:?}");
    }
    assert!(
        dependencies("gainsay").iter().any(|name| name == "gainsay-store"),
        "the manifests are not read as they are written"
    );
}

#[test]
fn no_crate_of_the_library_knows_a_terminal() {
    let crates = ["anstream", "anstyle", "clap", "clap_complete", "clap_mangen", "terminal_size"];
    let words = [
        "print!(",
        "println!(",
        "eprint!(",
        "io::stdout",
        "io::stderr",
        "stdout()",
        "stderr()",
        "IsTerminal",
        "ExitCode",
        "process::exit",
    ];
    for (krate, _) in EDGES {
        let known: Vec<String> =
            dependencies(krate).into_iter().filter(|name| crates.contains(&name.as_str())).collect();
        assert!(known.is_empty(), "{krate} depends on {known:?}");
        let mut found = lines_with(krate, &words, |_| true);
        // A test that cannot run here says so.
        found.retain(|line| !line.contains("eprintln!(\"SKIPPED"));
        assert!(found.is_empty(), "{krate} knows a terminal:\n{}", found.join("\n"));
    }
}

#[test]
fn the_server_of_pages_alone_knows_a_network() {
    let words = ["std::net", "tokio::", "axum::", "TcpStream", "TcpListener", "UdpSocket"];
    let crates = EDGES.iter().map(|(krate, _)| *krate).chain(["gainsay"]);
    for krate in crates {
        let is_server = |path: &Path| path.starts_with("serve") || path == Path::new("serve.rs");
        let found = lines_with(krate, &words, |path| krate != "gainsay-site" || !is_server(path));
        assert!(found.is_empty(), "{krate} knows a network:\n{}", found.join("\n"));
        let known: Vec<String> =
            dependencies(krate).into_iter().filter(|name| name == "tokio" || name == "axum").collect();
        assert!(krate == "gainsay-site" || known.is_empty(), "{krate} depends on {known:?}");
    }
}

#[test]
fn rendering_opens_no_file() {
    let words = [
        "std::fs",
        "std::env",
        "std::process",
        "std::net",
        "std::thread",
        "std::time",
        "File::",
        "Local::now",
        "Utc::now",
    ];
    let found = lines_with("gainsay-render", &words, |_| true);
    assert!(found.is_empty(), "gainsay-render reaches outside:\n{}", found.join("\n"));
}

#[test]
fn the_lower_crates_know_no_outside_world() {
    let outside = [
        "std::fs",
        "std::io",
        "std::env",
        "std::process",
        "std::net",
        "SystemTime",
        "Instant::now",
        "Utc::now",
        "Local::now",
        "print!(",
        "println!(",
        "eprint!(",
        "eprintln!(",
    ];
    for krate in ["gainsay-model", "gainsay-diff"] {
        let found = lines_with(krate, &outside, |_| true);
        assert!(found.is_empty(), "{krate} reaches outside:\n{}", found.join("\n"));
    }
    // Unpacking reads through the standard library's traits, from memory.
    let found = lines_with("gainsay-sources", &outside, |path| path != Path::new("unpack.rs"));
    assert!(found.is_empty(), "gainsay-sources reaches outside:\n{}", found.join("\n"));
}

#[test]
fn one_module_alone_starts_threads_below_the_program() {
    let found = lines_with("gainsay-model", &["std::thread"], |path| path != Path::new("read/parse_batch.rs"));
    assert!(found.is_empty(), "{}", found.join("\n"));
    let found = lines_with("gainsay-diff", &["std::thread"], |_| true);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn one_module_alone_knows_the_yaml_parser() {
    let found = lines_with("gainsay-model", &["granit_parser"], |path| {
        !path.starts_with("yaml") && path != Path::new("yaml.rs")
    });
    assert!(found.is_empty(), "{}", found.join("\n"));
    for krate in ["gainsay-diff", "gainsay-store", "gainsay-render", "gainsay"] {
        let found = lines_with(krate, &["granit_parser"], |_| true);
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

#[test]
fn every_crate_forbids_unsafe_code() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).expect("the workspace's manifest");
    assert!(manifest.contains("unsafe_code = \"forbid\""), "the workspace's lints no longer forbid it");
    for entry in std::fs::read_dir(root().join("crates")).expect("the crates") {
        let path = entry.expect("a crate").path().join("Cargo.toml");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(text.contains("[lints]\nworkspace = true"), "{} does not take the workspace's lints", path.display());
    }
}

/// The beginnings of a doc comment that cannot be understood without its neighbour.
const LEANING: [&str; 5] = ["The same", "Those ", "So many ", "Likewise", "And "];

/// The beginnings of a function's doc comment that name no act of the function.
const NO_ACT: [&str; 8] = ["Whether ", "What ", "How ", "Who ", "Which ", "Where ", "If ", "Why "];

/// Returns the first lines of doc comments of a source that begin badly, each with its number.
fn leaning_comments(text: &str) -> Vec<(usize, &str)> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let is_doc = |line: &&str| line.starts_with("///") || line.starts_with("//!");
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let begins = at.checked_sub(1).and_then(|before| lines.get(before)).is_none_or(|before| !is_doc(before));
        let Some(sentence) = line.strip_prefix("/// ").or(line.strip_prefix("//! ")).filter(|_| begins) else {
            continue;
        };
        let rest = lines.get(at..).unwrap_or_default();
        let item = rest.iter().find(|line| !is_doc(line) && !line.starts_with("#[")).copied().unwrap_or_default();
        let is_function = line.starts_with("///") && item.split([' ', '(']).any(|word| word == "fn");
        let begins_with = |beginnings: &[&str]| beginnings.iter().any(|beginning| sentence.starts_with(beginning));
        if begins_with(&LEANING) || is_function && begins_with(&NO_ACT) {
            found.push((at + 1, *line));
        }
    }
    found
}

#[test]
fn doc_comments_stand_alone() {
    let text = "/// The same, for dates.\nfn f() {}\n/// Whether it is.\n#[inline]\npub fn g() {}\n/// Whether it is.\nx: bool,\n\
                //! Dates.\n//! The same again.\n";
    assert_eq!(leaning_comments(text), [(1, "/// The same, for dates."), (3, "/// Whether it is.")]);
    let mut found = Vec::new();
    // The comments of the arguments are the program's help, which is read beside the names of the arguments.
    let help = root().join("crates/gainsay/src/args");
    for path in sources(&root().join("crates")).iter().filter(|path| !path.starts_with(&help)) {
        let text = std::fs::read_to_string(path).expect("a readable source");
        let comments = leaning_comments(&text);
        found.extend(comments.iter().map(|(number, line)| format!("{}:{number}: {line}", path.display())));
    }
    assert!(found.is_empty(), "doc comments that do not stand alone:\n{}", found.join("\n"));
}
