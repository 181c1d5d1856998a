import { describe, expect, it } from "vitest";
import { checkSamples } from "../../../src/drivers/acd/checkSamples.ts";
import { describeField } from "../../../src/drivers/acd/describeField.ts";
import { compileProfile } from "../../../src/drivers/acd/profile.ts";
import { type ProfileOptions, profileSchema } from "../../../src/drivers/acd/profileSchema.ts";

const classes = [
  { seconds: 5, from: "ans5" },
  { seconds: 15, from: "ans15" },
  { seconds: 20, from: "ans20" },
  { seconds: 60, from: "ans60" },
];
const answered = { below: { limit: "threshold", classes } };
const gaveUp = { below: { limit: "short", classes: [{ seconds: 5, from: "abn5" }] } };
const row = { q: "12", ans5: 30, ans15: 20, ans20: "10", ans60: 5, abn5: 4 };

const written = (options: object, changes: object = {}) => ({
  schema: 1,
  id: "classes",
  reader: "json-object",
  queue: { id: "q" },
  totals: { answeredInTarget: answered, abandonedShort: gaveUp },
  options,
  samples: [{ payload: row }],
  source: "a test",
  ...changes,
});

function read(options: ProfileOptions, payload: object = row, changes: object = {}) {
  const reader = compileProfile(profileSchema.parse(written(options, changes)), {});
  const result = reader.read(JSON.stringify(payload), { receivedAt: 0, listIgnored: true });
  if (!result.ok) throw new Error(result.problem.message);
  const { totals, quality } = result.statistics[0] ?? {};
  return { inTarget: totals?.answeredInTarget, short: totals?.abandonedShort, quality, ...result };
}

describe("calls counted by classes of waiting time", () => {
  it("are added up to the threshold where a class counts only its own", () => {
    const { inTarget, short, problems, ignored } = read({
      buckets: "exclusive",
      thresholdSeconds: 20,
      shortAbandonSeconds: 5,
    });
    expect([inTarget, short]).toEqual([60, 4]);
    expect(problems).toEqual([]);
    expect(ignored).toEqual([]);
  });

  it("are those of the one class that ends at the threshold where a class counts all before it too", () => {
    const { inTarget, short, problems } = read({ buckets: "cumulative", thresholdSeconds: 15 });
    expect(inTarget).toBe(20);
    expect(short).toBeNull();
    expect(problems).toEqual([]);
  });

  it("take the threshold that the profile itself knows, unless the site has its own", () => {
    const known = { serviceLevel: { thresholdSeconds: { value: 5 } } };
    expect(read({ buckets: "exclusive" }, row, known).inTarget).toBe(30);
    expect(read({ buckets: "exclusive", thresholdSeconds: 15 }, row, known).inTarget).toBe(50);
  });

  it("are unknown where no class ends at the threshold, and the person who maps is told where they end", () => {
    const { inTarget, problems } = read({ buckets: "exclusive", thresholdSeconds: 30 });
    expect(inTarget).toBeNull();
    expect(problems[0]).toEqual({
      path: "totals.answeredInTarget",
      message: "has no class that ends at 30 s, only at 5, 15, 20, 60",
    });
  });

  it("are never guessed: without a threshold or without what a class counts they are unknown", () => {
    expect(read({ buckets: "exclusive" }).problems[0]?.message).toBe("needs thresholdSeconds");
    const { inTarget, problems } = read({ thresholdSeconds: 20 });
    expect(inTarget).toBeNull();
    expect(problems[0]?.message).toBe("needs buckets: exclusive or cumulative in the profile's options");
  });

  it("are unknown when one class is missing, unknown or no number", () => {
    const options: ProfileOptions = { buckets: "exclusive", thresholdSeconds: 20 };
    for (const ans15 of [undefined, null, "N/A"]) {
      const { inTarget, quality } = read(options, { ...row, ans15 });
      expect(inTarget).toBeNull();
      expect(quality).toContainEqual({ path: "totals.answeredInTarget", reason: "partial" });
    }
    const { inTarget, problems } = read(options, { ...row, ans15: "many" });
    expect(inTarget).toBeNull();
    expect(problems[0]).toEqual({ path: "totals.answeredInTarget", message: "is not a number" });
  });

  it("must be written from the shortest wait to the longest", () => {
    const totals = { answered: { below: { limit: "short", classes: classes.toReversed() } } };
    expect(profileSchema.safeParse(written({}, { totals })).success).toBe(false);
  });

  it("are described to people", () => {
    const profile = profileSchema.parse(written({}));
    const spec = profile.totals.answeredInTarget;
    expect(spec === undefined ? null : describeField(spec)).toBe("classes of waiting time below threshold");
    expect(checkSamples(profile)).toEqual([]);
  });
});

describe("rows of several channels", () => {
  const rows = [
    { q: "calls", media: "VOICE", n: 1 },
    { q: "mails", media: "Email", n: 20 },
    { q: "chats", media: "chat", n: 300 },
    { q: "who knows", n: 4_000 },
  ];
  const queuesOf = (options: ProfileOptions, keep = {}) => {
    const changes = { keep, reader: "json-rows", channel: "media", now: { waiting: "n" }, totals: {} };
    const profile = profileSchema.parse(written({}, changes));
    const text = JSON.stringify(rows);
    const result = compileProfile(profile, options).read(text, { receivedAt: 0, listIgnored: true });
    if (!result.ok) throw new Error(result.problem.message);
    const { statistics, problems, ignored } = result;
    return { ids: statistics.map(({ queue }) => queue.id), problems, ignored };
  };

  it("feed a board with calls only, and a row that does not say its channel is told", () => {
    expect(queuesOf({})).toEqual({
      ids: ["calls"],
      problems: [{ path: "channel", message: "is missing" }],
      ignored: [],
    });
  });

  it("that are not wanted are not asked for their channel", () => {
    expect(queuesOf({}, { q: ["calls", "mails"] })).toEqual({ ids: ["calls"], problems: [], ignored: [] });
  });

  it("feed it with others where the site asks for them", () => {
    expect(queuesOf({ channels: ["voice", "EMAIL"] }).ids).toEqual(["calls", "mails"]);
  });
});
