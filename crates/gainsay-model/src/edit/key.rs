//! Edits of one key of a record: its value, an entry of its mapping, a member of its list.

use super::block::Mapping;
use super::flow;
use super::target::RecordText;
use super::verify::{Expected, normal};
use super::{KeyPath, Plan, Refusal};
use crate::layout::Splice;
use crate::record::Stance;
use crate::schema::{Key, Kind, Shape};
use crate::text::spaced;
use crate::value::Value;
use crate::write::{Flow, Role, in_flow};
use crate::yaml::{Entry, Node, plain_reads_back_in_flow};

type Planned = Result<Option<Plan>, Refusal>;

/// Plans to give a value to a key, or to a key within its value.
pub(super) fn set(text: &str, found: &RecordText<'_>, path: &KeyPath, value: &Value) -> Planned {
    let slot = KeySlot::find(text, found, &path.key)?;
    let Some(inner) = &path.inner else {
        let value = value.clone().normal(slot.shape()).ok_or_else(|| Refusal::EmptyValue(path.clone()))?;
        return slot.set(value, Vec::new());
    };
    let value = value.clone().normal(None).ok_or_else(|| Refusal::EmptyValue(path.clone()))?;
    let mut entries = slot.entries()?;
    match entries.iter_mut().find(|(key, _)| key == inner) {
        Some((_, old)) => *old = value.clone(),
        None => entries.push((inner.clone(), value.clone())),
    }
    let ways = slot.inner().map(|mapping| mapping.set(inner, &value, slot.role().within(inner))).unwrap_or_default();
    let wanted = Value::Mapping(entries).normal(slot.shape()).ok_or_else(|| Refusal::EmptyValue(path.clone()))?;
    slot.set(wanted, ways)
}

/// Plans to take away a key, or a key within its value.
pub(super) fn unset(text: &str, found: &RecordText<'_>, path: &KeyPath) -> Planned {
    let slot = KeySlot::find_any(text, found, &path.key)?;
    let Some(inner) = &path.inner else { return slot.unset() };
    if slot.at.is_none() {
        return Ok(None);
    }
    let mut entries = slot.entries()?;
    entries.retain(|(key, _)| key != inner);
    match Value::Mapping(entries).normal(slot.shape()) {
        None => slot.unset(),
        Some(wanted) => slot.set(wanted, slot.inner().map(|mapping| mapping.unset(inner)).unwrap_or_default()),
    }
}

/// Returns the ways to take an entry out of a record.
pub(super) fn ways_to_remove(text: &str, found: &RecordText<'_>, at: usize) -> Vec<Vec<Splice>> {
    if found.document.flow {
        flow::remove(text, &marks(text, &found.document.entries), at)
    } else {
        Mapping::of(text, found).and_then(|mapping| mapping.remove(at)).into_iter().collect()
    }
}

/// Plans to put a member at the end of a key's list.
pub(super) fn add(text: &str, found: &RecordText<'_>, key: &str, member: &Value) -> Planned {
    let slot = KeySlot::find(text, found, key)?;
    let member = slot.member(member)?;
    let mut members = slot.members()?;
    if members.iter().any(|known| is_same(known, &member)) {
        return Ok(None);
    }
    let ways = slot.ways_to_push(&member, members.len());
    members.push(member);
    slot.set(Value::List(members), ways)
}

/// Plans to take a member out of a key's list.
pub(super) fn take(text: &str, found: &RecordText<'_>, key: &str, member: &Value) -> Planned {
    let slot = KeySlot::find_any(text, found, key)?;
    let member = slot.member(member)?;
    let members = slot.members()?;
    let kept: Vec<Value> = members.iter().filter(|known| !is_same(known, &member)).cloned().collect();
    match (members.len() - kept.len(), kept.is_empty()) {
        (0, _) => Err(Refusal::NoSuchMember(member.to_string())),
        (_, true) => slot.unset(),
        (1, _) => {
            let at = members.iter().position(|known| is_same(known, &member)).unwrap_or_default();
            let ways = slot.ways_to_take(at, members.len());
            slot.set(Value::List(kept), ways)
        }
        _ => slot.set(Value::List(kept), Vec::new()),
    }
}

/// Returns true if two members of a list say the same. White space does not count.
fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => spaced(a) == spaced(b),
        (Value::Mapping(a), Value::Mapping(b)) => {
            let has =
                |(key, value): &(String, Value)| b.iter().any(|(other, theirs)| key == other && is_same(value, theirs));
            a.len() == b.len() && a.iter().all(has)
        }
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b)),
        _ => false,
    }
}

/// A key of a record, which may be absent.
struct KeySlot<'t, 'r, 'f> {
    text: &'t str,
    found: &'f RecordText<'r>,
    name: String,
    known: Option<&'static Key>,
    /// The index of the entry with that key among the record's; none if the key is absent.
    at: Option<usize>,
}

impl<'t, 'r, 'f> KeySlot<'t, 'r, 'f> {
    /// Returns a key that can be written: one of the record's kind, but not the key that names the record.
    fn find(text: &'t str, found: &'f RecordText<'r>, name: &str) -> Result<KeySlot<'t, 'r, 'f>, Refusal> {
        let slot = KeySlot::find_any(text, found, name)?;
        if slot.known.is_none() { Err(Refusal::UnknownKey(found.kind, name.to_owned())) } else { Ok(slot) }
    }

    /// Returns a key, but not the key that names the record.
    fn find_any(text: &'t str, found: &'f RecordText<'r>, name: &str) -> Result<KeySlot<'t, 'r, 'f>, Refusal> {
        if name == found.kind.first_key() {
            return Err(Refusal::NamesRecord(name.to_owned()));
        }
        let mut places =
            found.document.entries.iter().enumerate().filter(|(_, entry)| entry.key.text == name).map(|(at, _)| at);
        let at = places.next();
        if places.next().is_some() {
            return Err(Refusal::DuplicateKey(name.to_owned()));
        }
        Ok(KeySlot { text, found, name: name.to_owned(), known: found.kind.key(name), at })
    }

    fn shape(&self) -> Option<Shape> {
        self.known.map(|key| key.shape)
    }

    fn role(&self) -> Role {
        Role::of(self.found.kind, &self.name)
    }

    fn entry(&self) -> Option<&'r Entry> {
        self.found.document.entries.get(self.at?)
    }

    fn node(&self) -> Option<&'r Node> {
        self.entry().map(|entry| &entry.value)
    }

    /// Returns the value of the key; none if it is absent or empty.
    fn current(&self) -> Result<Option<Value>, Refusal> {
        match self.node() {
            Some(node) if has_refused(node) => Err(Refusal::AnchorOrTag(self.name.clone())),
            Some(node) => Ok(Value::of(node).and_then(|value| value.normal(self.shape()))),
            None => Ok(None),
        }
    }

    /// Returns the entries of the mapping that is the value, or that a bare value stands for.
    fn entries(&self) -> Result<Vec<(String, Value)>, Refusal> {
        let main = self.shape().and_then(Shape::main_key);
        let takes_mapping = matches!(self.shape(), Some(Shape::Mapping | Shape::Main(_)) | None);
        match (self.current()?, main) {
            _ if !takes_mapping => Err(Refusal::NoMapping(self.name.clone())),
            (None, _) => Ok(Vec::new()),
            (Some(Value::Mapping(entries)), _) => match self.node() {
                Some(Node::Map { entries, .. }) if has_twice(entries) => Err(Refusal::DuplicateKey(self.name.clone())),
                _ => Ok(entries),
            },
            (Some(bare @ Value::Text(_)), Some(main)) => Ok(vec![(main.to_owned(), bare)]),
            _ => Err(Refusal::NoMapping(self.name.clone())),
        }
    }

    /// Returns the members of the list.
    fn members(&self) -> Result<Vec<Value>, Refusal> {
        match self.current()? {
            None => Ok(Vec::new()),
            Some(Value::List(members)) => Ok(members),
            Some(_) => Err(Refusal::NoList(self.name.clone())),
        }
    }

    /// Returns a value as a member of the list, in normal form.
    fn member(&self, member: &Value) -> Result<Value, Refusal> {
        let shape = self.shape().filter(|shape| shape.is_list()).ok_or_else(|| Refusal::NoList(self.name.clone()))?;
        match Value::List(vec![member.clone()]).normal(Some(shape)) {
            Some(Value::List(mut members)) => members.pop(),
            _ => None,
        }
        .ok_or_else(|| Refusal::EmptyValue(KeyPath::of(&self.name)))
    }

    /// Plans to give the key a value, in one of the given ways or on lines of its own.
    fn set(&self, value: Value, mut ways: Vec<Vec<Splice>>) -> Planned {
        let same = self.node().is_some_and(|node| normal(node, self.shape()).as_ref() == Some(&value));
        if self.current()?.is_some() && same {
            return Ok(None);
        }
        let old = match self.at {
            Some(at) => Some(at),
            None => self.other_stance()?,
        };
        ways.extend(match old {
            Some(at) => self.ways_to_replace(at, &value),
            None => self.ways_to_insert(&value),
        });
        let old = old.and_then(|at| self.found.document.entries.get(at)).map(|entry| entry.key.text.clone());
        let new = Some((self.name.clone(), value));
        Ok(Some(self.plan(ways, old.into_iter().collect(), new)))
    }

    fn unset(&self) -> Planned {
        let Some(at) = self.at else { return Ok(None) };
        if self.known.is_some_and(|key| key.required) || is_stance(self.found.kind, &self.name) {
            return Err(Refusal::RequiredKey(self.name.clone()));
        }
        let ways = ways_to_remove(self.text, self.found, at);
        Ok(Some(self.plan(ways, vec![self.name.clone()], None)))
    }

    fn plan(&self, ways: Vec<Vec<Splice>>, old: Vec<String>, new: Option<(String, Value)>) -> Plan {
        Plan { ways, expected: Expected::Key { number: self.found.number, old, new, shape: self.shape() } }
    }

    /// Returns the index of another stance, which this one is to replace.
    fn other_stance(&self) -> Result<Option<usize>, Refusal> {
        if !is_stance(self.found.kind, &self.name) {
            return Ok(None);
        }
        let entries = self.found.document.entries.iter().enumerate();
        let mut stances = entries.filter(|(_, entry)| is_stance(self.found.kind, &entry.key.text));
        let at = stances.next().map(|(at, _)| at);
        if let Some((_, other)) = stances.next() {
            return Err(Refusal::DuplicateKey(other.key.text.clone()));
        }
        Ok(at)
    }

    fn mapping(&self) -> Option<Mapping<'t, 'r>> {
        Mapping::of(self.text, self.found)
    }

    /// Returns the ways to write the value in the place of an entry's, and the key if it is another one.
    fn ways_to_replace(&self, at: usize, value: &Value) -> Vec<Vec<Splice>> {
        let Some(entry) = self.found.document.entries.get(at) else { return Vec::new() };
        let ways = if self.found.document.flow {
            in_brackets(self.text, entry, value, self.role())
        } else {
            self.mapping().map(|mapping| mapping.replace(at, value, self.role())).unwrap_or_default()
        };
        let renamed = (entry.key.text != self.name).then(|| {
            let (start, end) = (entry.key.span.start as usize, entry.key.span.end as usize);
            let mark = flow::quote(self.text, &entry.key);
            Splice::new(start..end, format!("{mark}{}{mark}", self.name))
        });
        ways.into_iter().map(|way| way.into_iter().chain(renamed.clone()).collect()).collect()
    }

    /// Returns the ways to put the key in its place.
    fn ways_to_insert(&self, value: &Value) -> Vec<Vec<Splice>> {
        let entries = &self.found.document.entries;
        let after = self.place();
        if self.found.document.flow {
            let written =
                entries.get(after).and_then(|entry| flow::like(self.text, entry, &self.name, value, self.role()));
            let mark = marks(self.text, entries).get(after).cloned();
            return written
                .zip(mark)
                .map(|(written, mark)| vec![flow::insert(self.text, &mark, &written)])
                .into_iter()
                .collect();
        }
        self.mapping().and_then(|mapping| mapping.insert(after, &self.name, value, self.role())).into_iter().collect()
    }

    /// Returns the index of the entry behind which the key belongs: the last of those before it in the schema, or else
    /// the last of all.
    fn place(&self) -> usize {
        let keys = self.found.kind.keys();
        let place = |name: &str| keys.iter().position(|key| key.name == name);
        let entries = self.found.document.entries.iter().enumerate();
        let Some(own) = place(&self.name) else { return self.found.document.entries.len().saturating_sub(1) };
        let before = entries
            .filter_map(|(at, entry)| place(&entry.key.text).filter(|place| *place < own).map(|place| (place, at)));
        before.max().map_or(self.found.document.entries.len().saturating_sub(1), |(_, at)| at)
    }

    /// Returns the mapping that is the value, as it stands in the text.
    fn inner(&self) -> Option<Inner<'t, 'r>> {
        let Some(Node::Map { entries, .. }) = self.node() else { return None };
        if self.node().is_some_and(|node| flow::is_in_brackets(self.text, node)) {
            return Some(Inner::Flow(self.text, entries));
        }
        Some(Inner::Block(self.mapping()?.within(self.at?)?, entries))
    }

    fn ways_to_push(&self, member: &Value, count: usize) -> Vec<Vec<Splice>> {
        let Some(node) = self.node() else { return Vec::new() };
        let style = self.flow_style();
        let written = in_flow(member, self.role(), style);
        let way = match node {
            Node::List { items, .. } if items.len() == count && flow::is_in_brackets(self.text, node) => {
                let marks = flow::marks_of(self.text, items);
                written.and_then(|written| match marks.last() {
                    Some(last) => Some(vec![flow::insert(self.text, last, &written)]),
                    None => Some(vec![flow::insert_first(self.text, node, &written)?]),
                })
            }
            Node::List { .. } => self.mapping().and_then(|mapping| mapping.list(self.at?)?.push(member, self.role())),
            Node::Scalar(scalar) if count == 1 && scalar.cut.is_none() => {
                let range = scalar.span.start as usize..scalar.span.end as usize;
                let bare = self.text.get(range.clone()).unwrap_or_default();
                let fits = if scalar.plain {
                    plain_reads_back_in_flow(bare)
                } else {
                    bare.starts_with(['"', '\'']) && !bare.contains('\n')
                };
                written.filter(|_| fits).map(|written| vec![Splice::new(range, format!("[{bare}, {written}]"))])
            }
            _ => None,
        };
        way.into_iter().collect()
    }

    fn ways_to_take(&self, at: usize, count: usize) -> Vec<Vec<Splice>> {
        match self.node() {
            Some(node @ Node::List { items, .. }) if items.len() == count => {
                if flow::is_in_brackets(self.text, node) {
                    return flow::remove(self.text, &flow::marks_of(self.text, items), at);
                }
                let way = self.mapping().and_then(|mapping| mapping.list(self.at?)?.remove(at));
                way.into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    /// Returns the style of values in brackets: that of JSON where the record has it.
    fn flow_style(&self) -> Flow {
        match self.entry() {
            Some(entry) if self.found.document.flow && flow::quote(self.text, &entry.key) == "\"" => Flow::Json,
            _ => Flow::Any,
        }
    }
}

/// A mapping that is a key's value.
enum Inner<'t, 'r> {
    Block(Mapping<'t, 'r>, &'r [Entry]),
    Flow(&'t str, &'r [Entry]),
}

impl Inner<'_, '_> {
    fn set(&self, key: &str, value: &Value, role: Role) -> Vec<Vec<Splice>> {
        match self {
            Inner::Block(mapping, entries) => match position(entries, key) {
                Some(at) => mapping.replace(at, value, role),
                None => mapping.insert(entries.len().saturating_sub(1), key, value, role).into_iter().collect(),
            },
            Inner::Flow(text, entries) => match position(entries, key).and_then(|at| entries.get(at)) {
                Some(entry) => in_brackets(text, entry, value, role),
                None => {
                    let written = entries.last().and_then(|last| flow::like(text, last, key, value, role));
                    let last = marks(text, entries).pop();
                    written
                        .zip(last)
                        .map(|(written, last)| vec![flow::insert(text, &last, &written)])
                        .into_iter()
                        .collect()
                }
            },
        }
    }

    fn unset(&self, key: &str) -> Vec<Vec<Splice>> {
        match self {
            Inner::Block(mapping, entries) => {
                position(entries, key).and_then(|at| mapping.remove(at)).into_iter().collect()
            }
            Inner::Flow(text, entries) => {
                position(entries, key).map(|at| flow::remove(text, &marks(text, entries), at)).unwrap_or_default()
            }
        }
    }
}

/// Returns the way to write a value in the place of another between brackets.
fn in_brackets(text: &str, entry: &Entry, value: &Value, role: Role) -> Vec<Vec<Splice>> {
    let span = entry.value.span();
    let range = span.start as usize..span.end as usize;
    let style = if flow::quote(text, &entry.key) == "\"" { Flow::Json } else { Flow::Any };
    let written = match (&entry.value, value) {
        (Node::Scalar(old), Value::Text(new)) if !range.is_empty() => Some(flow::restyled(text, old, new, role, true)),
        (_, several) => in_flow(several, role, style),
    };
    let way = written.and_then(|written| match range.is_empty() {
        true => Some(Splice::insert(flow::colon(text, &entry.key)? + 1, format!(" {written}"))),
        false => Some(Splice::new(range, written)),
    });
    way.map(|way| vec![way]).into_iter().collect()
}

/// Returns the ranges of entries.
pub(super) fn marks(text: &str, entries: &[Entry]) -> Vec<std::ops::Range<usize>> {
    entries.iter().map(|entry| flow::mark(text, entry)).collect()
}

fn position(entries: &[Entry], key: &str) -> Option<usize> {
    entries.iter().position(|entry| entry.key.text == key)
}

fn is_stance(kind: Kind, key: &str) -> bool {
    kind == Kind::Claim && Stance::of_key(key).is_some()
}

fn has_refused(node: &Node) -> bool {
    match node {
        Node::Scalar(_) => false,
        Node::List { items, .. } => items.iter().any(has_refused),
        Node::Map { entries, .. } => entries.iter().any(|entry| has_refused(&entry.value)),
        Node::Refused { .. } => true,
    }
}

fn has_twice(entries: &[Entry]) -> bool {
    let mut keys: Vec<&str> = entries.iter().map(|entry| entry.key.text.as_str()).collect();
    keys.sort_unstable();
    !keys.is_sorted_by(|a, b| a < b)
}
