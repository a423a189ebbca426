// The three first journeys in a real browser, and a picture of every screen at 320 and 1280 px and in print.
//
//   node journey.mjs HUB_BINARY PICTURES_FOLDER
//
// Starts a small demo of its own in a scratch folder, and ends with a line "N passed, N failed".
import { spawnSync } from "node:child_process";
import { mkdtempSync, mkdirSync, readFileSync, readdirSync, writeFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { SIZE, startDemo } from "./demo.mjs";
import { fourClicks } from "./four_clicks.mjs";
import { keyboardJourney } from "./keyboard.mjs";

const [hub, pictures] = process.argv.slice(2);
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const scratch = mkdtempSync(join(tmpdir(), "hub-browser-"));
const data = join(scratch, "data");
mkdirSync(pictures, { recursive: true });

let passed = 0;
let failed = 0;
function claim(words, holds, detail = "") {
  if (holds) passed += 1;
  else {
    failed += 1;
    console.log(`FAILED ${words} ${detail}`);
  }
}

const { server, base } = await startDemo(hub, data);
const tokens = JSON.parse(readFileSync(join(data, "demo-tokens.json"), "utf8"));
const service = Object.keys(tokens).find((label) => label.startsWith("service:")).slice("service:".length);
const icb = Object.keys(tokens).find((label) => label === "icb:QHM") ? "QHM" : Object.keys(tokens).find((l) => l.startsWith("icb:")).slice(4);

spawnSync(hub, ["synth", ...SIZE, "--format", "csv", "--out", join(scratch, "returns")]);
const months = readdirSync(join(scratch, "returns")).sort();
const month = months[months.length - 1];
const folder = join(scratch, "returns", month);
const goodFile = join(folder, readdirSync(folder).find((name) => name.includes(service)));
const good = readFileSync(goodFile, "utf8");

// A broken copy: the first two dates of the first ten rows become impossible.
const brokenFile = join(scratch, "broken.csv");
let broken = 0;
writeFileSync(
  brokenFile,
  good.split("\n").map((line, row) => (row > 0 && row <= 10 ? line.replace(/\d\d\/\d\d\/(20\d\d)/, (_, year) => { broken += 1; return `31/04/${year}`; }) : line)).join("\n"),
);
// A corrected copy: the last row taken away.
const correctedFile = join(scratch, "corrected.csv");
writeFileSync(correctedFile, good.trimEnd().split("\n").slice(0, -1).join("\n") + "\n");

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
});

async function signedIn(label) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, javaScriptEnabled: true });
  const page = await context.newPage();
  await page.goto(`${base}/sign-in?token=${tokens[label]}`);
  return page;
}

// On a small phone held upright, the way on is in sight before anything is scrolled.
const FIRST_SCREEN_PX = 720;
async function inSight(page, words, selector) {
  await page.setViewportSize({ width: 320, height: FIRST_SCREEN_PX });
  const box = await page.locator(selector).first().boundingBox();
  const bottom = box === null ? Infinity : box.y + box.height;
  claim(`${words} is on the first screen at 320 px`, bottom <= FIRST_SCREEN_PX, `${bottom} px`);
}

const seen = new Set();
async function look(page, name) {
  const screen = await page.locator("body").getAttribute("data-screen");
  seen.add(screen);
  const label = name ?? screen;
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: join(pictures, `${label}-${width}.png`), fullPage: true });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    claim(`${label} does not scroll sideways at ${width} px`, overflow <= 0, `${overflow} px`);
  }
  await page.pdf({ path: join(pictures, `${label}.pdf`), format: "A4" });
  await page.evaluate(axeSource);
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const words = result.violations.map((v) => `${v.id} (${v.nodes.length}): ${v.nodes[0].target}`).join("; ");
  claim(`${label} has no accessibility violation that axe finds`, result.violations.length === 0, words);
  claim(`${label} has one main heading`, (await page.locator("h1").count()) === 1);
}

try {
  // Public.
  const visitor = await (await browser.newContext()).newPage();
  await visitor.goto(base);
  await look(visitor);
  await visitor.goto(`${base}/sign-in`);
  await look(visitor);
  await visitor.emulateMedia({ media: "print" });
  claim("no token is printed", !(await visitor.locator("main").innerText()).includes("A link-worker service"));
  await visitor.emulateMedia({ media: "screen" });
  await visitor.goto(`${base}/measures`);
  await look(visitor);
  await visitor.goto(`${base}/nothing-here`);
  await look(visitor, "P5-404");
  await visitor.goto(`${base}/s/${service}`);
  claim("a stranger does not see a service's home", (await visitor.locator("body").getAttribute("data-screen")) !== "S1");

  // A volunteer: broken file, explained; good file, submitted; corrected file, replaces.
  const volunteer = await signedIn(`service:${service}`);
  await volunteer.goto(`${base}/s/${service}`);
  await look(volunteer);
  async function upload(file) {
    await volunteer.goto(`${base}/s/${service}/returns/${month}/upload`);
    await volunteer.setInputFiles("input[type=file]", file);
    await volunteer.click("button:has-text('Check this file')");
    await volunteer.waitForLoadState();
    for (let tries = 0; tries < 50 && (await volunteer.locator("body").getAttribute("data-screen")) === "S5"; tries += 1) {
      await volunteer.waitForTimeout(200);
      await volunteer.reload();
    }
  }
  // The ways to send: a file is chosen beforehand, and nothing to report has a page of its own.
  const ways = `${base}/s/${service}/returns/${month}`;
  await volunteer.goto(`${ways}?how=nil`);
  await look(volunteer, "S2-nil");
  claim("nothing to report asks for a declaration", (await volunteer.locator("#declaration").count()) === 1);
  await volunteer.goto(ways);
  await look(volunteer);
  await inSight(volunteer, "the way on from the ways to send", "button:has-text('Continue')");
  await volunteer.click("button:has-text('Continue')");
  await volunteer.waitForLoadState();
  await look(volunteer);
  claim("the first way leads to the upload", (await volunteer.locator("body").getAttribute("data-screen")) === "S4", volunteer.url());
  await inSight(volunteer, "the button of the upload", "button:has-text('Check this file')");
  await upload(brokenFile);
  const problems = await volunteer.locator("main").innerText();
  claim("the broken file is explained by what was found", problems.includes("31/04/"), problems.slice(0, 300));
  claim("the result names rows", /row\s*2\b/i.test(problems) || problems.includes("Row"), "");
  await look(volunteer, "S7-problems");

  // The same put right on the page.
  await volunteer.click("a:has-text('Fix here')");
  await volunteer.waitForLoadState();
  await look(volunteer);
  await inSight(volunteer, "the way to the last step of the page to fix", "main a[href='#file']");
  await volunteer.emulateMedia({ media: "print" });
  claim("paper has what is wrong and not the rest of the row", (await volunteer.locator("main .nhsuk-error-message").first().isVisible()) && !(await volunteer.locator("main details").first().isVisible()));
  await volunteer.emulateMedia({ media: "screen" });
  const inputs = await volunteer.locator("main input[name=value]").all();
  claim("there is a field for each broken date", inputs.length === broken, `${inputs.length} of ${broken}`);
  for (const input of inputs) await input.fill(`01/${month.slice(5)}/${month.slice(0, 4)}`);
  await volunteer.setInputFiles("input[type=file]", brokenFile);
  await volunteer.click("button:has-text('Check again with these values')");
  await volunteer.waitForLoadState();
  const mended = await volunteer.locator("main").innerText();
  claim("dates that were typed make the rows count", !mended.includes("31/04/") && mended.includes("Corrected on the page"), mended.slice(0, 400));

  // One referral typed in, first with a date that does not exist.
  await volunteer.goto(`${base}/s/${service}/returns/${month}/type`);
  const typed = { local_referral_id: "R1", local_person_id: "P1", referral_date: "31/02/2026" };
  for (const [name, value] of Object.entries(typed)) await volunteer.fill(`[id="1.${name}"]`, value);
  await volunteer.click("p button:has-text('Check this return')");
  await volunteer.waitForLoadState();
  await look(volunteer, "S2-type");
  claim("what is wrong stands at its field", (await volunteer.locator('[id="1.referral_date-error"]').innerText()).includes("does not exist"));
  claim("what was typed is still there", (await volunteer.locator('[id="1.local_person_id"]').inputValue()) === "P1");
  await volunteer.fill('[id="1.referral_date"]', `02/${month.slice(5)}/${month.slice(0, 4)}`);
  await volunteer.click("p button:has-text('Check this return')");
  await volunteer.waitForLoadState();
  claim("what was left blank is said before the way on", (await volunteer.locator("main").innerText()).includes("Referral 1, Sex: A value is not recorded"));
  await volunteer.click("button:has-text('I have looked at these')");
  await volunteer.waitForLoadState();
  claim("a typed return leads to the page before submitting", (await volunteer.locator("body").getAttribute("data-screen")) === "S9", volunteer.url());

  await upload(correctedFile);
  await look(volunteer, "S7-clean");
  for (const box of await volunteer.locator("main form input[type=checkbox]").all()) await box.check();
  await volunteer.locator("a[href*='/confirm'], button:has-text('Continue')").first().click();
  await volunteer.waitForLoadState();
  await look(volunteer);
  await inSight(volunteer, "the way to the declaration", "main a[href='#submit']");
  claim("what needs a second look was ticked and leads to the page before submitting", (await volunteer.locator("body").getAttribute("data-screen")) === "S9", volunteer.url());
  claim("the page before submitting says what is replaced", (await volunteer.locator("main").innerText()).toLowerCase().includes("replace"));
  for (const box of await volunteer.locator("main form input[type=checkbox]").all()) await box.check();
  if ((await volunteer.locator("main input[name=reason]").count()) > 0) await volunteer.check("main input[name=reason] >> nth=0");
  await volunteer.click("main button:has-text('Submit return')");
  await volunteer.waitForLoadState();
  await look(volunteer);
  claim("submitting ends on the receipt", (await volunteer.locator("body").getAttribute("data-screen")) === "S10", volunteer.url());

  await keyboardJourney({ browser, base, service, month, good, scratch, claim });

  // A commissioner.
  const commissioner = await signedIn(`icb:${icb}`);
  for (const path of [
    `/areas/${icb}`,
    `/areas/${icb}/measures/referral_rate`,
    `/areas/${icb}/who?by=imd_decile`,
    `/areas/${icb}/who?by=ethnic_group`,
    "/compare?measure=referral_rate",
    `/areas/${icb}/trust`,
    `/areas/${icb}/evaluations`,
    `/areas/${icb}/coverage`,
    `/areas/${icb}/practices`,
    `/areas/${icb}/who?by=age_band`,
    `/areas/${icb}/who?by=condition`,
    `/areas/${icb}/waiting`,
    `/areas/${icb}/outcomes`,
    `/areas/${icb}/value`,
    `/areas/${icb}/pack`,
    `/compare?measure=referral_rate&area=${icb}&with=similar`,
    `/areas/${icb}?geography=as_was&month=2026-03`,
  ]) {
    const answer = await commissioner.goto(base + path);
    claim(`${path} answers`, answer.status() === 200, String(answer.status()));
    await look(commissioner, path.replace(/[^A-Za-z0-9]+/g, "_"));
  }
  await fourClicks({ page: commissioner, base, icb, claim });
  claim("every screen was seen", ["P1", "P2", "P4", "P5", "S1", "S2", "S4", "S7", "S8", "S9", "S10", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C10", "C12", "C13"].every((s) => seen.has(s)), [...seen].join(" "));
} catch (error) {
  claim("the journey ends", false, error.stack);
} finally {
  await browser.close();
  server.kill("SIGKILL");
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
