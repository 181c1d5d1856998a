import { bytesOf, bytesPerFile, latin1, mostStringBytes } from "./codes.ts";
import type { MemoryFile } from "./command.ts";
import { rowsIn } from "./pictures.ts";

/** A file with what was written to it. */
export interface StoredFile extends MemoryFile {
  readonly data: readonly number[];
}

/** A picture has 255 columns at most, which is all that its size can say, and so many rows. */
const mostPictureRows = 31;

/** A picture in dots: one digit each, row by row. */
export interface Picture {
  readonly width: number;
  readonly rows: readonly string[];
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
    const drawable = files.every((file) => file.type !== "D" || file.size >> 8 <= mostPictureRows);
    const stringsLocked = files.every((file) => file.type !== "B" || file.locked);
    const free = this.poolBytes - this.#taken(files);
    if (labels.size < files.length || !restIsLast || !stringsLocked || !drawable || free < 0) return false;
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

  get files(): readonly StoredFile[] {
    return [...this.#files.values()];
  }

  /** Content of a file of that type; null when there is none. */
  read(type: string, label: string): readonly number[] | null {
    const file = this.#files.get(label);
    return file?.type === type ? file.data : null;
  }

  /** A picture file's size as a write command gives it, and its content; null when there is no such file. */
  picture(label: string): (Picture & { readonly size: string }) | null {
    const file = this.#files.get(label);
    if (file?.type !== "D") return null;
    const rows = rowsIn(latin1(file.data.slice(4)));
    return { size: hexOf(file.size), width: file.size & 0xff, rows };
  }

  /**
   * Brings a picture to the size of its file: dots too many are dropped, missing ones are off. What a sign does with a
   * picture that says another size is not documented; ours takes it for an illegal one.
   */
  draw(label: string, data: string): Stored {
    const file = this.#files.get(label);
    if (file?.type !== "D" || data.slice(0, 4).toUpperCase() !== hexOf(file.size)) return "unknown";
    const told = rowsIn(data.slice(4));
    const width = file.size & 0xff;
    const rows = Array.from({ length: file.size >> 8 }, (_, row) =>
      (told[row] ?? "").slice(0, width).padEnd(width, "0"),
    );
    return this.write("D", label, bytesOf(data.slice(0, 4) + rows.map((row) => `${row}\r`).join("")));
  }

  /** A TEXT that is too long loses its end, a STRING loses everything, as was measured on a BetaBrite. */
  write(type: string, label: string, data: readonly number[]): Stored {
    const file = this.#files.get(label);
    if (file?.type !== type) return "unknown";
    const size = type === "B" ? Math.min(mostStringBytes, file.size) : sizeOf(file);
    // A picture was brought to its size, which is that of its dots and not of the digits they are told in.
    const fits = type === "D" || data.length <= size;
    this.#files.set(label, { ...file, data: fits ? data : type === "B" ? [] : data.slice(0, size) });
    if (fits) return "stored";
    return type === "B" ? "emptied" : "cut";
  }
}

const hexOf = (size: number): string => size.toString(16).toUpperCase().padStart(4, "0");

/** Bytes of a file: a picture's size is rows and columns, two hexadecimal digits each. */
function sizeOf({ type, size }: MemoryFile): number {
  return type === "D" ? Math.ceil(((size >> 8) * (size & 0xff)) / 2) : size;
}

const isRest = (file: MemoryFile, index: number, count: number): boolean =>
  file.type === "A" && index === count - 1;
