// What is to be seen of a drawing: its layout, devices and partitions on a target, and marks.
class Scene {
  constructor(drawing) {
    this.drawing = drawing;
    this.layout = null;
    this.devices = "";
    this.partitions = [];
    this.labels = [];
    this.regions = [];
    this.selected = null;
    this.tensor = null;
    this.partition = null;
    this.lit = new Set();
    this.hits = new Set();
    this.moved = new Set();
    this.alone = new Set();
    this.ways = new Set();
  }

  // target: an entry of the page's data; partitions are numbered from 0.
  aim(target) {
    this.devices = target?.devices ?? "";
    this.partitions = expanded(target?.partitions ?? []);
    this.labels = target?.labels ?? [];
    this.regions = this.layout ? regionsOf(this) : [];
  }

  lay(layout) {
    this.layout = layout;
    this.regions = regionsOf(this);
  }

  // The device that a box shows: of several operators the one that matters most.
  look(box) {
    if (!this.devices) return "";
    let look = "";
    for (const op of box.ops) {
      const device = this.devices[op];
      if (device === "c") return "c";
      if (device === "u" || !look) look = device;
    }
    return look;
  }

  select(op) {
    this.selected = op;
    this.ways = new Set(op === null ? [] : [...(this.drawing.reads.get(op) ?? new Map()).keys()]);
    if (op !== null) this.ways.add("own");
  }

  // Whether a line leads to what is selected (`in`), away from it (`out`), or neither.
  way(line) {
    if (this.tensor !== null) return line.tensor === this.tensor ? "out" : null;
    if (this.selected === null) return null;
    if (line.source === this.selected) return "out";
    if (!this.ways.has(line.tensor)) return null;
    if (line.reader === this.selected) return "in";
    // A stretch that readers share leads here as far as it lies above.
    const box = this.layout.byOp.get(this.selected);
    const above = line.column < box.column || line.column === box.column && line.top < box.y;
    return line.reader === NOBODY && above ? "in" : null;
  }
}

// [-1, 2, 0, 3] stands for -1, -1, 0, 0, 0.
function expanded(runs) {
  const numbers = [];
  for (let at = 0; at < runs.length; at += 2)
    for (let count = 0; count < runs[at + 1]; count++) numbers.push(runs[at]);
  return numbers;
}

// Regions of partitions: areas around the boxes of each row, joined where the next row goes on.
function regionsOf(scene) {
  const { layout, partitions } = scene;
  const regions = new Map();
  if (new Set(partitions.filter((number) => number >= 0)).size < 2) return [];
  const numberOf = (box) => {
    const numbers = new Set(box.ops.map((op) => partitions[op]));
    return numbers.size === 1 ? [...numbers][0] : -1;
  };
  const stretches = layout.rows.map((row) => stretchesOf(row, numberOf));
  stretches.forEach((here, at) => {
    const column = layout.rows[at][0].column;
    const next = stretches[at + 1] && layout.rows[at + 1][0].column === column ? stretches[at + 1] : [];
    for (const { number, left, right, top, bottom } of here) {
      const region = regions.get(number) ??
        regions.set(number, { number, areas: [], device: "d", chosen: number === scene.partition }).get(number);
      const below = next.find((other) => other.number === number && other.left < right && other.right > left);
      region.areas.push([left - 9, top - 9, right - left + 18, bottom - top + 18]);
      if (below) {
        const [inner, outer] = [Math.max(left, below.left), Math.min(right, below.right)];
        region.areas.push([inner - 9, bottom, outer - inner + 18, below.top - bottom]);
      }
    }
  });
  for (const region of regions.values()) {
    const devices = new Set(partitions.flatMap((number, op) => number === region.number ? scene.devices[op] : []));
    region.device = devices.has("c") ? "c" : devices.has("d") ? "d" : "u";
  }
  return [...regions.values()].sort((a, b) => a.number - b.number);
}

function stretchesOf(row, numberOf) {
  const found = [];
  for (const box of row) {
    const number = box.ops.length ? numberOf(box) : -1;
    const last = found.at(-1);
    if (number < 0) found.push({ number: -1 });
    else if (last?.number === number) {
      last.right = box.x + box.width;
      last.bottom = Math.max(last.bottom, box.y + box.height);
    } else found.push({ number, left: box.x, right: box.x + box.width, top: box.y, bottom: box.y + box.height });
  }
  return found.filter(({ number }) => number >= 0);
}
