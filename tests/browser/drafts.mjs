// Files sent to be checked, so that the pages about a file have something to show; none is submitted.

const HEADINGS = ["local_referral_id", "local_person_id", "referral_date", "age", "sex", "ethnic_category", "need_1"];
const ROWS = 30;
/// So many rows that their problems fill many pages.
const ROWS_MANY = 5000;
/// Nearly as many rows as a file may have, so that its check takes a while.
const ROWS_HUGE = 99_000;

/// Columns with something to look up in each row, and what stands in them.
const MORE = { need_2: "money", need_3: "food", referral_source: "GP practice", postcode: "ZZ1 1ZZ", contacts_this_month: "2" };

function sheet(month, { headings = HEADINGS, date, rows = ROWS, beside = [] }) {
  const [year, number] = month.split("-");
  const lines = Array.from({ length: rows }, (_, at) => {
    const day = String((at % 28) + 1).padStart(2, "0");
    return [`M-${at}`, `P-${at}`, date?.(at) ?? `${day}/${number}/${year}`, String(30 + (at % 50)), at % 2 === 0 ? "1" : "2", "A", "loneliness", ...beside].join(",");
  });
  return `${[headings.join(","), ...lines].join("\n")}\n`;
}

/// A day that no month has.
const noDay = (month) => `31/04/${month.slice(0, 4)}`;

const asFile = (text, name = "return.csv", mimeType = "text/csv") => ({ name, mimeType, buffer: Buffer.from(text) });

/// A file whose check takes a while.
export function hugeFile(month) {
  return asFile(sheet(month, { rows: ROWS_HUGE, headings: [...HEADINGS, ...Object.keys(MORE)], beside: Object.values(MORE) }));
}

/// Sends the files of the month through the page; answers with the addresses of what was found.
export async function sendDrafts(page, base, service, month) {
  async function send(file) {
    await page.goto(`${base}/s/${service}/returns/${month}/upload`);
    await page.setInputFiles("input[type=file]", file);
    await page.click("button:has-text('Check this file')");
    await page.waitForURL("**/drafts/**");
    for (let tries = 0; tries < 50 && (await page.locator("body").getAttribute("data-screen")) === "S5"; tries += 1) {
      await page.waitForTimeout(200);
      await page.reload();
    }
    return new URL(page.url()).pathname;
  }
  const drafts = {
    broken: await send(asFile(sheet(month, { date: (at) => (at < 5 ? noDay(month) : undefined) }))),
    many: await send(asFile(sheet(month, { rows: ROWS_MANY, date: (at) => (at % 20 === 0 ? undefined : noDay(month)) }))),
    personal: await send(asFile(sheet(month, { headings: [...HEADINGS, "Patient name", "Phone"], beside: ["Alex Example", "01632 960123"] }))),
    unreadable: await send(asFile("%PDF-1.7\n%not a spreadsheet\n", "return.pdf", "application/pdf")),
    asks: await send(asFile(sheet(month, { headings: HEADINGS.map((heading) => (heading === "referral_date" ? "Came to us" : heading)) }))),
    clean: await send(asFile(sheet(month, {}))),
  };
  for (const box of await page.locator("main form input[type=checkbox]").all()) await box.check();
  await page.locator("a[href*='/confirm'], button:has-text('Continue')").first().click();
  await page.waitForURL("**/confirm**");
  const { pathname, search } = new URL(page.url());
  return { ...drafts, confirm: pathname + search };
}
