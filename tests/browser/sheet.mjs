// The sheet of pictures: each screen and each special state of one, whole, at 320 and at 1280 px and on paper.
//
//   node sheet.mjs HUB_BINARY FOLDER            starts a small demo of its own
//   node sheet.mjs BASE TOKENS.json FOLDER      takes pictures of a demo that is running
//
// ONLY=S3,P6 takes those screens alone. Writes S4-upload-320.png, S4-upload-1280.png, S4-upload-paper-1.png and so on for
// each, very long pages in several parts (A6-api-reference-320-2.png), and index.html that lists them all. The pages of paper
// need pdftoppm. Prints a line for each page that did not come as it should, and at the end "N screens, M addresses,
// K pictures, F failures".
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { screens } from "./screens.mjs";
import { HEIGHT, NARROW, WIDE, only, visit } from "./visit.mjs";

/// Dots to an inch of the pages of paper.
const PAPER_DPI = 60;
/// A picture that is longer than this cannot be opened everywhere.
const LENGTH_MAX_PX = 8000;

const given = process.argv.slice(2);
const folder = given.pop();
mkdirSync(folder, { recursive: true });

let failures = 0;
function fail(row, what) {
  failures += 1;
  console.log(`FAILED ${row.screen} ${row.path} ${what}`);
}

/// The pages of a PDF as pictures, in their order.
function paperPictures(name, pdf) {
  const prefix = join(folder, `${name}-paper`);
  const { status, error, stderr } = spawnSync("pdftoppm", ["-r", String(PAPER_DPI), "-png", pdf, prefix], { encoding: "utf8" });
  if (status !== 0) throw new Error(`pdftoppm: ${error?.message ?? stderr}`);
  const number = (file) => Number(file.match(/(\d+)\.png$/)[1]);
  const pages = readdirSync(folder).filter((file) => new RegExp(`^${name}-paper-\\d+\\.png$`).test(file));
  return pages.sort((one, other) => number(one) - number(other));
}

/// A page as it is on the screen, from its top to its end.
async function screenPictures(page, name, width) {
  const length = await page.evaluate(() => document.documentElement.scrollHeight);
  const parts = Math.ceil(length / LENGTH_MAX_PX);
  const files = [];
  for (let part = 0; part < parts; part += 1) {
    const y = part * LENGTH_MAX_PX;
    const file = parts === 1 ? `${name}-${width}.png` : `${name}-${width}-${part + 1}.png`;
    await page.screenshot({ path: join(folder, file), fullPage: true, clip: { x: 0, y, width, height: Math.min(LENGTH_MAX_PX, length - y) } });
    files.push(file);
  }
  return files;
}

/// All pictures of a page.
async function pictures(demo, row) {
  const name = `${row.screen}-${row.picture}`;
  const page = await demo.opened(row.role, true);
  try {
    const answer = await demo.enter(page, row);
    const screen = await page.locator("body").getAttribute("data-screen");
    if (answer.status() !== row.status) fail(row, `answers ${answer.status()} and not ${row.status}`);
    if (screen !== row.screen) fail(row, `is screen ${screen}`);
    const files = [];
    for (const width of [NARROW, WIDE]) {
      await page.setViewportSize({ width, height: HEIGHT });
      files.push(...(await screenPictures(page, name, width)));
    }
    const pdf = join(folder, `${name}.pdf`);
    await page.pdf({ path: pdf, format: "A4" });
    return { row, name, title: await page.title(), files, paper: paperPictures(name, pdf) };
  } finally {
    await page.context().close();
  }
}

const safe = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

function index(taken) {
  const figure = (file, words) => `<a href="${file}"><img src="${file}" alt="${safe(words)}" loading="lazy"></a>`;
  const sections = taken.map(({ row, name, title, files, paper }) => {
    const shots = [...files, ...paper].map((file) => figure(file, `${title}: ${file.slice(name.length + 1, -".png".length)}`));
    return `<section id="${name}"><h2>${name}</h2>
<p>${safe(title)}. ${safe(row.role)}, <code>${safe(row.path)}</code>, ${row.status}. <a href="${name}.pdf">PDF, ${paper.length} pages</a></p>
<div>${shots.join("\n")}</div></section>`;
  });
  return `<!DOCTYPE html>
<html lang="en-GB"><meta charset="utf-8"><title>Every screen</title>
<style>body{font:16px sans-serif;margin:1rem}div{display:flex;gap:1rem;align-items:start;overflow-x:auto}img{height:30rem;border:1px solid #ccc}</style>
<h1>Every screen</h1>
<ul>${taken.map(({ name, title }) => `<li><a href="#${name}">${name}</a>: ${safe(title)}</li>`).join("\n")}</ul>
${sections.join("\n")}
</html>
`;
}

const demo = await visit(given);
try {
  const all = only(screens(await demo.facts()));
  const rows = all.filter((row) => row.picture);
  for (const row of all) {
    if (!rows.some((it) => it.screen === row.screen)) fail(row, "no address of this screen has a picture");
  }
  const taken = [];
  for (const row of rows) {
    try {
      taken.push(await pictures(demo, row));
    } catch (error) {
      fail(row, error.stack);
    }
  }
  writeFileSync(join(folder, "index.html"), index(taken));
  const names = new Set(taken.map(({ row }) => row.screen));
  const count = taken.reduce((sum, { files, paper }) => sum + files.length + paper.length, 0);
  console.log(`${names.size} screens, ${taken.length} addresses, ${count} pictures, ${failures} failures`);
} finally {
  await demo.close();
}
process.exit(failures === 0 ? 0 : 1);
