import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isJsonObject } from "../../../src/drivers/acd/boundedJson.ts";
import { MOST_FIGURES } from "../../../src/drivers/acd/metricGroups.ts";
import { MOST_GROUPS, metricList } from "../../../src/drivers/acd/metricList.ts";
import type { RowReader, Rows } from "../../../src/drivers/acd/profileReader.ts";
import type { ProfileOptions } from "../../../src/drivers/acd/profileSchema.ts";

const context = { receivedAt: null, listIgnored: false };

/** The form of Genesys Cloud. */
const genesys = {
  id: "group.queueId",
  channel: { from: "group.mediaType", voice: ["voice"] },
  metrics: "data",
  metric: "metric",
  qualifier: "qualifier",
  value: "stats",
};

/** The form of 8x8. */
const keyed = { id: "id", name: "name", metrics: "metrics", metric: "key", value: "value" };

/** The form of Stat Server. */
const flat = { id: "object", metric: "statistic", value: "value" };

interface Setting {
  readonly rows?: string;
  readonly agentRows?: string | null;
  readonly options?: ProfileOptions;
}

function open(layout: object, { rows = "", agentRows = null, options = {} }: Setting = {}): RowReader {
  return metricList.open({ rows, agentRows, layout: metricList.layout.parse(layout), options });
}

const read = (layout: object, payload: unknown, setting?: Setting): Rows =>
  open(layout, setting).read(JSON.stringify(payload), context);

function well(...args: Parameters<typeof read>): Extract<Rows, { ok: true }> {
  const rows = read(...args);
  if (!rows.ok) throw new Error(rows.message);
  return rows;
}

const group = (queueId: string | null, mediaType: string | null, data: unknown) => ({
  group: { queueId, mediaType },
  data,
});

const count = (metric: string, value: number, qualifier?: string) => ({
  metric,
  qualifier,
  stats: { count: value },
});

describe("figures by name become one row for each queue", () => {
  it("puts a figure under its name, and under its qualifier where it has one", () => {
    const results = [group("q", "voice", [count("oWaiting", 2), count("oStatuses", 4, "IDLE")])];
    expect(well(genesys, { results }, { rows: "results" })).toEqual({
      ok: true,
      rows: [{ group: { id: "q" }, oWaiting: { count: 2 }, oStatuses: { IDLE: { count: 4 } } }],
      agents: [],
      problems: [],
      leftOut: [],
    });
  });

  it("takes the parts of a name apart at its points", () => {
    const queue = { id: 103, name: "Appointments", metrics: [{ key: "entered.today", value: 7 }] };
    expect(well(keyed, [queue]).rows).toEqual([
      { group: { id: "103", name: "Appointments" }, entered: { today: 7 } },
    ]);
  });

  it("reads an object of names like a list of them", () => {
    const queue = { id: "a", metrics: { "status.rt": "Available", "timeOnStatus.rt": 123 } };
    expect(well(keyed, queue).rows).toEqual([
      { group: { id: "a" }, status: { rt: "Available" }, timeOnStatus: { rt: 123 } },
    ]);
  });

  it("gathers a queue's figures from a list of single figures", () => {
    const entries = [
      { statistic: "Waiting", object: "VQ1", value: 3 },
      { statistic: "Waiting", object: "VQ2", value: "0" },
      { statistic: "Ready", object: "VQ1", value: 1 },
    ];
    expect(well(flat, entries).rows).toEqual([
      { group: { id: "VQ1" }, Waiting: 3, Ready: 1 },
      { group: { id: "VQ2" }, Waiting: "0" },
    ]);
  });

  it("says null for a figure without a value, so that it is never taken for a counter left out", () => {
    expect(well(flat, [{ statistic: "Waiting", object: "VQ1" }]).rows).toEqual([
      { group: { id: "VQ1" }, Waiting: null },
    ]);
  });

  it("takes the whole entry where the value is not all", () => {
    const entry = { statistic: "Level", object: "VQ1", value: 80, limit: 20 };
    expect(well({ ...flat, value: "" }, [entry]).rows).toEqual([{ group: { id: "VQ1" }, Level: entry }]);
  });

  it("gives each row the keys of its group and of the message that the layout lists", () => {
    const layout = { ...keyed, also: ["state"], message: ["at"] };
    const payload = { at: "09:00", queues: [{ id: "a", state: { open: true }, metrics: [] }] };
    expect(well(layout, payload, { rows: "queues" }).rows).toEqual([
      { group: { id: "a" }, message: { at: "09:00" }, state: { open: true } },
    ]);
  });
});

describe("groups of one queue become one row", () => {
  const both = [
    group("q", null, [count("oIdle", 5), count("oWaiting", 99)]),
    group("q", "voice", [count("oWaiting", 2)]),
    group("q", "email", [count("oWaiting", 40)]),
  ];

  it("takes voice, and what belongs to no channel; the channel's own figure counts more", () => {
    const expected = [{ group: { id: "q" }, oIdle: { count: 5 }, oWaiting: { count: 2 } }];
    expect(well(genesys, { results: both }, { rows: "results" }).rows).toEqual(expected);
    const reversed = well(genesys, { results: both.toReversed() }, { rows: "results" });
    expect(reversed.rows).toEqual(expected);
    expect(reversed.problems).toEqual([]);
  });

  it("takes the channels of the site instead", () => {
    const options = { channels: ["EMAIL"] };
    expect(well(genesys, { results: both }, { rows: "results", options }).rows).toEqual([
      { group: { id: "q" }, oIdle: { count: 5 }, oWaiting: { count: 40 } },
    ]);
  });

  it("does not know a figure that is given twice and differently, however often", () => {
    const entry = (value: number) => ({ statistic: "Waiting", object: "VQ1", value });
    const rows = well(flat, [entry(3), entry(4), entry(3)]);
    expect(rows.rows).toEqual([{ group: { id: "VQ1" }, Waiting: null }]);
    expect(rows.problems).toEqual([{ path: "1.Waiting", message: "is given twice, and differently" }]);
  });

  it("knows a figure that is given twice alike", () => {
    const results = [group("q", "voice", [count("a", 1)]), group("q", "voice", [count("a", 1)])];
    const rows = well(genesys, { results }, { rows: "results" });
    expect([rows.rows, rows.problems]).toEqual([[{ group: { id: "q" }, a: { count: 1 } }], []]);
    const entry = { statistic: "Waiting", object: "VQ1", value: 3 };
    expect(well(flat, [entry, entry])).toMatchObject({ rows: [{ Waiting: 3 }], problems: [] });
    const mixed = well(flat, [entry, { ...entry, value: { count: 3 } }]);
    expect(mixed).toMatchObject({ rows: [{ Waiting: null }], problems: [{ path: "1.Waiting" }] });
    const objects = [entry, entry].map((one, index) => ({ ...one, value: { count: index } }));
    expect(well(flat, objects)).toMatchObject({ rows: [{ Waiting: null }] });
    expect(well(flat, [{ ...entry, value: { count: 3 } }, entry])).toMatchObject({
      rows: [{ Waiting: null }],
    });
  });

  it("calls figures of all queues together by the layout's name", () => {
    const entry = { statistic: "Waiting", value: 3 };
    expect(well({ ...flat, ungrouped: "all" }, [entry]).rows).toEqual([{ group: { id: "all" }, Waiting: 3 }]);
  });
});

describe("agents stand in groups as well", () => {
  const agent = { id: "a", metrics: [{ key: "status.rt", value: "Available" }] };

  it("reads them from their own list, which may be missing", () => {
    const payload = { queues: [], agents: [agent] };
    const rows = well(keyed, payload, { rows: "queues", agentRows: "agents" });
    expect(rows.agents).toEqual([{ group: { id: "a" }, status: { rt: "Available" } }]);
    expect(well(keyed, { queues: [] }, { rows: "queues", agentRows: "agents" }).agents).toEqual([]);
  });

  it("reads a list of agents only once", () => {
    const rows = well(keyed, [agent, { metrics: [] }], { agentRows: "" });
    expect(rows.agents).toEqual([{ group: { id: "a" }, status: { rt: "Available" } }]);
    expect(rows.problems).toHaveLength(1);
  });
});

describe("what does not fit is told with its place", () => {
  it.each([
    ["is not an object", [3], "0"],
    ["names no queue", [{ metrics: [] }], "0"],
    ["names no queue", [{ id: " ", metrics: [] }], "0"],
    ["has no list of figures", [{ id: "a", metrics: 7 }], "0"],
    ["has no list of figures", [{ id: "a" }], "0"],
    ["has a figure without a name", [{ id: "a", metrics: [{ value: 1 }] }], "0"],
    ["has a name that is taken", [{ id: "a", metrics: [{ key: "group.id", value: 1 }] }], "0.group.id"],
    [
      "has too long a name",
      [{ id: "a", metrics: [{ key: "a.b.c.d.e.f.g.h.i", value: 1 }] }],
      "0.a.b.c.d.e.f.g.h.i",
    ],
    [
      "has too long a name",
      [{ id: "a", metrics: [{ key: "x".repeat(300), value: 1 }] }],
      `0.${"x".repeat(80)}`,
    ],
    ["is a figure and a group of figures at once", [{ id: "a", metrics: { "a.b": 1, a: 2 } }], "0.a"],
    ["is a figure and a group of figures at once", [{ id: "a", metrics: { a: 2, "a.b": 1 } }], "0.a.b"],
    [
      `has more than ${MOST_FIGURES} figures`,
      [{ id: "a", metrics: Array.from({ length: MOST_FIGURES + 1 }, () => 1) }],
      "0",
    ],
  ])("%s", (message, payload, path) => {
    expect(well(keyed, payload).problems).toEqual([{ path, message }]);
  });

  it("names the list in which the place is", () => {
    const { problems } = well(keyed, { a: { queues: [1] } }, { rows: "a.queues" });
    expect(problems).toEqual([{ path: "a.queues.0", message: "is not an object" }]);
  });

  it("takes the figures of one interval only: several cannot be added up here", () => {
    const layout = { ...keyed, intervals: "data" };
    const interval = { metrics: [{ key: "offered", value: 7 }] };
    expect(well(layout, [{ id: "a", data: [interval] }]).rows).toEqual([{ group: { id: "a" }, offered: 7 }]);
    for (const data of [[interval, interval], [], undefined, {}])
      expect(well(layout, [{ id: "a", data }]).problems).toEqual([
        { path: "0", message: "is not of one interval" },
      ]);
  });

  it("refuses what is no list of groups, too many of them, and what is no JSON", () => {
    const wrong = { ok: false, reason: "wrong_shape", message: "has no list of groups" };
    expect(read(keyed, {}, { rows: "results" })).toEqual(wrong);
    expect(read(keyed, 7)).toEqual(wrong);
    expect(
      read(
        flat,
        Array.from({ length: MOST_GROUPS + 1 }, () => 0),
      ),
    ).toEqual(wrong);
    expect(open(keyed).read("[", context)).toMatchObject({ ok: false, reason: "not_json" });
  });

  it("treats a key such as __proto__ as the name that it is", () => {
    const text =
      '[{"id":"a","metrics":[{"key":"__proto__.polluted","value":1},{"key":"constructor","value":2}]}]';
    const rows = open(keyed).read(text, context);
    expect(Object.hasOwn({}, "polluted")).toBe(false);
    expect("polluted" in {}).toBe(false);
    expect(rows).toMatchObject({ ok: true, problems: [] });
    const row = rows.ok ? rows.rows[0] : undefined;
    expect(new Set(Object.keys(row ?? {}))).toEqual(new Set(["__proto__", "constructor", "group"]));
  });

  it("never throws, and every row is a queue with an id, whatever comes", () => {
    const name = fc.oneof(fc.constantFrom("a", "a.b", "group", "__proto__", "", "."), fc.string());
    const entry = fc.record(
      { key: fc.oneof(name, fc.jsonValue()), value: fc.jsonValue() },
      { requiredKeys: [] },
    );
    const metrics = fc.oneof(fc.array(entry), fc.dictionary(name, fc.jsonValue()), fc.jsonValue());
    const queue = fc.record({ id: fc.oneof(name, fc.jsonValue()), metrics }, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.array(fc.oneof(queue, fc.jsonValue())), (payload) => {
        const { rows, problems } = well(keyed, payload);
        const ids = rows.map((row) => (isJsonObject(row["group"]) ? row["group"]["id"] : null));
        expect(ids.every((id) => typeof id === "string" && id !== "")).toBe(true);
        expect(new Set(ids).size).toBe(ids.length);
        expect(problems.length).toBeLessThanOrEqual(50);
      }),
    );
  });

  it("gives the same figures whatever the order of different names", () => {
    const figures = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]{1,4}$/), fc.nat()), {
      selector: ([name]) => name,
    });
    fc.assert(
      fc.property(figures, (pairs) => {
        const entries = pairs.map(([statistic, value]) => ({ statistic, object: "q", value }));
        const known = pairs.filter(([name]) => name !== "group" && name !== "message");
        const expected =
          known.length === 0 && pairs.length === 0
            ? []
            : [{ group: { id: "q" }, ...Object.fromEntries(known) }];
        expect(well(flat, entries).rows).toEqual(expected);
        expect(well(flat, entries.toReversed()).rows).toEqual(expected);
      }),
    );
  });
});

describe("the layout is checked", () => {
  it.each([
    ["an unknown key", { ...flat, groups: "x" }],
    ["no id", { metric: "a", value: "b" }],
    ["a key of the message that is a path", { ...flat, message: ["a.b"] }],
    ["no word for voice", { ...flat, channel: { from: "media", voice: [] } }],
  ])("refuses %s", (_, layout) => {
    expect(metricList.layout.safeParse(layout).success).toBe(false);
  });
});

describe("a capture of many messages", () => {
  it("is cut by lines, and by entries where a message is one object", () => {
    const lines = '{"object":"a"}\n{"object":"b"}';
    expect(open(flat).messagesOf(lines)).toEqual(['{"object":"a"}', '{"object":"b"}']);
    expect(open(genesys, { rows: "results" }).messagesOf('[{"results":[]},{"results":[]}]')).toHaveLength(2);
    expect(open(flat).messagesOf('[{"object":"a"},{"object":"b"}]')).toHaveLength(1);
  });
});
