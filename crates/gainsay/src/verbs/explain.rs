//! `explain`: the page of a rule, or the list of them all.

use std::io::Write;

use gainsay_diff::rules::{self, Group, RULES, Rule};
use gainsay_model::interner::nearest;
use gainsay_render::layout::{WIDTH, wrapped};

use crate::Status;
use crate::args::Explain;
use crate::problem::Problem;
use crate::terminal::Terminal;

/// Prints the page of a rule, or the list of them all.
///
/// # Errors
/// Returns an error if there is no such rule, with the nearest one.
pub fn explain(args: &Explain, terminal: &mut Terminal) -> Result<Status, Problem> {
    match &args.rule {
        Some(name) => {
            let rule = rules::find(name).ok_or_else(|| unknown(name))?;
            for line in page(rule) {
                writeln!(terminal.out, "{line}")?;
            }
        }
        None => list(terminal)?,
    }
    Ok(Status::Fine)
}

/// Returns the lines of a rule's page: its paragraphs within the width of a page, its examples unchanged.
fn page(rule: &Rule) -> Vec<String> {
    let mut lines = Vec::new();
    let mut paragraph = String::new();
    let mut in_example = false;
    for line in rule.page.trim_end().lines() {
        let fence = line.starts_with("```");
        in_example ^= fence;
        let as_it_stands = in_example || fence || line.is_empty() || line.starts_with('|');
        if as_it_stands || line.starts_with("- ") {
            lines.extend(prose(&std::mem::take(&mut paragraph)));
        }
        if as_it_stands {
            lines.push(line.to_owned());
        } else {
            let gap = if paragraph.is_empty() { "" } else { " " };
            paragraph += &format!("{gap}{}", line.trim_start());
        }
    }
    lines.extend(prose(&paragraph));
    lines
}

/// Breaks a paragraph or an item of a list into lines that fit; an empty text has no lines.
fn prose(line: &str) -> Vec<String> {
    if line.is_empty() {
        return Vec::new();
    }
    let indent = if line.starts_with("- ") { 2 } else { 0 };
    let lines = wrapped(line, WIDTH - indent).into_iter().enumerate();
    lines.map(|(i, line)| if i == 0 { line } else { format!("{:indent$}{line}", "") }).collect()
}

fn list(terminal: &mut Terminal) -> Result<(), Problem> {
    let width = RULES.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    for (i, group) in Group::ALL.iter().enumerate() {
        let gap = if i == 0 { "" } else { "\n" };
        writeln!(terminal.out, "{gap}{}", group.heading())?;
        for rule in RULES.iter().filter(|rule| rule.group == *group) {
            for (i, line) in wrapped(rule.summary(), WIDTH - width - 4).iter().enumerate() {
                let name = if i == 0 { rule.name } else { "" };
                writeln!(terminal.out, "  {name:width$}  {line}")?;
            }
        }
    }
    Ok(())
}

fn unknown(name: &str) -> Problem {
    let problem = Problem::new(format!("there is no rule `{}`", gainsay_model::text::escaped(name)));
    match nearest(name, RULES.iter().map(|rule| rule.name)) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("`gainsay explain` lists them all"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_listed() {
        for rule in RULES {
            assert!(Group::ALL.contains(&rule.group), "{}", rule.name);
        }
    }
}
