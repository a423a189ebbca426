//! What counts as the same HTML.
//!
//! Two pieces are the same if their outlines are: elements in order, with attributes by name, classes as a set, and words with
//! runs of white space as one space. White space at the edges of an element and beside a block is not counted, except in
//! words that are only read out, where a missing space joins two words.
//!
//! Left out on both sides is what only their script needs or makes: `data-module`, and the menu that it unfolds. So is what our
//! pages have besides: classes that begin with `hub-`, `aria-invalid`, and the focus on an error summary, which their script sets.
//! So is their logo, which the hub does not show.

use std::collections::{BTreeMap, BTreeSet};

const VOID: &[&str] = &["br", "hr", "img", "input", "link", "meta"];

/// Elements in a line of text: white space beside them counts.
const INLINE: &[&str] = &[
    "a", "b", "button", "code", "em", "i", "img", "input", "label", "select", "small", "span",
    "strong", "svg", "textarea", "var",
];

#[derive(Default)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    children: Vec<Node>,
}

enum Node {
    Element(Element),
    Text(String),
}

/// One line for each element and each text, as deep as it stands.
pub(super) fn outline(html: &str) -> String {
    let mut lines = Vec::new();
    write(&parsed(html), false, 0, &mut lines);
    lines.join("\n")
}

fn parsed(html: &str) -> Vec<Node> {
    let mut open = vec![Element::default()];
    let mut rest = html;
    while !rest.is_empty() {
        let child = if let Some(after) = rest.strip_prefix("</") {
            let (name, after) = after.split_once('>').expect("an end tag ends");
            rest = after;
            let closed = open.pop().expect("an element ends that began");
            assert_eq!(closed.name, name.trim(), "{html}");
            Node::Element(closed)
        } else if let Some(after) = rest.strip_prefix('<') {
            let (element, is_closed, after) = start_tag(after);
            rest = after;
            if !is_closed && !VOID.contains(&element.name.as_str()) {
                open.push(element);
                continue;
            }
            Node::Element(element)
        } else {
            let (text, after) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
            rest = after;
            Node::Text(decoded(text))
        };
        let parent = open.last_mut().expect("something is open");
        parent.children.push(child);
    }
    assert_eq!(open.len(), 1, "{html}");
    open.remove(0).children
}

/// The element, whether it is closed by its own tag, and what follows.
fn start_tag(text: &str) -> (Element, bool, &str) {
    let (name, mut rest) = word(text);
    let mut element = Element {
        name: name.to_owned(),
        ..Element::default()
    };
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix("/>") {
            return (element, true, after);
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (element, false, after);
        }
        let (name, after) = word(rest);
        let (value, after) = match after.strip_prefix('=') {
            Some(value) => quoted(value),
            None => ("", after),
        };
        element.attributes.insert(name.to_owned(), decoded(value));
        rest = after;
    }
}

/// The name of an element or attribute, and what follows.
fn word(text: &str) -> (&str, &str) {
    let ends = |letter: char| letter.is_whitespace() || matches!(letter, '=' | '>' | '/');
    let end = text.find(ends).expect("a tag ends");
    assert!(end > 0, "{text}");
    text.split_at(end)
}

fn quoted(text: &str) -> (&str, &str) {
    let quote = if text.starts_with('"') { '"' } else { '\'' };
    text.strip_prefix(quote)
        .and_then(|inside| inside.split_once(quote))
        .expect("values stand in quotes")
}

fn decoded(text: &str) -> String {
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ]
    .into_iter()
    .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

fn write(nodes: &[Node], is_read_out: bool, depth: usize, lines: &mut Vec<String>) {
    let nodes: Vec<&Node> = nodes.iter().filter(|node| !is_left_out(node)).collect();
    let is_edge = |beside: Option<&&Node>| match beside {
        None => !is_read_out,
        Some(Node::Element(element)) => !is_read_out && is_block(element),
        Some(Node::Text(_)) => false,
    };
    let indent = "  ".repeat(depth);
    for (position, node) in nodes.iter().enumerate() {
        match node {
            Node::Text(text) => {
                let words: Vec<&str> = text.split_whitespace().collect();
                if words.is_empty() {
                    continue;
                }
                let before = position.checked_sub(1).and_then(|before| nodes.get(before));
                let begins = !is_edge(before) && text.starts_with(char::is_whitespace);
                let ends = !is_edge(nodes.get(position + 1)) && text.ends_with(char::is_whitespace);
                let space = |is_there: bool| if is_there { " " } else { "" };
                let words = words.join(" ");
                lines.push(format!(
                    "{indent}\"{}{words}{}\"",
                    space(begins),
                    space(ends)
                ));
            }
            Node::Element(element) => {
                lines.push(format!("{indent}<{}{}>", element.name, attributes(element)));
                let is_read_out = element.name == "span" && has(element, "nhsuk-u-visually-hidden");
                write(&element.children, is_read_out, depth + 1, lines);
            }
        }
    }
}

fn classes(element: &Element) -> BTreeSet<&str> {
    let class = element.attributes.get("class").map_or("", String::as_str);
    class
        .split_whitespace()
        .filter(|class| !class.starts_with("hub-"))
        .collect()
}

fn has(element: &Element, class: &str) -> bool {
    classes(element).contains(class)
}

fn is_block(element: &Element) -> bool {
    let is_caption = classes(element)
        .iter()
        .any(|class| class.starts_with("nhsuk-caption"));
    is_caption || !INLINE.contains(&element.name.as_str())
}

fn attributes(element: &Element) -> String {
    let left_out: &[&str] = match has(element, "nhsuk-error-summary") {
        true => &[
            "class",
            "data-module",
            "aria-invalid",
            "tabindex",
            "autofocus",
        ],
        false => &["class", "data-module", "aria-invalid"],
    };
    let classes: Vec<&str> = classes(element).into_iter().collect();
    let class = match classes.as_slice() {
        [] => String::new(),
        classes => format!(" class=\"{}\"", classes.join(" ")),
    };
    let others = element
        .attributes
        .iter()
        .filter(|(name, _)| !left_out.contains(&name.as_str()))
        .map(|(name, value)| format!(" {name}=\"{value}\""));
    std::iter::once(class).chain(others).collect()
}

fn is_left_out(node: &Node) -> bool {
    match node {
        Node::Text(_) => false,
        Node::Element(element) => {
            has(element, "nhsuk-header__menu")
                || has(element, "nhsuk-header__logo")
                || (has(element, "nhsuk-header__service-logo") && is_empty(element))
        }
    }
}

fn is_empty(element: &Element) -> bool {
    element.children.iter().all(|child| match child {
        Node::Text(text) => text.trim().is_empty(),
        Node::Element(_) => is_left_out(child),
    })
}

#[test]
fn what_looks_the_same_is_the_same() {
    let same = [
        (
            "<a href=\"#\" class=\"b a\">\n  A &amp; B\n</a>",
            "<a class=\"a hub-x b\" href='#'>A & B</a>",
        ),
        (
            "<input disabled=\"\" data-module=\"m\">",
            "<input disabled aria-invalid=\"true\">",
        ),
        ("<p>\n  <b>a</b> b\n</p>\n<br/>", "<p><b>a</b>  b</p><br>"),
    ];
    for (left, right) in same {
        assert_eq!(outline(left), outline(right));
    }
}

#[test]
fn what_reads_or_looks_different_is_different() {
    let different = [
        (
            "<p><span class=\"nhsuk-u-visually-hidden\">Error: </span>a</p>",
            "<p><span class=\"nhsuk-u-visually-hidden\">Error:</span>a</p>",
        ),
        ("<p><b>a</b> b</p>", "<p><b>a</b>b</p>"),
        ("<p class=\"a\">a</p>", "<p class=\"a b\">a</p>"),
        ("<p>a</p>", "<p id=\"\">a</p>"),
        ("<p><b>a</b></p>", "<p><b></b>a</p>"),
        ("<ul><li>a</li></ul>", "<ol><li>a</li></ol>"),
    ];
    for (left, right) in different {
        assert_ne!(outline(left), outline(right));
    }
}
