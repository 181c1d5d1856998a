import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSeatMemory, writeSeatMemory } from "../../../src/drivers/seat/seatMemory.ts";
import { because, decidingSeat } from "../../domain/seatFixtures.ts";

const talking = () => {
  const seat = decidingSeat({ afterLogin: "ready" });
  seat.hook(1, true);
  seat.wants(2, { kind: "notReady", reason: because("break", "PAUSE") });
  return seat.memory;
};

const golden =
  '{"v":1,"seq":3,"agentId":"4212","boundBy":"config","own":{"state":"busy","since":1771063201000,"reason":null,"callKind":"queue","next":{"to":"notReady","reason":{"code":"PAUSE","label":null,"class":"break"}},"isAskedFor":true}}';

describe("what is kept of a seat over a restart", () => {
  it("is a text of this form", () => {
    expect(JSON.parse(writeSeatMemory(talking()))).toEqual(JSON.parse(golden));
  });

  it("comes back as it was", () => {
    expect(readSeatMemory(golden)).toEqual(talking());
  });

  it("is nothing when it is damaged at any place, or of a later version", () => {
    fc.assert(
      fc.property(fc.nat({ max: golden.length - 1 }), (length) => {
        expect(readSeatMemory(golden.slice(0, length))).toBeNull();
      }),
    );
    expect(readSeatMemory(golden.replace('"v":1', '"v":2'))).toBeNull();
    expect(readSeatMemory(golden.replace('"busy"', '"asleep"'))).toBeNull();
    expect(readSeatMemory(golden.replace('"seq":3', '"seq":-3'))).toBeNull();
  });
});
