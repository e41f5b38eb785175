//! Links to lines of files, where a forge shows them: told by what its runners set in the environment.

use std::env;
use std::path::Path;

use crate::repository;

/// Where the files of the workspace are shown.
pub struct Links {
    /// Up to the file's path from the root of the repository.
    base: Option<String>,
    /// The workspace's folder within the repository, with a slash at the end, if it is not all of it.
    folder: String,
}

impl Links {
    /// As GitHub's and GitLab's runners tell it, of the workspace with that root; none elsewhere.
    pub fn from_environment(root: &Path) -> Links {
        let get = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
        let github = || Some(format!("{}/{}/blob/{}", get("GITHUB_SERVER_URL")?, get("GITHUB_REPOSITORY")?, get("GITHUB_SHA")?));
        let gitlab = || Some(format!("{}/-/blob/{}", get("CI_PROJECT_URL")?, get("CI_COMMIT_SHA")?));
        Links { base: github().or_else(gitlab), folder: repository::prefix(root) }
    }

    /// The address of a line; none of what is in no file of the workspace, or where no forge is known.
    pub fn to(&self, file: &str, line: usize) -> Option<String> {
        let base = self.base.as_ref().filter(|_| !file.starts_with('<') && !file.is_empty())?;
        Some(format!("{base}/{}{}#L{line}", encoded(&self.folder), encoded(file)))
    }
}

/// A path as it stands in an address.
fn encoded(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    path.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_the_line() {
        let links = Links { base: Some("https://example.org/kb/blob/abc".into()), folder: "facts/".into() };
        let address = links.to("claims/über 1.yaml", 3);
        assert_eq!(address.as_deref(), Some("https://example.org/kb/blob/abc/facts/claims/%C3%BCber%201.yaml#L3"));
        assert_eq!(links.to("<diplomacy>", 3), None);
        assert_eq!(Links { base: None, folder: String::new() }.to("a.yaml", 1), None);
    }
}
