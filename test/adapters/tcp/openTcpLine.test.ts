import { createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTcpLine, readConnections, type TcpLineDeps } from "../../../src/adapters/tcp/openTcpLine.ts";
import type { SerialSettings } from "../../../src/ports/serialLink.ts";
import { openTimers } from "../../../src/shared/time.ts";
import { eventually, faultOf, quickLimits } from "../../contract/serialLinkContract.ts";

const settings: SerialSettings = { baudRate: 9_600, dataBits: 7, parity: "even", stopBits: 1 };
const unaborted = new AbortController().signal;

describe("a TCP serial server", () => {
  let server: Server;
  let url: string;
  let clients: Socket[];
  let arrived: number[];

  beforeEach(async () => {
    clients = [];
    arrived = [];
    server = createServer((socket) => {
      clients.push(socket);
      socket.on("error", () => undefined);
      socket.on("data", (bytes) => arrived.push(...bytes));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    url = `tcp://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  });

  afterEach(async () => {
    for (const client of clients) client.destroy();
    await new Promise((resolve) => server.close(resolve));
    expect(openTimers()).toBe(0);
  });

  const open = async (deps: Partial<TcpLineDeps> = {}, framing = settings) => {
    const link = await openTcpLine(url, framing, {
      limits: quickLimits,
      softwareParity: false,
      connections: readConnections,
      ...deps,
    })(unaborted);
    await eventually(() => clients.length > 0);
    return link;
  };

  it("computes the parity when the server only does eight bits, and hears seven", async () => {
    const link = await open({ softwareParity: true });
    const heard: number[] = [];
    link.bytes$.subscribe((bytes) => heard.push(...bytes));
    await link.write(Uint8Array.of(0x41, 0x43));
    clients[0]?.write(Uint8Array.of(0xc3));
    await eventually(() => arrived.length === 2 && heard.length === 1);
    expect([arrived, heard]).toEqual([[0x41, 0xc3], [0x43]]);
    await link.close();
  });

  it("leaves the bytes alone otherwise: the server has its own settings", async () => {
    const link = await open();
    await link.write(Uint8Array.of(0x41, 0x43));
    await eventually(() => arrived.length === 2);
    expect(arrived).toEqual([0x41, 0x43]);
    await link.close();
    const eight = await open({ softwareParity: true }, { ...settings, dataBits: 8 });
    await eight.write(Uint8Array.of(0xff));
    await eventually(() => arrived.length === 3);
    expect(arrived[2]).toBe(0xff);
    await eight.close();
  });

  it("says what to check when it refuses", async () => {
    const refused = openTcpLine("tcp://127.0.0.1:1", settings, {
      limits: quickLimits,
      softwareParity: false,
      connections: readConnections,
    });
    const fault = await faultOf(refused(unaborted));
    expect([fault.code, fault.advice]).toEqual(["LINE_REFUSED", expect.stringContaining("port number")]);
  });

  it("gives a server that does not answer its time only", async () => {
    // A network that is set aside for documentation: nothing answers there, or the network says so at once.
    const silent = openTcpLine("tcp://192.0.2.1:4001", settings, {
      limits: { ...quickLimits, openMs: 100 },
      softwareParity: false,
      connections: readConnections,
    });
    expect((await faultOf(silent(unaborted))).code).toMatch(/^LINE_(UNREACHABLE|BROKEN|REFUSED)$/);
  });

  it("stops connecting when nobody waits for it any more", async () => {
    const abort = new AbortController();
    const opening = openTcpLine(url, settings, {
      limits: quickLimits,
      softwareParity: false,
      connections: readConnections,
    })(abort.signal);
    abort.abort();
    expect((await faultOf(opening)).code).toBe("LINE_CLOSED");
  });

  it("is lost when it is reset", async () => {
    const link = await open();
    clients[0]?.resetAndDestroy();
    expect((await link.lost).code).toBe("LINE_RESET");
    await link.close();
  });

  it("is lost when nothing of what was sent is taken for its time, though the kernel takes it all", async () => {
    const table = (local: number, remote: number): string => {
      const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, "0");
      return `0: 0100007F:${hex(local)} 0100007F:${hex(remote)} 01 00000003:00000000 01:0 0 0 0 1`;
    };
    const port = Number(url.split(":").at(-1));
    const link = await open({ connections: () => table(clients[0]?.remotePort ?? 0, port) });
    await link.write(Uint8Array.of(1, 2, 3));
    const fault = await link.lost;
    expect([fault.code, fault.message]).toEqual(["LINE_SILENT", expect.stringContaining("0.3 s")]);
    await link.close();
  });

  it("lives while what was sent is taken, and where the kernel has no table", async () => {
    for (const connections of [readConnections, () => ""]) {
      const limits = { ...quickLimits, watchMs: 20, silentMs: 60 };
      const link = await open({ connections, limits });
      await link.write(Uint8Array.of(1, 2, 3));
      const ends = await Promise.race([
        link.lost,
        new Promise((resolve) => setTimeout(() => resolve("alive"), 2 * limits.silentMs)),
      ]);
      expect(ends).toBe("alive");
      await link.close();
    }
  });

  it("has no table where there is none", () => {
    expect(readConnections(["/dev/there-is-none"])).toBe("");
  });
});
