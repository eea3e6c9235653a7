// The answer: verdict first, then rows, what would change it, a picture; the rest when it is opened.
import { $, address, addressOf, ask, banner, element, folded, held, hold, problemOf, showTable, tools, verdict } from "./page.js";
import { complain, isInput, praise, values } from "./fields.js";

const SLOW = ["tables", "pictures"];
const MAX_KEPT = 5;
let asked = 0;
let shown = {};
let newest = null;
let kept = [];
let loaded = "";

const sizeOfPictures = () => (window.innerWidth < 600 ? "phone" : "report");

// Only what belongs to the newest question is shown.
export async function update() {
  const mine = ++asked;
  const inputs = values();
  const { table } = held();
  hold(table ? { ...inputs, table } : inputs);
  $("answer-page").setAttribute("aria-busy", "true");
  try {
    const answer = await ask("/api/answer", { inputs });
    if (mine !== asked) return;
    shown = inputs;
    praise();
    stale(false);
    newest = answer;
    show(answer, inputs);
    compare();
    await Promise.all([showChanges(inputs, mine), loadTables(mine)].map((one) => one.catch(() => {}))); // the answer stands without them
  } catch (error) {
    if (mine === asked) { complain(error); stale(true); }
  } finally {
    if (mine === asked) $("answer-page").setAttribute("aria-busy", "false");
  }
}

// What comes later than this is not shown.
export function forgetAnswer() {
  asked += 1;
}

function stale(is) {
  $("answer-page").classList.toggle("stale", is);
  $("stale").hidden = !is;
  for (const button of document.querySelectorAll("#result [data-copy], #keep")) button.disabled = is;
}

function show(answer, inputs) {
  $("question").textContent = answer.question;
  document.title = `${answer.question} · qestimate`;
  banner($("verdict"), answer.tone, answer.word, answer.answer);
  $("command").textContent = answer.command;
  $("table-answer").replaceChildren(grid(answer.grid), ...answer.grid.notes.map((note) => element("p", { class: "note" }, note)),
    tools(answer.grid, "the rows", addressOf("answer")));
  $("gpu").textContent = answer.gpu;
  $("gpu").hidden = !answer.gpu;
  $("remarks").replaceChildren(...answer.remarks.map((line) => element("li", {}, line)));
  $("change").hidden = true; // until what is there is of this answer
  showPicture($("picture"), answer.picture, inputs);
  if (loaded !== address(inputs)) waiting();
}

function waiting() {
  loaded = "";
  for (const id of SLOW) $(id).lastElementChild.textContent = "Being worked out …";
}

function grid(found, name = "Ways and chips") {
  const head = element("tr", {}, ...found.columns.map((column) => element("th", { scope: "col", class: classOf(column) }, column.heading)));
  const bodies = found.groups.map((group) => element("tbody", {},
    element("tr", { class: "device" }, element("th", { scope: "rowgroup", colspan: found.columns.length }, group.device)),
    ...group.rows.map((row) => element("tr", {}, ...row.cells.map((text, k) => gridCell(found.columns[k], text, row.tone))))));
  const whole = element("table", { class: "grid" }, element("thead", {}, head), ...bodies);
  return element("div", { class: "table", tabindex: "0", role: "region", "aria-label": name }, whole);
}

function gridCell(column, text, tone) {
  if (column.key === "way") return element("th", { scope: "row" }, text);
  return element("td", { class: classOf(column) }, column.key === "status" ? verdict(tone, text) : text);
}

const classOf = (column) => `col-${column.key}${column.number ? " number" : ""}`;

function showPicture(place, { name, alt, wide }, inputs) {
  place.hidden = !name;
  const size = wide ? "report" : sizeOfPictures();
  const source = name && `/api/picture/${name}/${size}?${new URLSearchParams(inputs)}`;
  const image = element("img", { src: source, alt, loading: "lazy" });
  image.addEventListener("error", () => { place.hidden = true; });
  const whole = wide ? element("div", { class: "table wide", tabindex: "0", role: "region", "aria-label": alt }, image) : image;
  place.replaceChildren(...(name ? [whole] : []));
}

async function showChanges(inputs, mine) {
  const { sentences } = await ask("/api/change", { inputs });
  if (mine !== asked) return;
  $("change").hidden = sentences.length === 0;
  $("changes").replaceChildren(...sentences.map((text) => element("li", {}, text)));
}

// Tables and further pictures take longer: they are worked out when a fold is open.
async function loadTables(mine = asked) {
  const key = address(shown);
  const wanted = SLOW.some((id) => $(id).open) && Object.keys(shown).length > 0;
  if (!wanted || loaded === key) return;
  loaded = key;
  const content = await ask("/api/tables", { inputs: shown }).catch((error) => {
    waiting();
    for (const id of SLOW) $(id).lastElementChild.textContent = problemOf(error).text;
    throw error;
  });
  if (mine !== asked) { waiting(); return; }
  $("tables").lastElementChild.replaceChildren(...content.tables.map((one) => folded(one)));
  $("pictures").lastElementChild.replaceChildren(...content.pictures.map((one) => {
    const figure = element("figure");
    showPicture(figure, one, shown);
    return figure;
  }));
  showTable(held().table);
}

// Answers that were kept, and the newest, side by side.
function compare() {
  $("forget").hidden = kept.length === 0;
  $("comparison").replaceChildren(...(kept.length ? [...kept, newest] : []).map((one) => {
    const said = element("p");
    banner(said, one.tone, one.word, one.answer);
    return element("section", { class: "kept" }, element("h3", {}, one.question), said, grid(one.grid, one.command),
      element("p", { class: "note" }, element("code", {}, one.command)));
  }));
}

export function openTable() {
  const { table } = held();
  if (!table) return;
  if (table !== "answer") $("tables").open = true;
  showTable(table);
}

export function prepareAnswer() {
  for (const id of SLOW) $(id).addEventListener("toggle", () => loadTables().catch(() => {}));
  $("keep").addEventListener("click", () => { kept = [...kept, newest].slice(-MAX_KEPT); compare(); });
  $("forget").addEventListener("click", () => { kept = []; compare(); });
}

export function scenarioHeld() {
  return Object.fromEntries(Object.entries(held()).filter(([name]) => isInput(name)));
}
