import { createServer, type Socket } from "node:net";
import { systemClock } from "../../src/adapters/clock/systemClock.ts";
import { openTcpLine, readConnections } from "../../src/adapters/tcp/openTcpLine.ts";
import { SharedLine } from "../../src/app/sharedLine.ts";
import { SerialTwin } from "../../src/simulated/serialTwin.ts";
import { type LineUnderTest, quickLimits, serialLinkContract } from "./serialLinkContract.ts";

const settings = { baudRate: 1_000_000, dataBits: 8, parity: "none", stopBits: 1 } as const;

function twin(): LineUnderTest {
  let arrived: number[] = [];
  const line = new SerialTwin({
    name: "twin",
    sign: {
      feed(bytes) {
        arrived = [...arrived, ...bytes];
        return [];
      },
    },
    settings,
    limits: quickLimits,
    clock: systemClock(),
  });
  return {
    open: line.open,
    arrived: () => Uint8Array.from(arrived),
    say: (bytes) => line.babble(bytes),
    unplug: () => line.unplug(),
    plug: () => line.plug(),
    stick: () => line.stick(true),
    end: () => undefined,
  };
}

async function tcp(): Promise<LineUnderTest> {
  let arrived: number[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("data", (bytes) => {
      arrived = [...arrived, ...bytes];
    });
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve) => {
      server.listen(port, "127.0.0.1", resolve);
    });
  await listen(0);
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  return {
    open: openTcpLine(`tcp://127.0.0.1:${port}`, settings, {
      limits: quickLimits,
      softwareParity: false,
      connections: readConnections,
    }),
    arrived: () => Uint8Array.from(arrived),
    say: (bytes) => {
      for (const socket of sockets) socket.write(bytes);
    },
    unplug: stop,
    plug: () => listen(port),
    stick: () => {
      for (const socket of sockets) socket.pause();
    },
    end: stop,
  };
}

/** One of several displays on the twin's line. */
function seat(): LineUnderTest {
  const line = twin();
  const { open } = new SharedLine(line.open, systemClock()).join();
  return { ...line, open };
}

serialLinkContract("the twin", twin);
serialLinkContract("a place at a shared line", seat);
serialLinkContract("a TCP serial server", tcp);
