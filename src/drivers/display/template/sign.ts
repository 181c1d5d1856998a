import type { Glass } from "../../../domain/glass.ts";
import type { Instant } from "../../../domain/instant.ts";
import type { VirtualSign } from "../../../ports/displayDriver.ts";
import type { DisplayModel } from "../../../ports/displayModel.ts";
import { type Dialect, framesOf } from "./dialect.ts";
import { hexPairs } from "./elementInWords.ts";
import { FrameReader, type Heard } from "./frameReader.ts";
import { blankRow, type RowText, rowsOf, runsOf } from "./rowText.ts";

/** A longer silence inside a frame makes the sign drop it; the pauses of the definition come on top. */
const byteTimeoutMs = 1_000;

type HeardFrame = Extract<Heard, { kind: "frame" }>;

/** Everything a sign loses with its power. */
interface Power {
  readonly reader: FrameReader;
  readonly events: Map<string, number>;
  rows: RowText[];
  /** What covers the rows until it is ended; null when nothing does. */
  alarm: RowText[] | null;
  lastByteAt: Instant;
  /** Why the last bytes were of no use; null when all were. */
  dropped: string | null;
}

/** A virtual sign that understands a definition: it reads the frames of the definition backwards. */
export class TemplateSign implements VirtualSign {
  readonly #model: DisplayModel;
  readonly #dialect: Dialect;
  readonly #timeoutMs: number;
  #power: Power;

  constructor(model: DisplayModel, dialect: Dialect) {
    this.#model = model;
    this.#dialect = dialect;
    const pauses = framesOf(dialect.frames).flat();
    const longest = pauses.reduce((most, one) => (one.kind === "pause" ? Math.max(most, one.ms) : most), 0);
    this.#timeoutMs = byteTimeoutMs + longest;
    this.#power = this.#powerUp();
  }

  get events(): ReadonlyMap<string, number> {
    return this.#power.events;
  }

  powerCycle(): void {
    this.#power = this.#powerUp();
  }

  feed(bytes: Uint8Array, at: Instant): readonly Uint8Array[] {
    const { reader, lastByteAt } = this.#power;
    if (bytes.length === 0) return [];
    const heard = reader.unfinished !== null && at - lastByteAt > this.#timeoutMs ? reader.abort() : [];
    this.#power.lastByteAt = at;
    const mask = this.#model.serial.dataBits === 7 ? 0x7f : 0xff;
    heard.push(...reader.push(Array.from(bytes, (byte) => byte & mask)));
    return heard.flatMap((one) => this.#hear(one));
  }

  lastDropped(): string | null {
    return this.#power.dropped ?? this.#power.reader.unfinished;
  }

  glass(_at: Instant): Glass {
    const { rows, alarm } = this.#power;
    return (alarm ?? rows).map(runsOf);
  }

  #powerUp(): Power {
    return {
      reader: new FrameReader(this.#model, this.#dialect),
      events: new Map(),
      rows: this.#blankRows(),
      alarm: null,
      lastByteAt: 0,
      dropped: null,
    };
  }

  #blankRows(): RowText[] {
    return rowsOf([], this.#model, this.#dialect);
  }

  #count(event: string): void {
    const { events } = this.#power;
    events.set(event, (events.get(event) ?? 0) + 1);
  }

  /** Counts what the sign takes no notice of, and keeps the reason for whoever asks. */
  #pass(event: string, why: string): readonly Uint8Array[] {
    this.#count(event);
    this.#power.dropped = why;
    return [];
  }

  #hear(heard: Heard): readonly Uint8Array[] {
    if (heard.kind === "junk") return this.#pass("ignored", heard.why);
    const { address, row, checksum, rightSum } = heard.said;
    if (address !== null && address !== this.#dialect.address)
      return this.#pass("otherAddress", `a frame is for address ${address}, not ${this.#dialect.address}`);
    if (row !== null && this.#power.rows[row] === undefined)
      return this.#pass("otherLine", `a frame is for line ${row + 1} of ${this.#model.rows}`);
    if (checksum === "bad") {
      this.#pass("badChecksum", `a frame has a wrong checksum: ${hexPairs(rightSum)} would be right`);
      return this.#answer(this.#dialect.reply?.nak ?? null);
    }
    this.#count("frames");
    this.#obey(heard);
    return this.#answer(this.#dialect.reply?.expect ?? null);
  }

  #answer(bytes: readonly number[] | null): readonly Uint8Array[] {
    return bytes === null ? [] : [Uint8Array.from(bytes)];
  }

  #obey({ purpose, said }: HeardFrame): void {
    switch (purpose) {
      case "init":
        return;
      case "alarmEnd":
        this.#power.alarm = null;
        return;
      case "clear":
        this.#clear(said.row);
        return;
      case "alarm":
      case "text":
        this.#show(purpose, said);
    }
  }

  #clear(row: number | null): void {
    this.#count("cleared");
    const blank = blankRow(this.#model, this.#dialect);
    this.#power.rows = this.#power.rows.map((old, index) => (row === null || row === index ? blank : old));
  }

  /** Writes the texts of a frame: each into the row that is named, in the template or in the frame, else the first. */
  #show(purpose: "alarm" | "text", said: HeardFrame["said"]): void {
    if (said.texts.length === 0) return;
    this.#count(purpose === "alarm" ? "alarms" : "texts");
    const covers = purpose === "alarm" && this.#dialect.frames.alarmEnd.length > 0;
    const rows = covers ? (this.#power.alarm ?? this.#blankRows()) : this.#power.rows;
    const blank = blankRow(this.#model, this.#dialect);
    const written = rows.map((old, index) => {
      const text = said.texts.find(({ row }) => (row ?? said.row ?? 0) === index);
      if (text === undefined) return old;
      const filled = [...text.letters, ...blank];
      return filled.slice(0, this.#model.columns);
    });
    if (covers) this.#power.alarm = written;
    else this.#power.rows = written;
  }
}
