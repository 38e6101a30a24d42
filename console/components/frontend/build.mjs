// Builds one self-contained ES module per component into dist/<name>/<name>-<hash>.js.
// The hash in the name is what lets a browser keep the file: Streamlit serves it with
// «Cache-Control: public» and no validator, so a changed file must have a changed address.
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { build, transform } from "esbuild";

const COMPONENTS = ["upload", "viewer", "efirma", "session", "unblock", "desk", "draft", "queue"];

const styles = {
  name: "styles-as-text",
  setup(plugin) {
    plugin.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
      return { contents: code, loader: "text" };
    });
  },
};

/** Packages that stand in a worker: its source travels as text, so the bundle's own list does not show them. */
const inWorkers = new Set();

// `import source from "./x_worker.ts?worker"` gives the bundled worker's text: it is started from a blob, which
// the content policy admits, so that a component stays one file.
const workers = {
  name: "workers-as-text",
  setup(plugin) {
    plugin.onResolve({ filter: /\?worker$/ }, ({ path, resolveDir }) => ({
      path: resolve(resolveDir, path.replace(/\?worker$/, "")),
      namespace: "worker",
    }));
    plugin.onLoad({ filter: /.*/, namespace: "worker" }, async ({ path }) => {
      const options = { bundle: true, format: "iife", target: "es2022", minify: true, legalComments: "none" };
      const { outputFiles, metafile } = await build({ ...options, entryPoints: [path], metafile: true, write: false });
      for (const each of packagesIn(metafile)) inWorkers.add(each);
      const watchFiles = Object.keys(metafile.inputs).map((input) => resolve(input));
      return { contents: outputFiles[0].text, loader: "text", watchFiles };
    });
  },
};

const shared = { bundle: true, format: "esm", target: "es2022", logLevel: "warning", plugins: [styles, workers] };

async function buildComponents() {
  const bundled = new Set();
  for (const name of COMPONENTS) {
    // Removed one by one, so that a failed build of one leaves the others in place.
    await rm(`dist/${name}`, { recursive: true, force: true });
    const options = {
      ...shared,
      entryPoints: { [name]: `src/${name}/index.ts` },
      entryNames: "[name]-[hash]",
      outdir: `dist/${name}`,
      platform: "browser",
      minify: true,
      legalComments: "none",
    };
    inWorkers.clear();
    const { metafile } = await build({ ...options, metafile: true, write: false });
    const inside = [...new Set([...packagesIn(metafile), ...inWorkers])].sort();
    for (const each of inside) bundled.add(each);
    const notices = await Promise.all(inside.map(noticeOf));
    await build({ ...options, banner: { js: notices.map((notice) => `/*! ${notice} */`).join("\n") } });
  }
  await writeLicences([...bundled].sort());
}

/** The packages of others of which something stands in a bundle, by name. */
function packagesIn({ inputs }) {
  const named = Object.keys(inputs).map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]);
  return [...new Set(named.filter(Boolean))].sort();
}

async function described(name) {
  return JSON.parse(await readFile(`node_modules/${name}/package.json`, "utf8"));
}

/** What a licence asks to travel with the bundle; its text stands in dist/licencias.txt. */
async function noticeOf(name) {
  const { version, license } = await described(name);
  const copyright = (await licenceOf(name)).match(/^.*copyright \(c\).*$/im)?.[0].trim() ?? "";
  return [`${name} ${version}`, license, copyright, "licencias.txt"].filter(Boolean).join("; ");
}

/** The text of a package's licence. A package without one must not be bundled: the build fails. */
async function licenceOf(name) {
  const file = (await readdir(`node_modules/${name}`)).find((each) => /^licen[cs]e/i.test(each));
  if (!file) throw new Error(`«${name}» comes without the text of its licence`);
  return readFile(`node_modules/${name}/${file}`, "utf8");
}

/** List what is bundled, with the version and the digest of the lock file and the text of the licence. */
async function writeLicences(names) {
  const { packages } = JSON.parse(await readFile("package-lock.json", "utf8"));
  const entries = names.map(async (name) => {
    const { version, license } = await described(name);
    const { integrity } = packages[`node_modules/${name}`];
    return `${name} ${version}\n${license}\n${integrity}\n\n${(await licenceOf(name)).trim()}\n`;
  });
  await writeFile("dist/licencias.txt", (await Promise.all(entries)).join(`\n${"-".repeat(72)}\n\n`));
}

async function buildTests() {
  await rm("dist/tests", { recursive: true, force: true });
  await mkdir("dist/tests", { recursive: true });
  const files = (await readdir("tests")).filter((file) => file.endsWith(".test.ts"));
  await build({
    ...shared,
    entryPoints: files.map((file) => `tests/${file}`),
    outdir: "dist/tests",
    outExtension: { ".js": ".cjs" },
    platform: "node",
    format: "cjs", // node-forge asks for Node's crypto with require()
  });
}

await (process.argv.includes("--tests") ? buildTests() : buildComponents());
