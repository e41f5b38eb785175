//! The program under test: built once, and run with a time limit.

use std::ffi::OsStr;
use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use crate::cpu_time;

/// The longest CPU time of a run: far above what any run takes, and far below the square of its input.
const PATIENCE: Duration = Duration::from_secs(60);

/// The longest duration of a run, working or waiting, even on a busy machine. A hang is a failure like any other.
const HANG: Duration = Duration::from_secs(900);

/// The result of a run.
#[derive(Debug)]
pub struct Run {
    /// The exit status; 128 plus the number of the signal if a signal ended it, as in a shell; none if it was killed
    /// for taking too long.
    pub status: Option<i32>,
    /// The output on stdout; if both streams were merged, all output.
    pub stdout: Vec<u8>,
    /// The output on stderr.
    pub stderr: Vec<u8>,
}

impl Run {
    /// Returns both streams as text.
    pub fn text(&self) -> String {
        format!("{}{}", String::from_utf8_lossy(&self.stdout), String::from_utf8_lossy(&self.stderr))
    }
}

/// Returns the built program; cargo builds it where it builds these tests, in the same profile, unless it is there
/// already.
pub fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(build)
}

/// Returns the program's folder, to be put on the `PATH`.
pub fn folder() -> &'static Path {
    program().parent().expect("the program lies in a folder")
}

fn build() -> PathBuf {
    let test = std::env::current_exe().expect("the path of this test");
    // TARGET/[TRIPLE/]PROFILE/deps/this-test
    let profile_folder = test.ancestors().nth(2).expect("a test lies in a profile's folder");
    let profile = match profile_folder.file_name().and_then(OsStr::to_str) {
        Some("debug") | None => "dev",
        Some(name) => name,
    };
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(crate::workspaces::root()).args([
        "build",
        "--quiet",
        "-p",
        "gainsay",
        "--bin",
        "gainsay",
        "--profile",
        profile,
    ]);
    let above = profile_folder.parent().expect("a profile's folder lies in the target folder");
    let triple = above
        .file_name()
        .and_then(OsStr::to_str)
        .filter(|name| name.starts_with(&format!("{}-", std::env::consts::ARCH)));
    match (above.parent(), triple) {
        (Some(target), Some(triple)) => cargo.arg("--target-dir").arg(target).args(["--target", triple]),
        _ => cargo.arg("--target-dir").arg(above),
    };
    let built = cargo.stdout(Stdio::null()).status().expect("cargo can be run");
    assert!(built.success(), "the program could not be built");
    profile_folder.join(format!("gainsay{}", std::env::consts::EXE_SUFFIX))
}

/// Returns whether there is a `git` program; reports the skipped test if there is none.
#[must_use]
pub fn git_is_here() -> bool {
    let here = Command::new("git").arg("--version").output().is_ok();
    if !here {
        crate::skipped::say("there is no `git` program");
    }
    here
}

/// Runs the program in a folder, with arguments and without the environment that could change its answer.
pub fn gainsay(folder: &Path, arguments: &[&str]) -> Run {
    let mut command = Command::new(program());
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    run(quiet(&mut command, folder))
}

/// Runs a line of shell in a folder, with the program on its `PATH` and both streams merged in the order of writing.
pub fn shell(folder: &Path, home: &Path, line: &str) -> Run {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("exec 2>&1\n{line}")).stdout(Stdio::piped()).stderr(Stdio::null());
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(self::folder().to_owned()).chain(std::env::split_paths(&path));
    quiet(&mut command, folder).env("PATH", std::env::join_paths(folders).expect("a search path")).env("HOME", home);
    run(&mut command)
}

/// Removes from a command what differs between machines: locale, colours, git's own settings, the name of the user.
fn quiet<'c>(command: &'c mut Command, folder: &Path) -> &'c mut Command {
    for name in [
        "NO_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "FORCE_COLOR",
        "COLUMNS",
        "LINES",
        "PAGER",
        "EDITOR",
        "VISUAL",
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "CI",
        "GITHUB_ACTIONS",
        "TF_BUILD",
        "TEAMCITY_VERSION",
    ] {
        command.env_remove(name);
    }
    command
        .current_dir(folder)
        .stdin(Stdio::null())
        .env("HOME", folder)
        // A key in the workspace itself is not used.
        .env("XDG_STATE_HOME", self::folder().join("state-of-tests"))
        .env("LC_ALL", "C.UTF-8")
        .env("TERM", "dumb")
        .env("TZ", "UTC")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_COUNT", "1")
        .env("GIT_CONFIG_KEY_0", "init.defaultBranch")
        .env("GIT_CONFIG_VALUE_0", "main")
        .env("GIT_AUTHOR_NAME", "Ada Keeper")
        .env("GIT_AUTHOR_EMAIL", "ada@example.org")
        .env("GIT_AUTHOR_DATE", "2026-11-23T12:00:00+0000")
        .env("GIT_COMMITTER_NAME", "Ada Keeper")
        .env("GIT_COMMITTER_EMAIL", "ada@example.org")
        .env("GIT_COMMITTER_DATE", "2026-11-23T12:00:00+0000")
}

/// Runs a command to its end, or kills it after too long a time. Its children end with it when their pipes break.
pub fn run(command: &mut Command) -> Run {
    let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let stdout = child.stdout.take().map(drain);
    let stderr = child.stderr.take().map(drain);
    let begun = Instant::now();
    let status = loop {
        match child.try_wait().expect("a child can be waited for") {
            Some(status) => break status.code().or_else(|| status.signal().map(|signal| 128 + signal)),
            None if begun.elapsed() > HANG || works_too_long(&child, begun) => {
                let _ = child.kill();
                let _ = child.wait();
                break None;
            }
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    };
    let taken = |stream: Option<std::thread::JoinHandle<Vec<u8>>>| {
        // After a kill a grandchild may still hold the pipe: the rest of its output is not waited for.
        stream
            .filter(|thread| status.is_some() || thread.is_finished())
            .and_then(|thread| thread.join().ok())
            .unwrap_or_default()
    };
    Run { status, stdout: taken(stdout), stderr: taken(stderr) }
}

/// Returns whether a process has worked for too long since it was started.
fn works_too_long(child: &Child, begun: Instant) -> bool {
    // With few threads no process works for longer than a few times the time that has passed.
    begun.elapsed() > PATIENCE / 8 && cpu_time::of_process(child.id()).is_some_and(|worked| worked > PATIENCE)
}

fn drain(mut stream: impl Read + Send + 'static) -> std::thread::JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        bytes
    })
}
