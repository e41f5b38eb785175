//! The part of YAML in which the workspaces of the differential test are written, read in the slow and obvious way.
//!
//! Every scalar is text, whatever it looks like, and a key given twice is kept twice: the contract requires both, and a
//! general reader hides both.

/// The value of a key or a list member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A key with nothing after it.
    Nothing,
    /// Any scalar, as text.
    Text(String),
    /// The rest of a plain scalar whose end YAML drops as a comment, though it was most likely meant: "a plain value
    /// (or a member of a flow list or mapping) is followed on its line by white space, `#` and a character that is not
    /// white space (`quote: We are #1 and honest`), or a key has nothing but that after it (`quote: #1`)".
    Cut(String),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
}

/// One YAML document: its keys in order, including duplicates. The first one names the record.
pub type Document = Vec<(String, Value)>;

/// Returns the documents of a file, without empty ones.
///
/// # Errors
/// Returns a message about the first line that is not of this part of YAML.
pub fn read(text: &str) -> Result<Vec<Document>, String> {
    let mut documents = Vec::new();
    for lines in split(text) {
        let mut reader = Reader { lines, at: 0 };
        reader.skip_empty();
        if reader.at == reader.lines.len() {
            continue;
        }
        match reader.block(0)? {
            Value::Map(keys) => documents.push(keys),
            other => return Err(format!("a record is a mapping, not {other:?}")),
        }
        reader.skip_empty();
        if let Some(line) = reader.lines.get(reader.at) {
            return Err(format!("not read: {line}"));
        }
    }
    Ok(documents)
}

/// Returns the lines of each document of a file, split at the lines `---`.
fn split(text: &str) -> Vec<Vec<String>> {
    let mut documents = vec![Vec::new()];
    for line in text.lines() {
        if line.trim_end() == "---" {
            documents.push(Vec::new());
        } else if let Some(last) = documents.last_mut() {
            last.push(line.to_owned());
        }
    }
    documents
}

struct Reader {
    lines: Vec<String>,
    at: usize,
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn is_empty(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

impl Reader {
    fn skip_empty(&mut self) {
        while self.lines.get(self.at).is_some_and(|line| is_empty(line)) {
            self.at += 1;
        }
    }

    fn line(&mut self) -> Option<String> {
        self.skip_empty();
        self.lines.get(self.at).cloned()
    }

    /// Returns a block list or mapping whose entries begin at this column.
    fn block(&mut self, column: usize) -> Result<Value, String> {
        let Some(line) = self.line() else { return Ok(Value::Nothing) };
        if line.trim_start().starts_with("- ") || line.trim() == "-" {
            self.block_list(column)
        } else {
            self.block_map(column)
        }
    }

    fn block_list(&mut self, column: usize) -> Result<Value, String> {
        let mut list = Vec::new();
        while let Some(line) = self.line() {
            if indent(&line) != column || !line[column..].starts_with("- ") {
                break;
            }
            let rest = line[column + 2..].to_owned();
            if key_of(&rest).is_some() && !rest.starts_with(['{', '[', '"', '\'']) {
                // `- key: value` begins a mapping two columns further in.
                self.lines[self.at] = format!("{}{rest}", " ".repeat(column + 2));
                list.push(self.block_map(column + 2)?);
            } else {
                list.push(self.value(&rest, column, false)?);
            }
        }
        Ok(Value::List(list))
    }

    fn block_map(&mut self, column: usize) -> Result<Value, String> {
        let mut map = Vec::new();
        while let Some(line) = self.line() {
            if indent(&line) != column || line[column..].starts_with("- ") {
                break;
            }
            let Some((key, rest)) = key_of(&line[column..]) else {
                return Err(format!("no key: {line}"));
            };
            let value = self.value(&rest, column, true)?;
            map.push((key, value));
        }
        Ok(Value::Map(map))
    }

    /// Returns the value after `key:` or `-`, on its line or on those below it.
    fn value(&mut self, rest: &str, column: usize, after_key: bool) -> Result<Value, String> {
        self.at += 1;
        let rest = rest.trim_matches(SPACE);
        if rest.is_empty() || rest.starts_with('#') {
            // "A bare list member `- #x`, a `key: #x` with its value on the next lines … are no cut."
            return Ok(match self.value_below(column)? {
                Value::Nothing if after_key && cuts(rest) => Value::Cut(String::new()),
                value => value,
            });
        }
        if matches!(rest, ">" | ">-" | "|" | "|-") {
            return Ok(Value::Text(self.text_below(column, rest.starts_with('>'))));
        }
        let mut whole = rest.to_owned();
        while let Some(line) = self.lines.get(self.at) {
            if line.trim().is_empty() || indent(line) <= column {
                break;
            }
            whole.push('\n');
            whole.push_str(line.trim_matches(SPACE));
            self.at += 1;
        }
        let characters: Vec<char> = whole.chars().collect();
        let mut flow = Flow { text: &characters, at: 0 };
        let value = flow.value(false)?;
        flow.skip_space();
        match flow.peek() {
            None => Ok(value),
            Some(_) => Err(format!("not read: {whole}")),
        }
    }

    fn value_below(&mut self, column: usize) -> Result<Value, String> {
        let Some(line) = self.line() else { return Ok(Value::Nothing) };
        let inner = indent(&line);
        let is_member = line[inner..].starts_with("- ") || &line[inner..] == "-";
        let is_scalar = key_of(&line[inner..]).is_none() && !is_member;
        if inner > column && is_scalar {
            return self.value(line[inner..].to_owned().as_str(), inner, false);
        }
        if inner > column || (inner == column && line[column..].starts_with("- ")) {
            self.block(inner)
        } else {
            Ok(Value::Nothing)
        }
    }

    fn text_below(&mut self, column: usize, folded: bool) -> String {
        let mut lines = Vec::new();
        while let Some(line) = self.lines.get(self.at) {
            if !line.trim().is_empty() && indent(line) <= column {
                break;
            }
            lines.push(line.trim().to_owned());
            self.at += 1;
        }
        lines.join(if folded { " " } else { "\n" }).trim_end().to_owned()
    }
}

/// Splits a line into key and rest, if it has the form `key: rest`.
fn key_of(line: &str) -> Option<(String, String)> {
    let colon = line.find(": ").or_else(|| line.strip_suffix(':').map(str::len))?;
    let key = &line[..colon];
    let plain = !key.is_empty() && !key.contains(char::is_whitespace) && !key.starts_with(['"', '[', '{', '#']);
    plain.then(|| (key.to_owned(), line[colon + 1..].to_owned()))
}

/// The characters that are white space to YAML.
const SPACE: [char; 3] = [' ', '\t', '\n'];

/// Returns whether a comment cuts the text before it: `#` and a character that is not white space. "`# ` with a space
/// after it is a comment."
fn cuts(comment: &str) -> bool {
    let mut characters = comment.chars();
    characters.next() == Some('#') && characters.next().is_some_and(|c| !c.is_whitespace())
}

struct Flow<'a> {
    text: &'a [char],
    at: usize,
}

impl Flow<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    /// Skips white space and comments, and returns whether a comment cuts.
    fn skip_space(&mut self) -> bool {
        let mut cut = false;
        loop {
            match self.peek() {
                Some(c) if SPACE.contains(&c) => self.at += 1,
                Some('#') if self.at == 0 || SPACE.contains(&self.text[self.at - 1]) => cut |= self.comment(),
                _ => return cut,
            }
        }
    }

    /// Skips a comment to the end of its line, and returns whether it cuts.
    fn comment(&mut self) -> bool {
        let comment: String = self.text[self.at..].iter().take_while(|c| **c != '\n').collect();
        self.at += comment.chars().count();
        cuts(&comment)
    }

    fn value(&mut self, inside: bool) -> Result<Value, String> {
        self.skip_space();
        match self.peek() {
            Some('[') => self.list(),
            Some('{') => self.map(),
            Some('"') => Ok(Value::Text(self.double_quoted()?)),
            Some('\'') => Ok(Value::Text(self.single_quoted()?)),
            _ => Ok(self.plain(inside)),
        }
    }

    fn list(&mut self) -> Result<Value, String> {
        self.at += 1;
        let mut list = Vec::new();
        loop {
            self.skip_space();
            match self.peek() {
                None => return Err("a list without its end".into()),
                Some(']') => break,
                Some(',') => self.at += 1,
                Some(_) => list.push(self.value(true)?),
            }
        }
        self.at += 1;
        Ok(Value::List(list))
    }

    fn map(&mut self) -> Result<Value, String> {
        self.at += 1;
        let mut map = Vec::new();
        loop {
            self.skip_space();
            match self.peek() {
                None => return Err("a mapping without its end".into()),
                Some('}') => break,
                Some(',') => self.at += 1,
                Some(_) => {
                    let Value::Text(key) = self.value(true)? else { return Err("a key is text".into()) };
                    self.skip_space();
                    if self.peek() != Some(':') {
                        return Err(format!("no value for {key}"));
                    }
                    self.at += 1;
                    let cut = self.skip_space();
                    let value = match self.value(true)? {
                        Value::Nothing if cut => Value::Cut(String::new()),
                        value => value,
                    };
                    map.push((key, value));
                }
            }
        }
        self.at += 1;
        Ok(Value::Map(map))
    }

    fn plain(&mut self, inside: bool) -> Value {
        let mut text = String::new();
        let mut cut = false;
        while let Some(c) = self.peek() {
            let next = self.text.get(self.at + 1).copied();
            if inside && (",[]{}".contains(c) || (c == ':' && next.is_none_or(|n| SPACE.contains(&n)))) {
                break;
            }
            if c == '#' && text.ends_with(SPACE) {
                cut = self.comment();
                break;
            }
            // A line ends: the next text follows after one space.
            text.push(if c == '\n' { ' ' } else { c });
            self.at += 1;
        }
        let text = text.trim_matches(SPACE).to_owned();
        match (text.is_empty(), cut) {
            (true, _) => Value::Nothing,
            (false, true) => Value::Cut(text),
            (false, false) => Value::Text(text),
        }
    }

    fn double_quoted(&mut self) -> Result<String, String> {
        self.at += 1;
        let mut text = String::new();
        while let Some(c) = self.peek() {
            self.at += 1;
            match c {
                '"' => return Ok(text),
                '\\' => {
                    match self.peek() {
                        Some(c @ ('x' | 'u')) => text.push(self.code_point(if c == 'x' { 2 } else { 4 })?),
                        Some('n') => text.push('\n'),
                        Some('t') => text.push('\t'),
                        Some(c @ ('"' | '\\')) => text.push(c),
                        other => return Err(format!("escape not read: {other:?}")),
                    }
                    self.at += 1;
                }
                c => text.push(c),
            }
        }
        Err("a quote without its end".into())
    }

    /// Returns the character with this number of hexadecimal digits after `\x` or `\u`; the last digit is left to be
    /// skipped.
    fn code_point(&mut self, count: usize) -> Result<char, String> {
        let digits: String = self.text.iter().skip(self.at + 1).take(count).collect();
        self.at += count;
        let code = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
        code.ok_or_else(|| format!("escape not read: {digits}"))
    }

    fn single_quoted(&mut self) -> Result<String, String> {
        self.at += 1;
        let mut text = String::new();
        while let Some(c) = self.peek() {
            self.at += 1;
            if c == '\'' {
                if self.peek() != Some('\'') {
                    return Ok(text);
                }
                self.at += 1;
            }
            text.push(c);
        }
        Err("a quote without its end".into())
    }
}
