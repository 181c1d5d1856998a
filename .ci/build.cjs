// Builds the program into one file, from the project's folder: node .ci/build.cjs [--outfile=FILE] [--metafile=FILE]
const { readFileSync, writeFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { build } = require("esbuild");

const option = (name) => {
  const start = `--${name}=`;
  return process.argv.find((argument) => argument.startsWith(start))?.slice(start.length);
};
const outfile = option("outfile") ?? "dist/bandeau.cjs";

/**
 * Left out, because nobody can ever call it: zod's messages in fifty languages (ours are our own), and the way to a broker
 * through a SOCKS proxy, which the library offers and our configuration does not. The smaller the file, the sooner it starts.
 */
const slim = {
  name: "slim",
  setup(bundle) {
    bundle.onResolve({ filter: /^\.\.\/locales\/index\.js$/ }, ({ importer }) =>
      /[\\/]node_modules[\\/]zod[\\/]/.test(importer)
        ? { path: "zod/locales", namespace: "left-out" }
        : undefined,
    );
    bundle.onResolve({ filter: /^socks$/ }, ({ path }) => ({ path, namespace: "left-out" }));
    bundle.onLoad({ filter: /./, namespace: "left-out" }, () => ({ contents: "module.exports = {};" }));
    // The form of rxjs of which only what is used comes along.
    bundle.onResolve({ filter: /^rxjs$/ }, () => ({
      path: join(dirname(require.resolve("rxjs/package.json")), "dist", "esm", "index.js"),
      sideEffects: false,
    }));
  },
};

/** A single letter beyond ASCII, in a comment even, and the engine keeps the whole file with two bytes a letter. */
const escaped = (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;

async function main() {
  const { metafile } = await build({
    entryPoints: ["src/main.ts"],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    alias: { debug: "./src/adapters/mqtt/silentDebug.cjs" },
    external: ["@serialport/bindings-cpp", "node-hid", "onoff", "koffi", "bufferutil", "utf-8-validate"],
    define: { "import.meta.dirname": "__dirname" },
    logLevel: "warning",
    metafile: true,
    plugins: [slim],
  });
  writeFileSync(outfile, readFileSync(outfile, "utf8").replaceAll(/[^\0-\x7f]/g, escaped));
  const wanted = option("metafile");
  if (wanted !== undefined) writeFileSync(wanted, JSON.stringify(metafile));
}

main().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
