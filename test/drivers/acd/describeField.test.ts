import { expect, it } from "vitest";
import { describeField, describeProfile } from "../../../src/drivers/acd/describeField.ts";
import { type FieldSpec, profileSchema } from "../../../src/drivers/acd/profileSchema.ts";

it.each<[FieldSpec, string]>([
  ["callswaiting", "callswaiting"],
  [{ from: "oldestcontact", unit: "ms" }, "oldestcontact (ms)"],
  [{ from: ["queue", "n.waiting"] }, "queue.n.waiting"],
  [{ sum: ["pending", { from: "reserved", unit: "number" }] }, "pending + reserved (number)"],
  [{ minus: ["answered", "late"] }, "answered − late"],
  [{ over: ["delay", "answered"] }, "delay ÷ answered"],
  [{ first: ["live", { sum: ["a", "b"] }] }, "live, else a + b"],
  [{ value: 20 }, "always 20"],
  [{ count: { in: "agents", where: { state: ["READY", "IDLE"] } } }, "agents with state READY/IDLE, counted"],
  [
    { below: { limit: "threshold", classes: [{ seconds: 20, from: "ts1" }] } },
    "classes of waiting time below threshold",
  ],
])("says where %j comes from as a technician would", (spec, words) => {
  expect(describeField(spec)).toBe(words);
});

it("tells of every figure of a profile, and of no word that is the profile's own", () => {
  const profile = profileSchema.parse({
    schema: 1,
    id: "acme",
    reader: "json-object",
    queue: { id: "name" },
    now: { waiting: "w" },
    totals: { window: "day", offered: { sum: ["a", "b"] } },
    averages: { method: "mean", talkSeconds: { from: "t", unit: "ms" } },
    serviceLevel: { formula: "offered", vendorPercent: "sl" },
    samples: [{ payload: {} }],
    source: "a test",
  });
  expect([...describeProfile(profile)]).toEqual([
    ["now.waiting", "w"],
    ["totals.offered", "a + b"],
    ["serviceLevel.vendorPercent", "sl"],
    ["averages.talkSeconds", "t (ms)"],
  ]);
});
