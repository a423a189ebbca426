// Pages that no address has: what answers a form.
import { hugeFile } from "./drafts.mjs";

/// Files that wait for their check before the one that is looked at, until that one has to wait too.
const QUEUES = [0, 8, 16, 20];
/// Until those files have arrived.
const QUEUED_MS = 300;
/// How tokens and queries are called that are made for a look at their pages.
const NAME = "Trying the pages";
/// So many tokens of one reader are enough.
const TOKENS_MAX = 6;

/// Presses a button, and answers with the page that comes.
async function pressed(page, words) {
  const isPage = (response) => response.request().isNavigationRequest() && response.status() !== 303;
  const button = page.locator("main").getByRole("button", { name: words, exact: true });
  const [answer] = await Promise.all([page.waitForResponse(isPage), button.first().click()]);
  await page.waitForLoadState();
  return answer;
}

/// A form sent as it stands.
const sent = (words) => async ({ page, base, path }) => {
  await page.goto(base + path);
  return pressed(page, words);
};

/// A referral with a day that does not exist.
async function mistyped({ page, base, path }) {
  await page.goto(base + path);
  await page.fill('[id="1.local_referral_id"]', "R1");
  await page.fill('[id="1.local_person_id"]', "P1");
  await page.fill('[id="1.referral_date"]', "31/02/2026");
  return pressed(page, "Check this return");
}

/// A referral typed in, and sent when the sign-in has ended.
async function typedTooLate({ page, base, path }) {
  await page.goto(base + path);
  await page.fill('[id="1.local_referral_id"]', "R1");
  await page.fill('[id="1.local_person_id"]', "P1");
  await page.context().clearCookies();
  return pressed(page, "Check this return");
}

/// The same, and then the token with which somebody signs in.
const signedInWith = (tokenOf) => async (the) => {
  await typedTooLate(the);
  await the.page.fill("main input[name=token]", tokenOf(the));
  return pressed(the.page, "Sign in");
};
const signedInAgain = signedInWith(({ token }) => token);
const signedInInVain = signedInWith(() => "hub_no_token");

/// A file sent when the sign-in has ended.
async function fileTooLate({ page, base, path }) {
  await page.goto(base + path);
  await page.setInputFiles("input[type=file]", { name: "return.csv", mimeType: "text/csv", buffer: Buffer.from("local_referral_id\nR1\n") });
  await page.context().clearCookies();
  return pressed(page, "Check this file");
}

/// A file that is being checked, on a page that does not load itself again.
async function beingChecked({ page, base, path }) {
  const file = hugeFile(path.match(/\d{4}-\d{2}/)[0]);
  for (const length of QUEUES) {
    await page.goto(base + path);
    await page.setInputFiles("input[type=file]", file);
    const csrf = await page.locator("main input[name=csrf]").inputValue();
    const queue = Array.from({ length }, () => page.request.post(base + path, { multipart: { csrf, file }, maxRedirects: 0 }));
    if (length > 0) await page.waitForTimeout(QUEUED_MS);
    await pressed(page, "Check this file");
    const answer = await page.goto(`${page.url()}?refresh=off`);
    const isWaiting = (await page.locator("body").getAttribute("data-screen")) === "S5";
    await Promise.allSettled(queue);
    if (isWaiting) return answer;
  }
  throw new Error("the check is always over before anybody can look at it");
}

/// A token, which is shown once.
async function tokenMade({ page, base, path }) {
  await page.goto(base + path);
  const old = await hrefs(page, "/revoke");
  // Nobody may have many at the same time.
  if (old.length >= TOKENS_MAX) {
    for (const href of old) {
      await page.goto(base + href);
      await pressed(page, "Revoke this token");
    }
    await page.goto(base + path);
  }
  await page.fill("main input[name=label]", NAME);
  return pressed(page, "Make a token");
}

/// The question before a token is revoked.
async function tokenToRevoke(the) {
  const { page, base, path } = the;
  await page.goto(base + path);
  if ((await hrefs(page, "/revoke")).length === 0) {
    await tokenMade(the);
    await page.goto(base + path);
  }
  return page.goto(base + (await hrefs(page, "/revoke"))[0]);
}

/// The question before a saved query is removed. `queryPath` leads to an answer that can be saved.
const queryToRemove = (queryPath) => async ({ page, base, path }) => {
  await page.goto(base + path);
  if ((await hrefs(page, "/remove")).length === 0) {
    await page.goto(base + queryPath);
    await page.fill("main input[name=name]", NAME);
    await pressed(page, "Save this query");
  }
  return page.goto(base + (await hrefs(page, "/remove"))[0]);
};

function hrefs(page, end) {
  return page.locator(`main a[href$='${end}']`).evaluateAll((links) => links.map((link) => link.getAttribute("href")));
}

export const steps = { sent, mistyped, typedTooLate, signedInAgain, signedInInVain, fileTooLate, beingChecked, tokenMade, tokenToRevoke, queryToRemove };
