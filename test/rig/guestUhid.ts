import {
  openUhid,
  type ServedDevice,
  type UhidDevice,
  type UhidFile,
} from "../../src/adapters/uhid/openUhid.ts";
import type { Machine } from "./machine.ts";

/** Makes a device of the guest's kernel out of a twin in this process. */
export const plugInto = (machine: Machine, served: ServedDevice): Promise<UhidDevice> =>
  openUhid(served, guestFile(machine));

/** The guest's `/dev/uhid`, by way of a program there that passes its events on, each behind its length. */
function guestFile(machine: Machine): UhidFile {
  const job = machine.open("uhid");
  const events: Buffer[] = [];
  let rest = Buffer.alloc(0);
  let wake: () => void = () => undefined;
  let isOver = false;
  job.listen((bytes) => {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32LE(0)) {
      const end = 4 + rest.readUInt32LE(0);
      events.push(rest.subarray(4, end));
      rest = rest.subarray(end);
    }
    wake();
  });
  void job.ended.then(() => {
    isOver = true;
    wake();
  });
  return {
    async read() {
      while (events.length === 0 && !isOver)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return events.shift() ?? null;
    },
    async write(event) {
      const size = Buffer.alloc(4);
      size.writeUInt32LE(event.length);
      job.type(Buffer.concat([size, event]));
    },
    async close() {
      job.end();
      await job.ended;
    },
  };
}
