import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { Aedes } from "aedes";
import { describe, type ExpectStatic } from "vitest";
import { type FloorBench, floorTest as it } from "../floorBench.ts";
import { Mosquitto } from "../mosquitto.ts";
import { Bandeau, bandeau } from "../process.ts";
import { FarEnd } from "../socat.ts";
import { nodeTopic, sourceTopic, statistics, statsTopic } from "../statistics.ts";

interface Finding {
  readonly area: string;
  readonly subject: string;
  readonly state: string;
  readonly code: string | null;
  readonly what: string;
  readonly advice: string | null;
}

interface Report {
  readonly ok: boolean;
  readonly first: Finding | null;
  readonly findings: readonly Finding[];
}

/** What a site with seats needs beside them. */
const seated = {
  sources: { acd: { staleAfterSeconds: 60, agents: true } },
  agents: { pseudonyms: "none" },
} as const;

/** What the doctor finds, with its exit code. */
async function examined(file: string, ...words: string[]): Promise<Report & { code: number; text: string }> {
  const { code, out, errors } = await bandeau("doctor", file, "--json", "--listen", "2", ...words);
  if (!out.startsWith("{")) throw new Error(`no report: ${out} ${errors}`);
  return { ...JSON.parse(out), code, text: `${out}\n${errors}` };
}

const codes = ({ findings }: Report): (string | null)[] =>
  findings.filter(({ state }) => state === "wrong").map(({ code }) => code);

const found = ({ findings }: Report, code: string): Finding | undefined =>
  findings.find((one) => one.code === code);

const certificate = (name: string): string =>
  join(import.meta.dirname, `../../adapters/mqtt/certificates/${name}.pem`);

/** Both queues of the base site, kept by the broker. */
async function figures(bench: FloorBench, changes: object = {}): Promise<void> {
  const bus = await bench.listener();
  for (const [name, id] of [
    ["sales", "60100"],
    ["service", "60200"],
  ] as const)
    await bus.publish(statsTopic(name), statistics(id, { waiting: 7 }, changes), true);
}

function told(expect: ExpectStatic, report: Report, code: string, what: RegExp, advice: RegExp): void {
  expect(found(report, code)).toMatchObject({
    state: "wrong",
    what: expect.stringMatching(what),
    advice: expect.stringMatching(advice),
  });
}

describe.concurrent("bandeau doctor", () => {
  it("finds nothing wrong where nothing is, and says nothing to the display", async ({ bench, expect }) => {
    bench.writeSite();
    await figures(bench);
    const sign = new FarEnd(bench.cable.theirs);
    const report = await examined(bench.file.path);
    expect(codes(report)).toEqual([]);
    expect(report).toMatchObject({ ok: true, first: null, code: 0 });
    const words = report.findings.map(({ area, subject, what }) => `${area} ${subject}: ${what}`).join("\n");
    expect(words).toMatch(/^display wall: .*ours opens$/m);
    expect(words).toMatch(/^broker : answers, MQTT 5$/m);
    expect(words).toMatch(/^source acd: figures of 2 of 2 queues, the newest \d+ s old$/m);
    expect(sign.arrived().length).toBe(0);
    sign.end();
    const people = await bandeau("doctor", bench.file.path, "--listen", "2");
    expect(people).toMatchObject({ code: 0 });
    expect(people.out).toMatch(/^Nothing is wrong\.$/m);
  });

  it("asks the running daemon how its devices are, and opens nothing that it has", async ({
    bench,
    expect,
  }) => {
    const { bus, daemon } = await bench.run();
    await figures(bench);
    await bus.hears(nodeTopic("device/wall/status"), ({ state }) => state === "up");
    const report = await examined(bench.file.path);
    expect(report.code).toBe(0);
    expect(report.findings).toContainEqual({
      area: "display",
      subject: "wall",
      state: "well",
      code: null,
      what: "up, says the running daemon",
      advice: null,
    });
    await bench.cable.unplug();
    await bus.hears(nodeTopic("device/wall/status"), ({ state }) => state === "down");
    const down = await examined(bench.file.path);
    expect(down.first).toMatchObject({ area: "display", code: "DEVICE_DOWN", subject: "wall" });
    expect(daemon.isRunning).toBe(true);
  });

  it("begins with the cause: the cable, then the broker that has nothing to do with it", async ({
    bench,
    expect,
  }) => {
    bench.writeSite();
    await bench.cable.unplug();
    await bench.broker.stop();
    const report = await examined(bench.file.path);
    expect(report.code).toBe(1);
    expect(codes(report)).toEqual(["PORT_GONE", "BROKER_UNREACHABLE"]);
    expect(report.first?.code).toBe("PORT_GONE");
    const people = await bandeau("doctor", bench.file.path);
    expect(people.code).toBe(1);
    expect(people.out).toMatch(
      /^Mend this first:\n {2}display wall: .*ours is not there\n {4}do: check the USB cable/,
    );
    expect(people.out).toMatch(/^Then:\n {2}broker: no connection to 127\.0\.0\.1:\d+: .*ECONNREFUSED/m);
    expect(people.out).toMatch(/^2 things wrong\.$/m);
  });

  it("names the program that has the port", async ({ bench, expect }) => {
    bench.writeSite();
    const taker = new Bandeau(["sim", "display", "alpha-4120c", "--tty", bench.cable.ours]);
    bench.add(() => taker.kill());
    await taker.line(() => true);
    const report = await examined(bench.file.path);
    told(expect, report, "PORT_BUSY", new RegExp(`^\\S+ \\(process ${taker.pid}\\) has .*ours$`), /stop it/);
    expect(report.first?.code).toBe("PORT_BUSY");
  });

  it("finds another bandeau: one with the port, and one with our name", async ({ bench, expect }) => {
    const { bus } = await bench.run();
    await bus.hears(nodeTopic("device/wall/status"), ({ state }) => state === "up");
    const copy = join(bench.file.folder, "copy.yaml");
    copyFileSync(bench.file.path, copy);
    const report = await examined(copy);
    told(expect, report, "PORT_BUSY", /^a bandeau with another configuration \(process \d+\) has/, /stop it/);
    told(
      expect,
      report,
      "NODE_TWICE",
      /a controller of this name lives on the bus/,
      /give each its own node:/,
    );
  });

  it("says what is wrong with a configuration, and still looks at the machine", async ({ bench, expect }) => {
    bench.file.writeText("version: 1\nsite: floor\n");
    const report = await examined(bench.file.path);
    expect(report.code).toBe(78);
    expect(report.first?.area).toBe("configuration");
    expect(report.findings.map(({ area }) => area)).toContain("clock");
    const missing = await bandeau("doctor", join(bench.file.folder, "nothing.yaml"));
    expect(missing.code).toBe(78);
    expect(missing.out).toMatch(
      /^Mend this first:\n {2}configuration: \S*nothing\.yaml: cannot be read: there is no such file/,
    );
  });

  it("says that a broker is silent, refuses the password, or has a certificate of a stranger", async ({
    bench,
    expect,
  }) => {
    bench.writeSite();
    bench.broker.freeze();
    told(expect, await examined(bench.file.path), "BROKER_SILENT", /does not answer/, /./);
    bench.broker.thaw();
    const stranger = await Mosquitto.start({
      lines: [
        `cafile ${certificate("other-authority")}`,
        `certfile ${certificate("stranger")}`,
        `keyfile ${certificate("stranger.key")}`,
      ],
    });
    bench.add(() => stranger.end());
    const urls = [stranger.url.replace("mqtt:", "mqtts:")];
    bench.writeSite({ site: { broker: { urls, tls: { caFile: certificate("site-authority") } } } });
    const untrusted = await examined(bench.file.path);
    expect(untrusted.first).toMatchObject({ area: "broker", code: expect.stringMatching(/^BROKER_TLS/) });
    const locked = await Mosquitto.start({ logins: { somebody: "else" } });
    bench.add(() => locked.end());
    bench.writeSite({ site: { broker: { urls: [locked.url] } } });
    const refused = await examined(bench.file.path);
    expect(refused.first?.code).toMatch(/^BROKER_(REFUSED_LOGIN|NOT_AUTHORISED)$/);
  });

  it("finds a spare broker that does not answer before it is needed", async ({ bench, expect }) => {
    bench.writeSite({ site: { broker: { urls: ["mqtt://127.0.0.1:1", bench.broker.url] } } });
    await figures(bench);
    const report = await examined(bench.file.path);
    expect(codes(report)).toEqual(["BROKER_UNREACHABLE"]);
    expect(report.first?.subject).toBe("broker.urls.0");
  });

  it("says what the access list forbids", async ({ bench, expect }) => {
    const reader = await Mosquitto.start({ access: ["topic read cc/1/floor/#"] });
    bench.add(() => reader.end());
    bench.writeSite({ site: { broker: { urls: [reader.url] } } });
    told(
      expect,
      await examined(bench.file.path),
      "BROKER_NOT_AUTHORISED",
      /does not let us write/,
      /bandeau acl/,
    );

    const strict = await Aedes.createBroker({
      authorizeSubscribe: (_, asked, done) => done(null, /stats$/.test(asked.topic) ? null : asked),
    });
    const server = createServer(strict.handle);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
    bench.add(async () => {
      server.close();
      await new Promise<void>((resolve) => strict.close(() => resolve()));
    });
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    bench.writeSite({ site: { broker: { urls: [`mqtt://127.0.0.1:${port}`] } } });
    const report = await examined(bench.file.path);
    told(
      expect,
      report,
      "BUS_READ_REFUSED",
      /let us read cc\/1\/\(site\)\/acd\/acd\/queue\/\+\/stats/,
      /bandeau acl/,
    );
  });

  it("says that a source is silent, old, gone, or not understood", async ({ bench, expect }) => {
    const sources = { acd: { staleAfterSeconds: 2 } };
    bench.writeSite({ site: { sources } });
    told(
      expect,
      await examined(bench.file.path),
      "SOURCE_SILENT",
      /^nothing came in \d+ s on cc\/1/,
      /bridge run/,
    );
    bench.writeSite();
    const quiet = await examined(bench.file.path);
    expect(quiet.code).toBe(0);
    expect(found(quiet, "SOURCE_QUIET")).toMatchObject({
      state: "doubt",
      advice: expect.stringContaining("--listen 60"),
    });
    const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
    await figures(bench, { at: hourAgo, observedAt: hourAgo });
    told(expect, await examined(bench.file.path), "SOURCE_STALE", /newest figures are 60 min old/, /zone/);
    const bus = await bench.listener();
    await bus.publish(sourceTopic, { v: 1, state: "lost", session: 1 }, true);
    told(expect, await examined(bench.file.path), "SOURCE_LOST", /lost/, /start the ACD's bridge/);
    await bus.publish(sourceTopic, "", true);
    for (const name of ["sales", "service"]) await bus.publish(statsTopic(name), "not json", true);
    told(
      expect,
      await examined(bench.file.path),
      "SOURCE_UNREADABLE",
      /none of 2 messages .*not_json/,
      /acd map/,
    );
  });

  it("says that the state of seats cannot be kept", async ({ bench, expect }) => {
    const inTheWay = join(bench.file.folder, "state");
    writeFileSync(inTheWay, "a file");
    const seats = [{ id: "desk", agent: { id: "4212" }, headset: { port: "simulated" } }];
    const agents = { ...seated.agents, authority: "seat" };
    const site = { ...seated, agents, seats, stateFolder: join(inTheWay, "below") };
    bench.writeSite({ site });
    told(expect, await examined(bench.file.path), "STATE_DENIED", /may not be written to/, /install -d/);
    const fine = join(bench.file.folder, "fine");
    mkdirSync(fine);
    bench.writeSite({ site: { ...site, stateFolder: fine } });
    expect(codes(await examined(bench.file.path))).not.toContain("STATE_DENIED");
  });

  it("says that a headset and a light are not plugged in", async ({ bench, expect }) => {
    const seats = [{ id: "desk", agent: { id: "4212" }, headset: { serial: "ZZ-4711-NOT-HERE" } }];
    const lights = [
      {
        id: "lamp",
        model: "luxafor-flag",
        usb: { serial: "ZZ-4712-NOT-HERE" },
        rules: [{ noData: true, colour: "red" }],
      },
    ];
    bench.writeSite({ site: { ...seated, seats, lights } });
    const report = await examined(bench.file.path);
    told(
      expect,
      report,
      "HEADSET_MISSING",
      /no headset with serial number …ERE is plugged in/,
      /bandeau devices/,
    );
    told(expect, report, "LIGHT_MISSING", /…ERE/, /plug it in/);
  });

  it("opens nothing when it is told so", async ({ bench, expect }) => {
    const nobody = createServer((socket) => {
      connections++;
      socket.destroy();
    });
    let connections = 0;
    await new Promise<void>((resolve) => nobody.listen(0, "127.0.0.1", () => resolve()));
    bench.add(async () => nobody.close());
    const address = nobody.address();
    const port = `tcp://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
    bench.writeSite({ display: { port } });
    await figures(bench);
    expect((await examined(bench.file.path, "--no-open")).code).toBe(0);
    expect(connections).toBe(0);
  });

  it("tells the public nothing of passwords, users, hosts, people and serial numbers", async ({
    bench,
    expect,
  }) => {
    const secrets = {
      password: "kanarie-7f3b91c2d8",
      user: "kees-de-vries",
      host: "acd-broker.bloemen.example",
      person: "agent-van-dijk",
      serial: "SN-990011-XYZ",
      server: "moxa-zaal-2.bloemen.example",
    };
    const passwordFile = join(bench.file.folder, "bus");
    writeFileSync(passwordFile, `${secrets.password}\n`, { mode: 0o600 });
    const seats = [{ id: "desk", agent: { id: secrets.person }, headset: { serial: secrets.serial } }];
    const broker = {
      urls: [`mqtt://${secrets.host}:1883`, "mqtt://192.0.2.77:1883"],
      username: secrets.user,
      passwordFile,
    };
    const display = { port: `tcp://${secrets.server}:4001` };
    bench.writeSite({ site: { ...seated, broker, seats }, display });
    const json = await examined(bench.file.path);
    const people = await bandeau("doctor", bench.file.path, "--listen", "1");
    bench.file.writeText(
      `version: 1\nbroker:\n  urls: ["mqtt://${secrets.user}:${secrets.password}@${secrets.host}"]\n`,
    );
    const wrong = await bandeau("doctor", bench.file.path);
    const everything = [json.text, people.out, people.errors, wrong.out, wrong.errors].join("\n");
    for (const secret of [...Object.values(secrets), "192.0.2.77"]) expect(everything).not.toContain(secret);
    if (hostname().length > 3) expect(everything).not.toContain(hostname());
    expect(people.out).toContain("(host)");
    expect(people.out).toContain("…XYZ");
    bench.writeSite({ site: { ...seated, broker, seats }, display });
    const full = await bandeau("doctor", bench.file.path, "--full", "--listen", "1");
    expect(full.out).toContain(secrets.host);
    expect(full.out).not.toContain(secrets.password);
  });
});
