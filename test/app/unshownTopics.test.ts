import { describe, expect, it } from "vitest";
import { UnshownTopics } from "../../src/app/unshownTopics.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const message = (id: string, waiting: number): string => `{"name":"é","queue":{"id":"${id}"},"w":${waiting}}`;
const piece = (id: string): string => `"queue":{"id":"${id}"`;

describe("topics of queues that nobody shows", () => {
  it("know another message of the same queue, whatever else it says", () => {
    const topics = new UnshownTopics();
    topics.remember("q/1", message("other", 1), piece("other"));
    expect(topics.has("q/1", bytes(message("other", 22)))).toBe(true);
    expect(topics.has("q/2", bytes(message("other", 22)))).toBe(false);
  });

  it("do not know one that names another queue, or names it elsewhere, or ends before", () => {
    const topics = new UnshownTopics();
    topics.remember("q/1", message("other", 1), piece("other"));
    for (const text of [message("sales", 1), ` ${message("other", 1)}`, '{"name":"é","queue":{"id":"oth', ""])
      expect(topics.has("q/1", bytes(text))).toBe(false);
  });

  it("keep no name of absurd length", () => {
    const topics = new UnshownTopics();
    const long = "x".repeat(300);
    topics.remember("q/1", message(long, 1), piece(long));
    expect(topics.has("q/1", bytes(message(long, 1)))).toBe(false);
  });

  it("are bounded: beyond four thousand the memory starts afresh", () => {
    const topics = new UnshownTopics();
    for (let index = 0; index < 4_097; index += 1)
      topics.remember(`q/${index}`, message("other", 1), piece("other"));
    expect(topics.has("q/0", bytes(message("other", 1)))).toBe(false);
    expect(topics.has("q/4096", bytes(message("other", 1)))).toBe(true);
  });
});
