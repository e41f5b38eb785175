//! The part of a SARIF log that is written here. The names and shapes are those of SARIF 2.1.0, an OASIS standard.

use serde::Serialize;

/// The address of the schema of a log at OASIS.
pub const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The base of paths: by convention, the root of the repository.
pub const ROOT: &str = "%SRCROOT%";

/// The whole file.
#[derive(Serialize)]
pub struct Log<'r, Results> {
    #[serde(rename = "$schema")]
    pub schema: &'static str,
    pub version: &'static str,
    pub runs: [Run<'r, Results>; 1],
}

/// One run of a tool.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Run<'r, Results> {
    pub tool: Tool<'r>,
    pub invocations: [Invocation; 1],
    pub column_kind: &'static str,
    /// The results, made when they are written.
    pub results: Results,
}

/// The tool, which consists of its driver: it has no plug-ins.
#[derive(Serialize)]
pub struct Tool<'r> {
    pub driver: Driver<'r>,
}

/// The program and its rules.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Driver<'r> {
    pub name: &'static str,
    pub semantic_version: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub information_uri: &'static str,
    pub rules: &'r [Rule],
}

/// A rule.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    pub id: &'static str,
    pub short_description: Text<&'static str>,
    pub full_description: Text<String>,
    pub help: Help,
    pub default_configuration: Configuration,
}

/// The page of a rule.
#[derive(Serialize)]
pub struct Help {
    pub text: &'static str,
    pub markdown: &'static str,
}

/// The level of a rule unless the workspace changes it.
#[derive(Serialize)]
pub struct Configuration {
    pub level: &'static str,
}

/// A text, or something that is displayed as one.
#[derive(Serialize)]
pub struct Text<T> {
    pub text: T,
}

/// The execution of the tool: whether it could do everything, and what it could not.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Invocation {
    pub execution_successful: bool,
    pub tool_execution_notifications: Vec<Notification>,
}

/// A notification about the run itself.
#[derive(Serialize)]
pub struct Notification {
    pub level: &'static str,
    pub message: Text<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<Location>,
}

/// A finding, which the standard calls a result.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome<'r> {
    pub rule_id: &'static str,
    pub rule_index: usize,
    pub level: &'static str,
    pub message: Text<String>,
    pub locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related_locations: Vec<Location>,
    pub partial_fingerprints: Fingerprints,
    pub suppressions: Vec<Suppression<'r>>,
    #[serde(skip_serializing_if = "Properties::are_none")]
    pub properties: Properties<'r>,
}

/// The part of a result that stays the same, under a name that tells how it is computed.
#[derive(Serialize)]
pub struct Fingerprints {
    #[serde(rename = "gainsay/v1")]
    pub first: String,
}

/// The reason why a result needs no action.
#[derive(Serialize)]
pub struct Suppression<'r> {
    pub kind: &'static str,
    pub status: &'static str,
    pub justification: &'r str,
}

/// Properties for which the standard has no name.
#[derive(Serialize)]
pub struct Properties<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mechanism: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contested: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certain: Option<bool>,
    #[serde(rename = "otherRules", skip_serializing_if = "Vec::is_empty")]
    pub other_rules: Vec<&'static str>,
}

impl Properties<'_> {
    fn are_none(&self) -> bool {
        self.mechanism.is_none() && self.contested.is_none() && self.certain.is_none()
    }
}

/// A place, and the text to show there.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<usize>,
    pub physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Text<String>>,
}

/// A part of a file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Physical {
    pub artifact_location: Artifact,
    pub region: Region,
}

/// A file, from [`ROOT`].
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Artifact {
    pub uri: String,
    pub uri_base_id: &'static str,
}

/// Lines and columns from 1; the end is after the last character.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Region {
    pub start_line: usize,
    pub start_column: usize,
    pub end_line: usize,
    pub end_column: usize,
}
