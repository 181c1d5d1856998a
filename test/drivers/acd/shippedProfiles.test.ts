import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { checkSamples } from "../../../src/drivers/acd/checkSamples.ts";
import { compileProfile } from "../../../src/drivers/acd/profile.ts";
import { profileSchema } from "../../../src/drivers/acd/profileSchema.ts";

const folder = new URL("../../../devices/acds/", import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
const profileIn = (file: string) => profileSchema.parse(parse(readFileSync(new URL(file, folder), "utf8")));

describe("the profiles that we ship", () => {
  it.each(files)("%s is named after its id and does what its samples say", (file) => {
    const profile = profileIn(file);
    expect(`${profile.id}.yaml`).toBe(file);
    expect(checkSamples(profile)).toEqual([]);
  });

  it("read a row of Cisco UCCX as its maker describes it", () => {
    const row = {
      csqname: "SAV",
      loggedinagents: 6,
      availableagents: 1,
      unavailableagents: 2,
      talkingagents: 3,
      workingagents: 0,
      reservedagents: 0,
      callswaiting: 2,
      oldestcontact: 31_900,
      totalcalls: 50,
      callshandled: 44,
      callsabandoned: 4,
      callsdequeued: 0,
      enddatetime: "2026-01-12 10:00:05.0",
    };
    const reader = compileProfile(profileIn("cisco-uccx-csq.yaml"), { zone: "Europe/Paris" });
    const receivedAt = Date.parse("2026-01-12T09:00:10Z");
    const result = reader.read(JSON.stringify([row]), { receivedAt, listIgnored: true });
    expect(result).toMatchObject({
      ok: true,
      ignored: [],
      problems: [],
      statistics: [
        {
          queue: { id: "SAV", name: "SAV" },
          observedAt: Date.parse("2026-01-12T09:00:05Z"),
          now: { waiting: 2, longestWaitSeconds: 31 },
          agents: { loggedIn: 6, ready: 1, reserved: 0, onCall: 3, wrapUp: 0, notReady: 2 },
          totals: { offered: 50, answered: 44, answeredPercent: 88, abandonedPercent: 8 },
          quality: [],
        },
      ],
    });
  });

  it("say of Avaya's splits whose limit was changed during the interval that it was", () => {
    const row = { SPLIT: 12, ACDCALLS: 9, ABNCALLS: 1, OUTFLOWCALLS: 0, DEQUECALLS: 0, ACCEPTABLE: 8 };
    const remarks = (changed: number) => {
      const text = JSON.stringify({ ...row, SVCLEVELCHG: changed });
      const context = { receivedAt: null, listIgnored: true };
      const result = compileProfile(profileIn("avaya-cms.yaml"), {}).read(text, context);
      return result.ok ? { ignored: result.ignored, quality: result.statistics[0]?.quality } : null;
    };
    const remark = { path: "serviceLevel.percent", reason: "threshold_changed" };
    expect(remarks(1)?.quality).toContainEqual(remark);
    expect(remarks(1)?.ignored).toEqual([]);
    expect(remarks(0)?.quality).not.toContainEqual(remark);
  });
});
