import { describe, expect, it } from "vitest";
import { agentsTogether } from "../../src/compose/agentsTogether.ts";
import { siteSchema } from "../../src/config/siteSchema.ts";
import { profileSchema } from "../../src/drivers/acd/profileSchema.ts";

const skills = profileSchema.parse({
  schema: 1,
  id: "skills",
  reader: "json-object",
  queue: { id: "id" },
  options: { agentsShared: false },
  samples: [{ payload: { id: "1" } }],
  source: "a test",
});

/** What becomes of the agents of a group of two queues, each of an ACD of its own. */
function together(one: object, other: object, agents?: "none" | "add"): "none" | "add" {
  const { sources, queues, groups } = siteSchema.pick({ sources: true, queues: true, groups: true }).parse({
    sources: { one, other },
    queues: { sales: { source: "one", id: "1" }, help: { source: "other", id: "2" } },
    groups: { all: { queues: ["sales", "help"], ...(agents === undefined ? {} : { agents }) } },
  });
  const file = { site: { sources, queues }, profiles: new Map([["skills", skills]]) };
  const group = groups["all"];
  if (group === undefined) throw new Error("no group");
  return agentsTogether(file, group);
}

describe("agents of a group", () => {
  const apart = { options: { agentsShared: false } };

  it("are not added while nobody says that the queues share none", () => {
    expect(together({}, {})).toBe("none");
    expect(together(apart, {})).toBe("none");
  });

  it("are added where every ACD gives an agent to one queue only, as its profile or the site says", () => {
    expect(together(apart, apart)).toBe("add");
    expect(together({ profile: "skills" }, apart)).toBe("add");
    expect(together({ profile: "skills", options: { agentsShared: true } }, apart)).toBe("none");
  });

  it("are what the site says of the group, whatever is said of its ACDs", () => {
    expect(together(apart, apart, "none")).toBe("none");
    expect(together({}, {}, "add")).toBe("add");
  });

  it("are not added where a queue leads nowhere", () => {
    const file = { site: { sources: {}, queues: {} }, profiles: new Map() };
    expect(agentsTogether(file, { queues: ["sales"] })).toBe("none");
  });
});
