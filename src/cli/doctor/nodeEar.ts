import { headsetDeviceId } from "../../config/checkSeats.ts";
import type { CompleteSite } from "../../config/completeSite.ts";
import { nodeTopics } from "../../domain/topics.ts";
import type { BusMessage } from "../../ports/broker.ts";
import { type Area, doubt, type Finding, well, wrong } from "./finding.ts";
import { ageWords } from "./sourceEar.ts";

/** A living controller says how it is every half minute. */
const ALIVE_MS = 90_000;

type Word = Readonly<Record<string, unknown>>;

interface Device {
  readonly area: Area;
  readonly id: string;
  readonly topic: string;
}

/** Listens to what the controller of a site says of itself and of its devices. */
export class NodeEar {
  readonly #site: CompleteSite;
  readonly #topics: ReturnType<typeof nodeTopics>;
  readonly #devices: readonly Device[];
  readonly #words = new Map<string, Word>();

  constructor(site: CompleteSite) {
    this.#site = site;
    this.#topics = nodeTopics(site.site, site.node);
    const device = (area: Area, id: string): Device => ({ area, id, topic: this.#topics.deviceStatus(id) });
    this.#devices = [
      ...site.displays.map(({ id }) => device("display", id)),
      ...site.seats.map(({ id }) => device("headset", headsetDeviceId(id))),
      ...site.lights.map(({ id }) => device("light", id)),
      ...site.buttons.map(({ id }) => device("gpio", id)),
    ];
  }

  get filters(): readonly string[] {
    return [this.#topics.status, this.#topics.health, ...this.#devices.map(({ topic }) => topic)];
  }

  /** Whether all that it could say has been said. */
  get isContent(): boolean {
    return this.filters.every((topic) => this.#words.has(topic));
  }

  hear({ topic, payload }: BusMessage): void {
    if (!this.filters.includes(topic)) return;
    try {
      const said: unknown = JSON.parse(Buffer.from(payload).toString("utf8"));
      if (typeof said === "object" && said !== null)
        this.#words.set(topic, Object.fromEntries(Object.entries(said)));
    } catch {
      // Whatever that is, it is no word of ours.
    }
  }

  /** `daemonHere`: the controller runs on this machine, with this file. */
  findings(daemonHere: boolean, now: number): Finding[] {
    return daemonHere
      ? [...this.#devices.map((one) => this.#device(one)), this.#own()]
      : this.#strangers(now);
  }

  #device({ area, id, topic }: Device): Finding {
    const place = { area, subject: id };
    const word = this.#words.get(topic);
    if (word === undefined)
      return doubt(
        place,
        "DEVICE_UNKNOWN",
        "the running daemon has it, and has not said how it is",
        "bandeau status FILE, in a moment",
      );
    const state = text(word["state"]);
    if (state === "up") return well(place, "up, says the running daemon");
    const [reason, advice] = [text(word["reason"]), text(word["advice"])];
    return wrong(place, "DEVICE_DOWN", `${state}, says the running daemon: ${reason}`, advice);
  }

  #own(): Finding {
    const place = { area: "node", subject: this.#site.node } as const;
    const state = text(this.#words.get(this.#topics.status)?.["state"]);
    if (state === "ready") return well(place, "it runs, and is on the bus");
    return state === ""
      ? doubt(
          place,
          "NODE_UNHEARD",
          "it runs, and nothing was heard of it on the bus",
          "does the broker's access list let us read its topics?",
        )
      : wrong(
          place,
          "NODE_NOT_READY",
          `it runs, and is ${state} on the bus`,
          "journalctl says why it has no broker",
        );
  }

  /** Nobody runs here: nobody should answer by our name. */
  #strangers(now: number): Finding[] {
    const { node } = this.#site;
    const place = { area: "node", subject: node } as const;
    const isReady = this.#words.get(this.#topics.status)?.["state"] === "ready";
    const saidAt = Date.parse(text(this.#words.get(this.#topics.health)?.["at"]));
    if (!isReady) return [well(place, "it does not run: devices were looked at directly")];
    if (!Number.isNaN(saidAt) && Math.abs(now - saidAt) <= ALIVE_MS)
      return [
        wrong(
          place,
          "NODE_TWICE",
          "a controller of this name lives on the bus, and none runs on this machine with this file",
          "run this on the machine that it runs on; if this is that machine, another one has the same node: and client id, and each throws the other off: give each its own node:; if it was ended this minute, ask again",
        ),
      ];
    const age = Number.isNaN(saidAt) ? "" : `, ${ageWords(now - saidAt)} ago`;
    return [
      doubt(
        place,
        "NODE_LEFT",
        `the broker still says that it runs${age}`,
        "nothing to do: it says otherwise once the controller runs again",
      ),
    ];
  }
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
