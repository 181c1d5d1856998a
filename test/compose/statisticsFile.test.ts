import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readStatisticsFile, type StatisticsPlace } from "../../src/compose/statisticsFile.ts";
import { native } from "../../src/drivers/acd/native.ts";
import { compileProfile } from "../../src/drivers/acd/profile.ts";
import { profileOptions, profileSchema } from "../../src/drivers/acd/profileSchema.ts";
import { brief, home } from "../config/siteBench.ts";

const receivedAt = Date.UTC(2026, 1, 13, 9, 18);
const place: StatisticsPlace = {
  queues: { sales: { source: "acd", id: "60100" }, service: { source: "acd", id: "60200" } },
  groups: ["all"],
  sources: [{ name: "acd", reader: native, queues: new Set(["60100", "60200"]) }],
  receivedAt,
};
const twoSources: StatisticsPlace = {
  ...place,
  queues: { ...place.queues, night: { source: "other", id: "60200" } },
  sources: [...place.sources, { name: "other", reader: native, queues: new Set(["60200"]) }],
};

function uccx(): StatisticsPlace {
  const text = readFileSync(join(home, "devices", "acds", "cisco-uccx-csq.yaml"), "utf8");
  const reader = compileProfile(
    profileSchema.parse(parse(text)),
    profileOptions.parse({ zone: "Europe/Paris" }),
  );
  return {
    ...place,
    queues: { sav: { source: "acd", id: "SAV" } },
    sources: [{ name: "acd", reader, queues: new Set(["SAV"]) }],
  };
}

const read = (text: string, where = place) => readStatisticsFile(text, "stats", where);
/** `source/queue waiting` of everything that came out of a file. */
const waiting = (text: string, where = place): string[] =>
  read(text, where).deliveries.map(
    ({ source, statistics }) => `${source}/${statistics.queue.id} ${statistics.now.waiting}`,
  );
const problems = (text: string, where = place): string[] => brief(read(text, where).problems);
const hints = (text: string): (string | null)[] => read(text).problems.map(({ advice }) => advice);

describe("a file of figures", () => {
  it("may be one message in our own form", () => {
    expect(waiting('{"queue":{"id":"60100"},"now":{"waiting":12}}')).toEqual(["acd/60100 12"]);
  });

  it("may be a list of messages", () => {
    const one = '{"queue":{"id":"60100"},"now":{"waiting":12}}';
    expect(waiting(`[${one},{"queue":{"id":60200},"now":{"waiting":0}}]`)).toEqual([
      "acd/60100 12",
      "acd/60200 0",
    ]);
  });

  it("may have the names of queues before their figures, in YAML too", () => {
    expect(waiting("sales: { now: { waiting: 12 } }\nservice: { queue: { state: open } }")).toEqual([
      "acd/60100 12",
      "acd/60200 null",
    ]);
  });

  it("may have the ids of queues instead of their names", () => {
    expect(waiting('"60200": { now: { waiting: 3 } }')).toEqual(["acd/60200 3"]);
  });

  it("may have the name of an ACD before what it says", () => {
    const one = "{ queue: { id: '60100' }, now: { waiting: 1 } }";
    expect(waiting(`acd: ${one}`)).toEqual(["acd/60100 1"]);
    expect(waiting(`acd: [${one}]`)).toEqual(["acd/60100 1"]);
  });

  it("gives a queue's figures to the ACD that has it, and to both when both do", () => {
    expect(waiting("night: { now: { waiting: 2 } }", twoSources)).toEqual(["other/60200 2"]);
    expect(waiting("{ queue: { id: '60200' }, now: { waiting: 2 } }", twoSources)).toEqual([
      "acd/60200 2",
      "other/60200 2",
    ]);
  });

  it("is read by the profile of the ACD when it is what that ACD sends", () => {
    const row = "csqname: SAV, callswaiting: 2, oldestcontact: 31900";
    expect(waiting(`{ ${row} }`, uccx())).toEqual(["acd/SAV 2"]);
    expect(waiting(`[{ ${row} }]`, uccx())).toEqual(["acd/SAV 2"]);
    expect(waiting(`acd: { ${row} }`, uccx())).toEqual(["acd/SAV 2"]);
    expect(waiting("sav: { now: { waiting: 4 } }", uccx())).toEqual(["acd/SAV 4"]);
  });

  it("knows when the figures were measured, or else published", () => {
    const measured = "observedAt: '2026-02-13T09:17:00Z'";
    const published = "at: '2026-02-13T09:17:30Z'";
    const [sales, service] = read(
      `sales: { ${measured}, ${published}, validForSeconds: 30 }\nservice: { ${published} }`,
    ).deliveries;
    expect(sales).toMatchObject({ observedAt: receivedAt - 60_000, validForSeconds: 30, partial: false });
    expect(service).toMatchObject({ observedAt: receivedAt - 30_000, validForSeconds: null });
    expect(read("sales: { now: {} }").deliveries).toMatchObject([{ observedAt: null }]);
  });

  it("names what does not fit, with its place and the nearest word", () => {
    const text = "sale: { now: { waiting: 1 } }\nservice:\n  now: { wating: 3, waiting: -4 }\n  extra: 5\n";
    expect(problems(text)).toEqual([
      "1:1 sale: no queue of this site is called 'sale'; it is left out",
      "3:30 service.now.waiting: is negative; it counts as unknown",
      "4:3 service.extra: 'extra' is no figure; it is left out",
      "3:10 service.now.wating: 'wating' is no figure; it is left out",
    ]);
    expect(hints(text)).toEqual([
      "did you mean 'sales'?",
      null,
      expect.stringContaining("known: v, at, validForSeconds, queue"),
      "did you mean 'waiting'?",
    ]);
    expect(read(text).problems.map(({ severity }) => severity)).toEqual(Array(4).fill("warning"));
  });

  it("lists the known names where none is near", () => {
    expect(hints("sales: { now: {} }\nzzzzzzzz: { now: {} }")).toEqual(["known: sales, service, acd"]);
    expect(hints("[{ queue: { id: '60100' } }, { queue: { id: 'zzzzzzzz' } }]")).toEqual([
      "known: 60100, 60200",
    ]);
  });

  it("has no word to offer for a key that holds a point", () => {
    expect(problems('sales: { now: { "a.b": 3 } }')).toEqual([
      "1:10 sales.now.a.b: 'b' is no figure; it is left out",
    ]);
  });

  it("names a queue that nobody knows by the nearest id", () => {
    const text = "[{ queue: { id: '60100' } }, { queue: { id: '60101' } }]";
    expect(problems(text)).toEqual([
      "1:45 1.queue.id: no queue of this site has the id '60101'; it is left out",
    ]);
    expect(hints(text)).toEqual(["did you mean '60100'?"]);
  });

  it("says that a group has no figures of its own", () => {
    expect(problems("sales: { now: {} }\nall: { now: {} }")).toEqual([
      "2:1 all: 'all' is a group; its figures are left out",
    ]);
  });

  it.each([
    ["", "1:1 : holds no message"],
    ["5", "1:1 : holds no message"],
    ["{}", "1:1 : holds no figures of this site's queues"],
    ["[]", "1:1 : holds no figures of this site's queues"],
    ["[5]", "1:2 0: is not an object"],
    ["sales: 5", "1:8 sales: holds no figures"],
    ["acd: [{ now: {} }]", "1:7 acd.0.queue.id: is not text of 1 to 128 letters"],
    ["{ queue: {} }", "1:10 queue.id: is not text of 1 to 128 letters"],
    ["sale: {}", "1:1 : holds no figures of this site's queues"],
  ])("refuses %j", (text, problem) => {
    expect(problems(text)[0]).toBe(problem);
    expect(read(text).problems[0]?.severity).toBe("error");
    expect(read(text).deliveries).toEqual([]);
  });

  it("tells what is no YAML and no JSON", () => {
    expect(read('{"a":').problems).toHaveLength(1);
  });

  it("never throws, and says something whenever nothing came out", () => {
    const key = fc.constantFrom("sales", "60100", "acd", "all", "now", "queue", "x", "__proto__");
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<unknown>(null, 1, -1, "60100", true),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(key, tie("value"), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(value, fc.constantFrom(place, twoSources, uccx()), (any, where) => {
        const result = read(JSON.stringify(any), where);
        expect(result.deliveries.length + result.problems.length).toBeGreaterThan(0);
      }),
    );
  });
});
