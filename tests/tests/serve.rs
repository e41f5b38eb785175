//! The pages served live: who is let in, what is served, and what forms write.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use gainsay_tests::browser;
use gainsay_tests::program::program;
use serde_json::{Value, json};

/// A server that ends with this value.
struct Server {
    child: Child,
    port: u16,
    token: String,
}

/// An answer: its status, its head in small letters, and what it holds.
struct Reply {
    status: u16,
    head: String,
    body: String,
}

impl Server {
    fn start(folder: &Path, arguments: &[&str]) -> Server {
        let mut child = Command::new(program())
            .args(["serve", "--port", "0", "--today", "2026-11-30"])
            .args(arguments)
            .current_dir(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program");
        let mut address = String::new();
        let out = child.stdout.take().expect("its output");
        BufReader::new(out).read_line(&mut address).expect("the address");
        let rest = address.trim().strip_prefix("http://127.0.0.1:").expect("an address of this machine");
        let (port, token) = rest.split_once("/?token=").expect("a token");
        Server { child, port: port.parse().expect("a port"), token: token.to_owned() }
    }

    fn open(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a limit");
        stream
    }

    /// Sends a request with these lines in its head, and returns the whole answer.
    fn send(&self, method: &str, path: &str, lines: &[String], body: &str) -> Reply {
        let mut stream = self.open();
        let length = body.len();
        let head =
            [format!("{method} {path} HTTP/1.1"), "Connection: close".into(), format!("Content-Length: {length}")];
        let head: Vec<String> = head.into_iter().chain(lines.iter().cloned()).collect();
        write!(stream, "{}\r\n\r\n{body}", head.join("\r\n")).expect("a request");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("an answer");
        let text = String::from_utf8(bytes).expect("text");
        let (head, body) = text.split_once("\r\n\r\n").expect("a head");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        Reply { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
    }

    fn host(&self) -> String {
        format!("Host: 127.0.0.1:{}", self.port)
    }

    fn cookie(&self) -> String {
        format!("Cookie: gainsay-{}={}", self.port, self.token)
    }

    fn origin(&self) -> String {
        format!("Origin: http://127.0.0.1:{}", self.port)
    }

    fn get(&self, path: &str) -> Reply {
        self.send("GET", path, &[self.host(), self.cookie()], "")
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        let lines = [self.host(), self.cookie(), self.origin(), "Content-Type: application/json".into()];
        let reply = self.send("POST", path, &lines, &body.to_string());
        assert_eq!(reply.status, 200, "{}", reply.body);
        serde_json::from_str(&reply.body).expect("JSON")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const RECORDS: &str = "predicate: funds\nlabel: funds\n---\nentity: ada\nname: Ada Linden\n---\nentity: guild\nname: The guild\n---\n\
                       source: letter\ntitle: A letter\n---\nclaim: ada-funds\nby: ada\naffirms: ada funds guild # kept\n\
                       said: 2020\nsource: letter\n";

fn workspace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("gainsay.yaml"), "gainsay: 1\nname: A case\n").expect("a manifest");
    fs::write(folder.path().join("all.yaml"), RECORDS).expect("the records");
    folder
}

#[test]
fn only_a_browser_with_the_token_is_let_in() {
    let folder = workspace();
    fs::write(folder.path().join("secret.txt"), "a secret").expect("a file");
    let server = Server::start(folder.path(), &[]);
    assert_eq!(server.send("GET", "/", &[server.host()], "").status, 403);
    assert_eq!(server.send("GET", "/?token=00", &[server.host()], "").status, 403);
    assert_eq!(server.send("GET", "/", &["Host: evil.example".into(), server.cookie()], "").status, 421);
    assert_eq!(server.send("GET", "/", &[server.cookie()], "").status, 421);
    assert_eq!(server.send("POST", "/", &[server.host(), server.cookie()], "").status, 403);
    let evil = "Origin: http://evil.example".to_owned();
    assert_eq!(server.send("GET", "/", &[server.host(), server.cookie(), evil], "").status, 403);
    let let_in = server.send("GET", &format!("/matrix.html?token={}&q=x", server.token), &[server.host()], "");
    assert_eq!(let_in.status, 303);
    assert!(let_in.head.contains("location: /matrix.html?q=x\r\n"), "{}", let_in.head);
    for part in ["httponly", "samesite=strict", "path=/"] {
        assert!(let_in.head.contains(part), "{}", let_in.head);
    }
    let front = server.get("/");
    assert_eq!(front.status, 200);
    for part in
        ["content-security-policy: default-src 'none'", "x-content-type-options: nosniff", "frame-ancestors 'none'"]
    {
        assert!(front.head.contains(part), "{}", front.head);
    }
    assert!(front.body.contains("A case") && !front.body.contains("/-/new/claim"), "{}", front.body);
    for path in ["/matrix.html", "/entities/ada.html", "/entities/ada.json", "/assets/site.css", "/data/claims.csv"] {
        assert_eq!(server.get(path).status, 200, "{path}");
    }
    for path in [
        "/secret.txt",
        "/all.yaml",
        "/../all.yaml",
        "/%2e%2e/all.yaml",
        "/entities/",
        "/entities",
        "/assets/edit.js",
        "/-/new/claim",
        "/-/uncommitted",
    ] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
}

#[test]
fn a_page_is_told_when_it_is_another() {
    let folder = workspace();
    let server = Server::start(folder.path(), &[]);
    let page = server.get("/entities/ada.html").body;
    let digest = page.split("data-live=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a digest");
    let mut stream = server.open();
    let path = format!("/-/changes?page=entities/ada.html&digest={digest}");
    write!(stream, "GET {path} HTTP/1.1\r\n{}\r\n{}\r\n\r\n", server.host(), server.cookie()).expect("a request");
    let changed = RECORDS.replace("Ada Linden", "Ada Lind");
    fs::write(folder.path().join("all.yaml"), changed).expect("the records");
    let told = BufReader::new(stream).lines().map_while(Result::ok).any(|line| line == "event: changed");
    assert!(told);
    assert!(server.get("/entities/ada.html").body.contains("Ada Lind<"));
    fs::write(folder.path().join("gainsay.yaml"), "gainsay: 99\n").expect("a manifest");
    let broken = (0..100).map(|_| server.get("/")).find(|page| {
        std::thread::sleep(Duration::from_millis(50));
        page.status == 503
    });
    assert!(broken.is_some_and(|page| page.body.contains("The workspace cannot be read")));
}

#[test]
fn a_form_writes_what_was_meant_and_tells_first_what_comes_of_it() {
    let folder = workspace();
    let server = Server::start(folder.path(), &["--edit"]);
    let form = server.get("/-/new/claim?source=letter&quote=He%20never%20did.").body;
    assert!(form.contains("He never did.") && form.contains("data-kind=\"claim\""), "{form}");
    // What a page links to is there.
    for page in ["/-/new/claim", "/-/uncommitted", "/nothing.html", "/", "/entities/ada.html"] {
        for link in server.get(page).body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let (folder, _) = page.rsplit_once('/').expect("a path");
            let path = if link.starts_with('/') { link.to_owned() } else { format!("{folder}/{link}") };
            let path = path.split('#').next().unwrap_or_default().replace("&amp;", "&");
            let status = if link.starts_with('#') { 200 } else { server.get(&path).status };
            assert!(matches!(status, 200 | 303), "{page} links to {path}: {status}");
        }
    }
    assert!(server.get("/-/names/entity?q=lind").body.contains("[\"ada\",\"Ada Linden\"]"));
    assert!(server.get("/-/names/entity?q=lin%20ada").body.contains("[\"ada\",\"Ada Linden\"]"));
    assert!(server.get("/-/names/claim?q=funds%20ada").body.contains("[\"ada-funds\","));
    let mut draft = json!({
        "kind": "claim", "ending": "zz99",
        "now": {
            "by": "Ada Linden", "stance": "denies", "subject": "ada", "predicate": "funds", "object": "guild",
            "said": "2020", "source": "letter", "quote": "I never did: # not once.", "when": ""
        }
    });
    let seen = server.post("/-/preview", &draft);
    assert_eq!(seen["path"], "all.yaml");
    assert_eq!(seen["dates"]["said"], "2020");
    assert_eq!(seen["problems"], json!([]));
    let consequences = seen["consequences"].to_string();
    assert!(consequences.contains("this brings") && consequences.contains("Ada Linden"), "{consequences}");
    let text = || fs::read_to_string(folder.path().join("all.yaml")).expect("the records");
    assert_eq!(text(), RECORDS);
    draft["now"]["said"] = json!("2020-13");
    let faulty = server.post("/-/save", &draft);
    assert_eq!(faulty["problems"][0]["field"], "said", "{faulty}");
    assert_eq!((&faulty["saved"], text().as_str()), (&Value::Null, RECORDS));
    draft["now"]["said"] = json!("2020");
    let saved = server.post("/-/save", &draft);
    assert_eq!(saved["saved"], "ada-funds-zz99", "{saved}");
    let record = "---\nclaim: ada-funds-zz99\nby: ada\ndenies: ada funds guild\nsaid: 2020\nsource: letter\nquote: \"I never did: # \
                  not once.\"\n";
    assert_eq!(text(), format!("{RECORDS}{record}"));
    // The next page knows of it.
    let found = server.get("/-/record/claim?id=ada-funds-zz99");
    assert!(found.head.contains("location: /statements/"), "{}", found.head);
    assert!(server.get("/contradictions.html").body.contains("Ada Linden"));
}

#[test]
fn what_was_edited_elsewhere_is_never_overwritten() {
    let folder = workspace();
    let server = Server::start(folder.path(), &["--edit"]);
    let text = || fs::read_to_string(folder.path().join("all.yaml")).expect("the records");
    let statement = json!({"stance": "affirms", "subject": "ada", "predicate": "funds", "object": "guild"});
    let with = |said: &str| {
        let mut fields = statement.clone();
        fields["said"] = json!(said);
        fields
    };
    let mut draft = json!({
        "kind": "claim", "id": "ada-funds", "was": with("2020"), "now": with("2021")
    });
    let elsewhere = RECORDS.replace("said: 2020", "said: 2020-05").replace("A letter", "The letter");
    fs::write(folder.path().join("all.yaml"), &elsewhere).expect("the records");
    let stale = server.post("/-/save", &draft);
    assert_eq!((&stale["saved"], &stale["elsewhere"]), (&Value::Null, &json!({"said": "2020-05"})), "{stale}");
    assert_eq!(text(), elsewhere);
    // Somebody has seen both, and keeps this one; the comment and all else stay.
    draft["was"]["said"] = json!("2020-05");
    assert_eq!(server.post("/-/save", &draft)["saved"], "ada-funds");
    assert_eq!(text(), elsewhere.replace("2020-05", "2021"));
    let gone = json!({"kind": "claim", "id": "nothing", "was": {}, "now": {"said": "2021"}});
    assert!(server.post("/-/save", &gone)["problems"][0]["message"].to_string().contains("not there any more"));
}

#[test]
fn a_pasted_text_is_kept_beside_its_source() {
    let folder = workspace();
    let server = Server::start(folder.path(), &["--edit"]);
    let draft = json!({
        "kind": "source", "ending": "zz99", "text": "First line.\r\nAda said: “I paid him.”\r\n",
        "now": {"title": "The interview", "published": "2020-05-01", "publisher": "The Post"}
    });
    assert_eq!(server.post("/-/save", &draft)["saved"], "post-the-interview-2020".replace("post", "the-post"));
    let copy = folder.path().join("sources/copies/the-post-the-interview-2020.txt");
    assert_eq!(fs::read_to_string(copy).expect("the copy"), "First line.\nAda said: “I paid him.”\n");
    let page = server.get("/sources/the-post-the-interview-2020.html").body;
    assert!(page.contains("I paid him") && page.contains("data-source=\"the-post-the-interview-2020\""), "{page}");
}

#[test]
fn a_journalist_goes_from_a_pasted_source_to_a_ruling() {
    let Some(tools) = browser::tools() else { return };
    let folder = workspace();
    let server = Server::start(folder.path(), &["--edit"]);
    let address = format!("http://127.0.0.1:{}/?token={}", server.port, server.token);
    browser::run(&tools, "editing.mjs", [address.into()]);
    let read = |path: &str| fs::read_to_string(folder.path().join(path)).expect("a file");
    let all = read("all.yaml");
    let claim = all.strip_prefix(RECORDS).expect("what was there stays as it was");
    let source = claim.split("---\n").find(|record| record.starts_with("source:")).expect("the source");
    for line in
        ["source: the-post-an-interview-2020", "title: An interview", "publisher: The Post", "published: 2020-05-01"]
    {
        assert!(source.lines().any(|known| known == line), "{source}");
    }
    let claim = claim.split("---\n").find(|record| record.starts_with("claim: ada-funds-")).expect("the claim");
    let said = "by: ada\ndenies: ada funds guild\nsaid: 2020\nsource: the-post-an-interview-2020\nat: line 3\nquote: I never paid \
                them.\n";
    assert_eq!(claim.split_once('\n').map(|(_, said)| said), Some(said));
    assert!(read("sources/copies/the-post-an-interview-2020.txt").ends_with("she said: “I never paid them.”\n"));
    let rulings: Vec<_> = fs::read_dir(folder.path().join("rulings")).expect("the rulings").collect();
    assert_eq!(rulings.len(), 1);
    let path = rulings[0].as_ref().expect("a ruling").path();
    let ruling = fs::read_to_string(path).expect("the ruling");
    assert!(ruling.contains("between: [ada-funds@0-") && ruling.contains("verdict: report-error\n"), "{ruling}");
}
