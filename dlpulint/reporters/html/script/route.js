// Addresses: those of the workbench (#m1/artpec8/op/57), and the ids of parts of the page.
const KINDS = "op|finding|partition|tensor";

// What an address means: the model, which targets fit it, and what is chosen; null for nothing.
function addressed(text, models) {
  const id = decoded(text);
  const found = (pattern) => id.match(new RegExp(`^${pattern}$`));
  const meaning = (owner, fits, kind = null, at = null) => {
    const model = models.get(owner);
    return model ? { model, fits, kind, at: at === null ? null : Number(at) } : null;
  };
  let part = found(`(m\\d+)/([^/]+)(?:/(${KINDS})/(\\d+))?`);
  if (part) return meaning(part[1], ({ name }) => name === part[2], part[3], part[4] ?? null);
  if ((part = found("((m\\d+)g\\d+)o(\\d+)"))) return meaning(part[2], ({ sheet }) => sheet === part[1], "op", part[3]);
  if ((part = found("(m\\d+)g\\d+"))) return meaning(part[1], ({ sheet }) => sheet === id);
  if ((part = found("(m\\d+)f(\\d+)"))) return meaning(part[1], (target) => isOn(id, target), "finding", part[2]);
  if ((part = found("((m\\d+)-\\d+)p(\\d+)"))) return meaning(part[2], (target) => target.id === part[1], "partition", part[3]);
  if ((part = found("(m\\d+)-\\d+"))) return meaning(part[1], (target) => target.id === id);
  if ((part = found("(m\\d+)f?"))) return meaning(part[1], () => true);
  return null;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

// Whether a finding, by its id, holds on a target.
function isOn(id, target) {
  const on = document.getElementById(id)?.dataset.on.split(" ") ?? [];
  return Boolean(target) && on.includes(target.id.split("-")[1]);
}
