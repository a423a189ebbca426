//! The interface for programs.

use axum::routing::{get, post};

use crate::routes::{Access, Answer, Doc, Param, Payload, Route, Surface};
use crate::v1;

const FILES: &[&str] = &["text/csv", XLSX, PARQUET, ARROW];
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const PARQUET: &str = "application/vnd.apache.parquet";
const ARROW: &str = "application/vnd.apache.arrow.stream";

// What parameters hold: all that is taken, and little that is not, like a day that its month does not have.
const MONTHS: &str = "^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$";
const RELEASES: &str =
    "^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\\.[1-9][0-9]{0,9}$";
const AREAS: &str = "^[A-Z0-9]{3,9}$";
const SERVICES: &str = "^[A-Z0-9]{3,8}$";
const POSITIONS: &str = "^[0-9]{1,20}$";
const KEYS: &str = "^[\\x21-\\x7E]([\\x20-\\x7E]{0,198}[\\x21-\\x7E])?$";
const AREA_TYPES: &[&str] = &["england", "region", "icb"];

const AS_AT: Param = Param::query(
    "as_at",
    "Release to read, by its id, like 2026-11-14.2; the newest without it.",
    "",
)
.like(RELEASES);
const FORMAT: Param = Param::query(
    "format",
    "json, csv, xlsx, parquet or arrow; otherwise by the Accept header.",
    "csv",
)
.of(&["json", "csv", "xlsx", "parquet", "arrow"]);
const GEOGRAPHY: Param = Param::query(
    "geography",
    "as_now: areas as they are today; as_was: as they were in each month.",
    "as_now",
)
.of(&["as_now", "as_was"]);

// Which figures.
const AREA: Param = Param::query("area", "Code of an area.", "QOP").like(AREAS);
const AREA_TYPE: Param = Param::query("area_type", "england, region or icb.", "icb").of(AREA_TYPES);
const MONTH: Param = Param::query("month", "One month.", "2026-10").like(MONTHS);
const FROM: Param = Param::query("from", "First month.", "2026-01").like(MONTHS);
const TO: Param = Param::query("to", "Last month.", "2026-10").like(MONTHS);
const BY: Param = Param::query(
    "by",
    "Breakdown, one of those of the measure. Without it the total (all), or the first breakdown of a measure that has no total.",
    "imd_decile",
);

/// Routes for programs, in the order in which they are documented.
pub(super) const ROUTES: &[Route] = &[
    // Returns.
    api!(post "/api/v1/returns", Sender, v1::returns::send, Doc {
        id: "sendReturn",
        tag: "Returns",
        summary: "Send a return to be checked",
        description: "The file is checked at once and never kept. The answer names the check; nothing counts until it is submitted. \
            Send the same Idempotency-Key again to repeat a request whose answer was lost.",
        params: &[
            Param::query("service", "Code of the service.", "YA001").like(SERVICES).required(),
            Param::query("month", "Month of the return.", "2026-10").like(MONTHS).required(),
            Param::query("nil", "true: nothing to report this month; no file is sent.", "true").of(&["true", "false"]),
            Param::query("file_name", "Name of the file, to tell its kind and to show it to you. Not kept.", "return.xlsx"),
            Param::query("sheet", "Answer to a finding's question: the sheet to use.", "October"),
            Param::query("column", "Answer: what a column holds, or that it is not used. May come more than once.", "F:ethnic_category"),
            Param::query("month_first", "Answer: a column whose dates are month/day/year. May come more than once.", "C"),
            Param::query("day_first", "Answer: a column whose dates are day/month/year all the same. May come more than once.", "C"),
            Param::query("fill_down", "Answer: a column whose merged cells hold for all their rows. May come more than once.", "B"),
            Param::query("hidden_rows", "Answer: count or leave_out.", "leave_out").of(&["count", "leave_out"]),
            Param::header("Idempotency-Key", "Any text of up to 200 characters that is new for each upload.", "b7c1f0").like(KEYS),
        ],
        takes: Payload::File,
        answers: &[Answer::json(202, "Return", "Taken in. Its check may still run.")],
    }),
    api!(get "/api/v1/returns/{id}", Sender, v1::returns::show, Doc {
        id: "getReturn",
        tag: "Returns",
        summary: "See a return",
        description: "Its state, and what the check found. The result of a check is kept for a short time, a submitted return for good.",
        params: &[],
        takes: Payload::Nothing,
        answers: &[Answer::json(200, "Return", "The return.")],
    }),
    api!(get "/api/v1/returns/{id}/report", Sender, v1::report::show, Doc {
        id: "getReturnReport",
        tag: "Returns",
        summary: "See the result of a check as NHS England's validator writes it",
        description: "Its status sentence and its three sheets: Summary, Error Summary, Error Data. Kept as long as the check. The ID of \
            a record is its row.",
        params: &[Param::query("format", "json or xlsx; otherwise by the Accept header.", "xlsx").of(&["json", "xlsx"])],
        takes: Payload::Nothing,
        answers: &[Answer::json(200, "Report", "The report.").also(&[XLSX])],
    }),
    api!(post "/api/v1/returns/{id}/submit", Sender, v1::returns::submit, Doc {
        id: "submitReturn",
        tag: "Returns",
        summary: "Submit a checked return",
        description: "It counts from now on, in place of any earlier return of the same service and month. Earlier ones stay readable.",
        params: &[],
        takes: Payload::Json("SubmitOrder"),
        answers: &[
            Answer::json(201, "Receipt", "It counts."),
            Answer::json(200, "Receipt", "The same file was submitted before, and counts."),
        ],
    }),
    api!(post "/api/v1/returns/{id}/withdraw", Sender, v1::returns::withdraw, Doc {
        id: "withdrawReturn",
        tag: "Returns",
        summary: "Withdraw the return that counts",
        description: "No return counts for its month until another is submitted. It stays in your history, and figures that were \
            released with it stay as they are.",
        params: &[],
        takes: Payload::Nothing,
        answers: &[Answer::json(200, "Return", "It no longer counts.")],
    }),
    // Figures.
    api!(get "/api/v1/measures", Public, v1::measures::list, Doc {
        id: "listMeasures",
        tag: "Figures",
        summary: "List the measures",
        description: "What each counts, how, and its limits.",
        params: &[AS_AT, FORMAT],
        takes: Payload::Nothing,
        answers: &[Answer::json(200, "Measures", "The measures of the release.").also(FILES)],
    }),
    api!(get "/api/v1/measures/dictionary", Public, v1::measures::dictionary::list, Doc {
        id: "listDictionary",
        tag: "Figures",
        summary: "Read the data dictionary",
        description: "Every measure, one line for each field of its definition: what the field means, and what it says.",
        params: &[AS_AT, FORMAT],
        takes: Payload::Nothing,
        answers: &[Answer::json(200, "Dictionary", "The dictionary of the release.").also(FILES)],
    }),
    api!(get "/api/v1/measures/{id}", Public, v1::measures::show, Doc {
        id: "getMeasure",
        tag: "Figures",
        summary: "See one measure",
        description: "Its definition.",
        params: &[AS_AT],
        takes: Payload::Nothing,
        answers: &[Answer::json(200, "Measure", "The measure.")],
    }),
    api!(get "/api/v1/measures/{id}/values", Public, v1::measures::values, Doc {
        id: "listMeasureValues",
        tag: "Figures",
        summary: "Read the values of a measure",
        description: "Protected figures of one release. The same address with as_at gives the same figures for ever.",
        params: &[
            AREA,
            AREA_TYPE,
            MONTH,
            FROM,
            TO,
            BY,
            GEOGRAPHY,
            AS_AT,
            FORMAT,
        ],
        takes: Payload::Nothing,
        answers: &[Answer::json(200, "Values", "The values.").also(FILES)],
    }),
    api!(get "/api/v1/measures/{id}/metadata", Public, v1::measures::metadata::show, Doc {
        id: "getMeasureMetadata",
        tag: "Figures",
        summary: "Read what the columns of a measure's CSV file are",
        description: "Metadata of CSV on the Web (W3C) for the file that /values gives with the same parameters and format=csv. The file \
            leads here by its Link header.",
        params: &[
            AREA,
            AREA_TYPE,
            MONTH,
            FROM,
            TO,
            BY,
            GEOGRAPHY,
            AS_AT,
            Param::query("format", "csv: that of the file.", "csv").of(&["csv"]),
        ],
        takes: Payload::Nothing,
        answers: &[Answer::json(200, "TableMetadata", "The metadata.").called(v1::measures::metadata::MEDIA_TYPE)],
    }),
    api!(get "/api/v1/evaluations", Public, v1::evaluations::list, Doc {
        id: "listEvaluations",
        tag: "Figures",
        summary: "List what published studies asked",
        description: "Each with its study, what that found, and the query that asks the same of the hub's figures.",
        params: &[],
        takes: Payload::Nothing,
        answers: &[Answer::json(200, "Evaluations", "The evaluations.")],
    }),
    api!(get "/api/v1/evaluations/{id}", Public, v1::evaluations::show, Doc {
        id: "getEvaluation",
        tag: "Figures",
        summary: "Ask what a published study asked",
        description: "Its figures for one month, of England, regions and boards as they are now, each with a sentence for people.",
        params: &[
            AREA,
            Param::query("month", "One month; the newest without it.", "2026-10").like(MONTHS),
            AS_AT,
            FORMAT,
        ],
        takes: Payload::Nothing,
        answers: &[Answer::json(200, "EvaluationAnswer", "The answer.").also(FILES)],
    }),
    api!(post "/api/v1/sql", Asker, v1::sql::ask, Doc {
        id: "askInSql",
        tag: "Figures",
        summary: "Ask a question in SQL",
        description: "Tables about people (hub.referrals and others) are answered from protected cells: count them with count(*), \
            count(distinct person) and sum(case when ... then 1 end), by month, region, icb (and region_as_was, icb_as_was) and at most \
            two of their other columns at once. A figure that is not shown is null. Some tables are of single places (networks, \
            practices, services): a board sees its own places alone, and groups by them or by icb, or chooses one. What cannot be \
            answered is refused with a code and what to write instead. Open tables, like hub.areas and hub.measure_values, are read as they are.",
        params: &[FORMAT],
        takes: Payload::Json("SqlQuestion"),
        answers: &[Answer::json(200, "SqlReply", "A SqlAnswer; with dry_run a SqlPlan.").also(FILES)],
    }),
    api!(get "/api/v1/sql", Asker, v1::sql::get, Doc {
        id: "getSqlAnswer",
        tag: "Figures",
        summary: "Ask a question in SQL, in the address",
        description: "As the other way to ask. The same question of the same release has the same answer for ever, and an ETag.",
        params: &[
            Param::query("q", "One query.", "select icb, count(*) from hub.referrals group by icb").required(),
            AS_AT,
            FORMAT,
        ],
        takes: Payload::Nothing,
        answers: &[Answer::json(200, "SqlAnswer", "The answer.").also(FILES)],
    }),
    api!(get "/api/v1/sql/tables", Asker, v1::tables::list, Doc {
        id: "listSqlTables",
        tag: "Figures",
        summary: "List the tables that can be asked of",
        description: "With their columns, every code of those that have codes, and what single places they are of, if any.",
        params: &[AS_AT],
        takes: Payload::Nothing,
        answers: &[Answer::json(200, "SqlTables", "The tables.")],
    }),
    api!(get "/api/v1/audit", Officer, v1::audit::list, Doc {
        id: "listAuditRecords",
        tag: "Audit",
        summary: "See who asked what in SQL",
        description: "Each question has a record before anything was read and one when it was over, joined by query_id. They hold no \
            text of a query and no figure. Without since the newest 10,000 come; with it, as many from there on.",
        params: &[
            Param::query("since", "Position to begin at.", "120").like(POSITIONS),
            FORMAT,
        ],
        takes: Payload::Nothing,
        answers: &[Answer::json(200, "AuditLines", "The records, newest last.").also(FILES)],
    }),
    api!(get "/api/v1/areas", Public, v1::areas::list, Doc {
        id: "listAreas",
        tag: "Areas",
        summary: "List areas",
        description: "England, its regions and integrated care boards, those of today and those before.",
        params: &[
            Param::query("area_type", "england, region or icb.", "icb").of(AREA_TYPES),
            GEOGRAPHY,
            FORMAT,
        ],
        takes: Payload::Nothing,
        answers: &[Answer::json(200, "Areas", "The areas.").also(FILES)],
    }),
    api!(get "/api/v1/areas/{code}", Public, v1::areas::show, Doc {
        id: "getArea",
        tag: "Areas",
        summary: "See one area",
        description: "Codes of boards that no longer exist are answered too, with those that took over from them.",
        params: &[],
        takes: Payload::Nothing,
        answers: &[Answer::json(200, "Area", "The area.")],
    }),
    api!(get "/api/v1/releases", Public, v1::releases::list, Doc {
        id: "listReleases",
        tag: "Releases",
        summary: "List the releases",
        description: "Newest first.",
        params: &[FORMAT],
        takes: Payload::Nothing,
        answers: &[Answer::json(200, "ReleaseList", "The releases.").also(FILES)],
    }),
    api!(get "/api/v1/releases/{id}", Public, v1::releases::show, Doc {
        id: "getRelease",
        tag: "Releases",
        summary: "See one release",
        description: "Its months, its policy, the hashes of its queries, and what it was made from.",
        params: &[],
        takes: Payload::Nothing,
        answers: &[Answer::json(200, "Release", "The release.")],
    }),
    api!(get "/api/v1/releases/{id}/intruder-report", Public, v1::intruder::show, Doc {
        id: "getIntruderReport",
        tag: "Releases",
        summary: "See what attacks on a release found",
        description: "The motivated intruder's report: shares and counts of attacks, and what protection costs in figures. The JSON is \
            signed with the key of the release and names its manifest; it never changes. A release that was never attacked has none.",
        params: &[Param::query("format", "json or html; otherwise by the Accept header.", "html").of(&["json", "html"])],
        takes: Payload::Nothing,
        answers: &[Answer::json(200, "IntruderReport", "The report.").also(&["text/html"])],
    }),
    api!(get "/api/v1/releases/{id}/finer-tables", Asker, v1::finer::list, Doc {
        id: "listFinerTables",
        tag: "Releases",
        summary: "List the finer tables of a release",
        description: "Tables of cells by three columns at once. Each costs everybody in it some privacy, so they are made one by one, when \
            a project asks the disclosure officer, and counted. Whoever may ask in SQL may then read them: a board its own rows.",
        params: &[],
        takes: Payload::Nothing,
        answers: &[Answer::json(200, "FinerTables", "The tables, and how many may still be made.")],
    }),
    api!(get "/api/v1/live", SignedIn, v1::live::list, Doc {
        id: "listLiveHeadlines",
        tag: "Figures",
        summary: "Watch a month come in",
        description: "Referrals and people in the returns that count at this moment, adjusted to protect people, for England, its regions \
            and your own board; national analysts see every board. They come before any release and are not one: a release may say \
            something else of the same month.",
        params: &[
            Param::query("month", "One month; the month before this one without it.", "2026-10").like(MONTHS),
            AREA,
            FORMAT,
        ],
        takes: Payload::Nothing,
        answers: &[Answer::json(200, "LiveHeadlines", "The headlines.").also(FILES)],
    }),
];
