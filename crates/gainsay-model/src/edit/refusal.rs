//! Reasons for which an edit is not made.

use std::fmt;

use super::{KeyPath, Target};
use crate::schema::Kind;

/// The reason for which an edit is not made. Each reason has a name ([`Refusal::name`]); its text is the end of a
/// sentence, as in *cannot set `by`: …*.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// The file has no such record that can be read.
    NoSuchRecord(Target),
    /// The file has several records of that kind and id.
    SeveralRecords(Target),
    /// A record of that kind and id is there already.
    RecordExists(Target),
    /// Records of that kind have no such key.
    UnknownKey(Kind, String),
    /// The key names the record.
    NamesRecord(String),
    /// A record of that kind is not complete without the key.
    RequiredKey(String),
    /// The key stands in the record more than once.
    DuplicateKey(String),
    /// The value of the key is not a mapping, so that no key within it can be set.
    NoMapping(String),
    /// The key takes no list.
    NoList(String),
    /// The list does not have the member.
    NoSuchMember(String),
    /// The value is empty.
    EmptyValue(KeyPath),
    /// The value is or has an anchor, an alias or a tag.
    AnchorOrTag(String),
    /// The lines there are laid out so that they cannot be told from one another: a key written `? key`, several keys
    /// on a line.
    Layout,
    /// The text with the edit would not say what it should, or would lack a comment.
    Unsafe,
    /// The new id is not a valid id.
    BadId(String),
    /// The file has faults of reading.
    Faulty,
}

impl Refusal {
    /// Returns the name of the reason.
    pub fn name(&self) -> &'static str {
        match self {
            Refusal::NoSuchRecord(_) => "no-such-record",
            Refusal::SeveralRecords(_) => "several-records",
            Refusal::RecordExists(_) => "record-exists",
            Refusal::UnknownKey(..) => "unknown-key",
            Refusal::NamesRecord(_) => "names-record",
            Refusal::RequiredKey(_) => "required-key",
            Refusal::DuplicateKey(_) => "duplicate-key",
            Refusal::NoMapping(_) => "no-mapping",
            Refusal::NoList(_) => "no-list",
            Refusal::NoSuchMember(_) => "no-such-member",
            Refusal::EmptyValue(_) => "empty-value",
            Refusal::AnchorOrTag(_) => "anchor-or-tag",
            Refusal::Layout => "layout",
            Refusal::Unsafe => "unsafe",
            Refusal::BadId(_) => "bad-id",
            Refusal::Faulty => "faulty",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::NoSuchRecord(record) => write!(f, "the file has no {record} that can be read"),
            Refusal::SeveralRecords(record) => write!(f, "the file has more than one {record}"),
            Refusal::RecordExists(record) => write!(f, "there is {} already", record.one()),
            Refusal::UnknownKey(kind, key) => write!(f, "{} has no key `{key}`", kind.one()),
            Refusal::NamesRecord(key) => write!(f, "`{key}` names the record; rename it instead"),
            Refusal::RequiredKey(key) => write!(f, "a record of this kind must have `{key}`"),
            Refusal::DuplicateKey(key) => write!(f, "`{key}` stands there more than once"),
            Refusal::NoMapping(key) => write!(f, "`{key}` holds no mapping"),
            Refusal::NoList(key) => write!(f, "`{key}` takes no list"),
            Refusal::NoSuchMember(member) => write!(f, "`{member}` is not there"),
            Refusal::EmptyValue(key) => write!(f, "there is nothing to write for `{key}`; unset it to take it away"),
            Refusal::AnchorOrTag(key) => write!(f, "`{key}` has a YAML anchor, alias or tag"),
            Refusal::Layout => f.write_str(
                "the record is laid out in a way that cannot be edited safely; write each key on a line of its own",
            ),
            Refusal::Unsafe => {
                f.write_str("it cannot be done without changing something else in the file; edit it by hand")
            }
            Refusal::BadId(id) => write!(f, "`{id}` is no id"),
            Refusal::Faulty => f.write_str("the file has faults of reading; mend these first"),
        }
    }
}

impl std::error::Error for Refusal {}
