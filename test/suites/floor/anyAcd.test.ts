import { readdirSync, readFileSync } from "node:fs";
import { describe } from "vitest";
import { parse } from "yaml";
import { floorTest as it } from "../floorBench.ts";
import { Bandeau } from "../process.ts";

const folder = new URL("../../../devices/acds/", import.meta.url);

interface Shipped {
  readonly id: string;
  readonly now?: Readonly<Record<string, unknown>>;
}

/** What tells of calls that are over has nobody waiting. */
const profiles = readdirSync(folder)
  .map((file): Shipped => parse(readFileSync(new URL(file, folder), "utf8")))
  .filter(({ now }) => now?.["waiting"] !== undefined)
  .map(({ id }) => id);

/** A source that reads all queues as one calls it so. */
const queueIdOf: Readonly<Record<string, string>> = { "cisco-uccx-icd": "voice" };

/** The simulated centre stands still, so that every ACD tells of the same moment. */
const still = ["--speed", "0.0001", "--every", "1", "--seed", "7", "--peak", "4"];

const keyOf = (profile: string): string => `p${profile.replaceAll("-", "_")}`;

function siteOf(brokerUrl: string) {
  const others = profiles.filter((profile) => queueIdOf[profile] === undefined);
  const source = (profile: string) => ({
    profile,
    subscribe: `cc/1/floor/acd/${profile}/raw`,
    status: `cc/1/floor/acd/${profile}/status`,
    options: { zone: "Europe/Paris" },
  });
  const lineOf = (queue: string) => `{${queue}.waiting}`;
  return {
    ids: others,
    site: {
      broker: { urls: [brokerUrl] },
      sources: { truth: {}, ...Object.fromEntries(others.map((profile) => [profile, source(profile)])) },
      queues: {
        truth: { source: "truth", id: "sales" },
        ...Object.fromEntries(others.map((profile) => [keyOf(profile), { source: profile, id: "sales" }])),
      },
      thresholds: [],
      displays: others.map((profile) => ({
        id: profile,
        model: "alpha-generic-2x20",
        port: "simulated",
        pages: [{ lines: [lineOf("truth"), lineOf(keyOf(profile))] }],
      })),
    },
  };
}

describe("an ACD of any kind", () => {
  it("puts on the wall what it really has", { timeout: 600_000 }, async ({ bench, expect }) => {
    const { ids, site } = siteOf(bench.broker.url);
    expect(ids.length).toBeGreaterThan(15);
    bench.writeSite({ site });
    const bus = await bench.listener();
    const daemon = bench.daemon();
    await daemon.line((line) => line.includes("broker up"), 60_000);
    const started: Bandeau[] = [];
    const begin = async (source: string, ...words: string[]): Promise<void> => {
      const options = ["--broker", bench.broker.url, "--site", "floor", "--source", source];
      const sim = new Bandeau(["sim", "acd", ...options, ...still, ...words]);
      started.push(sim);
      await sim.line((line) => line.includes("a simulated ACD"), 60_000);
    };
    try {
      await begin("truth");
      for (const profile of ids) {
        await begin(profile, "--format", profile, "--zone", "Europe/Paris");
        const shown = await bus.hears(
          `cc/1/floor/node/wall-1/device/${profile}/shown`,
          ({ lines }) => Array.isArray(lines) && /\d/.test(String(lines[0])) && /\d/.test(String(lines[1])),
          90_000,
        );
        const [truth, told] = shown["lines"] as readonly string[];
        expect({ profile, told }).toEqual({ profile, told: truth });
        expect(Number(told)).toBeGreaterThan(0);
        if (started.length > 4) await started.splice(1, 1)[0]?.kill();
      }
    } finally {
      await Promise.all(started.map((sim) => sim.kill()));
    }
  });
});
