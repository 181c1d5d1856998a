import { describe, expect, it } from "vitest";
import { lookWords } from "../../../src/domain/lightWords.ts";
import { lightDrivers } from "../../../src/drivers/lightDrivers.ts";
import { message, messages, told, word } from "./busLights.ts";
import { between, lookOf, sent, shippedLight } from "./lightBench.ts";

const zigbee = shippedLight("zigbee2mqtt-rgb");
const plug = shippedLight("zigbee2mqtt-plug");
const home = shippedLight("home-assistant-rgb");
const esphome = shippedLight("esphome-rgb", { topic: "hall-stack/light/lamp" });

/** What a person sees after payloads on a light's command topic. */
function seen(light: typeof zigbee, topic: string, ...payloads: readonly string[]) {
  const twin = light.twin();
  const words = payloads.flatMap((payload) => twin.take(message(topic, payload), 0));
  return { twin, words: lookWords(twin.look(0)), told: told(words) };
}

const faded = (words: string, fadeMs: number) => ({
  lamps: lookOf(words).lamps.map((lamp) => ({ ...lamp, fadeMs })),
  buzzer: false,
});

describe("zigbee2mqtt as it is told", () => {
  // zigbee2mqtt's usage page: brightness 0-254, transition in seconds.
  it.each([
    ["red", '{"state":"ON","brightness":254,"color":{"r":255,"g":0,"b":0},"transition":0}'],
    ["red 20%", '{"state":"ON","brightness":51,"color":{"r":255,"g":0,"b":0},"transition":0}'],
    ["#804000", '{"state":"ON","brightness":127,"color":{"r":255,"g":128,"b":0},"transition":0}'],
    ["off", '{"state":"OFF","transition":0}'],
  ])("is %s by %s", (words, payload) => {
    expect(messages(sent(zigbee, words))).toEqual([`zigbee2mqtt/light/set ${payload}`]);
  });

  it("says only what changes while it burns", () => {
    expect(messages(between(zigbee, ["red"], ["red 50%"]))).toEqual([
      'zigbee2mqtt/light/set {"state":"ON","brightness":127,"transition":0}',
    ]);
    expect(messages(between(zigbee, ["red"], ["blue"]))).toEqual([
      'zigbee2mqtt/light/set {"state":"ON","color":{"r":0,"g":0,"b":255},"transition":0}',
    ]);
    expect(between(zigbee, ["red"], ["red"])).toEqual([]);
  });

  it("never flashes: its mesh takes a few commands a second", () => {
    expect(zigbee.rhythms).toEqual({});
    expect(lookWords(zigbee.nearest(lookOf("red fast")))).toEqual(["red"]);
  });

  it("fades in tenths of a second", () => {
    expect(messages(zigbee.frames(null, zigbee.nearest(faded("green", 1_260))))[0]).toContain(
      '"transition":1.3}',
    );
    expect(messages(zigbee.frames(null, zigbee.nearest(faded("off", 500))))[0]).toContain(
      '{"state":"OFF","transition":0.5}',
    );
  });

  it("switches a plug, and several outputs of one device in one message", () => {
    expect(messages(sent(plug, "red fast"))).toEqual(['zigbee2mqtt/plug/set {"state":"ON"}']);
    expect(lookWords(plug.nearest(lookOf("red 20%")))).toEqual(["white"]);
    const named = shippedLight("zigbee2mqtt-plug", { endpoints: ["l2"] });
    expect(messages(sent(named, "off"))).toEqual(['zigbee2mqtt/plug/set {"state_l2":"OFF"}']);
    const twin = named.twin();
    twin.take(message("zigbee2mqtt/plug/set", '{"state_l2":"ON","state_l1":"OFF"}'), 0);
    expect(lookWords(twin.look(0))).toEqual(["white"]);
  });

  it.each([
    ["zigbee2mqtt-rgb", { endpoints: ["l1"] }, "endpoints are for switched outputs"],
    ["zigbee2mqtt-plug", { endpoints: ["l1", "l2"] }, "it has 1 lamps and 2 endpoints"],
    ["zigbee2mqtt-plug", { endpoints: ["l1", "l1"] }, "two lamps are the same endpoint"],
    ["zigbee2mqtt-plug", { endpoints: ["a b"] }, "an endpoint's name"],
  ])("%s refuses %j", (model, settings, why) => {
    expect(() => shippedLight(model, settings)).toThrow(why);
  });

  it.each([
    ["zigbee2mqtt/light/availability", "online", "back"],
    ["zigbee2mqtt/light/availability", '{"state":"offline"}', "away"],
    ["zigbee2mqtt/bridge/state", '{"state":"online"}', "back"],
    ["zigbee2mqtt/bridge/state", "offline", "away"],
    ["zigbee2mqtt/light/availability", '{"state":1}', null],
    ["zigbee2mqtt/light", '{"state":"ON"}', null],
  ])("hears %s %s", (topic, payload, news) => {
    expect(zigbee.hear(word(topic, payload, true))).toBe(news);
    expect(zigbee.listens).toEqual(["zigbee2mqtt/light/availability", "zigbee2mqtt/bridge/state"]);
  });

  it.each([
    [zigbee.model, { hasBuzzer: true }, "a Zigbee light has no buzzer"],
    [zigbee.model, { lamps: [...zigbee.model.lamps, ...zigbee.model.lamps] }, "is one lamp"],
    [plug.model, { lamps: [...plug.model.lamps, ...plug.model.lamps] }, "it has 2 lamps and 0 endpoints"],
    [home.model, { hasBuzzer: true }, "a light of this schema has no buzzer"],
    [home.model, { lamps: [...home.model.lamps, ...home.model.lamps] }, "a light of this schema is one lamp"],
  ])("%# refuses a model that it cannot be", (model, changes, why) => {
    const driver = lightDrivers.get(model.driver);
    expect(() => driver?.bind({ ...model, ...changes }, {})).toThrow(why);
  });

  it("knows a bridge with a base topic of more parts", () => {
    const far = shippedLight("zigbee2mqtt-rgb", { topic: "site/zigbee/lamp", base: "site/zigbee" });
    expect(far.listens).toContain("site/zigbee/bridge/state");
  });
});

describe("zigbee2mqtt's own parser, in the twin", () => {
  const topic = "zigbee2mqtt/light/set";

  it.each([
    ['{"state":"on"}', ["white"]],
    ['{"state":"TOGGLE"}', ["white"]],
    ['{"brightness":51}', ["white 20%"]],
    ['{"brightness":0}', ["off"]],
    ['{"brightness":9999,"color":{"hex":"#FF00FF"}}', ["magenta"]],
    ['{"state":"ON","color":{"r":128,"g":0,"b":0}}', ["red"]],
    ['{"state":"ON","color":{"x":0.7,"y":0.3}}', ["white"]],
    ['{"state":"ON","color":"red"}', ["white"]],
    ['{"state":"ON","color":{"r":255}}', ["red"]],
    ['{"state":"ON","color":{"r":0,"g":0,"b":0}}', ["off"]],
    ['{"state":7,"effect":"blink"}', ["off"]],
  ])("%s", (payload, words) => {
    expect(seen(zigbee, topic, payload).words).toEqual(words);
  });

  it("answers with its state and says whether it is there", () => {
    const { twin, told: said } = seen(zigbee, topic, '{"state":"ON","brightness":51}');
    expect(said).toEqual([
      'zigbee2mqtt/light {"state":"ON","brightness":51,"color_mode":"rgb","color":{"r":255,"g":255,"b":255}}',
    ]);
    expect(told([twin.presence?.(false)].flatMap((one) => one ?? []))).toEqual([
      'zigbee2mqtt/light/availability {"state":"offline"} (retained)',
    ]);
    expect(seen(plug, "zigbee2mqtt/plug/set", '{"state":"ON"}').told).toEqual([
      'zigbee2mqtt/plug {"state":"ON"}',
    ]);
  });

  it.each(["ON", "[1]", "null", "{"])("makes nothing of %s", (payload) => {
    expect(seen(zigbee, topic, payload).twin.events.get("badPayload")).toBe(1);
    expect(zigbee.read(message(topic, payload)).name).toBe("unknown");
  });

  it("takes nothing that is for others", () => {
    expect(seen(zigbee, "zigbee2mqtt/light", '{"state":"ON"}').words).toEqual(["off"]);
    expect(zigbee.read(message("zigbee2mqtt/light", "{}")).problems).toEqual([
      "it listens to zigbee2mqtt/light/set",
    ]);
  });

  it("tells a message in words", () => {
    const payload =
      '{"state":"TOGGLE","brightness":9,"color":{"r":1,"g":2,"b":3},"transition":2,"effect":"okay"}';
    expect(zigbee.read(message(topic, payload))).toEqual({
      name: "set",
      facts: { state: "toggle", brightness: 9, colour: "#010203", transitionMs: 2_000, effect: "okay" },
      problems: ["it toggles: nobody knows whether the light is then on or off"],
    });
  });
});

describe("Home Assistant's JSON schema", () => {
  // Home Assistant's page on MQTT lights, JSON schema: brightness 0-255, colour apart from it, transition in seconds.
  it.each([
    ["red", '{"state":"ON","brightness":255,"color":{"r":255,"g":0,"b":0},"transition":0}'],
    ["#804000 20%", '{"state":"ON","brightness":51,"color":{"r":128,"g":64,"b":0},"transition":0}'],
    ["off", '{"state":"OFF","transition":0}'],
  ])("is %s by %s", (words, payload) => {
    expect(messages(sent(home, words))).toEqual([`homeassistant/light/set ${payload}`]);
  });

  it("goes to ESPHome's topics, and to any others", () => {
    expect(messages(sent(esphome, "off"))).toEqual([
      'hall-stack/light/lamp/command {"state":"OFF","transition":0}',
    ]);
    expect(esphome.listens).toEqual(["hall-stack/status"]);
    const own = shippedLight("home-assistant-rgb", {
      commandTopic: "a/do",
      stateTopic: "a/is",
      availabilityTopic: "a/there",
    });
    expect(messages(sent(own, "off"))[0]).toContain("a/do ");
    expect(own.hear(word("a/there", "offline"))).toBe("away");
    expect(seen(own, "a/do", '{"state":"OFF"}').told[0]).toContain("a/is ");
  });

  it("only switches a lamp that has one colour", () => {
    const { model } = home;
    const lamps = [{ name: "lamp", colour: "white" as const }];
    const lamp = lightDrivers.get(model.driver)?.bind({ ...model, lamps }, {});
    if (lamp === undefined) throw new Error("no driver");
    expect(messages(sent(lamp, "red 20%"))).toEqual(['homeassistant/light/set {"state":"ON"}']);
    expect(messages(sent(lamp, "off"))).toEqual(['homeassistant/light/set {"state":"OFF"}']);
    const twin = lamp.twin();
    for (const frame of sent(lamp, "red")) twin.take(frame, 0);
    expect(lookWords(twin.look(0))).toEqual(["white"]);
  });

  it("has brightness in the light's own steps", () => {
    const fine = shippedLight("home-assistant-rgb", { brightnessScale: 1_000 });
    expect(messages(sent(fine, "red 20%"))[0]).toContain('"brightness":200');
  });

  it("flashes by an effect of its own where a site measured it, and ends that effect", () => {
    expect(home.rhythms).toEqual({});
    expect(lookWords(home.nearest(lookOf("red fast")))).toEqual(["red fast"]);
    const own = shippedLight("home-assistant-rgb", {
      effects: { slow: { name: "Slow", hz: 0.5 }, fast: { name: "Fast", hz: 1 } },
    });
    expect(own.rhythms).toEqual({ slow: { hz: 0.5 }, fast: { hz: 1 } });
    expect(messages(sent(own, "red fast"))[0]).toContain('"effect":"Fast"');
    const slowOnly = shippedLight("home-assistant-rgb", { effects: { slow: { name: "Slow", hz: 0.5 } } });
    expect(messages(sent(slowOnly, "red fast"))[0]).toContain('"effect":"none"');
    expect(messages(between(own, ["red fast"], ["red"]))).toEqual([
      'homeassistant/light/set {"state":"ON","transition":0,"effect":"none"}',
    ]);
    const { words, twin } = seen(
      own,
      "homeassistant/light/set",
      '{"state":"ON","effect":"Slow"}',
      '{"brightness":51}',
    );
    expect(words).toEqual(["white slow 20%"]);
    expect(twin.burning(1_100)).toEqual([{ red: 0, green: 0, blue: 0 }]);
    twin.take(message("homeassistant/light/set", '{"effect":"none"}'), 0);
    expect(lookWords(twin.look(0))).toEqual(["white 20%"]);
    expect(own.read(message("homeassistant/light/set", '{"effect":"Fast"}')).problems).toEqual([]);
  });

  it.each([
    [{ effects: { fast: { name: "Strobe", hz: 5 } } }, "effects.fast.hz"],
    [
      { effects: { slow: { name: "S", hz: 1 }, fast: { name: "S", hz: 1 } } },
      "slow and fast are the same effect",
    ],
    [{ brightnessScale: 10 }, "brightnessScale"],
    [{ topic: "/x" }, "a topic without"],
  ])("refuses %j", (settings, why) => {
    expect(() => shippedLight("home-assistant-rgb", settings)).toThrow(why);
  });

  it("goes back by itself after a flash of some seconds", () => {
    const { words, twin } = seen(home, "homeassistant/light/set", '{"state":"ON","flash":10}');
    expect(words).toEqual(["off"]);
    expect(twin.events.get("flash")).toBe(1);
    const read = home.read(message("homeassistant/light/set", '{"state":"ON","flash":2,"effect":"Strobe"}'));
    expect(read.facts).toEqual({ state: "on", effect: "Strobe", flashSeconds: 2 });
    expect(read.problems).toEqual(['nobody said how fast its effect "Strobe" flashes']);
    expect(home.read(message("homeassistant/light/set", "x")).name).toBe("unknown");
    expect(home.read(message("elsewhere", "{}")).name).toBe("unknown");
  });

  it("is there, or not", () => {
    const twin = home.twin();
    expect(told([twin.presence?.(true)].flatMap((one) => one ?? []))).toEqual([
      "homeassistant/light/availability online (retained)",
    ]);
    expect(home.keepAlive).toBeNull();
  });

  it("fades", () => {
    const twin = home.twin();
    for (const frame of home.frames(null, home.nearest(faded("white", 1_000)))) twin.take(frame, 0);
    expect(twin.burning(500)).toEqual([{ red: 128, green: 128, blue: 128 }]);
    twin.powerCycle();
    expect(lookWords(twin.look(0))).toEqual(["off"]);
  });
});
