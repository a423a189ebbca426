//! Services: what may be registered, changed and ended, one by one and as a list.

use hub_access::{
    AreaError, NewService, ServiceEdit, ServiceError, ServiceListError, change_service,
    end_service, first_months, keep_service, list_of_services, read_services, register_listed,
    register_service, service_area, service_place,
};
use hub_reference::Atom;
use hub_standard::ids::Month;
use hub_store::{Event, ServiceKind, State, Store};
use hub_testkit::fixtures::{REFERENCE, month, service};
use object_store::memory::InMemory;
use std::sync::Arc;

fn store() -> Store {
    Store::over(Arc::new(InMemory::new()))
}

async fn enter(store: &Store, events: Vec<Event>) -> Arc<State> {
    let journal = store.journal();
    journal.append(move |_| Ok(events.clone())).await.unwrap();
    journal.state().await.unwrap()
}

fn this() -> Month {
    month("2026-11")
}

/// An area that is the whole of its board.
fn whole_board() -> &'static Atom {
    let atoms = REFERENCE.atoms();
    let n_of = |of: &dyn Fn(&Atom) -> bool| atoms.iter().filter(|atom| of(atom)).count();
    // In both editions, so that any month has it.
    let is_alone = |atom: &&Atom| {
        atom.before == atom.now
            && n_of(&|other: &Atom| other.now == atom.now) == 1
            && n_of(&|other: &Atom| other.before == atom.before) == 1
    };
    atoms.iter().find(is_alone).unwrap()
}

/// A board of several areas.
fn parted_board() -> Option<&'static Atom> {
    let atoms = REFERENCE.atoms();
    let is_parted = |atom: &&Atom| atoms.iter().filter(|other| other.now == atom.now).count() > 1;
    atoms.iter().find(is_parted)
}

fn new(code: &str, name: &str) -> NewService {
    let from = month("2026-10");
    NewService {
        code: service(code),
        name: name.to_owned(),
        area: service_area(&REFERENCE, whole_board().now.as_str(), from).unwrap(),
        kind: Some(ServiceKind::Voluntary),
        from,
    }
}

#[test]
fn a_board_a_network_and_a_practice_say_where_a_service_is() {
    let from = month("2026-10");
    let of = |code: &str| service_area(&REFERENCE, code, from);
    let board = whole_board();
    let area = of(&format!(" {} ", board.now.as_str().to_lowercase())).unwrap();
    assert_eq!(
        (area.atom.as_str(), &area.icb),
        (board.id.as_str(), &board.now)
    );
    let practice = REFERENCE
        .practices()
        .iter()
        .find(|practice| practice.open_in(from))
        .unwrap();
    assert_eq!(
        of(practice.code.as_str()).unwrap().atom,
        practice.atom.as_str()
    );
    let network = &REFERENCE.pcns()[0];
    assert_eq!(
        of(network.code.as_str()).unwrap().atom,
        network.atom.as_str()
    );
    assert_eq!(of("ZZZZZ"), Err(AreaError::Unknown(from)));
    if let Some(part) = parted_board() {
        assert!(matches!(
            of(part.now.as_str()),
            Err(AreaError::Parts { .. })
        ));
    }
    // A board of today that there was not then is refused for a month of then.
    let then = month("2026-03");
    let old = |code: &str| REFERENCE.icb_in(REFERENCE.edition_at(then), code).is_some();
    let begun = REFERENCE.icbs(REFERENCE.now()).iter();
    let mut begun = begun
        .filter(|board| !old(board.code.as_str()) && REFERENCE.atom(board.code.as_str()).is_none());
    if let Some(board) = begun.next() {
        let asked = service_area(&REFERENCE, board.code.as_str(), then);
        assert_eq!(asked, Err(AreaError::Unknown(then)));
    }
}

#[tokio::test]
async fn a_code_is_given_once_and_a_name_once_in_an_area() {
    let store = store();
    let first = new("YA001", "  Canal Street ");
    let events = register_service(&State::default(), &first, this(), None).unwrap();
    let state = enter(&store, events).await;
    assert_eq!(
        state.services.get(&service("YA001")).unwrap().name,
        "Canal Street"
    );
    let register = |new: &NewService| register_service(&state, new, this(), None);
    assert_eq!(
        register(&new("YA001", "Mill Lane")),
        Err(ServiceError::Taken)
    );
    let namesake = register(&new("YA002", "canal-street"));
    assert_eq!(namesake, Err(ServiceError::SameName(service("YA001"))));
    for name in ["", "  ", "a\nb", "x".repeat(101).as_str()] {
        assert_eq!(register(&new("YA002", name)), Err(ServiceError::Name));
    }
    // Not after it ended either.
    let ended = end_service(&state, &service("YA001"), this(), this(), None).unwrap();
    let state = enter(&store, ended).await;
    let again = register_service(&state, &new("YA001", "Mill Lane"), this(), None);
    assert_eq!(again, Err(ServiceError::Taken));
}

#[tokio::test]
async fn months_have_bounds_and_an_order() {
    let (earliest, latest) = first_months(this());
    let at = |from: Month| {
        let new = NewService {
            from,
            ..new("YA001", "Canal Street")
        };
        register_service(&State::default(), &new, this(), None)
    };
    assert!(at(earliest).is_ok() && at(latest).is_ok());
    for far in [earliest.prev(), latest.next()] {
        assert_eq!(at(far), Err(ServiceError::Month { earliest, latest }));
    }
    let store = store();
    let first = new("YA001", "Canal Street");
    let code = first.code.clone();
    let events = register_service(&State::default(), &first, this(), None).unwrap();
    let state = enter(&store, events).await;
    let end = |state: &State, from: &str| end_service(state, &code, month(from), this(), None);
    assert_eq!(end(&state, "2026-09"), Err(ServiceError::Order(first.from)));
    assert!(matches!(
        end(&state, "2030-01"),
        Err(ServiceError::Month { .. })
    ));
    let none = end_service(&state, &service("YA009"), this(), this(), None);
    assert_eq!(none, Err(ServiceError::NoService));
    assert_eq!(keep_service(&state, &code, None), Err(ServiceError::Same));

    let state = enter(&store, end(&state, "2026-12").unwrap()).await;
    assert_eq!(end(&state, "2026-12"), Err(ServiceError::Same));
    assert!(end(&state, "2027-01").is_ok());
    let edit = ServiceEdit {
        from: Some(month("2027-02")),
        ..ServiceEdit::default()
    };
    let moved = change_service(&state, &code, &edit, this(), None);
    assert_eq!(moved, Err(ServiceError::Order(month("2027-02"))));
    let nothing = change_service(&state, &code, &ServiceEdit::default(), this(), None);
    assert_eq!(nothing, Err(ServiceError::Same));
    let renamed = ServiceEdit {
        name: Some("Mill Lane".to_owned()),
        ..ServiceEdit::default()
    };
    let events = change_service(&state, &code, &renamed, this(), None).unwrap();
    let state = enter(&store, events).await;
    let known = state.services.get(&code).unwrap();
    assert_eq!(
        (known.name.as_str(), known.ends),
        ("Mill Lane", Some(month("2026-12")))
    );
    let state = enter(&store, keep_service(&state, &code, None).unwrap()).await;
    assert_eq!(state.services.get(&code).unwrap().ends, None);
}

fn register(state: &State, text: &str) -> Result<Vec<Event>, ServiceListError> {
    let list = read_services(text.as_bytes(), &REFERENCE);
    register_listed(state, &REFERENCE, &list, this(), None)
}

#[tokio::test]
async fn a_list_is_registered_whole_and_may_come_twice() {
    let board = whole_board().now.to_string();
    let text = format!(
        "\u{feff}Code,Name,Board,Kind,From,To\r\nYA001,\"Mill, Lane\",{board},council,2026-10,\r\n\r\n\
         YA002,'=Canal,{board},,2026-09,2027-03\r\n"
    );
    let store = store();
    let state = enter(&store, register(&State::default(), &text).unwrap()).await;
    let [first, second] =
        ["YA001", "YA002"].map(|code| state.services.get(&service(code)).unwrap());
    assert_eq!(first.name, "Mill, Lane");
    assert_eq!((first.kind, first.ends), (Some(ServiceKind::Council), None));
    assert_eq!(second.name, "=Canal");
    assert_eq!((second.kind, second.ends), (None, Some(month("2027-04"))));
    assert_eq!(service_place(&REFERENCE, first), board);

    let twice = register(&state, &text).unwrap_err();
    assert!(twice.findings.is_empty(), "{twice:?}");
    let written = String::from_utf8(list_of_services(&state, &REFERENCE)).unwrap();
    assert!(written.starts_with("code,name,board,kind,from,to\n"));
    assert!(written.contains("'=Canal") && written.contains(",2026-09,2027-03"));
    assert!(register(&state, &written).unwrap_err().findings.is_empty());
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_list_is_said_by_line() {
    let board = whole_board().now.to_string();
    let store = store();
    let known = register_service(&State::default(), &new("YA001", "Mill Lane"), this(), None);
    let state = enter(&store, known.unwrap()).await;
    let lines = [
        format!("ya2,Canal Street,{board},council,2026-10,"),
        format!("YA003,,{board},council,2026-10,"),
        "YA004,Canal Street,ZZZZZ,council,2026-10,".to_owned(),
        format!("YA005,Canal Street,{board},charity,2026-10,"),
        format!("YA006,Canal Street,{board},council,October,"),
        format!("YA007,Canal Street,{board},council,2026-10,2026-08"),
        format!("YA001,Canal Street,{board},council,2026-10,"),
        format!("YA008,Bridge Road,{board},council,2026-10,"),
        format!("YA008,Station Road,{board},council,2026-10,"),
        format!("YA009,bridge road,{board},council,2026-10,"),
        format!("YA010,Park, Lane,{board},council,2026-10,"),
        format!("YA011,Park Lane,{board},council,1999-10,"),
    ];
    let text = format!("code,name,board,kind,from,to\n{}\n", lines.join("\n"));
    let error = register(&state, &text).unwrap_err();
    let found: Vec<(u64, &str)> = error
        .findings
        .iter()
        .map(|finding| (finding.line, finding.column))
        .collect();
    for wanted in [
        (2, "code"),
        (3, "name"),
        (4, "board"),
        (5, "kind"),
        (6, "from"),
        (7, "to"),
        (8, "code"),
        (10, "code"),
        (11, "name"),
        (12, ""),
        (13, "from"),
    ] {
        assert!(found.contains(&wanted), "{wanted:?} in {found:?}");
    }
    for text in [
        "",
        "code,name\nYA001,x\n",
        "code,name,board,kind,from,to,more\n",
    ] {
        let error = register(&state, text).unwrap_err();
        assert_eq!(error.findings.len(), 1, "{text}: {error:?}");
    }
    let none = register(&state, "code,name,board,kind,from,to\n").unwrap_err();
    assert_eq!(none.findings[0].says, "The list has no service");
    let latin = read_services(b"code,name\nYA001,caf\xe9\n", &REFERENCE);
    assert!(latin.findings[0].says.contains("UTF-8"));
}

#[test]
fn only_a_hundred_findings_are_kept() {
    let lines: String = (0..150).map(|_| "x,y,z,a,b,c\n").collect();
    let text = format!("code,name,board,kind,from,to\n{lines}");
    let list = read_services(text.as_bytes(), &REFERENCE);
    assert_eq!(list.findings.len(), 100);
    assert_eq!(list.findings.len() + list.more, 4 * 150);
}
