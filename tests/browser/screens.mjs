// The addresses that the matrix walks: who looks, which screen answers, and with which status.

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

/// All addresses. `months` are those that have figures.
export function screens(the) {
  const rows = [];
  const add = (role, screen, paths, status = 200) => {
    for (const path of [paths].flat()) rows.push({ role, screen, path, status });
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
  return rows;
}

function everybody(add, { board }) {
  const role = "visitor";
  add(role, "P1", ["/", "/?start=1"]);
  add(role, "P2", "/sign-in");
  add(role, "P2", "/analyst/sql", 401);
  add(role, "P3", ["/accessibility", "/privacy"]);
  add(role, "P4", ["/measures", "/measures/referral_rate", "/measures/wellbeing_change", "/measures/social_return"]);
  add(role, "P5", "/problems/invalid-request");
  add(role, "P5", ["/nothing-here", `/areas/ENG?month=${NO_MONTH}`, `/areas/${board}/measures/deprivation_gap`], 404);
  add(role, "P5", "/areas/ENG/who?by=nothing", 400);
}

function commissioner(add, { board }, { first }) {
  const role = `icb:${board}`;
  const own = `/areas/${board}`;
  const ofAreas = (page) => ["ENG", REGION, board].map((area) => `/areas/${area}${page}`);
  add(role, "C1", [...ofAreas(""), `/areas/${LONG_NAME}`, `${own}?${first}`]);
  add(role, "C2", [
    ...ofAreas("/measures/referral_rate"),
    ...COMPARED.map((id) => `${own}/measures/${id}`),
    `${own}/measures/wait_median?${first}`,
  ]);
  add(role, "C3", [...ofAreas("/coverage"), `/areas/${LONG_NAME}/coverage`, `${own}/coverage?${first}`]);
  add(role, "C4", [
    ...ofAreas("/who"),
    ...WAYS.map((by) => `${own}/who?by=${by}`),
    "/areas/ENG/who?by=ethnic_group",
    `${own}/who?by=ethnic_group&${first}`,
  ]);
  add(role, "C5", [...ofAreas("/waiting"), `${own}/waiting?${first}`]);
  add(role, "C6", [...ofAreas("/outcomes"), `${own}/outcomes?${first}`]);
  add(role, "C7", [...ofAreas("/value"), `${own}/value?deadweight_central=50`]);
  add(role, "C7", `${own}/value?deadweight_central=abc`, 422);
  add(role, "C8", [
    "/compare",
    "/compare?with=similar",
    ...COMPARED.map((id) => `/compare?measure=${id}`),
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
    `/areas/${OLD}`,
    `/areas/${OLD}?geography=as_was`,
    `/areas/${OLD_AND_SHARED}?geography=as_was`,
    `/areas/${board}?${before}`,
  ]);
  add(role, "C2", `/areas/${OLD}/measures/referral_rate?geography=as_was`);
  add(role, "C4", `/areas/${OLD}/who?${before}`);
  add(role, "C8", `/compare?${before}`);
  add(role, "C9", `/areas/${OLD}/trust?${before}`);
  add(role, "P5", [`/areas/${OLD_AND_SHARED}`, `/areas/${board}/value?${before}`], 404);
}

function volunteer(add, { service, month, drafts, receipt }) {
  const role = `service:${service}`;
  const ways = `/s/${service}/returns/${month}`;
  add(role, "S1", `/s/${service}`);
  add(role, "S2", [ways, `${ways}?how=nil`, `${ways}/type`]);
  add(role, "S4", `${ways}/upload`);
  add(role, "S7", [drafts.broken, drafts.asks, drafts.clean]);
  add(role, "S8", `${drafts.broken}/fix`);
  add(role, "S9", drafts.confirm);
  add(role, "S10", receipt);
  add(role, "S11", [`/s/${service}/history`, `${receipt}/withdraw`]);
}

function analyst(add, { board }) {
  const sql = (query, run = "1") => `/analyst/sql?q=${encodeURIComponent(query)}&run=${run}`;
  // The analyst's history must stay as it is while it is looked at, so another who may ask does the asking.
  const asker = `icb:${board}`;
  add(asker, "A1", ["", "/referrals", "/measure_values", "/practices"].map((table) => `/analyst/tables${table}`));
  add(asker, "A2", [
    "/analyst/sql",
    sql("select measure, month, value, lower95, upper95, status from hub.measure_values limit 50"),
    sql("select * from hub.practices limit 20"),
    sql("select month, count(*) as n from hub.referrals group by month order by month"),
    sql("select 1 as n where false"),
    sql("select * from hub.months", "explain"),
  ]);
  add(asker, "A2", [sql("select * from measure_values"), sql("select")], 422);
  add("analyst", "A3", "/analyst/queries");
  add("analyst", "A4", "/analyst/connect");
  add("analyst", "A5", "/analyst/tokens");
  add("analyst", "A7", "/analyst/releases");
}
