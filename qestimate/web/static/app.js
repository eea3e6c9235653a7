// One page, three views. The address says which: inputs of a scenario, all claims, or one.
import { $, address, held } from "./page.js";
import { fill, makeFields, onInput, values } from "./fields.js";
import { forgetAnswer, openTable, prepareAnswer, scenarioHeld, update } from "./answer.js";
import { forgetClaim, showClaim, showClaims } from "./claims.js";

const FIRST = { params: "1e9", qubits: "72" };
const WAIT = 250; // milliseconds after the last key
let timer = 0;
let answered = false;

function view(name) {
  for (const each of ["answer", "claims", "claim"]) $(`${each}-page`).hidden = each !== name;
  $("to-answer").toggleAttribute("aria-current", name === "answer");
  $("to-claims").toggleAttribute("aria-current", name !== "answer");
  for (const each of document.querySelectorAll("nav [aria-current]")) each.setAttribute("aria-current", "page");
  $("to-answer").href = address(answered ? values() : FIRST);
}

async function route() {
  if ("claim" in held()) {
    clearTimeout(timer);
    forgetAnswer();
    const { claim } = held();
    view(claim ? "claim" : "claims");
    return claim ? showClaim(claim) : showClaims();
  }
  forgetClaim();
  view("answer");
  const asked = scenarioHeld();
  const wanted = Object.keys(asked).length ? asked : answered ? values() : FIRST;
  if (!answered || JSON.stringify(wanted) !== JSON.stringify(values())) fill(wanted);
  answered = true;
  openTable();
  return update();
}

async function start() {
  prepareAnswer();
  await makeFields();
  onInput(() => { clearTimeout(timer); timer = setTimeout(update, WAIT); });
  $("claim").addEventListener("change", () => { location.hash = address({ claim: $("claim").value }); });
  document.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); $("main").focus(); });
  window.addEventListener("hashchange", route);
  await route();
}

start();
