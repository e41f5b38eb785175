// Looks at pages in a real browser, and says what is wrong with them, a line each; exits with 1 if anything is.
//
//     node pages.mjs TEXTS PAGE…
//
// TEXTS is a file of texts, one a line as JSON, that must be seen to the letter on one page at least.

import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { NARROW, WIDE, open } from "./browser.mjs";

const AXE = readFileSync(new URL("./node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

const [textsFile, ...pages] = process.argv.slice(2);
const texts = readFileSync(textsFile, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
const faults = [];
const seen = new Set();

const browser = await open();
for (const path of pages) {
  for (const colorScheme of ["light", "dark"]) {
    for (const viewport of [WIDE, NARROW]) {
      await look(path, colorScheme, viewport);
    }
  }
  await print(path);
}
await browser.close();

for (const text of texts.filter((text) => !seen.has(text))) {
  faults.push(`nowhere seen as it is written: ${JSON.stringify(text)}`);
}
faults.forEach((fault) => console.log(fault));
process.exitCode = faults.length > 0 ? 1 : 0;

/** Opens a page and hands it out; tells of everything that it says, asks for or throws. */
async function withPage(path, options, work) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const name = [basename(path), options.colorScheme, options.viewport?.width].filter(Boolean).join(", ");
  const fault = (text) => faults.push(`${name}: ${text}`);
  const address = pathToFileURL(resolve(path)).href;
  page.on("console", (message) => fault(`the console says ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => fault(`a script threw: ${error.message}`));
  page.on("dialog", (dialog) => (fault(`a dialog: ${dialog.message()}`), dialog.dismiss()));
  page.on("request", (request) => request.url() !== address && fault(`a request to ${request.url()}`));
  await page.goto(address);
  await work(page, fault);
  await context.close();
}

/** Looks at a page in one colour scheme and one width: what it is made of, how it fits, and who can read it. */
async function look(path, colorScheme, viewport) {
  await withPage(path, { colorScheme, viewport, bypassCSP: true }, async (page, fault) => {
    const made = await page.evaluate(() => {
      const all = [...document.querySelectorAll("*")];
      const handlers = (element) => [...element.attributes].filter((attribute) => /^on/i.test(attribute.name));
      return {
        foreign: all.map((element) => element.localName).filter((name) => /script|img|iframe|svg|object|form|link|base/.test(name)),
        handlers: all.flatMap(handlers).length,
        addresses: all.map((element) => element.getAttribute("href")).filter((href) => href && !/^(#|https?:)/.test(href)),
        hit: Boolean(window.hit),
        text: document.body.innerText,
        wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        back: getComputedStyle(document.body).backgroundColor,
      };
    });
    if (made.foreign.length > 0) fault(`elements that do not belong there: ${made.foreign}`);
    if (made.handlers > 0) fault(`${made.handlers} handlers of events`);
    if (made.addresses.length > 0) fault(`links to ${made.addresses}`);
    if (made.hit) fault("a text of a record was obeyed");
    if (made.wide > 0) fault(`it is ${made.wide} pixels wider than the screen`);
    if (isDark(made.back) !== (colorScheme === "dark")) fault(`its paper is ${made.back}`);
    texts.filter((text) => made.text.includes(text)).forEach((text) => seen.add(text));
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    for (const { id, help, nodes } of violations) {
      fault(`axe ${id}: ${help}, at ${nodes.slice(0, 3).map((node) => node.target.join(" ")).join("; ")}`);
    }
  });
}

/** Prints a page from a dark screen: on white paper, with everything that is folded away on a screen. */
async function print(path) {
  await withPage(path, { colorScheme: "dark", viewport: WIDE }, async (page, fault) => {
    await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = false)));
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    const made = await page.evaluate(() => ({
      back: getComputedStyle(document.body).backgroundColor,
      hidden: [...document.querySelectorAll("details > :not(summary)")].filter((part) => !part.checkVisibility({ contentVisibilityAuto: true })).length,
    }));
    if (isDark(made.back)) fault(`it is printed on ${made.back}`);
    if (made.hidden > 0) fault(`${made.hidden} parts are not printed, for they are folded away`);
    const sheet = await page.pdf({ format: "A4" });
    if (sheet.length < 1000) fault("nothing is printed");
  });
}

function isDark(color) {
  const [red, green, blue, alpha = 1] = color.match(/[\d.]+/g).map(Number);
  return alpha > 0 && red + green + blue < 3 * 128;
}
