// Writes the copyright file of a package and its list of parts: copyright.cjs MODULES LICENSE SBOM NPM NODE VARIANT DOC
const { readdirSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const [modules, licence, sbomFile, npm, node, variant, doc] = process.argv.slice(2);
const sbom = JSON.parse(readFileSync(sbomFile, "utf8"));
const parts = sbom.packages.filter(({ name }) => name !== "bandeau");

/** The words of each licence that came with a package, from the folder npm installed. */
function licenceOf(name) {
  const folder = join(npm, "node_modules", name);
  try {
    const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
    return file === undefined ? null : readFileSync(join(folder, file), "utf8").trim();
  } catch {
    return null;
  }
}

/** Debian has the words of this one on every machine. */
const wordsOf = (licence, text) =>
  /Apache/i.test(licence ?? "") || /Apache License\s+Version 2/.test(text)
    ? "On Debian systems its words are in /usr/share/common-licenses/Apache-2.0."
    : text;
const indented = (text) =>
  text
    .split("\n")
    .map((line) => (line.trim() === "" ? " ." : ` ${line.trimEnd()}`))
    .join("\n");
const lines = [
  "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/",
  "Upstream-Name: bandeau",
  "",
  "Files: *",
  "Copyright: the authors of Bandeau",
  "License: MIT",
  indented(readFileSync(licence, "utf8").trim()),
  "",
];
if (variant === "bundled")
  lines.push(
    "Files: usr/lib/bandeau/node",
    "Copyright: Node.js contributors and others, see node-LICENSE.gz",
    "License: MIT and others",
    ` Node.js ${node}; the whole text is in node-LICENSE.gz beside this file.`,
    "",
  );
for (const { name, versionInfo, licenseDeclared } of parts.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
  const text = licenceOf(name);
  if (text === null) continue;
  lines.push(
    `Files: usr/lib/bandeau/*/${name}*`,
    `Comment: ${name} ${versionInfo}, in the bundle or beside it`,
    "Copyright: see below",
    `License: ${licenseDeclared ?? "see below"}`,
    indented(wordsOf(licenseDeclared, text)),
    "",
  );
}
writeFileSync(join(doc, "copyright"), `${lines.join("\n")}\n`);

// The interpreter is a part like any other; whoever looks for a hole in it must find it here. No time and no chance in it.
if (variant === "bundled")
  sbom.packages.push({
    name: "node",
    SPDXID: `SPDXRef-Package-node-${node}`,
    versionInfo: node,
    downloadLocation: "NOASSERTION",
    licenseDeclared: "MIT",
    filesAnalyzed: false,
  });
sbom.creationInfo.created = new Date(Number(process.env.SOURCE_DATE_EPOCH) * 1000)
  .toISOString()
  .replace(/\.\d+Z$/, "Z");
sbom.documentNamespace = `urn:bandeau:sbom:${sbom.name}`;
writeFileSync(join(doc, "sbom.spdx.json"), `${JSON.stringify(sbom, null, 1)}\n`);
void modules;
