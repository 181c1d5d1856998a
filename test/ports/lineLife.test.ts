import { describe, expect, it } from "vitest";
import { Fault } from "../../src/ports/fault.ts";
import { LineLife } from "../../src/ports/lineLife.ts";
import { faultOf } from "../contract/serialLinkContract.ts";

const gone = new Fault("PORT_GONE", "gone", "plug it in");
const never = (): Promise<void> => new Promise(() => undefined);

describe("the life of a line", () => {
  it("ends once, with the first reason", async () => {
    const life = new LineLife();
    const heard: number[] = [];
    life.bytes$.subscribe((bytes) => heard.push(...bytes));
    life.receive(Uint8Array.of(1));
    expect(life.fault).toBeNull();
    life.lose(gone);
    life.lose(new Fault("OTHER", "other", "none"));
    life.receive(Uint8Array.of(2));
    expect([life.fault, await life.lost, life.ended.aborted, heard]).toEqual([gone, gone, true, [1]]);
  });

  it("rejects writes that wait when it ends, and all that come after", async () => {
    const life = new LineLife();
    const waiting = life.carry(3, never);
    life.lose(gone);
    expect(await faultOf(waiting)).toBe(gone);
    expect(await faultOf(life.carry(1, never))).toBe(gone);
  });

  it("tells each write how many bytes are on their way with it", async () => {
    const life = new LineLife();
    const pending: number[] = [];
    const send = async (bytes: number): Promise<void> => void pending.push(bytes);
    await Promise.all([life.carry(10, send), life.carry(5, send)]);
    await Promise.resolve();
    await life.carry(1, send);
    expect(pending).toEqual([10, 15, 1]);
  });

  it("refuses more than 64 KiB at once, and lives on", async () => {
    const life = new LineLife();
    void life.carry(65_536, never).catch(() => undefined);
    expect((await faultOf(life.carry(1, never))).code).toBe("LINE_FULL");
    expect(life.fault).toBeNull();
  });

  it("ends when a write fails, whatever it fails with", async () => {
    for (const error of [gone, new Error("EIO"), "EIO"]) {
      const life = new LineLife();
      const fault = await faultOf(life.carry(1, () => Promise.reject(error)));
      expect(fault).toBe(life.fault);
      expect(fault.code).toBe(error === gone ? "PORT_GONE" : "LINE_BROKEN");
      expect(fault.message).toContain(error === gone ? "gone" : "EIO");
    }
  });
});
