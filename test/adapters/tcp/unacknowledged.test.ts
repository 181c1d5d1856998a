import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unacknowledgedBytes } from "../../../src/adapters/tcp/unacknowledged.ts";

/** As Linux 6.1 prints it, with its heading; 0x9C40 = 40000, 0x0FA1 = 4001. */
const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0FA1 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 85414 1 0000000000000000 100 0 0 10 0
   1: 0A01A8C0:9C40 1401A8C0:0FA1 01 0000002A:00000000 01:00000F3C 00000003     0        0 85999 3 0000000000000000 800 4 30 10 7
   2: 0A01A8C0:9C41 1401A8C0:0FA1 01 00000000:00000000 00:00000000 00000000     0        0 86000 1 0000000000000000 20 4 30 10 -1
`;

describe("bytes that the other end has not taken", () => {
  it("are read from the kernel's table", () => {
    expect(unacknowledgedBytes(table, 40_000, 4_001)).toBe(42);
    expect(unacknowledgedBytes(table, 40_001, 4_001)).toBe(0);
  });

  it("are the larger number where two hosts share a pair of ports", () => {
    const twice = `${table}   3: 0A01A8C0:9C40 1501A8C0:0FA1 01 00000100:00000000 01:0 0 0 0 1\n`;
    expect(unacknowledgedBytes(twice, 40_000, 4_001)).toBe(256);
  });

  it("are unknown when the connection is not in it, or the table is nonsense", () => {
    expect(unacknowledgedBytes(table, 1, 2)).toBeNull();
    expect(unacknowledgedBytes("0: A:1 B:2", 1, 2)).toBeNull();
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.nat(), (text, local, remote) => {
        expect(unacknowledgedBytes(text, local, remote) ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
