// Paints a layout: regions of partitions, lines, boxes, and what is selected, found or pointed at.
const TEXT = 'ui-monospace, "SF Mono", Consolas, "Liberation Mono", monospace';
const READABLE = 0.44;  // Scale from which the title of a box can be read.
const CLOSE = 0.36;  // Scale from which a box shows its kind beside its device.
const TINY = 0.16;  // Scale below which boxes are marks without outlines, and regions are not seen.
const HEAD = 18;

// scene: { layout, devices, own, regions, selected, lit, hits, tensor, ways }; see `scene` in view.js.
function paint(draw, scene, view) {
  const { layout } = scene;
  const seen = ({ x, y, width, height }) =>
    x < view.right && x + width > view.left && y < view.bottom && y + height > view.top;
  const crossed = ({ left, right, top, bottom }) =>
    left < view.right && right > view.left && top < view.bottom && bottom > view.top;
  const boxes = layout.boxes.filter(seen);
  for (const region of scene.regions) if (view.scale >= TINY || region.chosen) paintRegion(draw, region, view);
  paintLines(draw, layout.lines.filter(crossed), layout.joints.filter(crossed), view);
  if (scene.ways.size || scene.tensor !== null)
    paintWays(draw, [...layout.lines, ...layout.joints].filter(crossed), scene, view);
  paintBoxes(draw, boxes, scene, view);
  if (view.scale >= READABLE) paintTexts(draw, boxes, scene);
  paintMarks(draw, boxes, scene, view);
  for (const { text, x, y } of layout.titles) {
    draw.font = `600 13px ${TEXT}`;
    draw.fillStyle = colors().ink;
    draw.fillText(text, x, y);
  }
}

// Rectangles are filled one by one, which takes a tenth of the time of a path of them all.
function paintRegion(draw, region, view) {
  const shades = colors();
  const name = NAMES[region.device];
  const areas = region.areas.filter(([x, y, width, height]) =>
    x < view.right && x + width > view.left && y < view.bottom && y + height > view.top);
  const edge = (region.chosen ? 3 : 1) / Math.min(1, view.scale * 1.6);
  draw.fillStyle = shades[name];
  for (const [x, y, width, height] of areas) draw.fillRect(x - edge, y - edge, width + 2 * edge, height + 2 * edge);
  draw.fillStyle = shades[`${name}-zone`];
  for (const [x, y, width, height] of areas) draw.fillRect(x, y, width, height);
}

function trace(draw, { points }) {
  draw.moveTo(points[0], points[1]);
  for (let at = 2; at < points.length; at += 2) draw.lineTo(points[at], points[at + 1]);
}

function paintLines(draw, lines, joints, view) {
  const shades = colors();
  const thick = Math.max(1.2, 0.5 / view.scale);
  draw.strokeStyle = draw.fillStyle = shades["edge-line"];
  draw.lineWidth = thick;
  // Most lines run straight down: a rectangle is painted much faster than a path, and several
  // short paths faster than a long one.
  let count = 0;
  draw.beginPath();
  for (const line of lines) {
    if (line.left === line.right) draw.fillRect(line.left - thick / 2, line.top, thick, line.bottom - line.top);
    else {
      trace(draw, line);
      if (++count % 64 === 0) {
        draw.stroke();
        draw.beginPath();
      }
    }
  }
  draw.stroke();
  draw.setLineDash(view.scale < 0.1 ? [] : [6, 4]);
  for (const line of joints) {
    draw.beginPath();
    trace(draw, line);
    draw.stroke();
  }
  draw.setLineDash([]);
}

// What the selected operator reads, dashed, and writes; or a selected tensor.
function paintWays(draw, lines, scene, view) {
  draw.strokeStyle = colors().link;
  draw.lineWidth = Math.max(2.4, 2 / view.scale);
  for (const [kind, dash] of [["in", [7, 4]], ["out", []]]) {
    draw.setLineDash(dash);
    draw.beginPath();
    for (const line of lines) if (scene.way(line) === kind) trace(draw, line);
    draw.stroke();
  }
  draw.setLineDash([]);
}

function paintBoxes(draw, boxes, scene, view) {
  const byLook = new Map();
  for (const box of boxes) {
    const look = scene.look(box);
    (byLook.get(look) ?? byLook.set(look, []).get(look)).push(box);
  }
  for (const [look, same] of byLook) (view.scale >= CLOSE ? paintNear : paintFar)(draw, same, look, view);
  for (const box of boxes) if (box.band && scene.devices) paintShares(draw, box, scene);
}

// Where the operators of a folded block run, from first to last, along its foot.
function paintShares(draw, box, scene) {
  const shades = colors();
  const step = (box.width - 4) / box.ops.length;
  box.ops.forEach((op, at) => {
    draw.fillStyle = shades[NAMES[scene.devices[op]]];
    draw.fillRect(box.x + 2 + at * step, box.y + box.height - 7, step, 5);
  });
}

// From afar a box is its device's colour.
function paintFar(draw, boxes, look, view) {
  const shades = colors();
  const name = NAMES[look];
  const edge = Math.min(3, 0.5 / view.scale);
  draw.fillStyle = name ? shades[name] : shades["edge-line"];
  if (view.scale >= TINY) for (const box of boxes) draw.fillRect(box.x - edge, box.y - edge, box.width + 2 * edge, box.height + 2 * edge);
  draw.fillStyle = name ? shades[`${name}-far`] : shades.paper;
  for (const box of boxes) draw.fillRect(box.x, box.y, box.width, box.height);
}

function paintNear(draw, boxes, look, view) {
  const shades = colors();
  const name = NAMES[look];
  const outline = (box) => {
    if (look === "c") draw.rect(box.x, box.y, box.width, box.height);
    else draw.roundRect(box.x, box.y, box.width, box.height, box.ops.length ? 5 : 20);
  };
  draw.beginPath();
  boxes.forEach(outline);
  draw.fillStyle = name ? shades[`${name}-box`] : shades.paper;
  draw.fill();
  if (look === "c" || look === "u") {
    draw.fillStyle = look === "c" ? shades.hatched : shades.dotted;
    draw.fill();
  }
  for (const [group, color] of Object.entries(shades.groups)) {
    draw.beginPath();
    for (const box of boxes) if (box.group === group) {
      if (look === "c") draw.rect(box.x, box.y, box.width, HEAD);
      else draw.roundRect(box.x, box.y, box.width, HEAD, [5, 5, 0, 0]);
    }
    draw.fillStyle = color;
    draw.fill();
  }
  draw.strokeStyle = name ? shades[name] : shades["edge-line"];
  draw.lineWidth = Math.max(1.2, 0.8 / view.scale);
  draw.setLineDash(look === "u" ? [3, 3] : []);
  draw.beginPath();
  boxes.forEach(outline);
  for (const box of boxes) if (box.band) draw.roundRect(box.x - 4, box.y - 4, box.width + 8, box.height + 8, 8);
  draw.stroke();
  draw.setLineDash([]);
}

function paintTexts(draw, boxes) {
  draw.fillStyle = colors().ink;
  for (const small of [false, true]) {
    draw.font = small ? `9.7px ${TEXT}` : `600 11px ${TEXT}`;
    for (const box of boxes)
      for (const [text, down, isSmall] of box.texts)
        if (isSmall === small) draw.fillText(text, box.x + 6, box.y + down);
  }
}

// Outlines of what is found, lit by a finding, and selected; all else fades behind what is lit.
function paintMarks(draw, boxes, scene, view) {
  const shades = colors();
  if (scene.lit.size) {
    draw.fillStyle = shades.paper;
    draw.globalAlpha = 0.55;
    for (const box of boxes)
      if (!box.ops.some((op) => scene.lit.has(op))) draw.fillRect(box.x - 1, box.y - 1, box.width + 2, box.height + 2);
    draw.globalAlpha = 1;
  }
  const ring = (chosen, color, thick) => {
    draw.strokeStyle = color;
    draw.lineWidth = Math.max(thick, thick / view.scale * 0.7);
    const off = draw.lineWidth / 2 + 1;
    for (const box of boxes) if (chosen(box)) {
      draw.beginPath();
      draw.roundRect(box.x - off, box.y - off, box.width + 2 * off, box.height + 2 * off, 6);
      draw.stroke();
    }
  };
  if (scene.alone.size) ring((box) => box.ops.some((op) => scene.alone.has(op)), shades.ink, 1.5);
  if (scene.moved.size) ring((box) => box.ops.some((op) => scene.moved.has(op)), shades.plum, 4);
  if (scene.lit.size) ring((box) => box.ops.some((op) => scene.lit.has(op)), shades.ink, 2.5);
  if (scene.hits.size) ring((box) => box.ops.some((op) => scene.hits.has(op)), shades.plum, 3);
  if (scene.selected !== null) ring((box) => box.ops.includes(scene.selected), shades.link, 4);
}
