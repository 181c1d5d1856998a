import { describe, expect, it } from "vitest";
import { BoardMessages } from "../../src/app/boardMessages.ts";
import type { WallMessage } from "../../src/domain/wallMessage.ts";

const message: WallMessage = {
  zone: "all",
  id: "news",
  priority: 3,
  text: { any: "HELLO" },
  from: null,
  until: null,
  repeatSeconds: null,
  needsAck: false,
  publishedAt: 0,
};

const messagesOf = (list: readonly WallMessage[], screens: readonly string[][]) =>
  new BoardMessages({ zones: new Set(["all"]), screens: () => screens, colour: "green" }, list, {
    monotonic: 500,
    wall: 1_000,
    clockSynced: true,
  });

describe("BoardMessages", () => {
  it("has nothing to say without a message", () => {
    const messages = messagesOf([], []);
    expect([messages.urgent, messages.filler, messages.turns, messages.nextAt]).toEqual([
      null,
      null,
      [],
      null,
    ]);
    expect(messages.turnValues("@message/all/news")).toBeNull();
  });

  it("shows a filler in the display's colour, and nothing of one that has no screen", () => {
    expect([...(messagesOf([message], [["HELLO"]]).filler?.values() ?? [])]).toEqual([
      { text: "HELLO", colour: "green", blink: false },
    ]);
    expect(messagesOf([message], []).filler?.size).toBe(0);
  });

  it("turns the wall's time into ours", () => {
    expect(messagesOf([{ ...message, until: 4_000 }], [["HELLO"]]).nextAt).toBe(3_500);
  });
});
