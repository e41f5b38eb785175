//! The files that every page uses: the stylesheet, the script and the icon.

/// The stylesheet.
pub const STYLE: &str = include_str!("../assets/site.css");

/// The script.
pub const SCRIPT: &str = include_str!("../assets/site.js");

/// The icon.
pub const ICON: &str = include_str!("../assets/icon.svg");

/// The script of the forms, which only a live site has.
pub const EDIT_SCRIPT: &str = include_str!("../assets/edit.js");

/// All files, by address. `.nojekyll` keeps GitHub from leaving anything out.
pub const ALL: [(&str, &str); 4] =
    [("assets/site.css", STYLE), ("assets/site.js", SCRIPT), ("assets/icon.svg", ICON), (".nojekyll", "")];
