// Signing in to a hub through an issuer of somebody else's making. Usage: node sign_in.mjs path/to/hub
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Browser } from "./browser.mjs";
import { startIssuer } from "./issuer.mjs";

const program = process.argv[2];
const work = mkdtempSync(join(tmpdir(), "hub-issuer-"));
const data = join(work, "data");
let passed = 0;
const failed = [];

function check(claim, holds, seen = "") {
  if (holds) {
    passed += 1;
  } else {
    failed.push(claim);
    console.log(`FAILED: ${claim} ${String(seen).slice(0, 400)}`);
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function command(...args) {
  return execFileSync(program, [...args, "--data", data], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}

function startHub(port, issuers) {
  const listen = `127.0.0.1:${port}`;
  const args = ["serve", "--new", "--no-sql", "--listen", listen, "--data", data, "--issuers", issuers];
  const env = { ...process.env, HUB_TEST_SECRET: issuer.secret };
  const server = spawn(program, args, { env, stdio: ["ignore", "ignore", "pipe"] });
  return new Promise((resolve, reject) => {
    let said = "";
    server.stderr.on("data", (chunk) => {
      said += chunk;
      if (/Serving on/.test(said)) resolve(server);
    });
    server.on("error", reject);
    server.on("exit", () => reject(new Error(`the hub stopped: ${said}`)));
  });
}

const port = await freePort();
const hub = `http://127.0.0.1:${port}`;
const issuer = await startIssuer(hub);
const file = join(work, "issuers.toml");
writeFileSync(
  file,
  `public_url = "${hub}"

[[issuer]]
id = "test"
name = "Test issuer"
kind = "plain"
issuer = "${issuer.address}"
client_id = "hub"
client_secret_env = "HUB_TEST_SECRET"
userinfo = true
email_domains = ["hub.example"]
`,
);
const server = await startHub(port, file);
process.on("exit", () => server.kill("SIGKILL"));
const begin = `${hub}/sign-in/test`;

/// Signs in as somebody in a browser; the answer of the hub as they come back.
async function signIn(browser, person, way = begin) {
  const { back, asked } = await browser.throughIssuer(way, hub, person);
  return { ...(await browser.ask(back)), back, asked };
}

const isSession = (answer) => answer.headers.getSetCookie().some((line) => line.startsWith("hub_session="));

async function theSignInPage() {
  const page = await new Browser().ask(`${hub}/sign-in?next=/compare`);
  check("the sign-in page has a way in through the issuer", page.text.includes("Sign in with Test issuer"));
  const led = await new Browser().ask(begin);
  const to = new URL(led.location);
  check("it leads to the issuer", led.status === 303 && to.origin === issuer.address, led.status);
  check("with a challenge", to.searchParams.get("code_challenge_method") === "S256");
  check("and is kept by nobody", led.headers.get("cache-control") === "no-store");
}

async function somebodyUnknown() {
  const id = command("person", "add", "One", "--role", "analyst");
  const answer = await signIn(new Browser(), "one");
  check("who is not on the list is not let in", answer.status === 403 && !isSession(answer), answer.status);
  check("and is told whom to ask", answer.text.includes("Ask whoever arranged access"));
  const code = answer.text.match(/Reference: <code>([0-9a-f ]+)<\/code>/)?.[1] ?? "";
  check("with a code that stands for them", code.replaceAll(" ", "").length === 64, code);
  command("person", "link", id, "--code", code);
  const browser = new Browser();
  const again = await signIn(browser, "one", `${begin}?next=%2Fmeasures`);
  check("who was tied to the code is let in", again.status === 303 && isSession(again), again.status);
  check("and comes to the page that they wanted", again.location === `${hub}/measures`, again.location);
  const own = await browser.ask(`${hub}/operate`);
  check("and may do what their role may", own.status === 403, own.status);
  return browser;
}

async function answersWorkOnce(browser) {
  const first = await signIn(browser, "one");
  const replayed = await browser.ask(first.back);
  check("an answer works once", replayed.status === 403 && !isSession(replayed), replayed.status);
  const { back } = await browser.throughIssuer(begin, hub, "one");
  const elsewhere = await new Browser().ask(back);
  check("and in the browser that began alone", elsewhere.status === 403 && !isSession(elsewhere), elsewhere.status);
  const changed = new URL(back);
  changed.searchParams.set("state", "x".repeat(22));
  const strange = await browser.ask(changed.href);
  check("and with the mark that it was begun with", strange.status === 403 && !isSession(strange), strange.status);
  const good = await browser.ask(back);
  check("which others cannot spoil", good.status === 303, good.status);
}

async function aNewSignIn(browser) {
  const again = await signIn(browser, "one");
  check("the issuer remembers its people", again.asked === 0, again.asked);
  const fresh = await signIn(browser, "one", `${begin}?fresh=yes`);
  check("and asks them again where a new sign-in is wanted", fresh.asked > 0 && fresh.status === 303, fresh.asked);
}

async function somebodyWithTwoRoles() {
  const id = command("person", "add", "Two", "--role", "analyst");
  command("person", "give", id, "--role", "officer");
  command("person", "link", id, "--issuer", issuer.address, "--subject", "two");
  const browser = new Browser();
  const answer = await signIn(browser, "two");
  check("who has two roles chooses", answer.location === `${hub}/choose`, answer.location);
  const page = await browser.ask(answer.location);
  check("between the two", (page.text.match(/name="membership"/g) ?? []).length === 2);
}

async function somebodyInvited() {
  command("person", "add", "Invited", "--role", "analyst", "--invite", "invited@hub.example");
  command("person", "add", "Unproven", "--role", "analyst", "--invite", "unproven@hub.example");
  for (const time of ["first", "second"]) {
    const answer = await signIn(new Browser(), "invited");
    check(`who was invited is let in the ${time} time`, answer.status === 303 && isSession(answer), answer.status);
  }
  const unproven = await signIn(new Browser(), "unproven");
  check("an address that is not proven invites nobody", unproven.status === 403, unproven.status);
}

async function nobodyElse() {
  const none = await signIn(new Browser(), "none");
  check("who has no role is let in nowhere", none.status === 403 && !isSession(none), none.status);
  const browser = new Browser();
  const back = await browser.abort(begin, hub);
  const page = await browser.ask(back);
  check("who stops is told so", page.status === 403 && page.text.includes("you stopped"), page.text);
  const away = await signIn(new Browser(), "one", `${begin}?next=%2F%2Felsewhere.example`);
  check("nobody is led away from here", new URL(away.location).origin === hub, away.location);
}

try {
  await theSignInPage();
  const browser = await somebodyUnknown();
  await answersWorkOnce(browser);
  await aNewSignIn(browser);
  await somebodyWithTwoRoles();
  await somebodyInvited();
  await nobodyElse();
} catch (error) {
  failed.push(String(error));
  console.log(`FAILED: ${error.stack ?? error}`);
} finally {
  server.removeAllListeners("exit");
  server.kill("SIGTERM");
  issuer.server.closeAllConnections();
  issuer.server.close();
  rmSync(work, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed.length} failed`);
process.exit(failed.length === 0 ? 0 : 1);
