//! Colours around text, where they are wanted: the numbers of ECMA-48, "Select graphic rendition", which every terminal
//! knows.

/// Puts colours around text, or none.
#[derive(Clone, Copy, Debug)]
pub struct Paint {
    /// Says whether colours are wanted.
    pub styled: bool,
}

impl Paint {
    /// Returns text in bold.
    pub fn bold(self, text: &str) -> String {
        self.colored("1", text)
    }

    /// Returns text in a faint style.
    pub fn dim(self, text: &str) -> String {
        self.colored("2", text)
    }

    /// Returns text in a colour, by its number.
    pub fn colored(self, color: &str, text: &str) -> String {
        if self.styled && !color.is_empty() && !text.is_empty() {
            format!("\x1b[{color}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}
