// Colours of the drawing, taken from the page's style so that both schemes are stated once.
const COLORS = [
  "paper", "ink", "muted", "link", "plum", "line", "edge-line",
  "dlpu", "cpu", "unsure", "dlpu-box", "cpu-box", "unsure-box", "dlpu-far", "cpu-far", "unsure-far",
  "dlpu-zone", "cpu-zone", "unsure-zone",
];
const GROUPS = ["conv", "matrix", "pool", "activation", "norm", "arithmetic", "move", "quantize", "other"];
const NAMES = { d: "dlpu", c: "cpu", u: "unsure" };
const dark = matchMedia("(prefers-color-scheme: dark)");

let palette = null;

function colors() {
  if (palette) return palette;
  const style = getComputedStyle(document.documentElement);
  const value = (name) => style.getPropertyValue(`--${name}`).trim();
  palette = Object.fromEntries(COLORS.map((name) => [name, value(name)]));
  palette.groups = Object.fromEntries(GROUPS.map((name) => [name, value(`k-${name}`)]));
  palette.hatched = pattern(8, (draw) => {
    draw.strokeStyle = palette.cpu;
    draw.globalAlpha = 0.3;
    draw.lineWidth = 1.6;
    for (const at of [-8, 0, 8]) {
      draw.moveTo(at, 8);
      draw.lineTo(at + 8, 0);
    }
    draw.stroke();
  });
  palette.dotted = pattern(6, (draw) => {
    draw.fillStyle = palette.unsure;
    draw.globalAlpha = 0.5;
    draw.arc(3, 3, 1.1, 0, 7);
    draw.fill();
  });
  return palette;
}

function pattern(size, paint) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = size;
  const draw = tile.getContext("2d");
  draw.beginPath();
  paint(draw);
  return draw.createPattern(tile, "repeat");
}

dark.addEventListener("change", () => {
  palette = null;
  bench.repaint();
});
