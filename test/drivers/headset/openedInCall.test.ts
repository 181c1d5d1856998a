import { describe, expect, it } from "vitest";
import { headsetConversation } from "../../../src/drivers/headset/conversation.ts";
import { usualQuirks } from "../../../src/drivers/headset/quirks.ts";
import { readHeadset } from "../../../src/drivers/headset/telephony.ts";
import { describedHeadsets } from "../../../src/simulated/headset/descriptors.ts";

/** An Evolve Link that is opened in the middle of a call, as after a crash: its hook is up already, so it answers nothing. */
function openedInCall() {
  const hex = describedHeadsets.find(({ name }) => name === "jabra-evolve-link")?.descriptor ?? "";
  const talk = headsetConversation(readHeadset(Uint8Array.from(Buffer.from(hex, "hex"))), usualQuirks);
  talk.want({ offHook: true, ringing: false, muted: false, held: false }, 0);
  let next = talk.opened(0).nextAt;
  for (let turn = 0; next !== null && turn < 10; turn++) next = talk.due(next).nextAt;
  return (at: number, ...report: number[]) => talk.report(Uint8Array.from(report), at).acts;
}

describe("a headset that was opened in the middle of a call", () => {
  it("ends the call when it is laid down, although it has said nothing before", () => {
    expect(openedInCall()(700, 2, 0x02, 0)).toContainEqual({ kind: "hook", offHook: false });
  });

  it("does not end it with another key, whatever its hook says beside it", () => {
    expect(openedInCall()(700, 2, 0x04, 0)).not.toContainEqual({ kind: "hook", offHook: false });
  });
});
