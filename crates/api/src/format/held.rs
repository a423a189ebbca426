//! Bytes that hold something for as long as they are there.

use axum::body::Bytes;

struct Held<H> {
    bytes: Vec<u8>,
    _hold: H,
}

impl<H> AsRef<[u8]> for Held<H> {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// These bytes; `hold` is let go with the last of them.
///
/// The body of a response would be too early for that: a connection takes the whole of it at once and then keeps it until
/// the client has read it.
pub(crate) fn holding<H: Send + 'static>(bytes: Vec<u8>, hold: H) -> Bytes {
    Bytes::from_owner(Held { bytes, _hold: hold })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::body::{Body, HttpBody};
    use futures::StreamExt;

    use super::*;

    #[tokio::test]
    async fn what_is_held_is_let_go_with_the_last_byte_and_not_with_the_body() {
        let hold = Arc::new(());
        let mut body = Body::from(holding(vec![1, 2, 3], Arc::clone(&hold))).into_data_stream();
        let mut waiting = body.next().await.unwrap().unwrap();
        assert!(body.next().await.is_none());
        drop(body);
        let written = waiting.split_to(2);
        drop(written);
        assert_eq!(Arc::strong_count(&hold), 2, "one byte is not written yet");
        drop(waiting);
        assert_eq!(Arc::strong_count(&hold), 1);
    }

    #[test]
    fn a_body_that_holds_something_says_how_long_it_is() {
        let body = Body::from(holding(vec![1, 2, 3], ()));
        assert_eq!(body.size_hint().exact(), Some(3));
    }

    #[test]
    fn an_answer_that_nobody_waits_for_holds_nothing() {
        let hold = Arc::new(());
        drop(Body::from(holding(vec![1, 2, 3], Arc::clone(&hold))));
        assert_eq!(Arc::strong_count(&hold), 1);
    }
}
