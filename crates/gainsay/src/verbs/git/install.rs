//! `git install`: makes git show, merge and check records by this program, and undoes that.

use std::fs;
use std::io;
use std::path::Path;

use gainsay_git::{Repository, Settings, global_settings};

use super::attributes;
use super::changes::Changes;
use super::drivers::{DRIVERS, State};
use super::hooks::{self, Hook};
use super::{here, on_path, shown, workspace_in};
use crate::Status;
use crate::args::GitInstall;
use crate::problem::Problem;
use crate::terminal::Terminal;

/// Sets up the drivers, the hooks and the attributes, or removes drivers and hooks again. Prints every file that it
/// changes; nothing changes before everything is known to be writable.
///
/// # Errors
/// Returns an error if there is no repository, or if a file cannot be read or written.
pub fn install(args: &GitInstall, terminal: &mut Terminal) -> Result<Status, Problem> {
    match (args.global, args.uninstall) {
        (false, false) => install_here(args, terminal),
        (false, true) => uninstall_here(terminal),
        (true, false) => install_for_all(args, terminal),
        (true, true) => uninstall_for_all(terminal),
    }
}

const ALL_THERE: &str = "everything was there already, as it should be";

fn install_here(args: &GitInstall, terminal: &mut Terminal) -> Result<Status, Problem> {
    let repository = Repository::around(&here()?)?;
    let (mut changes, mut left) = (Changes::default(), Vec::new());
    if repository.checkout().is_some() {
        left.extend(add_hooks(&repository, &mut changes)?);
        match workspace_in(&repository)? {
            Some((root, door)) => left.extend(add_attributes(&root, &door, &mut changes)?),
            None => left.push((
                "no workspace around this folder: no .gitattributes was written".into(),
                "run this again in the folder of a workspace, or make one there with `gainsay init`".into(),
            )),
        }
    }
    // The settings come last, so that everything that git is told to use is there.
    add_drivers(&repository.settings_file(), args, &mut changes)?;
    let changed = changes.make(terminal)?;
    if changed == 0 {
        terminal.hint(if left.is_empty() { ALL_THERE } else { "all else was there already, as it should be" });
    }
    if repository.checkout().is_none() {
        terminal.hint("nothing is committed in a bare repository, so it needs no hooks; `git config attr.tree HEAD` has git look for .gitattributes in HEAD");
    }
    Ok(end(&left, terminal))
}

/// Reports what was left unchanged, and whether the program will be found.
fn end(left: &[(String, String)], terminal: &mut Terminal) -> Status {
    // Changes are printed before what was left unchanged.
    let _ = terminal.finish();
    for (what, remedy) in left {
        terminal.warn(what);
        terminal.hint(remedy);
    }
    if on_path().is_none() {
        terminal.warn("git will not find this program: no `gainsay` is on the PATH, and until there is, git does as it does without it");
        terminal.hint(&format!(
            "add its folder to the PATH: {}",
            std::env::current_exe().ok().and_then(|file| Some(shown(file.parent()?))).unwrap_or_default()
        ));
    }
    if left.is_empty() { Status::Fine } else { Status::Findings }
}

/// Prepares the hooks. Returns the hooks that others wrote, each with a remedy.
fn add_hooks(repository: &Repository, changes: &mut Changes) -> Result<Vec<(String, String)>, Problem> {
    let mut left = Vec::new();
    for wanted in &hooks::WANTED {
        let name = wanted.name;
        let (path, hook) = hooks::look(repository, wanted)?;
        match hook {
            Hook::Missing => changes.write_program(&path, hooks::script(wanted).as_bytes(), wanted.words)?,
            Hook::OutOfDate => changes.write_program(&path, hooks::script(wanted).as_bytes(), "brought up to date")?,
            Hook::Ours | Hook::Calls => {}
            Hook::Other(manager) => {
                let whose = manager.map_or("somebody else's".to_owned(), |manager| format!("{}'s", manager.name));
                left.push((format!("{} is {whose}, and stays as it is", shown(&path)), hooks::remedy(name, hook)));
            }
            Hook::Shared => {
                left.push((
                    format!("{} has the hooks of other repositories too: no {name} was written", shown(&path)),
                    hooks::remedy(name, hook),
                ));
            }
        }
    }
    Ok(left)
}

fn add_attributes(root: &Path, door: &Repository, changes: &mut Changes) -> Result<Vec<(String, String)>, Problem> {
    let other = attributes::add_missing(root, door, changes)?;
    let told = |attribute: &attributes::Attribute| {
        let value = attribute.value.as_deref().unwrap_or_default();
        (
            format!(
                "git's attributes say of *.{} that `{}` is `{value}`, and stay as they are",
                attribute.ending, attribute.name
            ),
            format!("to use ours, write `*.{} {}=gainsay` in their place", attribute.ending, attribute.name),
        )
    };
    Ok(other.iter().map(told).collect())
}

/// Sets the drivers in a file of settings: optional ones if they are asked for or there already. Removes those that are
/// not wanted.
fn add_drivers(path: &Path, args: &GitInstall, changes: &mut Changes) -> Result<(), Problem> {
    let (before, mut settings) = read_settings(path)?;
    let (mut out_of_date, mut changed) = (false, false);
    for driver in &DRIVERS {
        let state = driver.state(|name| settings.value(driver.section, name));
        let is_wanted = if driver.optional { args.textconv || state != State::Missing } else { true };
        if driver.optional && args.no_textconv {
            changed |= driver.unwire(&mut settings)?;
        } else if is_wanted && state != State::Wired {
            driver.wire(&mut settings)?;
            changed = true;
            out_of_date |= state == State::OutOfDate;
        }
    }
    if !changed {
        return Ok(());
    }
    let words = if out_of_date { "diff and merge drivers brought up to date" } else { "diff and merge drivers" };
    changes.write_settings(path, &before, &settings.text(), words)
}

/// Reads a file of settings, and returns its bytes and its content.
fn read_settings(path: &Path) -> Result<(Vec<u8>, Settings), Problem> {
    let text = match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        read => read.map_err(|e| Problem::at(path, "read", &e).help("nothing was changed"))?,
    };
    match Settings::read(&text) {
        Ok(settings) => Ok((text, settings)),
        Err(trouble) => {
            Err(Problem::new(format!("{}: {}", path.display(), trouble.message)).help("nothing was changed"))
        }
    }
}

fn install_for_all(args: &GitInstall, terminal: &mut Terminal) -> Result<Status, Problem> {
    let mut changes = Changes::default();
    add_drivers(&global_settings()?, args, &mut changes)?;
    if changes.make(terminal)? == 0 {
        terminal.hint(ALL_THERE);
    }
    terminal
        .hint("a hook belongs to one repository, and would run in all others too: run `gainsay git install` in each that is to have it");
    Ok(end(&[], terminal))
}

fn uninstall_here(terminal: &mut Terminal) -> Result<Status, Problem> {
    let repository = Repository::around(&here()?)?;
    let mut changes = Changes::default();
    take_drivers(&repository.settings_file(), &mut changes)?;
    if repository.checkout().is_some() {
        for wanted in &hooks::WANTED {
            let (path, hook) = hooks::look(&repository, wanted)?;
            if matches!(hook, Hook::Ours | Hook::OutOfDate) {
                changes.delete(&path, "deleted");
            }
        }
    }
    let changed = changes.make(terminal)?;
    told_gone(changed, terminal);
    if let Some((root, _)) = workspace_in(&repository)?.filter(|(root, _)| attributes::file(root).exists()) {
        terminal.hint(&format!(
            "{} stays: others who work on these files may need it, and without the drivers it does nothing",
            shown(&attributes::file(&root))
        ));
    }
    Ok(Status::Fine)
}

fn uninstall_for_all(terminal: &mut Terminal) -> Result<Status, Problem> {
    let mut changes = Changes::default();
    take_drivers(&global_settings()?, &mut changes)?;
    let changed = changes.make(terminal)?;
    told_gone(changed, terminal);
    Ok(Status::Fine)
}

fn told_gone(changed: usize, terminal: &mut Terminal) {
    if changed == 0 {
        terminal.hint("there is nothing to take away");
    }
}

fn take_drivers(path: &Path, changes: &mut Changes) -> Result<(), Problem> {
    let (before, mut settings) = read_settings(path)?;
    let mut found = false;
    for driver in &DRIVERS {
        found |= driver.unwire(&mut settings)?;
    }
    if found {
        changes.write_settings(path, &before, &settings.text(), "diff and merge drivers taken out")
    } else {
        Ok(())
    }
}
