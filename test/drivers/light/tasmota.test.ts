import { describe, expect, it } from "vitest";
import { lookWords } from "../../../src/domain/lightWords.ts";
import { lightDrivers } from "../../../src/drivers/lightDrivers.ts";
import { message, messages, told, word } from "./busLights.ts";
import { between, lookOf, sent, shippedLight } from "./lightBench.ts";

const bulb = shippedLight("tasmota-rgb");
const relays = shippedLight("tasmota-relays-3", { topic: "hall" });

/** What a person sees after commands of a device. */
function seen(light: typeof bulb, topic: string, ...lines: readonly string[]) {
  const twin = light.twin();
  const words = lines.flatMap((line) => {
    const [command = "", ...rest] = line.split(" ");
    return twin.take(message(`cmnd/${topic}/${command}`, rest.join(" ")), 0);
  });
  return { twin, words: lookWords(twin.look(0)), told: told(words) };
}

describe("a Tasmota bulb as it is told", () => {
  // Tasmota's documentation, Commands: several commands as one, without pauses.
  it.each([
    ["red", ["cmnd/tasmota/Backlog0 Power on; Color #ff0000"]],
    ["amber 20%", ["cmnd/tasmota/Backlog0 Power on; Color #ff8000; Dimmer 20"]],
    ["#800000", ["cmnd/tasmota/Backlog0 Power on; Color #ff0000; Dimmer 50"]],
    ["red slow", ["cmnd/tasmota/Backlog0 Power on; Color #ff0000; BlinkTime 10; BlinkCount 0; Power blink"]],
    ["red fast", ["cmnd/tasmota/Backlog0 Power on; Color #ff0000; BlinkTime 5; BlinkCount 0; Power blink"]],
    ["off", ["cmnd/tasmota/Power off"]],
  ])("is %s", (words, expected) => {
    expect(messages(sent(bulb, words))).toEqual(expected);
  });

  it("blinks by itself in tenths of a second", () => {
    expect(bulb.rhythms).toEqual({ slow: { hz: 0.5 }, fast: { hz: 1 } });
    const odd = shippedLight("tasmota-rgb", { flashHz: { slow: 0.4, fast: 1.3 } });
    expect(odd.rhythms.slow?.hz).toBeCloseTo(5 / 13);
    expect(odd.rhythms.fast?.hz).toBe(1.25);
  });

  it("has its topics in the order that its owner chose", () => {
    const other = shippedLight("tasmota-rgb", { topic: "hall", fullTopic: "home/%topic%/%prefix%" });
    expect(messages(sent(other, "off"))).toEqual(["home/hall/cmnd/Power off"]);
    expect(other.listens).toEqual(["home/hall/tele/LWT"]);
    const twin = other.twin();
    for (const frame of sent(other, "blue")) twin.take(frame, 0);
    expect(lookWords(twin.look(0))).toEqual(["blue"]);
  });

  it("does not fade", () => {
    const [lamp] = lookOf("red").lamps;
    const look = { lamps: lamp === undefined ? [] : [{ ...lamp, fadeMs: 900 }], buzzer: true };
    expect(bulb.nearest(look)).toEqual({ lamps: [lamp], buzzer: false });
  });
});

describe("Tasmota relays as they are told", () => {
  it("switches one by its own command, and several at once", () => {
    expect(messages(between(relays, ["red", "off", "off"], ["red", "off", "green"]))).toEqual([
      "cmnd/hall/Power3 on",
    ]);
    expect(messages(between(relays, ["red", "off", "off"], ["off", "amber", "off"]))).toEqual([
      "cmnd/hall/Backlog0 Power1 off; Power2 on",
    ]);
    expect(messages(sent(relays, "red", "off", "off"))).toEqual([
      "cmnd/hall/Backlog0 Power1 on; Power2 off; Power3 off",
    ]);
    expect(between(relays, ["red", "off", "off"], ["red", "off", "off"])).toEqual([]);
  });

  it("leaves rhythms to us, because all relays blink at one rate, and wear", () => {
    expect(relays.rhythms).toEqual({});
    expect(relays.model.wears).toBe(true);
    expect(lookWords(relays.nearest(lookOf("white fast 20%", "off", "off")))).toEqual([
      "red fast",
      "off",
      "off",
    ]);
  });

  it("uses the relays that a site names", () => {
    const named = shippedLight("tasmota-relays-3", { relays: [4, 3, 8] });
    expect(messages(between(named, ["off"], ["off", "off", "green"]))).toEqual(["cmnd/tasmota/Power8 on"]);
  });

  it.each([
    ["tasmota-relays-3", { relays: [1, 2] }, "it needs 3 relays, and 2 are told"],
    ["tasmota-relays-3", { relays: [1, 2, 2] }, "two lamps hang on the same relay"],
    ["tasmota-rgb", { relays: [1] }, "a bulb that mixes its colour is one lamp"],
    ["tasmota-rgb", { fullTopic: "%topic%/" }, "%prefix%"],
    ["tasmota-rgb", { fullTopic: "%prefix%/%topic%/%id%/" }, "Full Topic"],
  ])("%s refuses %j", (model, settings, why) => {
    expect(() => shippedLight(model, settings)).toThrow(why);
  });
});

describe("Tasmota's own parser, in the twin", () => {
  it.each([
    ["Power1 1", ["red", "off", "off"]],
    ["power ON", ["red", "off", "off"]],
    ["POWER2 true", ["off", "amber", "off"]],
    ["Power0 1", ["red", "amber", "green"]],
    ["Power3 toggle", ["off", "off", "green"]],
    ["Power3 2", ["off", "off", "green"]],
    ["Backlog Power1 on; Power2 on;; Power1 0", ["off", "amber", "off"]],
    ["Backlog2 Power1 on", ["red", "off", "off"]],
    ["Power2 blink", ["off", "amber slow", "off"]],
    ["Backlog0 BlinkTime 4; BlinkCount 20; Power2 3", ["off", "amber fast", "off"]],
    ["Backlog0 Power2 1; Power2 3; Power2 4", ["off", "amber", "off"]],
    ["Backlog0 Power2 3; Power2 off", ["off", "off", "off"]],
  ])("%s", (line, words) => {
    expect(seen(relays, "hall", line).words).toEqual(words);
  });

  it.each([
    ["Color 255,128,0", ["amber"]],
    ["Color1 #FF0000", ["red"]],
    ["Color 00ff0000", ["green"]],
    ["Color #800000", ["red 50%"]],
    ["Backlog Dimmer 20; Color2 #0000ff", ["blue 20%"]],
    ["Backlog Color #0000ff; Dimmer 0", ["off"]],
    ["Backlog Color #0000ff; Color #000000", ["off"]],
    ["Backlog Fade 1; Speed 4; SetOption20 1; Color red", ["off"]],
  ])("%s on a bulb", (line, words) => {
    expect(seen(bulb, "tasmota", line).words).toEqual(words);
  });

  it("answers with its relays, as JSON and each alone", () => {
    expect(seen(relays, "hall", "Power2 on").told).toEqual([
      'stat/hall/RESULT {"POWER1":"OFF","POWER2":"ON","POWER3":"OFF"}',
      "stat/hall/POWER1 OFF",
      "stat/hall/POWER2 ON",
      "stat/hall/POWER3 OFF",
    ]);
    expect(seen(bulb, "tasmota", "Power on").told).toContain("stat/tasmota/POWER ON");
  });

  it.each([
    "Power maybe",
    "Color red",
    "Dimmer 1e9",
    "Colour #ff0000",
    "BlinkTime x",
    "Power __proto__",
    "9",
  ])("does not know %s", (line) => {
    const { twin, told: said } = seen(bulb, "tasmota", line);
    expect(said).toEqual(['stat/tasmota/RESULT {"Command":"Unknown"}']);
    expect(twin.events.get("unknownCommand")).toBe(1);
  });

  it("has no colours where there are relays, and takes nothing that is for others", () => {
    const { twin, words } = seen(relays, "hall", "Color #ff0000", "Dimmer 20");
    expect(words).toEqual(["off", "off", "off"]);
    expect(twin.events.get("unknownCommand")).toBe(2);
    twin.take(message("cmnd/other/Power", "on"), 0);
    twin.take(message("cmnd/hall/Power/1", "on"), 0);
    expect(twin.events.get("elsewhere")).toBe(2);
  });

  it("sounds a buzzer on a relay of its own", () => {
    const { model } = relays;
    const driver = lightDrivers.get("tasmota");
    const loud = driver?.bind({ ...model, hasBuzzer: true }, {});
    if (loud === undefined) throw new Error("no driver");
    const frames = between(loud, ["red", "off", "off"], ["red", "off", "off", "buzzer"]);
    expect(messages(frames)).toEqual(["cmnd/tasmota/Power4 on"]);
    const twin = loud.twin();
    for (const frame of sent(loud, "red", "off", "off", "buzzer")) twin.take(frame, 0);
    expect(lookWords(twin.look(0))).toEqual(["red", "off", "off", "buzzer"]);
    expect(() => driver?.bind({ ...model, lamps: Array(31).fill(model.lamps[0]) }, {})).toThrow("30 relays");
  });

  it("says whether it is there, as its broker does when it is gone", () => {
    const { twin } = seen(bulb, "tasmota");
    expect(told([twin.presence?.(true), twin.presence?.(false)].flatMap((one) => one ?? []))).toEqual([
      "tele/tasmota/LWT Online (retained)",
      "tele/tasmota/LWT Offline (retained)",
    ]);
    expect(bulb.hear(word("tele/tasmota/LWT", "Online", true))).toBe("back");
    expect(bulb.hear(word("tele/tasmota/LWT", "Offline", true))).toBe("away");
    expect(bulb.hear(word("stat/tasmota/POWER", "Online"))).toBeNull();
  });
});

describe("Tasmota in words", () => {
  it("tells each command of a Backlog", () => {
    const line =
      "Power on; Color2 #ff8000; Dimmer 20; BlinkTime 10; BlinkCount 0; Power2 toggle; Speed 3; Nonsense";
    expect(bulb.read(message("cmnd/tasmota/Backlog0", line))).toEqual({
      name: "backlog",
      facts: {
        commands: [
          "Power1 on",
          "Color2 #ff8000",
          "Dimmer 20",
          "BlinkTime 10",
          "BlinkCount 0",
          "Power2 toggle",
          "Speed 3",
          "Nonsense",
        ],
      },
      problems: [
        "it toggles: nobody knows whether the lamp is then on or off",
        "Tasmota does not know Nonsense",
      ],
    });
    expect(bulb.read(message("cmnd/tasmota/Color", "#ff0000")).facts).toEqual({
      commands: ["Color1 #ff0000"],
    });
  });

  it("knows what is none of its commands", () => {
    expect(bulb.read(message("cmnd/tasmota/Nonsense", "1")).name).toBe("unknown");
    expect(bulb.read(message("stat/tasmota/Power", "1"))).toEqual({
      name: "unknown",
      facts: {},
      problems: ["it listens to cmnd/tasmota/…"],
    });
    expect(bulb.read({ kind: "levels", levels: [] }).name).toBe("unknown");
  });
});
