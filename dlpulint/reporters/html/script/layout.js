// Where boxes and lines are: a picture is cut between rows into columns, so that all of it fits.
const CUT_ABOVE = 6;  // Pixels above a row, where all lines run straight down.
const MOST_COLUMNS = 60;
const MARGIN = 24;
const TITLE = 26;

class Layout {
  constructor(drawing, room, wrapped = true) {
    this.boxes = [];
    this.lines = [];
    this.joints = [];
    this.titles = [];
    this.width = this.height = 0;
    const tall = drawing.pictures.map(tallOf);
    const columns = wrapped ? bestCut(tall, room) : tall.map((picture) => [[0, picture.height]]);
    let left = MARGIN;
    tall.forEach((picture, number) => {
      const title = drawing.pictures[number].title;
      if (title) this.titles.push({ text: title, x: left, y: MARGIN + 12 });
      left = this.place(picture, columns[number], left, MARGIN + (title ? TITLE : 0));
    });
    this.width = left - gapOf(0) + MARGIN;
    this.height += MARGIN;
    this.blocks = blocksOf(this.boxes);
    this.byOp = new Map();
    for (const box of this.boxes) for (const op of box.ops) this.byOp.set(op, box);
    this.rows = rowsOf(this.boxes);
  }

  // Puts the columns of a picture side by side; returns where the next may begin.
  place(picture, cuts, left, top) {
    cuts.forEach(([start, end], at) => {
      const [low, high] = extent(picture, start, end);
      const shift = [left - low, top - start];
      const number = this.columns = (this.columns ?? -1) + 1;
      for (const box of picture.boxes) {
        if (box.y < start || box.y >= end) continue;
        this.boxes.push({ ...box, x: box.x + shift[0], y: box.y + shift[1], column: number });
      }
      for (const line of picture.lines) {
        const points = clipped(line.points, start, end);
        if (points) this.lines.push({ ...placed(line, points, shift), column: number });
      }
      this.height = Math.max(this.height, top + end - start);
      const crossing = at + 1 < cuts.length ? crossingAt(picture, end) : [];
      const next = left + high - low + gapOf(crossing.length);
      if (crossing.length) {
        const [lower] = extent(picture, ...cuts[at + 1]);
        crossing.forEach(({ line, x }, lane) => this.joints.push(joint(line, lane, {
          x: x + shift[0], bottom: top + end - start, turn: left + high - low + 14 + 5 * Math.min(lane, 8),
          top, to: x + next - lower,
        }, number)));
      }
      left = next;
    });
    return left;
  }
}

const gapOf = (crossing) => crossing ? 40 + 5 * Math.min(crossing, 8) : 36;

// A picture in one column, with folded bands low, and with where it may be cut.
function tallOf(picture) {
  const tall = { boxes: [], lines: [], height: 0, width: picture.width };
  for (const band of picture.bands) {
    const top = tall.height;
    const lowered = !band.open && band.fold;
    const shown = lowered ? [band.fold] : band.boxes;
    for (const box of shown) {
      const ops = box === band.fold ? band.boxes.flatMap(({ op }) => op === null ? [] : [op]) :
        box.op === null ? [] : [box.op];
      tall.boxes.push({ ...box, y: box.y + top, ops, of: band, band: box === band.fold ? band : null });
    }
    for (const line of lowered ? band.fold.lines : band.lines)
      tall.lines.push({ ...line, points: line.points.map((value, at) => at % 2 ? value + top : value) });
    tall.height += lowered ? band.low : band.height;
  }
  const tops = [...new Set(tall.boxes.map(({ y }) => y))].sort((a, b) => a - b);
  tall.cuts = [...tops.slice(1).map((y) => y - CUT_ABOVE), tall.height];
  tall.low = tall.cuts.map(() => Infinity);
  tall.high = tall.cuts.map(() => -Infinity);
  tall.crossed = tall.cuts.map(() => 0);
  for (const { x, y, width } of tall.boxes) widen(tall, indexOf(tall.cuts, y), x, x + width);
  for (const { points } of tall.lines) {
    const first = indexOf(tall.cuts, points[1]), last = indexOf(tall.cuts, points.at(-1) - 1);
    let low = Infinity, high = -Infinity;
    for (let at = 0; at < points.length; at += 2) {
      low = Math.min(low, points[at]);
      high = Math.max(high, points[at]);
    }
    for (let at = first; at <= last; at++) {
      widen(tall, at, low, high);
      if (at < last) tall.crossed[at] += 1;
    }
  }
  return tall;
}

function widen(tall, at, low, high) {
  tall.low[at] = Math.min(tall.low[at], low);
  tall.high[at] = Math.max(tall.high[at], high);
}

// The stretch between two cuts that holds y: the first that ends below it.
function indexOf(cuts, y) {
  let low = 0, high = cuts.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cuts[middle] > y) high = middle;
    else low = middle + 1;
  }
  return low;
}

function extent(picture, start, end) {
  let low = Infinity, high = -Infinity;
  const last = indexOf(picture.cuts, end - 1);
  for (let at = indexOf(picture.cuts, start); at <= last; at++) {
    low = Math.min(low, picture.low[at]);
    high = Math.max(high, picture.high[at]);
  }
  return [low, high];
}

// The cuts with which all pictures are largest in a room of this width and height.
function bestCut(pictures, room) {
  const total = pictures.reduce((sum, { height }) => sum + height, 0);
  let best = null;
  for (let count = 1; count <= MOST_COLUMNS; count += 0.25) {
    const columns = pictures.map((picture) => cutIn(picture, Math.max(total / count, 200)));
    const width = columns.flatMap((cuts, at) => cuts.map(([start, end]) => {
      const [low, high] = extent(pictures[at], start, end);
      return high - low + gapOf(2);
    })).reduce((sum, one) => sum + one, 2 * MARGIN);
    const height = Math.max(...columns.flat().map(([start, end]) => end - start)) + 2 * MARGIN;
    const scale = Math.min(room.width / width, room.height / height);
    // More columns are harder to follow: they have to be worth it.
    if (!best || scale > best.scale * 1.04) best = { columns, scale };
    if (scale >= 1) break;
  }
  return best.columns;
}

// Columns about as high as is wished, cut where few lines cross.
function cutIn(picture, wish) {
  const cuts = [];
  let start = 0, at = 0;
  while (start < picture.height) {
    const { cuts: candidates, crossed } = picture;
    let chosen = candidates.length - 1;
    if (picture.height - start > 1.15 * wish) {
      while (at < candidates.length - 1 && candidates[at] < start + 0.8 * wish) at++;
      chosen = at;
      for (let next = at; next < candidates.length - 1 && candidates[next] <= start + 1.1 * wish; next++)
        if (cost(next) < cost(chosen)) chosen = next;
    }
    cuts.push([start, candidates[chosen]]);
    start = candidates[chosen];
    at = chosen + 1;
    function cost(next) {
      return crossed[next] + 3 * Math.abs(candidates[next] - start - wish) / wish;
    }
  }
  return cuts;
}

// The part of a line between two heights; lines never run upward.
function clipped(points, start, end) {
  if (points[1] >= end || points.at(-1) <= start) return null;
  const part = [];
  for (let at = 0; at < points.length; at += 2) {
    const [x, y] = [points[at], points[at + 1]];
    if (at) {
      const [fromX, fromY] = [points[at - 2], points[at - 1]];
      for (const border of [start, end])
        if (fromY < border && border < y) part.push(fromX + (x - fromX) * (border - fromY) / (y - fromY), border);
    }
    if (start <= y && y <= end) part.push(x, y);
  }
  return part.length > 2 ? part : null;
}

function placed(line, points, [right, down]) {
  const moved = points.map((value, at) => value + (at % 2 ? down : right));
  return { ...line, points: moved, ...boundsOf(moved) };
}

function boundsOf(points) {
  let left = Infinity, right = -Infinity;
  for (let at = 0; at < points.length; at += 2) {
    left = Math.min(left, points[at]);
    right = Math.max(right, points[at]);
  }
  return { left, right, top: Math.min(points[1], points.at(-1)), bottom: Math.max(points[1], points.at(-1)) };
}

function crossingAt(picture, y) {
  const crossing = new Map();
  for (const line of picture.lines) {
    if (line.points[1] >= y || line.points.at(-1) < y) continue;
    const part = clipped(line.points, y - 1, y);
    if (part) crossing.set(`${part.at(-2)} ${line.tensor}`, { line, x: part.at(-2) });
  }
  return [...crossing.values()].sort((a, b) => b.x - a.x);
}

// From the foot of a column, through the gap, to the head of the next.
function joint(line, lane, { x, bottom, turn, top, to }, column) {
  const low = bottom + 6 + 4 * Math.min(lane, 8), high = top - 6 - 4 * Math.min(lane, 8);
  const points = [x, bottom, x, low, turn, low, turn, high, to, high, to, top];
  const xs = [x, turn, to];
  return { ...line, column, points, left: Math.min(...xs), right: Math.max(...xs), top: high, bottom: low };
}

// Boxes by column and height, each row from left to right.
function rowsOf(boxes) {
  const rows = new Map();
  for (const box of boxes) {
    const key = box.column * 1e7 + box.y;
    (rows.get(key) ?? rows.set(key, []).get(key)).push(box);
  }
  return [...rows.entries()].sort(([a], [b]) => a - b)
    .map(([, row]) => row.sort((a, b) => a.x - b.x));
}

// Unfolded blocks: the stretch of a column that each fills; one that is cut counts where it begins.
function blocksOf(boxes) {
  const found = new Map();
  for (const box of boxes) {
    if (!box.of.fold || box.band) continue;
    const block = found.get(box.of) ??
      found.set(box.of, { band: box.of, column: box.column, left: box.x, top: box.y, right: 0, bottom: 0 }).get(box.of);
    if (block.column !== box.column) continue;
    block.left = Math.min(block.left, box.x);
    block.top = Math.min(block.top, box.y);
    block.right = Math.max(block.right, box.x + box.width);
    block.bottom = Math.max(block.bottom, box.y + box.height);
  }
  return [...found.values()];
}
