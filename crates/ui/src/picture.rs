//! Drawings of pages as pictures that stand for themselves.
//!
//! A picture is an SVG document of fixed width: the finding, what is measured, the drawing, its legend, the notes under it
//! and the source, in light colours, with the rules of `hub.css` that it needs and nothing that runs. It is made from the page
//! that shows the chart, so that it cannot say anything else.

mod markup;
mod pen;
mod style;
pub(crate) mod words;

use std::fmt::Write;

use self::markup::{Element, Node, escaped, unescaped};
use self::pen::{Pen, Size, px};
use self::style::Sheet;
use self::words::{BOLD, lines, width};

/// Width of a drawing with the room round it, as wide as pages have it at most.
const WIDTH: f64 = 720.0;
/// Round everything.
const MARGIN: f64 = 20.0;
/// Sizes of letters, as the classes have them, and from line to line.
const TITLE: f64 = 20.0;
const TITLE_LINE: f64 = 26.0;
const TEXT: f64 = 15.0;
const TEXT_LINE: f64 = 21.0;
const SMALL: f64 = 14.0;
const SMALL_LINE: f64 = 20.0;
/// Between parts, and between entries of the legend.
const GAP: f64 = 10.0;
const ENTRY_GAP: f64 = 24.0;
/// From an icon to its words, and from the top of an icon to the foot of its words.
const ICON_GAP: f64 = 6.0;
const ICON_FOOT: f64 = 14.0;
const ENTRY_LINE: f64 = 24.0;

/// The drawing of the chart with this id, as a document; none where the page has no such chart.
#[must_use]
pub fn of(page: &str, id: &str) -> Option<String> {
    let block = block(page, id)?;
    let chart = Chart::of(&block)?;
    Some(chart.picture(&Sheet::read()?))
}

/// The block of a chart on a page.
fn block<'a>(page: &'a str, id: &str) -> Option<Element<'a>> {
    let is_of_ids = |sign: char| sign.is_ascii_alphanumeric() || "-_".contains(sign);
    if id.is_empty() || !id.chars().all(is_of_ids) {
        return None;
    }
    let opening = format!("<section class=\"hub-chart\" id=\"{id}\" ");
    let (before, _) = page.split_once(&opening)?;
    markup::element(page.get(before.len()..)?)
}

fn with_class(class: &'static str) -> impl Fn(&&Element<'_>) -> bool {
    move |element| element.has_class(class)
}

/// What a block says.
struct Chart<'b> {
    finding: String,
    subtitle: String,
    description: String,
    svg: &'b Element<'b>,
    /// Classes of what the drawing stands in, which say how much room is round it.
    plot: Vec<&'b str>,
    /// What the axes are, where the drawing does not say it.
    axes: Vec<String>,
    legend: Vec<Entry<'b>>,
    notes: Vec<String>,
}

/// An entry of the legend.
struct Entry<'b> {
    icon: Option<&'b Element<'b>>,
    words: String,
}

impl<'b> Chart<'b> {
    fn of(block: &'b Element<'b>) -> Option<Self> {
        let figure = block.elements().find(with_class("hub-chart__figure"))?;
        let text = |class: &str| {
            let found = figure.find(&|element| element.has_class(class));
            found.map(Element::text).unwrap_or_default()
        };
        let plot = figure.find(&|element| element.has_class("hub-plot"));
        // The first is the drawing: those of the legend come after it.
        let is_drawing =
            |element: &Element<'b>| element.name == "svg" && element.has_class("hub-svg");
        let svg = plot.unwrap_or(figure).find(&is_drawing)?;
        let description = svg.elements().find(|child| child.name == "desc");
        let legend = figure.elements().find(with_class("hub-legend"));
        let notes = block
            .elements()
            .filter(|element| element.has_class("hub-quiet") || element.has_class("hub-source"));
        Some(Self {
            finding: text("hub-chart__title"),
            subtitle: text("hub-chart__subtitle"),
            description: description.map(Element::text).unwrap_or_default(),
            svg,
            plot: plot
                .map(|plot| plot.classes().collect())
                .unwrap_or_default(),
            axes: figure
                .elements()
                .filter(with_class("hub-axis-names"))
                .map(Element::text)
                .collect(),
            legend: legend
                .map(|list| list.elements().map(Entry::of).collect())
                .unwrap_or_default(),
            notes: notes.map(Element::text).collect(),
        })
    }

    fn picture(&self, sheet: &Sheet) -> String {
        let room = self.plot.iter().find_map(|class| sheet.room(class));
        let [above, right, below, left] = room.unwrap_or_default();
        let drawing = size(self.svg, WIDTH - left - right);
        let whole = WIDTH.max(left + drawing.width + right);
        let mut on = Column {
            pen: Pen::new(sheet),
            y: MARGIN,
            width: whole,
        };
        on.text(
            "hub-picture__title",
            &self.finding,
            (TITLE, TITLE_LINE, BOLD),
        );
        on.text("", &self.subtitle, (TEXT, TEXT_LINE, 1.0));
        on.y += GAP + above;
        on.pen.drawing(self.svg, (MARGIN + left, on.y), drawing);
        on.y += drawing.height + below + GAP;
        for axes in &self.axes {
            on.text("hub-axis", axes, (SMALL, SMALL_LINE, 1.0));
        }
        on.legend(&self.legend);
        for note in &self.notes {
            on.text("hub-axis", note, (SMALL, SMALL_LINE, 1.0));
        }
        let size = Size {
            width: whole + 2.0 * MARGIN,
            height: on.y + MARGIN,
        };
        self.document(size, on.pen)
    }

    fn document(&self, size: Size, pen: Pen<'_>) -> String {
        let (width, height) = (px(size.width), px(size.height));
        let mut used = pen.used;
        used.names.insert("svg".to_owned());
        used.classes.insert("hub-svg".to_owned());
        let mut paper = Pen::new(pen.sheet);
        paper.paper(size);
        used.names.extend(paper.used.names);
        used.classes.extend(paper.used.classes);
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xml:lang=\"en-GB\" class=\"hub-svg\" role=\"img\" \
            width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" aria-labelledby=\"title description\">\n\
            <title id=\"title\">{}</title>\n<desc id=\"description\">{}</desc>\n<style>\n{}</style>\n{}\n{}\n</svg>\n",
            escaped(&self.finding),
            escaped(&self.description),
            pen.sheet.for_what_is(&used),
            paper.drawn,
            pen.drawn,
        );
        text
    }
}

impl<'b> Entry<'b> {
    fn of(item: &'b Element<'b>) -> Self {
        let words: Vec<String> = item
            .children
            .iter()
            .filter_map(|child| match child {
                Node::Text(text) => Some(unescaped(text)),
                Node::Element(_) => None,
            })
            .collect();
        Self {
            icon: item.elements().next(),
            words: words.concat().trim().to_owned(),
        }
    }
}

/// The size of a drawing in a room so wide: its own, or as wide as the room.
fn size(svg: &Element<'_>, room: f64) -> Size {
    let number = |name: &str| svg.attribute(name)?.parse::<f64>().ok();
    let width = number("width").unwrap_or(room);
    let height = number("height").unwrap_or_else(|| {
        let view = svg.attribute("viewBox").unwrap_or_default();
        let mut ends = view.split_whitespace().skip(2).map(str::parse::<f64>);
        match (ends.next(), ends.next()) {
            (Some(Ok(across)), Some(Ok(down))) if across > 0.0 => width * down / across,
            _ => width,
        }
    });
    Size { width, height }
}

/// The parts of a picture under each other.
struct Column<'s> {
    pen: Pen<'s>,
    /// Where the next part begins.
    y: f64,
    width: f64,
}

impl Column<'_> {
    /// Words on as many lines as they need: size of the letters, from line to line, and how much wider the letters are.
    fn text(&mut self, class: &str, text: &str, (size, line, wider): (f64, f64, f64)) {
        for words in lines(text, size * wider, self.width) {
            self.pen.words(class, (MARGIN, self.y + size), &words);
            self.y += line;
        }
    }

    /// Entries beside each other as far as there is room.
    fn legend(&mut self, entries: &[Entry<'_>]) {
        let mut x = 0.0;
        for entry in entries {
            let icon = entry.icon.map_or(0.0, |icon| icon_width(icon) + ICON_GAP);
            let words = lines(&entry.words, TEXT, self.width - icon);
            let widest = words
                .iter()
                .map(|words| width(words, TEXT))
                .fold(0.0, f64::max);
            if x > 0.0 && x + icon + widest > self.width {
                x = 0.0;
                self.y += ENTRY_LINE;
            }
            if let Some(icon) = entry.icon {
                self.icon(icon, MARGIN + x);
            }
            for (position, words) in words.iter().enumerate() {
                if position > 0 {
                    self.y += TEXT_LINE;
                }
                let at = (MARGIN + x + icon, self.y + ICON_FOOT);
                self.pen.words("", at, words);
            }
            x += icon + widest + ENTRY_GAP;
        }
        if !entries.is_empty() {
            self.y += ENTRY_LINE + GAP;
        }
    }

    fn icon(&mut self, icon: &Element<'_>, x: f64) {
        if icon.name == "svg" {
            self.pen.drawing(icon, (x, self.y), size(icon, TEXT));
        } else {
            self.pen.words("", (x, self.y + ICON_FOOT), &icon.text());
        }
    }
}

fn icon_width(icon: &Element<'_>) -> f64 {
    if icon.name == "svg" {
        size(icon, TEXT).width
    } else {
        width(&icon.text(), TEXT)
    }
}
