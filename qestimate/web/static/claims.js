// Claims: all of them in short, and of one what is found of its headline, of each statement, and where it stands.
import { $, addressOf, ask, banner, copy, element, folded, held, problemOf, showTable, tools, verdict } from "./page.js";

const PAGE = "claim-"; // before the ids of its tables: the calculator has some of the same name
let judging = 0;
let shown = { id: "" };
let list = null;

export function showClaims() {
  return latest("claims", listed, (found) => {
    if (!$("claims").children.length) showList(found);
    document.title = `${found.title} · qestimate`;
    $("command").textContent = found.command;
  }, failList);
}

export function showClaim(name) {
  listed().then(() => { $("claim").value = name; }).catch(() => {}); // the claim stands without it
  return latest("claim", () => (shown.id === name ? shown : ask(`/api/claims/${encodeURIComponent(name)}`)), (found) => {
    if (found !== shown) show(found);
    shown = found;
    document.title = `${found.headline} · qestimate`;
    $("command").textContent = found.command;
    showTable(held().table, PAGE);
  }, fail);
}

// What comes later than this is not shown.
export function forgetClaim() {
  judging += 1;
}

// Only what was asked for last is shown.
async function latest(view, get, use, refuse) {
  const mine = ++judging;
  const busy = (is) => $(`${view}-page`).setAttribute("aria-busy", is);
  busy(true);
  try {
    const found = await get();
    if (mine === judging) use(found);
  } catch (error) {
    if (mine === judging) refuse(problemOf(error).text);
  } finally {
    if (mine === judging) busy(false);
  }
}

function fail(text) {
  shown = { id: "" };
  $("claim-name").textContent = text;
  for (const id of ["claim-question", "claim-verdict", "claim-marks", "publication", "judged"]) $(id).replaceChildren();
}

function failList(text) {
  $("claims-title").textContent = text;
}

function listed() {
  list ||= ask("/api/claims").then((found) => {
    $("claim").append(...found.claims.map((one) => element("option", { value: one.id }, `${one.name} (${one.date})`)));
    return found;
  }).catch((error) => { list = null; throw error; });
  return list;
}

function showList(found) {
  $("claims-title").textContent = found.title;
  $("claims-about").textContent = found.introduction;
  $("claims-legend").textContent = found.legend;
  $("claims").append(...found.claims.map((one) => element("li", {},
    element("h2", {}, element("a", { href: `#claim=${one.id}` }, one.headline)),
    element("p", {}, element("strong", { class: `tone ${one.tone}` }, capital(one.found), "."), ` ${one.why}`),
    element("p", { class: "note" }, ...marks(one), ` ${one.date}`))));
}

function marks(one) {
  const signs = one.marks.map(({ mark, tone, seen }) => element("span", { class: `mark ${tone}${seen ? "" : " others"}` }, mark));
  return [element("span", { class: "marks", "aria-hidden": "true" }, ...signs), ` ${capital(one.counts)}.`];
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

function show(found) {
  const { id } = found;
  $("claim-name").textContent = found.headline;
  $("claim-question").textContent = found.question;
  banner($("claim-verdict"), found.tone, found.word, found.answer);
  $("claim-marks").replaceChildren(...marks(found));
  $("publication").replaceChildren(`${found.name}: `, link(found.publication, found.source.link), `, ${found.date}. `,
    link("A page of its own", `/claims/${id}`), ", ", link("JSON", `/claims/${id}.json`), ", ", link("BibTeX", `/claims/${id}.bib`), ".");
  const [statements, ...tables] = found.tables;
  $("judged").replaceChildren(
    element("h2", { id: `${PAGE}table-statements` }, statements.title),
    element("ol", { class: "statements" }, ...found.statements.map(statement)),
    tools(statements, statements.title, addressOf(statements.key)),
    element("h2", {}, "All the rest"),
    fold("To cite", [...cited(found.citation, "the paragraph", element("p", {}, found.citation)),
      ...cited(found.bibtex, "BibTeX", element("pre", {}, element("code", {}, found.bibtex)))]),
    ...tables.map((one) => folded(one, PAGE)),
    fold("What the results mean", [found.tally, ...found.meanings].map((text) => element("p", {}, text))),
    fold("Notes", found.remarks.map((text) => element("p", {}, text))),
    fold("Sources", [element("ul", {}, ...found.sources.map((one) => element("li", {}, ...source(one))))]));
}

function cited(text, what, whole) {
  const button = element("button", { type: "button" }, `Copy ${what}`);
  button.addEventListener("click", () => copy(text, what));
  return [whole, element("p", { class: "tools" }, button)];
}

function statement(one) {
  const lines = [one.seen ? "" : "Not found in the source.", one.reading && `Read as: ${one.reading}`, one.finds].filter(Boolean);
  const known = one.remarks.map((each) => element("li", {}, `${each.name}: ${each.value}`, ...(each.source ? [" (", ...source(each.source), ")"] : [])));
  const missing = one.missing.map((text) => element("li", {}, `missing: ${text}`));
  return element("li", {}, element("details", {},
    element("summary", {}, element("q", {}, one.text), verdict(one.tone, one.result)),
    ...lines.map((text) => element("p", {}, text)),
    ...(one.figures.length ? [figures(one)] : []),
    element("ul", {}, ...known, ...missing),
    element("p", {}, `What would change it: ${one.flips}`),
    element("p", { class: "note" }, "Source: ", ...source(one.source))));
}

// What a statement rests on, figure by figure.
function figures(one) {
  const head = ["figure", "value", "by", "is", "source"].map((text) => element("th", { scope: "col" }, text));
  const rows = one.figures.map((each) => element("tr", {},
    element("th", { scope: "row" }, each.name),
    ...[each.value, each.how, each.label].map((text) => element("td", {}, text)),
    element("td", {}, ...(each.source ? source(each.source) : []))));
  const table = element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows));
  return element("div", { class: "table figures", tabindex: "0", role: "region", "aria-label": `Figures of statement ${one.number}` }, table);
}

function fold(title, children) {
  return element("details", { class: "fold" }, element("summary", {}, title), ...children);
}

function source(one) {
  return [link(one.words, one.link), one.place ? `; ${one.place}` : ""];
}

function link(text, to) {
  return to ? element("a", { href: to, rel: "noreferrer" }, text) : text;
}
