//! Very many files in git, one of which has changed since the last check.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use gainsay_bench::text::claim;

use super::{prototype, read};
use crate::Done;
use crate::data::{one_each, ordinary, packed_of};
use crate::figures::{grouped, print};
use crate::program::{Program, forget};
use crate::run::{Line, Row, rounds};

/// Measures a check, and what git needs to find the changed file.
pub fn warm(program: &Program, size: usize, times: u32) -> Done {
    let workspace = one_each(size, "warm")?;
    commit(&workspace)?;
    forget(&workspace)?;
    let (packed, with) = (packed_of(&ordinary(size)?), if program.caches { "" } else { ", without a cache" });
    prototype(&[&ordinary(size)?, Path::new("--save"), &packed])?.answer()?;
    let git = |arguments: &[&str]| arguments.iter().fold(Line::new("git", &["-C"]).and(&workspace), Line::and);
    let rows = vec![
        Row::new("`git status --porcelain`", git(&["status", "--porcelain"])).after(touch(&workspace, size)?),
        Row::new("`git status --porcelain -uno`", git(&["status", "--porcelain", "-uno"]))
            .after(touch(&workspace, size)?),
        Row::new(format!("**`gainsay check --output pairs`**{with}"), program.warm(&workspace, "pairs"))
            .after(touch(&workspace, size)?),
        Row::new(format!("the same with nothing changed{with}"), program.warm(&workspace, "pairs")),
        Row::new("open, read, close everything", read(&workspace)?),
        Row::new("prototype, packed records: everything checked", prototype(&[Path::new("--packed"), &packed])?),
    ];
    let measured = rounds(rows, times);
    git(&["checkout", "--quiet", "--", "."]).answer()?;
    print(&format!("1 of {} files changed", grouped(size as u64)), &measured, Some(0));
    Ok(())
}

/// Returns a function that changes one file, each time in another way.
fn touch(workspace: &Path, size: usize) -> Done<impl FnMut() -> std::io::Result<()> + 'static> {
    let number = size / 2;
    let path: PathBuf = workspace.join(format!("claims/{:05}/{}.yaml", number / 1_000, claim(number)));
    let text = std::fs::read_to_string(&path)?;
    let begun = std::time::SystemTime::now();
    Ok(move || {
        std::fs::write(&path, format!("{text}note: looked at again after {:?}\n", begun.elapsed().unwrap_or_default()))
    })
}

/// Puts everything under git, once; afterwards restores what was committed.
fn commit(workspace: &Path) -> Done {
    let git = |arguments: &[&str]| -> Done {
        let identity = ["-c", "user.name=Bench", "-c", "user.email=bench@example.org", "-c", "gc.auto=0"];
        let status = Command::new("git").arg("-C").arg(workspace).args(identity).args(arguments).status()?;
        if status.success() { Ok(()) } else { Err(format!("git {} failed", arguments[0]).into()) }
    };
    if !workspace.join(".git").exists() {
        std::fs::write(workspace.join(".gitignore"), ".gainsay/\n")?;
        git(&["init", "--quiet"])?;
        git(&["add", "--all"])?;
        git(&["commit", "--quiet", "--message", "All"])?;
        // Git examines a file twice if it was written within a second of the index.
        std::thread::sleep(Duration::from_secs(2));
    }
    git(&["checkout", "--quiet", "--", "."])?;
    git(&["update-index", "-q", "--refresh"])
}
