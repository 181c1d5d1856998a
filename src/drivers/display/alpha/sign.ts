import type { Glass } from "../../../domain/glass.ts";
import type { Instant } from "../../../domain/instant.ts";
import type { VirtualSign } from "../../../ports/displayDriver.ts";
import type { DisplayModel } from "../../../ports/displayModel.ts";
import { latin1, mostStringBytes, priorityLabel } from "./codes.ts";
import { filesIn, type MemoryFile } from "./command.ts";
import type { Heard } from "./frameReader.ts";
import type { AlphaOptions } from "./options.ts";
import { darkScreen, glassOfScreen, screenAt, screensOf } from "./renderText.ts";
import { answerTo } from "./signAnswers.ts";
import { dateText, timeText } from "./signClock.ts";
import { applyFunction } from "./signFunctions.ts";
import { errorBit, powerUp, type SignPower } from "./signPower.ts";
import { filesOfTypeZ, isBroadcast, isFor } from "./signReceivers.ts";
import { specialOf } from "./specialFunctions.ts";

/** A longer silence inside a frame makes the sign drop it. */
const byteTimeoutMs = 1_000;
/** After a wipe everything is lost for a second and no question is answered for five, as measured. */
const wipeDeafMs = 1_000;
const wipeMuteMs = 5_000;
const resetDeafMs = 10_000;
const toneDeafMs = 3_000;
const mostSequenceLabels = 128;

/** Inside a frame a sign needs this rest after the start of a further command, and before the dots of a picture. */
const restMs = 100;
/** Bytes of a picture command before its dots: code, label and size. */
const pictureHead = 6;

/** Special functions of newer signs that are taken and have no effect on what we model. */
const quietFunctions = ":89";

/** A virtual Alpha sign: it takes bytes as the real one does, with the same ways of going wrong. */
export class AlphaSign implements VirtualSign {
  readonly #model: DisplayModel;
  readonly #options: AlphaOptions;
  #power: SignPower;

  constructor(model: DisplayModel, options: AlphaOptions) {
    this.#model = model;
    this.#options = options;
    this.#power = powerUp(options);
  }

  get events(): ReadonlyMap<string, number> {
    return this.#power.events;
  }

  /** Start and stop codes that the sign was last told to dim by; null when it never was. */
  get dimming(): string | null {
    return this.#power.settings.get("/") ?? null;
  }

  powerCycle(): void {
    this.#power = powerUp(this.#options);
  }

  feed(bytes: Uint8Array, at: Instant): readonly Uint8Array[] {
    const { reader, lastByteAt } = this.#power;
    if (bytes.length === 0) return [];
    if (reader.inFrame && at - lastByteAt > byteTimeoutMs) {
      reader.abort("the line fell silent");
      this.#count("timeout");
      this.#error(errorBit.timeout);
    }
    this.#power.lastByteAt = at;
    const mask = this.#model.serial.dataBits === 7 ? 0x7f : 0xff;
    const answers: Uint8Array[] = [];
    for (const byte of bytes) {
      this.#countHurry(at);
      const all = reader.push(byte & mask);
      for (const heard of all) {
        const answer = this.#hear(heard, at);
        if (answer !== null) answers.push(answer);
      }
      const isNested = reader.inFrame && all.some(({ kind }) => kind === "command");
      const isDots = reader.begun.length === pictureHead && reader.begun[0] === 0x49;
      this.#power.restsFrom = this.#power.mine && (isNested || isDots) ? at : null;
    }
    return answers;
  }

  /** A host that does not wait where a sign needs a rest may be lucky; it is counted. */
  #countHurry(at: Instant): void {
    const { restsFrom } = this.#power;
    if (restsFrom !== null && at - restsFrom < restMs) this.#count("hurried");
  }

  #count(event: string): void {
    const { events } = this.#power;
    events.set(event, (events.get(event) ?? 0) + 1);
  }

  #error(bit: number): void {
    this.#power.errors |= bit;
  }

  #hear(heard: Heard, at: Instant): Uint8Array | null {
    if (heard.kind === "dropped") {
      this.#count("ignored");
      if (heard.why === "overflow") this.#error(errorBit.overflow);
    }
    if (heard.kind === "frame") {
      this.#power.mine =
        at >= this.#power.deafUntil &&
        heard.receivers.some((one) => isFor(one, this.#power, this.#model.rows));
      this.#power.forAll = heard.receivers.some(isBroadcast);
      this.#count(this.#power.mine ? "frames" : "ignored");
      if (this.#power.mine && heard.receivers.some(({ type }) => type === "z")) this.#twentySixFiles(at);
    }
    if (heard.kind !== "command" || !this.#power.mine || at < this.#power.deafUntil) return null;
    if (heard.checksum !== "bad") return this.#obey(heard.body, at);
    this.#count("badChecksum");
    this.#error(errorBit.checksum);
    // A serial error in its own write ends the priority file.
    if (latin1(heard.body.slice(0, 2)) === `A${priorityLabel}`) this.#release(at);
    return null;
  }

  /** Type `z` makes 26 files of 150 bytes before it obeys, whatever was there. */
  #twentySixFiles(at: Instant): void {
    this.#table(filesOfTypeZ, at);
  }

  #obey(body: readonly number[], at: Instant): Uint8Array | null {
    const [code, label] = latin1(body.slice(0, 2));
    const data = body.slice(2);
    if (code === undefined || label === undefined) return this.#illegal();
    if (code === "A")
      return label === priorityLabel ? this.#interrupt(data, at) : this.#text(label, data, at);
    if (code === "G") return this.#string(label, data);
    if (code === "I") return this.#picture(label, data, at);
    if (code === "E") return this.#special(label, data, at);
    if ("BFHJ".includes(code)) return this.#answer(code, label, at);
    return this.#illegal();
  }

  #answer(code: string, label: string, at: Instant): Uint8Array | null {
    if (at < this.#power.muteUntil) return null;
    this.#count("questions");
    // Signs that are all asked at once go blank while they answer one after the other.
    if (code === "F" && label === "-" && this.#power.forAll) this.#blank(at);
    return answerTo(this.#power, code, label, at) ?? this.#illegal();
  }

  #illegal(): null {
    this.#count("illegal");
    this.#error(errorBit.illegal);
    return null;
  }

  #blank(at: Instant): void {
    this.#count("blanked");
    this.#power.startedAt = at;
  }

  #text(label: string, data: readonly number[], at: Instant): null {
    const stored = this.#power.memory.write("A", label, data);
    if (stored === "unknown") return this.#illegal();
    if (stored === "cut") this.#error(errorBit.overflow);
    this.#count("texts");
    this.#blank(at);
    return null;
  }

  #string(label: string, data: readonly number[]): null {
    const stored = this.#power.memory.write("B", label, data);
    if (stored === "unknown") return this.#illegal();
    if (stored === "emptied") this.#count("emptied");
    this.#count("strings");
    return null;
  }

  #picture(label: string, data: readonly number[], at: Instant): null {
    if (this.#power.memory.draw(label, latin1(data)) === "unknown") return this.#illegal();
    this.#count("pictures");
    this.#blank(at);
    return null;
  }

  #interrupt(data: readonly number[], at: Instant): null {
    if (data.length === 0) return this.#release(at);
    if (data.length > mostStringBytes) {
      this.#error(errorBit.overflow);
      return this.#illegal();
    }
    this.#power.priority = data;
    this.#count("priority");
    this.#blank(at);
    return null;
  }

  #release(at: Instant): null {
    if (this.#power.priority === null) return null;
    this.#power.priority = null;
    this.#power.startedAt = at;
    this.#count("released");
    return null;
  }

  #special(label: string, data: readonly number[], at: Instant): null {
    const power = this.#power;
    const text = latin1(data);
    switch (label) {
      case "$":
        return text === "" ? this.#wipe(at) : this.#table(filesIn(text), at);
      case ".":
        return this.#run(text, at);
      case ",":
        power.deafUntil = at + resetDeafMs;
        power.darkUntil = power.deafUntil;
        this.#count("reset");
        return null;
      case "4":
        power.errors = errorBit.always;
        return null;
      default:
        if (quietFunctions.includes(label)) return null;
        return applyFunction(power, specialOf(label, text), text, at)
          ? this.#applied(label, text, at)
          : this.#illegal();
    }
  }

  /** What a function that was taken does besides. */
  #applied(label: string, text: string, at: Instant): null {
    // The first two tones switch a port for a device outside; with the others nothing is heard but the tone.
    if (label === "(" && !/^[AB]/.test(text)) this.#power.deafUntil = at + toneDeafMs;
    if (label === "(") this.#count("tones");
    if (label === "/") this.#count("dimmed");
    return label === ")" || label === "2" ? this.#release(at) : null;
  }

  #wipe(at: Instant): null {
    const power = this.#power;
    power.memory.wipe();
    power.sequence = { order: "T", lock: "U", labels: ["A"] };
    power.priority = null;
    power.wiped = true;
    power.blind = false;
    power.deafUntil = at + wipeDeafMs;
    power.darkUntil = power.deafUntil;
    power.muteUntil = at + wipeMuteMs;
    this.#count("wiped");
    this.#blank(at);
    return null;
  }

  #table(files: readonly MemoryFile[] | null, at: Instant): null {
    const power = this.#power;
    if (files === null || !power.memory.layOut(files)) return this.#illegal();
    const labels = files.filter((file) => file.type === "A").map((file) => file.label);
    power.sequence = { order: "T", lock: "U", labels };
    power.blind = this.#options.needsClear && !power.wiped;
    power.wiped = false;
    this.#count("initialised");
    this.#blank(at);
    return null;
  }

  #run(text: string, at: Instant): null {
    const power = this.#power;
    if (!/^[TSD][UL]/.test(text)) return this.#illegal();
    this.#count("sequences");
    const labels = [...text.slice(2, 2 + mostSequenceLabels)];
    const before = power.sequence.labels;
    // With an empty sequence the sign freezes on what it shows.
    power.sequence = {
      order: text.charAt(0),
      lock: text.charAt(1),
      labels: labels.length > 0 ? labels : before,
    };
    power.startedAt = at;
    return null;
  }

  glass(at: Instant): Glass {
    const { memory, priority, sequence, blind, darkUntil, startedAt, clock, settings } = this.#power;
    if (blind || at < darkUntil) return glassOfScreen(darkScreen, 0, this.#model);
    const around = {
      model: this.#model,
      stringOf: (label: string) => memory.read("B", label),
      pictureOf: (label: string) => memory.picture(label),
      time: timeText(clock, settings.get("'") === "M", at),
      dateOf: (form: string) => dateText(clock, form, at),
    };
    const texts =
      priority === null
        ? sequence.labels.flatMap((label) => {
            const text = memory.read("A", label);
            return text === null || text.length === 0 ? [] : [text];
          })
        : [priority];
    const screens = texts.flatMap((text) => screensOf(text, around));
    const on = screenAt(screens, at - startedAt, this.#model.columns);
    return glassOfScreen(on.screen, on.forMs, this.#model);
  }
}
