// The browser in which pages are looked at: Debian's Chromium, or the one that GAINSAY_CHROMIUM names.

import { chromium } from "playwright-core";

export const NARROW = { width: 360, height: 740 };
export const WIDE = { width: 1280, height: 900 };

/** Opens the browser, without a window and without a network. */
export function open() {
  return chromium.launch({
    executablePath: process.env.GAINSAY_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-color-profile=srgb"],
  });
}
