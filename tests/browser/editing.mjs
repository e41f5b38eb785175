// Walks a journalist's path in a browser: a source is pasted, a passage of it becomes a claim, the contradiction is
// seen before it is saved, and ruled upon. Says what is wrong, a line each; exits with 1 if anything is.
//
//     node editing.mjs ADDRESS [PICTURES]
//
// ADDRESS is what `gainsay serve --edit` has printed; into the folder PICTURES each step is photographed.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { NARROW, WIDE, open } from "./browser.mjs";

const AXE = readFileSync(new URL("./node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

const [address, pictures] = process.argv.slice(2);
const own = new URL(address).origin;
const faults = [];

const browser = await open();
const context = await browser.newContext({ viewport: WIDE, bypassCSP: true });
const page = await context.newPage();
page.setDefaultTimeout(20_000);
const fault = (text) => faults.push(`${new URL(page.url()).pathname}: ${text}`);
page.on("console", (message) => fault(`the console says ${message.type()}: ${message.text()}`));
page.on("pageerror", (error) => fault(`a script threw: ${error.message}`));
page.on("dialog", (dialog) => (fault(`a dialog: ${dialog.message()}`), dialog.accept()));
page.on("request", (request) => request.url().startsWith(own) || fault(`a request to ${request.url()}`));

try {
  await walk();
} catch (error) {
  fault(error.message);
}
await browser.close();
faults.forEach((text) => console.log(text));
process.exitCode = faults.length > 0 ? 1 : 0;

async function walk() {
  await page.goto(address);
  if (page.url().includes("token")) fault("the token stays in the address");

  await page.getByRole("link", { name: "New source" }).click();
  await fill({ title: "An interview", publisher: "The Post", published: "2020-05-01" });
  await page.locator("[name=text]").fill("The mayor spoke for an hour.\n\nAsked about the guild, she said: “I never paid them.”\n");
  await told(".words", "1 May 2020");
  await sound("source");
  await save("/sources/");

  await select(".record", "I never paid them.");
  await photograph("passage");
  await page.getByRole("link", { name: "Claim from this passage" }).click();
  await expectValue("quote", "I never paid them.");
  await expectValue("source", "the-post-an-interview-2020");
  await expectValue("at", "line 3");
  await fill({ by: "Ada Linden", subject: "ada", predicate: "funds", object: "guild", said: "2020" });
  await page.locator("[name=stance]").selectOption("denies");
  await told(".consequences", "this brings");
  await sound("claim");
  await page.setViewportSize(NARROW);
  await sound("claim-narrow");
  await page.setViewportSize(WIDE);
  await save("/statements/");

  // What is wrong is said beside its field, and cannot be saved.
  await page.locator("a.edit").first().click();
  await fill({ said: "2020-13" });
  await told(".field[data-name=said] .problem", "there is no month 13");
  if (await page.getByRole("button", { name: "Save" }).isEnabled()) fault("a fault can be saved");
  await sound("problem");
  await fill({ said: "2020" });

  await page.goto(`${own}/contradictions.html`);
  await page.locator("main a[href*='contradictions/']").first().click();
  await photograph("contradiction");
  await page.getByRole("link", { name: "Rule on this" }).click();
  await fill({ because: "She corrected herself: the first report is wrong." });
  await page.locator("[name=verdict]").fill("report-error");
  await told(".raw", "report-error");
  await sound("ruling");
  await save("/rulings.html");
  await page.getByRole("link", { name: "Not committed yet" }).click();
  await told("main", "commit");
  await sound("uncommitted");
}

async function fill(values) {
  for (const [name, value] of Object.entries(values)) {
    const field = page.locator(`form.edit [name="${name}"]`);
    if (!(await field.isVisible())) await page.getByText("More", { exact: true }).click();
    await field.fill(value);
  }
}

/** Waits until something says a text. */
async function told(selector, text) {
  await page.locator(selector).filter({ hasText: text }).first().waitFor();
}

async function expectValue(name, wanted) {
  const value = await page.locator(`form.edit [name="${name}"]`).inputValue();
  if (value !== wanted) fault(`${name} is ${JSON.stringify(value)}, not ${JSON.stringify(wanted)}`);
}

async function save(path) {
  const button = page.getByRole("button", { name: "Save" });
  await button.and(page.locator(":enabled")).waitFor();
  await button.click();
  await page.waitForURL((url) => url.pathname.startsWith(path));
}

/** Selects a text on the page, as a mouse does. */
async function select(within, text) {
  await page.locator(within).waitFor();
  await page.evaluate(([within, text]) => {
    const walker = document.createTreeWalker(document.querySelector(within), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const at = walker.currentNode.data.indexOf(text);
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(walker.currentNode, at);
      range.setEnd(walker.currentNode, at + text.length);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      return;
    }
  }, [within, text]);
}

/** Looks whether everybody can use the page, and whether it fits. */
async function sound(name) {
  await photograph(name);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) fault(`${name}: it is ${wide} pixels wider than the screen`);
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  for (const { id, help, nodes } of violations) {
    fault(`${name}: axe ${id}: ${help}, at ${nodes.slice(0, 3).map((node) => node.target.join(" ")).join("; ")}`);
  }
}

async function photograph(name) {
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}
