import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { PNG } from "pngjs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type PreviewOptions, previewCommand } from "../../src/cli/preview.ts";
import { runCommandLine } from "../../src/cli/program.ts";
import { openTimers } from "../../src/shared/time.ts";
import { home } from "../config/siteBench.ts";
import { recordingTerminal } from "./recordingTerminal.ts";

const flowers = join(home, "config", "flower-orders.yaml");
const flowerStats = join(home, "config", "flower-orders-stats.yaml");
const figures = (waiting: number, longest: number): string =>
  `sales: { observedAt: "2026-02-13T09:18:00Z", now: { waiting: ${waiting}, longestWaitSeconds: ${longest} } }`;

const site = (displays: string, more = ""): string => `version: 1
site: flowers
node: wall-1
timeZone: Europe/Paris
broker: { urls: ["mqtt://127.0.0.1:1883"] }
sources: { acd: { staleAfterSeconds: 30 } }
queues: { sales: { id: "60100", name: Sales } }
${more}
displays:
${displays}`;

const wall = `  - id: wall
    model: alpha-4120c
    port: simulated
    pages:
      - id: waiting
        seconds: 8
        lines: ["WAITING{fill}{sales.waiting}", "{sales.longestWait}"]
      - id: clock
        seconds: 120
        lines: ["{clock}"]
      - id: busy
        when: "sales.waiting > 20"
        lines: ["BUSY"]
    alarms:
      - { id: long, when: "sales.longestWait >= 120", lines: ["LONG {sales.longestWait}"] }
`;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "preview-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  expect(openTimers()).toBe(0);
});

interface Given {
  readonly file?: string;
  readonly options?: Partial<PreviewOptions>;
  readonly isTerminal?: boolean;
}

/** Runs the command on a site's text, or on the flower centre; figures come from a pipe. */
async function preview(text: string, { file, options = {}, isTerminal = false }: Given = {}) {
  const path = file ?? join(folder, "site.yaml");
  if (file === undefined) writeFileSync(path, site(wall));
  const { terminal, written, errors } = recordingTerminal(isTerminal);
  const code = await previewCommand(
    path,
    { stats: "-", page: "all", stale: false, json: false, ...options },
    terminal,
    Readable.from([Buffer.from(text)]),
  );
  return { code, out: written(), errors: errors() };
}

function fileWith(text: string): string {
  const path = join(folder, "other.yaml");
  writeFileSync(path, text);
  return path;
}

interface ViewJson {
  readonly id: string;
  readonly kind: string;
  readonly stale: boolean;
  readonly lines: readonly string[];
}

async function viewsOf(text: string, given: Given = {}): Promise<string[]> {
  const { out } = await preview(text, { ...given, options: { ...given.options, json: true } });
  const displays: { id: string; views: ViewJson[] }[] = JSON.parse(out).displays;
  return displays.flatMap(({ id, views }) =>
    views.map(
      (view) =>
        `${id} ${view.kind} ${view.id}${view.stale ? " stale" : ""}: ${view.lines.join("/").replace(/\/$/, "")}`,
    ),
  );
}

describe("bandeau preview", () => {
  it("draws every page that takes a turn, and says what waits for its condition", async () => {
    expect(await preview(figures(12, 64))).toEqual({
      code: 0,
      errors: "",
      out: `wall, page waiting
┌─ wall ─────────────┐
│WAITING           12│
│ 1:04               │
└────────────────────┘

wall, page clock
┌─ wall ─────────────┐
│10:18               │
│                    │
└────────────────────┘

wall shows busy only when sales.waiting > 20
wall shows long only when sales.longestWait >= 120
`,
    });
  });

  it("shows an alarm that holds first, and the pages below it", async () => {
    expect(await viewsOf(figures(21, 130))).toEqual([
      "wall alarm long: LONG  2:10",
      "wall page waiting: WAITING           21/ 2:10",
      "wall page clock: 10:18",
      "wall page busy: BUSY",
    ]);
  });

  it("shows one page or alarm alone, also while its condition does not hold", async () => {
    expect(await viewsOf(figures(1, 5), { options: { page: "busy" } })).toEqual(["wall page busy: BUSY"]);
    expect(await viewsOf(figures(1, 5), { options: { page: "long" } })).toEqual([
      "wall alarm long: LONG  0:05",
    ]);
    expect((await preview(figures(1, 5), { options: { page: "busy" } })).out).not.toContain("only when");
  });

  it("looks at the moment that is asked for: figures too old by then are not shown as new", async () => {
    const fresh = { options: { at: "2026-02-13T10:18:20+01:00" } };
    expect((await viewsOf(figures(12, 64), fresh))[0]).toContain("WAITING           12");
    const late = { options: { at: "2026-02-13T10:20:00+01:00" } };
    expect(await viewsOf(figures(12, 64), late)).toEqual([
      "wall page waiting stale: WAITING   @10:18  --/   --",
      "wall page clock: 10:20",
    ]);
  });

  it("shows how it looks when the ACD falls silent, with NO DATA at the end", async () => {
    expect(await viewsOf(figures(12, 130), { options: { stale: true } })).toEqual([
      "wall page waiting stale: WAITING   @10:18  --/   --",
      "wall page clock: 10:18",
      "wall noData no-data stale:       NO DATA/       @10:18",
    ]);
    expect((await preview(figures(12, 64), { options: { stale: true } })).out).toContain(
      "wall, page waiting, with stale figures\n",
    );
  });

  it("shows a display that has nothing to say, and one while the centre is closed", async () => {
    const quiet = site(
      wall
        .replace("        seconds: 8\n", '        when: "sales.waiting > 3"\n')
        .replace(/ {6}- id: clock[\s\S]*?\n {6}- id: busy/, "      - id: busy"),
    );
    expect(await viewsOf(figures(0, 0), { file: fileWith(quiet) })).toEqual(["wall idle idle:        10:18"]);
    const closed = site(wall, 'hours: [{ days: [mon], from: "08:00", to: "18:00" }]');
    const file = fileWith(closed);
    const [view, ...others] = await viewsOf(figures(1, 1), { file });
    expect([view, others]).toEqual([expect.stringMatching(/^wall closed closed: +CLOSED/), []]);
    expect(await viewsOf(figures(1, 1), { file, options: { page: "waiting" } })).toEqual([
      "wall page waiting: WAITING            1/ 0:01",
    ]);
  });

  it("counts figures without a time as fresh", async () => {
    expect((await viewsOf("sales: { now: { waiting: 4 } }"))[0]).toContain("WAITING            4");
  });

  it("gives everything as one JSON object", async () => {
    const { code, out } = await preview(`${figures(12, 64)}\nsale: {}`, { options: { json: true } });
    const told = JSON.parse(out);
    expect([code, told.ok, told.at]).toEqual([0, true, "2026-02-13T09:18:00.000Z"]);
    expect(told.displays[0]).toMatchObject({
      id: "wall",
      model: "alpha-4120c",
      rows: 2,
      columns: 20,
      waiting: [
        { id: "busy", when: "sales.waiting > 20" },
        { id: "long", when: "sales.longestWait >= 120" },
      ],
    });
    expect(told.displays[0].views[0].runs[0][0]).toEqual({
      text: "WAITING           12",
      colour: "green",
      blink: false,
    });
    expect(told.warnings).toMatchObject([{ line: 2, column: 1, advice: "did you mean 'sales'?" }]);
  });

  it("has colours for a person", async () => {
    const { out } = await preview(figures(12, 64), { isTerminal: true });
    expect(out).toContain("\u001b[38;2;60;220;80mWAITING");
  });

  it("says on stderr what it left out", async () => {
    const { code, errors } = await preview(`${figures(12, 64)}\nsale: {}`);
    expect([code, errors]).toEqual([
      0,
      expect.stringMatching(/^stdin:2:1 .*'sale'[\s\S]*did you mean 'sales'\?/),
    ]);
  });

  it.each<[string, Partial<PreviewOptions>, string]>([
    ["a display", { display: "wal" }, "there is no display 'wal': did you mean 'wall'?\n"],
    ["a page", { page: "buzy" }, "there is no page or alarm 'buzy': did you mean 'busy'?\n"],
    ["a moment", { at: "10:18" }, "--at is a moment with its zone, such as 2026-02-14T10:18:00+01:00\n"],
  ])("ends with 2 on %s that there is not", async (_, options, errors) => {
    expect(await preview(figures(1, 1), { options })).toEqual({ code: 2, out: "", errors });
  });

  it("ends with 78 on a configuration with problems", async () => {
    const file = fileWith(site(wall).replace("alpha-4120c", "alpha-4120"));
    const { code, out, errors } = await preview(figures(1, 1), { file });
    expect([code, out]).toEqual([78, ""]);
    expect(errors).toContain("other.yaml");
    const json = await preview(figures(1, 1), { file, options: { json: true } });
    expect(JSON.parse(json.out)).toMatchObject({ ok: false, problems: [{ path: "displays.0.model" }] });
  });

  it("ends with 1 on figures that cannot be read", async () => {
    const missing = await preview("", { options: { stats: join(folder, "none.yaml") } });
    expect([missing.code, missing.errors]).toEqual([1, expect.stringContaining("there is no such file")]);
    const broken = await preview('{"sales":');
    expect([broken.code, broken.errors]).toEqual([1, expect.stringMatching(/^stdin:1:/)]);
  });

  it("is a command with help for its options", async () => {
    const { terminal, written } = recordingTerminal();
    const words = ["preview", flowers, "--stats", flowerStats, "--display", "bureau", "--page", "file"];
    expect(await runCommandLine(words, terminal)).toBe(0);
    expect(written()).toBe(`bureau, page file
┌─ bureau ──────┐
│ATT.         23│
└───────────────┘
`);
  });
});

describe("pictures", () => {
  const picture = (path: string) => {
    const { width, height, data } = PNG.sync.read(readFileSync(path));
    return { width, height, data };
  };

  it("in config/pictures are those that npm run pictures draws", async () => {
    const committed = join(home, "config", "pictures");
    const outs: string[] = [];
    for (const example of ["flower-orders", "large-floor", "minimal"]) {
      const file = join(home, "config", `${example}.yaml`);
      const stats = join(home, "config", `${example}-stats.yaml`);
      const { code, out } = await preview("", { file, options: { stats, png: folder } });
      expect(code).toBe(0);
      outs.push(out);
    }
    const names = readdirSync(committed);
    expect(readdirSync(folder).toSorted()).toEqual(names.toSorted());
    for (const name of names) {
      const drawn = picture(join(folder, name));
      const kept = picture(join(committed, name));
      expect([name, kept.width, kept.height]).toEqual([name, drawn.width, drawn.height]);
      expect([name, Buffer.compare(kept.data, drawn.data)]).toEqual([name, 0]);
      expect(outs.join("\n")).toContain(`\n${join(folder, name)}\n`);
      expect(readFileSync(join(committed, name)).length).toBeLessThan(60_000);
    }
  });

  it("go into a folder that is made, each under its own name", async () => {
    const display = (id: string, page: string): string =>
      `  - { id: ${id}, model: alpha-215c, port: simulated, pages: [{ id: ${page}, lines: [A] }] }\n`;
    const file = fileWith(site(display("a", "b-c") + display("a-b", "c")));
    const png = join(folder, "new");
    expect((await preview(figures(1, 1), { file, options: { png } })).code).toBe(0);
    expect(readdirSync(png).toSorted()).toEqual(["a-b-c-.png", "a-b-c.png"]);
    mkdirSync(join(folder, "there"));
    expect((await preview(figures(1, 1), { options: { png: join(folder, "there") } })).code).toBe(0);
    expect(readdirSync(join(folder, "there"))).toHaveLength(2);
  });

  it("have no folder where none can be made, and that is said", async () => {
    const png = join(folder, "no", "such");
    await expect(preview(figures(1, 1), { options: { png } })).rejects.toMatchObject({
      code: "PICTURE_FOLDER",
      message: `cannot make the folder ${png}: there is no such file`,
      advice: "name one whose parent exists and that you may write to",
    });
  });
});
