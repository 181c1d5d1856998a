import { BusClient } from "../suites/busClient.ts";
import { FactReader } from "../suites/evening/factReader.ts";
import { Mosquitto } from "../suites/mosquitto.ts";
import { SignProcess } from "../suites/signProcess.ts";
import type { Started } from "../suites/started.ts";
import { Busylight } from "./busylight.ts";
import { Figures } from "./figures.ts";
import { Headset } from "./headset.ts";
import { Machine } from "./machine.ts";
import type { MachineParts } from "./qemu.ts";
import { ADAPTER_SERIAL, nodeTopic, siteText } from "./site.ts";
import { Tower } from "./tower.ts";
import { until } from "./until.ts";

/** Until a figure of now is on the glass, or a lamp lit, by a daemon that may only just have been started. */
const RIGHT_LIMIT_MS = 180_000;

/** The unit's own limits are those of a Raspberry Pi: Node starts in a second or two there, here in a minute on a busy host. */
const patience = "[Service]\nTimeoutStartSec=400\nTimeoutStopSec=200\nWatchdogSec=60\n";

/** A wall as a technician leaves it: one controller in the guest, and around it what it drives and whom it talks to. */
export class RigFloor {
  readonly broker: Mosquitto;
  readonly sign: SignProcess;
  readonly facts: FactReader;
  readonly figures = new Figures();
  headset = new Headset("HEADSET1");
  tower = new Tower();
  busylight: Busylight;
  #machine: Machine | null = null;
  #bus: BusClient | null = null;

  private constructor(
    parts: { readonly broker: Mosquitto; readonly sign: SignProcess; readonly facts: FactReader },
    light: Busylight,
  ) {
    this.broker = parts.broker;
    this.sign = parts.sign;
    this.facts = parts.facts;
    this.busylight = light;
  }

  /** Something on the way of a long step, for whoever waits. */
  tell(what: string): void {
    process.stdout.write(`      ${(performance.now() / 1_000).toFixed(0).padStart(5)} s  ${what}\n`);
  }

  static async open(started: Started): Promise<RigFloor> {
    const broker = await Mosquitto.start({ persistence: true, lines: ["max_queued_messages 0"] });
    started.add(() => broker.end());
    const sign = await SignProcess.start(["--tcp", "127.0.0.1:0"]);
    started.add(() => sign.process.kill());
    const facts = await FactReader.open(broker.url);
    started.add(() => facts.end());
    const floor = new RigFloor({ broker, sign, facts }, await Busylight.make("FLAG1"));
    started.add(async () => {
      floor.figures.end();
      await floor.#bus?.end();
      await floor.#machine?.kill();
    });
    await floor.listen();
    return floor;
  }

  get machine(): Machine {
    if (this.#machine === null) throw new Error("the guest has no power");
    return this.#machine;
  }

  get bus(): BusClient {
    if (this.#bus === null) throw new Error("there is no broker");
    return this.#bus;
  }

  async boot(parts: MachineParts): Promise<void> {
    this.#machine = await Machine.start(parts);
  }

  /** The guest's power goes, and with it what hangs on its sockets; the sign has a socket of its own. */
  async cutPower(): Promise<void> {
    await this.#machine?.kill();
    this.#machine = null;
    this.headset = new Headset("HEADSET1");
    this.tower = new Tower();
    this.busylight = await Busylight.make("FLAG1");
  }

  /** The broker comes, or comes back, and with it the ACD's bridge. */
  async listen(): Promise<void> {
    this.#bus = await BusClient.connect(this.broker.url);
    this.figures.use(this.#bus);
  }

  /** The broker goes. */
  async silence(): Promise<void> {
    this.figures.use(null);
    await this.#bus?.end();
    this.#bus = null;
    await this.broker.stop();
  }

  plugSign(): Promise<void> {
    const port = Number(/:(\d+)$/.exec(this.sign.address)?.[1]);
    return this.machine.plugSerial("sign", port, ADAPTER_SERIAL);
  }

  async plugAll(): Promise<void> {
    await this.tower.plug(this.machine);
    await this.plugSign();
    await this.headset.plug(this.machine);
    await this.busylight.plug(this.machine);
  }

  /** The site's file becomes that of the service, and an emulated machine gets the time that it needs. */
  async configure(): Promise<void> {
    const write = (text: string, path: string): Promise<string> =>
      this.machine.must(`base64 -d <<<${Buffer.from(text).toString("base64")} >${path}`);
    await write(siteText(this.broker.port), "/etc/bandeau/bandeau.yaml");
    await this.machine.must("mkdir -p /etc/systemd/system/bandeau.service.d");
    await write(patience, "/etc/systemd/system/bandeau.service.d/rig.conf");
    await this.machine.must("systemctl daemon-reload");
  }

  status(device: string): string {
    return String(this.bus.newest(nodeTopic(`device/${device}/status`))?.["state"]);
  }

  /** The glass has the figure that the bridge said last. */
  async glassIsRight(limitMs = RIGHT_LIMIT_MS): Promise<void> {
    this.figures.move(false);
    const wanted = new RegExp(`^WAITING +${this.figures.waiting}\\b`);
    await until(
      () => wanted.test(this.sign.lines[0] ?? "") && /^READY +5\b/.test(this.sign.lines[1] ?? ""),
      limitMs,
      () => `${wanted} is wanted, the sign shows ${this.sign.lines.join(" / ")}`,
    );
  }

  async lampsAre(colour: string, limitMs = RIGHT_LIMIT_MS): Promise<void> {
    await until(
      () => this.tower.colour === colour && this.busylight.colour === colour,
      limitMs,
      () => `${colour} is wanted, the tower is ${this.tower.colour}, the busylight ${this.busylight.colour}`,
    );
  }

  /** The state that the bridge to the ACD read last of the seat. */
  get seat(): string {
    return this.facts.bySeat.get("p1")?.at(-1)?.state ?? "unknown";
  }

  async seatIs(state: string): Promise<void> {
    await until(
      () => this.seat === state,
      RIGHT_LIMIT_MS,
      () => `${state} is wanted of the seat, the ACD heard ${this.seat}`,
    );
  }

  async deviceIs(device: string, state: string): Promise<void> {
    await until(
      () => this.status(device) === state,
      RIGHT_LIMIT_MS,
      () => `${device} is ${this.status(device)} and not ${state}`,
    );
  }

  /** A call: the headset's LED, the tower, the busylight and the ACD follow, there and back. */
  async callGoesThrough(): Promise<void> {
    await this.deviceIs("p1-headset", "up");
    await this.headset.mustHand(true);
    await this.lampsAre("red");
    await this.seatIs("busy");
    await this.headset.mustHand(false);
    await this.lampsAre("green");
    await this.seatIs("ready");
  }

  /** All that the wall is there for. */
  async isRight(): Promise<void> {
    await this.glassIsRight();
    this.tell("the glass is right");
    await this.callGoesThrough();
    this.tell("a call went through");
    for (const device of ["wall", "p1-headset", "light-tower", "light-flag"])
      await this.deviceIs(device, "up");
  }
}
