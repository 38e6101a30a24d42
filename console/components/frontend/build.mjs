// Builds one self-contained ES module per component into dist/<name>/<name>-<hash>.js.
// The hash in the name is what lets a browser keep the file: Streamlit serves it with
// «Cache-Control: public» and no validator, so a changed file must have a changed address.
import { mkdir, readFile, readdir, rm } from "node:fs/promises";
import { build, transform } from "esbuild";

const COMPONENTS = ["upload", "viewer", "efirma", "session", "unblock"];

const styles = {
  name: "styles-as-text",
  setup(plugin) {
    plugin.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
      return { contents: code, loader: "text" };
    });
  },
};

const shared = { bundle: true, format: "esm", target: "es2022", logLevel: "warning", plugins: [styles] };

async function buildComponents() {
  for (const name of COMPONENTS) {
    // Removed one by one, so that a failed build of one leaves the others in place.
    await rm(`dist/${name}`, { recursive: true, force: true });
    await build({
      ...shared,
      entryPoints: { [name]: `src/${name}/index.ts` },
      entryNames: "[name]-[hash]",
      outdir: `dist/${name}`,
      platform: "browser",
      minify: true,
      legalComments: "none",
    });
  }
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
