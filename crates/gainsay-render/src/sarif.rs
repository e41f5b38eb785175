//! SARIF 2.1.0, the format in which code scanning and editors read the findings of a tool.

mod log;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Write};

use gainsay_diff::findings::AnyFinding;
use gainsay_diff::rules::RULES;
use gainsay_model::finding::Finding;
use serde::{Serialize, Serializer};

use self::log::{
    Artifact, Configuration, Driver, Fingerprints, Help, Invocation, Location, Log, Notification, Outcome, Physical,
    Properties, Region, Rule, Run, Suppression, Text, Tool,
};
use crate::plural::plural;
use crate::prose::abridged;
use crate::safe_json::write_json;
use crate::{Filed, Report, plain_lines, summary};

/// Writes a log of one run.
///
/// # Errors
/// Returns the errors of `out`.
pub fn render(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rules = &*rules(report);
    let driver = Driver {
        name: "gainsay",
        semantic_version: env!("CARGO_PKG_VERSION"),
        information_uri: env!("CARGO_PKG_REPOSITORY"),
        rules,
    };
    let results = Results { report, rules };
    let run =
        Run { tool: Tool { driver }, invocations: [invocation(report)], column_kind: "unicodeCodePoints", results };
    write_json(&Log { schema: log::SCHEMA, version: "2.1.0", runs: [run] }, out)
}

/// The results of a run, put into words one by one when they are written.
struct Results<'r, 'w> {
    report: &'r Report<'w>,
    rules: &'r [Rule],
}

impl Serialize for Results<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let findings = self.report.shown_by_fingerprint();
        serializer.collect_seq(findings.map(|(print, finding)| outcome(self.report, self.rules, finding, print)))
    }
}

/// Returns the rules of the findings, in the order of their table.
fn rules(report: &Report<'_>) -> Vec<Rule> {
    let used: BTreeSet<&str> = report.shown().map(AnyFinding::rule).collect();
    let told = RULES.iter().filter(|rule| used.contains(rule.name)).map(|rule| Rule {
        id: rule.name,
        short_description: Text { text: rule.summary() },
        full_description: Text { text: rule.background() },
        help: Help { text: rule.page, markdown: rule.page },
        default_configuration: Configuration { level: rule.level.word() },
    });
    told.collect()
}

fn outcome<'r>(report: &Report<'_>, rules: &[Rule], finding: &'r AnyFinding, fingerprint: String) -> Outcome<'r> {
    let ruling = finding.ruled();
    let contested = finding.conflict().map(|conflict| conflict.contested.as_str());
    let any = finding;
    let finding = &*abridged(&report.naming, any);
    let (first, others) = report.filed(finding);
    Outcome {
        rule_id: finding.rule,
        rule_index: rules.iter().position(|rule| rule.id == finding.rule).unwrap_or_default(),
        level: finding.level.word(),
        message: message(report, any, finding),
        locations: [location(report, first, None)],
        related_locations: others
            .into_iter()
            .enumerate()
            .map(|(i, filed)| location(report, filed, Some(i + 1)))
            .collect(),
        partial_fingerprints: Fingerprints { first: fingerprint },
        // If one result has suppressions, all must have them, so that nobody takes the others for undecided.
        suppressions: ruling
            .into_iter()
            .map(|ruling| Suppression { kind: "external", status: "accepted", justification: ruling })
            .collect(),
        properties: Properties {
            mechanism: finding.mechanism,
            contested,
            certain: finding.certain,
            other_rules: finding.other_rules.clone(),
        },
    }
}

/// Returns the message, with each side and the reasons below it; the places of records have fields of their own.
fn message(report: &Report<'_>, any: &AnyFinding, finding: &Finding) -> Text<String> {
    let mut lines = vec![finding.message.clone()];
    lines.extend(plain_lines::sides(report, any));
    lines.extend(plain_lines::reasons(report, any, finding));
    Text { text: plain(&lines.join("\n")) }
}

/// Returns a text for SARIF without links: a record is quoted, and its text leads nowhere.
fn plain(text: &str) -> String {
    text.replace("](", "] (")
}

/// Returns a location. Every place but the first has a number, by which others may refer to it.
fn location(report: &Report<'_>, (place, seen): Filed<'_, '_>, id: Option<usize>) -> Location {
    let region = Region {
        start_line: place.start.0,
        start_column: place.start.1,
        end_line: place.end.0,
        end_column: place.end.1,
    };
    Location {
        id,
        physical_location: Physical {
            artifact_location: Artifact { uri: uri(&report.path(&place)), uri_base_id: log::ROOT },
            region,
        },
        message: if seen.is_empty() { None } else { Some(Text { text: plain(seen) }) },
    }
}

/// Returns the result of the run. A check that could not look at everything has not succeeded, whatever it found.
fn invocation(report: &Report<'_>) -> Invocation {
    let mut notifications: Vec<Notification> = report.unread().map(|finding| unread(report, finding)).collect();
    if report.claims() == 0 {
        notifications.push(Notification {
            level: "error",
            message: Text { text: summary::NO_CLAIMS.into() },
            locations: Vec::new(),
        });
    }
    if report.summary().left_out > 0 {
        let text = format!("{} left out for a fault", plural(report.summary().left_out, "claim"));
        notifications.push(Notification { level: "warning", message: Text { text }, locations: Vec::new() });
    }
    let left = report.left.into_iter().flat_map(|left| &left.meant).map(|path| summary::not_read_by_its_name(path));
    for text in summary::left_unread(report).into_iter().chain(left) {
        notifications.push(Notification { level: "note", message: Text { text }, locations: Vec::new() });
    }
    Invocation {
        execution_successful: notifications.iter().all(|notification| notification.level != "error"),
        tool_execution_notifications: notifications,
    }
}

fn unread(report: &Report<'_>, finding: &Finding) -> Notification {
    let (first, _) = report.filed(finding);
    Notification {
        level: "error",
        message: Text { text: plain(&finding.message) },
        locations: vec![location(report, first, None)],
    }
}

/// Returns a path as a relative reference (RFC 3986): all reserved bytes are percent-encoded, and only `/` separates.
fn uri(path: &str) -> String {
    let mut written = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            written.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(written, "%{byte:02X}");
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_relative_reference() {
        assert_eq!(uri("claims/of 2018/a:b.yaml"), "claims/of%202018/a%3Ab.yaml");
        assert_eq!(uri("100%/é#?.yaml"), "100%25/%C3%A9%23%3F.yaml");
    }

    #[test]
    fn a_quoted_link_leads_nowhere() {
        assert_eq!(plain("see [this](https://example.org) and a[0]"), "see [this] (https://example.org) and a[0]");
    }
}
