import type { Server } from "node:net";
import { Fault } from "../../ports/fault.ts";
import type { TcpAddress } from "./tcpAddress.ts";
import { tcpFault } from "./tcpFaults.ts";

/** Resolves when the server listens; rejects with a Fault that says what to do when it cannot. */
export function listening(server: Server, { host, port }: TcpAddress): Promise<void> {
  const name = `${host}:${port}`;
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      const taken = "code" in error && error.code === "EADDRINUSE";
      const advice = "stop the other program, or take another port";
      reject(taken ? new Fault("LINE_TAKEN", `${name} is taken`, advice, error) : tcpFault(name, error));
    });
    server.listen({ host, port }, resolve);
  });
}
