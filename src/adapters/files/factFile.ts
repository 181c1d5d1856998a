import type { FactDisk, OpenedFile } from "./factDisk.ts";

/**
 * The file under a log. After a failed write or sync nobody knows what the disk holds (a second sync would say yes to data
 * that the first one lost), so the next write begins with a whole new file.
 */
export class FactFile {
  readonly #disk: FactDisk;
  #file: OpenedFile | null = null;
  #bytes = 0;
  #isSound = false;

  constructor(disk: FactDisk) {
    this.#disk = disk;
  }

  /** Whether the file is what was written to it. */
  get isSound(): boolean {
    return this.#isSound;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Adds to a sound file. */
  async append(bytes: Uint8Array, thenSync: boolean): Promise<void> {
    this.#isSound = false;
    await this.#file?.write(bytes, this.#bytes);
    if (thenSync) await this.#file?.sync();
    this.#bytes += bytes.length;
    this.#isSound = true;
  }

  async sync(): Promise<void> {
    const wasSound = this.#isSound;
    this.#isSound = false;
    await this.#file?.sync();
    this.#isSound = wasSound;
  }

  /** Writes a new file aside and puts it in the place of the old one, which stays as it is should that fail. */
  async rewrite(bytes: Uint8Array): Promise<void> {
    const fresh = await this.#disk.createAside();
    try {
      await fresh.write(bytes, 0);
      await fresh.sync();
      await this.#disk.replace();
    } catch (error) {
      await fresh.close().catch(() => undefined);
      await this.#disk.removeAside().catch(() => undefined);
      throw error;
    }
    this.#isSound = false;
    await this.#file?.close().catch(() => undefined);
    this.#file = fresh;
    this.#bytes = bytes.length;
    await this.#disk.syncFolder();
    this.#isSound = true;
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    this.#isSound = false;
    await file?.close();
  }
}
