// Forms for records: what a record would do is asked for while it is typed, and shown beside it.
"use strict";

(() => {
  /** Asks the server, with JSON for JSON. */
  const ask = async (address, sent) => {
    const answer = await fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(sent) });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  };

  /** Calls a function once nothing has happened for a while. */
  const later = (time, call) => {
    let timer;
    return () => { clearTimeout(timer); timer = setTimeout(call, time); };
  };

  const paragraph = (text, className) => {
    const made = document.createElement("p");
    made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  // --- forms ---

  function forms() {
    const form = document.querySelector("form.edit");
    if (!form) return;
    const controls = [...form.elements].filter((one) => one.name && !("copy" in one.dataset));
    const copy = form.querySelector("[data-copy]");
    const aside = document.querySelector(".editing aside");
    const submit = form.querySelector("button[type=submit]");
    const shown = (one) => (one.tagName === "SELECT" ? [...one.options].find((option) => option.defaultSelected)?.value ?? "" : one.defaultValue);
    const was = Object.fromEntries(controls.map((one) => [one.name, shown(one)]));
    const isNew = !form.dataset.id;
    let saved = false;

    const draft = () => ({
      kind: form.dataset.kind,
      id: form.dataset.id ?? null,
      ending: form.dataset.ending,
      was: isNew ? {} : was,
      now: Object.fromEntries(controls.map((one) => [one.name, one.value])),
      text: copy?.value ?? "",
    });

    const isTouched = () => controls.some((one) => one.value !== was[one.name]) || Boolean(copy?.value);

    const field = (name) => form.querySelector(`.field[data-name="${CSS.escape(name)}"]`);

    /** Puts back what stands in the file, or keeps what is typed over it. */
    const choice = (name, theirs) => {
      const [box, take, keep] = [document.createElement("div"), document.createElement("button"), document.createElement("button")];
      take.type = keep.type = "button";
      take.textContent = "Take it";
      keep.textContent = "Keep mine";
      take.addEventListener("click", () => { controls.find((one) => one.name === name).value = theirs; was[name] = theirs; look(); });
      keep.addEventListener("click", () => { was[name] = theirs; look(); });
      box.append(paragraph(theirs ? `Changed elsewhere meanwhile: it is now “${theirs}”` : "Taken away elsewhere meanwhile"), take, keep);
      return box;
    };

    const tell = (answer) => {
      form.querySelectorAll(".field .problem, .field .words").forEach((one) => one.replaceChildren());
      form.querySelectorAll("[aria-invalid]").forEach((one) => one.removeAttribute("aria-invalid"));
      const problems = form.querySelector(".problems");
      problems.replaceChildren();
      for (const problem of answer.problems) {
        const at = problem.field && field(problem.field)?.querySelector(".problem");
        const lines = [problem.message, ...problem.help].map((line) => line.replaceAll("`", ""));
        if (at) {
          at.textContent = lines.join(". ");
          field(problem.field).querySelector("[name]").setAttribute("aria-invalid", "true");
        } else if (isTouched()) {
          problems.append(...lines.map((line) => paragraph(line)));
        }
      }
      for (const [name, words] of Object.entries(answer.dates)) {
        const at = field(name)?.querySelector(".words");
        if (at) at.textContent = words;
      }
      for (const [name, theirs] of Object.entries(answer.elsewhere)) field(name)?.querySelector(".problem").append(choice(name, theirs));
      const consequences = aside.querySelector(".consequences");
      const lines = answer.consequences.map((line) => paragraph(line));
      consequences.replaceChildren(...(lines.length > 0 ? lines : [paragraph(answer.problems.length > 0 ? "Nothing yet." : "No contradiction comes or goes.", "note")]));
      aside.querySelector(".path").textContent = answer.path;
      aside.querySelector(".raw").textContent = answer.text;
      submit.disabled = answer.problems.length > 0 || Object.keys(answer.elsewhere).length > 0;
    };

    const failed = (error) => form.querySelector(".problems").replaceChildren(paragraph(`The program did not answer: ${error.message}`));

    let asked = 0;
    const look = async () => {
      const number = asked += 1;
      try {
        const answer = await ask("/-/preview", draft());
        if (number === asked) tell(answer);
      } catch (error) {
        failed(error);
      }
    };

    form.addEventListener("input", later(250, look));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      submit.disabled = true;
      try {
        const answer = await ask("/-/save", draft());
        if (answer.saved === null) { tell(answer); return; }
        saved = true;
        location.assign(`/-/record/${form.dataset.kind}?id=${encodeURIComponent(answer.saved)}`);
      } catch (error) {
        failed(error);
        submit.disabled = false;
      }
    });
    addEventListener("beforeunload", (event) => { if (isTouched() && !saved) event.preventDefault(); });
    names(form);
    form.querySelector("[name]")?.focus();
    look();
  }

  // --- names in the place of ids ---

  function names(form) {
    for (const input of form.querySelectorAll("input[data-names]")) {
      const list = document.getElementById(input.getAttribute("list"));
      const fill = later(120, async () => {
        // Of several, the last one is being typed.
        const cut = input.value.lastIndexOf(";") + 1;
        const [before, typed] = [input.value.slice(0, cut), input.value.slice(cut).trim()];
        const answer = await fetch(`/-/names/${input.dataset.names}?q=${encodeURIComponent(typed)}`);
        if (!answer.ok) return;
        const found = await answer.json();
        list.replaceChildren(...found.map(([id, name]) => {
          const option = document.createElement("option");
          option.value = before ? `${before} ${id}` : id;
          option.label = name;
          return option;
        }));
      });
      input.addEventListener("input", fill);
      input.addEventListener("focus", fill);
    }
  }

  // --- a passage starts a claim ---

  function passages() {
    const text = document.querySelector(".record[data-source]");
    if (!text) return;
    const start = document.createElement("a");
    start.className = "start";
    start.textContent = "Claim from this passage";
    start.hidden = true;
    document.body.append(start);
    /** What stands between two points of the text, without the notes that are put into it. */
    const words = (range) => {
      const part = range.cloneContents();
      part.querySelectorAll("sup").forEach((note) => note.remove());
      return part.textContent;
    };
    document.addEventListener("selectionchange", () => {
      const selection = getSelection();
      const range = selection.rangeCount > 0 ? selection.getRangeAt(0) : null;
      const quote = range && text.contains(range.commonAncestorContainer) ? words(range).trim() : "";
      start.hidden = quote === "";
      if (start.hidden) return;
      const before = document.createRange();
      before.setStart(text, 0);
      before.setEnd(range.startContainer, range.startOffset);
      const line = words(before).split("\n").length;
      const given = new URLSearchParams({ source: text.dataset.source, quote, at: `line ${line}` });
      start.href = `/-/new/claim?${given}`;
      const place = range.getBoundingClientRect();
      start.style.top = `${scrollY + place.bottom + 6}px`;
      start.style.left = `${scrollX + Math.max(8, Math.min(place.left, innerWidth - 220))}px`;
    });
  }

  forms();
  passages();
})();
