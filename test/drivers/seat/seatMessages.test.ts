import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reasonClasses } from "../../../src/domain/agentState.ts";
import type { SeatChange } from "../../../src/domain/seatState.ts";
import {
  readReply,
  readRequest,
  writeHeadset,
  writeReply,
  writeRequest,
  writeSeatChange,
} from "../../../src/drivers/seat/seatMessages.ts";

const at = Date.UTC(2026, 1, 14, 10, 22);
const replyTo = "cc/1/fr-lux/node/floor2/reply";

const change: SeatChange = {
  id: "p14-b7-3",
  seq: 3,
  at,
  agentId: "4212",
  state: "wrapUp",
  callKind: null,
  pending: "notReady",
  reason: null,
  origin: "hook",
  confidence: "local",
};

describe("what is published of a seat", () => {
  it("says of a headset what is so now, and what of it is new", () => {
    const word = { hook: "off", muted: false, present: true, changed: "hook" } as const;
    expect(JSON.stringify(writeHeadset(word, Date.UTC(2026, 1, 14, 10, 21, 4)))).toBe(
      '{"v":1,"at":"2026-02-14T10:21:04.000Z","hook":"off","muted":false,"present":true,"changed":"hook","confidence":"local"}',
    );
  });

  it("says null for what nobody can tell", () => {
    const word = { hook: null, muted: null, present: false, changed: "present" } as const;
    expect(writeHeadset(word, at)).toMatchObject({ hook: null, muted: null, present: false });
  });

  it("tells a fact with its id, its number and the time it happened, and never the agent's own id", () => {
    expect(JSON.stringify(writeSeatChange(change, "a-7f3"))).toBe(
      '{"v":1,"id":"p14-b7-3","seq":3,"at":"2026-02-14T10:22:00.000Z","agent":"a-7f3","state":"wrapUp","callKind":null,"pending":"notReady","reason":null,"origin":"hook","confidence":"local"}',
    );
  });

  it("tells a fact without a time while nobody knows it", () => {
    expect(writeSeatChange({ ...change, at: null }, null)).toMatchObject({ at: null, agent: null });
  });

  it("asks for a state with an id, a life of ten seconds, and where to answer", () => {
    const reason = { code: "FORMATION", label: null, class: "training" } as const;
    expect(JSON.stringify(writeRequest({ id: "p14-b7-1", to: "notReady", reason }, at, replyTo))).toBe(
      '{"v":1,"id":"p14-b7-1","at":"2026-02-14T10:22:00.000Z","to":"notReady","reason":{"code":"FORMATION","label":null,"class":"training"},"replyTo":"cc/1/fr-lux/node/floor2/reply","correlation":"p14-b7-1","validForSeconds":10}',
    );
  });

  it("never says a private reason", () => {
    const reason = { code: "INFIRMERIE", label: "Infirmerie", class: "private" } as const;
    const said = [
      writeSeatChange({ ...change, reason }, null),
      writeRequest({ id: "x", to: "notReady", reason }, at, replyTo),
    ];
    expect(JSON.stringify(said)).not.toMatch(/infirmerie|private/i);
  });
});

describe("the answer to a request", () => {
  it("is read as an ACD's bridge writes it", () => {
    const json =
      '{ "v":1, "id":"01J8", "ok":false, "code":"NOT_ALLOWED", "advice":"agent is on a call; pause is pending" }';
    expect(readReply(json)).toEqual({
      id: "01J8",
      ok: false,
      code: "NOT_ALLOWED",
      advice: "agent is on a call; pause is pending",
    });
    expect(readReply('{"id":"01J8","ok":true}')).toEqual({ id: "01J8", ok: true, code: null, advice: null });
  });

  it("is written so", () => {
    expect(JSON.stringify(writeReply({ id: "01J8", ok: true, code: null, advice: null }, at))).toBe(
      '{"v":1,"id":"01J8","at":"2026-02-14T10:22:00.000Z","ok":true,"code":null,"advice":null}',
    );
  });

  it.each([
    ["no JSON", "{"],
    ["no id", '{"ok":true}'],
    ["no word", '{"id":"1"}'],
    ["an id without end", JSON.stringify({ id: "x".repeat(201), ok: true })],
    ["a list", "[]"],
  ])("is nothing when it has %s", (_, json) => {
    expect(readReply(json)).toBeNull();
  });
});

describe("a request that comes from a seat", () => {
  it("is read with the reason's class alone", () => {
    const json =
      '{ "v": 1, "id": "01J8", "at": "2026-02-14T10:22:00Z", "to": "notReady", "reason": { "class": "training" }, "validForSeconds": 10 }';
    expect(readRequest(json)).toEqual({
      id: "01J8",
      at,
      to: "notReady",
      reason: { code: "training", label: null, class: "training" },
      replyTo: null,
      validForSeconds: 10,
    });
  });

  it("lives ten seconds at most, and may say nothing else", () => {
    expect(readRequest('{"id":"1","to":"ready"}')).toEqual({
      id: "1",
      at: null,
      to: "ready",
      reason: null,
      replyTo: null,
      validForSeconds: 10,
    });
    expect(readRequest('{"id":"1","to":"ready","validForSeconds":11}')).toBeNull();
    expect(readRequest('{"id":"1","to":"talking"}')).toBeNull();
  });

  it("loses a private reason on the way in, too", () => {
    expect(readRequest('{"id":"1","to":"notReady","reason":{"class":"private"}}')?.reason).toBeNull();
  });

  it("comes back as it was written, whatever it asks for", () => {
    const text = fc.string({ minLength: 1, maxLength: 50 });
    const reason = fc.record({
      code: text,
      label: fc.option(text, { nil: null }),
      class: fc.constantFrom(...reasonClasses.filter((kind) => kind !== "private")),
    });
    const request = fc.record({
      id: text,
      to: fc.constantFrom("ready" as const, "notReady" as const, "loggedOut" as const),
      reason: fc.option(reason, { nil: null }),
    });
    fc.assert(
      fc.property(request, (wanted) => {
        const read = readRequest(JSON.stringify(writeRequest(wanted, at, replyTo)));
        expect(read).toEqual({ ...wanted, at, replyTo, validForSeconds: 10 });
      }),
    );
  });
});

describe("any text", () => {
  it("is read or refused, and never more", () => {
    const texts = fc.oneof(
      fc.string(),
      fc.json(),
      fc.record({ id: fc.anything(), ok: fc.anything(), to: fc.anything() }).map((any) => {
        return JSON.stringify(any, (_, value: unknown) =>
          typeof value === "bigint" ? String(value) : value,
        );
      }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const reply = readReply(text);
        expect(typeof (reply?.ok ?? true)).toBe("boolean");
        const request = readRequest(text);
        expect(["ready", "notReady", "loggedOut"]).toContain(request?.to ?? "ready");
      }),
    );
  });
});
