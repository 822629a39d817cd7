// The way of a tensor through the bands: shared stretches branch off to readers (drawing/drawn.py).
function points(line) {
  let [x, y] = [0, 0];
  return [...line.getAttribute("d").matchAll(/([MLHV])(-?\d+)(?:,(-?\d+))?/g)].map(
    ([, kind, first, second]) => {
      if (kind !== "V") x = Number(first);
      if (kind !== "H") y = Number(kind === "V" ? first : second);
      return [x, y];
    });
}

function passes(line, [x, y]) {
  const bends = points(line);
  return bends.slice(1).some(([right, low], at) => {
    const [left, high] = bends[at];
    if (y < high || y > low || x < Math.min(left, right) - 1 || x > Math.max(left, right) + 1) return false;
    return Math.abs((right - left) * (y - high) - (low - high) * (x - left)) <= 2 * (low - high || 1);
  });
}

// All stretches from the tensor's writer down to this one.
function way(line) {
  const found = new Set();
  for (let next = line; next && !found.has(next);) {
    found.add(next);
    const [start] = points(next);
    const above = start[1] === 0;
    const band = above ? next.closest(".b").previousElementSibling : next.closest(".b");
    const on = above ? [start[0], Number(band?.style.getPropertyValue("--h"))] : start;
    const { t, r } = next.dataset;
    next = [...band?.querySelectorAll(`:scope > svg > path[data-t="${t}"]`) ?? []].find((other) =>
      !found.has(other) && (other.dataset.r === "o" || other.dataset.r === r) && passes(other, on));
  }
  return found;
}
