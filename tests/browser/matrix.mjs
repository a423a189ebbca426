// A commissioner and an analyst with a keyboard alone; then every screen in every state: with and without JavaScript,
// at three widths, with text twice as large, in forced colours and on paper.
//
//   node matrix.mjs HUB_BINARY PICTURES_FOLDER            starts a small demo of its own
//   node matrix.mjs BASE TOKENS.json PICTURES_FOLDER      walks a demo that is running
//
// Prints a line for each failure, and at the end "N screens, M addresses, K page states checked, F failures".
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { startDemo } from "./demo.mjs";
import { sendDrafts } from "./drafts.mjs";
import { flaws } from "./flaws.mjs";
import { onPaper } from "./paper.mjs";
import { analystJourney, commissionerJourney } from "./readers.mjs";
import { screens } from "./screens.mjs";

const given = process.argv.slice(2);
const pictures = given.at(-1);
const scratch = mkdtempSync(join(tmpdir(), "hub-matrix-"));
const isRunning = given.length === 3;
const { server, base } = isRunning ? { base: given[0] } : await startDemo(given[0], join(scratch, "data"));
const tokensFile = isRunning ? given[1] : join(scratch, "data", "demo-tokens.json");
const tokens = JSON.parse(readFileSync(tokensFile, "utf8"));
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
mkdirSync(pictures, { recursive: true });

/// Walkers beside each other, for two cores.
const WALKERS = 2;
const WIDTHS = [1280, 768, 320];
const [WIDE, , NARROW] = WIDTHS;
const HEIGHT = 900;
const RULES = {
  resultTypes: ["violations"],
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  rules: { "target-size": { enabled: true } },
};

const board = "icb:QHM" in tokens ? "QHM" : labelled("icb:");
const service = labelled("service:");
function labelled(role) {
  return Object.keys(tokens).find((label) => label.startsWith(role)).slice(role.length);
}

let states = 0;
let failures = 0;
let rowsOnPaper = 0;
let keyboardClaims = 0;
function fail(where, state, what) {
  failures += 1;
  console.log(`FAILED ${where} [${state}] ${what}`);
}

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
});

/// The cookies of each role, from one sign-in.
const signedIn = new Map([["visitor", undefined]]);
async function cookiesOf(role) {
  if (!signedIn.has(role)) {
    const context = await browser.newContext();
    await (await context.newPage()).goto(`${base}/sign-in?token=${tokens[role]}`);
    signedIn.set(role, await context.storageState());
    await context.close();
  }
  return signedIn.get(role);
}

async function opened(role, withScript) {
  const context = await browser.newContext({ viewport: { width: WIDE, height: HEIGHT }, javaScriptEnabled: withScript, storageState: await cookiesOf(role) });
  return context.newPage();
}

async function axe(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate((rules) => window.axe.run(document, rules), RULES);
  return violations.map((it) => `${it.id}, ${it.nodes.length} places: ${it.nodes[0].target} (${it.nodes[0].failureSummary.replace(/\s+/g, " ")})`);
}

/// What the main part says, without the time of day, the time that an answer took and the number of the request.
async function mainText(page) {
  const text = await page.locator("main").innerText();
  return text.replace(/[\d.,]+ (ms|milliseconds|seconds?)\b|\b[0-9a-f]{16}\b|\b\d\d:\d\d\b/g, "#").replace(/\s+/g, " ").trim();
}

/// One address in all states.
async function walk(row, pages) {
  const where = `${row.screen} ${row.path}`;
  const file = join(pictures, `${row.screen}${row.path.replace(/[^A-Za-z0-9]+/g, "_").slice(0, 80)}`);
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
  const answer = await page.goto(base + row.path);
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
  await plain.goto(base + row.path);
  const plainSaid = await mainText(plain);
  const differs = plainSaid === said ? [] : [`says something else without JavaScript: ${difference(said, plainSaid)}`];
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
  const pages = (role, withScript) => {
    const key = `${role} ${withScript}`;
    if (!open.has(key)) open.set(key, opened(role, withScript));
    return open.get(key);
  };
  for (let row = queue.shift(); row; row = queue.shift()) {
    try {
      await walk(row, pages);
    } catch (error) {
      fail(`${row.screen} ${row.path}`, "walk", error.stack);
    }
  }
}

try {
  const volunteer = await opened(`service:${service}`, true);
  await volunteer.goto(`${base}/s/${service}`);
  const upload = await volunteer.locator("a[href$='/upload']").first().getAttribute("href");
  const month = upload.match(/\d{4}-\d{2}/)[0];
  await volunteer.goto(`${base}/s/${service}/history`);
  const receipt = await volunteer.locator("main a[href*='/returns/']").first().getAttribute("href");
  const drafts = await sendDrafts(volunteer, base, service, month);
  await volunteer.goto(`${base}/areas/ENG`);
  const months = await volunteer.locator("main select[name=month] option").evaluateAll((options) => options.map((option) => option.value));
  await volunteer.context().close();

  const claim = (words, holds, detail = "") => {
    keyboardClaims += 1;
    if (!holds) fail("keyboard", "keyboard only", `${words} ${detail}`);
  };
  // First, since the analyst's queries are the history that is looked at later.
  for (const journey of [commissionerJourney, analystJourney]) {
    try {
      await journey({ browser, base, board, claim });
    } catch (error) {
      claim("the journey ends", false, error.stack);
    }
  }

  const rows = screens({ board, service, month, months, drafts, receipt });
  const queue = [...rows];
  await Promise.all(Array.from({ length: WALKERS }, () => walker(queue)));
  const names = new Set(rows.map((row) => row.screen));
  console.log(`${rowsOnPaper} rows of tables looked for on paper, ${keyboardClaims} claims of keyboard-only journeys`);
  console.log(`${names.size} screens, ${rows.length} addresses, ${states} page states checked, ${failures} failures`);
} finally {
  await browser.close();
  server?.kill("SIGKILL");
  rmSync(scratch, { recursive: true, force: true });
}
process.exit(failures === 0 ? 0 : 1);
