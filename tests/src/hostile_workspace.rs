//! A workspace in which every text that a page can show is hostile: text that a browser would obey, text too wide for a
//! narrow screen, text written from right to left, and invisible text.

use std::fmt::Write as _;
use std::path::Path;

/// Returns the hostile texts.
pub fn texts() -> Vec<String> {
    let mut texts: Vec<String> = [
        "<script>window.hit = 1; alert(1)</script>",
        "\"><img src=https://example.org/x.png onerror=window.hit=1>",
        "' onmouseover='window.hit=1",
        "</style></title></script><style>body{display:none}</style>",
        "&lt;b&gt; &amp; <b>bold</b> ]]> <!-- -->",
        "javascript:window.hit=1",
        "\u{627}\u{6cc}\u{631}\u{627}\u{646} \u{648} \u{637}\u{627}\u{644}\u{628}\u{627}\u{646}",
        "\u{6771}\u{4eac}\u{90fd}\u{77e5}\u{4e8b}\u{306f}\u{5426}\u{5b9a}\u{3057}\u{305f}",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsvorstandsvorsitzender",
        "=HYPERLINK(\"https://example.org\")",
        "`backquote` and ''' and \\ and {{ }} ${1}",
    ]
    .map(str::to_owned)
    .to_vec();
    texts.push("w".repeat(500));
    texts
}

/// The texts with characters that are shown by their numbers, if at all.
pub const UNSEEN: [&str; 3] = ["a\u{1b}[31mb\u{7}c", "left\u{202e}right\u{2066}x", "zero\u{200b}width\u{feff}x"];

/// The ids that not every system accepts as the name of a file.
pub const IDS: [&str; 8] = ["con", "aux", "com1", "ایران", "東京", "a.b/c", "müller", "ſ"];

/// Writes the workspace into a folder.
pub fn write(folder: &Path) {
    let mut all = texts();
    all.extend(UNSEEN.map(str::to_owned));
    put(folder, "gainsay.yaml", &format!("gainsay: 1\nname: {}\n", quoted(&all[0])));
    let mut records = String::from("predicate: says-of\nlabel: says\nobject: text\n");
    let _ = writeln!(
        records,
        "---\npredicate: knows\nlabel: {}\nnote: {}\nusually-implies: [meets]",
        quoted(&all[4]),
        quoted(&all[0])
    );
    let _ = writeln!(
        records,
        "---\npredicate: meets\nlabel: {}\nexcludes: [shuns]\n---\npredicate: shuns",
        quoted(&all[11])
    );
    for (i, text) in all.iter().enumerate() {
        let (text, stance, lang) = (quoted(text), if i % 2 == 0 { "affirms" } else { "denies" }, ["fa", "en"][i % 2]);
        let _ = write!(
            records,
            "---\nentity: e{i}\nname: {text}\naka: [{text}]\nkind: odd\nlinks: {{odd: {text}}}\nnote: {text}\n\
             ---\nsource: s{i}\ntitle: {text}\npublisher: {text}\nauthor: {text}\nurl: {text}\narchived: {text}\n\
             note: {text}\n\
             ---\nclaim: c{i}\nby: e{i}\n{stance}: e0 knows e1\nsaid: 2020-01-01\nsource: s{i}\nat: {text}\n\
             quote: {text}\nlang: {lang}\ntranslation: {text}\ntags: [{text}]\nnote: {text}\nscope: {{odd: same}}\n\
             ---\nclaim: t{i}\nby: e{i}\naffirms: {{subject: e{i}, predicate: says-of, object: {text}}}\n\
             said: 2020-01-02\nsource: s{i}\n"
        );
    }
    let long = "long-".repeat(60) + "id";
    for id in IDS.iter().copied().chain([long.as_str()]) {
        let _ = write!(
            records,
            "---\nentity: {id}\nname: The one called {id}\nspeaks-for: [e0]\n---\nsource: {id}\ntitle: About {id}\n\
             ---\nclaim: {id}\nby: {id}\nsuggests: {id} meets e0\nsource: {id}\n"
        );
    }
    let _ = write!(
        records,
        "---\nruling: {long}\nbetween: [c0, c1]\nverdict: open\nbecause: {}\nby: e3\n",
        quoted(&all[3])
    );
    put(folder, "records.yaml", &records);
    put(folder, "faults.yaml", &faults(&all));
}

/// Returns faulty records with hostile words in every place that a finding repeats.
fn faults(all: &[String]) -> String {
    let record = |(i, text): (usize, &String)| {
        let text = quoted(text);
        format!("claim: f{i}\nby: {text}\naffirms: {text}\nsaid: {text}\nsource: {text}\n{text}: {text}\n")
    };
    all.iter().enumerate().map(record).collect::<Vec<_>>().join("---\n")
}

fn quoted(text: &str) -> String {
    let escaped = |c: char| {
        if c.is_control() || "\u{202e}\u{2066}\u{200b}\u{feff}".contains(c) {
            format!("\\u{:04x}", u32::from(c))
        } else {
            c.to_string()
        }
    };
    let plain = |c: char| match c {
        '"' => "\\\"".to_owned(),
        '\\' => "\\\\".to_owned(),
        c => escaped(c),
    };
    format!("\"{}\"", text.chars().map(plain).collect::<String>())
}

fn put(folder: &Path, path: &str, text: &str) {
    std::fs::create_dir_all(folder).expect("a folder");
    std::fs::write(folder.join(path), text).expect("a file");
}
