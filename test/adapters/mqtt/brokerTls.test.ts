import { readFileSync } from "node:fs";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, type Server, type TlsOptions } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { parseBrokerUrl, prepareSocket, type TlsFiles } from "../../../src/adapters/mqtt/brokerSocket.ts";
import { MqttBroker } from "../../../src/adapters/mqtt/mqttBroker.ts";
import { Fault } from "../../../src/ports/fault.ts";
import { namedPipe } from "../../shared/namedPipe.ts";
import { fakeBroker, packets, request, settings } from "./brokerDoubles.ts";

const file = (name: string): string => join(import.meta.dirname, "certificates", `${name}.pem`);
const read = (name: string): Buffer => readFileSync(file(name));
const ending: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

/** A broker that does nothing but accept, behind TLS with the named certificate. */
async function tlsBroker(
  name: string,
  more: TlsOptions = {},
  answer: readonly number[] = packets.accepted,
): Promise<string> {
  const options = { cert: read(name), key: read(`${name}.key`), ...more };
  const server: Server = createServer(options, (socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      if (chunk[0] === 0x10 && answer.length > 0) socket.write(Buffer.from(answer));
      else socket.end();
    });
  });
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  ending.push(() => new Promise((resolve) => server.close(() => resolve())));
  const address = server.address();
  return `mqtts://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
}

const files = (changes: Partial<TlsFiles> = {}): TlsFiles => ({
  caFile: file("site-authority"),
  certificateFile: null,
  keyFile: null,
  ...changes,
});

/** `up`, or the code of the fault and its advice. */
async function outcome(url: string, tls: TlsFiles | null): Promise<string> {
  try {
    const connection = await new MqttBroker(settings({ tls, protocol: "5" })).connect(request(url));
    await connection.close();
    return "up";
  } catch (error) {
    return error instanceof Fault ? `${error.code}: ${error.advice}` : String(error);
  }
}

describe("a broker behind TLS", () => {
  it("is trusted when the site's authority signed for it", async () => {
    expect(await outcome(await tlsBroker("broker"), files())).toBe("up");
  });

  it("is trusted by name as well", async () => {
    const url = await tlsBroker("broker");
    expect(await outcome(url.replace("127.0.0.1", "localhost"), files())).toBe("up");
  });

  it.each([
    [
      "another authority",
      "broker",
      files({ caFile: file("other-authority") }),
      "BROKER_TLS_AUTHORITY: set broker.tls.caFile",
    ],
    ["no authority given", "broker", null, "BROKER_TLS_AUTHORITY: set broker.tls.caFile"],
    ["an expired certificate", "expired", files(), "BROKER_TLS_EXPIRED: is this machine's clock right?"],
    [
      "a certificate of the future",
      "future",
      files(),
      "BROKER_TLS_NOT_YET_VALID: is this machine's clock right?",
    ],
    [
      "a certificate for another name",
      "elsewhere",
      files(),
      "BROKER_TLS_NAME: write the name of the certificate",
    ],
  ])("is refused: %s", async (_, name, tls, story) => {
    expect(await outcome(await tlsBroker(name), tls)).toContain(story);
  });

  it.each(["TLSv1.2", "TLSv1.3"] as const)("may ask for our certificate (%s)", async (version) => {
    const asking = { requestCert: true, rejectUnauthorized: true, ca: read("site-authority") };
    const url = await tlsBroker("broker", { ...asking, minVersion: version, maxVersion: version });
    const mine = { certificateFile: file("controller"), keyFile: file("controller.key") };
    const strange = { certificateFile: file("stranger"), keyFile: file("stranger.key") };
    expect(await outcome(url, files(mine))).toBe("up");
    expect(await outcome(url, files(strange))).toContain("set broker.tls.certificateFile");
    expect(await outcome(url, files())).toContain("set broker.tls.certificateFile");
  });

  it("reads the certificates afresh for each attempt", async () => {
    const url = await tlsBroker("broker");
    const folder = await mkdtemp(join(tmpdir(), "bandeau-tls-"));
    ending.push(() => rm(folder, { recursive: true }));
    const caFile = join(folder, "ca.pem");
    expect(await outcome(url, files({ caFile }))).toContain("BROKER_TLS_FILE");
    await writeFile(caFile, "not a certificate");
    expect(await outcome(url, files({ caFile }))).not.toBe("up");
    await copyFile(file("site-authority"), caFile);
    expect(await outcome(url, files({ caFile }))).toBe("up");
  });

  it("takes no pipe, no device and nothing endless for a certificate", async () => {
    const folder = await mkdtemp(join(tmpdir(), "bandeau-tls-"));
    ending.push(() => rm(folder, { recursive: true }));
    namedPipe(join(folder, "pipe"));
    await writeFile(join(folder, "long"), "x".repeat(1_048_577));
    for (const [caFile, why] of [
      [join(folder, "pipe"), "it is not a file but a pipe"],
      ["/dev/zero", "it is not a file but a device"],
      [folder, "it is not a file but a folder"],
      [join(folder, "long"), "it is too long for a certificate or a key"],
    ] as const) {
      const prepared = prepareSocket(parseBrokerUrl("mqtts://127.0.0.1"), files({ caFile }));
      const message = `the certificates of the bus cannot be read: ${why}`;
      await expect(prepared).rejects.toMatchObject({ code: "BROKER_TLS_FILE", message });
    }
  });

  it("is told apart from one that does not speak TLS, and the other way round", async () => {
    const plain = await fakeBroker(() => [...Buffer.from("hello, this is no TLS at all")]);
    ending.push(plain.close);
    expect(await outcome(plain.url.replace("mqtt:", "mqtts:"), files())).toContain("BROKER_TLS_NOT_SPOKEN");
    const secure = await tlsBroker("broker");
    expect(await outcome(secure.replace("mqtts:", "mqtt:"), files())).toContain("is it a TLS port?");
  });

  it("is not taken for a broker without TLS when it hangs up", async () => {
    const mute = await tlsBroker("broker", {}, []);
    expect(await outcome(mute, files())).toContain(
      "BROKER_SPEECHLESS: look at the broker's log; if it wants",
    );
  });
});
