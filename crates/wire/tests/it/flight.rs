//! Flight SQL, as a client sees it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray, UnionArray};
use arrow::datatypes::{DataType, Schema};
use arrow::util::pretty::pretty_format_batches;
use arrow_flight::error::FlightError;
use arrow_flight::sql::client::FlightSqlServiceClient;
use arrow_flight::sql::{
    CommandGetCrossReference, CommandGetDbSchemas, CommandGetExportedKeys, CommandGetImportedKeys,
    CommandGetPrimaryKeys, CommandGetTables, CommandGetXdbcTypeInfo, CommandPreparedStatementQuery,
    CommandStatementQuery, ProstMessageExt, SqlInfo, TicketStatementQuery,
};
use arrow_flight::{Action, FlightDescriptor, FlightInfo, Ticket};
use futures::TryStreamExt;
use prost::Message;
use tokio::net::TcpListener;
use tonic::transport::Channel;
use tonic::{Code, Request, Status};

use crate::support::{NAME, World};

const BY_SEX: &str = "select sex, count(*) as n from hub.referrals group by sex order by sex";
const BY_MONTH: &str =
    "select month, count(*) as n from hub.referrals group by month order by month";
const OF_ATOM: &str = "select atom from hub.area_atoms where atom = $1";

pub(crate) type Client = FlightSqlServiceClient<Channel>;

/// A client that shows no token.
async fn stranger(world: &World) -> Client {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(hub_wire::flight::serve(
        listener,
        world.asking.clone(),
        None,
        std::future::pending(),
    ));
    let endpoint = Channel::from_shared(format!("http://{address}")).unwrap();
    FlightSqlServiceClient::new(endpoint.connect().await.unwrap())
}

pub(crate) async fn client(world: &World) -> Client {
    let mut client = stranger(world).await;
    client.set_token(world.token.clone());
    client
}

async fn fetch(client: &mut Client, info: &FlightInfo) -> Result<Vec<RecordBatch>, FlightError> {
    let ticket = info.endpoint[0].ticket.clone().unwrap();
    client.do_get(ticket).await?.try_collect().await
}

pub(crate) async fn rows(client: &mut Client, sql: &str) -> Result<Vec<RecordBatch>, FlightError> {
    let info = client.execute(sql.to_owned(), None).await?;
    fetch(client, &info).await
}

fn text(batches: &[RecordBatch]) -> String {
    pretty_format_batches(batches).unwrap().to_string()
}

#[track_caller]
fn status<T>(answer: Result<T, FlightError>) -> Status {
    match answer {
        Ok(_) => panic!("answered"),
        Err(FlightError::Tonic(status)) => *status,
        Err(other) => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_is_needed() {
    let world = World::new();
    let mut client = stranger(&world).await;
    let refused = status(rows(&mut client, BY_SEX).await);
    assert_eq!(refused.code(), Code::Unauthenticated);
    assert_eq!(
        refused.message(),
        "a token is needed: send it as a bearer token"
    );
    assert_eq!(
        status(client.get_tables(CommandGetTables::default()).await).code(),
        Code::Unauthenticated
    );

    client.set_token(world.token.replace("hub_", "hub-"));
    let began = Instant::now();
    let refused = status(rows(&mut client, BY_SEX).await);
    assert_eq!(refused.code(), Code::Unauthenticated);
    assert!(began.elapsed() >= Duration::from_millis(300));

    client.set_token(world.token.clone());
    assert!(rows(&mut client, BY_SEX).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_and_a_token_sign_in() {
    let world = World::new();
    for (name, token) in [("Nobody", world.token.as_str()), (NAME, "hub_1_x")] {
        let mut client = stranger(&world).await;
        assert!(client.handshake(name, token).await.is_err(), "{name}");
        assert!(client.token().is_none());
    }
    for name in [NAME, "token"] {
        let mut client = stranger(&world).await;
        client.handshake(name, &world.token).await.unwrap();
        assert_eq!(client.token(), Some(&world.token));
        assert!(rows(&mut client, BY_SEX).await.is_ok());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn same_figures_as_the_asking_itself() {
    let world = World::new();
    let mut client = client(&world).await;
    let expected = world.ask(BY_SEX).await.unwrap().answer.batches;
    let info = client.execute(BY_SEX.to_owned(), None).await.unwrap();
    let got = fetch(&mut client, &info).await.unwrap();
    assert!(!got.is_empty());
    assert_eq!(text(&got), text(&expected));
    let told = info.try_decode_schema().unwrap();
    assert_eq!(got[0].schema().as_ref(), &told);

    let wanted = CommandStatementQuery {
        query: BY_SEX.to_owned(),
        transaction_id: None,
    };
    let mut request = Request::new(FlightDescriptor::new_cmd(wanted.as_any().encode_to_vec()));
    let bearer = format!("Bearer {}", world.token).parse().unwrap();
    request.metadata_mut().insert("authorization", bearer);
    let schema = client.inner_mut().get_schema(request).await.unwrap();
    assert_eq!(Schema::try_from(schema.into_inner()).unwrap(), told);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_prepared_statement_binds_its_value() {
    let world = World::new();
    let mut client = client(&world).await;
    let all = rows(
        &mut client,
        "select atom from hub.area_atoms order by atom limit 1",
    )
    .await;
    let all = all.unwrap();
    let atom = all[0].column(0).as_string::<i32>().value(0).to_owned();

    let mut statement = client.prepare(OF_ATOM.to_owned(), None).await.unwrap();
    assert_eq!(statement.dataset_schema().unwrap().fields().len(), 1);
    let values = statement.parameter_schema().unwrap();
    assert_eq!(values.field(0).data_type(), &DataType::Utf8);
    for (value, is_found) in [(atom.as_str(), true), ("x' or 'a' = 'a", false)] {
        statement.set_parameters(names(&[value])).unwrap();
        let info = statement.execute().await.unwrap();
        let found = fetch(&mut client, &info).await.unwrap();
        let n_found: usize = found.iter().map(RecordBatch::num_rows).sum();
        assert_eq!(n_found > 0, is_found, "{value}");
        for batch in &found {
            let atoms = batch.column(0).as_string::<i32>();
            assert!(atoms.iter().all(|found| found == Some(value)));
        }
    }

    statement.set_parameters(names(&["a", "b"])).unwrap();
    let refused = status(statement.execute().await);
    assert_eq!(refused.code(), Code::InvalidArgument);
    let long = "x".repeat(100_000);
    statement.set_parameters(names(&[&long])).unwrap();
    let refused = status(statement.execute().await);
    assert_eq!(refused.code(), Code::InvalidArgument);
    statement.close().await.unwrap();
}

fn names(names: &[&str]) -> RecordBatch {
    let names: ArrayRef = Arc::new(StringArray::from(names.to_vec()));
    RecordBatch::try_from_iter([("$1", names)]).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_value_that_is_missing_is_refused() {
    let world = World::new();
    let mut client = client(&world).await;
    let mut statement = client.prepare(OF_ATOM.to_owned(), None).await.unwrap();
    let info = statement.execute().await.unwrap();
    let refused = status(fetch(&mut client, &info).await);
    assert_eq!(refused.code(), Code::InvalidArgument);
    assert!(refused.message().starts_with("SQL_ERROR: "), "{refused:?}");
}

/// What tickets hold, as anybody could write it.
#[derive(Clone, PartialEq, Message)]
struct Forged {
    #[prost(string, tag = "1")]
    sql: String,
    #[prost(string, tag = "2")]
    as_at: String,
}

fn ticket(handle: Vec<u8>) -> Ticket {
    let ticket = TicketStatementQuery {
        statement_handle: handle.into(),
    };
    Ticket::new(ticket.as_any().encode_to_vec())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_has_its_code_and_no_rows() {
    let world = World::new();
    let mut client = client(&world).await;
    for (sql, code) in [
        ("select * from hub.referrals", "SDC_ROW_LEVEL"),
        ("select nonsense from hub.area_atoms", "SQL_ERROR"),
        ("delete from hub.area_atoms", "SDC_STATEMENT"),
    ] {
        let told = status(client.execute(sql.to_owned(), None).await);
        let forged = Forged {
            sql: sql.to_owned(),
            as_at: String::new(),
        };
        let asked = status(client.do_get(ticket(forged.encode_to_vec())).await);
        let prepared = status(client.prepare(sql.to_owned(), None).await);
        for refused in [told, asked, prepared] {
            assert_eq!(refused.code(), Code::InvalidArgument, "{sql}");
            assert!(
                refused.message().starts_with(&format!("{code}: ")),
                "{refused:?}"
            );
            assert_eq!(refused.metadata().get("hub-code").unwrap(), code);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ticket_of_one_is_of_no_use_without_a_token() {
    let world = World::new();
    let mut client = client(&world).await;
    let info = client.execute(BY_SEX.to_owned(), None).await.unwrap();
    let mut stranger = stranger(&world).await;
    let refused = status(fetch(&mut stranger, &info).await);
    assert_eq!(refused.code(), Code::Unauthenticated);
    // With one it works at any hub on the same store.
    stranger.set_token(world.token.clone());
    assert!(fetch(&mut stranger, &info).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_catalogue_names_the_tables() {
    let world = World::new();
    let mut client = client(&world).await;
    let wanted = CommandGetTables {
        db_schema_filter_pattern: Some("hub".to_owned()),
        table_name_filter_pattern: Some("re%rals".to_owned()),
        include_schema: true,
        ..CommandGetTables::default()
    };
    let info = client.get_tables(wanted).await.unwrap();
    let tables = fetch(&mut client, &info).await.unwrap();
    assert_eq!(tables[0].num_rows(), 1);
    let name = |at: usize| tables[0].column(at).as_string::<i32>().value(0);
    assert_eq!(
        [name(0), name(1), name(2), name(3)],
        ["hub", "hub", "referrals", "VIEW"]
    );

    let info = client
        .get_tables(CommandGetTables::default())
        .await
        .unwrap();
    let tables = text(&fetch(&mut client, &info).await.unwrap());
    assert!(tables.contains("area_atoms"), "{tables}");

    let info = client.get_catalogs().await.unwrap();
    assert!(text(&fetch(&mut client, &info).await.unwrap()).contains("hub"));
    let wanted = CommandGetDbSchemas::default();
    let info = client.get_db_schemas(wanted).await.unwrap();
    assert!(text(&fetch(&mut client, &info).await.unwrap()).contains("hub"));
    let info = client.get_table_types().await.unwrap();
    assert!(text(&fetch(&mut client, &info).await.unwrap()).contains("VIEW"));
    let wanted = CommandGetXdbcTypeInfo { data_type: None };
    let info = client.get_xdbc_type_info(wanted).await.unwrap();
    assert!(text(&fetch(&mut client, &info).await.unwrap()).contains("VARCHAR"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tables_have_no_keys() {
    let world = World::new();
    let mut client = client(&world).await;
    let table = || "referrals".to_owned();
    let infos = [
        client
            .get_primary_keys(CommandGetPrimaryKeys {
                table: table(),
                ..CommandGetPrimaryKeys::default()
            })
            .await,
        client
            .get_exported_keys(CommandGetExportedKeys {
                table: table(),
                ..CommandGetExportedKeys::default()
            })
            .await,
        client
            .get_imported_keys(CommandGetImportedKeys {
                table: table(),
                ..CommandGetImportedKeys::default()
            })
            .await,
        client
            .get_cross_reference(CommandGetCrossReference {
                pk_table: table(),
                fk_table: table(),
                ..CommandGetCrossReference::default()
            })
            .await,
    ];
    for info in infos {
        let info = info.unwrap();
        let keys = fetch(&mut client, &info).await.unwrap();
        assert!(keys.iter().all(|keys| keys.num_rows() == 0));
        let told = info.try_decode_schema().unwrap();
        assert!(told.field_with_name("key_sequence").is_ok());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sql_info_says_read_only() {
    let world = World::new();
    let mut client = client(&world).await;
    let wanted = vec![SqlInfo::FlightSqlServerReadOnly];
    let info = client.get_sql_info(wanted).await.unwrap();
    let told = fetch(&mut client, &info).await.unwrap();
    assert_eq!(told[0].num_rows(), 1);
    let values = told[0].column(1).as_any();
    let value = values.downcast_ref::<UnionArray>().unwrap().value(0);
    assert!(value.as_boolean().value(0));

    let info = client.get_sql_info(Vec::new()).await.unwrap();
    let all = fetch(&mut client, &info).await.unwrap();
    assert!(all[0].num_rows() > 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_can_be_written() {
    let world = World::new();
    let mut client = client(&world).await;
    let sql = "delete from hub.area_atoms".to_owned();
    for refused in [
        status(client.execute_update(sql, None).await),
        status(client.begin_transaction().await),
    ] {
        assert_eq!(refused.code(), Code::Unimplemented);
        assert_eq!(refused.message(), "this hub is read-only");
    }
    let action = Action::new("CreatePreparedSubstraitPlan", Vec::new());
    let mut request = Request::new(action);
    let bearer = format!("Bearer {}", world.token).parse().unwrap();
    request.metadata_mut().insert("authorization", bearer);
    let refused = client.inner_mut().do_action(request).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unimplemented);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_handle_is_refused() {
    let world = World::new();
    let mut client = client(&world).await;
    let nonsense = Forged {
        sql: "select 1".to_owned(),
        as_at: "the day before yesterday".to_owned(),
    };
    let long = Forged {
        sql: "x".repeat(140_000),
        as_at: String::new(),
    };
    for handle in [
        Vec::new(),
        b"not a handle".to_vec(),
        nonsense.encode_to_vec(),
        long.encode_to_vec(),
    ] {
        let prepared = CommandPreparedStatementQuery {
            prepared_statement_handle: handle.clone().into(),
        };
        let prepared = Ticket::new(prepared.as_any().encode_to_vec());
        for ticket in [ticket(handle), prepared] {
            let refused = status(client.do_get(ticket).await);
            assert_eq!(refused.code(), Code::InvalidArgument, "{refused:?}");
        }
    }
    let refused = status(client.do_get(Ticket::new("no message at all")).await);
    assert_eq!(refused.code(), Code::InvalidArgument);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_earlier_release_can_be_read() {
    let world = World::new();
    let mut client = client(&world).await;
    let newest = text(&rows(&mut client, BY_MONTH).await.unwrap());

    let mut earlier = client.clone();
    earlier.set_header("hub-as-at", world.releases[0].as_str());
    let older = text(&rows(&mut earlier, BY_MONTH).await.unwrap());
    assert_ne!(older, newest);

    // A ticket stays with its release, whoever brings it.
    let info = earlier.execute(BY_MONTH.to_owned(), None).await.unwrap();
    let ticket = info.endpoint[0].ticket.clone().unwrap();
    let stream = client.do_get(ticket).await.unwrap();
    let read = stream.headers().get("hub-release").unwrap().clone();
    assert_eq!(read.to_str().unwrap(), world.releases[0]);
    let got: Vec<RecordBatch> = stream.try_collect().await.unwrap();
    assert_eq!(text(&got), older);

    for (name, code) in [
        ("2020-01-01.1", Code::NotFound),
        ("yesterday", Code::InvalidArgument),
    ] {
        earlier.set_header("hub-as-at", name);
        let refused = status(rows(&mut earlier, BY_MONTH).await);
        assert_eq!(refused.code(), code, "{name}");
    }
}
