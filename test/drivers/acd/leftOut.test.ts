import { describe, expect, it } from "vitest";
import { compileProfile } from "../../../src/drivers/acd/profile.ts";
import { profileSchema } from "../../../src/drivers/acd/profileSchema.ts";

const agent = { id: "login", state: { from: "st", map: { FREE: "ready" } } };

function read(changes: object, payload: unknown) {
  const profile = profileSchema.parse({
    schema: 1,
    id: "acme",
    samples: [{ payload: {} }],
    source: "a test",
    ...changes,
  });
  return compileProfile(profile, {}).read(JSON.stringify(payload), { receivedAt: 0, listIgnored: true });
}

describe("a message that a profile is not about", () => {
  it("has queues, and the profile maps agents only", () => {
    const summary = { Event: "QueueSummary", Queue: "sales", Callers: "1" };
    expect(read({ reader: "ami-events", agent }, summary)).toMatchObject({
      ok: true,
      statistics: [],
      agents: [],
      leftOut: ["this profile maps agents, not queues"],
    });
    const ofPeople = { reader: "json-rows", agent: { ...agent, rows: "team.people" } };
    expect(read(ofPeople, [{ name: "sales" }])).toMatchObject({
      leftOut: ["no list of agents at team.people"],
    });
  });

  it("has something else where the list of agents should be", () => {
    const both = { queue: { id: "name" }, agent: { ...agent, rows: "people" } };
    for (const reader of ["json-rows", "json-object"])
      expect(read({ reader, ...both }, { name: "sales", people: 5 })).toMatchObject({
        ok: false,
        reason: "wrong_shape",
        problem: { message: "is not a list of agents" },
      });
    expect(
      read({ reader: "json-object", ...both }, { name: "q", people: [{ login: 7, st: "FREE" }] }),
    ).toMatchObject({ agents: [{ agentId: "7", state: "ready" }] });
  });

  it("is a notification about persons, or of another service", () => {
    const rti = { reader: "o2g-rti", queue: { id: "number" }, now: { waiting: "nbOfWaitingCalls" } };
    const pilot = { eventName: "OnPilotRtiChanged", number: "60100", nbOfWaitingCalls: 3 };
    const person = { eventName: "OnAgentRtiChanged", number: "4212", phoneState: "Idle" };
    expect(read(rti, [pilot, person, { eventName: "OnCallCreated" }])).toMatchObject({
      statistics: [{ now: { waiting: 3 } }],
      leftOut: [
        expect.stringContaining("OnCallCreated"),
        expect.stringMatching(/single agents, which this profile does not map$/),
      ],
    });
    expect(read(rti, [pilot])).toMatchObject({ leftOut: [] });
  });
});
