//! What the hub writes to its log while a test runs.

use std::cell::RefCell;
use std::fmt::{Debug, Write};
use std::sync::Once;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

thread_local! {
    /// A test that runs on one thread has its lines to itself. Nothing where nobody listens.
    static LINES: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// Begins to listen to what this thread writes.
pub(super) fn begin() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| tracing::subscriber::set_global_default(Listener).unwrap());
    LINES.set(Some(Vec::new()));
}

/// The lines since then.
pub(super) fn end() -> Vec<String> {
    LINES.take().unwrap()
}

struct Listener;

impl Subscriber for Listener {
    fn enabled(&self, of: &Metadata<'_>) -> bool {
        of.target().starts_with("hub_")
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let of = event.metadata();
        let mut line = format!("{} {}", of.level(), of.target());
        event.record(&mut Fields(&mut line));
        // A thread that is about to end has none any more.
        let _ = LINES.try_with(|lines| {
            if let Some(lines) = &mut *lines.borrow_mut() {
                lines.push(line);
            }
        });
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let name = field.name();
        match name {
            // The names of a request, of a question and of a return are drawn at random, and time is what it is.
            "request_id" | "query_id" | "submission" | "ms" => write!(self.0, " {name}"),
            _ => write!(self.0, " {name}={value:?}"),
        }
        .unwrap();
    }
}
