// Paints a layout: regions of partitions, lines, boxes, and what is selected, found or pointed at.
const TEXT = 'ui-monospace, "SF Mono", Consolas, "Liberation Mono", monospace';
const READABLE = 0.44;  // Scale from which the title of a box can be read.
const CLOSE = 0.36;  // Scale from which a box shows its kind beside its device.
const HEAD = 18;

// scene: { layout, devices, own, regions, selected, lit, hits, tensor, ways }; see `scene` in view.js.
function paint(draw, scene, view) {
  const { layout } = scene;
  const seen = ({ x, y, width, height }) =>
    x < view.right && x + width > view.left && y < view.bottom && y + height > view.top;
  const crossed = ({ left, right, top, bottom }) =>
    left < view.right && right > view.left && top < view.bottom && bottom > view.top;
  const boxes = layout.boxes.filter(seen);
  for (const region of scene.regions) paintRegion(draw, region, view);
  paintLines(draw, layout.lines.filter(crossed), layout.joints.filter(crossed), view);
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

function paintRegion(draw, region, view) {
  const shades = colors();
  const name = NAMES[region.device];
  draw.beginPath();
  for (const [x, y, width, height] of region.areas)
    if (x < view.right && x + width > view.left && y < view.bottom && y + height > view.top)
      draw.rect(x, y, width, height);
  draw.lineJoin = "round";
  draw.strokeStyle = shades[name];
  draw.lineWidth = (region.chosen ? 6 : 2) / Math.min(1, view.scale * 1.6);
  draw.stroke();
  draw.fillStyle = shades[`${name}-zone`];
  draw.fill();
}

function trace(draw, { points }) {
  draw.moveTo(points[0], points[1]);
  for (let at = 2; at < points.length; at += 2) draw.lineTo(points[at], points[at + 1]);
}

function paintLines(draw, lines, joints, view) {
  const shades = colors();
  draw.strokeStyle = shades["edge-line"];
  draw.lineWidth = Math.max(1.2, 0.5 / view.scale);
  draw.beginPath();
  for (const line of lines) trace(draw, line);
  draw.stroke();
  draw.setLineDash([6, 4]);
  draw.beginPath();
  for (const line of joints) trace(draw, line);
  draw.stroke();
  draw.setLineDash([]);
}

// What the selected operator reads, dashed, and writes; or a selected tensor.
function paintWays(draw, lines, scene, view) {
  if (!scene.ways.size) return;
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
  const shades = colors();
  const near = view.scale >= CLOSE;
  const byLook = new Map();
  for (const box of boxes) {
    const look = scene.look(box);
    (byLook.get(look) ?? byLook.set(look, []).get(look)).push(box);
  }
  for (const [look, same] of byLook) {
    const name = NAMES[look] ?? null;
    const outline = (box) => {
      if (look === "c" || !near) draw.rect(box.x, box.y, box.width, box.height);
      else draw.roundRect(box.x, box.y, box.width, box.height, box.ops.length ? 5 : 20);
    };
    draw.beginPath();
    same.forEach(outline);
    draw.fillStyle = name ? shades[near ? `${name}-box` : `${name}-far`] : shades.paper;
    draw.fill();
    if (near && (look === "c" || look === "u")) {
      draw.fillStyle = look === "c" ? shades.hatched : shades.dotted;
      draw.fill();
    }
    if (near) for (const [group, color] of Object.entries(shades.groups)) {
      draw.beginPath();
      for (const box of same) if (box.group === group) {
        if (look === "c") draw.rect(box.x, box.y, box.width, HEAD);
        else draw.roundRect(box.x, box.y, box.width, HEAD, [5, 5, 0, 0]);
      }
      draw.fillStyle = color;
      draw.fill();
    }
    draw.strokeStyle = name ? shades[name] : shades["edge-line"];
    draw.lineWidth = Math.max(1.2, (near ? 0.8 : 0.3) / view.scale);
    draw.setLineDash(look === "u" ? [3, 3] : []);
    draw.beginPath();
    same.forEach(outline);
    for (const box of same) if (box.band) draw.roundRect(box.x - 4, box.y - 4, box.width + 8, box.height + 8, 8);
    draw.stroke();
    draw.setLineDash([]);
  }
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
    draw.beginPath();
    for (const box of boxes) if (chosen(box)) {
      const off = draw.lineWidth / 2 + 1;
      draw.roundRect(box.x - off, box.y - off, box.width + 2 * off, box.height + 2 * off, 6);
    }
    draw.stroke();
  };
  if (scene.moved.size) ring((box) => box.ops.some((op) => scene.moved.has(op)), shades.plum, 4);
  if (scene.lit.size) ring((box) => box.ops.some((op) => scene.lit.has(op)), shades.ink, 2.5);
  if (scene.hits.size) ring((box) => box.ops.some((op) => scene.hits.has(op)), shades.plum, 3);
  if (scene.selected !== null) ring((box) => box.ops.includes(scene.selected), shades.link, 4);
}
