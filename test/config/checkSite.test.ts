import { beforeAll, describe, expect, it } from "vitest";
import type { Known } from "../../src/config/siteChecks.ts";
import { goodSite, knownThings, siteFindings, siteWith, twoRows } from "./siteBench.ts";

let known: Known;
beforeAll(async () => {
  known = await knownThings();
});

function told(text: string, changes: Partial<Known> = {}): string[] {
  const findings = siteFindings(text, { ...known, ...changes });
  return [...findings.of("error"), ...findings.of("warning")].map(
    ({ severity, line, column, path, message, instead, advice }) =>
      [
        `${severity === "warning" ? "(warning) " : ""}${line}:${column} ${path}: ${message}`,
        instead && `write ${instead}`,
        advice,
      ]
        .filter(Boolean)
        .join(" | "),
  );
}

type Row = [what: string, piece: string | RegExp, by: string, expected: string];

const check = (rows: readonly Row[]): void => {
  it.each(rows)("%s", (_, piece, by, expected) => {
    expect(told(siteWith(piece, by))).toContain(expected);
  });
};

describe("a good site", () => {
  it("has nothing wrong", () => {
    expect(told(goodSite)).toEqual([]);
  });
});

describe("the broker", () => {
  const urls = '["mqtt://broker:1883"]';
  check([
    [
      "takes no password in its address, and does not print it",
      urls,
      '["mqtt://bob:hunter2@broker"]',
      "5:10 broker.urls.0: 'mqtt://***@broker' must not hold a user or a password | write mqtt://broker | put the user in 'username', the password in a file, and the file's name in 'passwordFile'",
    ],
    [
      "needs no second address for itself",
      urls,
      '["mqtt://broker", "mqtt://BROKER"]',
      "(warning) 5:27 broker.urls.1: the same broker as broker.urls.0 | one of the two is enough",
    ],
    [
      "takes a password only with a user",
      `urls: ${urls}`,
      `urls: ${urls}\n  passwordFile: x`,
      "4:1 broker: passwordFile without username | a broker takes a password only together with a user",
    ],
    [
      "expects a password with a user",
      `urls: ${urls}`,
      `urls: ${urls}\n  username: x`,
      "(warning) 6:13 broker.username: a user without a password | name the file that holds the password in 'passwordFile'",
    ],
    [
      "takes a certificate only with its key",
      `urls: ${urls}`,
      'urls: ["mqtts://broker"]\n  tls: { certificateFile: a }',
      "6:3 broker.tls: certificateFile and keyFile belong together | a certificate without its key proves nothing: give both or neither",
    ],
    [
      "is told when its authority has no effect",
      `urls: ${urls}`,
      `urls: ${urls}\n  tls: { caFile: a }`,
      "(warning) 6:3 broker.tls: no broker is called with mqtts://, so this has no effect | write mqtts://host:8883 in broker.urls",
    ],
  ]);

  it("may be encrypted, with a user and a password", () => {
    const text = siteWith(
      `urls: ${urls}`,
      'urls: ["mqtts://broker"]\n  username: a\n  passwordFile: b\n  tls: { caFile: c, certificateFile: d, keyFile: e }',
    );
    expect(told(text)).toEqual([]);
  });
});

describe("sources, queues and groups", () => {
  check(
    [
      [
        "a profile there is not",
        "acd: {}",
        "acd: { profile: natve }",
        "7:19 sources.acd.profile: there is no profile 'natve'; did you mean 'native'? | known: native",
      ],
      [
        "no ACD at all",
        "  acd: {}",
        "  {}",
        "6:1 sources: there is no ACD | write at least 'acd: {}' below it",
      ],
      [
        "a wildcard in the wrong place",
        "acd: {}",
        'acd: { subscribe: "a/#/b" }',
        "7:21 sources.acd.subscribe: 'a/#/b' is not a topic to subscribe: # may stand only at the end",
      ],
      [
        "a topic of several that is none",
        "acd: {}",
        'acd: { subscribe: ["a/+", "b+"] }',
        "7:29 sources.acd.subscribe.1: 'b+' is not a topic to subscribe: a wildcard must stand alone between two slashes",
      ],
      [
        "a shared subscription",
        "acd: {}",
        "acd: { subscribe: $share/g/a/+ }",
        "7:21 sources.acd.subscribe: a shared subscription gives each message to one controller only | write a/+",
      ],
      [
        "a status with a wildcard",
        "acd: {}",
        "acd: { status: a/+ }",
        "7:18 sources.acd.status: 'a/+' is not a topic: it has a wildcard, + or # | the status of a bridge is one topic; write false when it has none",
      ],
      [
        "a queue of nobody",
        "acd: {}",
        "acd: {}\n  acd-2: {}",
        "10:3 queues.sales: 'source' is missing: there are several ACDs | known: acd, acd-2",
      ],
      [
        "a queue of an unknown ACD",
        'id: "60100",',
        'id: "60100", source: acb,',
        "9:33 queues.sales.source: there is no source 'acb'; did you mean 'acd'? | known: acd",
      ],
      [
        "one queue under two names",
        '"60200"',
        '"60100"',
        "(warning) 10:18 queues.service.id: the same queue as queues.sales | one name is enough, unless this is wanted",
      ],
      [
        "a queue called like a word of pages",
        "  service:",
        "  clock:",
        "10:3 queues.clock: {clock} means something else on a page | choose another name",
      ],
      [
        "a group called like a queue",
        "  all:",
        "  sales:",
        "12:3 groups.sales: 'sales' is a queue already | queues and groups share their names on pages: choose another",
      ],
      [
        "a group with an unknown queue",
        "[sales, service]",
        "[sales, servcie]",
        "12:26 groups.all.queues.1: there is no queue 'servcie'; did you mean 'service'? | known: sales, service",
      ],
      [
        "a group that counts a queue twice",
        "[sales, service]",
        "[sales, sales]",
        "12:26 groups.all.queues.1: 'sales' is in this group already, and would count twice",
      ],
      [
        "a group of groups",
        "[sales, service] }",
        "[sales] }\n  more: { queues: [all] }",
        "13:20 groups.more.queues.0: 'all' is a group, and a group holds queues | known: sales, service",
      ],
      [
        "a word of its own for nothing",
        "groups:",
        "labels: { waitng: X }\ngroups:",
        `11:11 labels.waitng: there is no word 'waitng' to replace; did you mean 'waiting'? | known: waiting, longestWait, averageWait, expectedWait, peakWait, serviceLevel, answeredPercent, abandonedPercent, target, offered, answered, abandoned and LABELS more`,
      ],
    ].map(
      ([what, piece, by, expected]): Row => [
        what ?? "",
        piece ?? "",
        by ?? "",
        (expected ?? "").replace("LABELS", String(countOfLabels())),
      ],
    ),
  );

  it("asks the profile about a source's options", () => {
    const checks = {
      ...known.checks,
      sourceProblems: () => [
        {
          severity: "error",
          path: ["options", "zone"],
          column: 2,
          message: "no zone",
          advice: null,
        } as const,
        { severity: "warning", path: [], column: null, message: "odd", advice: "look" } as const,
      ],
    };
    expect(told(siteWith("acd: {}", "acd: { options: { zone: Paris } }"), { checks })).toEqual([
      "7:28 sources.acd.options.zone: no zone",
      "(warning) 7:8 sources.acd: odd | look",
    ]);
  });

  it("takes an own word for a label and for a short word", () => {
    expect(told(siteWith("groups:", "labels: { waiting: X, short.waiting: Y }\ngroups:"))).toEqual([]);
  });
});

function countOfLabels(): number {
  // 36 labels and 10 short words, of which 12 are listed.
  return 36 + 10 - 12;
}

describe("thresholds", () => {
  const steps = "      - { above: 5, back: 3, colour: amber }\n      - { above: 10, back: 7, colour: red }";
  check([
    [
      "a figure there is not",
      "figure: waiting",
      "figure: wating",
      "14:13 thresholds.0.figure: there is no figure 'wating'; did you mean 'waiting'? | known: waiting, longestWait, averageWait, expectedWait, peakWait, serviceLevel, answeredPercent, abandonedPercent, offered, answered, abandoned, overflow and 10 more",
    ],
    [
      "a queue there is not",
      "of: [sales]",
      "of: [salse]",
      "15:10 thresholds.0.of.0: there is no queue or group 'salse'; did you mean 'sales'? | known: sales, service, all",
    ],
    [
      "steps that get milder",
      "above: 10, back: 7",
      "above: 4, back: 3",
      "18:18 thresholds.0.steps.1.above: must be more than 5, the limit of step 1 | steps go from the mildest to the worst",
    ],
    [
      "steps that get milder downwards",
      steps,
      "      - { below: 80, colour: amber }\n      - { below: 85, colour: red }",
      "18:18 thresholds.0.steps.1.below: must be less than 80, the limit of step 1 | steps go from the mildest to the worst",
    ],
    [
      "steps in both directions",
      "above: 10, back: 7",
      "below: 1",
      "18:9 thresholds.0.steps.1: 'above' and 'below' do not mix in one threshold | write two thresholds for the same figure",
    ],
    [
      "a way back above the limit",
      "above: 5, back: 3",
      "above: 5, back: 6",
      "17:27 thresholds.0.steps.0.back: must be 5 or less: the colour goes when the figure has fallen | leave it away to let the colour go at the limit itself",
    ],
    [
      "a way back below a limit downwards",
      steps,
      "      - { below: 80, back: 79, colour: amber }",
      "17:28 thresholds.0.steps.0.back: must be 80 or more: the colour goes when the figure has risen | leave it away to let the colour go at the limit itself",
    ],
    [
      "more than all of it",
      /figure: waiting[\s\S]*displays:/,
      "figure: serviceLevel\n    steps: [{ below: 180, colour: red }]\ndisplays:",
      "15:22 thresholds.0.steps.0.below: serviceLevel is a percentage: it lies between 0 and 100, not at 180",
    ],
    [
      "a share of one for a percentage",
      /figure: waiting[\s\S]*displays:/,
      "figure: serviceLevel\n    steps: [{ below: 0.8, colour: red }]\ndisplays:",
      "(warning) 15:22 thresholds.0.steps.0.below: serviceLevel is a percentage: 0.8 is less than one in a hundred | write 80",
    ],
    [
      "a colour that a display has not",
      "colour: amber",
      "colour: blue",
      "(warning) 17:38 thresholds.0.steps.0.colour: display 'wall' has no blue, and shows the nearest it has | Two Rows has red, green, amber",
    ],
  ]);

  it("may go down, with a way back above", () => {
    const down = "      - { below: 80, back: 85, colour: amber }\n      - { below: 60, colour: red }";
    expect(told(siteWith(steps, down))).toEqual([]);
    expect(told(siteWith("    of: [sales]\n", ""))).toEqual([]);
  });
});

describe("displays", () => {
  check([
    [
      "one id for two displays",
      "id: corner",
      "id: wall",
      "25:9 displays.1.id: the id 'wall' is already that of displays.0 | give each its own",
    ],
    [
      "an unknown model",
      "model: two-rows",
      "model: two-row",
      "21:12 displays.0.model: there is no model 'two-row'; did you mean 'two-rows'? | known: two-rows",
    ],
    [
      "one line for two displays",
      "tcp://10.0.0.7:4001",
      "/dev/serial/by-id/usb-A",
      "27:11 displays.1.port: '/dev/serial/by-id/usb-A' is already the port of displays.0 | give each a settings.address of its own: that of displays.1 is for several displays",
    ],
    [
      "a port that is none",
      "tcp://10.0.0.7:4001",
      "10.0.0.7:4001",
      "27:11 displays.1.port: '10.0.0.7:4001' is no port | write tcp://10.0.0.7:4001 | it may be a serial line such as /dev/serial/by-id/…, a serial server as tcp://host:port, or simulated",
    ],
    [
      "a name that can change",
      "/dev/serial/by-id/usb-A",
      "/dev/ttyUSB0",
      "(warning) 22:11 displays.0.port: '/dev/ttyUSB0' can change at each boot | write /dev/serial/by-id/… | 'ls -l /dev/serial/by-id /dev/serial/by-path' lists the names that stay",
    ],
    [
      "a page id that a page without one has already",
      '      - lines: ["{all.waiting}"]',
      '      - id: page-2\n        lines: ["{all.waiting}"]\n      - lines: ["a"]',
      "31:9 displays.1.pages.1.id: the page id 'page-2' is already that of displays.1.pages.0 | give each its own",
    ],
    [
      "an alarm called like a page",
      '    pages:\n      - lines: ["{all',
      '    alarms: [{ id: page-1, lines: [a], when: sales.waiting > 0 }]\n    pages:\n      - lines: ["{all',
      "28:20 displays.1.alarms.0.id: the page id 'page-1' is already that of displays.1.pages.0 | give each its own",
    ],
    [
      "a condition about nobody",
      "sales.waiting > 0",
      "slaes.waiting > 0",
      "30:16 displays.1.pages.0.when: there is no queue or group 'slaes' | did you mean 'sales'?",
    ],
    [
      "a condition that compares apples and pears",
      "sales.waiting > 0",
      "sales.waiting > 'x'",
      "30:16 displays.1.pages.0.when: compares a number with a text | numbers stand without quotes, texts with them",
    ],
    [
      "an alarm's condition",
      '    pages:\n      - lines: ["{all',
      '    alarms: [{ lines: [a], when: sales }]\n    pages:\n      - lines: ["{all',
      "28:34 displays.1.alarms.0.when: 'sales' is a queue or group, not a figure | write for example sales.waiting",
    ],
    [
      "a figure of nobody on a page",
      "{all.waiting}",
      "ALL {al.waiting}",
      "29:22 displays.1.pages.0.lines.0: there is no queue or group 'al' | did you mean 'all'?",
    ],
    [
      "a setting of the driver",
      "id: corner",
      "id: corner\n    settings: { adress: 01 }",
      "26:17 displays.1.settings: unknown key 'adress'; did you mean 'address'?",
    ],
    [
      "a colour of its own that it has not",
      "id: corner",
      "id: corner\n    colour: white",
      "(warning) 26:13 displays.1.colour: Two Rows has no white, and shows the nearest it has | it has red, green, amber",
    ],
    [
      "a line's colour that it has not",
      '"{clock}"',
      "{ text: a, colour: white }",
      "(warning) 24:55 displays.0.pages.0.lines.1.colour: Two Rows has no white, and shows the nearest it has | it has red, green, amber",
    ],
    [
      "a time zone there is not",
      "groups:",
      "timeZone: Europe/Pariss\ngroups:",
      "11:11 timeZone: there is no time zone 'Europe/Pariss' | write the region and the city: Europe/Paris",
    ],
    [
      "metrics without an address",
      "groups:",
      "metrics: { listen: '9464' }\ngroups:",
      "11:20 metrics.listen: '9464' is not an address and a port | write 127.0.0.1:9464 | write it as 127.0.0.1:9464",
    ],
    [
      "metrics at nonsense",
      "groups:",
      "metrics: { listen: here }\ngroups:",
      "11:20 metrics.listen: 'here' is not an address and a port | write it as 127.0.0.1:9464",
    ],
    [
      "metrics for everybody",
      "groups:",
      "metrics: { listen: 0.0.0.0:9464 }\ngroups:",
      "(warning) 11:20 metrics.listen: anybody on the network can read the metrics there | 127.0.0.1 keeps them on this machine",
    ],
  ]);

  it("are offered the name of the same port that stays", () => {
    const text = siteWith("/dev/serial/by-id/usb-A", "/dev/ttyUSB0");
    expect(told(text, { stableNameOf: (port) => `/dev/serial/by-id/for-${port.slice(5)}` })).toEqual([
      "(warning) 22:11 displays.0.port: '/dev/ttyUSB0' can change at each boot | write /dev/serial/by-id/for-ttyUSB0",
    ]);
  });

  it("may all be simulated, and metrics may be served here", () => {
    const text = siteWith("/dev/serial/by-id/usb-A", "simulated").replace("tcp://10.0.0.7:4001", "simulated");
    expect(told(`${text}metrics: { listen: "127.0.0.1:9464" }\ntimeZone: Europe/Paris\n`)).toEqual([]);
  });

  it("say that a model was left out because of its own file", () => {
    const brokenModels = new Set(["two-rows"]);
    expect(told(goodSite, { models: new Map(), brokenModels })[0]).toBe(
      "21:12 displays.0.model: the file of model 'two-rows' has problems, and was left out | the warnings below say which",
    );
  });

  it("are not laid out by a driver that is not there", () => {
    const models = new Map([["two-rows", { ...twoRows, driver: "none" }]]);
    expect(told(siteWith("{all.waiting}", "{nobody.waiting}"), { models })).toEqual([]);
  });
});

describe("a site whose form is wrong as well", () => {
  it("is told everything in one go", () => {
    const text = siteWith('  service: { id: "60200" }', "  service: 5")
      .replace("model: two-rows\n    port: tcp", "model: three-rows\n    bautRate: 1\n    port: tcp")
      .replace("{sales.waiting}", "{slaes.waiting}")
      .replace("  acd: {}", "  acd: { profile: x, staleAfterSeconds: 1 }");
    expect(told(`${text}langage: fr\n`)).toEqual([
      "7:41 sources.acd.staleAfterSeconds: must be 2 or more, is 1",
      "10:12 queues.service: must be a map of keys, is the number 5",
      "27:5 displays.1: unknown key 'bautRate' | known: id, model, port, serial, settings, colour, language, pages, alarms, zones, followHours, noDataAfterSeconds and 1 more",
      "32:1 : unknown key 'langage'; did you mean 'language'?",
      "7:19 sources.acd.profile: there is no profile 'x' | known: native",
      "24:18 displays.0.pages.0.lines.0: there is no queue or group 'slaes' | did you mean 'sales'?",
      "26:12 displays.1.model: there is no model 'three-rows' | known: two-rows",
    ]);
  });

  it("does not take a wrong entry for a missing one", () => {
    const text = siteWith('{ id: "60200" }', "{ id: 60200 }").replace(
      "{ queues: [sales, service] }",
      "{ queue: [] }",
    );
    expect(told(text)).toEqual([
      '10:18 queues.service.id: must be text, is the number 60200: it must be in quotes | write "60200"',
      "12:3 groups.all: 'queues' is missing",
      "12:10 groups.all: unknown key 'queue'; did you mean 'queues'?",
    ]);
  });

  it.each([
    ["sources: none\n", /sources:\n.*\n/],
    ["queues: none\n", /queues:\n.*\n.*\n/],
    ["thresholds: none\n", /thresholds:[\s\S]*(?=displays)/],
    ["labels: none\ndisplays: none\n", /displays:[\s\S]*/],
    ["displays: [none, 5]\nmetrics: 5\nlanguage: 5\ntimeZone: 5\n", /displays:[\s\S]*/],
  ])("goes on beside a part that is '%s'", (by, piece) => {
    expect(told(siteWith(piece, by)).length).toBeGreaterThan(0);
  });

  it("checks the port and the settings of a display whose pages are wrong", () => {
    const text = siteWith('["{all.waiting}"]', "[5]").replace("tcp://10.0.0.7:4001", "COM3");
    expect(told(text).map((line) => line.split(":", 3).slice(0, 2).join(":"))).toEqual([
      "29:17 displays.1.pages.0.lines.0",
      "27:11 displays.1.port",
    ]);
  });

  it("lays nothing out in a language that is none", () => {
    expect(told(`${siteWith("{all.waiting}", "{nobody.waiting}")}language: xx\n`)).toEqual([
      "31:11 language: must be en, fr, da, sv, it, es, pt or ro, is the text 'xx'",
    ]);
  });

  it("goes on beside an ACD, a threshold and a display that cannot be saved", () => {
    const text = siteWith("acd: {}", "acd: { profile: 5 }")
      .replace("above: 5, back: 3, colour: amber", "above: 5, below: 3, colour: amber, extra: 1")
      .replace("id: corner", "id: 5");
    expect(told(text).map((line) => line.split(": ", 2).join(": "))).toEqual([
      "7:19 sources.acd.profile: must be text, is the number 5",
      "17:46 thresholds.0.steps.0: unknown key 'extra' | known",
      "17:9 thresholds.0.steps.0: needs either above or below, not both",
      "25:9 displays.1.id: must be text, is the number 5",
    ]);
  });

  it("leaves the rest alone when it is no map", () => {
    expect(told("- a\n")).toEqual(["1:1 : must be a map of keys, is a list"]);
  });
});
