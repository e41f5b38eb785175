//! The effect of an element on the text in it.

use html5ever::{Attribute, LocalName, Namespace, ns};

/// The effect of an element on the text in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The element stands in its line.
    Inline,
    /// The element ends the line before it and its own last one.
    Block,
    /// A block in which white space stays as it is.
    Preformatted,
    /// A cell of a table, which white space separates from the next.
    Cell,
    /// The element ends the line.
    LineBreak,
    /// The content of the element is no text that a reader sees.
    Aside,
}

impl Role {
    pub(super) fn of(namespace: &Namespace, name: &LocalName, attributes: &[Attribute]) -> Role {
        if *namespace == ns!(svg) && &**name == "svg" || is_hidden(attributes) {
            return Role::Aside;
        }
        if *namespace != ns!(html) { Role::Inline } else { Role::of_html(name) }
    }

    fn of_html(name: &str) -> Role {
        match name {
            "head" | "script" | "style" | "template" | "noscript" | "rt" | "rp" | "textarea" | "select" | "iframe"
            | "noembed" | "noframes" | "object" | "svg" => Role::Aside,
            "pre" | "listing" | "plaintext" | "xmp" => Role::Preformatted,
            "td" | "th" => Role::Cell,
            "br" => Role::LineBreak,
            "address" | "article" | "aside" | "blockquote" | "body" | "caption" | "center" | "dd" | "details"
            | "dialog" | "dir" | "div" | "dl" | "dt" | "fieldset" | "figcaption" | "figure" | "footer" | "form"
            | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "header" | "hgroup" | "hr" | "html" | "legend" | "li"
            | "main" | "menu" | "nav" | "ol" | "optgroup" | "option" | "p" | "search" | "section" | "summary"
            | "table" | "tbody" | "tfoot" | "thead" | "tr" | "ul" => Role::Block,
            _ => Role::Inline,
        }
    }
}

/// Returns true if an element is hidden by an attribute of its own.
fn is_hidden(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &*attribute.name.local {
        "hidden" => true,
        "style" => hides(&attribute.value),
        _ => false,
    })
}

/// Returns true if declarations of CSS hide the element that they are applied to. Of two for one property the later
/// counts, unless only the earlier is `!important`.
fn hides(style: &str) -> bool {
    let style = without_comments(style);
    let (mut display, mut visibility) = (("", false), ("", false));
    for declaration in style.split(';') {
        let Some((property, value)) = declaration.split_once(':') else { continue };
        let (value, important) = match value.split_once('!') {
            Some((value, flag)) => (value.trim(), flag.trim().eq_ignore_ascii_case("important")),
            None => (value.trim(), false),
        };
        let property = property.trim();
        let current = if property.eq_ignore_ascii_case("display") {
            &mut display
        } else if property.eq_ignore_ascii_case("visibility") {
            &mut visibility
        } else {
            continue;
        };
        if important || !current.1 {
            *current = (value, important);
        }
    }
    display.0.eq_ignore_ascii_case("none") || visibility.0.eq_ignore_ascii_case("hidden")
}

fn without_comments(style: &str) -> String {
    let mut kept = String::new();
    let mut rest = style;
    while let Some((before, comment)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, behind)| behind);
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::hides;

    #[test]
    fn the_declaration_that_counts_says_whether_an_element_is_hidden() {
        for style in [
            "display:none",
            "color: red; DISPLAY : None !important",
            "visibility: hidden",
            "display:block;display:none",
            "display:none!important;display:block",
            "/* display:block */display/**/:none",
        ] {
            assert!(hides(style), "{style}");
        }
        for style in [
            "",
            "display:block",
            "display:none;display:block",
            "x-display:none",
            "/*display:none*/",
            "display: nonesuch",
        ] {
            assert!(!hides(style), "{style}");
        }
    }
}
