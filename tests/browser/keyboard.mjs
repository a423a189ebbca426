// The volunteer's journey without a mouse and without a script: messy sheet, question, problems, fix, submit, receipt.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { hands } from "./keys.mjs";

export async function keyboardJourney({ browser, base, service, month, good, scratch, claim }) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, javaScriptEnabled: false });
  const page = await context.newPage();

  const { tabTo, press, screen } = hands(page);
  // Listened for from the start: a listener put up beside the key press can come after the browser has answered it.
  let wanted = null;
  page.on("filechooser", (chooser) => chooser.setFiles(wanted));
  async function choose(words, file) {
    wanted = file;
    await tabTo(words, (it) => it.type === "file");
    const input = await page.locator(":focus").elementHandle();
    for (let presses = 0; presses < 3; presses += 1) {
      await page.keyboard.press("Space");
      for (let waits = 0; waits < 50; waits += 1) {
        if ((await input.evaluate((element) => element.files.length)) > 0) return;
        await page.waitForTimeout(100);
      }
    }
    throw new Error(`${words} was not taken on ${page.url()}`);
  }
  async function checked() {
    for (let tries = 0; tries < 50 && (await screen()) === "S5"; tries += 1) {
      await page.waitForTimeout(200);
      await page.reload();
    }
  }
  async function tickAll() {
    const boxes = await page.locator("main form input[type=checkbox]").count();
    for (let n = 0; n < boxes; n += 1) {
      await tabTo("a tick box", (it) => it.type === "checkbox");
      await page.keyboard.press("Space");
    }
  }

  // A sheet as it comes: titles above, an own word for a heading, spaces, "n/a", two dates that do not exist, a total.
  const lines = good.trimEnd().split("\n");
  const headings = lines[0].split(",");
  const dateAt = headings.findIndex((heading) => /referral.?date|date.?of.?referral|date.?referred|date.?received/i.test(heading));
  claim("the sheet has a date of referral to make trouble with", dateAt >= 0, lines[0]);
  const messy = (rename) => {
    const top = rename ? headings.map((heading, at) => (at === dateAt ? "Came to us" : heading)) : headings;
    const rows = lines.slice(1, 31).map((line, row) => {
      const cells = line.split(",");
      if (rename && row < 2) cells[dateAt] = "31/04/2026";
      return cells.map((cell) => (row === 5 ? ` ${cell} ` : cell)).join(",");
    });
    return [`Sunnyside return,${month}`, "", top.join(","), ...rows, `Total,${rows.length}`].join("\n") + "\n";
  };
  const messyFile = join(scratch, "messy.csv");
  const fixedFile = join(scratch, "fixed.csv");
  writeFileSync(messyFile, messy(true));
  writeFileSync(fixedFile, messy(false));

  await page.goto(`${base}/sign-in`);
  await tabTo("the sign-in of the service", (it) => it.tag === "a" && it.text.includes(service));
  await press("Enter");
  claim("by keyboard: signed in", (await screen()) === "S1", page.url());
  await tabTo("the month", (it) => it.tag === "a" && it.href.includes(`/returns/${month}/upload`));
  await press("Enter");
  claim("by keyboard: the upload page", (await screen()) === "S4", page.url());

  await choose("the file", messyFile);
  await tabTo("the button", (it) => it.text === "Check this file");
  await press("Enter");
  await checked();
  claim("by keyboard: the hub asks which column holds the dates", (await page.locator("main").innerText()).includes("Or tell us how to read your file"), (await page.locator("main").innerText()).slice(0, 400));

  await tabTo("the question", (it) => it.tag === "select" && it.name === "column");
  await page.keyboard.press("ArrowDown");
  await choose("the file again", messyFile);
  await tabTo("the button", (it) => it.text === "Check again with these answers");
  await press("Enter");
  await checked();
  const problems = await page.locator("main").innerText();
  claim("by keyboard: the answer is taken, and the dates are named", problems.includes("31/04/2026") && /without these 2 rows/.test(problems), problems.slice(0, 400));

  await tabTo("the way back", (it) => it.tag === "a" && it.text === "Upload a corrected file");
  await press("Enter");
  await choose("the corrected file", fixedFile);
  await tabTo("the button", (it) => it.text === "Check this file");
  await press("Enter");
  await checked();
  await tickAll();
  await tabTo("the way on", (it) => it.text.startsWith("Continue"));
  await press("Enter");
  claim("by keyboard: the page before submitting", (await screen()) === "S9", page.url());
  if ((await page.locator("main input[name=reason]").count()) > 0) {
    await tabTo("the reason", (it) => it.tag === "input" && it.name === "reason");
    await page.keyboard.press("Space");
    claim("by keyboard: a reason can be chosen", (await page.locator("main input[name=reason]:checked").count()) === 1);
  }
  await tickAll();
  await tabTo("the button", (it) => it.text === "Submit return");
  await press("Enter");
  claim("by keyboard and without a script: the receipt", (await screen()) === "S10", page.url());
  await context.close();
}
