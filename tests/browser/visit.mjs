// A demo to look at, with a browser beside it: who signs in, and what there is to see.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { startDemo } from "./demo.mjs";
import { sendDrafts } from "./drafts.mjs";

export const WIDE = 1280;
export const NARROW = 320;
export const HEIGHT = 900;

/// `given` is what follows the program's name on the command line, without the folder of pictures: a binary to start a
/// small demo from, or the address and the tokens of one that is running.
export async function visit(given) {
  const scratch = mkdtempSync(join(tmpdir(), "hub-visit-"));
  const [hubOrBase, tokensFile = join(scratch, "data", "demo-tokens.json")] = given;
  const { server, base } = given.length > 1 ? { base: hubOrBase.replace(/\/$/, "") } : await startDemo(hubOrBase, join(scratch, "data"));
  const tokens = JSON.parse(readFileSync(tokensFile, "utf8"));
  const labelled = (role) => Object.keys(tokens).filter((label) => label.startsWith(role)).map((label) => label.slice(role.length));
  const board = "icb:QHM" in tokens ? "QHM" : labelled("icb:")[0];
  const [service, other] = labelled("service:");

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

  /// What the addresses are made of. Sends files to be checked.
  async function facts() {
    const volunteer = await opened(`service:${service}`, true);
    await volunteer.goto(`${base}/areas/ENG`);
    const months = await volunteer.locator("main select[name=month] option").evaluateAll((options) => options.map((option) => option.value));
    // The newest month that was sent: the one after it may not be over yet.
    const month = [...months].sort().at(-1);
    await volunteer.goto(`${base}/s/${service}/history`);
    const receipt = await volunteer.locator("main a[href*='/returns/']").first().getAttribute("href");
    const drafts = await sendDrafts(volunteer, base, service, month);
    await volunteer.context().close();
    const operator = await opened("operator", true);
    await operator.goto(`${base}/operate/people`);
    const person = await operator.locator("main a[href*='/operate/people/']:not([href$='/add'])").first().getAttribute("href");
    await operator.context().close();
    return { board, service, other, month, months, drafts, receipt, person };
  }

  /// Opens what a row is about: its address, or a page that only a form leads to.
  function enter(page, { role, path, step }) {
    return step ? step({ page, base, path, token: tokens[role] }) : page.goto(base + path);
  }

  async function close() {
    await browser.close();
    server?.kill("SIGKILL");
    rmSync(scratch, { recursive: true, force: true });
  }
  return { base, browser, board, opened, enter, facts, close };
}


/// The rows of the screens that ONLY names, or all.
export function only(rows) {
  const wanted = process.env.ONLY?.split(",").map((screen) => screen.trim());
  return wanted ? rows.filter((row) => wanted.includes(row.screen)) : rows;
}
