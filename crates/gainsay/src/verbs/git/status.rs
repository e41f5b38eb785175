//! `git status`: the state of the settings by which git calls this program, part by part.

use std::io::Write;
use std::path::Path;

use gainsay_git::{Repository, Settings, global_settings};
use gainsay_render::layout::{Column, table};
use gainsay_render::safe_json::write_json;
use serde::Serialize;

use super::attributes;
use super::drivers::{DRIVERS, Driver, State};
use super::hooks::{self, Hook};
use super::{here, on_path, shown, workspace_in};
use crate::Status;
use crate::args::{GitStatus, TextFormat};
use crate::problem::Problem;
use crate::terminal::Terminal;

/// A part of the setup.
#[derive(Serialize)]
struct Part {
    part: String,
    state: &'static str,
    #[serde(rename = "where")]
    place: String,
}

#[derive(Serialize)]
struct StatusReport<'p> {
    schema: u32,
    wired: bool,
    parts: &'p [Part],
}

const WIRED: &str = "wired";
const OUT_OF_DATE: &str = "out of date";
const MISSING: &str = "missing";
const OTHER: &str = "other";
const OFF: &str = "off";

/// Reports of each part whether it is set up, and where. The status is 1 if a part is not.
///
/// # Errors
/// Returns an error if there is no repository, or if a hook cannot be read.
pub fn status(args: &GitStatus, terminal: &mut Terminal) -> Result<Status, Problem> {
    let repository = Repository::around(&here()?)?;
    let mut parts: Vec<Part> = vec![program()];
    parts.extend(DRIVERS.iter().map(|driver| of_driver(driver, &repository)));
    // In a bare repository nobody commits and nothing is checked out.
    if repository.checkout().is_some() {
        for wanted in &hooks::WANTED {
            parts.push(of_hook(wanted, &repository)?);
        }
        parts.extend(of_attributes(&repository)?);
    }
    let wired = parts.iter().all(|part| part.state == WIRED || part.state == OFF);
    match args.output {
        TextFormat::Json => write_json(&StatusReport { schema: 1, wired, parts: &parts }, &mut terminal.out)?,
        TextFormat::Text => {
            let rows: Vec<Vec<String>> =
                parts.iter().map(|part| vec![part.part.clone(), part.state.to_owned(), part.place.clone()]).collect();
            for line in table(
                &[Column("part", 16), Column("state", 11), Column("where", usize::MAX)],
                &rows,
                terminal.page_width(),
            ) {
                writeln!(terminal.out, "{line}")?;
            }
            hint(&parts, terminal);
        }
    }
    Ok(if wired { Status::Fine } else { Status::Findings })
}

fn hint(parts: &[Part], terminal: &mut Terminal) {
    if parts.iter().any(|part| matches!(part.state, OUT_OF_DATE | MISSING | OTHER) && part.part != "program") {
        terminal.hint("`gainsay git install` wires what is missing, and says what to do about the rest");
    }
    if parts.iter().any(|part| part.part == "program" && part.state == MISSING) {
        terminal.hint("until `gainsay` is on the PATH, git does as it does without it");
    }
}

fn program() -> Part {
    let (state, place) = if on_path().is_some() { (WIRED, "on the PATH") } else { (MISSING, "not on the PATH") };
    Part { part: "program".into(), state, place: place.into() }
}

fn of_driver(driver: &Driver, repository: &Repository) -> Part {
    let (section, sub) = driver.section;
    let state = driver.state(|name| repository.setting(&format!("{section}.{sub}.{name}")));
    let has = |path: &Path| {
        let settings = std::fs::read(path).ok().and_then(|text| Settings::read(&text).ok());
        settings.is_some_and(|settings| driver.state(|name| settings.value(driver.section, name)) != State::Missing)
    };
    let place = match (state, global_settings()) {
        (State::Missing, _) => String::new(),
        _ if has(&repository.settings_file()) => "this repository".into(),
        (_, Ok(global)) if has(&global) => "all of your repositories".into(),
        _ => "elsewhere in git's settings".into(),
    };
    let state = match state {
        State::Wired => WIRED,
        State::OutOfDate => OUT_OF_DATE,
        State::Missing if driver.optional => OFF,
        State::Missing => MISSING,
    };
    Part { part: driver.name.into(), state, place }
}

fn of_hook(wanted: &hooks::Wanted, repository: &Repository) -> Result<Part, Problem> {
    let (path, hook) = hooks::look(repository, wanted)?;
    let (state, whose) = match hook {
        Hook::Ours => (WIRED, ""),
        Hook::Calls => (WIRED, ", called by another hook"),
        Hook::OutOfDate => (OUT_OF_DATE, ""),
        Hook::Missing => (MISSING, ""),
        Hook::Shared => (OTHER, ", shared with other repositories"),
        Hook::Other(Some(manager)) => (OTHER, manager.possessive),
        Hook::Other(None) => (OTHER, ", somebody else's"),
    };
    let place = if hook == Hook::Missing { String::new() } else { format!("{}{whose}", shown(&path)) };
    Ok(Part { part: wanted.name.into(), state, place })
}

/// Returns one part for each ending of record files.
fn of_attributes(repository: &Repository) -> Result<Vec<Part>, Problem> {
    let Some((_, door)) = workspace_in(repository)? else {
        return Ok(vec![Part {
            part: "attributes".into(),
            state: MISSING,
            place: "no workspace around this folder".into(),
        }]);
    };
    let all = attributes::look(&door);
    let part = |ending: &&'static str| {
        let those: Vec<_> = all.iter().filter(|attribute| attribute.ending == *ending).collect();
        let state = if those.iter().all(|attribute| attribute.value.as_deref() == Some("gainsay")) {
            WIRED
        } else if those.iter().any(|attribute| attribute.value.as_deref().is_some_and(|value| value != "gainsay")) {
            OTHER
        } else {
            MISSING
        };
        let told: Vec<String> = those
            .iter()
            .filter_map(|attribute| Some(format!("{}={}", attribute.name, attribute.value.as_deref()?)))
            .collect();
        Part { part: format!("*.{ending}"), state, place: told.join(" ") }
    };
    Ok(attributes::ENDINGS.iter().map(part).collect())
}
