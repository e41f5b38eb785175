//! Lays out the text of a page in lines.

use super::element::Role;

/// The text of a page as it is written down: white space as browsers show it.
#[derive(Debug, Default)]
pub(super) struct Lines {
    text: String,
    /// White space that comes before the next text.
    pending: Pending,
    preformatted: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Pending {
    #[default]
    Nothing,
    Space,
    Tab,
    Newline,
}

impl Lines {
    pub(super) fn enter(&mut self, role: Role) {
        match role {
            Role::Block | Role::LineBreak => self.part(Pending::Newline),
            Role::Preformatted => {
                self.part(Pending::Newline);
                self.preformatted += 1;
            }
            Role::Cell => self.part(Pending::Tab),
            Role::Inline | Role::Aside => {}
        }
    }

    pub(super) fn leave(&mut self, role: Role) {
        match role {
            Role::Block => self.part(Pending::Newline),
            Role::Preformatted => {
                self.part(Pending::Newline);
                self.preformatted = self.preformatted.saturating_sub(1);
            }
            Role::Cell => self.part(Pending::Tab),
            Role::Inline | Role::LineBreak | Role::Aside => {}
        }
    }

    pub(super) fn write(&mut self, text: &str) {
        if self.preformatted > 0 {
            self.write_pending();
            self.text.push_str(text);
            return;
        }
        let mut words = text.split(|c: char| c.is_ascii_whitespace());
        self.write_word(words.next().unwrap_or_default());
        for word in words {
            self.part(Pending::Space);
            self.write_word(word);
        }
    }

    /// Returns all that was written, with a newline at the end.
    pub(super) fn finish(mut self) -> String {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text
    }

    fn part(&mut self, by: Pending) {
        self.pending = self.pending.max(by);
    }

    fn write_word(&mut self, word: &str) {
        if !word.is_empty() {
            self.write_pending();
            self.text.push_str(word);
        }
    }

    fn write_pending(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        if self.text.is_empty() {
            return;
        }
        match pending {
            Pending::Nothing => {}
            Pending::Space => self.text.push(' '),
            Pending::Tab => self.text.push('\t'),
            Pending::Newline => self.text.push('\n'),
        }
    }
}
