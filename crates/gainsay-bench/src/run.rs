//! The running of commands, and what they use: in rounds, so that what disturbs a machine for a while disturbs all
//! alike.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use md5::{Digest, Md5};
use wait4::Wait4;

use crate::Done;

/// A command line.
#[derive(Clone)]
pub struct Line {
    program: PathBuf,
    arguments: Vec<OsString>,
    all_cores: bool,
    finds: bool,
    limits: Option<Limits>,
}

/// The limits at which a run is given up.
#[derive(Clone, Copy)]
pub struct Limits {
    /// The time in seconds.
    pub seconds: u64,
    /// The memory in GiB.
    pub memory: u64,
}

impl Line {
    /// Makes a command line of a program and its arguments, to be run on one core.
    pub fn new(program: impl AsRef<Path>, arguments: &[&str]) -> Line {
        Line {
            program: program.as_ref().to_owned(),
            arguments: arguments.iter().map(|argument| OsString::from(*argument)).collect(),
            all_cores: false,
            finds: false,
            limits: None,
        }
    }

    /// Returns the command line with one more argument.
    pub fn and(mut self, argument: impl AsRef<OsStr>) -> Line {
        self.arguments.push(argument.as_ref().to_owned());
        self
    }

    /// Returns the command line, allowed to use all cores.
    pub fn on_all_cores(mut self) -> Line {
        self.all_cores = true;
        self
    }

    /// Returns the command line of a program that ends with 1 or 3 if it has findings, which is no failure.
    pub fn finding(mut self) -> Line {
        self.finds = true;
        self
    }

    /// Returns the command line with limits.
    pub fn within(mut self, limits: Limits) -> Line {
        self.limits = Some(limits);
        self
    }

    fn command(&self) -> Command {
        let mut words: Vec<OsString> = Vec::new();
        if let (Some(core), false) = (core(), self.all_cores) {
            words.extend(["taskset", "-c", &core.to_string()].map(OsString::from));
        }
        if let Some(limits) = self.limits {
            let script = format!("ulimit -v {}; exec timeout {} \"$@\"", limits.memory << 20, limits.seconds);
            words.extend(["sh", "-c", &script, "sh"].map(OsString::from));
        }
        words.push(self.program.clone().into());
        words.extend(self.arguments.iter().cloned());
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).stdin(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Runs the command under another program with its own arguments. Returns its status, and what it wrote to stderr.
    pub fn under(&self, program: &str, arguments: &[&str]) -> std::io::Result<(ExitStatus, String)> {
        let mut command = Command::new(program);
        command.args(arguments).arg(&self.program).args(&self.arguments).stdin(Stdio::null()).stdout(Stdio::null());
        // The loader reads the environment, which cargo fills: that is a few percent of the instructions of a short
        // run.
        command.env_clear().envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        let output = command.output()?;
        Ok((output.status, String::from_utf8_lossy(&output.stderr).into_owned()))
    }

    /// Runs the command once and discards its output. Returns what it used.
    fn measure(&self) -> Result<Use, String> {
        let mut command = self.command();
        let begin = Instant::now();
        let child =
            command.stdout(Stdio::null()).spawn().map_err(|error| format!("{}: {error}", self.program.display()))?;
        let used = child.wait4().map_err(|error| error.to_string())?;
        let wall = begin.elapsed();
        match used.status.code() {
            code if self.is_fine(code) => {
                Ok(Use { wall, cpu: used.rusage.utime + used.rusage.stime, peak: used.rusage.maxrss })
            }
            code => Err(self.given_up(code)),
        }
    }

    /// Returns whether an exit code means success.
    pub fn is_fine(&self, code: Option<i32>) -> bool {
        code == Some(0) || self.finds && matches!(code, Some(1 | 3))
    }

    fn given_up(&self, code: Option<i32>) -> String {
        match (self.limits, code) {
            (Some(limits), Some(124)) => format!("more than {} s", limits.seconds),
            (Some(limits), None | Some(101 | 128..)) => format!("more than {} GiB", limits.memory),
            (_, Some(code)) => format!("failed with {code}"),
            (_, None) => "killed".into(),
        }
    }

    /// Runs the command once, and takes its output as an answer.
    pub fn answer(&self) -> Done<Answer> {
        let mut child = self.command().stdout(Stdio::piped()).spawn()?;
        let mut output = child.stdout.take().ok_or("no output")?;
        let (mut digest, mut lines, mut block) = (Md5::new(), 0, vec![0; 1 << 16]);
        loop {
            let got = output.read(&mut block)?;
            if got == 0 {
                break;
            }
            digest.update(&block[..got]);
            lines += memchr::memchr_iter(b'\n', &block[..got]).count();
        }
        match child.wait()?.code() {
            code if self.is_fine(code) => {
                let mut md5 = String::new();
                digest.finalize().iter().try_for_each(|byte| write!(md5, "{byte:02x}"))?;
                Ok(Answer { lines, md5 })
            }
            code => Err(format!("{}: {}", self.program.display(), self.given_up(code)).into()),
        }
    }
}

/// The answer of a run, by its size and digest.
#[derive(PartialEq, Eq, Clone, Debug)]
pub struct Answer {
    /// The number of lines.
    pub lines: usize,
    /// The MD5 of all bytes.
    pub md5: String,
}

/// The resources that a run used.
#[derive(Clone, Copy)]
pub struct Use {
    /// The time that passed.
    pub wall: Duration,
    /// The time on cores, of the user and the system.
    pub cpu: Duration,
    /// The largest amount of memory, in bytes.
    pub peak: u64,
}

/// A row of a table: a command that is run in every round, and its preparation.
pub struct Row {
    /// The name of the row.
    pub name: String,
    line: Result<Line, String>,
    prepare: Box<dyn FnMut() -> std::io::Result<()>>,
}

impl Row {
    /// Makes a row.
    pub fn new(name: impl Into<String>, line: Line) -> Row {
        Row { name: name.into(), line: Ok(line), prepare: Box::new(|| Ok(())) }
    }

    /// Makes a row that is left out, for a reason.
    pub fn skipped(name: impl Into<String>, why: impl Into<String>) -> Row {
        Row { name: name.into(), line: Err(why.into()), prepare: Box::new(|| Ok(())) }
    }

    /// Returns the row with a preparation before every run.
    pub fn after(mut self, prepare: impl FnMut() -> std::io::Result<()> + 'static) -> Row {
        self.prepare = Box::new(prepare);
        self
    }

    fn run(&mut self) -> Result<Use, String> {
        let line = self.line.clone()?;
        (self.prepare)().map_err(|error| error.to_string())?;
        line.measure()
    }
}

/// The resources that a row used in each round, or the reason why it was left out.
pub type Measured = Result<Vec<Use>, String>;

/// Runs all rows in turn, once to warm up and then for this number of rounds.
pub fn rounds(mut rows: Vec<Row>, rounds: u32) -> Vec<(String, Measured)> {
    let mut measured: Vec<Measured> = rows.iter().map(|_| Ok(Vec::new())).collect();
    for round in 0..=rounds {
        for (row, measured) in rows.iter_mut().zip(&mut measured) {
            let Ok(uses) = measured else { continue };
            match row.run() {
                Ok(used) if round > 0 => uses.push(used),
                Ok(_) => {}
                Err(why) => *measured = Err(why),
            }
        }
    }
    rows.into_iter().map(|row| row.name).zip(measured).collect()
}

/// Returns the core on which everything runs: the last that is allowed; none if `taskset` is missing.
pub fn core() -> Option<usize> {
    static CORE: std::sync::OnceLock<Option<usize>> = std::sync::OnceLock::new();
    *CORE.get_or_init(|| {
        Command::new("taskset").arg("--version").output().ok()?;
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        let allowed = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"))?;
        allowed.trim().rsplit([',', '-']).next()?.parse().ok()
    })
}
