// A commissioner and an analyst with a keyboard alone; then every screen in every state: with and without JavaScript,
// at three widths, with text twice as large, in forced colours and on paper.
//
//   node matrix.mjs HUB_BINARY PICTURES_FOLDER            starts a small demo of its own
//   node matrix.mjs BASE TOKENS.json PICTURES_FOLDER      walks a demo that is running
//
// ONLY=S3,P6 walks those screens alone, without the journeys. UI_SOURCES names the folder with the sources of the pages: each
// screen that there is must then be walked. Prints a line for each failure, and at the end "N screens, M addresses, K page states checked, F failures".
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { flaws } from "./flaws.mjs";
import { screenIds } from "./ids.mjs";
import { onPaper } from "./paper.mjs";
import { analystJourney, commissionerJourney } from "./readers.mjs";
import { screens } from "./screens.mjs";
import { HEIGHT, NARROW, WIDE, only, visit } from "./visit.mjs";

const given = process.argv.slice(2);
const pictures = given.pop();
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
mkdirSync(pictures, { recursive: true });

/// Walkers beside each other, for two cores.
const WALKERS = 2;
const WIDTHS = [WIDE, 768, NARROW];
const RULES = {
  resultTypes: ["violations"],
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  rules: { "target-size": { enabled: true } },
};

let states = 0;
let failures = 0;
let rowsOnPaper = 0;
let keyboardClaims = 0;
function fail(where, state, what) {
  failures += 1;
  console.log(`FAILED ${where} [${state}] ${what}`);
}

const demo = await visit(given);

async function axe(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate((rules) => window.axe.run(document, rules), RULES);
  return violations.map((it) => `${it.id}, ${it.nodes.length} places: ${it.nodes[0].target} (${it.nodes[0].failureSummary.replace(/\s+/g, " ")})`);
}

const placeOf = ({ screen, path, step, picture }) => `${screen} ${path}${step ? ` (${picture})` : ""}`;

/// What the main part says, without the time of day, the time that an answer took and the number of the request.
async function mainText(page) {
  const text = await page.locator("main").innerText();
  return text.replace(/[\d.,]+ (ms|milliseconds|seconds?)\b|\b[0-9a-f]{16}\b|\b\d\d:\d\d\b/g, "#").replace(/\s+/g, " ").trim();
}

const fileName = (path) => path.replace(/[^A-Za-z0-9]+/g, "_").slice(0, 80);

/// One address in all states.
async function walk(row, pages) {
  const where = placeOf(row);
  const file = join(pictures, `${row.screen}${fileName(row.path)}${row.step ? `-${row.picture}` : ""}`);
  const note = async (state, found, page, picture) => {
    states += 1;
    for (const what of found) fail(where, state, what);
    // A picture of every address at its widest and narrowest, and of whatever failed.
    if (picture || found.length > 0) await page.screenshot({ path: `${file}-${state.replace(/[^A-Za-z0-9]+/g, "_")}.png`, fullPage: true });
  };
  const [page, plain] = await Promise.all([pages(row.role, true), pages(row.role, false)]);

  const blocked = [];
  // The style sheet of the NHS names fonts of its own site, which no page uses and none may load.
  const listen = (message) => /Content Security Policy/i.test(message.text()) && !message.text().startsWith("Loading the font") && blocked.push(message.text());
  const stumble = (error) => blocked.push(`script error: ${error.message}`);
  page.on("console", listen).on("pageerror", stumble);
  await page.setViewportSize({ width: WIDE, height: HEIGHT });
  const answer = await demo.enter(page, row);
  const screen = await page.locator("body").getAttribute("data-screen");
  if (answer.status() !== row.status) blocked.push(`answers ${answer.status()} and not ${row.status}`);
  if (screen !== row.screen) blocked.push(`is screen ${screen}`);
  const headings = await page.locator("h1").count();
  if (headings !== 1) blocked.push(`has ${headings} main headings`);
  const said = await mainText(page);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHT });
    const found = await page.evaluate(flaws);
    const isEnd = width === WIDE || width === NARROW;
    if (isEnd) found.push(...(await axe(page)));
    await note(`${width} px`, width === WIDE ? [...blocked, ...found] : found, page, isEnd);
  }

  await page.setViewportSize({ width: WIDE, height: HEIGHT });
  await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
  await note("200 % text", await page.evaluate(flaws), page);
  await page.evaluate(() => { document.documentElement.style.fontSize = ""; });

  await page.emulateMedia({ forcedColors: "active" });
  await note("forced colours", [...(await page.evaluate(flaws)), ...(await axe(page))], page);
  await page.emulateMedia({ forcedColors: "none" });

  const paper = await onPaper(page, `${file}.pdf`);
  await note("paper", paper.found, page);
  rowsOnPaper += paper.rows;
  page.off("console", listen).off("pageerror", stumble);

  await plain.setViewportSize({ width: WIDE, height: HEIGHT });
  await demo.enter(plain, row);
  const plainSaid = await mainText(plain);
  const differs = row.isAlive || plainSaid === said ? [] : [`says something else without JavaScript: ${difference(said, plainSaid)}`];
  for (const width of WIDTHS) {
    await plain.setViewportSize({ width, height: HEIGHT });
    const found = await plain.evaluate(flaws);
    await note(`${width} px without JavaScript`, width === WIDE ? [...differs, ...found] : found, plain);
  }
  await note("paper without JavaScript", (await onPaper(plain, `${file}-plain.pdf`)).found, plain);
}

function difference(one, other) {
  const at = [...one].findIndex((letter, position) => letter !== other[position]);
  return `"${one.slice(at, at + 60)}" and "${other.slice(at, at + 60)}"`;
}

/// Takes addresses from the queue until it is empty, with a page of its own for each role.
async function walker(queue) {
  const open = new Map();
  const kept = (role, withScript) => {
    const key = `${role} ${withScript}`;
    if (!open.has(key)) open.set(key, demo.opened(role, withScript));
    return open.get(key);
  };
  for (let row = queue.shift(); row; row = queue.shift()) {
    // What a step does to a sign-in must not touch the other pages.
    const own = [];
    const fresh = (role, withScript) => {
      own.push(demo.opened(role, withScript));
      return own.at(-1);
    };
    try {
      await walk(row, row.step ? fresh : kept);
    } catch (error) {
      fail(placeOf(row), "walk", error.stack);
    }
    for (const page of await Promise.all(own)) await page.context().close();
  }
}

/// The journeys of those who use no mouse.
async function keyboardJourneys() {
  const claim = (words, holds, detail = "") => {
    keyboardClaims += 1;
    if (!holds) fail("keyboard", "keyboard only", `${words} ${detail}`);
  };
  for (const journey of [commissionerJourney, analystJourney]) {
    try {
      await journey({ ...demo, claim });
    } catch (error) {
      claim("the journey ends", false, error.stack);
    }
  }
}

try {
  const all = screens(await demo.facts());
  const rows = only(all);
  // First, since the analyst's queries are the history that is looked at later.
  if (rows.length === all.length) await keyboardJourneys();
  const walked = new Set(all.map((row) => row.screen));
  for (const id of screenIds(process.env.UI_SOURCES)) {
    if (!walked.has(id)) fail(id, "walk", "no address leads to this screen");
  }

  const queue = [...rows];
  await Promise.all(Array.from({ length: WALKERS }, () => walker(queue)));
  const names = new Set(rows.map((row) => row.screen));
  console.log(`${rowsOnPaper} rows of tables looked for on paper, ${keyboardClaims} claims of keyboard-only journeys`);
  console.log(`${names.size} screens, ${rows.length} addresses, ${states} page states checked, ${failures} failures`);
} finally {
  await demo.close();
}
process.exit(failures === 0 ? 0 : 1);
