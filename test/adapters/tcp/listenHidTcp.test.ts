import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type HidTcpListener, listenHidTcp } from "../../../src/adapters/tcp/listenHidTcp.ts";
import { openTimers } from "../../../src/shared/time.ts";
import { describedTwin } from "../../simulated/headset/described.ts";
import { settled } from "../../simulated/headset/settled.ts";

describe("a headset at a TCP port", () => {
  let listener: HidTcpListener | null = null;
  const clients: Socket[] = [];
  const client = (): { socket: Socket; text: () => string; isClosed: () => boolean } => {
    const [host = "", port = ""] = (listener?.address ?? "").split(":");
    const socket = connect({ host, port: Number(port) });
    clients.push(socket);
    let text = "";
    let isClosed = false;
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      text += bytes.toString();
    });
    socket.on("close", () => {
      isClosed = true;
    });
    return { socket, text: () => text, isClosed: () => isClosed };
  };
  afterEach(async () => {
    for (const socket of clients.splice(0)) socket.destroy();
    await listener?.close();
    listener = null;
    await settled(() => openTimers() === 0);
  });

  it("says when the port is taken, or the address is none", async () => {
    const twin = describedTwin("jabra-evolve-link");
    listener = await listenHidTcp("127.0.0.1:0", twin);
    await expect(listenHidTcp(listener.address, twin)).rejects.toMatchObject({ code: "LINE_TAKEN" });
    await expect(listenHidTcp("nowhere", twin)).rejects.toMatchObject({ code: "LINE_ADDRESS" });
    await expect(listenHidTcp("192.0.2.1:4001", twin)).rejects.toMatchObject({ code: "LINE_BROKEN" });
  });

  it("takes lines in pieces and several at a time, and no notice of what is no report", async () => {
    const twin = describedTwin("jabra-evolve-link");
    listener = await listenHidTcp("127.0.0.1:0", twin);
    const { socket, text } = client();
    await settled(() => text().endsWith("\n"));
    socket.write('{"report":"02');
    socket.write('0400"}\n{"report":7}\n{"report":"020500"}\n');
    await settled(() => twin.lit.size === 2);
    expect(twin.lit).toEqual(new Set(["Ring", "OffHook"]));
  });

  it("lets sixteen programs in and no more", async () => {
    const twin = describedTwin("jabra-evolve-link");
    let programs = 0;
    twin.told$.subscribe((event) => {
      if (event.kind === "open") programs = event.programs;
    });
    listener = await listenHidTcp("127.0.0.1:0", twin);
    const some = Array.from({ length: 16 }, client);
    await settled(() => some.every(({ text }) => text() !== ""));
    const late = client();
    await settled(() => late.isClosed());
    expect(late.text()).toBe("");
    expect(programs).toBe(16);
    expect(some.some(({ isClosed }) => isClosed())).toBe(false);
  });

  it("lets go of a program that reads nothing", async () => {
    const twin = describedTwin("jabra-evolve-link");
    listener = await listenHidTcp("127.0.0.1:0", twin);
    const { socket, text } = client();
    await settled(() => text() !== "");
    let programs = 1;
    twin.told$.subscribe((event) => {
      if (event.kind === "open") programs = event.programs;
    });
    socket.pause();
    const long = new Uint8Array(400).fill(1);
    await settled(() => {
      for (let report = 0; report < 500; report++) twin.babble(long);
      return programs === 0;
    });
  });
});
