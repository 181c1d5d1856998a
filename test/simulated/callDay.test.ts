import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { QueueStatistics } from "../../src/domain/queueStatistics.ts";
import { Fault } from "../../src/ports/fault.ts";
import { MOST_CALLS, MOST_QUEUES } from "../../src/simulated/callDay/readCalls.ts";
import { readCallDay } from "../../src/simulated/callDay.ts";

const HEADER = "queue,arrivalIso,waitSeconds,outcome,talkSeconds,agentIndex";

/** Calls that nobody made, in the form of the records. */
const file = (...rows: readonly string[]): string => `${[HEADER, ...rows].join("\n")}\n`;

const at = (text: string, clock: string): QueueStatistics[] => {
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(":").map(Number);
  return [...readCallDay(text, "day.csv").statisticsAt(hours * 3_600 + minutes * 60 + seconds)];
};

const all = (text: string, clock: string): QueueStatistics => {
  const queue = at(text, clock).at(-1);
  if (queue === undefined) throw new Error("no queue");
  return queue;
};

describe("a recorded day of calls", () => {
  const day = file(
    "new,2001-05-07T09:00:00,30,answered,100,4",
    "old,2001-05-07T09:00:10,20,answered,,4",
    "old,2001-05-07T09:00:20,50,abandoned,,",
    "new,2001-05-07T09:05:00,0,answered,10,",
    "old,2001-05-07T23:59:50,15,abandoned,,",
  );

  it("knows its date and its queues", () => {
    expect(readCallDay(day, "day.csv")).toMatchObject({ date: "2001-05-07", queues: ["new", "old"] });
    expect(at(day, "09:00:00").map(({ queue }) => queue)).toEqual([
      { id: "new", name: "new", state: "unknown" },
      { id: "old", name: "old", state: "unknown" },
      { id: "all", name: "all", state: "unknown" },
    ]);
  });

  it("has counted nothing before its first call, and knows no mean of nothing", () => {
    const { now, totals, serviceLevel, averages, peaks } = all(day, "08:59:59");
    expect(now).toMatchObject({ waiting: 0, longestWaitSeconds: 0, averageWaitSeconds: null, inService: 0 });
    expect(totals).toMatchObject({
      window: "day",
      offered: 0,
      answered: 0,
      abandoned: 0,
      answeredPercent: null,
    });
    expect(serviceLevel).toEqual({
      percent: null,
      vendorPercent: null,
      thresholdSeconds: 20,
      formula: "offered",
    });
    expect(averages).toMatchObject({ answerSeconds: null, talkSeconds: null, abandonSeconds: null });
    expect(peaks.longestWaitSeconds).toBe(0);
  });

  it("lets a call wait from its arrival up to but not in the second in which its wait ends", () => {
    expect(all(day, "09:00:00").now).toMatchObject({ waiting: 1, longestWaitSeconds: 0 });
    expect(all(day, "09:00:29").now).toMatchObject({
      waiting: 3,
      longestWaitSeconds: 29,
      averageWaitSeconds: 19,
      inService: 0,
    });
    expect(all(day, "09:00:30")).toMatchObject({
      now: { waiting: 1, longestWaitSeconds: 10, inService: 1 },
      totals: { offered: 3, answered: 2, abandoned: 0, answeredInTarget: 1, abandonedInTarget: 0 },
      peaks: { longestWaitSeconds: 30 },
    });
    expect(all(day, "09:01:09")).toMatchObject({
      now: { waiting: 1, longestWaitSeconds: 49 },
      peaks: { longestWaitSeconds: 49 },
    });
    expect(all(day, "09:01:10")).toMatchObject({
      now: { waiting: 0, longestWaitSeconds: 0, averageWaitSeconds: null },
      totals: { abandoned: 1 },
      peaks: { longestWaitSeconds: 50 },
    });
  });

  it("computes what an ACD would from the counts", () => {
    const { totals, serviceLevel, averages } = all(day, "12:00:00");
    expect(totals).toMatchObject({ offered: 4, answered: 3, answeredPercent: 75, abandonedPercent: 25 });
    expect(serviceLevel.percent).toBe(50);
    expect(averages).toMatchObject({
      answerSeconds: 50 / 3,
      talkSeconds: 55,
      abandonSeconds: 50,
      method: "mean",
    });
  });

  it("says that it does not know all talks once one was not recorded", () => {
    const [young, old] = at(day, "12:00:00");
    expect(young?.quality).toEqual([]);
    expect(old?.quality).toEqual([{ path: "now.inService", reason: "partial" }]);
    expect(old?.now.inService).toBe(0);
  });

  it("knows nothing of agents: nobody recorded them", () => {
    for (const { agents } of at(day, "12:00:00")) {
      expect(Object.values(agents).every((count) => count === null)).toBe(true);
    }
  });

  it("goes on after midnight", () => {
    const day86405 = readCallDay(day, "day.csv").statisticsAt(86_404).at(-1);
    expect(day86405?.now).toMatchObject({ waiting: 1, longestWaitSeconds: 14 });
    expect(readCallDay(day, "day.csv").statisticsAt(86_405).at(-1)?.now.waiting).toBe(0);
  });

  it("takes lines of any order, of Windows, and a mark at the beginning", () => {
    const [header, ...rows] = day.trimEnd().split("\n");
    const shuffled = `\uFEFF${[header, ...rows.toReversed()].join("\r\n")}\r\n`;
    expect(at(shuffled, "09:00:29")).toEqual(at(day, "09:00:29"));
    expect(at(day.trimEnd(), "09:00:29")).toEqual(at(day, "09:00:29"));
  });

  const good = "q,2001-05-07T09:00:00,1,answered,2,3";

  it.each([
    { name: "an empty file", text: "", says: "line 1 is not the expected header" },
    { name: "another header", text: "a,b,c\n", says: "line 1 is not the expected header" },
    { name: "no call", text: `${HEADER}\n`, says: "there is no call in it" },
    {
      name: "a column too few",
      text: file(good, "q,2001-05-07T09:00:00,1,answered,2"),
      says: "line 3 has 5 columns, not 6",
    },
    { name: "an empty line", text: file(good, "", good), says: "line 3 has 1 columns, not 6" },
    {
      name: "a queue without a name",
      text: file(",2001-05-07T09:00:00,1,answered,2,3"),
      says: 'line 2 has "" for queue',
    },
    {
      name: "a control character",
      text: file("q\u0007,2001-05-07T09:00:00,1,answered,2,3"),
      says: "for queue, not a queue's id",
    },
    {
      name: "a date without a time",
      text: file("q,2001-05-07,1,answered,2,3"),
      says: 'line 2 has "2001-05-07" for arrivalIso',
    },
    { name: "an hour too late", text: file("q,2001-05-07T24:00:00,1,answered,2,3"), says: "for arrivalIso" },
    {
      name: "a wait that is no number",
      text: file("q,2001-05-07T09:00:00,x,answered,2,3"),
      says: 'line 2 has "x" for waitSeconds, not a whole number',
    },
    { name: "a negative wait", text: file("q,2001-05-07T09:00:00,-1,answered,2,3"), says: "for waitSeconds" },
    { name: "no wait", text: file("q,2001-05-07T09:00:00,,answered,2,3"), says: "for waitSeconds" },
    {
      name: "a wait of days",
      text: file("q,2001-05-07T09:00:00,86401,answered,2,3"),
      says: "line 2 has 86401 for waitSeconds: at most 86400",
    },
    {
      name: "another outcome",
      text: file("q,2001-05-07T09:00:00,1,lost,2,3"),
      says: 'line 2 has "lost" for outcome, not answered or abandoned',
    },
    {
      name: "a talk that is no number",
      text: file("q,2001-05-07T09:00:00,1,answered,1e3,3"),
      says: "for talkSeconds",
    },
    {
      name: "an agent who is no number",
      text: file("q,2001-05-07T09:00:00,1,answered,2,Ann"),
      says: 'line 2 has "Ann" for agentIndex',
    },
    {
      name: "a talk after hanging up",
      text: file("q,2001-05-07T09:00:00,1,abandoned,2,"),
      says: "line 2 has a talk, but the caller hung up",
    },
    {
      name: "another day",
      text: file(good, "q,2001-05-08T09:00:00,1,answered,2,3"),
      says: "line 3 is of 2001-05-08, but the first call is of 2001-05-07",
    },
    {
      name: "a queue that stands for all",
      text: file("all,2001-05-07T09:00:00,1,answered,2,3"),
      says: "a queue is named 'all'",
    },
    {
      name: "too many queues",
      text: file(...Array.from({ length: MOST_QUEUES + 1 }, (_, index) => `q${index}${good.slice(1)}`)),
      says: "more than 100 queues",
    },
    {
      name: "too many calls",
      text: `${HEADER}${"\n".repeat(MOST_CALLS + 2)}`,
      says: "more than 250000 calls",
    },
  ])("refuses $name and says where", ({ text, says }) => {
    let fault: unknown;
    try {
      readCallDay(text, "day.csv");
    } catch (error) {
      fault = error;
    }
    expect(fault).toBeInstanceOf(Fault);
    expect(String(fault)).toContain(says);
  });

  it("refuses any other text with a fault, never with an accident", () => {
    const cells = fc.oneof(
      fc.string(),
      fc.constantFrom("q", "2001-05-07T09:00:00", "0", "answered", "", "3"),
    );
    const rows = fc.array(fc.array(cells, { maxLength: 7 }).map((row) => row.join(",")));
    fc.assert(
      fc.property(rows, (lines) => {
        try {
          readCallDay(file(...lines), "day.csv");
        } catch (error) {
          expect(error).toBeInstanceOf(Fault);
        }
      }),
    );
  });
});

interface Made {
  readonly queue: string;
  readonly arrival: number;
  readonly wait: number;
  readonly answered: boolean;
  readonly talk: number | null;
}

const made: fc.Arbitrary<Made> = fc.record({
  queue: fc.constantFrom("a", "b", "c"),
  arrival: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 86_399 })),
  wait: fc.oneof(fc.integer({ min: 0, max: 45 }), fc.integer({ min: 0, max: 86_400 })),
  answered: fc.boolean(),
  talk: fc.option(fc.integer({ min: 0, max: 90 })),
});

const two = (value: number): string => String(value).padStart(2, "0");

function rowOf({ queue, arrival, wait, answered, talk }: Made): string {
  const clock = [Math.floor(arrival / 3_600), Math.floor(arrival / 60) % 60, arrival % 60].map(two).join(":");
  return `${queue},2001-05-07T${clock},${wait},${answered ? `answered,${talk ?? ""},1` : "abandoned,,"}`;
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

/** The same by asking every call. */
function bruteForce(calls: readonly Made[], t: number) {
  const arrived = calls.filter(({ arrival }) => arrival <= t);
  const ages = arrived.filter(({ arrival, wait }) => t < arrival + wait).map(({ arrival }) => t - arrival);
  const over = arrived.filter(({ arrival, wait }) => arrival + wait <= t);
  const answered = over.filter((call) => call.answered);
  const abandoned = over.filter((call) => !call.answered);
  const talks = answered.flatMap(({ arrival, wait, talk }) =>
    talk === null ? [] : [{ end: arrival + wait + talk, talk }],
  );
  const inTarget = (some: readonly Made[]): number => some.filter(({ wait }) => wait <= 20).length;
  const longest = Math.max(0, ...ages);
  return {
    now: {
      waiting: ages.length,
      longestWaitSeconds: longest,
      averageWaitSeconds: mean(ages),
      inService: talks.filter(({ end }) => t < end).length,
    },
    totals: {
      offered: arrived.length,
      answered: answered.length,
      abandoned: abandoned.length,
      answeredInTarget: inTarget(answered),
      abandonedInTarget: inTarget(abandoned),
    },
    serviceLevel: { percent: arrived.length === 0 ? null : (100 * inTarget(answered)) / arrived.length },
    averages: {
      answerSeconds: mean(answered.map(({ wait }) => wait)),
      abandonSeconds: mean(abandoned.map(({ wait }) => wait)),
      talkSeconds:
        answered.length === 0 ? null : mean(talks.filter(({ end }) => end <= t).map(({ talk }) => talk)),
    },
    peaks: { longestWaitSeconds: Math.max(longest, ...over.map(({ wait }) => wait)) },
  };
}

describe("any recorded day", () => {
  it("stands at any second as every call says when it is asked", () => {
    const second = fc.oneof(fc.integer({ min: 0, max: 120 }), fc.integer({ min: 0, max: 200_000 }));
    fc.assert(
      fc.property(
        fc.array(made, { minLength: 1, maxLength: 40 }),
        fc.array(second, { minLength: 1 }),
        (calls, seconds) => {
          const day = readCallDay(file(...calls.map(rowOf)), "day.csv");
          const edges = calls.flatMap(({ arrival, wait }) => [arrival, arrival + wait - 1, arrival + wait]);
          for (const t of [...seconds, ...edges]) {
            for (const statistics of day.statisticsAt(t)) {
              const { id } = statistics.queue;
              expect(statistics).toMatchObject(
                bruteForce(
                  calls.filter(({ queue }) => id === "all" || queue === id),
                  t,
                ),
              );
            }
          }
        },
      ),
    );
  });
});
