//! Explains the parser's errors to people: the fault, its place, and the advice.
//!
//! The parser reports the place where it gave up, which is often behind the cause. The cause is looked for in the lines
//! around.

use granit_parser::ErrorKind;

use super::cut::{MARK, Piece, WHITE};
use super::{DEEPEST, Fault, Span};

const IN_QUOTES: &str = "put the whole text in double quotes";
const LIST: &str = "write a list as `via: [first, second]`, or each member on a line of its own below its key, indented by two \
                    spaces and begun with `- `";
/// The fault of a line out of place, and the advice.
const NEITHER: (&str, &str) = (
    "this line is neither a key with its value nor part of the text above",
    "write it as `key: value`; if it goes on with the text above, indent it by two spaces, or as far as that text",
);

const COMMENT_WITHIN: &str = "move the comment above the key that it stands under; if its `#` belongs to the text, put the whole text in double quotes";

/// The number of characters of a line that are pointed at.
const LONGEST_SHOWN: usize = 100;

/// The longest key on the line of its value, in characters, and so in no fewer bytes.
const LONGEST_KEY: usize = 1024;
const LINES: &str = "keys of one record begin in the same column; a text that goes on is indented by two spaces";

/// Returns the fault for the parser's error at byte `at` of a piece. `before` is the end of the last part that was read
/// well, and `open` are the brackets that are open there.
pub(super) fn fault(piece: &Piece<'_>, kind: &ErrorKind, at: usize, before: usize, open: &[usize]) -> Fault {
    let trouble = Trouble { piece, text: piece.text, at: at.min(piece.text.len()), before };
    trouble.tab(kind).unwrap_or_else(|| trouble.explain(kind, open))
}

/// Returns the fault of a list or mapping that is nested too deep.
pub(super) fn too_deep(piece: &Piece<'_>, at: usize) -> Fault {
    Fault::not_yaml(
        piece.span(at, at),
        format!("lists and mappings lie more than {DEEPEST} levels deep in one another here"),
        "a record needs three or four; look for brackets or dashes that are there by mistake",
    )
}

/// Returns the fault of a text in quotes that is opened at one byte, and of which a line begins at the left margin at
/// another.
pub(super) fn quote_at_margin(piece: &Piece<'_>, opened: usize, line: usize) -> Fault {
    let place = first_line(piece, line);
    let mark = piece.text.get(opened..).and_then(|rest| rest.chars().next()).unwrap_or('"');
    Fault::not_yaml(
        place,
        format!("the text in quotes goes on here, at the left margin, since its `{mark}` above is not closed before"),
        "close the quotation mark where the text ends; if this line belongs to the text, indent it by two spaces",
    )
}

/// Returns the fault of a line at byte `from` such as `by:bahrami`, if it is one.
pub(super) fn missing_space(piece: &Piece<'_>, text: &str, from: usize) -> Option<Fault> {
    let line = text.get(from..)?.split(['\n', '\r']).next()?;
    let (key, value) = line.split_once(':')?;
    let key = key.trim_matches(['"', '\'']);
    let is_key = key.starts_with(char::is_alphabetic)
        && key.chars().all(|letter| letter.is_alphanumeric() || "-_.".contains(letter));
    let is_stuck = value.starts_with(|first: char| !first.is_whitespace() && first != '/');
    (is_key && is_stuck).then(|| {
        let colon = from + line.len() - value.len() - 1;
        Fault::not_yaml(
            piece.span(colon, colon + 1),
            format!("the space after the colon of `{key}:` is missing"),
            format!("write `{key}: ` and then the value"),
        )
    })
}

/// Returns the span from byte `start` of a piece to the end of its line, or as much of it as can be shown.
pub(super) fn first_line(piece: &Piece<'_>, start: usize) -> Span {
    let rest = piece.text.get(start..).unwrap_or_default();
    let line = rest.split(['\n', '\r']).next().unwrap_or_default().trim_end_matches(WHITE);
    let length = line.char_indices().nth(LONGEST_SHOWN).map_or(line.len(), |(length, _)| length);
    piece.span(start, start + length)
}

struct Trouble<'a> {
    piece: &'a Piece<'a>,
    text: &'a str,
    at: usize,
    before: usize,
}

impl Trouble<'_> {
    fn explain(&self, kind: &ErrorKind, open: &[usize]) -> Fault {
        use ErrorKind::*;
        let at = self.at;
        match kind {
            RecursionLimitExceeded => too_deep(self.piece, at),
            UnclosedQuotedScalar => self.unclosed_quote(at),
            InvalidTrailingSingleQuotedScalar | InvalidTrailingDoubleQuotedScalar => self.after_quote(),
            UnexpectedCharacter { character: '`' } => self.put("a text that begins with a backtick must stand in quotes", IN_QUOTES),
            UnexpectedCharacter { character } => self.put(format!("a text that begins with `{character}` must stand in quotes"), IN_QUOTES),
            MismatchedFlowCollectionEnd { open, close } => self.put(
                format!("`{open}` is opened here, but `{close}` closes it"),
                "close `[` with `]` and `{` with `}`; if the bracket belongs to a text, put the whole text in double quotes",
            ),
            UnclosedFlowCollection { open } => self.unclosed_bracket(at, *open),
            MisplacedFlowCollectionEnd => {
                self.put("this bracket closes nothing", "delete it; if it belongs to a text, put the whole text in double quotes")
            }
            UnknownQuotedScalarEscape
            | InvalidQuotedScalarHexEscape
            | InvalidLowSurrogateHexEscape
            | InvalidLowSurrogate
            | MissingLowSurrogate
            | UnpairedLowSurrogate
            | InvalidUnicodeEscape => self.escape(),
            MissingAnchorOrAliasName => self.put("a text that begins with `*` or `&` must stand in quotes", IN_QUOTES),
            ExpectedTagBang
            | ExpectedTagDirectiveBang
            | InvalidGlobalTagCharacter
            | UndeclaredTagHandle
            | InvalidTagTerminator
            | InvalidTagDirectiveTerminator
            | MissingTagUri
            | UnclosedVerbatimTag
            | InvalidTagEscape
            | InvalidTagUtf8LeadingByte
            | InvalidTagUtf8TrailingByte
            | InvalidTagUtf8 => self.put("a text that begins with `!` must stand in quotes", IN_QUOTES),
            MappingKeyNotAllowed => self.put("a text that begins with `? ` must stand in quotes", IN_QUOTES),
            PlainScalarStartsWithDashFlowIndicator => self.put("a text that begins with `-` and a bracket or comma must stand in quotes", IN_QUOTES),
            InvalidBlockScalarHeader | ZeroBlockScalarIndent => self.put(
                "after `|` or `>` the text begins on the next line",
                "move the text to the next line, indented by two spaces; if `|` or `>` belongs to the text, put the whole text in double quotes",
            ),
            InvalidBlockScalarIndent => self.put("this line is indented otherwise than the text it belongs to", LINES),
            BomInsideDocument => self.put(
                "a byte-order mark (U+FEFF) stands in the middle of the file; it cannot be seen",
                "delete it: two files may have been joined here",
            ),
            CommentNotSeparated => self.put(
                "a comment must have a space before its `#`",
                "write a space before the `#`; if it belongs to a text, put the whole text in double quotes",
            ),
            CommentInterceptedScalar => self.put(
                "a comment breaks off the text above, which goes on after it",
                "if the `#` belongs to the text, put the whole text in double quotes; else move the comment above the key",
            ),
            BlockEntryInFlowCollection => self.put(
                "a `- ` stands between brackets",
                "put a comma between two members; if the `-` belongs to a text, put the whole text in double quotes",
            ),
            _ if !open.is_empty() => self.in_brackets(open),
            BlockSequenceEntryNotAllowed => self.put(
                "a list cannot begin on the line of its key in this way",
                format!("{LIST}; if the `-` belongs to a text, put the whole text in double quotes"),
            ),
            MappingValueNotAllowed => self.stray_colon(),
            _ => self.stray_line(),
        }
    }

    /// Returns the fault of a tab in the place of spaces: for an error of that kind, or any other on a line that begins
    /// with a tab.
    fn tab(&self, kind: &ErrorKind) -> Option<Fault> {
        use ErrorKind::*;
        let is_tab = matches!(
            kind,
            TabNotAllowed
                | TabInBlockIndentation
                | TabInIndentation
                | TabInPlainScalar
                | TabAtBlockScalarStart
                | InvalidBlockEntryWhitespace
                | InvalidMappingValueWhitespace
        );
        let line = self.line_start(self.at);
        let rest = self.text.get(line..).unwrap_or_default();
        let indent = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let leading = rest.get(..indent).and_then(|indent| indent.find('\t')).map(|tab| line + tab);
        let later = || self.text.get(self.at..).and_then(|rest| rest.find('\t')).map(|tab| self.at + tab);
        let place = leading.or_else(|| if is_tab { later() } else { None })?;
        Some(Fault::not_yaml(
            self.piece.span(place, place + 1),
            "a tab stands here where YAML wants spaces",
            "replace the tab by spaces: two for each level",
        ))
    }

    /// Returns the fault of a quote without an end.
    fn unclosed_quote(&self, at: usize) -> Fault {
        Fault::not_yaml(
            self.piece.span(at, at + 1),
            "the quotation mark opened here is not closed",
            "close it at the end of the text; an apostrophe at the beginning of a text needs double quotes around the whole text",
        )
    }

    /// Returns the fault of text behind a closing quote: a quotation mark within the text, or one left open lines
    /// before.
    fn after_quote(&self) -> Fault {
        let between = self.text.get(self.before..self.at).unwrap_or_default();
        let opened = between.find(['"', '\'']).map_or(self.at, |quote| self.before + quote);
        let inside = self.text.get(opened..self.at).unwrap_or_default();
        if inside.contains(['\n', '\r']) {
            return self.unclosed_quote(opened);
        }
        self.put(
            "text goes on here after the closing quotation mark",
            "put the whole text in double quotes, and write each quotation mark within it as `\\\"`",
        )
    }

    /// Returns the fault of a `\` in double quotes that begins no escape. The parser gives the place of the opening
    /// quote.
    fn escape(&self) -> Fault {
        let quoted = self.text.get(self.at..).unwrap_or_default();
        let mut slash = self.at;
        let mut letters = quoted.char_indices();
        while let Some((at, letter)) = letters.next() {
            if letter != '\\' {
                continue;
            }
            slash = self.at + at;
            match letters.next() {
                Some((_, 'x')) if is_hex(quoted, at + 2, 2) => {}
                Some((_, 'u')) if is_character(quoted, at + 2, 4) => {}
                Some((_, 'U')) if is_character(quoted, at + 2, 8) => {}
                Some((
                    _,
                    '0' | 'a' | 'b' | 't' | '\t' | 'n' | 'v' | 'f' | 'r' | 'e' | ' ' | '"' | '/' | '\\' | 'N' | '_'
                    | 'L' | 'P' | '\n' | '\r',
                )) => {}
                _ => break,
            }
        }
        Fault::not_yaml(
            self.piece.span(slash, slash + 1),
            "this `\\` in double quotes begins no code that YAML knows",
            "write `\\\\` for a backslash that belongs to the text, or put the text in single quotes",
        )
    }

    fn unclosed_bracket(&self, at: usize, bracket: char) -> Fault {
        let message = format!("the bracket `{bracket}` opened here is not closed");
        let place = self.piece.span(at, at + 1);
        if self.has_comment_after(at) {
            return Fault::not_yaml(
                place,
                format!("{message} before a `#`, and what follows that is a comment"),
                "if the `#` belongs to a member, put the member in double quotes; else close the bracket before the `#`",
            );
        }
        Fault::not_yaml(
            place,
            message,
            "close it after the last member; if it belongs to a text, put the whole text in double quotes",
        )
    }

    /// Returns true if a `#` takes the rest of the line of byte `at` for a comment, and is followed by a word and a
    /// closing bracket.
    fn has_comment_after(&self, at: usize) -> bool {
        let line = self.text.get(at..).and_then(|rest| rest.split(['\n', '\r']).next()).unwrap_or_default();
        let comment = [" #", "\t#"].iter().filter_map(|mark| line.find(mark)).min();
        let words = comment.and_then(|comment| line.get(comment + 2..)).unwrap_or_default();
        words.starts_with(|first: char| !first.is_whitespace()) && words.contains([']', '}'])
    }

    /// Returns the fault of a text between brackets: a bracket left open on a line before, or a comma missing on this
    /// one.
    fn in_brackets(&self, open: &[usize]) -> Fault {
        let bracket_at = |at: usize| self.text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or('[');
        let outer = open.first().copied().unwrap_or(self.at);
        let inner = open.last().copied().unwrap_or(self.at);
        let is_over = self.text.get(self.at..).unwrap_or_default().trim_matches(WHITE).is_empty();
        let crosses = self.text.get(outer..self.at).unwrap_or_default().contains(['\n', '\r']);
        if is_over || crosses {
            return self.unclosed_bracket(
                if is_over { inner } else { outer },
                bracket_at(if is_over { inner } else { outer }),
            );
        }
        self.put(
            "this cannot be read between brackets",
            "put a comma between two members, and in double quotes each member that holds a comma, a colon with a space or a bracket",
        )
    }

    /// Returns the fault of a `: ` where no key can be: within a text, or after a line indented too far, or after a
    /// line without its space.
    fn stray_colon(&self) -> Fault {
        let line = self.line_start(self.at);
        let words = self.text.get(line..self.at).unwrap_or_default();
        if words.contains(": ") || words.trim_start_matches(WHITE).starts_with("- ") && words.contains(':') {
            let fault = self.put("a colon with a space after it stands within a text that is not in quotes", IN_QUOTES);
            return Fault { perhaps: self.value_in_quotes(line).map(Box::new), ..fault };
        }
        self.missing_space_before(line).unwrap_or_else(|| {
            let key = words.trim_start_matches(WHITE);
            let start = line + words.len() - key.len();
            let above = self.text.get(..line).unwrap_or_default().trim_end_matches(WHITE);
            if start == line && !above.is_empty() {
                // A key at column 1 can be out of place only where the text above is not that of a key.
                let begun = self.line_start(above.len());
                return Fault::not_yaml(first_line(self.piece, begun), NEITHER.0, NEITHER.1);
            }
            let (message, help) = if key.len() > LONGEST_KEY {
                ("this key is too long: YAML allows 1024 characters", "write a short key, and the text after it")
            } else {
                ("the indentation of this key does not fit the lines above", LINES)
            };
            Fault::not_yaml(self.piece.span(start, self.at.max(start)), message, help)
        })
    }

    /// Returns the value on a line `key: value`, and what it is in double quotes; none where it may go on below, or is
    /// no plain text.
    fn value_in_quotes(&self, line: usize) -> Option<(Span, String)> {
        let rest = self.text.get(line..)?;
        let own = rest.split(['\n', '\r']).next()?;
        let (key, value) = own.split_once(": ")?;
        let text = value.trim_matches(WHITE);
        let goes_on = rest.get(own.len()..)?.trim_start_matches(['\n', '\r']).starts_with(WHITE);
        let is_key = !key.trim_matches(WHITE).is_empty() && !key.trim_matches(WHITE).contains(WHITE);
        let is_plain = text.starts_with(char::is_alphanumeric) && !text.contains(" #");
        let start = line + own.len() - value.trim_start_matches(WHITE).len();
        let span = self.piece.span(start, start + text.len());
        (is_key && is_plain && !goes_on).then(|| (span, super::quoted(text)))
    }

    /// Returns the fault of a line that is neither a key with its value nor the continuation of one.
    fn stray_line(&self) -> Fault {
        let line = self.line_start(self.at);
        let rest = self.text.get(line..).unwrap_or_default();
        let rest = rest.split(['\n', '\r']).next().unwrap_or_default();
        let words = rest.trim_matches(WHITE);
        let start = line + rest.len() - rest.trim_start_matches(WHITE).len();
        let whole = |message: &str, help: &str| Fault::not_yaml(first_line(self.piece, start), message, help);
        if let Some((key, "*")) = words.split_once(": ").and_then(|(key, value)| Some((key, value.get(..1)?))) {
            let star = start + key.len() + 2;
            return Trouble { at: star, ..*self }.put("a text that begins with `*` must stand in quotes", IN_QUOTES);
        }
        let above = self.text.get(..line).unwrap_or_default().trim_end_matches(WHITE);
        let above = above.get(self.line_start(above.len())..).unwrap_or_default();
        if start > line && above.starts_with([' ', '\t']) && above.trim_start_matches(WHITE).starts_with('#') {
            return whole("a comment breaks off the text above, which goes on here", COMMENT_WITHIN);
        }
        if let Some(fault) = missing_space(self.piece, self.text, start) {
            return fault;
        }
        if self.text.get(line..self.at).is_some_and(|words| words.trim_end_matches(WHITE).ends_with([']', '}'])) {
            return self.put("text goes on here after the closing bracket", IN_QUOTES);
        }
        if words == "-" || words.starts_with("- ") {
            return whole(
                "this `- ` belongs to no list: its indentation fits none above, or its key has a value already",
                LIST,
            );
        }
        if words.starts_with('%') {
            return whole(
                "a line that begins with `%` is an instruction to YAML programs, and must stand before a line `---`",
                "delete the line; if it belongs to a text, indent it by two spaces",
            );
        }
        if words.contains(": ") || words.ends_with(':') {
            return whole("the indentation of this line does not fit the lines above", LINES);
        }
        whole(NEITHER.0, NEITHER.1)
    }

    /// Returns the fault of the line before the one at `line`, if that is like `by:bahrami`.
    fn missing_space_before(&self, line: usize) -> Option<Fault> {
        let before = self.text.get(..line)?.trim_end_matches(WHITE);
        let start = self.line_start(before.len());
        let indent = before.get(start..)?.len() - before.get(start..)?.trim_start_matches(WHITE).len();
        missing_space(self.piece, before, start + indent)
    }

    /// Returns the place where the line of byte `at` begins.
    fn line_start(&self, at: usize) -> usize {
        let start =
            self.text.get(..at).and_then(|before| before.rfind(['\n', '\r'])).map_or(0, |line_break| line_break + 1);
        if start == 0 && self.text.starts_with(MARK) { MARK.len_utf8() } else { start }
    }

    /// Returns a fault at the character where the parser gave up.
    fn put(&self, message: impl Into<String>, help: impl Into<String>) -> Fault {
        let length = self.text.get(self.at..).and_then(|rest| rest.chars().next()).map_or(0, |letter| match letter {
            '\n' | '\r' => 0,
            letter => letter.len_utf8(),
        });
        Fault::not_yaml(self.piece.span(self.at, self.at + length), message, help)
    }
}

/// Returns true if `count` hexadecimal digits stand at byte `at`.
fn is_hex(text: &str, at: usize, count: usize) -> bool {
    text.get(at..at + count).is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

/// Returns true if the hexadecimal digits at byte `at` name a character; half of a surrogate pair names none.
fn is_character(text: &str, at: usize, count: usize) -> bool {
    let code = text
        .get(at..at + count)
        .filter(|_| is_hex(text, at, count))
        .and_then(|code| u32::from_str_radix(code, 16).ok());
    code.is_some_and(|code| char::from_u32(code).is_some())
}
