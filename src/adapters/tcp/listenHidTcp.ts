import { createServer, type Socket } from "node:net";
import type { HidLink } from "../../ports/hid.ts";
import {
  answerLine,
  greetingLine,
  type HidGreeting,
  type HidRequest,
  LineCutter,
  MOST_REPORT_LINE_BYTES,
  readReportLine,
  readRequestLine,
  reportLine,
} from "../../ports/hidLines.ts";
import { listening } from "./listening.ts";
import { readTcpAddress } from "./tcpAddress.ts";

/** A client that reads nothing is cut off beyond this. */
const MOST_UNREAD_BYTES = 65_536;
/** As many programs at one headset are a mistake. */
const MOST_CLIENTS = 16;

/** What is served: it may be unplugged, and then every opening fails. */
export interface ServedHid {
  readonly info: HidGreeting;
  connect(): HidLink;
}

export interface HidTcpListener {
  /** `host:port` with the port that was given to us when we asked for any. */
  readonly address: string;
  /** Ends the clients' connections too. */
  close(): Promise<void>;
}

/**
 * Offers a headset at a TCP port, where `tcp://host:port` finds it: what it is in one line, then a line for each report. As
 * at a real one, several programs may listen and write at once. While it is unplugged, a connection ends at once.
 */
export async function listenHidTcp(address: string, hid: ServedHid): Promise<HidTcpListener> {
  const { host, port } = readTcpAddress(address);
  const clients = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    clients.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => clients.delete(socket));
    const link = clients.size > MOST_CLIENTS ? null : opened(hid);
    if (link === null) socket.destroy();
    else serve(socket, link, hid.info);
  });
  await listening(server, { host, port });
  const bound = server.address();
  return {
    address: `${host}:${typeof bound === "object" && bound !== null ? bound.port : port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of clients) socket.destroy();
      }),
  };
}

function opened(hid: ServedHid): HidLink | null {
  try {
    return hid.connect();
  } catch {
    return null;
  }
}

const noBytes = new Uint8Array(0);

/** What the device says to a request; null where it refuses it. A link hears requests in their order. */
async function answer(link: HidLink, request: HidRequest): Promise<Uint8Array | null> {
  try {
    if (request.kind === "give") return await link.readFeature(request.id, request.length);
    await link.sendFeature(request.report);
    return noBytes;
  } catch {
    return null;
  }
}

function serve(socket: Socket, link: HidLink, info: HidGreeting): void {
  socket.write(greetingLine(info));
  const reports = link.reports$.subscribe((report) => {
    if (socket.writableLength > MOST_UNREAD_BYTES) socket.destroy();
    else socket.write(reportLine(report));
  });
  const lines = new LineCutter(MOST_REPORT_LINE_BYTES);
  socket.on("data", (bytes) => {
    const said = lines.feed(bytes);
    for (const text of said ?? []) {
      const report = readReportLine(text);
      const request = report === null ? readRequestLine(text) : null;
      // A write that fails ends the link, which ends the connection; a line that is neither is nobody's.
      if (report !== null) void link.write(report).catch(() => undefined);
      if (request !== null) void answer(link, request).then((said) => socket.write(answerLine(said)));
    }
    if (said === null) socket.destroy();
  });
  socket.on("close", () => {
    reports.unsubscribe();
    void link.close();
  });
  void link.lost.then(() => socket.destroy());
}
