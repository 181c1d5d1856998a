import { Fault } from "../../ports/fault.ts";

/** What to do about each code that the kernel or the name look-up gives. */
const adviceOf: ReadonlyMap<string, readonly [code: string, what: string, advice: string]> = new Map([
  [
    "ECONNREFUSED",
    [
      "LINE_REFUSED",
      "refuses the connection",
      "check the port number (the raw TCP port, not telnet or the web page) and that nothing else is connected to it",
    ],
  ],
  ["ENOTFOUND", ["LINE_UNKNOWN_HOST", "is not known", "check the name, or write the address in numbers"]],
  ["EAI_AGAIN", ["LINE_UNKNOWN_HOST", "cannot be looked up now", "check the DNS server, or write numbers"]],
  ["EHOSTUNREACH", ["LINE_UNREACHABLE", "cannot be reached", "check its power, its cable and its address"]],
  ["ENETUNREACH", ["LINE_UNREACHABLE", "cannot be reached", "check this machine's network and gateway"]],
  ["ETIMEDOUT", ["LINE_UNREACHABLE", "does not answer", "check its power, its cable and its address"]],
  [
    "ECONNRESET",
    ["LINE_RESET", "ended the connection", "it may allow one connection only, or have restarted"],
  ],
  ["EPIPE", ["LINE_RESET", "ended the connection", "it may allow one connection only, or have restarted"]],
]);

/** A failure of a socket in words. */
export function tcpFault(name: string, error: unknown): Fault {
  if (error instanceof Fault) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known = adviceOf.get(code);
  if (known) return new Fault(known[0], `${name} ${known[1]}`, known[2], error);
  const text = error instanceof Error ? error.message : String(error);
  return new Fault(
    "LINE_BROKEN",
    `${name} failed: ${text}`,
    "check the serial server and its network",
    error,
  );
}

/** The other end said goodbye in good order. */
export function endedFault(name: string): Fault {
  return new Fault(
    "LINE_RESET",
    `${name} ended the connection`,
    "it may allow one connection only, or have restarted",
  );
}

/** Nothing of what we sent was taken for so long: the other end lost its power or its cable. */
export function silentFault(name: string, seconds: number): Fault {
  return new Fault(
    "LINE_SILENT",
    `${name} has taken nothing for ${seconds} s`,
    "check its power, its network cable and that its serial side is not held by flow control",
  );
}
