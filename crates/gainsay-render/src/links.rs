//! Links to lines of files on a forge.

/// The location of the workspace's files on a forge.
#[derive(Clone, Default, Debug)]
pub struct Links {
    /// The address of the repository's files, up to a path from the root of the repository; none if no forge is known.
    pub base: Option<String>,
    /// The workspace's folder within the repository, with a slash at the end; empty if the folder is the root.
    pub folder: String,
}

impl Links {
    /// Returns the address of a line; none for a place in no file of the workspace, or if no forge is known.
    pub fn to(&self, file: &str, line: usize) -> Option<String> {
        let base = self.base.as_ref().filter(|_| !file.starts_with('<') && !file.is_empty())?;
        Some(format!("{base}/{}{}#L{line}", encoded(&self.folder), encoded(file)))
    }
}

/// Returns a path as it is written in an address.
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
