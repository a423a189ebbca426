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

/// So many months before.
function before(month, n) {
  const [year, number] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 - n, 1)).toISOString().slice(0, 7);
}

/// Sends the files through the page; answers with the addresses of what was found. Of a month one file that can be used is
/// kept, the newest, so each of these has a month of its own; those that cannot be used come after that of their month.
export async function sendDrafts(page, base, service, newest) {
  async function send(file, month = newest) {
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
  const [earlier, earliest] = [before(newest, 1), before(newest, 2)];
  const drafts = {
    broken: await send(asFile(sheet(earlier, { date: (at) => (at < 5 ? noDay(earlier) : undefined) })), earlier),
    many: await send(asFile(sheet(earliest, { rows: ROWS_MANY, date: (at) => (at % 20 === 0 ? undefined : noDay(earliest)) })), earliest),
    clean: await send(asFile(sheet(newest, {}))),
  };
  for (const box of await page.locator("main form input[type=checkbox]").all()) await box.check();
  await page.locator("a[href*='/confirm'], button:has-text('Continue')").first().click();
  await page.waitForURL("**/confirm**");
  const { pathname, search } = new URL(page.url());
  const refused = {
    personal: await send(asFile(sheet(newest, { headings: [...HEADINGS, "Patient name", "Phone"], beside: ["Alex Example", "01632 960123"] }))),
    unreadable: await send(asFile("%PDF-1.7\n%not a spreadsheet\n", "return.pdf", "application/pdf")),
    asks: await send(asFile(sheet(newest, { headings: HEADINGS.map((heading) => (heading === "referral_date" ? "Came to us" : heading)) }))),
  };
  return { ...drafts, ...refused, confirm: pathname + search };
}
