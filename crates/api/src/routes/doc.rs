//! What the documentation says about a route.

/// A documented operation.
#[derive(Debug)]
pub(crate) struct Doc {
    /// Stable id for generated clients.
    pub(crate) id: &'static str,
    pub(crate) tag: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) description: &'static str,
    /// Query parameters and headers; those of the path come from the path.
    pub(crate) params: &'static [Param],
    pub(crate) takes: Payload,
    pub(crate) answers: &'static [Answer],
}

/// What the text of a parameter may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Any text, or one that only a release or the file itself says more of.
    Text,
    /// One of these words.
    Words(&'static [&'static str]),
    /// What this regular expression matches as a whole.
    Like(&'static str),
}

/// A query parameter, or a header.
#[derive(Debug)]
pub(crate) struct Param {
    pub(crate) name: &'static str,
    pub(crate) what: &'static str,
    pub(crate) shape: Shape,
    /// An example that works in every hub; empty: none does.
    pub(crate) example: &'static str,
    pub(crate) required: bool,
    pub(crate) header: bool,
}

impl Param {
    pub(crate) const fn query(
        name: &'static str,
        what: &'static str,
        example: &'static str,
    ) -> Self {
        Self {
            name,
            what,
            shape: Shape::Text,
            example,
            required: false,
            header: false,
        }
    }

    pub(crate) const fn header(
        name: &'static str,
        what: &'static str,
        example: &'static str,
    ) -> Self {
        Self {
            name,
            what,
            shape: Shape::Text,
            example,
            required: false,
            header: true,
        }
    }

    pub(crate) const fn required(self) -> Self {
        Self {
            required: true,
            ..self
        }
    }

    /// The same, of these words.
    pub(crate) const fn of(self, words: &'static [&'static str]) -> Self {
        Self {
            shape: Shape::Words(words),
            ..self
        }
    }

    /// The same, of texts that a regular expression matches as a whole.
    pub(crate) const fn like(self, pattern: &'static str) -> Self {
        Self {
            shape: Shape::Like(pattern),
            ..self
        }
    }
}

/// What an operation takes as its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Payload {
    Nothing,
    /// A file, bare or as the part `file` of a form.
    File,
    /// JSON of the named schema; may be left out.
    Json(&'static str),
}

/// What an operation answers when all goes well. Problems follow from who may use it.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) what: &'static str,
    /// What its JSON is called.
    pub(crate) media_type: &'static str,
    /// Name of the schema of its JSON; empty: no body of a schema.
    pub(crate) schema: &'static str,
    /// Other media types it can be had in.
    pub(crate) also: &'static [&'static str],
}

impl Answer {
    pub(crate) const fn json(status: u16, schema: &'static str, what: &'static str) -> Self {
        Self {
            status,
            what,
            media_type: "application/json",
            schema,
            also: &[],
        }
    }

    /// The same with a media type of its own.
    pub(crate) const fn called(self, media_type: &'static str) -> Self {
        Self { media_type, ..self }
    }

    pub(crate) const fn also(self, also: &'static [&'static str]) -> Self {
        Self { also, ..self }
    }
}
