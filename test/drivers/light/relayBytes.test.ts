import { describe, expect, it } from "vitest";
import { lookWords } from "../../../src/domain/lightWords.ts";
import { judged, saidHex } from "./answers.ts";
import { between, changedLight, inHex, line, sent, shippedLight } from "./lightBench.ts";

const light = shippedLight("relay-bytes-3");
const board = { on: ["10", "11 01", "12"], off: ["20", "21", "22"], allOn: "FE", allOff: "EF" };
const answering = { ...board, answer: "06 4f", refusal: "15" };

describe("relay-bytes", () => {
  it("sends what the definition says for each lamp, off before on", () => {
    expect(inHex(between(light, ["off", "off", "off"], ["red", "off", "off"]))).toEqual(["a00101a2"]);
    expect(inHex(sent(light, "red", "off", "green"))).toEqual(["a00200a2", "a00101a2", "a00301a4"]);
    expect(between(light, ["red", "off", "off"], ["red", "off", "off"])).toEqual([]);
  });

  it("switches everything at once where the board can", () => {
    const whole = shippedLight("relay-bytes-3", board);
    expect(inHex(sent(whole, "off", "off", "off"))).toEqual(["ef"]);
    expect(inHex(sent(whole, "red", "amber", "green"))).toEqual(["fe"]);
    expect(inHex(sent(whole, "red", "off", "green"))).toEqual(["21", "10", "12"]);
    expect(inHex(between(whole, ["red", "off", "off"], ["off", "off", "off"]))).toEqual(["20"]);
    const twin = whole.twin();
    twin.take(line("fe"), 0);
    expect(lookWords(twin.look(0))).toEqual(["red", "amber", "green"]);
    twin.take(line("11"), 0);
    twin.take(line("0120"), 0);
    expect(lookWords(twin.look(0))).toEqual(["off", "amber", "green"]);
    expect(whole.read(line("fe"))).toEqual({ name: "allOn", facts: { relays: [1, 2, 3] }, problems: [] });
  });

  it("waits for the answer that the definition names", () => {
    const [frame] = sent(shippedLight("relay-bytes-3", answering), "off", "off", "off");
    expect(judged(frame, "")).toBe("more");
    expect(judged(frame, "06")).toBe("more");
    expect(judged(frame, "00064f")).toBe("taken");
    expect(judged(frame, "0015")).toBe("the board refused a command");
    expect(judged(sent(light, "red", "off", "off")[0], "")).toBeNull();
    const { refusal: _, ...neverRefusing } = answering;
    const [trusting] = sent(shippedLight("relay-bytes-3", neverRefusing), "off", "off", "off");
    expect(judged(trusting, "0015")).toBe("more");
    expect(judged(trusting, "15064f")).toBe("taken");
    const patient = shippedLight("relay-bytes-3", { ...answering, withinMs: 2_000 });
    expect(sent(patient, "off", "off", "off")[0]).toMatchObject({ answer: { withinMs: 2_000, retries: 1 } });
  });

  it("answers as the definition says, and refuses what it does not name", () => {
    const twin = shippedLight("relay-bytes-3", answering).twin();
    expect(saidHex(twin.take(line("10"), 0))).toBe("064f");
    expect(saidHex(twin.take(line("99"), 0))).toBe("15");
    expect(light.twin().take(line("99"), 0)).toEqual([]);
    expect(light.read(line("99")).name).toBe("unknown");
    expect(light.read({ kind: "levels", levels: [] }).name).toBe("unknown");
  });

  it("has the buzzer's commands behind those of the lamps", () => {
    const bind = (on: readonly string[], off: readonly string[]) =>
      changedLight("relay-bytes-3", { hasBuzzer: true }, { on, off });
    expect(() => bind(board.on, board.off)).toThrow(/write 4 commands, one for each lamp and the buzzer/);
    const loud = bind(["10", "11", "12", "13"], ["20", "21", "22", "23"]);
    expect(inHex(sent(loud, "off", "off", "green", "buzzer"))).toEqual(["20", "21", "12", "13"]);
    const twin = loud.twin();
    twin.take(line("1213"), 0);
    expect(lookWords(twin.look(0))).toEqual(["off", "off", "green", "buzzer"]);
    twin.take(line("23"), 0);
    expect(twin.look(0).buzzer).toBe(false);
  });

  it.each([
    [{ on: ["10", "11"] }, /on: write 3 commands/],
    [{ off: ["20"] }, /off: write 3 commands/],
    [{ on: ["10", "11", "11 02"] }, /begins with another/],
    [{ on: ["10", "10", "12"] }, /are the same/],
    [{ refusal: "15" }, /tell also what it answers/],
    [{ on: ["1", "11", "12"] }, /hexadecimal digits/],
  ])("refuses a definition such as %j", (settings, problem) => {
    expect(() => shippedLight("relay-bytes-3", { ...board, ...settings })).toThrow(problem);
  });
});
