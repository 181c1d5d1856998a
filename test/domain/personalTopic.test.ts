import { describe, expect, it } from "vitest";
import { isPersonalTopic } from "../../src/domain/personalTopic.ts";
import { acdTopics, nodeTopics, zoneTopics } from "../../src/domain/topics.ts";

const acd = acdTopics("flowers", "acd");
const node = nodeTopics("flowers", "wall-1");

describe("topics that tell of a person", () => {
  it.each([
    acd.agentState("a-7f3"),
    acd.agentRequest("a-7f3"),
    node.seatHeadset("p14"),
    node.seatState("p14"),
    node.seatHint("p14"),
    node.seatCall("p14"),
    node.command("login"),
    node.reply,
    `${node.reply}/01J`,
    `elsewhere/${acd.agentState("a-7f3")}`,
    "cc/1/flowers/acd/acd/agent",
  ])("%s", (topic) => {
    expect(isPersonalTopic(topic)).toBe(true);
  });

  it.each([
    acd.status,
    acd.queueStats("agent"),
    node.status,
    node.deviceShown("seat"),
    node.alarm("reply"),
    node.command("reload"),
    zoneTopics("flowers", "agent").message("seat"),
    "acd/uccx/agent/1",
    "",
  ])("but not %s", (topic) => {
    expect(isPersonalTopic(topic)).toBe(false);
  });
});
