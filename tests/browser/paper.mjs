// A page on paper: A4, with every row of every table in the text of the PDF.
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import { flaws, tableRows } from "./flaws.mjs";

/// A4 less the margins of the style sheet, 12 mm at the sides and 14 mm above and below, at 96 px to an inch.
const SHEET_PX = { width: 703, height: 1017 };

/// Without spaces, and signs that only hold words together: a PDF has none where a line ends.
const solid = (text) => text.replace(/[\s\u2060]+/g, "");

async function pdfText(bytes) {
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const file = await task.promise;
  let text = "";
  for (let number = 1; number <= file.numPages; number += 1) {
    const content = await (await file.getPage(number)).getTextContent();
    text += content.items.map((item) => item.str).join("");
  }
  await task.destroy();
  return solid(text);
}

/// What is wrong with the page on paper, and how many rows of tables were looked for there.
export async function onPaper(page, file) {
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize(SHEET_PX);
  const found = await page.evaluate(flaws);
  const wide = await page.evaluate(() =>
    [...document.querySelectorAll("main, main table, main svg")].filter((it) => Math.max(it.scrollWidth, it.getBoundingClientRect().right) > innerWidth + 1).map((it) => it.localName),
  );
  if (wide.length > 0) found.push(`wider than the paper: ${wide}`);

  // Left off paper on purpose: rows of the tile map, which its tiles tell; of a pack, which its spreadsheet has; and what
  // else stands in a row to be fixed, which is exact and belongs on no paper.
  const rows = (await page.evaluate(tableRows)).filter((row) => row.isSeen || !row.isElsewhere);
  const text = await pdfText(await page.pdf({ path: file, format: "A4" }));
  for (const row of rows) {
    if (!row.isSeen || !text.includes(solid(row.text))) found.push(`a row is not in the PDF: "${row.text}" of "${row.of}"`);
  }
  await page.emulateMedia({ media: "screen" });
  return { found, rows: rows.length };
}
