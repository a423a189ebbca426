// What is wrong with a page as it is laid out now. Both functions run inside the page.

/// Text that is cut off, leaves its box, lies on other text or breaks within a word; a heading over nothing; and a page
/// that scrolls sideways.
export function flaws() {
  const SLACK_PX = 1;
  const DRAWING_SLACK_PX = 2;
  const OVERLAP_MAX = 0.3;
  const found = new Set();
  const short = (text) => text.replace(/\s+/g, " ").trim().slice(0, 80);
  const name = (element) => [element.localName, ...element.classList].join(".");
  const quote = (element) => `${name(element)} "${short(element.textContent)}"`;
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  // Text that is only read out is cut to nothing on purpose.
  const isForEars = (element) => element.closest(".nhsuk-u-visually-hidden, .nhsuk-skip-link, thead") !== null && element.getBoundingClientRect().width <= 1;

  const edge = document.documentElement.clientWidth;
  const beyond = document.documentElement.scrollWidth - edge;
  if (beyond > 0) {
    const wide = [...document.querySelectorAll("body *")].filter((it) => isSeen(it) && it.getBoundingClientRect().right > edge + SLACK_PX && !it.parentElement.closest(".hub-scroll"));
    found.add(`scrolls sideways by ${beyond} px: ${wide.slice(-1).map(quote)}`);
  }

  const cuts = (overflow) => overflow === "hidden" || overflow === "clip";
  for (const element of document.querySelectorAll("body *")) {
    if (element.closest("svg") || !isSeen(element) || short(element.textContent) === "" || isForEars(element)) continue;
    const style = getComputedStyle(element);
    const wider = element.scrollWidth - element.clientWidth;
    const taller = element.scrollHeight - element.clientHeight;
    if (cuts(style.overflowX) && wider > SLACK_PX) found.add(`cut off by ${wider} px at its side: ${quote(element)}`);
    if (cuts(style.overflowY) && taller > SLACK_PX) found.add(`cut off by ${taller} px below: ${quote(element)}`);
  }

  // Text against the nearest box round it that the eye sees, or the edge of the page.
  const hasEdge = (style) => style.borderRightWidth !== "0px" || style.borderLeftWidth !== "0px" || style.backgroundColor !== "rgba(0, 0, 0, 0)";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (short(walker.currentNode.data) === "" || parent.closest("svg, script, select, textarea") || !isSeen(parent) || isForEars(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const text = range.getBoundingClientRect();
    if (text.width <= 1) continue;
    const { overflowWrap, wordBreak } = getComputedStyle(parent);
    if ((overflowWrap !== "normal" || wordBreak !== "normal") && !parent.closest("code, pre, .hub-result")) {
      for (const word of walker.currentNode.data.matchAll(/(?<!\S)[A-Za-z]{3,15}(?![^\s,.])/g)) {
        range.setStart(walker.currentNode, word.index);
        range.setEnd(walker.currentNode, word.index + word[0].length);
        if (new Set([...range.getClientRects()].map((line) => line.top)).size > 1) found.add(`a word is broken: "${word[0]}" in ${quote(parent)}`);
      }
    }
    for (let box = parent; box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box);
      if (["auto", "scroll"].includes(style.overflowX) || style.position === "absolute") break;
      if (style.display === "inline" || !hasEdge(style)) continue;
      const at = box.getBoundingClientRect();
      const out = Math.round(Math.max(text.right - at.right, at.left - text.left));
      if (out > SLACK_PX) found.add(`text leaves its box by ${out} px: "${short(walker.currentNode.data)}" in ${name(box)}`);
      break;
    }
  }

  const headings = [...document.querySelectorAll("main :is(h2, h3, h4)")].filter((it) => isSeen(it) && !isForEars(it));
  headings.forEach((heading, at) => {
    const next = headings[at + 1];
    if (next && next.localName > heading.localName) return;
    const between = document.createRange();
    between.setStartAfter(heading);
    between.setEndBefore(next ?? document.querySelector("footer"));
    const inside = document.createTreeWalker(between.commonAncestorContainer, NodeFilter.SHOW_TEXT);
    let isOverSomething = false;
    while (!isOverSomething && inside.nextNode()) {
      const text = inside.currentNode;
      isOverSomething = between.intersectsNode(text) && short(text.data) !== "" && isSeen(text.parentElement);
    }
    if (!isOverSomething) found.add(`a heading stands over nothing: ${quote(heading)}`);
  });

  // A choice may be cut off only where the page has no room for it; the list that opens shows it whole.
  const pen = document.createElement("canvas").getContext("2d");
  const room = document.querySelector("main").clientWidth || document.body.clientWidth; // On paper main has no box of its own.
  for (const select of document.querySelectorAll("main select")) {
    if (!isSeen(select) || select.selectedOptions.length === 0) continue;
    const style = getComputedStyle(select);
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const padding = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
    const needs = pen.measureText(select.selectedOptions[0].label).width + padding;
    const lacks = Math.round(needs - select.clientWidth);
    if (lacks > SLACK_PX && needs < room) found.add(`a choice is cut off by ${lacks} px: "${select.selectedOptions[0].label}" in select ${select.name}`);
  }

  for (const svg of document.querySelectorAll("svg")) {
    if (svg.ownerSVGElement || !isSeen(svg)) continue;
    // Labels may stand outside a drawing that lets them, in the room that its plot keeps for them.
    const box = ((getComputedStyle(svg).overflowX === "visible" && svg.closest(".hub-plot")) || svg).getBoundingClientRect();
    const texts = [...svg.querySelectorAll("text")]
      .filter((text) => isSeen(text) && short(text.textContent) !== "")
      .map((text) => ({ text: short(text.textContent), at: text.getBoundingClientRect() }));
    for (const { text, at } of texts) {
      const out = Math.max(box.left - at.left, at.right - box.right, box.top - at.top, at.bottom - box.bottom);
      if (out > DRAWING_SLACK_PX) found.add(`a label leaves its drawing by ${Math.round(out)} px: "${text}"`);
    }
    texts.forEach((one, position) => {
      for (const other of texts.slice(position + 1)) {
        const width = Math.min(one.at.right, other.at.right) - Math.max(one.at.left, other.at.left);
        const height = Math.min(one.at.bottom, other.at.bottom) - Math.max(one.at.top, other.at.top);
        if (width <= 0 || height <= 0) continue;
        const smaller = Math.min(one.at.width * one.at.height, other.at.width * other.at.height);
        const share = (width * height) / smaller;
        if (share > OVERLAP_MAX) found.add(`labels lie on each other (${Math.round(share * 100)}%): "${one.text}" and "${other.text}"`);
      }
    });
  }
  return [...found];
}

/// The rows of all tables as they are to be read: the text seen of their cells, and whether the row is seen at all.
export function tableRows() {
  const read = (row) => {
    const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
    let text = "";
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      const isNoData = parent.closest(".nhsuk-u-visually-hidden, summary") !== null;
      if (!isNoData && parent.checkVisibility({ visibilityProperty: true })) text += `${walker.currentNode.data} `;
    }
    return text.replace(/\s+/g, " ").trim();
  };
  return [...document.querySelectorAll("tbody tr")].map((row) => ({
    text: read(row),
    isSeen: row.checkVisibility(),
    isElsewhere: row.closest(".hub-chart:has(.hub-tiles) details, .hub-pack__section details, [data-screen=S8] details") !== null,
    of: row.closest("table").caption?.textContent ?? "",
  }));
}
