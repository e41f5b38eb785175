//! Chooses the form of a text: plain, in quotes, folded, or line by line.

use super::FOLD;
use crate::schema::Content;
use crate::yaml::{self, Node, may_be_typed, needs_quotes, plain_reads_back, plain_reads_back_in_flow, quoted};

/// Returns a text on one line: plain where every reader takes it for that text, else in double quotes.
///
/// Dates and figures are plain wherever YAML can hold them so. Between brackets, fewer texts can be plain.
pub(crate) fn one_line(text: &str, content: Content, in_brackets: bool) -> String {
    let is_figure = matches!(content, Content::Date | Content::Figure);
    let is_plain = (is_figure || begins_plainly(text) && !may_be_typed(text))
        && if in_brackets { plain_reads_back_in_flow(text) } else { plain_reads_back(text) };
    if is_plain { text.to_owned() } else { quoted(text) }
}

/// Returns true if a text begins with a character that no reader takes for a sign of YAML.
fn begins_plainly(text: &str) -> bool {
    text.starts_with(|first: char| {
        first.is_alphanumeric() || !first.is_ascii() || matches!(first, '_' | '/' | '(' | '.' | '$')
    })
}

/// Returns a text as a block, behind a key or a dash in column `indent`: a text of several lines line by line, any
/// other one folded.
///
/// Returns none where a block would not give the text back, or where a text of one line has no place to be folded at.
pub(crate) fn block_text(text: &str, indent: usize) -> Option<String> {
    if text.chars().any(|c| c != '\n' && needs_quotes(c)) {
        return None;
    }
    let block = if text.contains('\n') { literal(text)? } else { folded(text, FOLD.saturating_sub(indent + 2))? };
    (read_back(&block.laid_out(0))? == text).then(|| block.laid_out(indent))
}

struct Block<'t> {
    header: &'static str,
    lines: Vec<&'t str>,
}

impl Block<'_> {
    fn laid_out(&self, indent: usize) -> String {
        let mut laid_out = self.header.to_owned();
        for line in &self.lines {
            laid_out.push('\n');
            if !line.is_empty() {
                laid_out.extend(std::iter::repeat_n(' ', indent + 2));
                laid_out.push_str(line);
            }
        }
        laid_out
    }
}

/// Returns a text line by line. It may end in one line break, but not in more.
fn literal(text: &str) -> Option<Block<'_>> {
    let (body, is_ended) = text.strip_suffix('\n').map_or((text, false), |body| (body, true));
    let lines: Vec<&str> = body.split('\n').collect();
    let begins_indented = lines.iter().find(|line| !line.is_empty()).is_some_and(|line| line.starts_with([' ', '\t']));
    let is_whole = lines.last().is_some_and(|last| !last.trim().is_empty());
    let header = match (is_ended, begins_indented) {
        (false, false) => "|-",
        (false, true) => "|2-",
        (true, false) => "|",
        (true, true) => "|2",
    };
    is_whole.then_some(Block { header, lines })
}

/// Returns a text broken into lines of at most `width` characters where its words allow, only at single spaces.
fn folded(text: &str, width: usize) -> Option<Block<'_>> {
    let lines = folded_lines(text, width);
    (lines.len() > 1).then_some(Block { header: ">-", lines })
}

fn folded_lines(text: &str, width: usize) -> Vec<&str> {
    let mut lines = Vec::new();
    let (mut start, mut last_gap, mut length) = (0, None, 0);
    for gap in gaps(text).map(Some).chain([None]) {
        let end = gap.unwrap_or(text.len());
        let from: usize = last_gap.map_or(start, |gap: usize| gap + 1);
        let word = text.get(from..end).map_or(0, |word| word.chars().count());
        let space = usize::from(last_gap.is_some());
        if let Some(gap) = last_gap
            && length + space + word > width
        {
            lines.extend(text.get(start..gap));
            (start, length) = (gap + 1, word);
        } else {
            length += space + word;
        }
        last_gap = gap;
    }
    lines.extend(text.get(start..));
    lines
}

/// Returns the places where a text can be broken: at single spaces between characters that are no white space.
fn gaps(text: &str) -> impl Iterator<Item = usize> {
    let is_ink = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
    text.match_indices(' ').map(|(at, _)| at).filter(move |&at| {
        let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
        is_ink(before.chars().next_back()) && is_ink(after.chars().next())
    })
}

/// Returns the text of a key's value, as the parser reads it.
fn read_back(block: &str) -> Option<String> {
    let reading = yaml::read(&format!("k: {block}\nl: m\n"));
    let document = reading.documents.into_iter().next().filter(|document| document.entries.len() == 2)?;
    match document.entries.into_iter().next()?.value {
        Node::Scalar(scalar) if reading.faults.is_empty() => Some(scalar.text),
        _ => None,
    }
}
