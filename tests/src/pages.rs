//! Markdown pages, as far as tests read them: the fenced blocks, each with its words and its line.

/// A fenced block of a page.
#[derive(Clone, Debug)]
pub struct Block {
    /// The words after the opening fence: `yaml`, `raises`, `dispute`.
    pub words: Vec<String>,
    /// The text between the fences.
    pub text: String,
    /// The number of the line after the opening fence, from 1.
    pub line: usize,
    /// The number of lines of the text.
    pub lines: usize,
}

impl Block {
    /// Returns the word at that position, or an empty one.
    pub fn word(&self, position: usize) -> &str {
        self.words.get(position).map_or("", String::as_str)
    }
}

/// Returns the fenced blocks of a page, in order.
///
/// # Panics
/// Panics if a fence is never closed: the rest of the page would not be tested.
pub fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = page.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let fence: String = line.chars().take_while(|c| *c == '`').collect();
        if fence.len() < 3 {
            continue;
        }
        let words = line[fence.len()..].split_whitespace().map(str::to_owned).collect();
        let mut text = String::new();
        let mut count = 0;
        loop {
            let Some((_, line)) = lines.next() else { panic!("the block at line {} is never closed", number + 1) };
            if line.trim_end() == fence {
                break;
            }
            text.push_str(line);
            text.push('\n');
            count += 1;
        }
        blocks.push(Block { words, text, line: number + 2, lines: count });
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_have_their_words_and_lines() {
        let page = "# A page\n\n```yaml raises denial\na: 1\nb: 2\n```\n\n````\n```\n````\n";
        let found = blocks(page);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].word(0), found[0].word(2), found[0].word(3)), ("yaml", "denial", ""));
        assert_eq!((found[0].text.as_str(), found[0].line, found[0].lines), ("a: 1\nb: 2\n", 4, 2));
        assert_eq!((found[1].text.as_str(), found[1].line), ("```\n", 9));
    }

    #[test]
    #[should_panic(expected = "line 2 is never closed")]
    fn a_block_without_an_end_is_no_block() {
        blocks("text\n```yaml\na: 1\n");
    }
}
