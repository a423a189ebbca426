// From the start page to the practices of one's board that refer fewer people than expected, in four clicks at most.
export async function fourClicks({ page, base, icb, claim }) {
  await page.goto(`${base}/?start=1`);
  let clicks = 0;
  for (const words of ["See the figures", "Practices with fewer referrals than expected"]) {
    await page.getByRole("link", { name: words, exact: true }).click();
    await page.waitForLoadState();
    clicks += 1;
  }
  const there = new URL(page.url()).pathname;
  claim("the practices of one's board are four clicks from the start", clicks <= 4 && there === `/areas/${icb}/practices`, `${clicks}: ${there}`);
  const rows = page.locator("main tbody tr");
  claim("practices are listed with what is expected of them", (await rows.count()) > 5, await page.locator("main").innerText());
  const heads = await page.locator("main thead th").allInnerTexts();
  claim("each has its referrals and what is expected", ["Referrals", "Expected", "In a word"].every((head) => heads.includes(head)), heads.join(", "));
}
