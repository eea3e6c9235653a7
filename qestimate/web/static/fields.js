// The inputs: made from what the server says of them, read, filled, and told what is wrong.
import { $, ask, element, problemOf } from "./page.js";

const RIVALS = { params: "model", model: "params", qubits: "device", device: "qubits", samples: "dataset", dataset: "samples" };
let first = [];
let names = [];

export async function makeFields() {
  const known = await ask("/api/inputs");
  const by = Object.fromEntries(known.groups.flatMap((group) => group.inputs).map((one) => [one.name, one]));
  names = Object.keys(by);
  first = known.first;
  $("first").append(...first.map((name) => field(by[name])));
  for (const group of known.groups) {
    const rest = group.inputs.filter((one) => !first.includes(one.name));
    if (rest.length) $("others").append(element("fieldset", {}, element("legend", {}, group.title), ...rest.map(field)));
  }
}

function field(one) {
  const id = `in-${one.name}`;
  const label = element("label", { for: id }, one.unit ? `${one.label} [${one.unit}]` : one.label);
  const help = element("small", { id: `${id}-help` }, one.help);
  const common = { id, name: one.name, "aria-describedby": `${id}-help` };
  return element("div", { class: "field" }, label, one.choices.length ? choice(one, common) : text(one, common), help);
}

function choice(one, common) {
  const none = element("option", { value: "" }, one.otherwise || "none chosen");
  none.value = "";
  return element("select", common, none, ...one.choices.map(([value, name]) => element("option", { value }, name)));
}

function text(one, common) {
  const number = !["name", "names"].includes(one.kind);
  return element("input", { ...common, placeholder: one.otherwise, autocomplete: "off", spellcheck: "false", inputmode: number ? "decimal" : "text" });
}

export const isInput = (name) => names.includes(name);

export function values() {
  const found = {};
  for (const input of $("inputs").elements) if (input.name && input.value.trim()) found[input.name] = input.value.trim();
  return found;
}

export function fill(given) {
  for (const input of $("inputs").elements) {
    if (!input.name) continue;
    const value = given[input.name] ?? "";
    // what the catalogue does not have is asked for all the same, and refused by name
    if (input.options && ![...input.options].some((one) => one.value === value)) input.append(element("option", { value }, value));
    input.value = value;
  }
  countMore();
}

function countMore() {
  const set = Object.keys(values()).filter((name) => !first.includes(name)).length;
  $("more").firstElementChild.textContent = set ? `More inputs (${set} set)` : "More inputs";
}

export function onInput(call) {
  $("inputs").addEventListener("input", (event) => {
    const rival = document.getElementsByName(RIVALS[event.target.name])[0];
    if (rival && event.target.value) rival.value = "";
    countMore();
    call();
  });
  $("inputs").addEventListener("submit", (event) => { event.preventDefault(); call(); });
}

export function praise() {
  for (const input of $("inputs").querySelectorAll("[aria-invalid]")) {
    input.removeAttribute("aria-invalid");
    input.setAttribute("aria-describedby", `${input.id}-help`);
  }
  $("inputs").append($("problem"));
  $("problem").textContent = "";
}

export function complain(error) {
  praise();
  const { field: name, text: said } = problemOf(error);
  const input = document.getElementsByName(name)[0];
  if (input) {
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", `problem ${input.id}-help`);
    if (!first.includes(name)) $("more").open = true;
    input.after($("problem"));
  }
  $("problem").textContent = said;
}
