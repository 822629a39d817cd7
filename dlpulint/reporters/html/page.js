// What concerns the page as a whole: links to operators, names along lines, the key that searches.
const graphs = new Map();

// A graph is made ready when it is near or asked for: a page of fifty models opens at once.
function ready(sheet) {
  if (!graphs.has(sheet.id)) graphs.set(sheet.id, new Graph(sheet));
  return graphs.get(sheet.id);
}

function graphFor(id) {
  const sheet = /^m\d+g\d+o\d+$/.test(id) && document.getElementById(graphOf(id));
  return sheet && sheet.querySelector(".graph") ? ready(sheet) : null;
}

const near = new IntersectionObserver((seen) => {
  for (const { isIntersecting, target } of seen) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    ready(target);
  }
}, { rootMargin: "600px" });
for (const kind of ["pointerdown", "focusin", "click"]) {
  document.addEventListener(kind, (event) => {
    const sheet = event.target.closest(".graph")?.closest(".sheet");
    if (sheet) ready(sheet);
  }, { capture: true });
}
const sheets = [...document.querySelectorAll(".graph")].map((graph) => graph.closest(".sheet"));
for (const sheet of sheets) {
  sheet.querySelector(".tools").hidden = false;
  sheet.querySelector(".keys").hidden = false;
  near.observe(sheet);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const id = link.getAttribute("href").slice(1);
  const graph = graphFor(id);
  if (!graph?.boxes.has(id)) return;
  // In the list, tensors lead to entries; the number of an operator leads to its box.
  if (link.closest(".entries") && !link.closest(".h")) return;
  event.preventDefault();
  if (!link.closest(".canvas")) graph.fly(id);
  else if (event.detail === 0 || !graph.canvas.dragged) {
    graph.open(id);
    link.focus({ preventScroll: true });
  }
  history.replaceState(null, "", `#${id}`);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target.closest("input")) return;
  const middle = innerHeight / 2;
  const away = (sheet) => {
    const frame = sheet.getBoundingClientRect();
    return Math.max(frame.top - middle, middle - frame.bottom, 0);
  };
  const nearest = sheets.sort((a, b) => away(a) - away(b))[0];
  if (!nearest) return;
  event.preventDefault();
  ready(nearest).search.field.focus();
  ready(nearest).search.field.select();
});

// Lines are thin: what lies a few pixels beside the pointer is meant, too.
const tip = document.createElement("div");
tip.className = "tip";
tip.hidden = true;
document.body.append(tip);
const NEAR = [0, -2, 2, -4, 4].flatMap((off) => [[off, 0], [0, off]]);
document.addEventListener("pointermove", (event) => {
  const canvas = event.target.closest?.(".canvas");
  const line = canvas && !event.target.closest("a") && NEAR
    .map(([x, y]) => document.elementFromPoint(event.clientX + x, event.clientY + y))
    .find((there) => there?.matches(".canvas path"));
  tip.hidden = !line;
  if (!line) return;
  tip.textContent = tensorName(canvas.closest(".sheet"), line.dataset.t);
  tip.style.left = `${Math.min(event.clientX + 12, innerWidth - tip.offsetWidth - 8)}px`;
  tip.style.top = `${event.clientY + 14}px`;
});

// A tensor is told by the operator that writes it, or drawn as an input of the graph.
function tensorName(sheet, tensor) {
  const told = sheet.querySelector(`.entries [data-t="${tensor}"]`);
  return told ? told.textContent.replace(/^output\s*/, "") :
    sheet.querySelector(`.io[data-t="${tensor}"] title`)?.textContent ?? "";
}

// The browser itself goes to the entry of an operator that the address names; its box is nearer.
const wanted = location.hash.slice(1);
if (graphFor(wanted)?.boxes.has(wanted))
  addEventListener("load", () => setTimeout(() => graphFor(wanted).fly(wanted)));
