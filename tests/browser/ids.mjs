// The screens that there are, as the sources of the pages name them.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/// All ids of screens in a folder of Rust sources; none where no folder is given.
export function screenIds(folder) {
  if (!folder) return [];
  const ids = new Set();
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!name.endsWith(".rs")) continue;
    for (const [, argument] of readFileSync(join(folder, name), "utf8").matchAll(/\bPage::new\(\s*([^,]*),/g)) {
      const id = argument.match(/^"([A-Z]\d+[a-z]?)"$/)?.[1];
      if (!id) throw new Error(`${name}: the id of a screen is not written out: ${argument}`);
      ids.add(id);
    }
  }
  if (ids.size === 0) throw new Error(`${folder} has no screens`);
  return [...ids];
}
