// The page: files in, a table and a report out. The work is done in python.js.
const element = (id) => document.getElementById(id);
const EXAMPLES = @EXAMPLES@;
const CACHE = "dlpulint-@VERSION@";

function say(text, share) {
  element("status").textContent = text;
  if (share !== undefined) element("progress").value = share;
}

// The worker, and questions to it.
const waiting = new Map();
let questions = 0;
const source = `import ${JSON.stringify(new URL("python.js", import.meta.url).href)};`;
const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })), { type: "module" });
const listening = new Promise((done) => (waiting.listening = done));

worker.onmessage = ({ data }) => {
  if (data.listening) return waiting.listening();
  if (data.status) return say(data.status, data.share);
  const { done, failed } = waiting.get(data.number);
  waiting.delete(data.number);
  data.error ? failed(new Error(data.error)) : done(data.answer);
};
worker.onerror = (event) => say(`It does not start: ${event.message || "this browser cannot run it"}`, 0);

async function ask(question, more = {}) {
  await listening;
  return new Promise((done, failed) => {
    waiting.set(++questions, { done, failed });
    worker.postMessage({ number: questions, ask: question, ...more });
  });
}

// The settings.
const boxes = () => [...document.querySelectorAll("#targets input[value]")];
const chosen = () => boxes().filter((box) => box.checked).map((box) => box.value);
const asIf = () => element("as-if").value || null;
// All of them by their common name, as one would type it.
const targets = () => (boxes().every((box) => box.checked) ? ["all"] : chosen());

let files = [];
let run = 0;
// What tests and the benchmark read.
const record = (window.dlpulint = { runs: 0, checked: [], memory: 0 });

const isModel = (name) => /\.(tflite|lite|onnx)$/i.test(name);

async function check() {
  const models = files.filter(({ name }) => isModel(name));
  if (!models.length || !chosen().length) {
    if (files.length) say(models.length ? "Choose a chip." : "No .tflite or .onnx file among them.", 0);
    return;
  }
  const mine = ++run;
  const begun = performance.now();
  try {
    const result = await ask("check", { files, targets: targets(), asIf: asIf() });
    const seconds = (performance.now() - begun) / 1000;
    record.checked.push(seconds);
    record.memory = result.memory;
    // A later question is on its way.
    if (mine !== run) return;
    show(result);
    const count = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
    say(`${count(models.length, "model")} on ${count(result.targets.length, "chip")} in ${seconds.toFixed(2)} s. Nothing was sent.`, 1);
  } catch (error) {
    say(`It failed: ${error.message.trim().split("\n").at(-1)}`, 0);
  } finally {
    record.runs += 1;
  }
}

// The result.
function add(kind, text, parent) {
  const made = parent.appendChild(document.createElement(kind));
  made.textContent = text;
  return made;
}

let report = "";
let html = "";

function show(result) {
  element("head").replaceChildren();
  element("rows").replaceChildren();
  add("th", "", element("head"));
  for (const target of result.targets) add("th", target, element("head"));
  html = result.html;
  URL.revokeObjectURL(report);
  report = URL.createObjectURL(new Blob([html], { type: "text/html" }));
  result.rows.forEach((row, number) => {
    const line = add("tr", "", element("rows"));
    add("th", row.path, line).scope = "row";
    row.cells.forEach((cell, index) => {
      const place = add("td", "", line);
      const chip = add("button", cell.verdict, place);
      chip.className = `chip ${cell.verdict}`;
      chip.title = "Show it in the report";
      chip.onclick = () => {
        element("report").src = `${report}#m${number + 1}/${result.targets[index]}`;
        element("report").scrollIntoView();
      };
      add("small", cell.line, place);
      if (cell.step) add("small", cell.step, place).className = "muted";
    });
  });
  element("report").src = report;
  element("command").textContent = command();
  element("result").hidden = false;
}

function command() {
  const quoted = (word) => (/^[\w./+-]+$/.test(word) && !word.startsWith("-") ? word : `'./${word.replaceAll("'", "'\\''")}'`);
  const models = files.map(({ name }) => name).filter(isModel);
  const named = models.length > 5 ? ["*.tflite", "*.onnx"] : models.map(quoted);
  return ["dlpulint", ...named, ...targets().map((name) => `--target ${name}`), ...(asIf() ? [`--as-if ${asIf()}`] : [])].join(" ");
}

function save(name, type, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
element("save-html").onclick = () => save("dlpulint.html", "text/html", html);
for (const format of ["json", "sarif"]) {
  element(`save-${format}`).onclick = async () => save(`dlpulint.${format}`, "application/json", (await ask("write", { format })).text);
}

// Files that are dropped or chosen. Other files beside an ONNX model may have its weights.
function take(found) {
  // A path within the folder of this run, whatever it was before.
  const inside = (name) => name.split("/").filter((part) => part && part !== "." && part !== "..").join("/");
  files = found.map(([name, file]) => ({ name: inside(name), file })).sort((a, b) => (a.name < b.name ? -1 : 1));
  return check();
}

async function dropped(entry, path, found) {
  if (entry.isFile) {
    found.push([path + entry.name, await new Promise((done, failed) => entry.file(done, failed))]);
    return;
  }
  const reader = entry.createReader();
  // It gives some at a time.
  for (let some; (some = await new Promise((done, failed) => reader.readEntries(done, failed))).length; ) {
    for (const inner of some) await dropped(inner, `${path}${entry.name}/`, found);
  }
}

const drop = element("drop");
for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
document.addEventListener("dragleave", () => drop.classList.remove("over"));
document.addEventListener("drop", async (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
  const found = [];
  for (const entry of entries) await dropped(entry, "", found);
  await take(found);
});
for (const id of ["files", "folder"]) {
  element(id).onchange = () => {
    const found = [...element(id).files].map((file) => [file.webkitRelativePath || file.name, file]);
    // So that a file that was exported again can be chosen again.
    element(id).value = "";
    take(found);
  };
}
for (const name of EXAMPLES) {
  add("button", name, element("examples")).onclick = async () => {
    const answer = await fetch(`examples/${name}`);
    await take([[name, await answer.blob()]]);
  };
}

// The start: targets, settings of the address, and what works offline.
function settings() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  const names = (wanted.get("target") ?? "artpec8,artpec9,cv25").split(",");
  for (const box of boxes()) box.checked = names.includes(box.value) || names.includes("all");
  element("all").checked = boxes().every((box) => box.checked);
  element("as-if").value = wanted.get("as-if") ?? "";
}

element("link").onclick = async () => {
  const stated = new URLSearchParams({ target: targets().join(","), ...(asIf() && { "as-if": asIf() }) });
  // Only settings: no name and nothing of a model.
  history.replaceState(null, "", `#${stated}`);
  try {
    await navigator.clipboard.writeText(location.href);
    say("Copied. The link has the chips and settings, and nothing of the model.");
  } catch {
    say("The link is in the address bar. It has the chips and settings, and nothing of the model.");
  }
};
element("as-if").onchange = check;
element("all").onchange = () => {
  for (const box of boxes()) box.checked = element("all").checked;
  check();
};

async function keep() {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register("offline.js");
    await navigator.serviceWorker.ready;
    if (await caches.has(CACHE)) element("offline").textContent = "It is kept by your browser and works without a network.";
    document.body.dataset.kept = "yes";
  } catch (error) {
    console.info(`Not kept for use without a network: ${error.message}`);
  }
}

try {
  const about = await ask("start");
  element("version").textContent = about.version;
  for (const [name, title] of about.targets) {
    const label = add("label", "", element("targets"));
    const box = label.appendChild(document.createElement("input"));
    Object.assign(box, { type: "checkbox", value: name });
    box.onchange = () => {
      element("all").checked = boxes().every((one) => one.checked);
      check();
    };
    label.append(` ${name}`);
    label.title = title;
  }
  settings();
  addEventListener("hashchange", () => {
    settings();
    check();
  });
  say("Ready", 1);
  document.body.dataset.ready = "yes";
  // What was chosen meanwhile.
  await check();
  await keep();
} catch (error) {
  say(`It does not start: ${error.message.trim().split("\n").at(-1)}`, 0);
}
