// Three files sent to be checked, so that the pages about a file have something to show; none is submitted.

const HEADINGS = ["local_referral_id", "local_person_id", "referral_date", "age", "sex", "ethnic_category", "need_1"];
const ROWS = 30;

function sheet(month, { headings = HEADINGS, date }) {
  const [year, number] = month.split("-");
  const lines = Array.from({ length: ROWS }, (_, at) => {
    const day = String((at % 28) + 1).padStart(2, "0");
    return [`M-${at}`, `P-${at}`, date?.(at) ?? `${day}/${number}/${year}`, String(30 + at), at % 2 === 0 ? "1" : "2", "A", "loneliness"].join(",");
  });
  return `${[headings.join(","), ...lines].join("\n")}\n`;
}

/// Sends the files of the month through the page; answers with the addresses of what was found.
export async function sendDrafts(page, base, service, month) {
  async function send(text) {
    await page.goto(`${base}/s/${service}/returns/${month}/upload`);
    await page.setInputFiles("input[type=file]", { name: "return.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
    await page.click("button:has-text('Check this file')");
    await page.waitForURL("**/drafts/**");
    for (let tries = 0; tries < 50 && (await page.locator("body").getAttribute("data-screen")) === "S5"; tries += 1) {
      await page.waitForTimeout(200);
      await page.reload();
    }
    return new URL(page.url()).pathname;
  }
  const drafts = {
    broken: await send(sheet(month, { date: (at) => (at < 5 ? `31/04/${month.slice(0, 4)}` : undefined) })),
    asks: await send(sheet(month, { headings: HEADINGS.map((heading) => (heading === "referral_date" ? "Came to us" : heading)) })),
    clean: await send(sheet(month, {})),
  };
  for (const box of await page.locator("main form input[type=checkbox]").all()) await box.check();
  await page.locator("a[href*='/confirm'], button:has-text('Continue')").first().click();
  await page.waitForURL("**/confirm**");
  const { pathname, search } = new URL(page.url());
  return { ...drafts, confirm: pathname + search };
}
