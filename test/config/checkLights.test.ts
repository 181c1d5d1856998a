import { describe, expect, it } from "vitest";
import { problemLines } from "../../src/config/problemReport.ts";
import type { Known } from "../../src/config/siteChecks.ts";
import { toyLights } from "./lightBench.ts";
import { knownThings, siteFindings } from "./siteBench.ts";

const usual = await knownThings();
const known = { ...usual, checks: { ...usual.checks, lights: toyLights } };

interface More {
  readonly lighting?: string;
  readonly buttons?: string;
  readonly seats?: string;
  readonly displays?: string;
  readonly hours?: string;
  readonly groups?: string;
}

const seat = '{ id: p1, agent: { id: "4212" } }';

/** What is wrong with a site that has these lights, one line each. */
function told(lights: string, more: More = {}, here: Known = known): string {
  const text = `version: 1
site: here
node: wall-1
broker: { urls: ["mqtt://127.0.0.1"] }
sources: { acd: { agents: true } }
queues: { sales: { id: "1" }, service: { id: "2" } }
agents: { keyFile: k }
lighting: ${more.lighting ?? "{}"}
displays: ${more.displays ?? "[]"}
seats: ${more.seats ?? `[${seat}]`}
hours: ${more.hours ?? "[]"}
groups: ${more.groups ?? "{}"}
buttons: ${more.buttons ?? "[]"}
lights: ${lights}
`;
  const findings = siteFindings(text, here);
  return problemLines([...findings.of("error"), ...findings.of("warning")])
    .map((line) => line.trim().replaceAll(/ +/g, " ").replace(" warning: ", " "))
    .join("\n");
}

const always = "rules: [{ colour: red }]";
/** A light on USB with one rule. */
const ruled = (rule: string, model = "busylight"): string =>
  `[{ id: a, model: ${model}, rules: [{ ${rule} }] }]`;
const lines = "gpio: { lines: { red: 17, amber: 27, green: 22, buzzer: 5 } }";
/** A tower on GPIO with one rule. */
const towered = (rule: string): string => `[{ id: a, model: tower, ${lines}, rules: [{ ${rule} }] }]`;

describe("lights of a site", () => {
  it.each([
    ["the only one of its model", `[{ id: a, model: busylight, ${always} }]`],
    ["one by another name", `[{ id: a, model: busy, usb: {}, ${always} }]`],
    ["one by its serial number", `[{ id: a, model: busylight, usb: { serial: X1 }, ${always} }]`],
    ["a twin behind a port", `[{ id: a, model: busylight, port: "tcp://127.0.0.1:4000", ${always} }]`],
    [
      "two at different sockets",
      `[{ id: a, model: busylight, usb: { usbPort: usb-1 }, ${always} }, { id: b, model: busylight, usb: { usbPort: usb-2 }, ${always} }]`,
    ],
    ["a seat's light", "[{ id: a, model: busylight, seat: p1 }]"],
    ["a tower", `[{ id: a, model: tower, ${lines}, ${always} }]`],
    [
      "a tower without a buzzer",
      `[{ id: a, model: silent-tower, gpio: { lines: { red: 17, amber: 27, green: 22 } }, ${always} }]`,
    ],
    [
      "relays on a line",
      `[{ id: a, model: relays, port: /dev/serial/by-id/x, serial: { baudRate: 4800 }, ${always} }]`,
    ],
    ["a light on the network", `[{ id: a, model: network-tower, port: "tcp://10.0.0.9:10000", ${always} }]`],
    ["a bulb on the bus", `[{ id: a, model: bulb, topic: wled/hall, ${always} }]`],
    [
      "simulated ones",
      `[{ id: a, model: bulb, port: simulated, ${always} }, { id: b, model: tower, port: simulated, ${always} }]`,
    ],
    [
      "quiet hours",
      `[{ id: a, model: busylight, quiet: { from: "20:00", to: "07:00", dim: 20 }, ${always} }]`,
    ],
  ])("may be %s", (_, lights) => {
    expect(told(lights)).toBe("");
  });

  it.each([
    [
      "two of one id",
      `[{ id: a, model: bulb, topic: x, ${always} }, { id: a, model: bulb, topic: y, ${always} }]`,
      ["lights.1.id the id 'a' is already that of lights.0"],
    ],
    [
      "a model that nobody knows",
      `[{ id: a, model: busylihgt, ${always} }]`,
      ["lights.0.model there is no light model 'busylihgt'; did you mean 'busylight'?", "bandeau light list"],
    ],
    [
      "a model whose file is wrong",
      `[{ id: a, model: crooked, ${always} }]`,
      ["lights.0.model the file of model 'crooked' has problems, and was left out"],
    ],
    [
      "a model whose file names a driver that there is not",
      `[{ id: a, model: orphan, ${always} }]`,
      ["lights.0.model the file of model 'orphan' has problems, and was left out"],
    ],
    [
      "a topic that the driver does not take",
      `[{ id: a, model: bulb, topic: house/hall/above-the-door, ${always} }]`,
      ["lights.0.topic must have at most 20 characters"],
    ],
    [
      "relays of the network on a serial line, wherever they listen",
      `[{ id: a, model: old-relays, port: /dev/serial/by-id/x, ${always} }]`,
      ["lights.0.port Toy old-relays has no serial line", "tcp://host:10000"],
    ],
    [
      "a network light without its address",
      `[{ id: a, model: network-tower, port: "tcp://", ${always} }]`,
      ["lights.0.port 'tcp://'"],
    ],
    [
      "a setting that the driver does not know",
      `[{ id: a, model: busylight, settings: { colors: all }, ${always} }]`,
      ["lights.0.settings unknown key 'colors'; did you mean 'colours'?"],
    ],
    [
      "settings that do not fit the model",
      `[{ id: a, model: tower, ${lines}, settings: { lamps: 2 }, ${always} }]`,
      ["lights.0.settings light model tower has wrong settings: at most 2 lamps"],
    ],
    [
      "a port for a bulb on the bus",
      `[{ id: a, model: bulb, port: /dev/serial/by-id/x, ${always} }]`,
      [
        "lights.0.port Toy bulb has no port: it is reached over the bus",
        "write topic: and the light's own base topic",
      ],
    ],
    [
      "nothing that says where a tower is",
      `[{ id: a, model: tower, ${always} }]`,
      ["lights.0 'gpio' is missing: it hangs on GPIO lines", "write gpio: { lines: { red: 17 } }"],
    ],
    [
      "nothing that says where relays are",
      `[{ id: a, model: relays, ${always} }]`,
      ["lights.0 'port' is missing: it is reached over a serial line or the network"],
    ],
    [
      "two places at once",
      `[{ id: a, model: busylight, port: simulated, usb: { serial: X }, ${always} }]`,
      ["lights.0.port is one too many: usb says already where the light is"],
    ],
    [
      "serial settings without a line",
      `[{ id: a, model: busylight, serial: { baudRate: 9600 }, ${always} }]`,
      ["lights.0.serial Toy busylight has no serial line"],
    ],
    [
      "a network light on a serial line",
      `[{ id: a, model: network-tower, port: /dev/serial/by-id/x, ${always} }]`,
      [
        "lights.0.port Toy network-tower has no serial line: it is reached over the network",
        "tcp://host:10000",
      ],
    ],
    [
      "a network light without its port",
      `[{ id: a, model: network-tower, port: "10.0.0.9", ${always} }]`,
      ["lights.0.port '10.0.0.9' is no port", "write instead tcp://10.0.0.9:10000"],
    ],
    [
      "a port that is none",
      `[{ id: a, model: relays, port: COM3, ${always} }]`,
      ["lights.0.port 'COM3' is no port"],
    ],
    [
      "a name that changes at boot",
      `[{ id: a, model: relays, port: /dev/ttyUSB0, ${always} }]`,
      ["lights.0.port '/dev/ttyUSB0' can change at each boot", "/dev/serial/by-id/…"],
    ],
    [
      "two on one port",
      `[{ id: a, model: relays, port: /dev/x, ${always} }, { id: b, model: relays, port: /dev/x, ${always} }]`,
      ["lights.1.port '/dev/x' is already that of lights.0"],
    ],
    [
      "two that may be the only one",
      `[{ id: a, model: busylight, ${always} }, { id: b, model: busylight, ${always} }]`,
      ["lights.1.usb the only Toy busylight there is is already that of lights.0"],
    ],
    [
      "two with one serial number",
      `[{ id: a, model: busylight, usb: { serial: X }, ${always} }, { id: b, model: busylight, usb: { serial: X }, ${always} }]`,
      ["lights.1.usb the Toy busylight with serial number 'X' is already that of lights.0"],
    ],
    [
      "two in one socket",
      `[{ id: a, model: busylight, usb: { usbPort: usb-1/input0 }, ${always} }, { id: b, model: busylight, usb: { usbPort: usb-1 }, ${always} }]`,
      ["lights.1.usb the USB port 'usb-1' is already that of lights.0"],
    ],
    [
      "two on one topic",
      `[{ id: a, model: bulb, topic: x, ${always} }, { id: b, model: bulb, topic: x, ${always} }]`,
      ["lights.1.topic 'x' is already that of lights.0"],
    ],
    [
      "a topic with a wildcard",
      `[{ id: a, model: bulb, topic: "wled/hall/#", ${always} }]`,
      ["lights.0.topic 'wled/hall/#' is no topic of one light", "write instead wled/hall"],
    ],
    [
      "a topic that is nothing but wildcards",
      `[{ id: a, model: bulb, topic: "#", ${always} }]`,
      ["lights.0.topic '#' is no topic of one light", "no wildcards"],
    ],
    [
      "one of the light's own topics",
      `[{ id: a, model: bulb, topic: wled/hall/api, ${always} }]`,
      ["lights.0.topic 'wled/hall/api' looks like one of the light's own topics", "write instead wled/hall"],
    ],
    [
      "a seat that there is not",
      `[{ id: a, model: busylight, seat: p2 }]`,
      ["lights.0.seat there is no seat 'p2'; did you mean 'p1'?"],
    ],
    ["nothing to follow", `[{ id: a, model: busylight }]`, ["lights.0 it follows nothing, and stays dark"]],
    [
      "quiet hours that end where they begin",
      `[{ id: a, model: busylight, quiet: { from: "20:00", to: "20:00" }, ${always} }]`,
      ["lights.0.quiet.to '20:00' is where it begins"],
    ],
    [
      "quiet hours both dark and dim",
      `[{ id: a, model: busylight, quiet: { from: "20:00", to: "21:00", off: true, dim: 5 }, ${always} }]`,
      ["lights.0.quiet.dim what is off has no brightness"],
    ],
  ])("may not have %s", (_, lights, words) => {
    const problems = told(lights);
    for (const word of words) expect(problems).toContain(word);
  });

  it("has a port of its own, not that of a display", () => {
    const displays = "[{ id: d, model: two-rows, port: /dev/serial/by-id/x, pages: [{ lines: [a] }] }]";
    const problems = told(`[{ id: a, model: relays, port: /dev/serial/by-id/x, ${always} }]`, { displays });
    expect(problems).toContain("lights.0.port '/dev/serial/by-id/x' is already that of displays.0");
  });

  it("of a seat asks what only a seat's own light may show", () => {
    const asked = told("[{ id: a, model: busylight, seat: p1, rules: [{ seat: p1, colour: red }] }]");
    expect(asked).toContain("'is' is missing: what must the seat be?");
    expect(asked).toContain("such as is: muted");
    expect(told(ruled("seat: p1, colour: red"))).toContain("such as is: busy");
  });

  it("is given the name of its port that stays, where the machine knows it", () => {
    const stable = { ...known, stableNameOf: () => "/dev/serial/by-id/usb-relays" };
    const problems = told(`[{ id: a, model: relays, port: /dev/ttyUSB0, ${always} }]`, {}, stable);
    expect(problems).toContain("can change at each boot");
    expect(problems).toContain("write instead /dev/serial/by-id/usb-relays");
    expect(problems).not.toContain("lists the names that stay");
  });

  it("is no reason to blame the site when a driver itself fails", () => {
    const bind = () => {
      throw new TypeError("off by one");
    };
    const failing = { ...known, checks: { ...known.checks, lights: { ...toyLights, bind } } };
    expect(() => told(`[{ id: a, model: busylight, ${always} }]`, {}, failing)).toThrow("off by one");
  });

  it("has a name of its own among the devices", () => {
    const displays = "[{ id: light-a, model: two-rows, port: simulated, pages: [{ lines: [a] }] }]";
    const problems = told(`[{ id: a, model: busylight, ${always} }]`, { displays });
    expect(problems).toContain(
      "lights.0.id 'light-a', its name among the devices, is already that of displays.0",
    );
  });

  it("is not told of a missing seat whose own form is wrong", () => {
    const problems = told("[{ id: a, model: busylight, seat: p2 }]", { seats: `[${seat}, { id: p2 }]` });
    expect(problems).toContain("seats.1");
    expect(problems).not.toContain("there is no seat");
  });

  it("is looked at although another one's form is wrong", () => {
    const problems = told(`[{ id: A }, { id: b, model: busylihgt, ${always} }]`);
    expect(problems).toContain("lights.0.id must be lower-case letters");
    expect(problems).toContain("lights.1.model there is no light model");
  });
});

describe("GPIO lines", () => {
  it.each([
    ["a lamp without a line", "{ red: 1, amber: 2, green: 3 }", ["lights.0.gpio.lines 'buzzer' has no line"]],
    ["lamps without lines", "{ red: 1, buzzer: 3 }", ["'amber', 'green' have no line"]],
    [
      "a lamp that there is not",
      "{ red: 1, ambre: 2, amber: 4, green: 3, buzzer: 5 }",
      ["lights.0.gpio.lines.ambre there is no lamp 'ambre'; did you mean 'amber'?"],
    ],
    [
      "one line twice",
      "{ red: 17, amber: GPIO17, green: 3, buzzer: 5 }",
      ["lights.0.gpio.lines.amber line GPIO17 is written twice here"],
    ],
  ])("may not be %s", (_, map, words) => {
    const problems = told(`[{ id: a, model: tower, gpio: { lines: ${map} }, ${always} }]`);
    for (const word of words) expect(problems).toContain(word);
  });

  it("are nobody else's on the same chip", () => {
    const two = (chip: string): string =>
      told(
        `[{ id: a, model: tower, ${lines}, ${always} }, { id: b, model: tower, gpio: { chip: ${chip}, lines: { red: 17, amber: 1, green: 2, buzzer: 3 } }, ${always} }]`,
      );
    expect(two("auto")).toContain("lights.1.gpio.lines.red line 17 is already that of lights.0");
    expect(two("expander")).toBe("");
  });

  it("may be shared by simulated lights", () => {
    const simulated = lines.replace("{ lines", "{ backend: simulated, lines");
    expect(
      told(
        `[{ id: a, model: tower, ${simulated}, ${always} }, { id: b, model: tower, ${simulated}, ${always} }]`,
      ),
    ).toBe("");
  });

  it("have numbers of the old interface only where that is used", () => {
    const numbers = "sysfsNumbers: { red: 529, amber: 530, green: 529, buzzer: 531 }";
    const problems = told(
      `[{ id: a, model: tower, ${lines.replace("{ lines", `{ backend: gpiochip, ${numbers}, lines`)}, ${always} }]`,
    );
    expect(problems).toContain("lights.0.gpio.sysfsNumbers backend gpiochip knows no sysfs numbers");
    expect(problems).toContain("lights.0.gpio.sysfsNumbers.green sysfs number 529 is written twice here");
  });
});

describe("push buttons", () => {
  const button = (rest: string, gpio = "line: 4"): string => `{ id: b, gpio: { ${gpio} }, ${rest} }`;
  const withButtons = (buttons: string): string =>
    told(`[{ id: a, model: tower, ${lines}, ${always} }]`, { buttons });

  it.each([
    ["acknowledge alarms", button("press: acknowledgeAlarm")],
    ["call a supervisor", button("press: callSupervisor, seat: p1")],
    [
      "have a resistor of the chip",
      button("press: acknowledgeAlarm", "line: 4, backend: gpiochip, pull: up"),
    ],
    [
      "be known by an old number",
      button("press: acknowledgeAlarm", "line: 4, backend: onoff, sysfsNumber: 516"),
    ],
  ])("may %s", (_, buttons) => {
    expect(withButtons(`[${buttons}]`)).toBe("");
  });

  it.each([
    [
      "a lamp's line",
      button("press: acknowledgeAlarm", "line: 17"),
      "buttons.0.gpio.line line 17 is already that of lights.0",
    ],
    ["no seat to call to", button("press: callSupervisor"), "buttons.0 'seat' is missing"],
    [
      "a seat that there is not",
      button("press: callSupervisor, seat: p9"),
      "buttons.0.seat there is no seat 'p9'",
    ],
    [
      "a seat for everybody's alarm",
      button("press: acknowledgeAlarm, seat: p1"),
      "an alarm is acknowledged for everybody",
    ],
    [
      "a resistor that onoff cannot set",
      button("press: acknowledgeAlarm", "line: 4, backend: onoff, pull: up"),
      "buttons.0.gpio.pull onoff cannot set a resistor",
    ],
    [
      "an old number where there are none",
      button("press: acknowledgeAlarm", "line: 4, backend: gpiochip, sysfsNumber: 5"),
      "backend gpiochip knows no sysfs numbers",
    ],
    [
      "another's id",
      `${button("press: acknowledgeAlarm")}, ${button("press: acknowledgeAlarm", "line: 6")}`,
      "buttons.1.id the id 'b' is already that of buttons.0",
    ],
  ])("may not have %s", (_, buttons, words) => {
    expect(withButtons(`[${buttons}]`)).toContain(words);
  });
});

describe("what holds for all lights", () => {
  it("does not flash slowly faster than fast", () => {
    expect(
      told(`[{ id: a, model: busylight, ${always} }]`, { lighting: "{ slowHz: 2, fastHz: 1 }" }),
    ).toContain("lighting.slowHz must be 1 or less");
  });

  it("flashes nothing so fast that it can bring on a seizure, and says why", () => {
    expect(told(`[{ id: a, model: busylight, ${always} }]`, { lighting: "{ fastHz: 4 }" })).toContain(
      "lighting.fastHz must be 2.5 Hz or less: faster light can bring on a seizure, is 4",
    );
  });

  it("warns of a whole wall that flashes", () => {
    const two = `[{ id: a, model: busylight, ${always} }, { id: b, model: bulb, topic: x, ${always} }]`;
    expect(told(two, { lighting: "{ wholeWall: true }" })).toContain(
      "lighting.wholeWall all lights may flash at once",
    );
  });

  it("is told once when its form is wrong", () => {
    const problems = told(`[{ id: a, model: busylight, ${always} }]`, {
      lighting: "{ slowHz: 2.2, fastHz: x }",
    });
    expect(problems.split("\n").filter((line) => line.includes("lighting"))).toHaveLength(1);
  });
});

describe("rules of a light", () => {
  it.each([
    "colour: red",
    "figure: waiting, of: sales, above: 5, back: 3, colour: amber",
    "figure: serviceLevel, of: sales, below: 80, colour: red, flash: slow",
    "load: sales, above: 150, colour: red",
    'when: "sales.waiting > 0 && sales.ready == 0", colour: "#ff8000"',
    "seat: p1, is: [busy, wrapUp], colour: blue, dim: 20",
    "message: urgent, zones: [hall], colour: red, fadeMs: 300",
    "noData: sales, colour: magenta",
    "noData: true, off: true",
    'health: broker, colour: white, during: { from: "08:00", to: "18:00" }',
  ])("may be %s", (rule) => {
    expect(told(ruled(rule))).toBe("");
  });

  it.each([
    [
      "two conditions",
      "noData: true, health: down, colour: red",
      "lights.0.rules.0.health a rule asks one thing: 'noData' is asked already",
    ],
    [
      "a limit of nothing",
      "above: 5, colour: red",
      "lights.0.rules.0.above 'above' belongs to figure or load, and there is none here",
    ],
    ["a word about no seat", "is: busy, colour: red", "lights.0.rules.0.is 'is' belongs to seat"],
    [
      "zones of no message",
      "zones: [hall], colour: red",
      "lights.0.rules.0.zones 'zones' belongs to message",
    ],
    [
      "nobody's figure",
      "figure: waiting, above: 5, colour: red",
      "lights.0.rules.0 'of' is missing: whose figure?",
    ],
    [
      "a figure that there is not",
      "figure: wating, of: sales, above: 5, colour: red",
      "there is no figure 'wating'; did you mean 'waiting'?",
    ],
    [
      "a figure of nothing",
      "figure: waiting, of: sale, above: 5, colour: red",
      "lights.0.rules.0.of there is no queue or group 'sale'; did you mean 'sales'?",
    ],
    [
      "a load of nothing",
      "load: sale, above: 100, colour: red",
      "lights.0.rules.0.load there is no queue or group 'sale'",
    ],
    [
      "no data of nothing",
      "noData: sale, colour: red",
      "lights.0.rules.0.noData there is no queue or group 'sale'",
    ],
    ["no limit", "figure: waiting, of: sales, colour: red", "lights.0.rules.0 'above' or 'below' is missing"],
    [
      "two limits",
      "figure: waiting, of: sales, above: 5, below: 3, colour: red",
      "lights.0.rules.0.below needs either above or below, not both",
    ],
    [
      "a way back beyond its limit",
      "figure: waiting, of: sales, above: 5, back: 8, colour: red",
      "lights.0.rules.0.back must be 5 or less: the rule goes when the figure has fallen",
    ],
    [
      "a percentage beyond all",
      "figure: serviceLevel, of: sales, below: 180, colour: red",
      "lights.0.rules.0.below serviceLevel is a percentage",
    ],
    ["a load below nothing", "load: sales, above: -1, colour: red", "load is never below 0"],
    [
      "a load as a factor",
      "load: sales, above: 1.5, colour: red",
      "load is in percent: 1.5 is hardly anybody waiting",
    ],
    [
      "a seat that there is not",
      "seat: p9, is: busy, colour: red",
      "lights.0.rules.0.seat there is no seat 'p9'",
    ],
    [
      "a seat that need be nothing",
      "seat: p1, colour: red",
      "lights.0.rules.0 'is' is missing: what must the seat be?",
    ],
    ["a condition that is none", 'when: "sales.waiting >", colour: red', "lights.0.rules.0.when"],
    [
      "hours that end where they begin",
      'colour: red, during: { from: "08:00", to: "08:00" }',
      "lights.0.rules.0.during.to '08:00' is where it begins",
    ],
    ["no colour", "noData: true", "lights.0.rules.0 it says no colour, so what should the light be?"],
    [
      "a colour for what is off",
      "off: true, colour: red",
      "lights.0.rules.0.colour what is off has no colour",
    ],
    ["flashing for what is off", "off: true, flash: slow", "lights.0.rules.0.flash what is off has no flash"],
    [
      "a lamp that there is not",
      "lamp: lampe, colour: red",
      "lights.0.rules.0.lamp Toy busylight has no lamp 'lampe'; did you mean 'lamp'?",
    ],
    [
      "a buzzer that there is not",
      "colour: red, buzzerSeconds: 2",
      "lights.0.rules.0.buzzerSeconds Toy busylight has no buzzer",
    ],
  ])("may not have %s", (_, rule, words) => {
    expect(told(ruled(rule))).toContain(words);
  });

  it("have times in seconds, and say how many two minutes and a half are", () => {
    const problems = told(ruled("figure: longestWait, of: sales, above: 2:30, colour: red"));
    expect(problems).toContain("lights.0.rules.0.above must be a number, is the text '2:30'");
    expect(problems).toContain("write instead 150");
  });

  it("have ids of their own", () => {
    const two =
      "[{ id: a, model: busylight, rules: [{ id: x, noData: true, colour: red }, { id: x, colour: green }] }]";
    expect(told(two)).toContain("lights.0.rules.1.id the id 'x' is already that of rules.0");
  });

  it("say which colours a light makes of others", () => {
    expect(told(ruled("colour: amber", "seven-colours"))).toContain(
      "Toy seven-colours has no amber, and burns",
    );
    expect(told(ruled("colour: cyan", "seven-colours"))).toBe("");
  });

  it("say what a light cannot do", () => {
    expect(told(ruled("colour: red, flash: slow", "seven-colours"))).toContain(
      "cannot flash, and burns steadily",
    );
    expect(told(ruled("colour: red, dim: 20", "seven-colours"))).toContain("cannot be dimmed");
  });

  it("light lamps of the colour that a tower has", () => {
    expect(told(towered("colour: red, buzzerSeconds: 2"))).toBe("");
    expect(told(towered("lamp: red"))).toBe("");
    expect(told(towered("lamp: red, colour: red, flash: fast"))).toBe("");
    expect(told(towered("colour: yellow"))).toContain("Toy tower has no yellow, and burns amber for it");
    expect(told(towered("colour: blue"))).toContain("Toy tower has no lamp that could mean blue");
    expect(told(towered("lamp: red, colour: green"))).toContain(
      "the lamp 'red' is red, whatever is written here",
    );
    expect(told(towered("noData: true"))).toContain("it says no colour");
  });

  it("do not flash relays unless the site says so, and tell what that costs", () => {
    const relays = (more: string): string =>
      told(`[{ id: a, model: relays, port: /dev/x, ${more} rules: [{ colour: red, flash: slow }] }]`);
    expect(relays("")).toContain("wears their contacts out in some 28 hours");
    expect(relays("flashRelays: true,")).toBe("");
  });

  it("are told when they can never win", () => {
    const rules =
      "[{ figure: waiting, of: sales, above: 5, colour: amber }, { figure: waiting, of: sales, above: 10, colour: red }]";
    const problems = told(`[{ id: a, model: busylight, rules: ${rules} }]`);
    expect(problems).toContain("lights.0.rules.1 rule 2 never wins: rule 1 holds whenever it does");
    expect(problems).toContain("put the narrower one above");
  });

  it("whose form is wrong are no reason to say that the light follows nothing", () => {
    const groups = "{ all: { queues: [sales] } }";
    for (const more of [{}, { groups }]) {
      const problems = told(ruled("colour: redd"), more);
      expect(problems).toContain("lights.0.rules.0.colour");
      expect(problems).not.toContain("it follows nothing");
    }
  });
});
