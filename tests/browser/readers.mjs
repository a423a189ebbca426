// A commissioner and an analyst without a mouse: from signing in to the figures, the pack and the answer of a query.
import { hands } from "./keys.mjs";

const link = (text) => (it) => it.tag === "a" && it.text.startsWith(text);
const button = (text) => (it) => it.tag === "button" && it.text.startsWith(text);
const named = (name) => (it) => it.name === name;
const summary = (text) => (it) => it.tag === "summary" && it.text.startsWith(text);

/// Without a script: board, measure over time, who is referred, comparison, pack, and a mistake in the calculator.
export async function commissionerJourney({ browser, base, claim }) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, javaScriptEnabled: false });
  const page = await context.newPage();
  const { tabTo, follow, screen, unseen } = hands(page);
  const openFilters = async () => {
    if ((await page.locator("main details.hub-filter-box:not([open])").count()) === 0) return;
    await tabTo("the filters", summary("Change what you see"));
    await page.keyboard.press("Enter");
  };
  const isOn = async (wanted, words) => claim(`by keyboard: ${words}`, (await screen()) === wanted, page.url());

  await page.goto(`${base}/sign-in`);
  await follow("the sign-in of a commissioner", link("A commissioner"));
  await isOn("C1", "a commissioner comes to the own board");
  const board = page.url();
  await tabTo("the skip link", link("Skip to main content"));
  await page.keyboard.press("Enter");
  await tabTo("something after the skip link", () => true);
  claim("by keyboard: the skip link passes over the header", (await page.locator("header :focus").count()) === 0);

  // A filter: another month.
  await openFilters();
  await tabTo("the months", named("month"));
  await page.keyboard.press("ArrowDown");
  await follow("the button of the filters", button("Apply"));
  claim("by keyboard: another month is chosen", new URL(page.url()).searchParams.has("month"), page.url());

  await follow("a measure", link("Referrals"));
  await isOn("C2", "a measure over time");
  await tabTo("the numbers", summary("Show the numbers"));
  await page.keyboard.press("Enter");
  claim("by keyboard: the numbers open", await page.locator("main details[open] table").first().isVisible());
  await tabTo("the table", (it) => it.label !== "" && it.tag === "div");
  await tabTo("the file of the numbers", link("CSV"));

  await follow("who is referred", link("Who is referred"));
  await isOn("C4", "who is referred");
  await follow("another way to break them down", link("Ethnicity"));
  claim("by keyboard: by ethnicity", page.url().includes("by=ethnic_group"), page.url());

  await follow("the comparison", link("Compare areas"));
  await isOn("C8", "the comparison");
  await openFilters();
  await tabTo("the measures", named("measure"));
  await page.keyboard.press("ArrowDown");
  await follow("the button of the filters", button("Apply"));
  claim("by keyboard: another measure is compared", new URL(page.url()).searchParams.has("measure"), page.url());
  await tabTo("a tile of the map", (it) => it.tag === "a" && /: [\d*]/.test(it.text));

  await page.goto(board);
  await follow("the pack", link("Report pack"));
  await isOn("C10", "the report pack");
  await openFilters();
  await tabTo("a section", named("part"));
  await page.keyboard.press("Space");
  await follow("the button of the filters", button("Apply"));
  const sections = new URL(page.url()).searchParams.getAll("part");
  claim("by keyboard: a pack without its first section", sections.length > 0 && !sections.includes("overview"), page.url());

  await page.goto(board);
  await follow("the calculator", link("What support may be worth"));
  await isOn("C7", "the calculator");
  await tabTo("an assumption", named("deadweight_central"));
  await page.keyboard.press("Control+A");
  await page.keyboard.type("abc");
  await follow("the button of the calculator", (it) => it.tag === "button" && !it.text.startsWith("Apply") && it.type === "submit" && it.text !== "Sign out");
  claim("by keyboard: a mistake is named", (await page.locator(".nhsuk-error-summary").count()) === 1 && (await page.title()).startsWith("Error: "), page.url());
  await tabTo("the way to the mistake", (it) => it.tag === "a" && it.href === "#deadweight_central");
  await page.keyboard.press("Enter");
  claim("by keyboard: the summary leads to the field", (await page.locator("#deadweight_central:focus").count()) === 1);

  claim("by keyboard: a commissioner sees where the focus is", unseen.size === 0, [...unseen].join("; "));
  await context.close();
}

/// Tables, a query with a mistake, the same put right, saved and removed again, and a token made and revoked.
export async function analystJourney({ browser, base, claim }) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const { tabTo, press, follow, screen, mainText, unseen } = hands(page);
  const isOn = async (wanted, words) => claim(`by keyboard: ${words}`, (await screen()) === wanted, page.url());

  await page.goto(`${base}/sign-in`);
  await follow("the sign-in of an analyst", link("An analyst"));
  await follow("the tables", link("SQL and data"));
  await isOn("A1", "the tables");
  await follow("a table", link("hub.referrals"));
  await isOn("A1", "a table");
  await follow("the page for queries", (it) => it.href === "/analyst/sql");
  await isOn("A2", "the page for queries");

  const SQL = "select month, count(*) as n from hub.referrals group by month";
  await tabTo("the query", named("q"));
  await page.keyboard.type(SQL.replace("month,", "mont,"));
  await press("Control+Enter");
  claim("by keyboard: a mistake in a query is named, and the query stays", (await page.locator(".nhsuk-error-summary").count()) === 1 && (await page.locator("textarea[name=q]").inputValue()).startsWith("select mont"), page.url());
  await tabTo("the query again", named("q"));
  await page.keyboard.press("Control+A");
  await page.keyboard.type(SQL);
  await follow("the button", button("Run"));
  claim("by keyboard: the query is answered", (await mainText()).includes("Result: "), page.url());
  await tabTo("the rows", (it) => it.tag === "div" && it.label !== "");
  await tabTo("the file of the rows", link("CSV"));
  await tabTo("the name", named("name"));
  await page.keyboard.type("Referrals by month");
  await follow("the button to save", button("Save this query"));
  await isOn("A3", "the query is saved");
  claim("by keyboard: it is in the list", (await mainText()).includes("Referrals by month"));
  await follow("the way to remove it", link("Remove: Referrals by month"));
  await follow("the button to remove it", button("Remove"));
  await isOn("A3", "the query is removed");

  await follow("the tokens", link("Tokens"));
  await tabTo("what it is for", named("label"));
  await page.keyboard.type("Trying the keyboard");
  await follow("the button to make it", button("Make a token"));
  claim("by keyboard: a token is made and shown once", (await mainText()).includes("hub_"), page.url());
  await follow("the tokens again", link("Tokens"));
  await follow("the way to revoke it", link("Revoke: Trying the keyboard"));
  await follow("the button to revoke it", button("Revoke this token"));
  claim("by keyboard: the token is revoked", (await mainText()).includes("Revoked"), page.url());

  claim("by keyboard: an analyst sees where the focus is", unseen.size === 0, [...unseen].join("; "));
  await context.close();
}
