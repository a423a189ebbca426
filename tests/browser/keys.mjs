// Hands on a keyboard: Tab to a thing, then press a key.

/// How often Tab is pressed before a thing counts as out of reach.
const TABS_MAX = 300;

export function hands(page) {
  /// Where the focus was, and could not be seen.
  const unseen = new Set();

  /// Moves the focus with Tab until it is on what is wanted.
  async function tabTo(words, matches) {
    for (let n = 0; n < TABS_MAX; n += 1) {
      await page.keyboard.press("Tab");
      const focus = page.locator(":focus");
      if ((await focus.count()) === 0) continue;
      const found = await focus.evaluate((element) => {
        const style = getComputedStyle(element);
        const box = element.getBoundingClientRect();
        const type = element.getAttribute("type") ?? "";
        // Tick boxes lie under a drawing of theirs, and links of a map mark their tile.
        const isMarkedElsewhere = ["checkbox", "radio"].includes(type) || element.closest("svg") !== null;
        return {
          tag: element.tagName.toLowerCase(),
          type,
          name: element.getAttribute("name") ?? "",
          href: element.getAttribute("href") ?? "",
          label: element.getAttribute("aria-label") ?? "",
          text: element.textContent.trim(),
          isMarked: isMarkedElsewhere || style.outlineStyle !== "none" || style.boxShadow !== "none",
          isInSight: box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth,
        };
      });
      if (!found.isMarked || !found.isInSight) unseen.add(`${found.tag} "${(found.text || found.name).slice(0, 40)}" on ${page.url()}`);
      if (matches(found)) return;
    }
    throw new Error(`${words} cannot be reached with Tab on ${page.url()}`);
  }

  /// Presses a key that leads to another page.
  async function press(key) {
    await Promise.all([page.waitForLoadState("load"), page.keyboard.press(key)]);
    await page.waitForTimeout(150);
    await page.waitForLoadState("load");
  }

  const follow = async (words, matches) => {
    await tabTo(words, matches);
    await press("Enter");
  };
  const screen = () => page.locator("body").getAttribute("data-screen");
  const mainText = () => page.locator("main").innerText();
  return { tabTo, press, follow, screen, mainText, unseen };
}
