import type { Glass } from "../../../domain/glass.ts";
import type { Instant } from "../../../domain/instant.ts";
import type { VirtualSign } from "../../../ports/displayDriver.ts";
import type { DisplayModel } from "../../../ports/displayModel.ts";
import { bytesOf } from "./codes.ts";
import { type AmplusCommand, readCommand, type WritePage, type WriteSchedule } from "./command.ts";
import { FrameReader, type Heard } from "./frameReader.ts";
import type { AmplusOptions } from "./options.ts";
import { renderLine } from "./renderLine.ts";
import { clockFrom, resetClock, type SignClock, stampOf } from "./signClock.ts";
import { SignMemory } from "./signMemory.ts";

/** No document names a limit; a slow host was met that takes ten milliseconds for a byte. */
const byteTimeoutMs = 1_000;
const everySign = "00";

/** Ways in which signs of this family differ from their document. */
export interface SignConduct {
  /** After so long without a frame the next one is missed; null for a sign that is always awake. */
  readonly sleepsAfterMs: number | null;
  /** An AM04142 acknowledges a default page and does not care. */
  readonly ignoresDefaultPage: boolean;
  /** Takes hexadecimal digits in capitals only, as the document writes them. */
  readonly capitalsOnly: boolean;
  /** Goes dark between the undocumented commands `<BE>` and `<BF>`. */
  readonly knowsUpdates: boolean;
}

/** A sign as its document describes it. */
export const asDocumented: SignConduct = {
  sleepsAfterMs: null,
  ignoresDefaultPage: false,
  capitalsOnly: false,
  knowsUpdates: true,
};

/** All that a sign knows and that is gone after a power cut. */
interface SignPower {
  readonly memory: SignMemory;
  readonly reader: FrameReader;
  readonly events: Map<string, number>;
  id: string;
  clock: SignClock;
  isUpdating: boolean;
  lastByteAt: Instant;
  lastFrameAt: Instant;
  /** When the present sequence of pages began. */
  startedAt: Instant;
}

const hexId = (id: number): string => (id === 0 ? "01" : id.toString(16).toUpperCase().padStart(2, "0"));

const powerUp = (id: number): SignPower => ({
  memory: new SignMemory(),
  reader: new FrameReader(),
  events: new Map(),
  id: hexId(id),
  clock: resetClock,
  isUpdating: false,
  lastByteAt: 0,
  lastFrameAt: Number.NEGATIVE_INFINITY,
  startedAt: 0,
});

/** A virtual Amplus sign: it takes bytes as the real one does, with the same ways of going wrong. */
export class AmplusSign implements VirtualSign {
  readonly #model: DisplayModel;
  readonly #options: AmplusOptions;
  readonly #conduct: SignConduct;
  #power: SignPower;

  constructor(model: DisplayModel, options: AmplusOptions, conduct: SignConduct) {
    this.#model = model;
    this.#options = options;
    this.#conduct = conduct;
    this.#power = powerUp(options.id);
  }

  get events(): ReadonlyMap<string, number> {
    return this.#power.events;
  }

  powerCycle(): void {
    this.#power = powerUp(this.#options.id);
  }

  feed(bytes: Uint8Array, at: Instant): readonly Uint8Array[] {
    const { reader, lastByteAt } = this.#power;
    if (bytes.length === 0) return [];
    if (reader.inFrame && at - lastByteAt > byteTimeoutMs) {
      reader.abort("the line fell silent");
      this.#count("timeout");
    }
    this.#power.lastByteAt = at;
    const answers: string[] = [];
    for (const byte of bytes) for (const heard of reader.push(byte)) answers.push(...this.#hear(heard, at));
    return this.#options.answers ? answers.map(bytesOf) : [];
  }

  #count(event: string): void {
    const { events } = this.#power;
    events.set(event, (events.get(event) ?? 0) + 1);
  }

  /** What the sign says; nothing at all to what it does not understand. */
  #hear(heard: Heard, at: Instant): string[] {
    if (heard.kind === "dropped") {
      this.#count("ignored");
      return [];
    }
    if (this.#misses(at)) {
      this.#count("slept");
      return [];
    }
    if (heard.kind === "setId") {
      this.#power.id = heard.id.toUpperCase();
      this.#count("ids");
      return [this.#power.id];
    }
    return this.#frame(heard, at);
  }

  #misses(at: Instant): boolean {
    const { sleepsAfterMs } = this.#conduct;
    const idleMs = at - this.#power.lastFrameAt;
    this.#power.lastFrameAt = at;
    return sleepsAfterMs !== null && idleMs > sleepsAfterMs;
  }

  #frame({ id, payload, checksum, given }: Extract<Heard, { kind: "frame" }>, at: Instant): string[] {
    const isForAll = id === everySign;
    const isOdd = this.#conduct.capitalsOnly && /[a-f]/.test(id + given);
    if ((!isForAll && id.toUpperCase() !== this.#power.id) || checksum === "none" || isOdd) {
      this.#count("ignored");
      return [];
    }
    this.#count("frames");
    if (checksum === "bad") this.#count("badChecksum");
    else if (!this.#obey(readCommand(payload), at)) {
      this.#count("illegal");
      return [];
    }
    return isForAll ? [] : [checksum === "bad" ? "NACK" : "ACK"];
  }

  /** Does what the command says; false when there is no such command. */
  #obey(command: AmplusCommand, at: Instant): boolean {
    const { memory } = this.#power;
    switch (command.name) {
      case "writePage":
        return this.#page(command, at);
      case "writeSchedule":
        return this.#schedule(command, at);
      case "deletePage":
        memory.deletePage(command.line, command.page);
        return true;
      case "deleteSchedule":
        memory.deleteSchedule(command.schedule);
        return this.#restart(at);
      case "deleteAll":
        memory.clear();
        this.#count("blanked");
        return this.#restart(at);
      case "setDefaultPage":
        if (!this.#conduct.ignoresDefaultPage) memory.defaultPage = command.page;
        return this.#restart(at);
      case "setClock": {
        const clock = clockFrom(command.time, at);
        this.#power.clock = clock ?? this.#power.clock;
        return clock !== null;
      }
      case "beginUpdate":
      case "endUpdate":
        this.#power.isUpdating = command.name === "beginUpdate" && this.#conduct.knowsUpdates;
        return this.#conduct.knowsUpdates;
      case "setBrightness":
        this.#count(`brightness${command.percent}`);
        return true;
      case "writeGraphic":
      case "writeGlyph":
      case "factoryGlyphs":
        this.#count("drawings");
        return true;
      case "other":
        return false;
    }
  }

  #restart(at: Instant): true {
    this.#power.startedAt = at;
    return true;
  }

  /** A page that comes in by an effect is dark for a moment; one that is there at once is only drawn over. */
  #page(page: WritePage, at: Instant): true {
    const isOn = this.#pageOn(at) === page.page;
    this.#power.memory.write(page);
    this.#count("texts");
    if (isOn) this.#count("redrawn");
    if (isOn && page.leading !== "immediate" && page.leading !== "hold") this.#count("blanked");
    return true;
  }

  #schedule(schedule: WriteSchedule, at: Instant): true {
    this.#power.memory.schedule(schedule);
    this.#count("schedules");
    return this.#restart(at);
  }

  #pageOn(at: Instant): string | null {
    const { memory, clock, startedAt } = this.#power;
    return memory.pageOn(stampOf(clock, at), at - startedAt);
  }

  glass(at: Instant): Glass {
    const { memory, clock, isUpdating } = this.#power;
    const on = isUpdating ? null : this.#pageOn(at);
    const lines = on === null ? new Map<number, WritePage>() : memory.linesOf(on);
    const first = lines.get(1);
    return Array.from({ length: this.#model.rows }, (_, row) => {
      const line = lines.get(row + 1);
      // In capitals the effects of the first line are those of the whole display.
      const look = first?.together ? first : line;
      const blink = look?.style === "blinking";
      return renderLine(line?.text ?? "", { model: this.#model, stamp: stampOf(clock, at), blink });
    });
  }
}
