//! How many connections there may be, and what becomes of those who do not sign in.

use std::net::SocketAddr;
use std::time::Duration;

use arrow_flight::sql::client::FlightSqlServiceClient;
use hub_wire::WireLimits;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_postgres::{Client, Config, Error, NoTls};
use tonic::transport::{Channel, Endpoint};

use crate::support::{NAME, World};

/// Nobody is late in a test that counts.
fn few() -> WireLimits {
    WireLimits {
        strangers: 3,
        strangers_each: 2,
        members_each: 2,
        turned: 4,
        sign_in: Duration::from_secs(60),
        ..WireLimits::default()
    }
}

async fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

async fn postgres(world: &World, limits: WireLimits) -> SocketAddr {
    let (listener, address) = listener().await;
    let stopped = std::future::pending();
    let asking = world.asking.clone();
    tokio::spawn(hub_wire::postgres::serve_within(
        listener, asking, None, limits, stopped,
    ));
    address
}

async fn flight(world: &World, limits: WireLimits) -> SocketAddr {
    let (listener, address) = listener().await;
    let stopped = std::future::pending();
    let asking = world.asking.clone();
    tokio::spawn(hub_wire::flight::serve_within(
        listener, asking, None, limits, stopped,
    ));
    address
}

async fn sign_in(address: SocketAddr, token: &str) -> Result<Client, Error> {
    let mut config = Config::new();
    config
        .host("127.0.0.1")
        .port(address.port())
        .user(NAME)
        .password(token);
    let (client, connection) = config.connect(NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// Until it is as wanted: the server sees a little later that a client went.
async fn until<T, F: Future<Output = Option<T>>>(mut look: impl FnMut() -> F) -> T {
    for _ in 0..600 {
        if let Some(found) = look().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it never was");
}

fn code(answer: Result<Client, Error>) -> String {
    match answer {
        Ok(_) => panic!("it was let in"),
        Err(error) => error.as_db_error().unwrap().code().code().to_owned(),
    }
}

/// All that a server says until it closes.
async fn last_words(stream: &mut TcpStream) -> String {
    let mut said = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(30), stream.read_to_end(&mut said));
    read.await.unwrap().unwrap();
    String::from_utf8_lossy(&said).into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stranger_too_many_from_one_address_is_told_to_come_again() {
    let world = World::new();
    let address = postgres(&world, few()).await;
    let mut silent = Vec::new();
    for _ in 0..2 {
        silent.push(TcpStream::connect(address).await.unwrap());
    }
    assert_eq!(code(sign_in(address, &world.token).await), "53300");
    silent.clear();
    until(async || sign_in(address, &world.token).await.ok()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_has_few_connections_and_takes_no_place_of_strangers() {
    let world = World::new();
    let address = postgres(&world, few()).await;
    let first = sign_in(address, &world.token).await.unwrap();
    let second = sign_in(address, &world.token).await.unwrap();
    assert_eq!(code(sign_in(address, &world.token).await), "53300");
    drop(first);
    until(async || sign_in(address, &world.token).await.ok()).await;
    second.simple_query("select 1").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_does_not_sign_in_is_shown_out_of_both_wires() {
    let world = World::new();
    let short = WireLimits {
        sign_in: Duration::from_millis(200),
        ..few()
    };
    let mut of_postgres = TcpStream::connect(postgres(&world, short).await)
        .await
        .unwrap();
    assert_eq!(last_words(&mut of_postgres).await, "");
    let mut of_flight = TcpStream::connect(flight(&world, short).await)
        .await
        .unwrap();
    // One byte was once enough to stay.
    of_flight.write_all(b"P").await.unwrap();
    last_words(&mut of_flight).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_says_nothing_is_ended_in_words() {
    let world = World::new();
    let idle = WireLimits {
        idle: Duration::from_millis(200),
        ..few()
    };
    let address = postgres(&world, idle).await;
    let client = sign_in(address, &world.token).await.unwrap();
    until(async || client.is_closed().then_some(())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_is_none_ends_the_connection_in_words() {
    let world = World::new();
    let address = postgres(&world, few()).await;
    let startup = [
        &[0, 0, 0, 33][..],
        &[0, 3, 0, 0],
        b"user\0A. Khan\0database\0hub\0\0",
    ]
    .concat();
    let length = u8::try_from(startup.len()).unwrap();
    for message in [
        // Shorter than its own length.
        vec![b'p', 0, 0, 0, 1],
        // A query before the sign-in.
        vec![b'Q', 0, 0, 0, 5, 0],
    ] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let mut startup = startup.clone();
        startup[3] = length;
        stream.write_all(&startup).await.unwrap();
        let mut ways = [0; 9];
        stream.read_exact(&mut ways).await.unwrap();
        assert_eq!(ways[0], b'R');
        stream.write_all(&message).await.unwrap();
        let said = last_words(&mut stream).await;
        assert!(said.contains("FATAL") && said.contains("08P01"), "{said:?}");
    }
}

async fn call(address: SocketAddr, token: &str) -> (FlightSqlServiceClient<Channel>, String) {
    let channel = Endpoint::from_shared(format!("http://{address}")).unwrap();
    let channel = channel.connect().await.unwrap();
    let mut client = FlightSqlServiceClient::new(channel);
    client.set_token(token.to_owned());
    let said = match client.execute("select 1".to_owned(), None).await {
        Ok(_) => "answered".to_owned(),
        Err(error) => error.to_string(),
    };
    (client, said)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_has_few_connections_over_flight_sql_too() {
    let world = World::new();
    let address = flight(&world, few()).await;
    let (first, said) = call(address, &world.token).await;
    assert_eq!(said, "answered");
    let (_second, said) = call(address, &world.token).await;
    assert_eq!(said, "answered");
    let (_third, said) = call(address, &world.token).await;
    assert!(said.contains("too many connections"), "{said}");
    drop(first);
    until(async || {
        let (_, said) = call(address, &world.token).await;
        (said == "answered").then_some(())
    })
    .await;
}
