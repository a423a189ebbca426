//! Answers of evaluations that were given lately.
//!
//! Anybody may read them without signing in, so one is worked out at a time and then kept: whoever asks for many at once waits
//! for memory and one thread, and holds up nobody's own question.

use std::collections::VecDeque;
use std::sync::Arc;

use hub_release::EvaluationFigure;
use hub_standard::ids::{Month, ReleaseId};
use tokio::sync::Mutex;

use crate::question::AskError;

/// Answers that are kept: all evaluations of a few months. One is some hundred sentences long.
const KEPT_MAX: usize = 64;

/// Which answer: release, evaluation, month.
pub(crate) type Name = (ReleaseId, String, Month);

/// Most recently used last.
#[derive(Default)]
pub(crate) struct Evaluated(Mutex<VecDeque<(Name, Arc<[EvaluationFigure]>)>>);

impl Evaluated {
    /// The answer of that name, which is worked out where it is not kept.
    pub(crate) async fn get_or(
        &self,
        name: Name,
        answer: impl Future<Output = Result<Arc<[EvaluationFigure]>, AskError>>,
    ) -> Result<Arc<[EvaluationFigure]>, AskError> {
        let mut kept = self.0.lock().await;
        let at = kept.iter().position(|(known, _)| *known == name);
        let figures = match at.and_then(|at| kept.remove(at)) {
            Some((_, figures)) => figures,
            None => answer.await?,
        };
        if kept.len() >= KEPT_MAX {
            kept.pop_front();
        }
        kept.push_back((name, Arc::clone(&figures)));
        Ok(figures)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(month: u32) -> Name {
        let month = format!("{}-{:02}", 2000 + month / 12, 1 + month % 12);
        let release = "2026-11-14.1".parse().unwrap();
        (release, "any".to_owned(), month.parse().unwrap())
    }

    async fn nothing() -> Result<Arc<[EvaluationFigure]>, AskError> {
        Ok(Vec::new().into())
    }

    async fn never() -> Result<Arc<[EvaluationFigure]>, AskError> {
        panic!("this answer is kept")
    }

    #[tokio::test]
    async fn an_answer_is_worked_out_once() {
        let kept = Evaluated::default();
        kept.get_or(name(0), nothing()).await.unwrap();
        kept.get_or(name(0), never()).await.unwrap();
    }

    #[tokio::test]
    async fn what_was_used_least_lately_goes_and_an_error_is_not_kept() {
        let kept = Evaluated::default();
        let failed = kept.get_or(name(0), async { Err(AskError::Busy) }).await;
        assert!(matches!(failed, Err(AskError::Busy)));
        for month in 0..64 {
            kept.get_or(name(month), nothing()).await.unwrap();
        }
        kept.get_or(name(0), never()).await.unwrap();
        kept.get_or(name(64), nothing()).await.unwrap();
        kept.get_or(name(0), never()).await.unwrap();
        let gone = kept.get_or(name(1), async { Err(AskError::Busy) }).await;
        assert!(matches!(gone, Err(AskError::Busy)));
    }
}
