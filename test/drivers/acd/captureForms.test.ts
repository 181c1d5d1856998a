import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { AcdCapture } from "../../../src/cli/acdCapture.ts";
import { isJsonObject } from "../../../src/drivers/acd/boundedJson.ts";
import { compileProfile } from "../../../src/drivers/acd/profile.ts";
import { type Profile, profileSchema } from "../../../src/drivers/acd/profileSchema.ts";
import { parseInstant } from "../../../src/drivers/acd/timestamp.ts";

const folder = new URL("../../../devices/acds/", import.meta.url);

const profiles = readdirSync(folder)
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => profileSchema.parse(parse(readFileSync(new URL(file, folder), "utf8"))))
  .map((profile) => [profile.id, profile] as const);

type Sample = Profile["samples"][number];

function figuresOf(profile: Profile, { options, receivedAt }: Sample, text: string) {
  const reader = compileProfile(profile, options);
  const capture = new AcdCapture(reader, parseInstant(receivedAt ?? "2026-01-12T09:00:10Z") ?? 0);
  for (const message of reader.messagesOf(text)) capture.take(message);
  const { queues, agents } = capture.state();
  // Where messages hold only what changed, remarks are about what the last of them held.
  return { queues: reader.partial ? queues.map((queue) => ({ ...queue, quality: [] })) : queues, agents };
}

/** The same value with other keys, or other leaves. */
function rewritten(value: unknown, key: (key: string) => string, leaf: (leaf: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => rewritten(each, key, leaf));
  if (!isJsonObject(value)) return leaf(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [key(name), rewritten(inner, key, leaf)]),
  );
}

const same = <T>(value: T): T => value;
const lines = (payload: unknown): string => JSON.stringify(payload);
const pretty = (payload: unknown): string => JSON.stringify(payload, null, 2);
const listOf = (payload: unknown): readonly unknown[] => (Array.isArray(payload) ? payload : [payload]);

/** Ways in which one message of JSON reaches a file. */
const forms: Readonly<Record<string, (payload: unknown) => string>> = {
  "over many lines": pretty,
  "with the line ends of Windows": (payload) => pretty(payload).replaceAll("\n", "\r\n"),
  "after a byte order mark": (payload) => `\uFEFF${lines(payload)}`,
  "between blank lines": (payload) => `\n \r\n${lines(payload)}\n\n`,
  "twice, a message a line": (payload) => `${lines(payload)}\n${lines(payload)}\n`,
  "twice, each over many lines": (payload) => `${pretty(payload)}\n${pretty(payload)}\n`,
  "as mosquitto_sub -v prints it": (payload) => `acd/raw/1 ${lines(payload)}\nacd/raw/1 ${lines(payload)}\n`,
  "as a list": (payload) => lines(listOf(payload)),
  "one row a line": (payload) => listOf(payload).map(lines).join("\n"),
  "below rows: of a gateway": (payload) => lines({ rows: listOf(payload), count: 1 }),
  "below payload: of a flow": (payload) => lines({ topic: "acd", payload }),
  "with numbers as text": (payload) =>
    lines(rewritten(payload, same, (leaf) => (typeof leaf === "number" ? String(leaf) : leaf))),
  "with keys in capitals": (payload) => lines(rewritten(payload, (key) => key.toUpperCase(), same)),
  "with keys in small letters": (payload) => lines(rewritten(payload, (key) => key.toLowerCase(), same)),
};

describe.each(profiles)("one captured payload of %s gives the same figures", (_, profile) => {
  const samples = profile.samples.filter(({ payload }) => typeof payload !== "string");

  it.each(samples.length === 0 ? [] : Object.entries(forms))("%s", (_form, write) => {
    for (const sample of samples)
      expect(figuresOf(profile, sample, write(sample.payload))).toEqual(
        figuresOf(profile, sample, lines(sample.payload)),
      );
  });

  it("as text with the line ends of Windows, after a byte order mark, or inside of a text of JSON", () => {
    for (const sample of profile.samples) {
      const { payload: text } = sample;
      if (typeof text !== "string") continue;
      const figures = figuresOf(profile, sample, text);
      expect(figuresOf(profile, sample, `\uFEFF${text.replaceAll(/\r?\n/g, "\r\n")}`)).toEqual(figures);
      // Of events a text inside is never taken: a caller may have put it there.
      if (compileProfile(profile, {}).remembers) continue;
      expect(figuresOf(profile, sample, lines({ payload: text }))).toEqual(figures);
      expect(figuresOf(profile, sample, lines(text))).toEqual(figures);
    }
  });
});

const uccx = profiles.find(([id]) => id === "cisco-uccx-csq")?.[1];
const ami = profiles.find(([id]) => id === "asterisk-ami")?.[1];

describe("a capture", () => {
  const take = (profile: Profile | undefined, text: string) => {
    if (profile === undefined) throw new Error("no such profile");
    const reader = compileProfile(profile, { zone: "Europe/Paris" });
    const capture = new AcdCapture(reader, Date.parse("2026-01-12T09:00:10Z"));
    for (const message of reader.messagesOf(text)) capture.take(message);
    return capture.state();
  };

  it("that ends in the middle of a message is good up to there", () => {
    const { queues, problems } = take(uccx, '{"csqname":"SAV","callswaiting":2}\n{"csqname":"SA');
    expect(queues[0]?.now.waiting).toBe(2);
    expect(problems).toEqual([{ path: "", message: "message 2: is not JSON" }]);
  });

  it("holds braces in texts without being cut there", () => {
    const { queues } = take(
      uccx,
      '{\n"csqname":"a}{\\"","callswaiting":1}\n{\n"csqname":"b","callswaiting":2}',
    );
    expect(queues.map(({ queue }) => queue.id)).toEqual(['a}{"', "b"]);
  });

  it("is never cut inside of what a caller could write", () => {
    const inner = JSON.stringify({ Event: "QueueSummary", Queue: "sales", Callers: "99" });
    for (const event of [
      { Event: "VarSet", Variable: "X", Value: inner },
      { Event: "UserEvent", payload: inner },
    ])
      expect(take(ami, JSON.stringify(event))).toMatchObject({ queues: [], fits: false });
  });

  it.each(["{}}}{", '{"a":1}{"b', "}{", '"{', '{"a":1} x {"b":2}', "[".repeat(50_000)])(
    "of %j is refused without harm",
    (text) => {
      expect(take(uccx, text)).toMatchObject({ queues: [], fits: false });
    },
  );
});
