import { describe, expect, it } from "vitest";
import { lookWords } from "../../../src/domain/lightWords.ts";
import { judged, saidHex, verdict } from "./answers.ts";
import { between, changedLight, inHex, line, sent, shippedLight } from "./lightBench.ts";

const light = shippedLight("modbus-relay-8");
const dark = Array.from({ length: 8 }, () => "off");
const with1 = (...words: string[]): string[] => [...words, ...dark.slice(words.length)];

describe("modbus-relay", () => {
  // Frames of brucetsao/Industry4_Gateway and huynguyen2310/IO-Box, checksums computed twice.
  it("switches one relay by function 5", () => {
    expect(inHex(between(light, dark, with1("red")))).toEqual(["01050000ff008c3a"]);
    expect(inHex(between(light, with1("red"), dark))).toEqual(["010500000000cdca"]);
    expect(inHex(between(light, dark, with1("off", "amber")))).toEqual(["01050001ff00ddfa"]);
    expect(between(light, dark, dark)).toEqual([]);
  });

  it("switches all relays by one frame of function 15", () => {
    const [frame, ...more] = inHex(sent(light, ...with1("red", "off", "green")));
    expect(frame?.slice(0, 16)).toBe("010f000000080105");
    expect(more).toEqual([]);
    const [three] = inHex(sent(shippedLight("modbus-relay-3"), "off", "amber", "off"));
    expect(three?.slice(0, 16)).toBe("010f000000030102");
  });

  it("switches one after the other where the board does not know function 15, or others lie between", () => {
    const plain = shippedLight("modbus-relay-3", { writeAll: false });
    expect(sent(plain, "red", "off", "off")).toHaveLength(3);
    const apart = shippedLight("modbus-relay-3", { relays: [1, 2, 8], slave: 2, firstCoil: 16 });
    expect(inHex(sent(apart, "red", "off", "off")).map((hex) => hex.slice(0, 12))).toEqual([
      "020500110000",
      "020500170000",
      "02050010ff00",
    ]);
    const turned = shippedLight("modbus-relay-3", { relays: [4, 3, 2] });
    expect(inHex(sent(turned, "red", "off", "off"))[0]?.slice(0, 16)).toBe("010f000100030104");
  });

  it("waits for the echo, in pieces and behind noise", () => {
    const [frame] = between(light, dark, with1("red"));
    expect(judged(frame, "")).toBe("more");
    expect(judged(frame, "01050000")).toBe("more");
    expect(judged(frame, "01050000ff008c3a")).toBe("taken");
    expect(judged(frame, "ffff01050000ff008c3a")).toBe("taken");
    expect(judged(frame, "0201050000ff008c3a")).toBe("taken");
    expect(judged(frame, "010301050000ff008c3a")).toBe("taken");
    expect(judged(frame, "0105000000")).toBe("more");
    const [all] = sent(light, ...with1("red"));
    expect(judged(all, "010f00000008540d")).toBe("taken");
    expect(judged(all, "010f0000")).toBe("more");
  });

  it("says what exceptions mean", () => {
    const [frame] = between(light, dark, with1("red"));
    const refusal = (hex: string) => verdict(frame, hex);
    expect(refusal("0185")).toEqual({ kind: "more" });
    expect(refusal("0185030291")).toMatchObject({ kind: "refused", advice: expect.any(String) });
    expect(judged(frame, "018502c351")).toBe("the board answers exception 2: illegal data address");
    expect(judged(frame, "01850ac297")).toBe("the board answers exception 10: none that a relay board needs");
    expect(judged(frame, "018502c352")).toBe("the board's answer was damaged on the line");
    expect(judged(frame, "01050000ff008c3b")).toBe("the board's answer was damaged on the line");
    expect(judged(frame, "010500000000cdca")).toBe("the board's relays are not as they were switched");
  });

  it("never waits for an answer to all boards at once", () => {
    const everybody = shippedLight("modbus-relay-3", { slave: 0 });
    const frames = sent(everybody, "red", "off", "off");
    expect(judged(frames[0], "")).toBeNull();
    const twin = everybody.twin();
    expect(frames.flatMap((frame) => twin.take(frame, 0))).toEqual([]);
    expect(lookWords(twin.look(0))).toEqual(["red", "off", "off"]);
  });

  it("asks whether the relays obeyed, where a site wants it", () => {
    const asked = shippedLight("modbus-relay-8", { readBack: true });
    const frames = sent(asked, ...with1("red", "off", "green"));
    expect(inHex(frames)[1]).toBe("0101000000083dcc");
    const twin = asked.twin();
    const answers = frames.map((frame) => twin.take(frame, 0));
    expect(frames.map((frame, at) => judged(frame, answers[at] ?? []))).toEqual(["taken", "taken"]);
    expect(saidHex(answers[1] ?? []).slice(0, 8)).toBe("01010105");
    twin.take(line("010500000000cdca"), 100);
    const question = frames[1];
    expect(judged(question, question === undefined ? [] : twin.take(question, 200))).toBe(
      "the board's relays are not as they were switched",
    );
  });

  it("answers as a board does: echo, exception, or nothing", () => {
    const twin = light.twin();
    expect(saidHex(twin.take(line("01050000ff008c3a"), 0))).toBe("01050000ff008c3a");
    expect(lookWords(twin.look(0))).toEqual(with1("red"));
    expect(twin.take(line("01050000ff008c3b"), 100)).toEqual([]);
    expect(twin.events.get("badChecksum")).toBe(1);
    // All on (coil FF) and toggle (5500) are Waveshare's own; a standard board refuses them.
    expect(saidHex(twin.take(line("010500ffff00bc0a"), 200)).slice(0, 6)).toBe("018502");
    expect(saidHex(twin.take(line("010500005500f29a"), 300)).slice(0, 6)).toBe("018503");
    expect(saidHex(twin.take(line("010300000001840a"), 400)).slice(0, 6)).toBe("018301");
    expect(lookWords(twin.look(400))).toEqual(with1("red"));
  });

  it("does not listen to frames for other boards", () => {
    const twin = shippedLight("modbus-relay-3", { slave: 2 }).twin();
    expect(twin.take(line("01050000ff008c3a"), 0)).toEqual([]);
    expect(twin.events.get("others")).toBe(1);
    expect(lookWords(twin.look(0))).toEqual(["off", "off", "off"]);
  });

  it("ends a frame that was cut off by its silence", () => {
    const twin = light.twin();
    twin.take(line("01050000"), 0);
    expect(saidHex(twin.take(line("01050000ff008c3a"), 200))).toBe("01050000ff008c3a");
    twin.take(line("0105"), 300);
    expect(saidHex(twin.take(line("0000ff008c3a"), 310))).toBe("01050000ff008c3a");
  });

  it("waits for the count before it knows how long a request for many relays is", () => {
    const twin = light.twin();
    const [all = line("")] = sent(light, ...with1("red", "off", "green"));
    const hex = inHex([all])[0] ?? "";
    expect(twin.take(line(hex.slice(0, 12)), 0)).toEqual([]);
    expect(judged(all, twin.take(line(hex.slice(12)), 10))).toBe("taken");
    expect(lookWords(twin.look(10))).toEqual(with1("red", "off", "green"));
  });

  it("has all relays on the board that are in use, the buzzer's among them", () => {
    const far = shippedLight("modbus-relay-3", { relays: [1, 2, 12] });
    const twin = far.twin();
    const frames = sent(far, "off", "off", "green");
    expect(frames.map((frame) => judged(frame, twin.take(frame, 0)))).toEqual(["taken", "taken", "taken"]);
    const loud = changedLight("modbus-relay-3", { hasBuzzer: true }, { boardRelays: 1 });
    const [frame = line("")] = sent(loud, "off", "off", "off", "buzzer");
    expect(inHex([frame])[0]?.slice(0, 16)).toBe("010f000000040108");
    const board = loud.twin();
    expect(judged(frame, board.take(frame, 0))).toBe("taken");
    expect(lookWords(board.look(0))).toEqual(["off", "off", "off", "buzzer"]);
  });

  it("reads requests in words", () => {
    expect(light.read(line("0101000000083dcc"))).toEqual({
      name: "readCoils",
      facts: { slave: 1, first: 0, count: 8 },
      problems: [],
    });
    expect(light.read(line("01050000ff008c3a")).facts).toEqual({ slave: 1, first: 0, coils: [1] });
    expect(light.read(line("01050000ff008c3b")).problems).toEqual(["its checksum is wrong"]);
    expect(light.read(line("010500005500f29a")).problems).toEqual(["no request of function 1, 5 or 15"]);
    expect(light.read({ kind: "levels", levels: [] }).name).toBe("unknown");
    expect(() => shippedLight("modbus-relay-3", { relays: [1] })).toThrow(/name 3/);
  });
});
