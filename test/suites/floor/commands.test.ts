import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import { bandeau } from "../process.ts";
import { SiteFile } from "../siteFile.ts";

interface Typed {
  /** What stands behind `bandeau`; FOLDER is where the files lie. */
  readonly line: string;
  readonly code: number;
  /** What must stand in the answer, so that a tired person knows what to do. */
  readonly says: readonly (string | RegExp)[];
}

const folder = new SiteFile();
const at = (name: string): string => join(folder.folder, name);

beforeAll(() => {
  mkdirSync(at("folder"));
  writeFileSync(at("empty.yaml"), "");
  writeFileSync(at("comment.yaml"), "# nothing yet\n");
  writeFileSync(
    at("binary.yaml"),
    Uint8Array.from({ length: 4_096 }, (_, index) => (index * 89) % 256),
  );
  writeFileSync(at("latin1.yaml"), Buffer.from("version: 1\nsite: caf\u00e9\n", "latin1"));
  writeFileSync(at("list.yaml"), "- version: 1\n");
  writeFileSync(at("broken.yaml"), 'version: 1\nsite: "floor\nnode: wall-1\n');
  writeFileSync(at("tabs.yaml"), "version: 1\nbroker:\n\turls: []\n");
  writeFileSync(at("bomb.yaml"), bomb());
});
afterAll(() => folder.end());

/** Ten levels of ten aliases: ten thousand million words when written out. */
function bomb(): string {
  const levels = Array.from({ length: 9 }, (_, level) => {
    const again = Array.from({ length: 10 }, () => `*a${level}`).join(", ");
    return `a${level + 1}: &a${level + 1} [${again}]`;
  });
  return ["a0: &a0 lol", ...levels].join("\n");
}

const run = ({ line }: Typed) =>
  bandeau(...line.split(" ").flatMap((word) => (word === "" ? [] : [word.replace("FOLDER", folder.folder)])));

const commands = [
  ["run"],
  ["demo"],
  ["status"],
  ["check"],
  ["schema"],
  ["sim"],
  ["sim", "display"],
  ["sim", "acd"],
] as const;

const misspelled: readonly Typed[] = [
  { line: "", code: 2, says: ["Usage: bandeau", "run", "check"] },
  { line: "chek site.yaml", code: 2, says: ["unknown command 'chek'", "Did you mean check?"] },
  { line: "start", code: 2, says: ["unknown command 'start'", "bandeau --help"] },
  { line: "check", code: 2, says: ["missing required argument 'file'"] },
  { line: "check a.yaml b.yaml", code: 2, says: ["too many arguments"] },
  { line: "run --verbose", code: 2, says: ["unknown option '--verbose'"] },
  { line: "run --log-level loud", code: 2, says: ["'loud' is invalid", "error, warn, info, debug"] },
  { line: "run -c", code: 2, says: ["argument missing"] },
  { line: "demo --speed fast", code: 2, says: ["'fast' is invalid", "a number above 0"] },
  { line: "demo --duration -5", code: 2, says: ["a number above 0"] },
  { line: "status a.yaml --wait 0", code: 2, says: ["a number above 0"] },
  { line: "sim displays", code: 2, says: ["unknown command 'displays'", "Did you mean display?"] },
  { line: "sim display", code: 2, says: ["missing required argument 'model'"] },
  { line: "sim acd", code: 2, says: ["'--broker <url>' not specified"] },
  { line: "sim display alpha", code: 2, says: ["either --tty PATH or --tcp HOST:PORT"] },
];

const wrong: readonly Typed[] = [
  {
    line: "sim display alhpa-4120c --tcp 0",
    code: 1,
    says: ["there is no display model", "did you mean 'alpha-4120c'?"],
  },
  {
    line: "sim display alpha --tty /dev/nowhere",
    code: 1,
    says: ["/dev/nowhere is not there"],
  },
  { line: "sim display alpha --tty FOLDER/folder", code: 1, says: ["folder"] },
  { line: "sim display alpha --tcp nonsense", code: 1, says: ["nonsense"] },
  { line: "sim acd --broker http://127.0.0.1:1", code: 1, says: ["mqtt://"] },
];

const files: readonly { readonly name: string; readonly says: readonly (string | RegExp)[] }[] = [
  { name: "nothing.yaml", says: ["there is no such file"] },
  { name: "folder", says: ["it is not a file"] },
  { name: "empty.yaml", says: ["empty"] },
  { name: "comment.yaml", says: ["empty"] },
  { name: "binary.yaml", says: [/is not UTF-8 text|control character/] },
  { name: "latin1.yaml", says: ["latin1.yaml:2:10", "UTF-8"] },
  { name: "list.yaml", says: ["list.yaml:1:1"] },
  { name: "broken.yaml", says: ["broken.yaml:3:", "not closed"] },
  { name: "tabs.yaml", says: ["tabs.yaml:3:1", "tab"] },
  { name: "bomb.yaml", says: ["entangled"] },
];

describe.concurrent("what a tired technician types", () => {
  it.for(misspelled)("$line is answered with $code and a sentence", async (typed, { expect }) => {
    const { code, out, errors } = await run(typed);
    for (const words of typed.says) expect(errors).toMatch(words);
    expect({ code, out }).toEqual({ code: typed.code, out: "" });
    expect(errors).not.toContain("a mistake in the program");
  });

  it.for(wrong)("$line fails and says why", async (typed, { expect }) => {
    const { code, errors } = await run(typed);
    for (const words of typed.says) expect(errors).toMatch(words);
    expect(code).toBe(typed.code);
    expect(errors).not.toMatch(/a mistake in the program|\n\s+at /);
  });

  it.for(files)(
    "a configuration that is $name is refused by check, run and status",
    async ({ name, says }, { expect }) => {
      const check = await bandeau("check", at(name));
      for (const words of says) expect(check.out).toMatch(words);
      expect(check).toMatchObject({ code: 78, errors: "" });
      const daemon = await bandeau("run", "--config", at(name));
      for (const words of says) expect(daemon.errors).toMatch(words);
      expect(daemon).toMatchObject({ code: 78, out: "" });
      const status = await bandeau("status", at(name));
      expect(status).toMatchObject({ code: 78, out: "" });
    },
  );

  it.for(commands.map((words) => ({ words, line: words.join(" ") })))(
    "$line explains itself",
    async ({ words, line }, { expect }) => {
      const { code, out, errors } = await bandeau(...words, "--help");
      expect({ code, errors }).toEqual({ code: 0, errors: "" });
      expect(out).toMatch(new RegExp(`^Usage: bandeau ${line} `));
      expect(out).toContain("--help");
    },
  );

  it("tells its version, and lists its commands", async ({ expect }) => {
    const version = await bandeau("--version");
    expect(version).toMatchObject({ code: 0, errors: "" });
    expect(version.out).toMatch(/^\d+\.\d+\.\d+$/);
    const help = await bandeau("--help");
    expect(help.code).toBe(0);
    for (const [command] of commands) expect(help.out).toContain(`  ${command}`);
  });
});
