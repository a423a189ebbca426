// The addresses that the matrix walks: who looks, which screen answers, and with which status.
import { steps } from "./steps.mjs";

/// Ways to break referrals down (C4).
const WAYS = ["imd_decile", "ethnic_group", "age_band", "condition", "need", "rural"];
/// Measures of each kind that can be compared: a median, a share, censuses, returns, a count.
const COMPARED = ["wait_median", "seen_within_days", "practices_covered", "link_worker_fte", "returns_received", "people_seen"];
const REGION = "Y62";
const LONG_NAME = "QUY";
/// A board of the past that one board took over from, and one that several did; and the first month of today's boards.
const [OLD, OLD_AND_SHARED] = ["QXU", "QNQ"];
const BOARDS_CHANGED = "2026-04";
/// A month that no release has figures for.
const NO_MONTH = "2020-01";

/// An address whose picture is in the sheet, and the name of the picture. `step` leads on from there to a page that has no
/// address of its own.
const pictured = (picture, path, step) => ({ picture, path, step });
/// A page that says something else each time that somebody looks.
const alive = (row) => ({ ...row, isAlive: true });

/// All addresses. `months` are those that have figures.
export function screens(the) {
  const rows = [];
  const add = (role, screen, paths, status = 200) => {
    for (const path of [paths].flat()) {
      const row = typeof path === "string" ? { path } : path;
      rows.push({ role, screen, status, ...row });
    }
  };
  const months = [...the.months].sort();
  const past = {
    first: `month=${months[0]}`,
    before: months.filter((month) => month < BOARDS_CHANGED).map((month) => `geography=as_was&month=${month}`).at(-1),
  };
  everybody(add, the);
  commissioner(add, the, past);
  if (past.before) oldBoards(add, the, past);
  volunteer(add, the);
  analyst(add, the);
  operator(add, the);
  return rows;
}

function everybody(add, { board, drafts }) {
  const role = "visitor";
  add(role, "P1", [pictured("start", "/"), "/?start=1"]);
  add(role, "P2", pictured("sign-in", "/sign-in"));
  add(role, "P2", [pictured("sign-in-first", "/analyst/sql"), pictured("wrong-token", "/sign-in?token=hub_no_token")], 401);
  add(role, "P3", [pictured("accessibility", "/accessibility"), pictured("privacy", "/privacy")]);
  add(role, "P4", [
    pictured("measures", "/measures"),
    pictured("referral-rate", "/measures/referral_rate"),
    "/measures/wellbeing_change",
    "/measures/social_return",
  ]);
  add(role, "P5", pictured("kind-of-problem", "/problems/invalid-request"));
  add(role, "P5", [
    pictured("not-found", "/nothing-here"),
    pictured("no-figures", `/areas/ENG?month=${NO_MONTH}`),
    `/areas/${board}/measures/deprivation_gap`,
  ], 404);
  add(role, "P5", pictured("invalid", "/areas/ENG/who?by=nothing"), 400);
  add(role, "P5", pictured("not-in-this-way", "/sign-out"), 405);
  add(role, "P6", pictured("signed-out-of-a-check", drafts.clean), 401);
  add(role, "A6", pictured("api-reference", "/api-reference"));
  add(role, "S3", pictured("help", "/help/return"));
  add(role, "P7", pictured("protection", "/protection"));
}

function commissioner(add, { board }, { first }) {
  const role = `icb:${board}`;
  const own = `/areas/${board}`;
  /// England, a region and the own board; the picture is of the own board.
  const ofAreas = (page, picture = page.slice(1)) => [pictured(picture, own + page), ...["ENG", REGION].map((area) => `/areas/${area}${page}`)];
  add(role, "C1", [...ofAreas("", "board"), pictured("long-name", `/areas/${LONG_NAME}`), pictured("first-month", `${own}?${first}`)]);
  add(role, "C1", pictured("england", "/areas/ENG"));
  add(role, "C2", [
    ...ofAreas("/measures/referral_rate", "referral-rate"),
    ...COMPARED.map((id) => pictured(id.replaceAll("_", "-"), `${own}/measures/${id}`)),
    `${own}/measures/wait_median?${first}`,
  ]);
  add(role, "C3", [...ofAreas("/coverage"), `/areas/${LONG_NAME}/coverage`, `${own}/coverage?${first}`]);
  add(role, "C4", [
    ...ofAreas("/who"),
    ...WAYS.map((by) => pictured(`by-${by.replaceAll("_", "-")}`, `${own}/who?by=${by}`)),
    "/areas/ENG/who?by=ethnic_group",
    `${own}/who?by=ethnic_group&${first}`,
  ]);
  add(role, "C5", [...ofAreas("/waiting"), `${own}/waiting?${first}`]);
  add(role, "C6", [...ofAreas("/outcomes"), `${own}/outcomes?${first}`]);
  add(role, "C7", [...ofAreas("/value"), `${own}/value?deadweight_central=50`]);
  add(role, "C7", pictured("value-with-a-mistake", `${own}/value?deadweight_central=abc`), 422);
  add(role, "C8", [
    pictured("compare", "/compare"),
    pictured("similar", "/compare?with=similar"),
    ...COMPARED.map((id) => pictured(id.replaceAll("_", "-"), `/compare?measure=${id}`)),
    `/compare?measure=wait_median&with=similar&area=${LONG_NAME}`,
    `/compare?${first}`,
  ]);
  add(role, "C9", [...ofAreas("/trust"), `${own}/trust?${first}`]);
  add(role, "C10", [...ofAreas("/pack"), `${own}/pack?${first}`]);
  add(role, "C12", ofAreas("/evaluations"));
  add(role, "C13", [...ofAreas("/practices"), `/areas/${LONG_NAME}/practices`]);
}

/// The boards as they were before April 2026, where the months go back so far.
function oldBoards(add, { board }, { before }) {
  const role = `icb:${board}`;
  add(role, "C1", [
    pictured("board-of-the-past", `/areas/${OLD}`),
    pictured("as-it-was", `/areas/${OLD}?geography=as_was`),
    `/areas/${OLD_AND_SHARED}?geography=as_was`,
    `/areas/${board}?${before}`,
  ]);
  add(role, "C2", `/areas/${OLD}/measures/referral_rate?geography=as_was`);
  add(role, "C4", `/areas/${OLD}/who?${before}`);
  add(role, "C8", pictured("boards-of-the-past", `/compare?${before}`));
  add(role, "C9", `/areas/${OLD}/trust?${before}`);
  add(role, "P5", [pictured("board-that-was-shared-out", `/areas/${OLD_AND_SHARED}`), `/areas/${board}/value?${before}`], 404);
}

function volunteer(add, { service, other, month, drafts, receipt }) {
  const role = `service:${service}`;
  const waysOf = (code) => `/s/${code}/returns/${month}`;
  const ways = waysOf(service);
  const { sent, mistyped, beingChecked } = steps;
  add(role, "S1", pictured("home", `/s/${service}`));
  add(role, "S2", [pictured("ways", ways), pictured("nothing-to-report", `${ways}?how=nil`), pictured("type-it-in", `${ways}/type`)]);
  add(role, "S2", [
    pictured("nothing-declared", `${ways}?how=nil`, sent("Continue with nothing to report")),
    pictured("mistyped", `${ways}/type`, mistyped),
  ], 422);
  add(role, "S3", "/help/return");
  add(role, "S4", pictured("upload", `${ways}/upload`));
  add(role, "S4", pictured("nothing-selected", `${ways}/upload`, sent("Check this file")), 422);
  // Of a service that nothing else is looked at of, since each has a few files only.
  add(`service:${other}`, "S5", alive(pictured("checking", `${waysOf(other)}/upload`, beingChecked)));
  add(role, "S7", [
    pictured("problems", drafts.broken),
    pictured("many-problems", drafts.many),
    pictured("personal-data", drafts.personal),
    pictured("unreadable", drafts.unreadable),
    pictured("questions", drafts.asks),
    pictured("warnings", drafts.clean),
    pictured("warnings-not-ticked", `${drafts.clean}/confirm`),
  ]);
  add(role, "S8", pictured("fix", `${drafts.broken}/fix`));
  add(role, "S9", pictured("confirm", drafts.confirm));
  add(role, "S9", pictured("not-declared", drafts.confirm, sent("Submit return")), 422);
  add(role, "S10", pictured("receipt", receipt));
  add(role, "S11", [pictured("history", `/s/${service}/history`), pictured("withdraw", `${receipt}/withdraw`)]);
  add(role, "S12", pictured("own-figures", `/s/${service}/figures`));
  add("person:two-services", "S1a", pictured("choose", "/choose"));
  add(role, "P5", pictured("of-another-service", `/s/${other}`), 404);
  add(role, "P6", [
    pictured("signed-out-while-typing", `${ways}/type`, steps.typedTooLate),
    pictured("signed-out-with-a-file", `${ways}/upload`, steps.fileTooLate),
    pictured("signed-in-in-vain", `${ways}/type`, steps.signedInInVain),
  ], 401);
  add(role, "P6", pictured("signed-in-again", `${ways}/type`, steps.signedInAgain));
}

function analyst(add, { board }) {
  const sql = (query, run = "1") => `/analyst/sql?q=${encodeURIComponent(query)}&run=${run}`;
  // The analyst's history must stay as it is while it is looked at, so another who may ask does the asking.
  const asker = `icb:${board}`;
  add(asker, "A1", [pictured("tables", "/analyst/tables"), pictured("table", "/analyst/tables/referrals")]);
  add(asker, "A1", ["/measure_values", "/practices"].map((table) => `/analyst/tables${table}`));
  add(asker, "A2", [
    pictured("ask", "/analyst/sql"),
    pictured("answer", sql("select measure, month, value, lower95, upper95, status from hub.measure_values limit 50")),
    sql("select * from hub.practices limit 20"),
    sql("select month, count(*) as n from hub.referrals group by month order by month"),
    pictured("no-rows", sql("select 1 as n where false")),
    pictured("explained", sql("select * from hub.months", "explain")),
  ]);
  add(asker, "A2", [pictured("refused", sql("select * from measure_values")), sql("select")], 422);
  add("analyst", "A3", pictured("queries", "/analyst/queries"));
  add(asker, "A3", alive(pictured("no-name", sql("select * from hub.months"), steps.sent("Save this query"))), 422);
  add(asker, "A3", pictured("remove-query", "/analyst/queries", steps.queryToRemove(sql("select * from hub.months"))));
  add("analyst", "A4", pictured("connect", "/analyst/connect"));
  add("analyst", "A5", pictured("tokens", "/analyst/tokens"));
  // By another, so that the analyst's list of tokens stays as it is.
  add(asker, "A5", alive(pictured("token-without-a-label", "/analyst/tokens", steps.sent("Make a token"))), 422);
  add(asker, "A5", [
    alive(pictured("token-made", "/analyst/tokens", steps.tokenMade)),
    alive(pictured("revoke-token", "/analyst/tokens", steps.tokenToRevoke)),
  ]);
  add("analyst", "A6", "/api-reference");
  add("analyst", "A7", pictured("releases", "/analyst/releases"));
  add("analyst", "A8", pictured("functions", "/analyst/functions"));
}

function operator(add, { service, months, person }) {
  const role = "operator";
  add(role, "O0", pictured("operate", "/operate"));
  add(role, "O1", [pictured("people", "/operate/people"), pictured("add-somebody", "/operate/people/add"), pictured("person", person)]);
  add(role, "O1", pictured("has-left", `${person}/leave`));
  add(role, "O2", pictured("reference", "/operate/reference"));
  add(role, "O7", [
    pictured("services", "/operate/services"),
    pictured("register-a-service", "/operate/services/add"),
    pictured("service", `/operate/services/${service}`),
    pictured("services-of-a-list", "/operate/services/import"),
    pictured("end-a-service", `/operate/services/${service}/end?month=${months[0]}`),
    "/operate/services?standing=all",
  ]);
  add(role, "O4", [pictured("definitions", "/operate/measures"), pictured("versions", "/operate/measures/referral_rate")]);
  add(role, "O3", [
    pictured("returns", "/operate/returns"),
    pictured("returns-of-a-region", `/operate/returns?region=${REGION}`),
    `/operate/returns?to=${months[0]}`,
  ]);
  add(role, "A7", "/operate/releases");
  add(role, "O6", alive(pictured("health", "/operate/health")));
  const officer = "officer";
  add(officer, "O0", pictured("officer", "/operate"));
  // A look at the log is a question that the log has.
  add(officer, "O5", alive(pictured("audit-log", "/operate/audit")));
  add(officer, "O5", [pictured("found", "/operate/audit?name=analyst"), pictured("nothing-found", "/operate/audit?tables=nothing")]);
  add(officer, "O5", pictured("no-such-day", "/operate/audit?from=31%2F02%2F2026"), 422);
  add(role, "P5", pictured("not-for-this-role", "/operate/audit"), 403);
}
