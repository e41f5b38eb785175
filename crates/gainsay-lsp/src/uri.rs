//! Addresses of files, and their paths.

use std::path::{Path, PathBuf};

use lsp_types::Uri;

/// Returns the address of a file.
pub fn of_path(path: &Path) -> Uri {
    let text = path.to_string_lossy().replace('\\', "/");
    let slash = if text.starts_with('/') { "" } else { "/" };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    let encoded =
        text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") });
    Uri(format!("file://{slash}{}", encoded.collect::<String>()))
}

/// Returns the path of a file by its address; none if it is no file here.
pub fn to_path(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix("file://")?;
    let at = rest.find('/')?;
    let (host, path) = (rest.get(..at)?, rest.get(at..)?);
    if !matches!(host, "" | "localhost") {
        return None;
    }
    let text = String::from_utf8(decoded(path.split(['?', '#']).next()?)?).ok()?;
    // `/C:/…` is `C:/…`.
    let drive = text.get(1..).filter(|rest| rest.as_bytes().get(1) == Some(&b':'));
    Some(PathBuf::from(if cfg!(windows) { drive.unwrap_or(&text) } else { &text }))
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut rest) = (Vec::new(), text.bytes());
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            other => other,
        });
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_back_to_its_path() {
        for path in ["/a/b.yaml", "/with space/ü 😀%41#?.yaml"] {
            let uri = of_path(Path::new(path));
            assert_eq!(to_path(&uri.0), Some(PathBuf::from(path)), "{uri:?}");
        }
        assert_eq!(of_path(Path::new("/a b/ü")).0, "file:///a%20b/%C3%BC");
    }

    #[test]
    fn what_is_no_file_here_has_no_path() {
        for uri in
            ["untitled:Untitled-1", "file://elsewhere/a", "file:///%zz", "file:///%ff", "file:///%f", "", "file://"]
        {
            assert_eq!(to_path(uri), None, "{uri}");
        }
    }
}
