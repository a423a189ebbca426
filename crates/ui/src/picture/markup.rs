//! The markup of our own pages as a tree. It is regular: attributes stand in double quotes, and whatever is text is
//! escaped, so that no text can look like an element.

/// Elements that hold nothing and are not closed.
const VOID: [&str; 6] = ["br", "hr", "img", "input", "link", "meta"];

/// A piece of a page.
#[derive(Debug)]
pub(super) enum Node<'a> {
    Element(Element<'a>),
    /// Escaped, as it stands in the page.
    Text(&'a str),
}

/// An element with all that it holds.
#[derive(Debug)]
pub(super) struct Element<'a> {
    pub(super) name: &'a str,
    /// Names with escaped values.
    pub(super) attributes: Vec<(&'a str, &'a str)>,
    pub(super) children: Vec<Node<'a>>,
}

/// The element that the markup begins with; none where it does not begin with one, or that is never closed.
pub(super) fn element(markup: &str) -> Option<Element<'_>> {
    let mut open: Vec<Element<'_>> = Vec::new();
    let mut rest = markup;
    loop {
        let (text, after) = rest.split_once('<')?;
        let (tag, after) = after.split_once('>')?;
        rest = after;
        if let Some(parent) = open.last_mut()
            && !text.is_empty()
        {
            parent.children.push(Node::Text(text));
        }
        let whole = match tag.strip_prefix('/') {
            Some(name) => open.pop().filter(|element| element.name == name)?,
            None => {
                let element = opened(tag);
                if !VOID.contains(&element.name) {
                    open.push(element);
                    continue;
                }
                element
            }
        };
        match open.last_mut() {
            Some(parent) => parent.children.push(Node::Element(whole)),
            None => return Some(whole),
        }
    }
}

fn opened(tag: &str) -> Element<'_> {
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    let mut attributes = Vec::new();
    while let Some((before, value)) = rest.split_once("=\"") {
        let Some((value, after)) = value.split_once('"') else {
            break;
        };
        // Attributes without a value may stand before it.
        let attribute = before.rsplit(' ').next().unwrap_or_default();
        attributes.push((attribute, value));
        rest = after;
    }
    Element {
        name,
        attributes,
        children: Vec::new(),
    }
}

impl<'a> Element<'a> {
    /// The value of an attribute, escaped.
    pub(super) fn attribute(&self, name: &str) -> Option<&'a str> {
        self.attributes
            .iter()
            .find_map(|(attribute, value)| (*attribute == name).then_some(*value))
    }

    /// Its classes.
    pub(super) fn classes(&self) -> impl Iterator<Item = &'a str> {
        self.attribute("class")
            .unwrap_or_default()
            .split_whitespace()
    }

    /// Whether it has a class.
    pub(super) fn has_class(&self, class: &str) -> bool {
        self.classes().any(|own| own == class)
    }

    /// The elements directly in it.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element<'a>> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first element in it, however deep, that is as asked for.
    pub(super) fn find(&self, is: &dyn Fn(&Self) -> bool) -> Option<&Self> {
        self.elements().find_map(|element| {
            if is(element) {
                Some(element)
            } else {
                element.find(is)
            }
        })
    }

    /// All its text as people read it.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.gather(&mut text);
        let words: Vec<&str> = text.split_whitespace().collect();
        words.join(" ")
    }

    fn gather(&self, text: &mut String) {
        for child in &self.children {
            match child {
                Node::Element(element) => element.gather(text),
                Node::Text(piece) => text.push_str(&unescaped(piece)),
            }
        }
    }
}

/// Text without its escapes.
pub(super) fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

/// Text as XML has it, in an element or an attribute. Signs that XML does not know are left out.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(' '),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            sign => out.push(sign),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{element, escaped};

    #[test]
    fn an_element_ends_where_it_is_closed() {
        let page = "<p class=\"a b\" hidden id=\"one\">1 &lt; <b>2</b><br><i></i></p><p>3</p>";
        let found = element(page).unwrap();
        assert_eq!(found.text(), "1 < 2");
        assert_eq!(found.attribute("id"), Some("one"));
        assert!(found.has_class("b") && !found.has_class("c"));
        let names: Vec<&str> = found.elements().map(|element| element.name).collect();
        assert_eq!(names, ["b", "br", "i"]);
    }

    #[test]
    fn what_is_no_whole_element_is_none() {
        for page in ["", "words", "<p>", "<p><b></p></b>", "<p"] {
            assert!(element(page).is_none(), "{page}");
        }
    }

    #[test]
    fn what_is_escaped_is_known_to_xml() {
        assert_eq!(escaped("a\u{1}<\"b\"&\nc"), "a&lt;&quot;b&quot;&amp; c");
    }
}
