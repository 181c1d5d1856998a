import { describe, expect, it } from "vitest";
import { describeField } from "../../../src/drivers/acd/describeField.ts";
import { compileProfile } from "../../../src/drivers/acd/profile.ts";
import { profileSchema } from "../../../src/drivers/acd/profileSchema.ts";

const first = [{ sum: ["answered", "lost"] }, "entered"];

const profile = profileSchema.parse({
  schema: 1,
  id: "acme",
  reader: "json-object",
  queue: { id: "name" },
  totals: { offered: { first } },
  samples: [{ payload: {} }],
  source: "a test",
});

function offered(row: object) {
  const result = compileProfile(profile, {}).read(JSON.stringify({ name: "q", ...row }), {
    receivedAt: 0,
    listIgnored: true,
  });
  if (!result.ok) throw new Error("not read");
  return {
    value: result.statistics[0]?.totals.offered,
    remarks: result.statistics[0]?.quality.filter(({ path }) => path === "totals.offered"),
    problems: result.problems,
    ignored: result.ignored,
  };
}

describe("the first of several places that is known", () => {
  it("counts, and those after it are not asked", () => {
    const all = { answered: 90, lost: 6, entered: 100 };
    expect(offered(all)).toEqual({ value: 96, remarks: [], problems: [], ignored: [] });
    expect(offered({ entered: 0 }).value).toBe(0);
  });

  it("is taken without a remark about those before it", () => {
    expect(offered({ answered: 90, lost: "junk", entered: 100 })).toMatchObject({
      value: 100,
      remarks: [],
      problems: [],
    });
  });

  it("says what is wrong where none is known", () => {
    expect(offered({ answered: 90 })).toMatchObject({ value: null, remarks: [{ reason: "partial" }] });
    expect(offered({ answered: 90, lost: "junk" }).problems).toEqual([
      { path: "totals.offered", message: "is not a number" },
    ]);
    expect(offered({ entered: "junk" }).problems).toHaveLength(1);
    expect(offered({})).toMatchObject({ value: null, remarks: [], problems: [] });
  });

  it("keeps what must be known of it, and of what is given as unknown where none is known", () => {
    expect(offered({ entered: "100*" })).toMatchObject({
      value: 100,
      remarks: [{ reason: "threshold_changed" }],
    });
    expect(offered({ entered: "N/A" })).toMatchObject({ value: null, remarks: [{ reason: "sentinel" }] });
  });

  it("is told as a technician would say it", () => {
    const { offered: spec } = profile.totals;
    expect(spec === undefined ? "" : describeField(spec)).toBe("answered + lost, else entered");
  });
});
