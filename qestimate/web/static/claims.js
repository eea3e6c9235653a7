// Claims: what is found of a publication's headline, of each statement, and where it stands.
import { $, addressOf, ask, banner, element, folded, held, hold, problemOf, showTable, tools, verdict } from "./page.js";

const PAGE = "claim-"; // before the ids of its tables: the calculator has some of the same name
let judging = 0;
let shown = { id: "" };

export async function showClaim() {
  const mine = ++judging;
  await listClaims();
  const name = held().claim || $("claim").options[0].value;
  if (mine !== judging) return;
  if (!held().claim) hold({ claim: name });
  $("claim").value = name;
  $("claim-page").setAttribute("aria-busy", "true");
  try {
    const found = shown.id === name ? shown : await ask(`/api/claims/${encodeURIComponent(name)}`);
    if (mine !== judging) return;
    if (found !== shown) show(found);
    shown = found;
    document.title = `${found.name} · qestimate`;
    $("command").textContent = found.command;
    showTable(held().table, PAGE);
  } catch (error) {
    if (mine === judging) fail(problemOf(error).text);
  } finally {
    if (mine === judging) $("claim-page").setAttribute("aria-busy", "false");
  }
}

// What comes later than this is not shown.
export function forgetClaim() {
  judging += 1;
}

function fail(text) {
  shown = { id: "" };
  $("claim-name").textContent = text;
  for (const id of ["claim-verdict", "publication", "judged"]) $(id).replaceChildren();
}

async function listClaims() {
  if ($("claim").options.length) return;
  const found = await ask("/api/claims");
  $("claim").append(...found.map((one) => element("option", { value: one.id }, `${one.name} (${one.date})`)));
}

function show(found) {
  $("claim-name").textContent = found.question;
  banner($("claim-verdict"), found.tone, found.word, found.answer);
  $("publication").replaceChildren(`${found.name}: `, link(found.publication, found.link), `, ${found.date}`);
  const [statements, ...tables] = found.tables;
  $("judged").replaceChildren(
    element("p", {}, found.tally),
    element("h2", { id: `${PAGE}table-statements` }, statements.title),
    element("ol", { class: "statements" }, ...found.statements.map(statement)),
    tools(statements, statements.title, addressOf(statements.key)),
    element("h2", {}, "All the rest"),
    ...tables.map((one) => folded(one, PAGE)),
    fold("What the results mean", found.meanings.map((text) => element("p", {}, text))),
    fold("Notes", found.remarks.map((text) => element("p", {}, text))),
    fold("Sources", [element("ul", {}, ...found.sources.map((one) => element("li", {}, ...source(one))))]));
}

function statement(one) {
  const seen = one.seen ? [] : [element("p", {}, "Not found in the source.")];
  const reading = one.reading ? [element("p", {}, `Read as: ${one.reading}`)] : [];
  return element("li", {}, element("details", {},
    element("summary", {}, element("q", {}, one.text), verdict(one.tone, one.result)),
    ...seen, ...reading,
    element("p", {}, one.finds),
    element("p", {}, `What would change it: ${one.flips}`),
    element("p", { class: "note" }, "Source: ", ...source(one.source), one.source.locator ? `; ${one.source.locator}` : "")));
}

function fold(title, children) {
  return element("details", { class: "fold" }, element("summary", {}, title), ...children);
}

function source(one) {
  return [link(one.title, one.link), one.by ? ` (${one.by})` : ""];
}

function link(text, to) {
  return to ? element("a", { href: to, rel: "noreferrer" }, text) : text;
}
