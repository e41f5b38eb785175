//! What others run in their own CI is run here: the steps of `action.yml`, the hooks, and the job on the page about it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use gainsay_tests::pages::blocks;
use gainsay_tests::program::{program, run, shell};
use gainsay_tests::workspaces::root;
use serde_json::Value;

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).expect("it is YAML")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A runner of workflows, as far as a composite action sees it: folders, files to write to, contexts.
struct Runner {
    scratch: tempfile::TempDir,
    /// What `${{ NAME }}` stands for.
    contexts: HashMap<String, String>,
    /// All that was printed, and what was used.
    log: String,
    failed: bool,
}

impl Runner {
    /// A runner that has checked out an example, with the inputs of the action as given, or else as they are by
    /// default.
    fn new(action: &Value, inputs: &[(&str, &str)]) -> Runner {
        let scratch = tempfile::tempdir().expect("a temporary folder");
        for folder in ["work", "temp/gainsay/bin", "files"] {
            std::fs::create_dir_all(scratch.path().join(folder)).expect("a folder");
        }
        let mut contexts = HashMap::new();
        for (name, input) in action["inputs"].as_object().expect("inputs") {
            contexts
                .insert(format!("inputs.{name}"), input["default"].as_str().expect("a default, as text").to_owned());
        }
        for (name, value) in inputs {
            let known = contexts.insert(format!("inputs.{name}"), (*value).to_owned());
            assert!(known.is_some(), "there is no input {name}");
        }
        Runner { scratch, contexts, log: String::new(), failed: false }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.scratch.path().join(path)
    }

    fn file(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap_or_default()
    }

    /// The program as if it had been kept from a run before, so that nothing is built; `instead` stands before it.
    fn keep_program(&self, instead: &str) {
        let script = format!("#!/bin/sh\n{instead}\nexec '{}' \"$@\"\n", program().display());
        let path = self.path("temp/gainsay/bin/gainsay");
        std::fs::write(&path, script).expect("a script");
        let made = Command::new("chmod").arg("+x").arg(&path).status().expect("chmod can be run");
        assert!(made.success());
    }

    /// Runs the steps in their order.
    fn follow(&mut self, action: &Value) {
        for step in action["runs"]["steps"].as_array().expect("steps") {
            let condition = step["if"].as_str().unwrap_or("success()");
            if !self.holds(condition) {
                continue;
            }
            match step["run"].as_str() {
                Some(text) => self.run(step, text),
                None => self
                    .log
                    .push_str(&format!("uses {}\n", step["uses"].as_str().expect("a step runs or uses something"))),
            }
        }
    }

    fn run(&mut self, step: &Value, text: &str) {
        assert_eq!(step["shell"], "bash");
        assert!(!text.contains("${{"), "a shell would read what a user gave as commands: {text}");
        let output = self.path("files/output");
        let _ = std::fs::remove_file(&output);
        let mut command = Command::new("bash");
        command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", text]).current_dir(self.path("work"));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        for (name, value) in step["env"].as_object().into_iter().flatten() {
            command.env(name, self.expanded(value.as_str().expect("a text")));
        }
        command
            .env("PATH", self.search_path())
            .env("GITHUB_ACTION_PATH", root())
            .env("GITHUB_WORKSPACE", self.path("work"))
            .env("RUNNER_TEMP", self.path("temp"))
            .env("GITHUB_REPOSITORY", "a/b")
            .env("RUNNER_OS", "Linux")
            .env("RUNNER_ARCH", "X64")
            .env("GITHUB_OUTPUT", &output)
            .env("GITHUB_PATH", self.path("files/path"))
            .env("GITHUB_STEP_SUMMARY", self.path("files/summary"));
        let run = run(&mut command);
        self.log.push_str(&run.text());
        self.failed |= run.status != Some(0);
        let id = step["id"].as_str().unwrap_or("nameless");
        for line in self.file("files/output").lines() {
            let (name, value) = line.split_once('=').expect("NAME=VALUE");
            self.contexts.insert(format!("steps.{id}.outputs.{name}"), value.to_owned());
        }
    }

    /// The folders that steps have added, before those of this machine.
    fn search_path(&self) -> std::ffi::OsString {
        let added = self.file("files/path");
        let known = std::env::var_os("PATH").unwrap_or_default();
        std::env::join_paths(added.lines().map(PathBuf::from).chain(std::env::split_paths(&known)))
            .expect("a search path")
    }

    /// A text in which `${{ NAME }}` stands for a value; what nobody has set is empty.
    fn expanded(&self, text: &str) -> String {
        let mut parts = text.split("${{");
        let mut told = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (names, rest) = part.split_once("}}").expect("an end of the expression");
            // Of several, the first that is not empty counts.
            let mut values = names.split("||").filter_map(|name| self.contexts.get(name.trim()));
            told.push_str(values.find(|value| !value.is_empty()).map_or("", String::as_str));
            told.push_str(rest);
        }
        told
    }

    /// A condition made of comparisons with a text, joined by `&&`. Without `!cancelled()` nothing may have failed
    /// before.
    fn holds(&self, condition: &str) -> bool {
        let inner = condition.trim().trim_start_matches("${{").trim_end_matches("}}");
        let terms: Vec<&str> = inner.split("&&").map(str::trim).collect();
        let compared = terms.iter().filter(|term| !matches!(**term, "success()" | "!cancelled()")).all(|term| {
            let (name, text) = term.split_once(['=', '!']).expect("a comparison");
            let value = self.contexts.get(name.trim()).map_or("", String::as_str);
            (value == text.trim_start_matches(['=', ' ']).trim_matches('\'')) == term.contains("==")
        });
        compared && (terms.contains(&"!cancelled()") || !self.failed)
    }

    fn output(&self, action: &Value, name: &str) -> String {
        self.expanded(action["outputs"][name]["value"].as_str().expect("an output"))
    }
}

/// Plays the action over an example in a folder of a repository.
fn play(inputs: &[(&str, &str)], event: &[(&str, &str)], instead: &str) -> (Runner, Value) {
    let action = yaml(&read("action.yml"));
    let mut runner = Runner::new(&action, inputs);
    runner.contexts.extend(event.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    runner.keep_program(instead);
    let example = root().join("data/examples/harbour");
    let work = runner.path("work");
    let laid = shell(&work, &work, &format!("git init --quiet && cp -r '{}' story", example.display()));
    assert_eq!(laid.status, Some(0), "{}", laid.text());
    runner.follow(&action);
    (runner, action)
}

const TODAY_ARGS: (&str, &str) = ("args", "--today 2026-11-23");

#[test]
fn the_action_annotates_summarizes_and_ends_as_the_check_did() {
    let (runner, action) = play(&[("path", "story"), TODAY_ARGS], &[], "");
    assert!(!runner.failed, "{}", runner.log);
    assert!(runner.log.contains("uses actions/cache@v4\n::warning file=story/claims.yaml,line=38,"), "{}", runner.log);
    assert!(!runner.log.contains("upload-sarif"), "{}", runner.log);
    assert_eq!(runner.output(&action, "status"), "0");
    let sarif: Value = serde_json::from_str(&read_at(&runner.output(&action, "sarif"))).expect("SARIF is JSON");
    assert_eq!(sarif["runs"][0]["results"].as_array().map(Vec::len), Some(2));
    let summary = runner.file("files/summary");
    assert!(summary.starts_with("## Gainsay\n\n    9 claims, 2 findings (1 warning, 1 note)\n    4 quotes: 4 not checked (4 without a kept copy of the source)\n\n<details>"), "{summary}");
    assert!(summary.contains("\n    contradiction[reversal]: Oren Quill changed position"), "{summary}");
    let outside = summary.lines().filter(|line| !line.is_empty() && !line.starts_with("    ")).count();
    assert_eq!(outside, 3, "a line of a finding is no Markdown: {summary}");
    let key = &runner.contexts["steps.key.outputs.key"];
    assert!(key.starts_with("gainsay-Linux-X64-") && key.len() > 50, "{key}");
}

fn read_at(path: &str) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn the_action_fails_where_it_is_to_and_still_hands_over_what_it_found() {
    let inputs = [
        ("path", "story"),
        ("fail-on", "warning"),
        TODAY_ARGS,
        ("upload-sarif", "true"),
        ("sarif", "found here.sarif"),
    ];
    let (runner, action) = play(&inputs, &[], "");
    assert!(runner.failed);
    assert_eq!(runner.output(&action, "status"), "1");
    assert!(runner.path("work/found here.sarif").is_file());
    assert!(runner.log.ends_with("uses github/codeql-action/upload-sarif@v3\n"), "{}", runner.log);
}

#[test]
fn the_action_says_so_when_it_could_not_check() {
    let (runner, action) = play(&[("path", "nowhere"), ("upload-sarif", "true")], &[], "");
    assert!(runner.failed && !runner.log.contains("upload-sarif"), "{}", runner.log);
    assert_eq!((runner.output(&action, "status").as_str(), runner.output(&action, "sarif").as_str()), ("2", ""));
    assert!(runner.file("files/summary").contains("The check could not be done."));
}

#[test]
fn no_input_is_read_as_shell() {
    let evil = "$(touch evil) `touch evil`; touch evil #' \" *";
    let inputs = [("path", evil), ("args", evil), ("fail-on", evil), ("since", evil), ("sarif", evil)];
    let (runner, _) = play(&inputs, &[], "");
    assert!(runner.failed);
    for folder in ["work", "work/story", "temp"] {
        assert!(!runner.path(folder).join("evil").exists(), "{}", runner.log);
    }
    let (runner, _) = play(&[("path", "story"), ("summary", "false"), TODAY_ARGS], &[], "");
    assert_eq!(runner.file("files/summary"), "");
}

#[test]
fn a_pull_request_is_told_what_it_changes() {
    let base = ("github.event.pull_request.base.sha", "1f2e3d");
    let (runner, _) = play(&[("path", "story"), TODAY_ARGS], &[base], TELLS_ITS_ARGUMENTS);
    assert!(!runner.failed, "{}", runner.log);
    assert!(runner.file("files/summary").contains(" diff 1f2e3d...HEAD "), "{}", runner.file("files/summary"));
    let (runner, _) = play(&[("path", "story"), TODAY_ARGS, ("since", "v1")], &[base], TELLS_ITS_ARGUMENTS);
    assert!(runner.file("files/summary").contains(" diff v1...HEAD "));
    let (runner, _) = play(&[("path", "story"), TODAY_ARGS], &[base], "case \"$*\" in *' diff '*) exit 2;; esac");
    assert!(
        !runner.failed && runner.log.contains("::warning title=gainsay::what has changed could not be told"),
        "{}",
        runner.log
    );
}

/// Writes its arguments where the review is to go.
const TELLS_ITS_ARGUMENTS: &str =
    "for word; do case $word in markdown=*) echo \"changes: $*\" >\"${word#markdown=}\"; exit 1;; esac; done";

#[test]
fn a_push_and_a_merge_queue_are_compared_with_where_they_began() {
    for event in ["github.event.before", "github.event.merge_group.base_sha"] {
        let (runner, _) = play(&[("path", "story"), TODAY_ARGS], &[(event, "1f2e3d")], TELLS_ITS_ARGUMENTS);
        assert!(
            runner.file("files/summary").contains(" diff 1f2e3d...HEAD "),
            "{event}: {}",
            runner.file("files/summary")
        );
    }
    let (runner, _) =
        play(&[("path", "story"), TODAY_ARGS], &[("github.event.before", &"0".repeat(40))], TELLS_ITS_ARGUMENTS);
    assert!(
        !runner.failed && !runner.file("files/summary").contains("changes:"),
        "the first push of a branch began nowhere"
    );
}

#[test]
fn a_revision_cannot_become_an_option() {
    for since in ["--output=full=evil", "-h", "--upload-pack=touch evil"] {
        let (runner, _) = play(&[("path", "story"), TODAY_ARGS, ("since", since), ("new-only", "true")], &[], "");
        assert!(runner.failed, "{}", runner.log);
        assert!(
            runner.log.contains("::error title=gainsay::since: a revision does not begin with -"),
            "{}",
            runner.log
        );
        assert!(!runner.path("work/evil").exists() && !runner.path("work/story/evil").exists());
    }
}

/// A `gh` that keeps what it is told, and knows of one comment if `there` is its id.
fn gh(runner: &Runner, there: &str, status: i32) {
    let script = format!(
        "#!/bin/sh\nprintf '%s\\n' \"$*\" >>'{log}'\nfor word; do case $word in body=@*) cp \"${{word#body=@}}\" '{body}';; esac; done\n\
         case $* in *--jq*) printf '{there}';; esac\nexit {status}\n",
        log = runner.path("files/gh").display(),
        body = runner.path("files/body").display(),
    );
    std::fs::write(runner.path("temp/gainsay/bin/gh"), script).expect("a script");
    let made =
        Command::new("chmod").arg("+x").arg(runner.path("temp/gainsay/bin/gh")).status().expect("chmod can be run");
    assert!(made.success());
}

#[test]
fn a_pull_request_has_one_comment_which_is_written_anew() {
    let action = yaml(&read("action.yml"));
    let cases = [
        ("", 0, "--method POST repos/a/b/issues/7/comments"),
        ("42\\n43\\n", 0, "--method PATCH repos/a/b/issues/comments/42"),
        ("", 1, ""),
    ];
    for (there, status, call) in cases {
        let mut runner = Runner::new(&action, &[("path", "story"), TODAY_ARGS, ("comment", "true")]);
        for (name, value) in
            [("github.event.pull_request.base.sha", "1f2e3d"), ("github.event.pull_request.number", "7")]
        {
            runner.contexts.insert(name.into(), value.into());
        }
        runner.keep_program(TELLS_ITS_ARGUMENTS);
        gh(&runner, there, status);
        let work = runner.path("work");
        let laid = shell(
            &work,
            &work,
            &format!("git init --quiet && cp -r '{}' story", root().join("data/examples/harbour").display()),
        );
        assert_eq!(laid.status, Some(0), "{}", laid.text());
        runner.follow(&action);
        assert!(!runner.failed, "{}", runner.log);
        let calls = runner.file("files/gh");
        assert!(calls.contains("--paginate repos/a/b/issues/7/comments") && calls.contains(call), "{calls}");
        assert_eq!(calls.lines().count(), if status == 0 { 2 } else { 1 }, "{calls}");
        assert_eq!(
            runner.log.contains("::warning title=gainsay::the comment could not be written"),
            status != 0,
            "{}",
            runner.log
        );
        if status == 0 {
            assert!(
                runner.file("files/body").starts_with("<!-- gainsay: what this pull request changes -->\nchanges: ")
            );
        }
    }
}

#[test]
fn a_pull_request_fails_by_what_is_new_if_that_is_wanted() {
    let action = yaml(&read("action.yml"));
    for (new_only, fails) in [("false", true), ("true", false)] {
        let inputs = [("path", "."), ("fail-on", "warning"), ("new-only", new_only), TODAY_ARGS];
        let mut runner = Runner::new(&action, &inputs);
        runner.keep_program("");
        let work = runner.path("work");
        let example = root().join("data/examples/harbour");
        let script = format!(
            "git init --quiet && cp -r '{}'/. . && git add . && git commit --quiet -m base && echo '# a remark' >> claims.yaml && \
             git commit --quiet -am change && git rev-parse HEAD~1",
            example.display()
        );
        let laid = shell(&work, &work, &script);
        assert_eq!(laid.status, Some(0), "{}", laid.text());
        runner.contexts.insert("github.event.pull_request.base.sha".into(), laid.text().trim().to_owned());
        runner.follow(&action);
        assert_eq!(runner.failed, fails, "new-only {new_only}: {}", runner.log);
        let summary = runner.file("files/summary");
        assert!(summary.contains("### no conflict introduced or resolved"), "{summary}");
        assert!(fails || summary.contains("no new findings"), "{summary}");
    }
}

#[test]
fn the_hooks_run() {
    let hooks = yaml(&read(".pre-commit-hooks.yaml"));
    let ids: Vec<&str> = hooks.as_array().expect("hooks").iter().filter_map(|hook| hook["id"].as_str()).collect();
    assert_eq!(ids, ["gainsay-check", "gainsay-seal"]);
    for hook in hooks.as_array().expect("hooks") {
        assert_eq!(
            (&hook["language"], &hook["pass_filenames"], &hook["files"]),
            (&"system".into(), &false.into(), &r"\.ya?ml$".into())
        );
        let copy = harbour();
        let staged = shell(copy.path(), copy.path(), "git init --quiet && git add .");
        assert_eq!(staged.status, Some(0), "{}", staged.text());
        let run = shell(copy.path(), copy.path(), hook["entry"].as_str().expect("a command"));
        assert_eq!(run.status, Some(0), "{}", run.text());
        let sealed =
            std::fs::read_to_string(copy.path().join("claims.yaml")).expect("the claims").contains("\nrev: 1-");
        assert_eq!(sealed, hook["id"] == "gainsay-seal");
    }
}

fn harbour() -> tempfile::TempDir {
    let copy = tempfile::tempdir().expect("a temporary folder");
    let run =
        shell(copy.path(), copy.path(), &format!("cp -r '{}'/. .", root().join("data/examples/harbour").display()));
    assert_eq!(run.status, Some(0), "{}", run.text());
    copy
}

/// The blocks of YAML on the page about CI, by the file that the first line of each names.
fn example(file: &str) -> Value {
    let page = read("docs/ci.md");
    let block = blocks(&page).into_iter().find(|block| block.text.starts_with(&format!("# {file}\n")));
    yaml(&block.unwrap_or_else(|| panic!("docs/ci.md shows no {file}")).text)
}

#[test]
fn the_job_for_gitlab_writes_what_it_hands_over() {
    let job = &example(".gitlab-ci.yml")["gainsay"];
    let copy = harbour();
    let tool = copy.path().join(".tools/bin");
    std::fs::create_dir_all(&tool).expect("a folder");
    std::os::unix::fs::symlink(program(), tool.join("gainsay")).expect("a link");
    for line in job["script"].as_array().expect("a script").iter().filter_map(Value::as_str) {
        let run = shell(copy.path(), copy.path(), line);
        assert_eq!(run.status, Some(0), "{line}: {}", run.text());
    }
    let reports = job["artifacts"]["reports"].as_object().expect("reports");
    let written =
        |name: &str| read_at(&copy.path().join(reports[name].as_str().expect("a file")).display().to_string());
    let quality: Value = serde_json::from_str(&written("codequality")).expect("JSON");
    assert_eq!(quality.as_array().map(Vec::len), Some(2));
    assert!(written("junit").starts_with("<?xml") && reports.len() == 2);
}

#[test]
fn the_jobs_for_github_and_the_hooks_name_what_there_is() {
    let action = yaml(&read("action.yml"));
    let jobs = [(".github/workflows/gainsay.yml", "gainsay"), (".github/workflows/gainsay-review.yml", "review")];
    let steps = jobs.map(|(file, job)| example(file)["jobs"][job]["steps"].as_array().expect("steps").clone()).concat();
    let given = steps.iter().filter(|step| step["uses"].as_str().is_some_and(|uses| uses.contains("/gainsay@")));
    let names: Vec<String> =
        given.flat_map(|step| step["with"].as_object().into_iter().flatten()).map(|(name, _)| name.clone()).collect();
    assert!(!names.is_empty() && names.iter().all(|name| action["inputs"].get(name).is_some()), "{names:?}");
    let page = read("docs/ci.md");
    for name in action["inputs"]
        .as_object()
        .expect("inputs")
        .keys()
        .chain(action["outputs"].as_object().expect("outputs").keys())
    {
        assert!(page.contains(&format!("| `{name}` |")), "docs/ci.md does not tell of `{name}`");
    }
    let hooks = yaml(&read(".pre-commit-hooks.yaml"));
    for hook in example(".pre-commit-config.yaml")["repos"][0]["hooks"].as_array().expect("hooks") {
        assert!(
            hooks.as_array().expect("hooks").iter().any(|known| known["id"] == hook["id"]),
            "there is no {}",
            hook["id"]
        );
    }
}
