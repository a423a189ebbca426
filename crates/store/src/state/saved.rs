//! Queries that people keep.

use std::sync::Arc;

use super::State;
use crate::event::SavedQuery;

/// A saved query as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The query; once it was removed, without its name and text.
    pub query: Arc<SavedQuery>,
    /// Whether others see it.
    pub is_shared: bool,
    /// How often that changed.
    pub sharings: u32,
    /// Whether it was removed. What is left of it says only whose it was and when it was saved.
    pub is_removed: bool,
}

impl State {
    pub(super) fn query_saved(&mut self, query: &SavedQuery) {
        let saved = Saved {
            query: Arc::new(query.clone()),
            is_shared: false,
            sharings: 0,
            is_removed: false,
        };
        self.saved.insert(query.id.clone(), saved);
    }

    pub(super) fn query_sharing(&mut self, id: &str, is_shared: bool) {
        if let Some(saved) = self.saved.get(id).filter(|saved| !saved.is_removed) {
            let changed = Saved {
                is_shared,
                sharings: saved.sharings.saturating_add(1),
                ..saved.clone()
            };
            self.saved.insert(id.to_owned(), changed);
        }
    }

    pub(super) fn query_removed(&mut self, id: &str) {
        if let Some(saved) = self.saved.get(id) {
            let query = SavedQuery {
                name: String::new(),
                sql: String::new(),
                ..saved.query.as_ref().clone()
            };
            let removed = Saved {
                query: Arc::new(query),
                is_shared: false,
                is_removed: true,
                ..saved.clone()
            };
            self.saved.insert(id.to_owned(), removed);
        }
    }
}
