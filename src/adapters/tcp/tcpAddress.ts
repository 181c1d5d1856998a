import { Fault } from "../../ports/fault.ts";

export interface TcpAddress {
  readonly host: string;
  readonly port: number;
}

/** Takes `tcp://host:port` or `host:port` apart; an IPv6 address stands in brackets. */
export function readTcpAddress(text: string): TcpAddress {
  const match = /^(?:tcp:\/\/)?(?:\[([0-9a-f:.]+)\]|([^\s:/@[\]]+)):(\d{1,5})\/?$/i.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || port > 65_535) {
    throw new Fault(
      "LINE_ADDRESS",
      `'${text}' is not a host and its port`,
      "write tcp://host:port, such as tcp://192.168.1.20:4001; a port is a number up to 65535",
    );
  }
  return { host, port };
}
