import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { callcenterText } from "../../../src/drivers/acd/callcenterText.ts";
import { MOST_ROWS } from "../../../src/drivers/acd/jsonRows.ts";
import { compileProfile } from "../../../src/drivers/acd/profile.ts";
import type { Rows } from "../../../src/drivers/acd/profileReader.ts";
import { profileSchema } from "../../../src/drivers/acd/profileSchema.ts";

const now = 1_768_208_400;

const queueColumns =
  "name|strategy|moh_sound|time_base_score|calls_answered|calls_abandoned|ring_progressively_delay|skip_agents_with_external_calls|agent_no_answer_status";
const memberColumns =
  "queue|instance_id|uuid|session_uuid|cid_number|cid_name|system_epoch|joined_epoch|rejoined_epoch|bridge_epoch|abandoned_epoch|base_score|skill_score|serving_agent|serving_system|state|score";
const agentColumns =
  "name|instance_id|uuid|type|contact|status|state|max_no_answer|wrap_up_time|reject_delay_time|busy_delay_time|no_answer_delay_time|last_bridge_start|last_bridge_end|last_offered_call|last_status_change|no_answer_count|calls_answered|talk_time|ready_time|external_calls_count";
const tierColumns = "queue|agent|state|level|position";

const table = (...lines: readonly string[]): string => `${lines.join("\n")}\n+OK\n`;
const queueRow = (name: string, answered = 81, skips = "true"): string =>
  `${name}|longest-idle-agent|local_stream://moh|system|${answered}|10|0|${skips}|On Break`;
const queues = (...rows: readonly string[]): string => table(queueColumns, ...rows);

const member = (queue: string, uuid: string, state: string, joined = now - 64, name = "A"): string =>
  `${queue}|single_box|${uuid}|s|5550100|${name}|${joined}|${joined}|0|0|0|0|0|1001|single_box|${state}|0`;
const members = (...rows: readonly string[]): string => table(memberColumns, ...rows);

interface Times {
  readonly wrapUp?: number;
  readonly bridgeEnd?: number;
  readonly ready?: number;
  readonly external?: number;
}
const agent = (name: string, status: string, state: string, times: Times = {}): string =>
  `${name}|single_box||callback|[leg_timeout=10]user/${name}@x|${status}|${state}|3|${times.wrapUp ?? 10}|10|10|60|0|${times.bridgeEnd ?? 0}|0|0|0|0|0|${times.ready ?? 0}|${times.external ?? 0}`;
const agents = (...rows: readonly string[]): string => table(agentColumns, ...rows);

const tiers = (...pairs: readonly (readonly [string, string])[]): string =>
  table(tierColumns, ...pairs.map(([queue, name]) => `${queue}|${name}|Ready|1|1`));

const answer = (command: string, output: string) => ({ command: `callcenter_config ${command}`, output });
const event = (action: string, headers: object) => ({
  "Event-Name": "CUSTOM",
  "Event-Subclass": "callcenter::info",
  "Event-Date-Timestamp": `${now}123456`,
  "CC-Action": action,
  ...headers,
});

function open(agentRows: "" | null = "") {
  const reader = callcenterText.open({ rows: "", agentRows, layout: {}, options: {} });
  const take = (message: unknown, receivedAt: number | null = now * 1_000): Rows =>
    reader.read(typeof message === "string" ? message : JSON.stringify(message), {
      receivedAt,
      listIgnored: false,
    });
  const read = (...args: Parameters<typeof take>): Extract<Rows, { ok: true }> => {
    const result = take(...args);
    if (!result.ok) throw new Error(result.message);
    return result;
  };
  const row = (queue: string, ...args: Parameters<typeof take>) =>
    read(...args).rows.find((one) => one["queue"] === queue);
  return { messagesOf: (text: string) => reader.messagesOf(text), take, read, row };
}

describe("callers of a queue", () => {
  it("wait until they talk; those who gave up do not count though they stay in the table", () => {
    const text = members(
      member("sales", "1", "Waiting", now - 19),
      member("sales", "2", "Trying", now - 64),
      member("sales", "3", "Answered", now - 300),
      member("sales", "4", "Abandoned", now - 200),
    );
    expect(open().read(text).rows).toEqual([
      { queue: "sales", waiting: 2, ringing: 1, inService: 1, oldestJoinedMs: (now - 64) * 1_000 },
    ]);
  });

  it("are counted once, however often the table has them", () => {
    const twice = member("sales", "1", "Waiting");
    expect(open().row("sales", members(twice, twice, member("sales", "", "Waiting")))).toMatchObject({
      waiting: 2,
    });
  });

  it("have no oldest one when one of them is not dated", () => {
    const text = members(member("sales", "1", "Waiting"), member("sales", "2", "Waiting", 0));
    expect(open().row("sales", text)).toMatchObject({ waiting: 2, oldestJoinedMs: null });
  });

  it("are none when the table of that queue is empty, which only its command tells", () => {
    const reader = open();
    reader.read(members(member("sales", "1", "Waiting"), member("support", "2", "Waiting")));
    expect(reader.read(answer("queue list members sales", "+OK\n")).rows).toMatchObject([
      { queue: "sales", waiting: 0, ringing: 0, inService: 0, oldestJoinedMs: null },
    ]);
    expect(reader.read("fs> callcenter_config queue list members support\n+OK").rows).toMatchObject([
      { queue: "support", waiting: 0 },
    ]);
    expect(reader.take("+OK\n")).toEqual({
      ok: false,
      reason: "wrong_shape",
      message: "is an empty table, and of what is not said: send the command with it",
    });
  });

  it("keep their count when a name holds bars", () => {
    const rows = [
      member("sales", "1", "Trying", now - 5, "A|B||Answered|0"),
      member("sales", "2", "Waiting"),
    ];
    expect(open().row("sales", members(...rows))).toMatchObject({ waiting: 2, ringing: 1, inService: 0 });
  });

  it.each(["callcenter_config tier list", "queue|agent|level", "+OK", "-ERR", "name|status|state", "a\\nb"])(
    "may call themselves %s and are still counted",
    (strange) => {
      const rows = [member("sales", "1", "Waiting", now - 5, strange), member("sales", "2", "Trying")];
      expect(open().read(members(...rows))).toMatchObject({
        rows: [{ waiting: 2, ringing: 1 }],
        problems: [],
      });
    },
  );

  it("leave no number and no name in what is read", () => {
    const { rows, agents: people } = open().read(members(member("sales", "1", "Waiting", now, "CANARY")));
    expect(JSON.stringify([rows, people])).not.toMatch(/CANARY|5550100/);
  });
});

describe("agents of a queue", () => {
  const all: readonly (readonly [string, Readonly<Record<string, number>>, string])[] = [
    ["waiting", { ready: 1 }, agent("a", "Available", "Waiting")],
    ["ready for one call", { ready: 1 }, agent("a", "Available (On Demand)", "Waiting")],
    ["ringing", { reserved: 1 }, agent("a", "Available", "Receiving")],
    ["reserved", { reserved: 1 }, agent("a", "Available", "Reserved")],
    ["talking", { onCall: 1 }, agent("a", "Available", "In a queue call")],
    ["talking and on break", { onCall: 1, notReady: 0 }, agent("a", "On Break", "In a queue call")],
    ["talking and signed out", { onCall: 1, loggedIn: 1 }, agent("a", "Logged Out", "In a queue call")],
    ["on break", { notReady: 1 }, agent("a", "On Break", "Receiving")],
    ["signed out", { loggedIn: 0, ready: 0 }, agent("a", "Logged Out", "Waiting")],
    ["idle", { notReady: 1 }, agent("a", "Available (On Demand)", "Idle")],
    ["in wrap-up", { wrapUp: 1 }, agent("a", "Available", "Waiting", { bridgeEnd: now - 9 })],
    ["in wrap-up before being idle", { wrapUp: 1 }, agent("a", "Available", "Idle", { bridgeEnd: now - 9 })],
    ["after wrap-up", { ready: 1 }, agent("a", "Available", "Waiting", { bridgeEnd: now - 10 })],
    ["without wrap-up", { ready: 1 }, agent("a", "Available", "Waiting", { bridgeEnd: now - 1, wrapUp: 0 })],
    ["after a call not answered", { notReady: 1 }, agent("a", "Available", "Waiting", { ready: now + 30 })],
    ["after that", { ready: 1 }, agent("a", "Available", "Waiting", { ready: now })],
    ["on another call", { onOtherCall: 1 }, agent("a", "Available", "Waiting", { external: 1 })],
    [
      "on another call after one",
      { onOtherCall: 1 },
      agent("a", "Available", "Waiting", { external: 2, bridgeEnd: now }),
    ],
  ];

  it.each(all)("are counted: %s", (_, counts, row) => {
    const text = queues(queueRow("sales")) + tiers(["sales", "a"]) + agents(row);
    const nobody = { ready: 0, reserved: 0, onCall: 0, onOtherCall: 0, wrapUp: 0, notReady: 0 };
    expect(open().row("sales", text)).toMatchObject({ loggedIn: 1, ...nobody, ...counts });
  });

  it.each([
    ["a state unheard of", agent("b", "Available", "Dancing")],
    ["a status unheard of", agent("b", "Dancing", "Waiting")],
  ])("are not counted at all where one of them has %s", (_, row) => {
    const reader = open();
    const text = tiers(["sales", "a"], ["sales", "b"]) + agents(agent("a", "Available", "Waiting"), row);
    const { rows, agents: people, problems } = reader.read(text);
    expect(rows).toEqual([]);
    expect(people).toMatchObject([{ state: "Waiting" }, { state: "Unknown" }]);
    expect(problems).toEqual([
      { path: "agents", message: "are not counted: what one of them does cannot be told" },
    ]);
  });

  it("are ready on another call where the queue does not mind, and undecided where it is not known", () => {
    const busy = tiers(["sales", "a"]) + agents(agent("a", "Available", "Waiting", { external: 1 }));
    expect(open().row("sales", queues(queueRow("sales", 0, "false")) + busy)).toMatchObject({ ready: 1 });
    expect(open().row("sales", queues(queueRow("sales", 0, "maybe")) + busy)).not.toHaveProperty("ready");
    expect(open().row("sales", busy)).toBeUndefined();
  });

  it("are undecided without a clock only where the clock decides", () => {
    const team = (...rows: readonly string[]) => tiers(["sales", "a"]) + agents(...rows);
    const ready = { loggedIn: 1, ready: 1, wrapUp: 0 };
    expect(open().row("sales", team(agent("a", "Available", "Waiting")), null)).toMatchObject(ready);
    for (const times of [{ bridgeEnd: now }, { ready: now }]) {
      const text = team(agent("a", "Available", "Waiting", times));
      expect(open().row("sales", text, null)).toBeUndefined();
    }
  });

  it("of a table as older versions have it are read as far as it goes", () => {
    const text = tiers(["sales", "a"]) + table("name|status|state", "a|Available|Waiting");
    expect(open().row("sales", text)).toMatchObject({ ready: 1 });
  });

  it("are known when either table comes first, and again only with the agents", () => {
    const [people, links] = [agents(agent("a", "Available", "Waiting")), tiers(["sales", "a"])];
    const reader = open();
    expect(reader.read(people).rows).toEqual([]);
    expect(reader.row("sales", links)).toMatchObject({ ready: 1 });
    expect(reader.read(links).rows).toEqual([]);
    expect(reader.row("sales", people)).toMatchObject({ ready: 1 });
    const other = open();
    expect(other.read(links).rows).toEqual([]);
    expect(other.row("sales", people)).toMatchObject({ ready: 1 });
  });

  it("are none in a queue without tiers, when all tiers are known", () => {
    const people = agents(agent("a", "Available", "Waiting"));
    const text = queues(queueRow("sales"), queueRow("empty")) + tiers(["sales", "a"]) + people;
    expect(open().row("empty", text)).toMatchObject({ loggedIn: 0, ready: 0 });
    expect(open().read(members(member("empty", "1", "Waiting")) + people).rows[0]).not.toHaveProperty(
      "ready",
    );
    const noTiers = [answer("tier list", "+OK"), answer("queue list", queues(queueRow("sales")))];
    expect(open().row("sales", [...noTiers, answer("agent list", people)])).toMatchObject({ loggedIn: 0 });
  });

  it("who left the table are gone, and those not listed yet unknown", () => {
    const links = tiers(["sales", "a"], ["sales", "b"]);
    const one = agents(agent("a", "Available", "Waiting"));
    expect(open().row("sales", links + one)).toMatchObject({ loggedIn: 1, ready: 1 });
    const reader = open();
    reader.read([answer("tier list", links)]);
    expect(reader.row("sales", answer("agent list a", one))).toBeUndefined();
  });

  it("who are in one table of a message and not in the next are gone", () => {
    const text = agents(agent("a", "Available", "Waiting")) + agents(agent("b", "Available", "Waiting"));
    expect(open().read(text).agents).toMatchObject([{ name: "b" }]);
  });

  it("are known by the table of their queue alone", () => {
    const reader = open();
    const two = agents(agent("a", "Available", "Waiting"), agent("b", "On Break", "Waiting"));
    expect(reader.row("sales", answer("queue list agents sales", two))).toMatchObject({
      loggedIn: 2,
      ready: 1,
    });
    expect(reader.row("sales", answer("queue list agents sales", "+OK"))).toMatchObject({ loggedIn: 0 });
    expect(reader.row("sales", answer("queue list tiers sales", tiers(["sales", "a"])))).toBeUndefined();
    expect(reader.row("sales", answer("queue list agents sales Available", two))).toMatchObject({
      loggedIn: 1,
    });
    expect(reader.read(answer("queue list agents other Available", two)).rows).toMatchObject([
      { queue: "sales" },
    ]);
  });

  it("as people, with what comes after the call", () => {
    const rows = [
      agent("a", "On Break", "In a queue call"),
      agent("b", "Logged Out", "In a queue call"),
      agent("c", "Available", "In a queue call"),
      agent("d", "Available", "Idle", { bridgeEnd: now - 1 }),
      agent("e", "Available", "Waiting", { bridgeEnd: now - 1 }),
      agent("f", "Available", "Waiting", { external: 1 }),
      agent("g", "?", "Waiting"),
      "h|single_box||callback|sofia/gateway/pstn/0612345678|Available|Receiving|3|10|10|10|60|0|0|1768208395|0|0|0|0|0|0",
    ];
    expect(open().read(agents(...rows)).agents).toEqual([
      { name: "a", state: "In a queue call", since: null, pending: "On Break", extension: "a" },
      { name: "b", state: "In a queue call", since: null, pending: "Logged Out", extension: "b" },
      { name: "c", state: "In a queue call", since: null, pending: null, extension: "c" },
      { name: "d", state: "Wrap up", since: now - 1, pending: "Idle", extension: "d" },
      { name: "e", state: "Wrap up", since: now - 1, pending: null, extension: "e" },
      { name: "f", state: "External call", since: null, pending: null, extension: "f" },
      { name: "g", state: "Unknown", since: null, pending: null, extension: "g" },
      { name: "h", state: "Receiving", since: 1_768_208_395, pending: null, extension: null },
    ]);
    expect(open(null).read(agents(...rows)).agents).toEqual([]);
  });
});

describe("outputs", () => {
  it("give counters of the queues that are listed", () => {
    expect(open().read(queues(queueRow("sales"), queueRow("support", 0))).rows).toEqual([
      { queue: "sales", callsAnswered: "81", callsAbandoned: "10" },
      { queue: "support", callsAnswered: "0", callsAbandoned: "10" },
    ]);
    expect(open().read(answer("queue list", queues())).rows).toEqual([]);
  });

  it("without their end are not used, for half of the callers would look like all of them", () => {
    const cut = [memberColumns, member("sales", "1", "Waiting")].join("\n");
    expect(open().take(cut)).toMatchObject({
      ok: false,
      message: "members ends without +OK, so that the table is not used",
    });
    const { rows, problems } = open().read(`${cut}\n${queues(queueRow("sales"))}`);
    expect(rows).toEqual([{ queue: "sales", callsAnswered: "81", callsAbandoned: "10" }]);
    expect(problems).toEqual([
      { path: "members", message: "ends without +OK, so that the table is not used" },
    ]);
    const asked = open().read(`${cut}\ncallcenter_config queue list\n${queues(queueRow("sales"))}`);
    expect(asked.problems).toHaveLength(1);
    // As JSON an output is whole or does not come at all.
    expect(open().row("sales", answer("queue list members sales", cut))).toMatchObject({ waiting: 1 });
    expect(open().row("sales", answer("queue list members sales", ""))).toMatchObject({ waiting: 0 });
  });

  it("with a line that lacks columns are not used", () => {
    const text = members(member("sales", "1", "Waiting"), "sales|single_box|2");
    expect(open().take(text)).toMatchObject({
      message: "members has a line with too few columns, so that the table is not used",
    });
    const long = table("name|status|state", "a|Available|Waiting|more");
    expect(open().take(long)).toMatchObject({ ok: false });
  });

  it("with far too many lines are not used", () => {
    const text = members(
      ...Array.from({ length: 20_001 }, (_, index) => member("sales", `${index}`, "Waiting")),
    );
    expect(open().take(text)).toMatchObject({ ok: false });
  });

  it("that were refused change nothing", () => {
    const reader = open();
    reader.read(members(member("sales", "1", "Waiting")));
    const refused = reader.read(answer("queue list members sales", "-ERR Invalid!\n"));
    expect(refused).toMatchObject({
      rows: [],
      problems: [{ path: "members", message: "was refused by FreeSWITCH" }],
    });
    expect(reader.take("-USAGE: callcenter_config")).toMatchObject({ message: "was refused by FreeSWITCH" });
  });

  it("of other commands are none of ours", () => {
    const other = [
      answer("queue count members sales", "3\n+OK"),
      answer("agent get status a", "Available"),
      answer("queue list members", "-ERR Invalid!"),
      answer("queue list widgets sales", "+OK"),
      answer("user list", "+OK"),
      { command: "status", output: "UP" },
    ];
    expect(open().read(other)).toMatchObject({ ok: true, rows: [], agents: [], problems: [], unread: [] });
    const log = "2026-01-12 09:00:00 [DEBUG] mod_callcenter.c:936 Deleted Agent 1002\nvalue|of|something\n";
    expect(
      open().row("sales", `${log}${members(`${member("sales", "1", "Waiting")}\n[DEBUG] x`)}`),
    ).toMatchObject({
      waiting: 1,
    });
  });

  it("are told by their first line where it and the command contradict each other", () => {
    const text = `callcenter_config tier list\n${members(member("sales", "1", "Waiting"))}`;
    expect(open().row("sales", text)).toMatchObject({ waiting: 1 });
  });

  it("come with the command as it was sent", () => {
    const output = members(member("sales", "1", "Waiting"));
    for (const command of ["queue list members sales", "api callcenter_config queue list members sales"])
      expect(open().row("sales", { command, output })).toMatchObject({ waiting: 1 });
  });

  it("of a capture are cut where they are JSON", () => {
    const two = [answer("queue list", "+OK"), answer("tier list", "+OK")].map((one) => JSON.stringify(one));
    expect(open().messagesOf(two.join("\n"))).toEqual(two);
    expect(open().messagesOf(queues())).toEqual([queues()]);
  });

  it("that are nothing of the kind are refused", () => {
    expect(open().take("hello")).toMatchObject({ ok: false, message: "holds no table of callcenter_config" });
    expect(open().take("{")).toMatchObject({ ok: false, reason: "not_json" });
    expect(open().take([1, {}])).toMatchObject({ ok: false, reason: "wrong_shape" });
    expect(open().take([])).toMatchObject({ ok: true, rows: [] });
    expect(open().take(Array(MOST_ROWS + 1).fill(0))).toMatchObject({ ok: false });
    const { problems } = open().read([{ command: "queue list" }, answer("queue list", "")]);
    expect(problems).toEqual([{ path: "0", message: "is neither an output with its command nor an event" }]);
  });

  it("of more queues and agents than any switch has are not taken in", () => {
    const reader = open();
    const names = Array.from({ length: 2_000 }, (_, index) => `q${index}`);
    reader.read(names.map((name) => answer(`queue list members ${name}`, "+OK")));
    reader.read(names.map((name) => answer(`queue list tiers ${name}`, "+OK")));
    const one = agents(agent("a", "Available", "Waiting"));
    const late = [answer("queue list members late", "+OK"), answer("queue list agents late", one)];
    expect(reader.read(late)).toMatchObject({
      rows: [],
      problems: [
        { path: "members", message: "are more than can be kept" },
        { path: "tiers", message: "are more than can be kept" },
      ],
    });
    expect(reader.read(answer("queue list members q0", "+OK")).problems).toEqual([]);
    const crowd = Array.from({ length: 20_000 }, (_, index) => agent(`n${index}`, "Available", "Waiting"));
    reader.read(answer("agent list", agents(...crowd)));
    expect(reader.read(answer("agent list a", one)).problems).toMatchObject([{ path: "agents" }]);
  });
});

describe("events between the tables", () => {
  const start = () => {
    const reader = open();
    reader.read(
      queues(queueRow("sales")) +
        members(member("sales", "1", "Waiting", now - 64)) +
        tiers(["sales", "a"]) +
        agents(agent("a", "Available", "Waiting")),
    );
    return reader;
  };
  const caller = { "CC-Queue": "sales", "CC-Member-UUID": "1" };

  it("move a caller through the queue", () => {
    const reader = start();
    const joined = { ...caller, "CC-Member-UUID": "2", "CC-Member-Joined-Time": `${now - 3}` };
    const counts = (action: string, headers: object = caller) => reader.row("sales", event(action, headers));
    expect(counts("member-queue-start", joined)).toMatchObject({
      waiting: 2,
      oldestJoinedMs: (now - 64) * 1_000,
    });
    expect(counts("agent-offering")).toMatchObject({ waiting: 2, ringing: 1 });
    expect(counts("bridge-agent-fail")).toMatchObject({ waiting: 2, ringing: 0 });
    expect(counts("bridge-agent-start")).toMatchObject({ waiting: 1, inService: 1 });
    expect(counts("member-queue-end")).toMatchObject({
      waiting: 1,
      inService: 0,
      oldestJoinedMs: (now - 3) * 1_000,
    });
    expect(counts("member-queue-resume")).toMatchObject({ waiting: 2, oldestJoinedMs: (now - 3) * 1_000 });
    expect(counts("bridge-agent-start", { ...caller, "CC-Member-UUID": "9" })).toMatchObject({
      inService: 0,
    });
  });

  it("of a queue whose callers were never listed tell nothing", () => {
    const other = { "CC-Queue": "other", "CC-Member-UUID": "1" };
    expect(start().read(event("member-queue-start", other)).rows).toEqual([]);
    expect(start().read(event("member-queue-start", { "CC-Queue": "sales" })).rows).toEqual([]);
    expect(start().read(event("members-count", { "CC-Queue": "sales", "CC-Count": "9" })).rows).toEqual([]);
  });

  it("move an agent, and the figures of his queue with him", () => {
    const reader = start();
    const of = (action: string, headers: object) =>
      reader.read(event(action, { "CC-Agent": "a", ...headers }));
    const state = (word: string) => of("agent-state-change", { "CC-Agent-State": word });
    expect(state("Receiving")).toMatchObject({
      rows: [{ queue: "sales", reserved: 1, ready: 0 }],
      agents: [{ state: "Receiving", since: now }],
    });
    expect(state("In a queue call")).toMatchObject({
      rows: [{ onCall: 1 }],
      agents: [{ state: "In a queue call", since: now }],
    });
    expect(of("agent-status-change", { "CC-Agent-Status": "On Break" })).toMatchObject({
      rows: [{ onCall: 1 }],
      agents: [{ pending: "On Break" }],
    });
    of("bridge-agent-end", { "CC-Bridge-Terminated-Time": now });
    expect(state("Waiting")).toMatchObject({
      rows: [{ notReady: 1 }],
      agents: [{ state: "On Break", since: now }],
    });
    expect(of("agent-status-change", { "CC-Agent-Status": "Available" })).toMatchObject({
      rows: [{ wrapUp: 1 }],
      agents: [{ state: "Wrap up", since: now }],
    });
  });

  it("are dated by themselves, and not dated when they do not say", () => {
    const reader = start();
    const end = (changes: object) =>
      reader.read(event("bridge-agent-end", { "CC-Agent": "a", ...changes })).agents;
    expect(end({})).toMatchObject([{ state: "Wrap up", since: now }]);
    expect(end({ "Event-Date-Timestamp": "?" })).toEqual([]);
  });

  it("of agents who were never listed tell nothing", () => {
    const strange = event("agent-state-change", { "CC-Agent": "z", "CC-Agent-State": "Waiting" });
    expect(start().read(strange)).toMatchObject({ rows: [], agents: [] });
  });

  it("do not make callers without end", () => {
    const reader = start();
    const crowd = (from: number) =>
      Array.from({ length: 19_999 }, (_, index) =>
        event("member-queue-start", { ...caller, "CC-Member-UUID": `u${from + index}` }),
      );
    reader.read(crowd(0));
    expect(reader.row("sales", crowd(20_000))).toMatchObject({ waiting: 20_000 });
  });

  it("never keep who calls", () => {
    const canary = { ...caller, "CC-Member-CID-Number": "5550199", "CC-Member-CID-Name": "CANARY" };
    expect(JSON.stringify(start().read(event("member-queue-start", canary)))).not.toMatch(/CANARY|5550199/);
  });
});

const text = fc.stringMatching(/^[A-Za-z0-9 |+@-]{0,12}$/);
const name = fc.constantFrom("a", "b", "c", "d");
const queueName = fc.constantFrom("sales", "support");
const status = fc.constantFrom("Available", "Available (On Demand)", "On Break", "Logged Out");
const state = fc.constantFrom("Waiting", "Receiving", "In a queue call", "Idle");
const times = fc.record({
  wrapUp: fc.nat(60),
  bridgeEnd: fc.integer({ min: now - 60, max: now + 5 }),
  ready: fc.integer({ min: now - 60, max: now + 60 }),
  external: fc.nat(2),
});
const agentRow = fc.tuple(name, status, state, times).map((row) => agent(...row));
const memberRow = fc
  .tuple(queueName, text, fc.constantFrom("Waiting", "Trying", "Answered", "Abandoned"), fc.nat(now), text)
  .map((row) => member(...row));
const outputs = fc
  .tuple(
    fc.constant(queues(queueRow("sales"), queueRow("support"))),
    fc.array(memberRow).map((rows) => members(...rows)),
    fc.array(fc.tuple(queueName, name)).map((pairs) => tiers(...pairs)),
    fc.array(agentRow).map((rows) => agents(...rows)),
  )
  .map((all) => [...all]);

describe("any outputs", () => {
  const profile = profileSchema.parse(
    parse(readFileSync(new URL("../../../devices/acds/freeswitch-callcenter.yaml", import.meta.url), "utf8")),
  );

  it("mean the same in any order", () => {
    fc.assert(
      fc.property(outputs, fc.array(fc.nat(), { minLength: 4, maxLength: 4 }), (all, keys) => {
        const shuffled = all
          .map((output, index) => ({ output, key: keys[index] ?? 0 }))
          .sort((one, other) => one.key - other.key)
          .map(({ output }) => output);
        const byQueue = (texts: readonly string[]) => {
          const { rows } = open().read(texts.join(""));
          return Object.fromEntries(rows.map((row) => [String(row["queue"]), row]));
        };
        expect(byQueue(shuffled)).toEqual(byQueue(all));
      }),
    );
  });

  it("count every agent once, in exactly one state", () => {
    fc.assert(
      fc.property(outputs, (all) => {
        const result = compileProfile(profile, {}).read(all.join(""), {
          receivedAt: now * 1_000,
          listIgnored: false,
        });
        if (!result.ok) throw new Error(result.problem.message);
        for (const { agents: counts, quality } of result.statistics) {
          const { ready, reserved, onCall, onOtherCall, wrapUp, notReady, loggedIn } = counts;
          const parts = [ready, reserved, onCall, onOtherCall, wrapUp, notReady];
          expect(parts.reduce((sum: number, part) => sum + (part ?? Number.NaN), 0)).toBe(loggedIn);
          expect(quality.map(({ reason }) => reason)).not.toContain("partition_mismatch");
        }
      }),
    );
  });

  it("cut anywhere give no figures of the table that was cut, and never throw", () => {
    fc.assert(
      fc.property(outputs, fc.double({ min: 0, max: 1, noNaN: true }), (all, share) => {
        const whole = all.join("");
        const cut = whole.slice(0, Math.floor(whole.length * share));
        const result = open().take(cut);
        const ended = cut.split("\n").filter((line) => line.startsWith("+OK")).length;
        if (ended < 2 && result.ok) for (const row of result.rows) expect(row).not.toHaveProperty("waiting");
        if (ended < 4 && result.ok) expect(result.agents).toEqual([]);
      }),
    );
  });

  it("never throw, whatever they hold", () => {
    const garbage = fc.array(
      fc.oneof(
        text,
        fc.constantFrom(memberColumns, agentColumns, "+OK", "-ERR x", "callcenter_config tier list"),
      ),
    );
    const anything = fc.oneof(
      fc.string(),
      garbage.map((lines) => lines.join("\n")),
      fc.json(),
      fc
        .array(fc.record({ "CC-Action": text, "CC-Agent": name, "CC-Queue": fc.jsonValue() }))
        .map((all) => JSON.stringify(all)),
    );
    fc.assert(
      fc.property(fc.array(anything), (messages) => {
        const reader = compileProfile(profile, {});
        for (const message of messages) {
          reader.messagesOf(message);
          reader.read(message, { receivedAt: null, listIgnored: true });
        }
      }),
    );
  });
});
