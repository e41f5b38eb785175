//! Facts about continuous integration, as the environment of this process tells them.

/// Returns whether this process runs in continuous integration, where changes of strangers are checked: most services
/// set `CI`.
pub fn is_in_ci() -> bool {
    is_set("CI")
}

/// Returns whether a CI service reads what this process prints and obeys some of it.
pub fn obeys_output() -> bool {
    is_in_ci() || ["GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION"].into_iter().any(is_set)
}

fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "false" && value != "0")
}
