import { describe, expect, it } from "vitest";
import { ReportWriter } from "../../src/app/reportWriter.ts";
import { Fault } from "../../src/ports/fault.ts";
import { later } from "./busDoubles.ts";

function writerOf() {
  const written: number[] = [];
  const gates: ReturnType<typeof later<void>>[] = [];
  const failures: unknown[] = [];
  const refusals: Fault[] = [];
  const take = ([first = -1]: Uint8Array): Promise<void> => {
    written.push(first);
    const gate = later<void>();
    gates.push(gate);
    return gate.promise;
  };
  const writer = new ReportWriter(
    { write: take, sendFeature: take },
    {
      failed: (error) => void failures.push(error),
      refused: (fault) => void refusals.push(fault),
    },
  );
  return { writer, written, gates, failures, refusals };
}

const reports = (...firsts: readonly number[]) => firsts.map((first) => Uint8Array.of(first));
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("reports for a headset", () => {
  it("leave in their order, the first at once, each when the one before has gone", async () => {
    const { writer, written, gates } = writerOf();
    writer.write(reports(1, 2));
    writer.write(reports(3));
    expect(written).toEqual([1]);
    gates[0]?.resolve();
    await turn();
    expect(written).toEqual([1, 2]);
    gates[1]?.resolve();
    await turn();
    gates[2]?.resolve();
    await turn();
    expect(written).toEqual([1, 2, 3]);
    writer.write(reports(4));
    expect(written.at(-1)).toBe(4);
  });

  it("are given up when one fails", async () => {
    const { writer, written, gates, failures } = writerOf();
    writer.write(reports(1, 2));
    const fault = new Fault("HID_STUCK", "stuck", "pull the plug");
    gates[0]?.reject(fault);
    await turn();
    expect(failures).toEqual([fault]);
    expect(written).toEqual([1]);
  });

  it("go on behind a feature report that is refused, and are given up behind one that fails", async () => {
    const { writer, written, gates, failures, refusals } = writerOf();
    writer.sendFeature(Uint8Array.of(4, 0));
    writer.write(reports(1));
    expect(written).toEqual([4]);
    gates[0]?.reject(new Fault("HID_REFUSED", "no such report", "nothing"));
    await turn();
    expect(written).toEqual([4, 1]);
    expect(refusals).toMatchObject([{ code: "HID_REFUSED" }]);
    gates[1]?.resolve();
    await turn();
    writer.sendFeature(Uint8Array.of(4, 0));
    writer.write(reports(2));
    gates[2]?.reject(new Fault("HID_GONE", "gone", "plug it in"));
    await turn();
    expect(failures).toMatchObject([{ code: "HID_GONE" }]);
    expect(written).toEqual([4, 1, 4]);
  });

  it("are given up when the headset takes none of them", () => {
    const { writer, failures } = writerOf();
    for (let one = 0; one < 70; one++) writer.write(reports(one));
    expect(failures).toMatchObject([{ code: "HEADSET_BEHIND" }]);
  });
});
