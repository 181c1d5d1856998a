import { withoutParity } from "../shared/softwareParity.ts";
import type { ByteGroup } from "./byteGroups.ts";
import { confidenceOf, type Guess, guessProtocol } from "./guessProtocol.ts";
import { hexOf } from "./hexBytes.ts";
import { asText, hexDump } from "./hexDump.ts";
import { frameInShort, jsonText } from "./wireReport.ts";
import type { Spoken } from "./wireTarget.ts";

/** Enough to guess a language from; a line says its most telling frames when it is switched on. */
const MOST_REMEMBERED_BYTES = 8_192;

/** A group of bytes as it is told. */
export interface ToldGroup {
  readonly json: string;
  readonly lines: readonly string[];
}

/** Tells what groups of bytes say: in a language that was named, or in the one that fits best so far. */
export class LineTeller {
  readonly #named: Spoken | null;
  readonly #languages: readonly Spoken[];
  #heard: Uint8Array = new Uint8Array();
  #guess: Guess | null = null;

  constructor(named: Spoken | null, languages: readonly Spoken[]) {
    this.#named = named;
    this.#languages = languages;
  }

  tell({ at, from, bytes }: ByteGroup): ToldGroup {
    this.#learn(bytes);
    const stamp = new Date(at).toISOString();
    const said = this.#decode(bytes);
    const json = jsonText({
      at: stamp,
      from,
      bytes: bytes.length,
      hex: hexOf(bytes),
      text: asText(bytes),
      ...said,
    });
    const told = [
      ...said.frames.flatMap(frameInShort).map((part) => `= ${part}`),
      ...said.errors.map((error) => `? ${error}`),
    ];
    return {
      json,
      lines: [
        `${stamp.slice(11, 23)}  ${from}  ${bytes.length} bytes`,
        ...indented(hexDump(bytes)),
        ...indented(told),
      ],
    };
  }

  /** What the language is, and how sure we are; as a sentence. */
  summary(): string {
    if (this.#named !== null) return `read as ${this.#named.protocol}`;
    if (this.#guess === null) return "no language that we know";
    const { spoken, share, frames, parity } = this.#guess;
    const line = parity === null ? "" : `; the line has seven bits with ${parity} parity`;
    const percent = Math.floor(share * 100);
    return `${confidenceOf(this.#guess)} ${spoken.protocol}: ${percent} % of the bytes are its frames, ${frames} so far${line}`;
  }

  #learn(bytes: Uint8Array): void {
    if (this.#named !== null || this.#heard.length >= MOST_REMEMBERED_BYTES) return;
    this.#heard = Uint8Array.from(Buffer.concat([this.#heard, bytes])).subarray(0, MOST_REMEMBERED_BYTES);
    this.#guess = guessProtocol(this.#heard, this.#languages);
  }

  #decode(bytes: Uint8Array): { protocol?: string; frames: readonly object[]; errors: readonly string[] } {
    const spoken = this.#named ?? this.#guess?.spoken ?? null;
    if (spoken === null) return { frames: [], errors: [] };
    const own = this.#named === null && this.#guess?.parity ? withoutParity(bytes) : bytes;
    const { frames, errors } = spoken.codec.decode(own, spoken.target);
    return { protocol: spoken.protocol, frames, errors };
  }
}

const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);
