import { bytesPerFile, mostStringBytes } from "./codes.ts";
import type { MemoryFile } from "./command.ts";

interface StoredFile extends MemoryFile {
  readonly data: readonly number[];
}

/** What a write to a file came to. */
export type Stored = "stored" | "cut" | "emptied" | "unknown";

/** The memory pool of a sign: files of a fixed type and size, created by a table and by nothing else. */
export class SignMemory {
  readonly poolBytes: number;
  #files = new Map<string, StoredFile>();

  constructor(poolBytes: number) {
    this.poolBytes = poolBytes;
    this.wipe();
  }

  /** After power-up there is one TEXT file, A, that has it all. */
  wipe(): void {
    const size = this.poolBytes - bytesPerFile;
    this.#files = new Map([["A", { label: "A", type: "A", locked: false, size, extra: "FF00", data: [] }]]);
  }

  get freeBytes(): number {
    return this.poolBytes - this.#taken([...this.#files.values()]);
  }

  #taken(files: readonly MemoryFile[]): number {
    return files.reduce((sum, file) => sum + bytesPerFile + sizeOf(file), 0);
  }

  /** Lays the memory out; false, and nothing changed, when the table asks for what there is not. */
  layOut(files: readonly MemoryFile[]): boolean {
    const labels = new Set(files.map((file) => file.label));
    const restIsLast = files.every((file, index) => file.size > 0 || isRest(file, index, files.length));
    const stringsLocked = files.every((file) => file.type !== "B" || file.locked);
    const free = this.poolBytes - this.#taken(files);
    if (labels.size < files.length || !restIsLast || !stringsLocked || free < 0) return false;
    // What is left over goes to the file that asked for the rest, else to the first TEXT file.
    const heir = files.find((file) => file.size === 0) ?? files.find((file) => file.type === "A");
    this.#files = new Map(
      files.map((file) => [
        file.label,
        { ...file, size: file === heir ? file.size + free : file.size, data: [] },
      ]),
    );
    return true;
  }

  get files(): readonly MemoryFile[] {
    return [...this.#files.values()];
  }

  /** Content of a file of that type; null when there is none. */
  read(type: string, label: string): readonly number[] | null {
    const file = this.#files.get(label);
    return file?.type === type ? file.data : null;
  }

  /** A TEXT that is too long loses its end, a STRING loses everything, as was measured on a BetaBrite. */
  write(type: string, label: string, data: readonly number[]): Stored {
    const file = this.#files.get(label);
    if (file?.type !== type) return "unknown";
    const size = type === "B" ? Math.min(mostStringBytes, file.size) : sizeOf(file);
    const fits = data.length <= size;
    this.#files.set(label, { ...file, data: fits ? data : type === "B" ? [] : data.slice(0, size) });
    if (fits) return "stored";
    return type === "B" ? "emptied" : "cut";
  }
}

/** Bytes of a file: a picture's size is rows and columns, two hexadecimal digits each. */
function sizeOf({ type, size }: MemoryFile): number {
  return type === "D" ? Math.ceil(((size >> 8) * (size & 0xff)) / 2) : size;
}

const isRest = (file: MemoryFile, index: number, count: number): boolean =>
  file.type === "A" && index === count - 1;
