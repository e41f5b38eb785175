//! Settings that the environment hands on: git passes what `git -c NAME=VALUE` sets to hooks and aliases in
//! `GIT_CONFIG_PARAMETERS`.

use gix::Repository;
use gix::bstr::{BString, ByteSlice};
use gix::config::Source;

/// The variable in which git hands on what `-c` has set.
const PARAMETERS: &str = "GIT_CONFIG_PARAMETERS";

/// Applies what was set with `git -c` to a repository. These settings come after all others. Settings that cannot be
/// read are left out: git itself refuses to run then.
pub fn heed_parameters(git: &mut Repository) {
    let Some(text) = std::env::var_os(PARAMETERS).and_then(|text| gix::path::os_string_into_bstring(text).ok()) else {
        return;
    };
    let settings = settings(&text);
    if settings.is_empty() {
        return;
    }
    let mut config = git.config_snapshot_mut();
    for setting in settings {
        // One setting that cannot be read does not spoil the others.
        let _ = config.append_config([setting.as_bstr()], Source::Cli);
    }
    let _ = config.commit();
}

/// Reads settings as git writes them, each as `NAME=VALUE`, or as `NAME` alone where it is merely switched on. The form
/// is `'name=value'` or, since version 2.31, `'name'='value'`, with spaces between settings.
fn settings(text: &[u8]) -> Vec<BString> {
    let mut settings = Vec::new();
    let mut rest = text.trim_start();
    while let Some((mut setting, after)) = quoted(rest) {
        rest = after;
        if let Some(value) = rest.strip_prefix(b"=") {
            setting.push(b'=');
            rest = value;
            if let Some((value, after)) = quoted(rest) {
                setting.extend_from_slice(&value);
                rest = after;
            } else {
                // A name without a value is switched on.
                setting.pop();
            }
        }
        settings.push(BString::from(setting));
        rest = rest.trim_start();
    }
    settings
}

/// Reads one text in single quotes, and returns what follows it as well. A quote or `!` within the text is written as
/// git writes it for shells: the quotes end, a backslash and the character follow, and the quotes begin again.
fn quoted(text: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut found = Vec::new();
    let mut rest = text.strip_prefix(b"'")?;
    loop {
        let end = rest.find_byte(b'\'')?;
        found.extend_from_slice(rest.get(..end)?);
        rest = rest.get(end + 1..)?;
        match rest {
            [b'\\', escaped @ (b'\'' | b'!'), b'\'', after @ ..] => {
                found.push(*escaped);
                rest = after;
            }
            _ => return Some((found, rest)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_as_git_writes_them() {
        for (text, wanted) in [
            ("", &[][..]),
            ("'a.b=c'", &["a.b=c"]),
            ("'a.b'='c'", &["a.b=c"]),
            ("'a.b'='c' 'd.e=f g'  'h.i'=", &["a.b=c", "d.e=f g", "h.i"]),
            ("'a.b'='it'\\''s'\\!''", &["a.b=it's!"]),
            ("'a.b", &[]),
            ("nonsense 'a.b=c'", &[]),
        ] {
            assert_eq!(
                settings(text.as_bytes()),
                wanted.iter().map(|text| BString::from(*text)).collect::<Vec<_>>(),
                "{text}"
            );
        }
    }
}
