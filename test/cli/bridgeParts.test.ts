import { describe, expect, it } from "vitest";
import { AgentNews } from "../../src/cli/agentNews.ts";
import { AmiRaw } from "../../src/cli/amiRaw.ts";
import { scrubbed } from "../../src/cli/amiScrub.ts";
import { pseudonyms } from "../../src/cli/pseudonyms.ts";
import { TopicNames } from "../../src/cli/topicNames.ts";
import { type AgentState, unknownAgent } from "../../src/domain/agentState.ts";
import { isId } from "../../src/domain/topics.ts";
import { ofBlock } from "../../src/drivers/acd/ami/amiEvent.ts";
import { Secret } from "../../src/shared/secret.ts";

/** A bridge that notes what it is told, and takes it or not. */
function notingBridge() {
  const told: { topic: string; payload: string; expirySeconds: number }[] = [];
  const bridge = {
    takes: true,
    tell: async (topic: string, payload: string, expirySeconds: number): Promise<boolean> => {
      if (bridge.takes) told.push({ topic, payload, expirySeconds });
      return bridge.takes;
    },
  };
  return { bridge, told };
}

const agent: AgentState = {
  ...unknownAgent("PJSIP/101"),
  state: "ready",
  observedAt: 1_000,
  extension: "101",
};

describe("news of agents", () => {
  function newsBench() {
    const { bridge, told } = notingBridge();
    let monotonic = 0;
    const clock = { wall: () => 0, monotonic: () => monotonic, isSynced: () => true };
    const news = new AgentNews({ site: "s", source: "a", clock, bridge, pseudonym: () => "a-1" });
    const pass = (ms: number): void => {
      monotonic += ms;
    };
    return { news, bridge, told, pass };
  }

  it("are told as they change, and again before their word is over", async () => {
    const { news, told, pass } = newsBench();
    for (const change of [{}, { observedAt: 2_000 }, { state: "busy" as const }])
      await news.publish([{ ...agent, ...change }]);
    expect(told.map(({ payload }) => JSON.parse(payload).state)).toEqual(["ready", "busy"]);
    pass(14_999);
    await news.publish([{ ...agent, state: "busy" }]);
    expect(told).toHaveLength(2);
    pass(1);
    await news.publish([{ ...agent, state: "busy" }]);
    expect(told).toHaveLength(3);
    expect(told[0]).toMatchObject({ topic: "cc/1/s/acd/a/agent/a-1/state", expirySeconds: 30 });
    expect(told[0]?.payload).not.toContain("PJSIP");
  });

  it("are told later when the broker does not take them", async () => {
    const { news, bridge, told } = newsBench();
    bridge.takes = false;
    await news.publish([agent, { ...agent, agentId: "PJSIP/102" }]);
    bridge.takes = true;
    await news.publish([agent]);
    expect(told).toHaveLength(1);
  });

  it("do not gather for ever", async () => {
    const { news, told } = newsBench();
    await news.publish(Array.from({ length: 20_001 }, (_, index) => ({ ...agent, agentId: `${index}` })));
    await news.publish([agent]);
    expect(told).toHaveLength(20_002);
  });
});

describe("raw events for the bus", () => {
  const said = (text: string, agents = false) => scrubbed(ofBlock(text), agents, (name) => `<${name}>`);
  const call =
    "Event: AgentCalled\r\nQueue: sales\r\nChannel: SIP/0612345678\r\nCallerIDNum: 0612345678\r\nUniqueid: 7.1\r\n" +
    "Interface: PJSIP/101\r\nMemberName: Ana\r\nDestUniqueid: 7.2\r\nX-New: 0612345678";

  it("hold what is on the list, and passing names", () => {
    expect(said(call)).toEqual({
      Event: "AgentCalled",
      Queue: "sales",
      Interface: "<agent PJSIP/101>",
      Caller: "<caller 7.1>",
    });
    expect(said(call, true)).toMatchObject({ Interface: "PJSIP/101" });
  });

  it("leave out the words of a pause, whatever else is told of agents", () => {
    const pause =
      "Event: QueueMemberPause\r\nQueue: s\r\nLocation: SIP/1\r\nPaused: 1\r\nPausedReason: INFIRMERIE";
    expect(said(pause, true)).toEqual({
      Event: "QueueMemberPause",
      Queue: "s",
      Interface: "SIP/1",
      Paused: "1",
    });
  });

  it("are none when they are about something else", () => {
    expect(said("Event: Newchannel\r\nCallerIDNum: 0612345678")).toBeNull();
  });

  it("wait in a bound, of the named queues only, and are dropped when the broker does not take them", async () => {
    const { bridge, told } = notingBridge();
    const queues = new Set(["sales"]);
    const raw = new AmiRaw({
      site: "s",
      source: "a",
      queues,
      agents: false,
      bridge,
      pseudonym: (name) => name,
    });
    for (const event of ["Queue: other", "Queue: sales", ""])
      raw.add(ofBlock(`Event: QueueParams\r\n${event}`));
    raw.add(ofBlock("Event: Newchannel"));
    await raw.publish();
    expect(told.map(({ payload }) => JSON.parse(payload))).toEqual([
      { Event: "QueueParams", Queue: "sales" },
      { Event: "QueueParams" },
    ]);
    for (let index = 0; index < 5_100; index++) raw.add(ofBlock("Event: Shutdown"));
    await raw.publish();
    expect(told).toHaveLength(5_002);
    bridge.takes = false;
    raw.add(ofBlock("Event: Shutdown"));
    await raw.publish();
    bridge.takes = true;
    await raw.publish();
    expect(told).toHaveLength(5_002);
  });
});

describe("pseudonyms", () => {
  it("are the same at each start with the site's key, and others without", () => {
    const key = new Secret("the site's key");
    const name = pseudonyms(key)("PJSIP/101");
    expect(pseudonyms(key)("PJSIP/101")).toBe(name);
    expect(pseudonyms(key)("PJSIP/102")).not.toBe(name);
    expect(pseudonyms(null)("PJSIP/101")).not.toBe(pseudonyms(null)("PJSIP/101"));
    expect(isId(name)).toBe(true);
  });
});

describe("names of queues as topics", () => {
  it("belong to the first queue that has them, and each other one is told of once", () => {
    const said: string[] = [];
    const names = new TopicNames((line) => void said.push(line));
    expect(["Ventes", "ventes!", "ventes!", "***", "Ventes", "SAV"].map((name) => names.has(name))).toEqual([
      ...[true, false, false, false, true, true],
    ]);
    expect(said).toHaveLength(2);
  });

  it("are no more than any ACD has", () => {
    const names = new TopicNames(() => undefined);
    for (let index = 0; index < 2_000; index++) names.has("*".repeat(index + 1));
    expect(names.has("late")).toBe(false);
  });
});
