"use strict";
// One page: inputs on top, the answer below; the address holds the scenario.

const SIMPLE = ["params", "model", "qubits", "device", "method", "rank"];
const RIVALS = { params: "model", model: "params", qubits: "device", device: "qubits" };
const WAIT = 250; // milliseconds after the last key

const $ = (id) => document.getElementById(id);
let known = null;
let kept = [];
let written = {};
let asked = 0;
let timer = 0;
let answered = {};
let judging = 0;

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function quoted(text) {
  return /^[\w.,:@+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function field(one) {
  const choices = known[one.name];
  const id = `in-${one.name}`;
  const unit = one.unit && one.unit !== "1" ? ` [${one.unit}]` : "";
  const label = element("label", { for: id, title: one.help }, one.label + unit);
  const input = choices
    ? element("select", { id, name: one.name }, element("option", { value: "" }, one.otherwise || "—"),
        ...choices.map((name) => element("option", { value: name }, name)))
    : element("input", { id, name: one.name, placeholder: one.otherwise, autocomplete: "off", spellcheck: "false",
        inputmode: one.kind === "name" || one.kind === "names" ? "text" : "decimal" });
  return element("div", {}, label, input);
}

function inputs() {
  const found = {};
  for (const input of $("inputs").elements) if (input.name && input.value.trim()) found[input.name] = input.value.trim();
  return found;
}

function fill(values) {
  for (const input of $("inputs").elements) {
    if (!input.name) continue;
    const value = values[input.name] ?? "";
    // what the catalogue does not have is asked for all the same, and refused by name
    if (input.options && ![...input.options].some((one) => one.value === value)) input.append(element("option", { value }, value));
    input.value = value;
  }
  if (Object.keys(values).some((name) => !SIMPLE.includes(name))) $("more").open = true;
}

async function post(path, body) {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  if (answer.ok) return answer;
  const content = await answer.json().catch(() => ({ detail: answer.statusText }));
  throw Object.assign(new Error(), { status: answer.status, detail: content.detail });
}

function complain(error) {
  for (const input of $("inputs").elements) {
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  }
  $("answer").classList.toggle("stale", Boolean(error));
  for (const button of document.querySelectorAll("[data-copy], #keep")) button.disabled = Boolean(error);
  if (!error) { $("problem").textContent = ""; $("inputs").append($("problem")); return; }
  const first = Array.isArray(error.detail) ? error.detail[0] : { msg: error.detail || "the calculator does not answer", loc: [] };
  const name = first.loc[first.loc.length - 1];
  const input = document.getElementsByName(name)[0];
  if (input) {
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", "problem");
    if (!SIMPLE.includes(name)) $("more").open = true;
    input.parentElement.append($("problem"));
  } else $("inputs").append($("problem"));
  $("problem").textContent = first.msg + (first.hint ? ` (${first.hint})` : "");
}

async function update() {
  const mine = ++asked;
  const values = inputs();
  history.replaceState(null, "", "#" + new URLSearchParams(values));
  $("answer").setAttribute("aria-busy", "true");
  try {
    const content = await (await post("/api/model", { inputs: values })).json();
    if (mine !== asked) return;
    complain(null);
    answered = values;
    $("command").textContent = "qestimate model " + Object.entries(values).map(([name, value]) => `--${name} ${quoted(value)}`).join(" ");
    show(content);
    await Promise.all([drawChip(values, mine), compare(values, mine)]);
  } catch (error) {
    if (mine === asked) complain(error);
  } finally {
    if (mine === asked) $("answer").setAttribute("aria-busy", "false");
  }
}

function show(content) {
  written = content.written;
  $("conclusion").textContent = content.answer.conclusion;
  $("tables").innerHTML = written["html-fragment"];
  draw(content.answer.estimates);
}

const SHAPES = ["circle", "square", "diamond", "triangle-up", "cross", "star"];
const COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];

function draw(estimates) {
  const style = getComputedStyle(document.documentElement);
  const fore = style.getPropertyValue("--fore").trim();
  const layout = (more) => ({ paper_bgcolor: "transparent", plot_bgcolor: "transparent", font: { color: fore, size: 13 },
    margin: { l: 130, r: 20, t: 30, b: 45 }, legend: { orientation: "h", y: 1.02, yanchor: "bottom" }, autosize: true, ...more });
  const devices = [...new Set(estimates.map((one) => one.device))];
  const name = (one) => (devices.length > 1 ? `${one.method}, ${one.device}` : one.method);
  const limits = [...new Set(estimates.flatMap((one) => one.constraints.map((limit) => limit.name)))];
  const bars = limits.map((limit, k) => ({
    type: "bar", orientation: "h", name: limit, marker: { color: COLOURS[k % COLOURS.length] },
    y: estimates.map(name),
    x: estimates.map((one) => {
      const found = one.constraints.find((each) => each.name === limit);
      return found && found.margin_log10 !== null ? Math.max(-15, Math.min(15, found.margin_log10)) : null;
    }),
    text: estimates.map((one) => one.constraints.find((each) => each.name === limit)?.margin_log10?.toFixed(1) ?? "unknown"),
    hovertemplate: `%{y}: ${limit} %{text} decades<extra></extra>`, textposition: "none",
  }));
  const options = { displayModeBar: false, responsive: true };
  Plotly.react("margins", bars, layout({ height: Math.max(300, 60 + 34 * estimates.length), barmode: "group",
    xaxis: { title: { text: "decades (cut at 15)" }, zerolinecolor: fore, gridcolor: "#8884" }, yaxis: { autorange: "reversed", automargin: true } }), options);
  const placed = estimates.filter((one) => one.two_qubit_depth);
  const methods = [...new Set(placed.map((one) => one.method))];
  Plotly.react("where", devices.map((device, k) => {
    const mine = placed.filter((one) => one.device === device);
    return {
      type: "scatter", mode: "markers", name: device, x: mine.map((one) => one.width), y: mine.map((one) => one.two_qubit_depth),
      marker: { size: 12, color: COLOURS[k % COLOURS.length], symbol: mine.map((one) => SHAPES[methods.indexOf(one.method) % SHAPES.length]), line: { width: 1, color: fore } },
      text: mine.map((one) => `${one.method} on ${one.device}: ${one.verdict}`), hovertemplate: "%{text}<br>%{x} qubits, %{y} layers<extra></extra>",
    };
  }), layout({ height: 380, margin: { l: 70, r: 20, t: 30, b: 45 }, showlegend: true,
    xaxis: { type: "log", title: { text: "qubits" }, tickvals: [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024], gridcolor: "#8884" },
    yaxis: { type: "log", dtick: 1, title: { text: "two-qubit depth" }, gridcolor: "#8884" } }), options);
}

async function drawChip(values, mine) {
  try {
    const answer = await post("/api/chip", { inputs: values });
    const svg = await answer.blob();
    if (mine !== asked) return;
    $("chip-box").hidden = answer.status === 204; // no table of qubits is published
    if (answer.status === 204) return;
    const image = $("chip");
    if (image.src) URL.revokeObjectURL(image.src);
    image.src = URL.createObjectURL(svg);
    image.alt = "The chip: qubits as circles, couplers coloured by their error, the chosen patch outlined";
  } catch {
    if (mine === asked) $("chip-box").hidden = true;
  }
}

async function compare(values, mine) {
  $("kept").hidden = kept.length === 0;
  if (kept.length === 0) return;
  try {
    const content = await (await post("/api/compare", { scenarios: [...kept, values] })).json();
    if (mine === asked) $("comparison").innerHTML = content["html-fragment"];
  } catch (error) {
    if (mine === asked) $("comparison").textContent = error.detail?.[0]?.msg || "cannot be compared";
  }
}

async function copy(form) {
  try {
    await navigator.clipboard.writeText(written[form] || "");
    $("said").textContent = "copied";
  } catch {
    $("said").textContent = "the browser does not allow it";
  }
  setTimeout(() => { $("said").textContent = ""; }, 2500);
}

async function openClaims() {
  view("claims");
  if ($("claim").options.length === 0) {
    const found = await (await fetch("/api/claims")).json();
    $("claim").append(...found.map((one) => element("option", { value: one.id }, `${one.name} (${one.date})`)));
    await judge();
  }
}

async function judge() {
  const mine = ++judging;
  $("judged").textContent = "…";
  try {
    const answer = await fetch(`/api/claims/${$("claim").value}`);
    const content = await answer.json();
    if (mine !== judging) return;
    if (answer.ok) $("judged").innerHTML = content["html-fragment"];
    else $("judged").textContent = String(content.detail);
  } catch {
    if (mine === judging) $("judged").textContent = "the calculator does not answer";
  }
}

function view(name) {
  for (const each of ["calculator", "claims"]) {
    $(each).hidden = each !== name;
    $(`to-${each}`).setAttribute("aria-pressed", String(each === name));
  }
}

async function start() {
  known = await (await fetch("/api/inputs")).json();
  const by = Object.fromEntries(known.inputs.map((one) => [one.name, one]));
  $("simple").append(...SIMPLE.map((name) => field(by[name])));
  $("all").append(...known.inputs.filter((one) => !SIMPLE.includes(one.name)).map(field));
  const held = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  fill(Object.keys(held).length ? held : { params: "1e9", qubits: "72", device: "" });
  $("inputs").addEventListener("input", (event) => {
    const rival = RIVALS[event.target.name];
    if (rival && event.target.value) document.getElementsByName(rival)[0].value = "";
    clearTimeout(timer);
    timer = setTimeout(update, WAIT);
  });
  $("inputs").addEventListener("submit", (event) => { event.preventDefault(); update(); });
  for (const button of document.querySelectorAll("[data-copy]")) button.addEventListener("click", () => copy(button.dataset.copy));
  $("keep").addEventListener("click", () => { kept = [...kept, answered].slice(-5); update(); $("said").textContent = "kept; change an input to compare"; });
  $("forget").addEventListener("click", () => { kept = []; update(); });
  $("to-claims").addEventListener("click", openClaims);
  $("to-calculator").addEventListener("click", () => view("calculator"));
  $("claim").addEventListener("change", judge);
  document.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); $("answer").focus(); });
  window.addEventListener("hashchange", () => {
    const values = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
    if (!Object.keys(values).some((name) => name in by)) return; // an anchor, no scenario
    fill(values);
    update();
  });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", update);
  await update();
}

start();
