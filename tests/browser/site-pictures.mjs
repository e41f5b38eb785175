// Photographs pages of a site for the docs: node site-pictures.mjs SITE FOLDER NAME…
//
// The pages are those that show most of their kind: the one with the most claims, marks or statements.

import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { NARROW, open } from "./browser.mjs";

const [site, pictures] = process.argv.slice(2, 4).map((path) => resolve(path));
const names = process.argv.slice(4);
const WIDE = { width: 1040, height: 820 };

/** The page of a folder in which something stands most often. */
function fullest(folder, text) {
  const count = (name) => readFileSync(join(site, folder, name), "utf8").split(text).length;
  const pages = readdirSync(join(site, folder)).filter((name) => name.endsWith(".html")).sort();
  return `${folder}/${pages.reduce((best, name) => (count(name) > count(best) ? name : best))}`;
}

const PICTURES = {
  front: () => photograph("site-front", "index.html"),
  dark: () => photograph("site-front-dark", "index.html", { colorScheme: "dark" }),
  narrow: () => photograph("site-front-narrow", "index.html", { viewport: NARROW }),
  contradiction: () => photograph("site-contradiction", fullest("contradictions", "<g class=\"bar"), { height: 1400 }),
  entity: () => photograph("site-entity", fullest("entities", "<g class=\"mark")),
  statement: () => photograph("site-statement", fullest("statements", "<article")),
  matrix: () => photograph("site-matrix", "matrix.html"),
  source: () => photograph("site-source", fullest("sources", "<mark>")),
  vocabulary: () => photograph("site-vocabulary", "vocabulary.html"),
  rulings: () => photograph("site-rulings", "rulings.html"),
  history: () => photograph("site-history", "history.html"),
  faults: () => photograph("site-faults", "faults.html"),
  about: () => photograph("site-about", "about.html"),
  search: () => photograph("site-search", "search.html?q=relations"),
};

const browser = await open();
for (const name of names) await PICTURES[name]();
await browser.close();

async function photograph(picture, page, { colorScheme = "light", viewport = WIDE, height = viewport.height } = {}) {
  const context = await browser.newContext({ colorScheme, viewport: { ...viewport, height } });
  const opened = await context.newPage();
  const [path, query = ""] = page.split("?");
  await opened.goto(pathToFileURL(join(site, path)).href + (query && `?${query}`));
  if (query) await opened.waitForSelector(".results li");
  await opened.screenshot({ path: join(pictures, `${picture}.png`) });
  await context.close();
}
