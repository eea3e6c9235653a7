// Pieces that all pages are made of: elements, requests, the address, tables with their copies.

export const $ = (id) => document.getElementById(id);

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== "") made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// The address: inputs of a scenario, or a claim, and the table that is open.
export function held() {
  return Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
}

export function address(values) {
  return "#" + new URLSearchParams(values);
}

export function hold(values) {
  history.replaceState(null, "", address(values));
}

export async function ask(path, body) {
  const options = body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(path, options);
  const content = await answer.json().catch(() => ({ detail: answer.statusText }));
  if (!answer.ok) throw Object.assign(new Error(answer.statusText), { detail: content.detail });
  return content;
}

export function problemOf(error) {
  const first = Array.isArray(error.detail) ? error.detail[0] : { msg: error.detail || "The calculator does not answer." };
  const field = first.loc ? first.loc[first.loc.length - 1] : "";
  return { field, text: first.msg + (first.hint ? ` (${first.hint})` : "") };
}

export function say(text) {
  $("said").textContent = text;
  setTimeout(() => { $("said").textContent = ""; }, 2500);
}

const SIGNS = { yes: "✓", part: "◐", no: "✕", faint: "?" };

// A verdict is said in words, with a sign and a colour beside them.
export function verdict(tone, text) {
  return element("span", { class: `tone ${tone}` }, element("span", { "aria-hidden": "true", class: "sign" }, SIGNS[tone] || ""), text);
}

export function banner(place, tone, word, text) {
  place.className = `verdict ${tone}`;
  place.replaceChildren(element("strong", {}, verdict(tone, word)), ` ${text}`);
}

const FORMS = { md: "Markdown", latex: "LaTeX", csv: "CSV" };

export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    say(`Copied as ${what}.`);
  } catch {
    say("The browser does not allow copying.");
  }
}

// The buttons of one table, and the link that is its address.
export function tools(table, name, link) {
  const buttons = Object.entries(FORMS).map(([form, what]) => {
    const button = element("button", { type: "button", "data-copy": form, "aria-label": `Copy ${name} as ${what}` }, what);
    button.addEventListener("click", () => copy(table[form], what));
    return button;
  });
  const own = link ? [element("a", { href: link, "aria-label": `Address of ${name}` }, "Address")] : [];
  return element("p", { class: "tools" }, "Copy as", ...buttons, ...own);
}

// A table that is always seen has an address too.
export const addressOf = (key) => address({ ...held(), table: key });

// A table in a fold of its own; open, it stands in the address.
export function folded(table, page = "") {
  const inside = element("div");
  inside.innerHTML = table.html; // written by the program, escaped there
  const fold = element("details", { class: "fold", id: `${page}table-${table.key}` },
    element("summary", {}, table.title),
    tools(table, table.title, addressOf(table.key)), inside);
  fold.addEventListener("toggle", () => {
    const { table: open, ...rest } = held();
    if (fold.open) hold({ ...rest, table: table.key });
    else if (open === table.key) hold(rest);
  });
  return fold;
}

export function showTable(key, page = "") {
  const place = $(`${page}table-${key}`);
  if (!place) return;
  if (place.tagName === "DETAILS") place.open = true;
  place.scrollIntoView();
}
