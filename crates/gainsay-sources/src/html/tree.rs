//! The tree that the parser builds, flat in one list.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, ExpandedName, QualName, ns};

use super::About;
use super::element::Role;
use super::lines::Lines;

/// The most nodes that a page may have. Pages with so many elements are rare, but a few bytes of tangled markup can ask
/// for as many.
const MOST_NODES: usize = 8_000_000;

/// The most `<meta>` elements and scripts with linked data that are kept.
const MOST_FACTS: usize = 1_000;

const NONE: u32 = u32::MAX;
const DOCUMENT: u32 = 0;

/// A node as the parser holds it.
#[derive(Clone, Debug)]
pub(super) struct Handle(Rc<Named>);

#[derive(Debug)]
struct Named {
    node: u32,
    name: QualName,
}

#[derive(Debug)]
struct Node {
    parent: u32,
    first: u32,
    last: u32,
    before: u32,
    behind: u32,
    content: Content,
}

#[derive(Clone, Copy, Debug)]
enum Content {
    Element(Role),
    /// A range of the tree's text.
    Text(u32, u32),
    Other,
}

/// The tree of a page, while it is built and afterwards.
#[derive(Debug)]
pub(super) struct Tree {
    nodes: RefCell<Vec<Node>>,
    text: RefCell<String>,
    about: RefCell<About>,
    title: Cell<u32>,
    linked_data: RefCell<Vec<u32>>,
}

impl Tree {
    pub(super) fn new() -> Tree {
        let tree = Tree {
            nodes: RefCell::new(Vec::new()),
            text: RefCell::new(String::new()),
            about: RefCell::new(About::default()),
            title: Cell::new(NONE),
            linked_data: RefCell::new(Vec::new()),
        };
        tree.add(Content::Other);
        tree
    }

    /// Returns true if the page has more nodes than it may have.
    pub(super) fn is_full(&self) -> bool {
        self.nodes.borrow().len() > MOST_NODES
    }

    /// Returns the text of the page that a reader sees, line by line.
    pub(super) fn visible_text(&self) -> String {
        let nodes = self.nodes.borrow();
        let text = self.text.borrow();
        let mut lines = Lines::default();
        let mut at = DOCUMENT;
        while let Some(node) = nodes.get(at as usize) {
            let mut inside = node.first;
            match node.content {
                Content::Element(Role::Aside) => inside = NONE,
                Content::Element(role) => lines.enter(role),
                Content::Text(start, end) => lines.write(text.get(start as usize..end as usize).unwrap_or_default()),
                Content::Other => {}
            }
            if inside != NONE {
                at = inside;
                continue;
            }
            // Up to the next node that is not inside this one.
            loop {
                let Some(node) = nodes.get(at as usize) else { return lines.finish() };
                if let Content::Element(role) = node.content {
                    lines.leave(role);
                }
                if node.behind != NONE {
                    at = node.behind;
                    break;
                }
                at = node.parent;
            }
        }
        lines.finish()
    }

    /// Returns the statements of the page about itself.
    pub(super) fn about(&self) -> About {
        let mut about = self.about.borrow().clone();
        about.title = Some(self.text_of(self.title.get())).filter(|title| !title.is_empty());
        about.linked_data = self.linked_data.borrow().iter().map(|node| self.text_of(*node)).collect();
        about
    }

    /// Returns the text that is directly in an element.
    fn text_of(&self, node: u32) -> String {
        let nodes = self.nodes.borrow();
        let text = self.text.borrow();
        let mut written = String::new();
        let mut child = nodes.get(node as usize).map_or(NONE, |node| node.first);
        while let Some(node) = nodes.get(child as usize) {
            if let Content::Text(start, end) = node.content {
                written.push_str(text.get(start as usize..end as usize).unwrap_or_default());
            }
            child = node.behind;
        }
        written
    }

    fn add(&self, content: Content) -> u32 {
        let mut nodes = self.nodes.borrow_mut();
        let node = u32::try_from(nodes.len()).unwrap_or(NONE);
        nodes.push(Node { parent: NONE, first: NONE, last: NONE, before: NONE, behind: NONE, content });
        node
    }

    fn handle(&self, content: Content, name: QualName) -> Handle {
        Handle(Rc::new(Named { node: self.add(content), name }))
    }

    fn add_text(&self, text: &str) -> u32 {
        let mut all = self.text.borrow_mut();
        let start = all.len();
        all.push_str(text);
        let place = |at: usize| u32::try_from(at).unwrap_or(NONE);
        self.add(Content::Text(place(start), place(all.len())))
    }

    fn child(&self, child: NodeOrText<Handle>) -> u32 {
        match child {
            NodeOrText::AppendNode(handle) => handle.0.node,
            NodeOrText::AppendText(text) => self.add_text(&text),
        }
    }

    fn with<T>(&self, node: u32, change: impl FnOnce(&mut Node) -> T) -> Option<T> {
        self.nodes.borrow_mut().get_mut(node as usize).map(change)
    }

    fn detach(&self, node: u32) {
        let Some((parent, before, behind)) = self.with(node, |node| {
            let around = (node.parent, node.before, node.behind);
            (node.parent, node.before, node.behind) = (NONE, NONE, NONE);
            around
        }) else {
            return;
        };
        if before == NONE {
            self.with(parent, |parent| parent.first = behind);
        } else {
            self.with(before, |before| before.behind = behind);
        }
        if behind == NONE {
            self.with(parent, |parent| parent.last = before);
        } else {
            self.with(behind, |behind| behind.before = before);
        }
    }

    fn attach(&self, parent: u32, node: u32) {
        self.detach(node);
        let Some(last) = self.with(parent, |parent| std::mem::replace(&mut parent.last, node)) else { return };
        if last == NONE {
            self.with(parent, |parent| parent.first = node);
        } else {
            self.with(last, |last| last.behind = node);
        }
        self.with(node, |node| (node.parent, node.before) = (parent, last));
    }

    fn attach_before(&self, sibling: u32, node: u32) {
        self.detach(node);
        let Some((parent, before)) =
            self.with(sibling, |sibling| (sibling.parent, std::mem::replace(&mut sibling.before, node)))
        else {
            return;
        };
        if before == NONE {
            self.with(parent, |parent| parent.first = node);
        } else {
            self.with(before, |before| before.behind = node);
        }
        self.with(node, |node| (node.parent, node.before, node.behind) = (parent, before, sibling));
    }

    /// Adds the statement of an element about the page.
    fn note(&self, node: u32, name: &QualName, attributes: &[Attribute]) {
        if name.ns != ns!(html) {
            return;
        }
        let value = |sought: &[&str]| {
            let is_sought = |attribute: &&Attribute| sought.contains(&&*attribute.name.local);
            attributes.iter().find(is_sought).map(|attribute| attribute.value.trim().to_string())
        };
        let mut about = self.about.borrow_mut();
        match &*name.local {
            "html" => about.lang = about.lang.take().or_else(|| value(&["lang", "xml:lang"])),
            "title" if self.title.get() == NONE => self.title.set(node),
            "meta" if about.meta.len() < MOST_FACTS => {
                if let (Some(name), Some(content)) = (value(&["property", "name", "itemprop"]), value(&["content"])) {
                    about.meta.push((name.to_ascii_lowercase(), content));
                }
            }
            "link" if about.canonical.is_none() && is_one(value(&["rel"]), "canonical") => {
                about.canonical = value(&["href"]);
            }
            "script"
                if self.linked_data.borrow().len() < MOST_FACTS && is_one(value(&["type"]), "application/ld+json") =>
            {
                self.linked_data.borrow_mut().push(node);
            }
            _ => {}
        }
    }
}

impl TreeSink for Tree {
    type Handle = Handle;
    type Output = Tree;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Tree {
        self
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle(Rc::new(Named { node: DOCUMENT, name: nameless() }))
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        target.0.name.expanded()
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> Handle {
        let role = Role::of(&name.ns, &name.local, &attributes);
        let handle = self.handle(Content::Element(role), name);
        self.note(handle.0.node, &handle.0.name, &attributes);
        handle
    }

    fn create_comment(&self, _: StrTendril) -> Handle {
        self.handle(Content::Other, nameless())
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Handle {
        self.handle(Content::Other, nameless())
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        let child = self.child(child);
        self.attach(parent.0.node, child);
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        if self.with(element.0.node, |node| node.parent).is_some_and(|parent| parent != NONE) {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// Returns an empty node: the content of a template belongs to no page until a script puts it there.
    fn get_template_contents(&self, _: &Handle) -> Handle {
        self.handle(Content::Other, nameless())
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        x.0.node == y.0.node
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, node: NodeOrText<Handle>) {
        let node = self.child(node);
        self.attach_before(sibling.0.node, node);
    }

    fn add_attrs_if_missing(&self, target: &Handle, attributes: Vec<Attribute>) {
        self.note(target.0.node, &target.0.name, &attributes);
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.detach(target.0.node);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        while let Some(child) = self.with(node.0.node, |node| node.first).filter(|child| *child != NONE) {
            self.attach(new_parent.0.node, child);
        }
    }
}

fn is_one(value: Option<String>, sought: &str) -> bool {
    value.is_some_and(|value| value.eq_ignore_ascii_case(sought))
}

fn nameless() -> QualName {
    QualName::new(None, ns!(), html5ever::local_name!(""))
}
