import type { FactDisk, OpenedFile } from "../../../src/adapters/files/factDisk.ts";

interface Inode {
  written: Uint8Array;
  durable: Uint8Array;
  /** A sync has failed: what was not on the disk by then never gets there, whatever later syncs say. */
  isWorn: boolean;
}

interface Names {
  present: Inode | null;
  aside: Inode | null;
}

type Operation = "read" | "create" | "write" | "sync" | "replace" | "syncFolder" | "setAside";

const failure = (code: string): Error => Object.assign(new Error(`${code}: the disk says no`), { code });

/** A disk in memory whose power can be cut at any of its operations, and that can be full, read-only or worn out. */
export class CuttableDisk {
  #names: Names = { present: null, aside: null };
  #durable: Names = { present: null, aside: null };
  #session = 0;
  /** Operations until the power goes. */
  stepsLeft = Number.POSITIVE_INFINITY;
  /** What each operation fails with. */
  readonly failing = new Map<Operation, string>();
  /** Replace it to make an operation wait. */
  wait: (operation: Operation) => Promise<void> = async () => undefined;
  /** How often something was waited for until it was on the disk. */
  syncs = 0;
  rewrites = 0;
  put = "";

  get isDead(): boolean {
    return this.stepsLeft <= 0;
  }

  /** The present file as a process sees it. */
  get file(): Uint8Array {
    return this.#names.present?.written ?? new Uint8Array();
  }

  /** Puts a file there, as if it had always been there. */
  place(bytes: Uint8Array): void {
    const inode = { written: bytes, durable: bytes, isWorn: false };
    this.#names = { present: inode, aside: null };
    this.#durable = { ...this.#names };
  }

  /** After a cut: what was not synced is there in part, and a name that was not synced is the old or the new one. */
  restore(choose: (most: number) => number): void {
    this.#session++;
    this.stepsLeft = Number.POSITIVE_INFINITY;
    this.failing.clear();
    const names = choose(1) === 0 ? this.#durable : this.#names;
    for (const inode of [names.present, names.aside]) {
      if (inode === null) continue;
      const tail = inode.written.length - inode.durable.length;
      inode.written = inode.written.slice(0, inode.durable.length + choose(Math.max(tail, 0)));
      inode.durable = inode.written;
      inode.isWorn = false;
    }
    this.#names = { ...names };
    this.#durable = { ...names };
  }

  /** The disk as the process that starts now has it. */
  boot(): FactDisk {
    const session = this.#session;
    const step = async (operation: Operation): Promise<void> => {
      await this.wait(operation);
      if (session !== this.#session || this.isDead) throw failure("EIO");
      this.stepsLeft--;
      const code = this.failing.get(operation);
      if (this.isDead || code !== undefined) throw failure(code ?? "EIO");
    };
    return {
      read: async () => {
        await step("read");
        return this.#names.present?.written ?? null;
      },
      createAside: async () => {
        await step("create");
        const inode = { written: new Uint8Array(), durable: new Uint8Array(), isWorn: false };
        this.#names.aside = inode;
        return this.#opened(inode, step);
      },
      removeAside: async () => {
        this.#names.aside = null;
      },
      replace: async () => {
        await step("replace");
        this.rewrites++;
        this.#names = { present: this.#names.aside, aside: null };
      },
      syncFolder: async () => {
        await step("syncFolder");
        this.#durable = { ...this.#names };
      },
      setAside: async () => {
        await step("setAside");
        this.#names.present = null;
        this.put = "aside";
        return "aside";
      },
      lock: async () => async () => undefined,
    };
  }

  #opened(inode: Inode, step: (operation: Operation) => Promise<void>): OpenedFile {
    return {
      write: async (bytes, position) => {
        const whole = Buffer.concat([inode.written.subarray(0, position), bytes]);
        try {
          await step("write");
        } catch (error) {
          // What fails has written a part.
          inode.written = whole.subarray(0, position + Math.floor(bytes.length / 2));
          throw error;
        }
        inode.written = whole;
      },
      sync: async () => {
        try {
          await step("sync");
        } catch (error) {
          inode.isWorn = true;
          throw error;
        }
        this.syncs++;
        if (!inode.isWorn) inode.durable = inode.written;
      },
      close: async () => undefined,
    };
  }
}
