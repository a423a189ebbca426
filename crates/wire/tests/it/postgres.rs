//! The Postgres wire, as a client sees it.

use std::time::{Duration, Instant};

use arrow::array::AsArray;
use arrow::datatypes::Int64Type;
use tokio_postgres::{Client, Config, Error, NoTls, SimpleQueryMessage};

use hub_store::Event;

use crate::support::{NAME, World};

const BY_SEX: &str = "select sex, count(*) as n from hub.referrals group by sex order by sex";
/// Runs until it is stopped.
const ENDLESS: &str = "select sum(character_length(a.atom || i.from_month)) from hub.area_atoms a, hub.area_atoms b, hub.area_atoms c, \
    hub.area_atoms d, hub.area_atoms e, hub.area_atoms f, hub.area_atoms g, hub.area_atoms h, hub.area_atoms i";

async fn connect(port: u16, name: &str, token: &str) -> Result<Client, Error> {
    connect_to(port, name, token, Some("hub")).await
}

async fn connect_to(
    port: u16,
    name: &str,
    token: &str,
    database: Option<&str>,
) -> Result<Client, Error> {
    let mut config = Config::new();
    config
        .host("127.0.0.1")
        .port(port)
        .user(name)
        .password(token);
    if let Some(database) = database {
        config.dbname(database);
    }
    let (client, connection) = config.connect(NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

pub(crate) async fn client(world: &World) -> Client {
    let port = world.postgres().await;
    connect(port, NAME, &world.token).await.unwrap()
}

/// The SQLSTATE and the words of an error.
fn told(error: &Error) -> (String, String) {
    let Some(error) = error.as_db_error() else {
        panic!("{error:?}");
    };
    (error.code().code().to_owned(), error.message().to_owned())
}

fn code<T>(answer: Result<T, Error>) -> String {
    match answer {
        Ok(_) => "none".to_owned(),
        Err(error) => told(&error).0,
    }
}

/// The rows of a text query.
async fn texts(client: &Client, sql: &str) -> Vec<Vec<Option<String>>> {
    let messages = client.simple_query(sql).await.unwrap();
    messages
        .iter()
        .filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(
                (0..row.len())
                    .map(|at| row.get(at).map(str::to_owned))
                    .collect(),
            ),
            _ => None,
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_signs_in_and_a_wrong_one_does_not() {
    let world = World::new();
    let port = world.postgres().await;
    assert!(connect(port, NAME, &world.token).await.is_ok());

    let wrong = world.token.replace("hub_", "hub-");
    for (name, token) in [(NAME, wrong.as_str()), ("Nobody", world.token.as_str())] {
        let began = Instant::now();
        let Err(error) = connect(port, name, token).await else {
            panic!("{name} signed in");
        };
        let expected = (
            "28P01".to_owned(),
            "password authentication failed".to_owned(),
        );
        assert_eq!(told(&error), expected);
        assert!(began.elapsed() >= Duration::from_millis(300));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_database_is_refused_with_the_way_to_an_earlier_release() {
    let world = World::new();
    let port = world.postgres().await;
    let long = "x".repeat(500);
    for name in [
        "hub2",
        "hub@2026-11-01.1",
        "HUB",
        "postgres",
        NAME,
        long.as_str(),
    ] {
        let Err(error) = connect_to(port, NAME, &world.token, Some(name)).await else {
            panic!("{name} was connected to");
        };
        let (sqlstate, words) = told(&error);
        assert_eq!(sqlstate, "3D000", "{words}");
        assert!(words.contains("set hub.as_at = "), "{words}");
        assert!(words.len() < 400, "{words}");
    }
    // Strangers learn of no names.
    let wrong = world.token.replace("hub_", "hub-");
    let Err(error) = connect_to(port, NAME, &wrong, Some("hub2")).await else {
        panic!("signed in");
    };
    assert_eq!(told(&error).0, "28P01");
    assert!(
        connect_to(port, NAME, &world.token, None).await.is_ok(),
        "who names none means the one that there is"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn same_figure_as_the_asking_itself() {
    let world = World::new();
    let client = client(&world).await;

    let rows = client.query(BY_SEX, &[]).await.unwrap();
    let of_wire: Vec<Option<i64>> = rows.iter().map(|row| row.get("n")).collect();

    // Without its place, which is needed below.
    let answer = world.ask(BY_SEX).await.unwrap().answer;
    let mut expected: Vec<Option<i64>> = Vec::new();
    for batch in &answer.batches {
        let counts =
            arrow::compute::cast(batch.column(1), &arrow::datatypes::DataType::Int64).unwrap();
        expected.extend(counts.as_primitive::<Int64Type>().iter());
    }
    assert_eq!(of_wire, expected);
    assert!(!of_wire.is_empty());
    let of_text = texts(&client, BY_SEX).await;
    assert_eq!(of_text.len(), of_wire.len());
    for (text, value) in of_text.iter().zip(&of_wire) {
        assert_eq!(text[1], value.map(|value| value.to_string()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn values_are_bound() {
    let world = World::new();
    let client = client(&world).await;
    let all = client
        .query("select atom from hub.area_atoms order by atom", &[])
        .await
        .unwrap();
    let atom: String = all[0].get(0);

    let sql = "select atom from hub.area_atoms where atom = $1";
    let statement = client.prepare(sql).await.unwrap();
    let found = client.query(&statement, &[&atom]).await.unwrap();
    assert!(!found.is_empty());
    assert!(found.iter().all(|row| row.get::<_, String>(0) == atom));
    let none = client
        .query(&statement, &[&"x' or 'a' = 'a"])
        .await
        .unwrap();
    assert!(none.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_has_its_code() {
    let world = World::new();
    let client = client(&world).await;
    let refused = [
        ("select * from hub.referrals", "42501", "SDC_ROW_LEVEL: "),
        (
            "select nonsense from hub.area_atoms",
            "42601",
            "SQL_ERROR: ",
        ),
    ];
    for (sql, sqlstate, begins) in refused {
        for error in [
            client.simple_query(sql).await.err().unwrap(),
            client.query(sql, &[]).await.err().unwrap(),
        ] {
            let (code, words) = told(&error);
            assert_eq!(code, sqlstate, "{words}");
            assert!(words.starts_with(begins), "{words}");
        }
    }
    // The session goes on.
    assert_eq!(texts(&client, "select 1").await, [[Some("1".to_owned())]]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_one_query_at_a_time() {
    let world = World::new();
    let client = client(&world).await;
    assert_eq!(
        code(client.simple_query("select 1; select 2").await),
        "0A000"
    );
    assert_eq!(
        texts(&client, "select ';';").await,
        [[Some(";".to_owned())]]
    );
    assert!(texts(&client, "-- nothing").await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_number_of_rows_to_fetch_is_answered_with_the_rows_that_there_are() {
    let world = World::new();
    let mut client = client(&world).await;
    let sql = "select code from hub.regions order by code";
    let all = client.query(sql, &[]).await.unwrap().len();
    assert!(all > 2);
    for (most, expected) in [
        (2, 2),
        (0, all),
        (i32::MAX, all),
        (-1, all),
        (i32::MIN, all),
    ] {
        let transaction = client.transaction().await.unwrap();
        let portal = transaction.bind(sql, &[]).await.unwrap();
        let rows = transaction.query_portal(&portal, most).await.unwrap();
        assert_eq!(rows.len(), expected, "{most}");
        transaction.commit().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn transactions_and_settings_are_understood() {
    let world = World::new();
    let mut client = client(&world).await;
    let transaction = client.transaction().await.unwrap();
    transaction.query("select 1", &[]).await.unwrap();
    transaction.commit().await.unwrap();

    client.simple_query("begin").await.unwrap();
    assert_eq!(
        code(client.simple_query("select * from hub.referrals").await),
        "42501"
    );
    assert_eq!(code(client.simple_query("select 1").await), "25P02");
    client.simple_query("rollback").await.unwrap();
    client.simple_query("select 1").await.unwrap();

    assert_eq!(code(client.simple_query("savepoint a").await), "25P01");
    for sql in [
        "begin",
        "savepoint a",
        "select 1",
        "release a",
        "savepoint b",
    ] {
        client.simple_query(sql).await.unwrap();
    }
    assert_eq!(code(client.simple_query("select nothing").await), "42601");
    let back = client.simple_query("rollback to savepoint b").await;
    assert_eq!(code(back), "25P02");
    client.simple_query("rollback").await.unwrap();

    client.simple_query("set time zone 'UTC'").await.unwrap();
    assert_eq!(
        texts(&client, "show timezone").await,
        [[Some("UTC".to_owned())]]
    );
    client.simple_query("discard all").await.unwrap();
    assert_eq!(
        texts(&client, "show time zone").await,
        [[Some("Europe/London".to_owned())]]
    );
    assert_eq!(code(client.simple_query("set nonsense = 1").await), "42704");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn as_at_reads_an_earlier_release() {
    let world = World::new();
    let client = client(&world).await;
    let sql = "select month, count(*) from hub.referrals group by month order by month";
    let newest = texts(&client, sql).await;

    client
        .simple_query(&format!("set hub.as_at = '{}'", world.releases[0]))
        .await
        .unwrap();
    let older = texts(&client, sql).await;
    assert_ne!(older, newest);
    client
        .simple_query("set hub.as_at = 'latest'")
        .await
        .unwrap();
    assert_eq!(texts(&client, sql).await, newest);
    assert_eq!(
        code(client.simple_query("set hub.as_at = '2020-01-01.1'").await),
        "22023"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_query_can_be_cancelled() {
    let world = World::new();
    let client = client(&world).await;
    let cancel = client.cancel_token();
    let stop = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        cancel.cancel_query(NoTls).await.unwrap();
    };
    let (answer, ()) = tokio::join!(client.simple_query(ENDLESS), stop);
    let (sqlstate, words) = told(&answer.err().unwrap());
    assert_eq!(sqlstate, "57014");
    assert_eq!(words, "canceling statement due to user request");

    client
        .simple_query("set statement_timeout = '300ms'")
        .await
        .unwrap();
    let (sqlstate, words) = told(&client.simple_query(ENDLESS).await.err().unwrap());
    assert_eq!(sqlstate, "57014");
    assert_eq!(words, "canceling statement due to statement timeout");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_catalogue_names_the_tables() {
    let world = World::new();
    let client = client(&world).await;
    let referrals = [[Some("referrals".to_owned())]];
    let sql = "select table_name from information_schema.tables where table_schema = 'hub' and table_name = 'referrals'";
    assert_eq!(texts(&client, sql).await, referrals);
    let sql = "select c.relname from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
        where n.nspname = 'hub' and c.relname = $1";
    let rows = client.query(sql, &[&"referrals"]).await.unwrap();
    assert_eq!(rows.len(), 1);
    let version = texts(&client, "select version()").await;
    assert!(
        version[0][0]
            .as_deref()
            .unwrap()
            .starts_with("PostgreSQL 16")
    );
    assert_eq!(
        texts(&client, "select current_schema()").await,
        [[Some("hub".to_owned())]]
    );
    assert_eq!(
        texts(&client, "select current_user").await,
        [[Some(NAME.to_owned())]]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_database_tools_ask_of_schemas_is_answered() {
    let world = World::new();
    let client = client(&world).await;
    // As the JDBC driver asks.
    let schemas = "select nspname as table_schem from pg_catalog.pg_namespace where nspname <> 'pg_toast' \
        and (nspname !~ '^pg_toast_temp_' or nspname = replace((pg_catalog.current_schemas(true))[1], 'pg_temp_', \
        'pg_toast_temp_')) order by table_schem";
    let schemas = texts(&client, schemas).await;
    assert!(
        schemas.contains(&vec![Some("hub".to_owned())]),
        "{schemas:?}"
    );
    assert_eq!(
        texts(&client, "select replace('abcb', 'b', 'xy'), version()").await[0][0].as_deref(),
        Some("axycxy")
    );
    let long = format!(
        "select replace('{0}', 'a', '{0}'), version()",
        "a".repeat(200)
    );
    assert_eq!(code(client.simple_query(&long).await), "42601");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_catalogue_query_that_grows_is_refused_before_it_is_read() {
    let world = World::new();
    let client = client(&world).await;
    let deep = format!(
        "select pg_get_viewdef({}1{})",
        "abs(".repeat(45),
        ")".repeat(45)
    );
    let made = "select relname from pg_catalog.pg_class where 'x' ~ (relname || '\\pL{200}')";
    let large = "select relname from pg_catalog.pg_class where regexp_like(relname, '\\pL{200}')";
    for sql in [deep.as_str(), made, large] {
        let refused = client.simple_query(sql).await.unwrap_err();
        let refused = refused.as_db_error().unwrap();
        assert_eq!(refused.code().code(), "54000", "{sql}: {refused}");
        assert!(refused.message().starts_with("LIMIT: "), "{refused}");
    }
    let fit = "select relname from pg_catalog.pg_class where relname ~ '^(referrals)$'";
    assert_eq!(texts(&client, fit).await, [[Some("referrals".to_owned())]]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn catalogue_queries_hold_no_figures() {
    let world = World::new();
    let client = client(&world).await;
    let both = "select count(*) from hub.referrals, pg_catalog.pg_class";
    assert_eq!(code(client.simple_query(both).await), "0A000");
    // Without its schema it would be one without a row, and a count of none would pass for a figure.
    let hidden = "select count(*) from referrals, pg_catalog.pg_class";
    assert_eq!(code(client.simple_query(hidden).await), "0A000");
    let hidden = "select count(*), version() from referrals";
    assert_eq!(code(client.simple_query(hidden).await), "0A000");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_can_be_written() {
    let world = World::new();
    let client = client(&world).await;
    for sql in [
        "create external table x stored as csv location '/etc/passwd'",
        "copy hub.area_atoms to '/tmp/hub-must-not-be-there.csv'",
        "copy (select 1) to '/tmp/hub-must-not-be-there.csv'",
        "insert into hub.area_atoms values (1)",
        "create table pg_x as select 1",
        "create view pg_x as select * from pg_catalog.pg_class",
        "drop table hub.referrals",
        "update pg_catalog.pg_class set relname = 'x'",
        "with x as (select 1) insert into pg_x select * from x",
        "select 1 into pg_x",
        "explain analyze select count(*) from hub.referrals",
    ] {
        assert!(client.simple_query(sql).await.is_err(), "{sql}");
        assert!(client.query(sql, &[]).await.is_err(), "{sql}");
    }
    assert!(!std::path::Path::new("/tmp/hub-must-not-be-there.csv").exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_is_taken_back_ends_its_session() {
    let world = World::new();
    let client = client(&world).await;
    assert!(client.simple_query(BY_SEX).await.is_ok());
    let id = world.token.split('_').nth(1).unwrap().to_owned();
    let revoked = Event::TokenRevoked { id };
    let journal = world.store.journal();
    journal
        .append(move |_| Ok(vec![revoked.clone()]))
        .await
        .unwrap();
    assert_eq!(code(client.simple_query(BY_SEX).await), "28000");
    let port = world.postgres().await;
    assert_eq!(code(connect(port, NAME, &world.token).await), "28P01");
}
