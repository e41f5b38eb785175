// Uses a large site as somebody does who looks for something, and says what is wrong, a line each; exits with 1 if
// anything is.
//
//     node large.mjs SITE WORDS
//
// WORDS are what the search must find.

import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { WIDE, open } from "./browser.mjs";

const [site, words] = process.argv.slice(2);
const root = pathToFileURL(resolve(site)).href;
const faults = [];

const browser = await open();
const page = await (await browser.newContext({ viewport: WIDE })).newPage();
const fault = (text) => faults.push(`${page.url().slice(root.length)}: ${text}`);
page.on("console", (message) => fault(`the console says ${message.type()}: ${message.text()}`));
page.on("pageerror", (error) => fault(`a script threw: ${error.message}`));
page.on("request", (request) => request.url().startsWith(root) || fault(`a request to ${request.url()}`));
const go = (path) => page.goto(pathToFileURL(join(resolve(site), path)).href);

for (const path of ["index.html", "contradictions.html", "entities.html", "statements.html", "sources.html", "matrix.html"]) {
  await go(path);
  if ((await page.locator("main a").count()) === 0) fault("nothing is listed");
}
await go("statements.html");
await page.getByRole("link", { name: "After" }).first().click();
if (!page.url().endsWith("statements-2.html")) fault("the list has no second part");
await go("search.html");
await page.locator("#find").fill(words);
await page.locator("ol.results li").first().waitFor();
await page.locator("ol.results a").first().click();
if (!(await page.locator("main").innerText()).includes(words)) fault(`the page that was found says nothing of ${words}`);

await browser.close();
faults.forEach((text) => console.log(text));
process.exitCode = faults.length > 0 ? 1 : 0;
