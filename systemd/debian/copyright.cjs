// The copyright file of a package: copyright.cjs SBOM NPM LICENSE NODE VARIANT
const { readdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

const [sbomFile, npm, licence, node, variant] = process.argv.slice(2);
const { components } = JSON.parse(readFileSync(sbomFile, "utf8"));

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
  /Apache/i.test(licence) || /Apache License\s+Version 2/.test(text)
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
const nameOf = ({ license, expression }) => expression ?? license.id ?? license.name;
for (const { name, version, licenses = [] } of components) {
  const text = licenceOf(name);
  if (text === null) continue;
  const declared = licenses.map(nameOf).join(" AND ");
  lines.push(
    `Files: usr/lib/bandeau/*/${name}*`,
    `Comment: ${name} ${version}, in the bundle or beside it`,
    "Copyright: see below",
    `License: ${declared || "see below"}`,
    indented(wordsOf(declared, text)),
    "",
  );
}
process.stdout.write(`${lines.join("\n")}\n`);
