import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls, createSecureContext, type SecureContext } from "node:tls";
import { Fault, reasonOf } from "../../ports/fault.ts";
import { readRegularFile } from "../../shared/regularFile.ts";

/** Where a broker is, as written in a site's YAML. */
export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  /** For messages. */
  readonly where: string;
}

export interface TlsFiles {
  readonly caFile: string | null;
  readonly certificateFile: string | null;
  readonly keyFile: string | null;
}

/** Reads `mqtt://host:1883` or `mqtts://host:8883`. A user in a URL ends up in logs, so it is refused. */
export function parseBrokerUrl(url: string): BrokerAddress {
  const wrong = (what: string, advice: string): Fault => new Fault("BROKER_URL", what, advice);
  if (!URL.canParse(url)) throw wrong("a broker's URL cannot be read", "write mqtt://host:1883");
  const { protocol, username, password, hostname, port } = new URL(url);
  if (username !== "" || password !== "") {
    throw wrong("a broker's URL has a user or a password in it", "use broker.username and passwordFile");
  }
  if ((protocol !== "mqtt:" && protocol !== "mqtts:") || hostname === "") {
    throw wrong(`${url} is no broker's URL`, "write mqtt://host:1883 or mqtts://host:8883");
  }
  const secure = protocol === "mqtts:";
  const host = hostname.replace(/^\[|\]$/g, "");
  const number = port === "" ? (secure ? 8883 : 1883) : Number(port);
  return { host, port: number, secure, where: `${hostname}:${number}` };
}

/** Prepares what a socket needs and gives a function that opens it. Certificates are read afresh, so they can be renewed. */
export async function prepareSocket(address: BrokerAddress, files: TlsFiles | null): Promise<() => Socket> {
  const { host, port } = address;
  if (!address.secure) return () => connectTcp({ host, port, noDelay: true });
  const secureContext = await readContext(files);
  const servername = isIP(host) === 0 ? { servername: host } : {};
  return () => connectTls({ host, port, ...servername, secureContext, rejectUnauthorized: true });
}

/** All the authorities that a Linux trusts are a quarter of this. */
const MOST_TLS_FILE_BYTES = 1_048_576;

async function readTlsFile(file: string | null | undefined): Promise<Buffer | null> {
  if (file === null || file === undefined) return null;
  const bytes = await readRegularFile(file, MOST_TLS_FILE_BYTES);
  if (bytes.length > MOST_TLS_FILE_BYTES) throw new Error("it is too long for a certificate or a key");
  return Buffer.from(bytes);
}

async function readContext(files: TlsFiles | null): Promise<SecureContext> {
  try {
    const [ca, cert, key] = await Promise.all(
      [files?.caFile, files?.certificateFile, files?.keyFile].map(readTlsFile),
    );
    return createSecureContext({
      minVersion: "TLSv1.2",
      ...(ca ? { ca } : {}),
      ...(cert ? { cert } : {}),
      ...(key ? { key } : {}),
    });
  } catch (error) {
    const what = `the certificates of the bus cannot be read: ${reasonOf(error)}`;
    throw new Fault(
      "BROKER_TLS_FILE",
      what,
      "check the files named in broker.tls and who may read them",
      error,
    );
  }
}
