//! Draws what stands in a page again, with every place in pixels.
//!
//! Drawings of pages fit every width: their places are in per cent, and what must not be stretched stands in a drawing of its
//! own inside. Other programs make little of that, so here all is numbers, and what was a drawing inside is a group.

use super::markup::{Element, Node, escaped, unescaped};
use super::style::{Sheet, Used};

/// Classes that say how a drawing lies in a page, and leads to others.
const OF_PAGES: [&str; 4] = ["hub-svg", "hub-over", "hub-icon", "hub-tiles"];

/// Letters with a white edge, which keeps them apart from lines that they cross, and that edge without the letters.
const EDGED: &str = "hub-label";
const EDGE: &str = "hub-picture__edge";

/// Width and height that per cent are of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub(super) width: f64,
    pub(super) height: f64,
}

/// How places in a drawing become places of the picture.
#[derive(Clone, Copy)]
struct Within {
    size: Size,
    /// Lines whose drawing is stretched more one way than the other are drawn at their places anew.
    stretch: Option<View>,
}

/// What a `viewBox` shows, and how far it is stretched.
#[derive(Clone, Copy)]
struct View {
    left: f64,
    top: f64,
    across: f64,
    down: f64,
}

/// A picture as far as it is drawn.
pub(super) struct Pen<'s> {
    pub(super) sheet: &'s Sheet,
    pub(super) drawn: String,
    pub(super) used: Used,
}

impl<'s> Pen<'s> {
    pub(super) fn new(sheet: &'s Sheet) -> Self {
        Self {
            sheet,
            drawn: String::new(),
            used: Used::default(),
        }
    }

    /// Words that begin at a place.
    pub(super) fn words(&mut self, class: &str, (x, y): (f64, f64), words: &str) {
        self.open(
            "text",
            &[("class", class.to_owned()), ("x", px(x)), ("y", px(y))],
        );
        self.drawn.push_str(&escaped(words));
        self.close("text");
    }

    /// A sheet of paper under all.
    pub(super) fn paper(&mut self, size: Size) {
        self.open(
            "rect",
            &[
                ("class", "hub-picture__paper".to_owned()),
                ("width", px(size.width)),
                ("height", px(size.height)),
            ],
        );
        self.close("rect");
    }

    /// A drawing at a place. Its title and description are left out where they are those of the picture.
    pub(super) fn drawing(&mut self, svg: &Element<'_>, at: (f64, f64), size: Size) {
        self.group(svg, at, size, |child| {
            matches!(child.name, "title" | "desc")
        });
    }

    /// What a drawing inside holds, as a group.
    fn inside(&mut self, svg: &Element<'_>, within: Within) {
        let number = |name: &str| {
            let value = svg.attribute(name)?;
            placed(name, value, within.size).parse::<f64>().ok()
        };
        let at = (
            number("x").unwrap_or_default(),
            number("y").unwrap_or_default(),
        );
        let size = Size {
            width: number("width").unwrap_or(within.size.width),
            height: number("height").unwrap_or(within.size.height),
        };
        self.group(svg, at, size, |_| false);
    }

    fn group(
        &mut self,
        svg: &Element<'_>,
        (x, y): (f64, f64),
        size: Size,
        is_left_out: fn(&Element<'_>) -> bool,
    ) {
        let view = view(svg, size);
        let is_uneven = svg.attribute("preserveAspectRatio") == Some("none");
        let mut transform = format!("translate({} {})", px(x), px(y));
        if let Some(view) = view.filter(|_| !is_uneven) {
            let scale = view.across.min(view.down);
            if (scale - 1.0).abs() > f64::EPSILON {
                transform.push_str(&format!(" scale({scale:.4})"));
            }
            if view.left != 0.0 || view.top != 0.0 {
                transform.push_str(&format!(" translate({} {})", px(-view.left), px(-view.top)));
            }
        }
        self.open(
            "g",
            &[("class", classes(svg, &OF_PAGES)), ("transform", transform)],
        );
        let within = Within {
            size,
            stretch: view.filter(|_| is_uneven),
        };
        for child in svg.elements().filter(|child| !is_left_out(child)) {
            self.element(child, within);
        }
        self.close("g");
    }

    fn element(&mut self, element: &Element<'_>, within: Within) {
        match element.name {
            "svg" => self.inside(element, within),
            // A picture leads nowhere.
            "a" => self.as_it_is(element, "g", &[("class", classes(element, &[]))], within),
            name => {
                let mut attributes = attributes(element, within);
                if name == "text" && element.has_class(EDGED) {
                    // The edge alone and the letters over it: not every program draws the edge of letters under them.
                    let mut edge = attributes.clone();
                    edge.insert(0, ("class", format!("{} {EDGE}", classes(element, &[]))));
                    edge.push(("aria-hidden", "true".to_owned()));
                    self.as_it_is(element, name, &edge, within);
                }
                attributes.insert(0, ("class", classes(element, &[EDGED])));
                self.as_it_is(element, name, &attributes, within);
            }
        }
    }

    fn as_it_is(
        &mut self,
        element: &Element<'_>,
        name: &str,
        attributes: &[(&str, String)],
        within: Within,
    ) {
        self.open(name, attributes);
        for child in &element.children {
            match child {
                Node::Element(child) => self.element(child, within),
                Node::Text(text) => self.drawn.push_str(&escaped(&unescaped(text))),
            }
        }
        self.close(name);
    }

    /// Opens an element, and remembers of what name and classes. Classes without a rule are left out.
    fn open(&mut self, name: &str, attributes: &[(&str, String)]) {
        self.used.names.insert(name.to_owned());
        self.drawn.push('<');
        self.drawn.push_str(name);
        for (attribute, value) in attributes {
            if *attribute == "class" {
                let sheet = self.sheet;
                let known: Vec<&str> = value
                    .split_whitespace()
                    .filter(|class| sheet.knows(class))
                    .collect();
                self.used
                    .classes
                    .extend(known.iter().map(|class| (*class).to_owned()));
                self.write(attribute, &known.join(" "));
            } else {
                self.write(attribute, value);
            }
        }
        self.drawn.push('>');
    }

    fn write(&mut self, attribute: &str, value: &str) {
        if !value.is_empty() {
            self.drawn
                .push_str(&format!(" {attribute}=\"{}\"", escaped(value)));
        }
    }

    fn close(&mut self, name: &str) {
        self.drawn.push_str(&format!("</{name}>"));
    }
}

/// Pixels as an attribute.
pub(super) fn px(pixels: f64) -> String {
    format!("{pixels:.1}")
}

/// What the `viewBox` of a drawing shows, where it has one.
fn view(svg: &Element<'_>, size: Size) -> Option<View> {
    let numbers: Vec<f64> = svg
        .attribute("viewBox")?
        .split_whitespace()
        .filter_map(|number| number.parse().ok())
        .collect();
    match numbers.as_slice() {
        [left, top, width, height] if *width > 0.0 && *height > 0.0 => Some(View {
            left: *left,
            top: *top,
            across: size.width / width,
            down: size.height / height,
        }),
        _ => None,
    }
}

/// Its classes but for some.
fn classes(element: &Element<'_>, without: &[&str]) -> String {
    let kept: Vec<&str> = element
        .classes()
        .filter(|class| !without.contains(class))
        .collect();
    kept.join(" ")
}

/// All attributes that draw, but for the classes: what leads somewhere, or is only for those who hear a page, is left out.
fn attributes<'a>(element: &Element<'a>, within: Within) -> Vec<(&'a str, String)> {
    element
        .attributes
        .iter()
        .filter(|(name, _)| {
            !matches!(
                *name,
                "class" | "href" | "id" | "role" | "focusable" | "tabindex"
            ) && !name.starts_with("aria-")
                && !name.starts_with("data-")
        })
        .map(|(name, value)| {
            let value = match (*name, within.stretch) {
                ("d", Some(view)) => stretched(value, view).unwrap_or_else(|| (*value).to_owned()),
                _ => placed(name, &unescaped(value), within.size),
            };
            (*name, value)
        })
        .collect()
}

/// Per cent in pixels; all else as it is.
fn placed(name: &str, value: &str, size: Size) -> String {
    let percent = value
        .strip_suffix('%')
        .and_then(|number| number.parse::<f64>().ok());
    let whole = match name {
        "y" | "y1" | "y2" | "cy" | "dy" | "height" => size.height,
        _ => size.width,
    };
    percent.map_or_else(|| value.to_owned(), |percent| px(whole * percent / 100.0))
}

/// A path of straight lines with its places stretched; none where it is of anything else.
fn stretched(path: &str, view: View) -> Option<String> {
    let places: Option<Vec<String>> = path
        .strip_prefix('M')?
        .split('L')
        .map(|place| {
            let (x, y) = place.split_once(' ')?;
            let (x, y): (f64, f64) = (x.parse().ok()?, y.parse().ok()?);
            Some(format!(
                "{} {}",
                px((x - view.left) * view.across),
                px((y - view.top) * view.down)
            ))
        })
        .collect();
    Some(format!("M{}", places?.join("L")))
}

#[cfg(test)]
mod tests {
    use super::super::markup::element;
    use super::super::style::Sheet;
    use super::{Pen, Size};

    fn drawn(markup: &str) -> String {
        let sheet = Sheet::read().unwrap();
        let mut pen = Pen::new(&sheet);
        let size = Size {
            width: 400.0,
            height: 100.0,
        };
        pen.drawing(&element(markup).unwrap(), (10.0, 20.0), size);
        pen.drawn
    }

    #[test]
    fn per_cent_are_pixels_and_drawings_inside_are_groups() {
        let text = drawn(
            "<svg class=\"hub-svg\" role=\"img\" width=\"100%\" height=\"100\"><title id=\"t\">T</title>\
            <line class=\"hub-grid\" x1=\"0\" x2=\"100%\" y1=\"5.0\" y2=\"5.0\"></line>\
            <svg class=\"hub-over\" x=\"25.00%\" y=\"7.0\"><path class=\"hub-point hub-run\" d=\"M-5-5H5V5H-5Z\"></path></svg></svg>",
        );
        assert_eq!(
            text,
            "<g transform=\"translate(10.0 20.0)\"><line class=\"hub-grid\" x1=\"0\" x2=\"400.0\" y1=\"5.0\" y2=\"5.0\"></line>\
            <g transform=\"translate(100.0 7.0)\"><path class=\"hub-run\" d=\"M-5-5H5V5H-5Z\"></path></g></g>"
        );
    }

    #[test]
    fn curves_are_stretched_place_by_place() {
        let text = drawn(
            "<svg class=\"hub-svg\" width=\"100%\" height=\"100\"><svg x=\"0\" y=\"0\" width=\"100%\" height=\"100\" viewBox=\"0 0 1000 100\" \
            preserveAspectRatio=\"none\"><path class=\"hub-curve hub-limit\" d=\"M0.0 50.0L500.0 25.0\"></path></svg></svg>",
        );
        assert!(text.contains("d=\"M0.0 50.0L200.0 25.0\""), "{text}");
        assert!(!text.contains("scale"), "{text}");
    }

    #[test]
    fn a_drawing_of_another_size_is_scaled_as_a_whole() {
        let text = drawn(
            "<svg class=\"hub-svg\" viewBox=\"0 0 200 50\"><rect class=\"hub-bar\" width=\"9\" height=\"9\"></rect></svg>",
        );
        assert!(
            text.starts_with("<g transform=\"translate(10.0 20.0) scale(2.0000)\">"),
            "{text}"
        );
    }

    #[test]
    fn labels_are_letters_over_their_own_edge_and_links_are_none() {
        let text = drawn(
            "<svg class=\"hub-svg\"><a href=\"/areas/X\"><text class=\"hub-label hub-strong\" x=\"50%\" y=\"9\">A &amp; B</text></a></svg>",
        );
        assert!(!text.contains("href") && !text.contains("<a"), "{text}");
        assert!(
            text.contains("<text class=\"hub-label hub-strong hub-picture__edge\" x=\"200.0\" y=\"9\" aria-hidden=\"true\">A &amp; B</text>\
                <text class=\"hub-strong\" x=\"200.0\" y=\"9\">A &amp; B</text>"),
            "{text}"
        );
    }
}
