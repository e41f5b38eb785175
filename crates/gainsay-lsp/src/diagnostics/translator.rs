//! Places of files in the terms of the protocol.

use std::path::PathBuf;
use std::rc::Rc;

use gainsay_model::yaml::Span;
use gainsay_store::live::LastCheck;
use lsp_types::{Location, Range, Uri};
use rustc_hash::FxHashMap;

use crate::positions::{Encoding, Positions};
use crate::uri;

/// A translator of places of files into the terms of the protocol.
pub struct Translator<'l> {
    last: &'l LastCheck,
    root: PathBuf,
    encoding: Encoding,
    positions: FxHashMap<u32, Positions>,
    uris: FxHashMap<u32, Rc<str>>,
}

impl<'l> Translator<'l> {
    /// Makes a translator for the files of a check.
    pub fn new(last: &'l LastCheck, root: PathBuf, encoding: Encoding) -> Translator<'l> {
        Translator { last, root, encoding, positions: FxHashMap::default(), uris: FxHashMap::default() }
    }

    /// Returns the location of some bytes of a file.
    pub fn location(&mut self, file: u32, span: Span) -> Location {
        Location { uri: Uri(self.uri(file).to_string()), range: self.range(file, span) }
    }

    /// Returns the address of a file.
    pub fn uri(&mut self, file: u32) -> Rc<str> {
        let address = || {
            let path = self.last.workspace().files.get(file as usize).map_or("", |file| file.path.as_str());
            uri::of_path(&self.root.join(path)).0.into()
        };
        Rc::clone(self.uris.entry(file).or_insert_with(address))
    }

    /// Returns the range of some bytes of a file.
    pub fn range(&mut self, file: u32, span: Span) -> Range {
        let text = self.last.workspace().files.get(file as usize).map_or("", |file| file.text());
        let positions = self.positions.entry(file).or_default();
        positions.range(text, span.start as usize..span.end as usize, self.encoding)
    }
}
