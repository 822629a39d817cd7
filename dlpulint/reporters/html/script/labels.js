// Names of partitions and blocks over a graph.
const LABEL = "600 11px system-ui, sans-serif";
const FEW = 12;  // Partitions that are named at every scale.

// Names of partitions and blocks, of one size at every scale, none over another.
function paintLabels(draw, view) {
  const { regions, labels, layout } = view.scene;
  const { scale } = view.at;
  const taken = [];
  draw.font = LABEL;
  const write = (text, left, top, room, color) => {
    if (left > view.width || top > view.height || left + room < 0 || top < -15) return;
    const shown = fitting(text, room - 10);
    const length = lengthOf(shown) + 10;
    const spot = [Math.max(2, Math.min(left, view.width - length - 4)), top, length, 15];
    if (taken.some((other) => overlap(other, spot))) return;
    taken.push(spot);
    const shades = colors();
    draw.fillStyle = shades.paper;
    draw.globalAlpha = 0.92;
    draw.beginPath();
    draw.roundRect(...spot, 3);
    draw.fill();
    draw.globalAlpha = 1;
    draw.fillStyle = shades.ink;
    draw.fillText(shown, spot[0] + (color ? 7 : 5), top + 11);
    if (!color) return;
    draw.fillStyle = shades[color];
    draw.fillRect(spot[0], top, 3, 15);
  };
  for (const region of regions) {
    const [x, y, width] = region.areas[0];
    const wide = width * scale;
    if (!region.chosen && regions.length > FEW && (wide < 70 || region.device === "d" && scale < 0.75)) continue;
    const [left, top] = view.screen(x, y);
    write(labels[region.number] ?? `${region.number + 1}`, left, top - 15, Math.max(wide, region.chosen ? 260 : 150), NAMES[region.device]);
  }
  // A block's name lies over its boxes while these are too small to be read.
  for (const { band, left, top, right, bottom } of layout.blocks) {
    if ((bottom - top) * scale < 26) continue;
    const [x, y] = view.screen(left, top);
    const wide = Math.max((right - left) * scale, Math.min(230, lengthOf(band.label) + 12));
    if (scale >= READABLE) write(band.label, x, y - 16, 200, null);
    else write(band.label, x, y + ((bottom - top) * scale - 15) / 2, wide, null);
  }
}

const overlap = ([x, y, width, height], [left, top, wide, high]) =>
  x < left + wide && left < x + width && y < top + high && top < y + height;

const lengths = new Map();
const ruler = document.createElement("canvas").getContext("2d");

// Width of a label's text, measured once.
function lengthOf(text) {
  if (!lengths.has(text)) {
    ruler.font = LABEL;
    lengths.set(text, ruler.measureText(text).width);
  }
  return lengths.get(text);
}

function fitting(text, room) {
  if (lengthOf(text) <= room) return text;
  const kept = Math.max(1, Math.floor(text.length * (room - 10) / lengthOf(text)));
  return `${text.slice(0, kept)}…`;
}
