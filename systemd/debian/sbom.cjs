// The list of what is in a package, and of nothing else, as CycloneDX: sbom.cjs NPM_SBOM METAFILE MODULES VARIANT NODE ARCH
// Neither the clock nor chance is in it: two builds of one commit give the same bytes.
const { createHash } = require("node:crypto");
const { existsSync, readdirSync, readFileSync } = require("node:fs");
const { join, resolve } = require("node:path");

const top = resolve(__dirname, "../..");
const [sbomFile, metafile, modules, variant, node, arch] = process.argv.slice(2);
const sbom = JSON.parse(readFileSync(sbomFile, "utf8"));

/** A package as npm calls it, by its folder. */
function refOf(folder) {
  const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return `${name}@${version}`;
}

/** The packages of which something is in the bundle. */
function bundled() {
  const [output] = Object.values(JSON.parse(readFileSync(metafile, "utf8")).outputs);
  const taken = Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return taken.flatMap(([path]) => {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path);
    return folder === null ? [] : [refOf(resolve(top, folder[0]))];
  });
}

/** The packages that lie beside it. */
function beside(folder = modules) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory()) return [];
    const path = join(folder, entry.name);
    if (entry.name.startsWith("@")) return beside(path);
    const inner = join(path, "node_modules");
    const here = existsSync(join(path, "package.json")) ? [refOf(path)] : [];
    return existsSync(inner) ? [...here, ...beside(inner)] : here;
  });
}

/** Of these the native files are made. */
const compiledIn = new Set(["nan", "node-addon-api"]);
const present = new Set([...bundled(), ...beside()]);
const found = sbom.components.filter((one) => present.has(one["bom-ref"]) || compiledIn.has(one.name));
const listed = new Set(found.map((one) => one["bom-ref"]));
const missing = [...present].filter((ref) => !listed.has(ref));
if (missing.length > 0)
  throw new Error(`in the package, but not in package-lock.json: ${missing.join(", ")}`);

/** Without what only npm wants to know when it installs. */
function plain(component) {
  const { properties, scope, externalReferences, ...rest } = component;
  return rest;
}
const components = found.map(plain);
if (variant === "bundled")
  components.push({
    "bom-ref": `node@${node}`,
    type: "platform",
    name: "node",
    version: node,
    // Whoever looks for a hole in the interpreter finds it by this name.
    cpe: `cpe:2.3:a:nodejs:node.js:${node}:*:*:*:*:*:*:*`,
    purl: `pkg:generic/node@${node}`,
    licenses: [{ license: { id: "MIT" } }],
  });
const component = plain({ ...sbom.metadata.component, name: "bandeau" });
const refs = new Set([component, ...components].map((one) => one["bom-ref"]));
const dependencies = sbom.dependencies
  .filter(({ ref }) => refs.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => refs.has(other)) }));
if (variant === "bundled")
  dependencies.find(({ ref }) => ref === component["bom-ref"]).dependsOn.push(`node@${node}`);

const timestamp = new Date(Number(process.env.SOURCE_DATE_EPOCH) * 1000).toISOString();
const properties = [
  { name: "bandeau:package:architecture", value: arch },
  { name: "bandeau:package:node", value: variant === "bundled" ? node : "Debian's" },
];
const said = {
  bomFormat: "CycloneDX",
  specVersion: sbom.specVersion,
  version: 1,
  metadata: { timestamp, component: { ...component, properties } },
  components,
  dependencies,
};
const digest = createHash("sha256").update(JSON.stringify(said)).digest("hex");
const uuid = [
  digest.slice(0, 8),
  digest.slice(8, 12),
  `8${digest.slice(13, 16)}`,
  `8${digest.slice(17, 20)}`,
];
const serialNumber = `urn:uuid:${[...uuid, digest.slice(20, 32)].join("-")}`;
process.stdout.write(`${JSON.stringify({ ...said, serialNumber }, null, 1)}\n`);
