// Python, in a worker of the page, so that the page never stands still. It is started from a blob, because such a worker
// has the page's policy; one with an address of its own would have none.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const here = (name) => new URL(name, import.meta.url).href;
const PACKAGES = "/lib/python3.14/site-packages";
const MODELS = "/models";
let python = null;
let bridge = null;
let onnx = null;

const tell = (status, share) => postMessage({ status, share });

async function bytes(name) {
  const answer = await fetch(here(name));
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

async function start() {
  tell("Loading Python …", 0.1);
  const core = bytes("core.zip");
  // A failure is thrown where the bytes are used.
  core.catch(() => {});
  python = await loadPyodide({ indexURL: here("pyodide/"), env: { HOME: "/home", NO_COLOR: "1" } });
  tell("Loading dlpulint …", 0.7);
  python.unpackArchive(await core, "zip", { extractDir: PACKAGES });
  python.FS.mkdir(MODELS);
  bridge = python.pyimport("bridge");
  return JSON.parse(bridge.start());
}

// Only for those who bring an ONNX model.
function readOnnx() {
  onnx ??= (async () => {
    tell("Loading the ONNX reader …", 0.3);
    python.unpackArchive(await bytes("onnx.zip"), "zip", { extractDir: PACKAGES });
    bridge.read_onnx();
  })();
  // Tried again after a failure, which is thrown to all who wait.
  onnx.catch(() => (onnx = null));
  return onnx;
}

const isModel = (name) => /\.(tflite|lite|onnx)$/i.test(name);

async function isTflite(file) {
  return (await file.slice(4, 8).text()) === "TFL3";
}

async function check({ files, targets, asIf }) {
  const models = files.filter(({ name }) => isModel(name));
  for (const { file } of models) {
    if (!(await isTflite(file))) {
      await readOnnx();
      break;
    }
  }
  tell(models.length === 1 ? `Checking ${models[0].name} …` : `Checking ${models.length} models …`, 0.5);
  const { FS } = python;
  // Files are read where they are.
  const blobs = files.map(({ name, file }) => ({ name, data: file }));
  FS.mount(FS.filesystems.WORKERFS, { blobs }, MODELS);
  try {
    const paths = models.map(({ name }) => name);
    const answer = JSON.parse(bridge.check(JSON.stringify({ paths, targets, asIf })));
    return { ...answer, memory: python._module.HEAPU8.length };
  } finally {
    FS.chdir("/");
    FS.unmount(MODELS);
  }
}

const answers = { start, check, write: ({ format }) => ({ text: bridge.write(format) }) };
// One after the other: loading the ONNX reader lets other messages in.
let before = Promise.resolve();

onmessage = ({ data }) => {
  before = before.then(async () => {
    try {
      postMessage({ number: data.number, answer: await answers[data.ask](data) });
    } catch (error) {
      postMessage({ number: data.number, error: String(error.message || error) });
    }
  });
};
postMessage({ listening: true });
