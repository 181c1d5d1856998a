import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/adapters/clock/systemClock.ts";
import type { DisplayUnit } from "../../src/compose/daemonPlan.ts";
import { DisplayLines } from "../../src/compose/displayLines.ts";
import { displaySchema } from "../../src/config/siteSchema.ts";
import { lineLimits } from "../../src/ports/lineLimits.ts";
import { SerialTwin } from "../../src/simulated/serialTwin.ts";
import { PlainSign, plainDisplay, plainModel } from "../app/plainDisplay.ts";

const clock = systemClock(() => false);

const unit = (id: string, port: string): DisplayUnit => ({
  id,
  display: displaySchema.parse({ id, model: "plain", port, pages: [{ lines: ["a"] }] }),
  bound: plainDisplay(),
  key: "",
});

/** Lines of twins; `opened` says for which display each was made. */
function twins() {
  const opened: string[] = [];
  const lines = new DisplayLines({
    clock,
    openLine: ({ id }) => {
      opened.push(id);
      const settings = plainModel.serial;
      return new SerialTwin({ name: id, sign: new PlainSign(), settings, limits: lineLimits, clock }).open;
    },
  });
  return { lines, opened };
}

describe("the lines of a controller", () => {
  it.each([
    ["a serial line", "/dev/serial/by-id/usb-A", "/dev/serial/by-id/usb-A"],
    ["a serial server", "tcp://10.0.0.7:4001", "tcp://10.0.0.7:4001"],
  ])("are one for displays on %s", async (_, one, other) => {
    const { lines, opened } = twins();
    const seats = [lines.join(unit("left", one)), lines.join(unit("right", other))];
    const links = await Promise.all(seats.map(({ open }) => open(new AbortController().signal)));
    expect(opened).toEqual(["left"]);
    await Promise.all(links.map((link) => link.close()));
  });

  it("are one for each display on ports of their own, and for each simulated one", () => {
    const { lines, opened } = twins();
    lines.join(unit("left", "/dev/serial/by-id/usb-A"));
    lines.join(unit("right", "/dev/serial/by-id/usb-B"));
    lines.join(unit("twin", "simulated"));
    lines.join(unit("other-twin", "simulated"));
    expect(opened).toEqual(["left", "right", "twin", "other-twin"]);
  });

  it("are made anew when all have left: they may be set otherwise by then", () => {
    const { lines, opened } = twins();
    const [left, right] = [unit("left", "/dev/ttyAMA0"), unit("right", "/dev/ttyAMA0")];
    lines.join(left);
    lines.join(right);
    lines.leave(left);
    lines.join(left);
    expect(opened).toEqual(["left"]);
    lines.leave(left);
    lines.leave(right);
    lines.leave(right);
    lines.join(right);
    expect(opened).toEqual(["left", "right"]);
  });
});
