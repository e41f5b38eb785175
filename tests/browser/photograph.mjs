// Photographs a page: node photograph.mjs PAGE PICTURE light|dark WIDTH HEIGHT

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { open } from "./browser.mjs";

const [page, picture, colorScheme, width, height] = process.argv.slice(2);
const browser = await open();
const context = await browser.newContext({ colorScheme, viewport: { width: Number(width), height: Number(height) } });
const opened = await context.newPage();
await opened.goto(pathToFileURL(resolve(page)).href);
await opened.screenshot({ path: picture });
await browser.close();
