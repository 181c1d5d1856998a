import { createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type HidTcpLink, openHidTcp } from "../../../src/adapters/tcp/openHidTcp.ts";
import { hidLimits } from "../../../src/ports/hidLimits.ts";
import { greetingLine, reportLine } from "../../../src/ports/hidLines.ts";
import { openTimers } from "../../../src/shared/time.ts";
import { faultOf } from "../../contract/serialLinkContract.ts";

const headset = {
  descriptor: Uint8Array.of(0x05, 0x0b, 0x09, 0x05),
  vendorId: 0x0b0e,
  productId: 0x2453,
  product: "Jabra Evolve2 40",
  serialNumber: "50C2",
};
const limits = { ...hidLimits, openMs: 200, writeMs: 200, closeMs: 200 };
const unaborted = new AbortController().signal;

describe("a headset at the end of a network line", () => {
  let server: Server;
  let url: string;
  let onClient: (socket: Socket) => void;
  const clients = new Set<Socket>();

  beforeEach(async () => {
    onClient = (socket) => void socket.write(greetingLine(headset));
    server = createServer((socket) => {
      clients.add(socket);
      socket.on("error", () => undefined);
      onClient(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    url = `tcp://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  });

  afterEach(async () => {
    for (const client of clients) client.destroy();
    clients.clear();
    await new Promise((resolve) => server.close(resolve));
    expect(openTimers()).toBe(0);
  });

  const open = (signal = unaborted): Promise<HidTcpLink> => openHidTcp(url, limits)(signal);

  /** The next reports, so many. */
  const reportsOf = (link: HidTcpLink, count: number): Promise<Uint8Array[]> =>
    new Promise((resolve) => {
      const reports: Uint8Array[] = [];
      link.reports$.subscribe((report) => {
        reports.push(report);
        if (reports.length === count) resolve(reports);
      });
    });

  /** The text that the headset gets, once it has so many bytes. */
  const heard = (socket: Socket, bytes: number): Promise<string> =>
    new Promise((resolve) => {
      let text = "";
      socket.on("data", (chunk) => {
        text += chunk.toString();
        if (text.length >= bytes) resolve(text);
      });
    });

  it("says what it is, tells its reports and takes ours", async () => {
    let written: Promise<string> | undefined;
    onClient = (socket) => {
      const all = greetingLine(headset) + reportLine(Uint8Array.of(2, 1)) + reportLine(Uint8Array.of(2, 0));
      socket.write(all);
      written = heard(socket, reportLine(Uint8Array.of(2, 3, 0)).length);
    };
    const link = await open();
    expect(link.info).toEqual({ ...headset, path: url, physicalPath: null });
    expect(await reportsOf(link, 2)).toEqual([Uint8Array.of(2, 1), Uint8Array.of(2, 0)]);
    await link.write(Uint8Array.of(2, 3, 0));
    expect(await written).toBe('{"report":"020300"}\n');
    await link.close();
    await link.close();
    expect((await link.lost).code).toBe("LINE_CLOSED");
  });

  it("is understood when its lines come in pieces", async () => {
    onClient = (socket) => {
      const text = greetingLine(headset);
      socket.write(text.slice(0, 20));
      setImmediate(() => socket.write(text.slice(20)));
    };
    const link = await open();
    const reports = reportsOf(link, 1);
    const [client] = clients;
    client?.write('{"report":"02');
    setImmediate(() => client?.write('01"}\n'));
    expect(await reports).toEqual([Uint8Array.of(2, 1)]);
    await link.close();
  });

  it("is lost when it hangs up or its line is cut", async () => {
    for (const end of ["end", "destroy", "resetAndDestroy"] as const) {
      const link = await open();
      const [client] = [...clients].slice(-1);
      client?.[end]();
      expect(["HID_GONE", "LINE_RESET"]).toContain((await link.lost).code);
      expect((await faultOf(link.write(Uint8Array.of(2, 1)))).code).toBe((await link.lost).code);
      await link.close();
    }
  });

  it.each(["hello\n", '{"report":"020"}\n', `{"report":"${"02".repeat(600)}"}\n`, "x".repeat(20_000)])(
    "is given up when it babbles",
    async (text) => {
      const link = await open();
      [...clients][0]?.write(text);
      expect((await link.lost).code).toBe("HID_BABBLE");
      await link.close();
    },
  );

  it("is none when it says something else first", async () => {
    onClient = (socket) => void socket.write("HTTP/1.1 400 Bad Request\r\n\r\n");
    expect((await faultOf(open())).code).toBe("HID_BABBLE");
    onClient = (socket) => void socket.write("x".repeat(20_000));
    expect((await faultOf(open())).code).toBe("HID_BABBLE");
  });

  it("is none when it says nothing, or hangs up before", async () => {
    onClient = () => undefined;
    expect((await faultOf(open())).code).toBe("HID_LATE");
    onClient = (socket) => void socket.end();
    expect((await faultOf(open())).code).toBe("HID_GONE");
  });

  it("where nothing listens is refused, with what to start", async () => {
    const fault = await faultOf(openHidTcp("tcp://127.0.0.1:1", limits)(unaborted));
    expect(fault.code).toBe("LINE_REFUSED");
    expect(fault.advice).toContain("bandeau sim headset");
  });

  it("is lost when it takes nothing any more", async () => {
    onClient = (socket) => {
      socket.write(greetingLine(headset));
      socket.pause();
    };
    const link = await open();
    const report = new Uint8Array(4_000);
    let fault: unknown = null;
    // What the two kernels hold between them has to be full first.
    for (let reports = 0; reports < 5_000 && fault === null; reports++)
      fault = await link.write(report).then(
        () => null,
        (error: unknown) => error,
      );
    expect(fault).toMatchObject({ code: "HID_STUCK" });
    expect((await link.lost).code).toBe("HID_STUCK");
    await link.close();
  });

  it("is not opened for nobody", async () => {
    const ending = new AbortController();
    const opening = faultOf(open(ending.signal));
    ending.abort();
    expect((await opening).code).toBe("LINE_CLOSED");
    expect((await faultOf(open(ending.signal))).code).toBe("LINE_CLOSED");
  });
});
