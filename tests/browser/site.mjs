// Looks at sites in a real browser, opened from disk, and says what is wrong with them, a line each; exits with 1 if
// anything is.
//
//     node site.mjs TEXTS SITE…
//
// TEXTS is a file of texts, one a line as JSON, that must be seen to the letter on one page at least.

import { readFileSync, readdirSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { NARROW, WIDE, open } from "./browser.mjs";

const AXE = readFileSync(new URL("./node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

const [textsFile, ...sites] = process.argv.slice(2);
const texts = readFileSync(textsFile, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
const faults = [];
const seen = new Set();

const browser = await open();
for (const site of sites) {
  const folder = resolve(site);
  const pages = readdirSync(folder, { recursive: true }).filter((path) => path.endsWith(".html")).sort();
  await lookAtAll(folder, pages, { colorScheme: "light", viewport: WIDE });
  await lookAtAll(folder, sample(pages), { colorScheme: "dark", viewport: NARROW });
  await lookAtAll(folder, sample(pages), { colorScheme: "light", viewport: NARROW });
  await printAll(folder, sample(pages));
  await use(folder, pages);
  await withoutScripts(folder);
  await readFeed(folder);
}
await browser.close();

for (const text of texts.filter((text) => !seen.has(text))) {
  faults.push(`nowhere seen as it is written: ${JSON.stringify(text.slice(0, 80))}`);
}
faults.forEach((fault) => console.log(fault));
process.exitCode = faults.length > 0 ? 1 : 0;

/** All pages at the root, and some of each folder: those in it are made alike. */
function sample(pages) {
  const taken = {};
  return pages.filter((page) => {
    const folder = page.includes("/") ? page.split("/")[0] : page;
    taken[folder] = (taken[folder] ?? 0) + 1;
    return taken[folder] <= 2;
  });
}

/** Opens a tab that tells of everything that its pages say, throw or ask of elsewhere. */
async function tab(folder, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const root = pathToFileURL(folder).href;
  const fault = (text) => {
    const at = page.url().startsWith(root) ? page.url().slice(root.length + 1) : page.url();
    faults.push([basename(folder), at, options.colorScheme, options.viewport?.width].filter(Boolean).join(", ") + `: ${text}`);
  };
  page.on("console", (message) => fault(`the console says ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => fault(`a script threw: ${error.message}`));
  page.on("dialog", (dialog) => (fault(`a dialog: ${dialog.message()}`), dialog.dismiss()));
  page.on("request", (request) => request.url().startsWith(root) || fault(`a request to ${request.url()}`));
  const go = (path) => page.goto(pathToFileURL(join(folder, path.split(/[?#]/)[0])).href + (path.match(/[?#].*/)?.[0] ?? ""));
  return { context, page, fault, go };
}

/** Looks at pages one after the other: what they are made of, how they fit, and who can read them. */
async function lookAtAll(folder, pages, options) {
  const { context, page, fault, go } = await tab(folder, { ...options, bypassCSP: true });
  for (const path of pages) {
    await go(path);
    const made = await page.evaluate(() => {
      const all = [...document.querySelectorAll("*")];
      return {
        foreign: all.map((element) => element.localName).filter((name) => /^(img|iframe|object|embed|base|style)$/.test(name)),
        scripts: all.filter((element) => element.localName === "script" && !/\/(assets\/site|search\/index-\d+)\.js$/.test(element.src)).length,
        handlers: all.flatMap((element) => [...element.attributes].filter((attribute) => /^on/i.test(attribute.name))).length,
        addresses: all.map((element) => element.getAttribute("href")).filter((href) => href && /^\s*[a-z][a-z0-9+.-]*:/i.test(href) && !/^https?:/.test(href)),
        hit: Boolean(window.hit),
        text: document.body.innerText,
        wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        back: getComputedStyle(document.body).backgroundColor,
      };
    });
    if (made.foreign.length > 0) fault(`elements that do not belong there: ${made.foreign}`);
    if (made.scripts > 0) fault("a script that is not ours");
    if (made.handlers > 0) fault(`${made.handlers} handlers of events`);
    if (made.addresses.length > 0) fault(`links to ${made.addresses}`);
    if (made.hit) fault("a text of a record was obeyed");
    if (made.wide > 0) fault(`it is ${made.wide} pixels wider than the screen`);
    if (isDark(made.back) !== (options.colorScheme === "dark")) fault(`its paper is ${made.back}`);
    texts.filter((text) => made.text.includes(text)).forEach((text) => seen.add(text));
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"], preload: false }));
    for (const { id, help, nodes } of violations) {
      fault(`axe ${id}: ${help}, at ${nodes.slice(0, 3).map((node) => node.target.join(" ")).join("; ")}`);
    }
  }
  await context.close();
}

/** Prints pages from a dark screen: on white paper, with everything that is folded away on a screen. */
async function printAll(folder, pages) {
  const { context, page, fault, go } = await tab(folder, { colorScheme: "dark", viewport: WIDE });
  for (const path of pages) await go(path).then(() => print(page, fault));
  await context.close();
}

async function print(page, fault) {
  await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = false)));
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const made = await page.evaluate(() => ({
    back: getComputedStyle(document.body).backgroundColor,
    ink: getComputedStyle(document.body).color,
    hidden: [...document.querySelectorAll("details > :not(summary)")].filter((part) => !part.checkVisibility({ contentVisibilityAuto: true })).length,
  }));
  if (isDark(made.back) || !isDark(made.ink)) fault(`it is printed in ${made.ink} on ${made.back}`);
  if (made.hidden > 0) fault(`${made.hidden} parts are not printed, for they are folded away`);
  if ((await page.pdf({ format: "A4" })).length < 1000) fault("nothing is printed");
  await page.emulateMedia({ media: null, colorScheme: "dark" });
}

/** Uses a site as somebody does who looks for something: by search, filter, sorting, keys and colours. */
async function use(folder, pages) {
  const { context, page, fault, go } = await tab(folder, { colorScheme: "light", viewport: WIDE });
  const expect = (is, text) => is || fault(text);
  const rows = (selector) => page.locator(selector).evaluateAll((all) => all.filter((row) => row.checkVisibility()).map((row) => row.textContent.trim()));

  // Search: from any page by key, with the words in the address.
  await go("entities.html");
  const name = (await rows("table.filtered tbody tr td:first-child a"))[0];
  await page.keyboard.press("/");
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
  await page.waitForURL(/search\.html\?q=/);
  await page.waitForSelector(".results li");
  const found = await page.locator(".results a").evaluateAll((all) => all.map((link) => link.textContent));
  expect(found.includes(name), `the search for ${JSON.stringify(name)} found ${JSON.stringify(found.slice(0, 3))}`);
  await page.locator(".results a").first().click();
  await page.waitForSelector("h1");
  expect(!page.url().includes("search.html"), "a result leads nowhere");
  await page.goBack();
  await page.waitForSelector(".results li");

  // What nobody has written is found nowhere.
  await page.fill("#find", "zzzzqqqq");
  await page.waitForFunction(() => document.querySelector(".hits").textContent === "0 found");

  // A filter is a part of the address, and works from there.
  await go("statements.html");
  if ((await rows(".filtered > li")).length > 1) {
    const all = await rows(".filtered > li");
    const word = all[0].split(/\s+/)[0];
    await page.fill("input[name=filter]", word);
    const fewer = await rows(".filtered > li");
    expect(fewer.length >= 1 && fewer.length <= all.length, `the filter leaves ${fewer.length} of ${all.length}`);
    expect(new URL(page.url()).searchParams.get("filter") === word, `the filter is not in the address ${page.url()}`);
    await page.reload();
    expect((await rows(".filtered > li")).length === fewer.length, "the filter is lost with the page");
  }

  // Sorting is a part of the address, too.
  await go("entities.html");
  const column = () => rows("table.sortable tbody tr td:nth-child(1)");
  if ((await column()).length > 1) {
    const names = await column();
    const head = page.locator("table.sortable thead th").first();
    await head.locator("button").focus();
    await page.keyboard.press("Enter");
    const up = await column();
    expect((await head.getAttribute("aria-sort")) === "ascending", "a sorted column does not say so");
    await page.keyboard.press("Enter");
    const down = await column();
    const is = (one, other) => JSON.stringify(one) === JSON.stringify(other);
    expect(is([...names].sort(), [...up].sort()), "sorting loses rows");
    expect(names.length < 3 || !is(up, down), "sorting down is sorting up");
    await page.reload();
    expect(is(await column(), down), "the order is lost with the page");
  }

  // Colours, by the button at the foot.
  await go("index.html");
  await page.locator("button.theme").click();
  expect(isDark(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)), "dark colours are light");
  await page.locator("button.theme").click();

  // Keys: the first is a way past the head of the page, and all that can be pressed can be reached.
  await go("index.html");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  // The address changes a moment later.
  await page.waitForURL(/#main$/).catch(() => {});
  expect(page.url().endsWith("#main"), "the first key does not lead to the content");
  const reached = await page.evaluate(() => [...document.querySelectorAll("a[href], button, input")].filter((one) => one.checkVisibility() && one.tabIndex < 0).length);
  expect(reached === 0, `${reached} things cannot be reached by keys`);
  const contradiction = pages.find((path) => path.startsWith("contradictions/"));
  if (contradiction) {
    await go(contradiction);
    expect((await page.locator("article.claim").count()) >= 2, "a contradiction shows no two claims");
  }
  await context.close();
}

/** Without scripts the pages are there all the same. */
async function withoutScripts(folder) {
  const { context, page, fault, go } = await tab(folder, { javaScriptEnabled: false, viewport: WIDE });
  await go("matrix.html");
  if ((await page.locator("h1").count()) !== 1) fault("nothing is there without scripts");
  if (await page.locator(".filter").first().isVisible()) fault("a filter is shown that does not work");
  await context.close();
}

/** The feed is XML. */
async function readFeed(folder) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const wrong = await page.evaluate((xml) => {
    const read = new DOMParser().parseFromString(xml, "application/xml");
    return read.querySelector("parsererror")?.textContent ?? (read.documentElement.localName === "feed" ? "" : "no feed");
  }, readFileSync(join(folder, "feed.xml"), "utf8"));
  if (wrong) faults.push(`${relative(".", folder)}/feed.xml: ${wrong}`);
  await context.close();
}

function isDark(color) {
  const [red, green, blue, alpha = 1] = color.match(/[\d.]+/g).map(Number);
  return alpha > 0 && red + green + blue < 3 * 128;
}
