//! What the Postgres wire says beside an answer, and of what psql asks besides.

use std::future::poll_fn;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio_postgres::{AsyncMessage, Client, Config, NoTls};

use crate::support::{NAME, World};

/// A client, and the notices that it gets.
async fn listening(world: &World) -> (Client, UnboundedReceiver<String>) {
    let mut config = Config::new();
    config
        .host("127.0.0.1")
        .port(world.postgres().await)
        .user(NAME)
        .password(&world.token)
        .dbname("hub");
    let (client, mut connection) = config.connect(NoTls).await.unwrap();
    let (sender, receiver) = unbounded_channel();
    tokio::spawn(async move {
        while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
            if let AsyncMessage::Notice(notice) = message {
                let _ = sender.send(notice.message().to_owned());
            }
        }
    });
    (client, receiver)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_that_there_is_not_comes_with_a_notice() {
    let world = World::new();
    let (client, mut notices) = listening(&world).await;
    let misspelt = "select count(*) from hub.referrals where sex = 'femal'";
    client.simple_query(misspelt).await.unwrap();
    let notice = notices.try_recv().unwrap();
    assert!(
        notice.starts_with("'femal' is not a code of sex"),
        "{notice}"
    );
    client.query(misspelt, &[]).await.unwrap();
    assert!(notices.try_recv().is_ok(), "prepared too");
    let right = "select count(*) from hub.referrals where sex = 'female'";
    client.simple_query(right).await.unwrap();
    assert!(notices.try_recv().is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_psql_asks_for_in_vain_is_told_with_what_to_write_instead() {
    let world = World::new();
    let (client, _notices) = listening(&world).await;
    let told = async |sql: &str| {
        let error = client.simple_query(sql).await.unwrap_err();
        error.as_db_error().unwrap().message().to_owned()
    };
    let copy = told("COPY ( select 1 ) TO STDOUT").await;
    assert!(copy.contains("psql --csv"), "{copy}");
    let plus = told("select pg_catalog.pg_size_pretty(1) from pg_catalog.pg_class c").await;
    assert!(
        plus.contains("Leave the plus out: \\d hub.referrals"),
        "{plus}"
    );
}
