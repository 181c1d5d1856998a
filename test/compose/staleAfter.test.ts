import { expect, it } from "vitest";
import { staleAfterSeconds } from "../../src/compose/staleAfter.ts";
import type { CompleteSite } from "../../src/config/completeSite.ts";
import { siteSchema } from "../../src/config/siteSchema.ts";
import { profileSchema } from "../../src/drivers/acd/profileSchema.ts";

const profile = profileSchema.parse({
  schema: 1,
  id: "slow",
  reader: "json-object",
  queue: { id: "name" },
  options: { staleAfterSeconds: 200 },
  samples: [{ payload: {} }],
  source: "a test",
});

const parsed = siteSchema.parse({
  version: 1,
  site: "here",
  node: "wall",
  broker: { urls: ["mqtt://127.0.0.1"] },
  sources: {
    own: {},
    profiled: { profile: "slow" },
    optioned: { profile: "slow", options: { staleAfterSeconds: 90 } },
    said: { profile: "slow", staleAfterSeconds: 5, options: { staleAfterSeconds: 90 } },
  },
  queues: {},
  displays: [{ id: "d", model: "m", port: "simulated", pages: [{ lines: ["x"] }] }],
});
const site: CompleteSite = { ...parsed, queues: {} };
const file = { site, profiles: new Map([["slow", profile]]) };

it.each([
  ["own", 60],
  ["profiled", 200],
  ["optioned", 90],
  ["said", 5],
  ["nobody", 60],
])("lets the figures of %s be shown for %i s", (source, seconds) => {
  expect(staleAfterSeconds(file, source)).toBe(seconds);
});
