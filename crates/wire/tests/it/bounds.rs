//! What a client may send is bounded before anything is made of it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow::array::{ArrayRef, ListArray, RecordBatch};
use arrow::datatypes::Int64Type;
use arrow_flight::error::FlightError;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional, duplex};
use tokio::net::TcpStream;
use tokio_postgres::{Config, NoTls, SimpleQueryMessage};
use tonic::Code;

use crate::support::{NAME, World};
use crate::{flight, postgres};

/// A connection of the Postgres wire, signed in, on which any message can be sent.
async fn signed_in(world: &World) -> TcpStream {
    let port = world.postgres().await;
    let mut server = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let (near, mut far) = duplex(1 << 16);
    let mut config = Config::new();
    config.user(NAME).password(&world.token).dbname("hub");
    tokio::select! {
        signed_in = config.connect_raw(near, NoTls) => drop(signed_in.unwrap()),
        _ = copy_bidirectional(&mut far, &mut server) => panic!("the sign-in broke off"),
    }
    server
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap();
    [&[kind][..], &length.to_be_bytes(), body].concat()
}

/// What the server says to a message, up to where it waits for the next: kinds and bodies.
async fn told(server: &mut TcpStream, kind: u8, body: &[u8]) -> Vec<(u8, Vec<u8>)> {
    server.write_all(&message(kind, body)).await.unwrap();
    server.write_all(&message(b'S', b"")).await.unwrap();
    let mut told = Vec::new();
    loop {
        let kind = server.read_u8().await.unwrap();
        let length = usize::try_from(server.read_u32().await.unwrap()).unwrap();
        let mut body = vec![0; length - 4];
        server.read_exact(&mut body).await.unwrap();
        if kind == b'Z' {
            return told;
        }
        told.push((kind, body));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_that_is_too_long_is_refused_and_the_connection_goes_on() {
    let world = World::new();
    let mut server = signed_in(&world).await;
    let long = "n".repeat(64);
    let of_each_kind = [
        (b'P', format!("{long}\0select 1\0\0\0")),
        (b'B', format!("{long}\0\0\0\0\0\0\0\0")),
        (b'B', format!("\0{long}\0\0\0\0\0\0\0")),
        (b'D', format!("S{long}\0")),
        (b'E', format!("{long}\0\0\0\0\0")),
        (b'C', format!("P{long}\0")),
    ];
    for (kind, body) in of_each_kind {
        let told = told(&mut server, kind, body.as_bytes()).await;
        let [(b'E', words)] = told.as_slice() else {
            panic!("{kind}: {told:?}");
        };
        let words = String::from_utf8_lossy(words);
        assert!(words.contains("C54000\0"), "{kind}: {words:?}");
        assert!(words.contains("at most 63 bytes"), "{kind}: {words:?}");
    }
    let fits = format!("{}\0select 1\0\0\0", "n".repeat(63));
    let told = told(&mut server, b'P', fits.as_bytes()).await;
    assert!(matches!(told.as_slice(), [(b'1', _)]), "{told:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_bound_over_flight_sql_is_refused() {
    let world = World::new();
    let mut client = flight::client(&world).await;
    let sql = "select atom from hub.area_atoms where atom = $1";
    let mut statement = client.prepare(sql.to_owned(), None).await.unwrap();
    let nulls = [Some(vec![None::<i64>; 1_000])];
    let list: ArrayRef = Arc::new(ListArray::from_iter_primitive::<Int64Type, _, _>(nulls));
    let values = RecordBatch::try_from_iter([("$1", list)]).unwrap();
    statement.set_parameters(values).unwrap();
    let Err(FlightError::Tonic(refused)) = statement.execute().await else {
        panic!("a list was taken");
    };
    assert_eq!(refused.code(), Code::InvalidArgument);
    assert!(refused.message().contains("as text"), "{refused:?}");
}

/// A condition within another, so many deep.
fn nested(depth: usize) -> String {
    let cases = (0..depth).fold("relname = 'a'".to_owned(), |within, at| {
        format!("case when {within} then relname = 'b{at}' else relname <> 'c{at}' end")
    });
    format!("select count(*) from pg_catalog.pg_class where {cases}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_condition_within_many_others_is_refused_before_the_catalogue_is_asked() {
    let world = World::new();
    let client = postgres::client(&world).await;
    let began = Instant::now();
    let sql = nested(12);
    for refused in [
        client.simple_query(&sql).await.err().unwrap(),
        client.prepare(&sql).await.err().unwrap(),
    ] {
        let refused = refused.as_db_error().unwrap();
        assert_eq!(refused.code().code(), "54000", "{refused}");
        assert!(refused.message().starts_with("LIMIT: "), "{refused}");
    }
    assert!(began.elapsed() < Duration::from_secs(4));
    let fit = client.simple_query(&nested(2)).await.unwrap();
    assert!(
        fit.iter()
            .any(|told| matches!(told, SimpleQueryMessage::Row(_)))
    );
}
