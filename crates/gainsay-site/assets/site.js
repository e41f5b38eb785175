// What pages can do where scripts run: search, filters and sorting that live in the address, and a choice of colours.
"use strict";

const gainsay = (() => {
  const root = document.documentElement.dataset.root ?? "";
  const query = () => new URLSearchParams(location.search);

  /** Writes a part of the page's state into its address. */
  function remember(name, value) {
    const now = query();
    if (value) now.set(name, value); else now.delete(name);
    const text = now.toString();
    try {
      history.replaceState(null, "", location.pathname + (text ? `?${text}` : "") + location.hash);
    } catch {
      // Some browsers let no page from disk change its address.
    }
  }

  /** A text as it is searched: no case, no accents. */
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  // --- colours ---

  function theme() {
    const button = document.querySelector("button.theme");
    if (!button) return;
    const stored = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
    const store = (name) => { try { localStorage.setItem("theme", name); } catch { /* Then only this page. */ } };
    const isDark = () => (document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
    const tell = () => { button.textContent = isDark() ? "Light colours" : "Dark colours"; };
    if (stored()) document.documentElement.dataset.theme = stored();
    button.hidden = false;
    tell();
    button.addEventListener("click", () => {
      document.documentElement.dataset.theme = isDark() ? "light" : "dark";
      store(document.documentElement.dataset.theme);
      tell();
    });
  }

  // --- filters ---

  function filters() {
    const field = document.querySelector(".filter");
    const lists = [...document.querySelectorAll(".filtered")];
    if (!field || lists.length === 0) return;
    const rows = lists.flatMap((list) => [...(list.tBodies ? list.tBodies[0].rows : list.children)]);
    if (rows.length < 2) return;
    const texts = rows.map((row) => plain(row.textContent));
    const [input, matches] = [field.querySelector("input"), field.querySelector(".matches")];
    const narrow = () => {
      const words = plain(input.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, i) => {
        row.hidden = !words.every((word) => texts[i].includes(word));
        shown += row.hidden ? 0 : 1;
      });
      matches.textContent = words.length > 0 ? `${shown} of ${rows.length} ${matches.dataset.what}` : "";
      remember("filter", input.value.trim());
    };
    field.hidden = false;
    input.value = query().get("filter") ?? "";
    input.addEventListener("input", narrow);
    if (input.value) narrow();
  }

  // --- sorting ---

  function sorting() {
    document.querySelectorAll("table.sortable").forEach((table, number) => {
      const name = number === 0 ? "sort" : `sort${number + 1}`;
      const heads = [...table.tHead.rows[0].cells];
      const sort = (column, descending) => {
        const key = (row) => row.cells[column]?.dataset.sort ?? row.cells[column]?.textContent.trim() ?? "";
        const rows = [...table.tBodies[0].rows].map((row) => [key(row), row]);
        const isNumber = rows.every(([text]) => text === "" || !Number.isNaN(Number(text)));
        const compare = isNumber ? (a, b) => Number(a) - Number(b) : new Intl.Collator(undefined, { numeric: true }).compare;
        rows.sort(([a], [b]) => (a === "") - (b === "") || (descending ? compare(b, a) : compare(a, b)));
        table.tBodies[0].append(...rows.map(([, row]) => row));
        heads.forEach((head, i) => (i === column ? head.setAttribute("aria-sort", descending ? "descending" : "ascending") : head.removeAttribute("aria-sort")));
        remember(name, `${column}${descending ? "d" : ""}`);
      };
      heads.forEach((head, column) => {
        const button = document.createElement("button");
        button.type = "button";
        if (head.querySelector("a")) {
          // A heading that is a link stays one, and is sorted by a button beside it.
          button.textContent = "⇅";
          button.setAttribute("aria-label", `Sort by ${head.textContent.trim()}`);
          head.append(" ", button);
        } else {
          button.append(...head.childNodes);
          head.append(button);
        }
        button.addEventListener("click", () => sort(column, head.getAttribute("aria-sort") === "ascending"));
      });
      const asked = /^(\d+)(d?)$/.exec(query().get(name) ?? "");
      if (asked && heads[Number(asked[1])]) sort(Number(asked[1]), asked[2] === "d");
    });
  }

  // --- search ---

  const MOST_RESULTS = 100;
  let index = [];
  let whenFound = () => {};

  /** Takes a part of the index: the script that holds it calls this. */
  function found(part, entries) {
    index = index.concat(entries.map(([kind, path, title, more]) => ({ kind, path, title, text: plain(`${title} ${more}`), first: plain(title) })));
    whenFound(part);
  }

  function search() {
    const list = document.querySelector(".results");
    const input = document.querySelector("#find");
    if (!list || !input) return;
    const parts = Number(list.dataset.parts);
    const told = document.querySelector(".hits");
    let loaded = 0;
    let asked = false;
    const load = () => {
      if (asked) return;
      asked = true;
      for (let part = 1; part <= parts; part += 1) {
        const script = document.createElement("script");
        script.src = `${root}search/index-${part}.js`;
        document.head.append(script);
      }
    };
    const show = () => {
      const words = plain(input.value).split(/\s+/).filter(Boolean);
      remember("q", input.value.trim());
      list.replaceChildren();
      if (words.length === 0) { told.textContent = ""; return; }
      load();
      if (loaded < parts) { told.textContent = "Reading the index …"; return; }
      const rank = (entry) => (entry.first === words.join(" ") ? 0 : entry.first.startsWith(words[0]) ? 1 : words.every((word) => entry.first.includes(word)) ? 2 : 3);
      const hits = index.filter((entry) => words.every((word) => entry.text.includes(word)));
      const best = hits.map((entry, i) => [rank(entry), i, entry]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, MOST_RESULTS);
      told.textContent = hits.length > best.length ? `The first ${best.length} of ${hits.length}` : `${hits.length} found`;
      list.append(...best.map(([, , entry]) => {
        const [item, link, what] = ["li", "a", "span"].map((tag) => document.createElement(tag));
        link.href = root + entry.path;
        link.textContent = entry.title;
        link.dir = "auto";
        what.className = "what";
        what.textContent = `${entry.kind} `;
        item.append(what, link);
        return item;
      }));
    };
    whenFound = () => { loaded += 1; if (loaded === parts) show(); };
    input.value = query().get("q") ?? "";
    input.addEventListener("input", show);
    input.form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
    input.focus();
    load();
    if (input.value) show();
  }

  // --- keys ---

  function keys() {
    document.addEventListener("keydown", (event) => {
      const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
      if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        document.querySelector("#find")?.focus();
      }
    });
  }

  // --- live ---

  /** Shows the page again when the server says that it has changed. */
  function live() {
    const digest = document.documentElement.dataset.live;
    if (!digest) return;
    const page = location.pathname.slice(1) || "index.html";
    const asked = new URLSearchParams({ page, digest });
    const changes = new EventSource(`/-/changes?${asked}`);
    changes.addEventListener("changed", () => { changes.close(); location.reload(); });
  }

  theme();
  filters();
  sorting();
  search();
  keys();
  live();
  return { found };
})();
