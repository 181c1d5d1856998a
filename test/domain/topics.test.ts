import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ANY,
  acdTopics,
  filterProblem,
  isId,
  mayReplyTo,
  nodeTopics,
  topicMatches,
  topicProblem,
  zoneTopics,
} from "../../src/domain/topics.ts";

const id = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,62}$/);
const level = fc.stringMatching(/^[a-z0-9 é]{0,6}$/);
const topic = fc.array(level, { minLength: 1, maxLength: 6 }).map((levels) => levels.join("/"));
const filter = fc
  .tuple(fc.array(fc.oneof(level, fc.constant("+")), { minLength: 1, maxLength: 6 }), fc.boolean())
  .map(([levels, open]) => [...levels, ...(open ? ["#"] : [])].join("/"));

/** The rules of MQTT 5.0 §4.7 as a regular expression: a second opinion. */
function byExpression(wanted: string, name: string): boolean {
  const levels = wanted.split("/").map((one) => (one === "+" ? "[^/]*" : one));
  const open = levels.at(-1) === "#";
  const source = open ? levels.slice(0, -1).join("/") : levels.join("/");
  if (open && levels.length === 1) return true;
  return new RegExp(`^${source}${open ? "(/.*)?" : ""}$`, "u").test(name);
}

describe("topics", () => {
  it("are built as the others on the bus expect them", () => {
    const node = nodeTopics("fr-lux", "floor2");
    const acd = acdTopics("fr-lux", "alcatel-1");
    const zone = zoneTopics("fr-lux", "etage-2");
    expect([
      node.status,
      node.description,
      node.reply,
      node.health,
      node.deviceStatus("board-1"),
      node.deviceShown("board-1"),
      node.seatHeadset("p14"),
      node.seatState("p14"),
      node.command("identify"),
      node.alarm("board-1-lost"),
      node.alarmAck(ANY),
      node.log("warn"),
      acd.status,
      acd.queueStats("commandes"),
      acd.agentState("a-7f3"),
      acd.agentRequest("a-7f3"),
      zone.message("evac"),
      zone.schedule,
    ]).toEqual([
      "cc/1/fr-lux/node/floor2/status",
      "cc/1/fr-lux/node/floor2/description",
      "cc/1/fr-lux/node/floor2/reply",
      "cc/1/fr-lux/node/floor2/health",
      "cc/1/fr-lux/node/floor2/device/board-1/status",
      "cc/1/fr-lux/node/floor2/device/board-1/shown",
      "cc/1/fr-lux/node/floor2/seat/p14/headset",
      "cc/1/fr-lux/node/floor2/seat/p14/state",
      "cc/1/fr-lux/node/floor2/command/identify",
      "cc/1/fr-lux/node/floor2/alarm/board-1-lost",
      "cc/1/fr-lux/node/floor2/alarm/+/ack",
      "cc/1/fr-lux/node/floor2/log/warn",
      "cc/1/fr-lux/acd/alcatel-1/status",
      "cc/1/fr-lux/acd/alcatel-1/queue/commandes/stats",
      "cc/1/fr-lux/acd/alcatel-1/agent/a-7f3/state",
      "cc/1/fr-lux/acd/alcatel-1/agent/a-7f3/request",
      "cc/1/fr-lux/message/etage-2/evac",
      "cc/1/fr-lux/schedule/etage-2",
    ]);
  });

  it("take no id that could be a wildcard, a path or two things to two readers", () => {
    for (const bad of ["", "a/b", "#", "a+", "été", "A", "-a", "a b", "a\u0000", "a".repeat(64)]) {
      expect(isId(bad)).toBe(false);
      expect(() => nodeTopics(bad, "floor2")).toThrow("not an id for a topic");
    }
    expect(isId("a".repeat(63))).toBe(true);
  });

  it("made of ids can be published to, subscribed to and replied to", () => {
    fc.assert(
      fc.property(id, id, id, (site, node, device) => {
        const name = nodeTopics(site, node).deviceStatus(device);
        expect(topicProblem(name)).toBeNull();
        expect(filterProblem(name)).toBeNull();
        expect(topicMatches(name, name)).toBe(true);
        expect(mayReplyTo(site, name)).toBe(true);
      }),
    );
  });
});

describe("topicProblem", () => {
  it.each([
    ["", "it is empty"],
    ["a/+/b", "it has a wildcard, + or #"],
    ["a/#", "it has a wildcard, + or #"],
    ["a\u0000b", "it has a control character"],
    ["a\nb", "it has a control character"],
    ["a\ud800", "it has half a character"],
    ["é".repeat(32_768), "it is longer than 65535 bytes"],
    ["€".repeat(21_846), "it is longer than 65535 bytes"],
    ["😀".repeat(16_384), "it is longer than 65535 bytes"],
  ])("says what is wrong with %j", (name, problem) => {
    expect(topicProblem(name)).toBe(problem);
  });

  it("is content with the longest topic that MQTT has", () => {
    expect(topicProblem("a".repeat(65_535))).toBeNull();
  });

  it("never passes a topic with a wildcard or a NUL", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "é", "/", "+", "#", "\u0000", "\ud800")), (letters) => {
        const name = letters.join("");
        if (/[+#\u0000]/.test(name) || name === "") expect(topicProblem(name)).not.toBeNull();
      }),
    );
  });
});

describe("filterProblem", () => {
  it.each([
    ["", "it is empty"],
    ["a/b#", "a wildcard must stand alone between two slashes"],
    ["a+/b", "a wildcard must stand alone between two slashes"],
    ["a/#/b", "# may stand only at the end"],
  ])("says what is wrong with %j", (name, problem) => {
    expect(filterProblem(name)).toBe(problem);
  });

  it.each(["#", "+", "a/+/b", "a/#", "/", "$share/recorders/cc/1/#"])("is content with %j", (name) => {
    expect(filterProblem(name)).toBeNull();
  });
});

describe("topicMatches", () => {
  // The examples of MQTT 5.0 §4.7.1 and §4.7.2.
  it.each([
    ["sport/tennis/player1/#", "sport/tennis/player1", true],
    ["sport/tennis/player1/#", "sport/tennis/player1/ranking", true],
    ["sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true],
    ["sport/#", "sport", true],
    ["#", "anything/at/all", true],
    ["sport/tennis/+", "sport/tennis/player1", true],
    ["sport/tennis/+", "sport/tennis/player1/ranking", false],
    ["sport/+", "sport", false],
    ["sport/+", "sport/", true],
    ["+/+", "/finance", true],
    ["/+", "/finance", true],
    ["+", "/finance", false],
    ["#", "$SYS/broker", false],
    ["+/monitor/Clients", "$SYS/monitor/Clients", false],
    ["$SYS/#", "$SYS/broker", true],
    ["$SYS/monitor/+", "$SYS/monitor/Clients", true],
    ["$share/group/sport/+", "sport/tennis", true],
    ["a/b", "a/c", false],
    ["a/b", "a", false],
  ])("%j for %j: %s", (wanted, name, matches) => {
    expect(topicMatches(wanted, name)).toBe(matches);
  });

  it("agrees with a regular expression", () => {
    fc.assert(
      fc.property(filter, topic, (wanted, name) => {
        expect(topicMatches(wanted, name)).toBe(byExpression(wanted, name));
      }),
    );
  });
});

describe("mayReplyTo", () => {
  it.each([
    ["cc/1/fr-lux/node/floor2/reply", true],
    ["cc/1/fr-par/node/floor2/reply", false],
    ["cc/1/fr-lux-2/reply", false],
    ["cc/1/fr-lux/", true],
    ["cc/1/fr-lux", false],
    ["cc/1/fr-lux/node/#", false],
    ["$SYS/broker", false],
    ["", false],
  ])("%j: %s", (name, allowed) => {
    expect(mayReplyTo("fr-lux", name)).toBe(allowed);
  });
});
