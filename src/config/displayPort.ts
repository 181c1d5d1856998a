/** What a display's `port:` names. */
export type DisplayPort =
  | { readonly kind: "serial"; readonly path: string }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | { readonly kind: "simulated" };

export type DisplayPortResult =
  | { readonly ok: true; readonly port: DisplayPort }
  | {
      readonly ok: false;
      readonly message: string;
      readonly instead: string | null;
      readonly advice: string;
    };

const FORMS = "a serial line such as /dev/serial/by-id/…, a serial server as tcp://host:port, or simulated";

/** A host name, an IPv4 address or an IPv6 address in brackets, and a port. */
const hostAndPort = /^(?<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):(?<port>\d{1,5})$/;

/** Reads `host:port`; null when it is none. Brackets of an IPv6 address are taken off. */
export function readHostAndPort(text: string): { readonly host: string; readonly port: number } | null {
  const { host, port } = hostAndPort.exec(text)?.groups ?? {};
  const number = Number(port);
  if (host === undefined || number < 1 || number > 65_535) return null;
  return { host: host.replaceAll(/[[\]]/g, "").toLowerCase(), port: number };
}

/** Reads a display's `port:`. */
export function readDisplayPort(text: string): DisplayPortResult {
  if (text === "simulated") return { ok: true, port: { kind: "simulated" } };
  if (/^tcp:/i.test(text)) return readTcp(text);
  const near = /^[\w.-]+:\d+$/.test(text) ? `tcp://${text}` : null;
  if (!text.startsWith("/"))
    return { ok: false, message: "is no port", instead: near, advice: `it may be ${FORMS}` };
  if (/\p{Cc}/u.test(text) || text.endsWith("/") || text.includes("/../"))
    return { ok: false, message: "is not the path of a port", instead: null, advice: `it may be ${FORMS}` };
  return { ok: true, port: { kind: "serial", path: text } };
}

function readTcp(text: string): DisplayPortResult {
  const address = readHostAndPort(text.replace(/^tcp:\/\//, ""));
  if (address && text.startsWith("tcp://")) return { ok: true, port: { kind: "tcp", ...address } };
  const repaired = text.replace(/^tcp:\/*/i, "").replace(/\/+$/, "");
  return {
    ok: false,
    message: "is not the address of a serial server",
    instead: readHostAndPort(repaired) === null ? null : `tcp://${repaired}`,
    advice: "write it as tcp://host:port; the port is that of the serial line, such as 4001",
  };
}

/** Two displays with the same answer hang on one line; null where many may share it. */
export function portKey(port: DisplayPort): string | null {
  if (port.kind === "simulated") return null;
  return port.kind === "tcp" ? `${port.host}:${port.port}` : port.path;
}

/** Names that the kernel gives in the order in which adapters answer at boot. */
export const isVolatile = (path: string): boolean => /^\/dev\/tty(USB|ACM)\d+$/.test(path);
