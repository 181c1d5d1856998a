import { bytesOf, frameCode, latin1 } from "./codes.ts";
import { checksumOf } from "./encodeFrame.ts";

/** Which signs a frame is for: type code and two hexadecimal digits of address, `?` for any digit. */
export interface Receiver {
  readonly type: string;
  readonly address: string;
}

export type Checksum = "ok" | "bad" | "none";

/** How the control bytes of a frame travel: as they are, or in one of the printable forms for pagers and modems. */
export type Form = "binary" | "2-byte" | "3-byte";

export type Heard =
  | {
      readonly kind: "frame";
      readonly sync: { readonly byte: number; readonly count: number };
      readonly form: Form;
      readonly receivers: readonly Receiver[];
    }
  | {
      readonly kind: "command";
      readonly body: readonly number[];
      readonly checksum: Checksum;
      /** The checksum as it came; "" when there was none. */
      readonly given: string;
      /** Whether an ETX closed the command. */
      readonly etx: boolean;
    }
  | { readonly kind: "end" }
  | { readonly kind: "dropped"; readonly why: DropReason; readonly message: string };

type DropReason = "unsynced" | "header" | "cutOff" | "overflow";

/** The fewest sync characters by which a sign measures the speed of the line. */
const fewestSync = 5;
/** More than any sign's memory: what goes beyond is a line that babbles. */
const mostBodyBytes = 32_768;
/** Sixty-four receivers with their commas. */
const mostHeaderBytes = 256;

type State = "idle" | "header" | "body" | "tail";

/** Takes a serial line byte by byte and tells what frames are on it, whatever the bytes are. */
export class FrameReader {
  #state: State = "idle";
  #form: Form = "binary";
  /** The beginning of a printable escape that is not yet whole. */
  #escape = "";
  #run = { byte: -1, count: 0 };
  #sync = { byte: 0, count: 0 };
  #header: number[] = [];
  #body: number[] = [];
  #tail = "";

  /** True between the start of a frame and its end: a pause here is a time-out. */
  get inFrame(): boolean {
    return this.#state !== "idle";
  }

  /** What there is of the command that is being heard. */
  get begun(): readonly number[] {
    return this.#state === "body" ? this.#body : [];
  }

  push(byte: number): Heard[] {
    const plain = this.#unescape(byte);
    return plain === null ? [] : this.#take(plain);
  }

  /** The line fell silent, or its record ended: what was begun is dropped. */
  abort(reason: string): Heard[] {
    const heard = this.inFrame ? [dropped("cutOff", `a frame was dropped: ${reason}`)] : [];
    this.#toIdle();
    this.#run = { byte: -1, count: 0 };
    return heard;
  }

  #toIdle(): void {
    this.#state = "idle";
    this.#form = "binary";
    this.#escape = "";
  }

  /** In the printable forms a control byte is `]` and a character, or `_` and two hexadecimal digits. */
  #unescape(byte: number): number | null {
    const begins = byte === 0x5d || byte === 0x5f;
    if (this.#escape === "") {
      if (!begins || (this.#state !== "idle" && this.#form === "binary")) return byte;
      this.#escape = String.fromCharCode(byte);
      return null;
    }
    this.#escape += String.fromCharCode(byte);
    if (/^_[0-9A-Fa-f]$/.test(this.#escape)) return null;
    const code = codeOfEscape(this.#escape);
    const form = this.#escape.startsWith("_") ? "3-byte" : "2-byte";
    this.#escape = "";
    if (this.#state !== "idle") return code ?? byte;
    if (code !== frameCode.SOH) return byte;
    this.#form = form;
    return code;
  }

  #take(byte: number): Heard[] {
    const before = this.#run;
    this.#run = { byte, count: before.byte === byte ? before.count + 1 : 1 };
    // A SOH behind sync characters begins a frame wherever it stands: the frame before it was cut off.
    if (byte === frameCode.SOH && (before.count >= fewestSync || this.#beginsPrintable())) {
      const cut = this.#state === "idle" || this.#isStillSync() ? [] : this.#cutByNext();
      this.#header = [];
      this.#sync = before.count < fewestSync ? { byte: 0, count: 0 } : before;
      this.#state = "header";
      return cut;
    }
    switch (this.#state) {
      case "idle":
        return this.#idle(byte, before.byte);
      case "header":
        return this.#inHeader(byte);
      case "body":
        return this.#inBody(byte);
      case "tail":
        return this.#inTail(byte);
    }
  }

  #beginsPrintable(): boolean {
    return this.#state === "idle" && this.#form !== "binary";
  }

  /** SOH itself may serve as sync character, and then comes more than five times. */
  #isStillSync(): boolean {
    return this.#state === "header" && this.#header.length === 0;
  }

  #cutByNext(): Heard[] {
    return [dropped("cutOff", "a frame was dropped: the next one began before its end")];
  }

  #idle(byte: number, before: number): Heard[] {
    if (before !== frameCode.SOH || byte === frameCode.SOH) return [];
    return [dropped("unsynced", `a frame was dropped: fewer than ${fewestSync} sync characters before it`)];
  }

  #inHeader(byte: number): Heard[] {
    if (byte !== frameCode.STX) {
      this.#header.push(byte);
      if (byte > frameCode.EOT && this.#header.length <= mostHeaderBytes) return [];
      this.#toIdle();
      return [dropped("header", "a frame was dropped: no STX behind its receivers")];
    }
    const receivers = receiversIn(latin1(this.#header));
    if (receivers === null) {
      this.#toIdle();
      return [dropped("header", "a frame was dropped: its receivers are not type and address")];
    }
    this.#beginBody();
    return [{ kind: "frame", sync: this.#sync, form: this.#form, receivers }];
  }

  #beginBody(): void {
    this.#state = "body";
    this.#body = [];
    this.#tail = "";
  }

  #inBody(byte: number): Heard[] {
    if (byte === frameCode.EOT) return this.#finish([this.#command(false)]);
    if (byte === frameCode.ETX) {
      this.#state = "tail";
      return [];
    }
    if (byte === frameCode.STX) {
      this.#beginBody();
      return [dropped("cutOff", "a command was dropped: the next one began before its end")];
    }
    this.#body.push(byte);
    if (this.#body.length <= mostBodyBytes) return [];
    this.#toIdle();
    return [dropped("overflow", `a frame was dropped: a command of more than ${mostBodyBytes} bytes`)];
  }

  #inTail(byte: number): Heard[] {
    if (byte === frameCode.STX || byte === frameCode.EOT) {
      const command = this.#command(true);
      if (byte === frameCode.EOT) return this.#finish([command]);
      this.#beginBody();
      return [command];
    }
    if (this.#tail.length < 5) this.#tail += String.fromCharCode(byte);
    return [];
  }

  #finish(heard: Heard[]): Heard[] {
    this.#toIdle();
    return [...heard, { kind: "end" }];
  }

  #command(etx: boolean): Heard {
    const given = this.#tail;
    const checksum = given === "" ? "none" : given.toUpperCase() === checksumOf(this.#body) ? "ok" : "bad";
    return { kind: "command", body: this.#body, checksum, given, etx };
  }
}

const dropped = (why: DropReason, message: string): Heard => ({ kind: "dropped", why, message });

function receiversIn(header: string): Receiver[] | null {
  const receivers = header.split(",");
  if (!receivers.every((text) => /^[\x20-\x7e][0-9A-Fa-f?]{2}$/.test(text))) return null;
  return receivers.map((text) => ({ type: text.charAt(0), address: text.slice(1) }));
}

/** What a whole printable escape stands for; null when it is none. */
function codeOfEscape(text: string): number | null {
  const digits = /^_([0-9A-Fa-f]{2})$/.exec(text)?.[1];
  if (digits !== undefined) return Number.parseInt(digits, 16);
  return /^\][\x20-\x3f]$/.test(text) ? text.charCodeAt(1) - 0x20 : null;
}

/** A byte as it travels in a form. The printable ones have no room for their own prefixes, for `^` and for `~`. */
export function escapeByte(byte: number, form: Form): readonly number[] {
  if (form === "binary" || (byte >= 0x20 && ![0x5d, 0x5e, 0x5f, 0x7e].includes(byte))) return [byte];
  if (form === "2-byte" && byte < 0x20) return [0x5d, byte + 0x20];
  return bytesOf(`_${byte.toString(16).toUpperCase().padStart(2, "0")}`);
}
