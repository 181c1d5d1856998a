import { systemClock } from "../adapters/clock/systemClock.ts";
import { createLogger, logFormFor } from "../adapters/log/createLogger.ts";
import { MqttBroker } from "../adapters/mqtt/mqttBroker.ts";
import { openTcpLine, readConnections } from "../adapters/tcp/openTcpLine.ts";
import { devicesFolder } from "../compose.ts";
import { loadNamedDevices } from "../config/loadNamedDevices.ts";
import { readSecret } from "../config/readSecret.ts";
import { compileProfile } from "../drivers/acd/profile.ts";
import { profileSchema } from "../drivers/acd/profileSchema.ts";
import { Fault } from "../ports/fault.ts";
import { lineLimits } from "../ports/lineLimits.ts";
import type { ReadStatistics } from "../ports/readStatistics.ts";
import { bridgeAsterisk } from "./bridgeAsterisk.ts";
import { pseudonyms } from "./pseudonyms.ts";
import { type Terminal, untilSignalled } from "./terminal.ts";

export interface BridgeCommandOptions {
  readonly ami: string;
  readonly user: string;
  readonly secretFile: string;
  readonly plainLogin: boolean;
  readonly broker: string;
  readonly brokerUser?: string;
  readonly brokerPasswordFile?: string;
  readonly brokerCaFile?: string;
  readonly site: string;
  readonly source: string;
  readonly queues?: string;
  readonly raw: boolean;
  readonly every: number;
  readonly agents: boolean;
  readonly agentKeyFile?: string;
}

const PROFILE = "asterisk-ami";
const CONNECT_LIMIT_MS = 10_000;
/** Only says how long bytes may take: the manager interface is on a network, not on a serial line. */
const networkPace = { baudRate: 1_000_000, dataBits: 8, parity: "none", stopBits: 1 } as const;

async function amiReader(): Promise<ReadStatistics> {
  const folders = [{ path: `${devicesFolder}/acds`, mark: null }];
  const form = { schema: profileSchema, prove: () => undefined };
  const { byId } = await loadNamedDevices({ folders, ...form }, new Set([PROFILE]));
  const profile = byId.get(PROFILE);
  if (profile === undefined)
    throw new Fault(
      "ACD_PROFILE",
      `devices/acds has no profile '${PROFILE}'`,
      "install the program with its devices",
    );
  return compileProfile(profile, {});
}

/** `sales, service` as names; null when all are meant. */
function queueNames(text: string | undefined): ReadonlySet<string> | null {
  const names = (text ?? "").split(",").flatMap((name) => (name.trim() === "" ? [] : [name.trim()]));
  return names.length === 0 ? null : new Set(names);
}

async function brokerFor(options: BridgeCommandOptions, credentials: string | undefined) {
  const { brokerUser: username, brokerPasswordFile: file, brokerCaFile: caFile } = options;
  const password = file === undefined ? null : await readSecret(file, credentials);
  return new MqttBroker({
    protocol: "auto",
    keepAliveSeconds: 20,
    login: username === undefined ? null : { username, password },
    tls: caFile === undefined ? null : { caFile, certificateFile: null, keyFile: null },
    connectLimitMs: CONNECT_LIMIT_MS,
  });
}

/** `bandeau bridge asterisk`: the queues of an Asterisk on the bus, until it is told to stop. */
export async function bridgeAsteriskCommand(
  options: BridgeCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const { environment } = terminal;
  const credentials = environment["CREDENTIALS_DIRECTORY"];
  const limits = { limits: lineLimits, softwareParity: false, connections: readConnections };
  const keyFile = options.agentKeyFile;
  const deps = {
    broker: await brokerFor(options, credentials),
    clock: systemClock(),
    log: createLogger(logFormFor(environment, terminal.isTerminal), "error", (line) => terminal.write(line)),
    access: {
      address: options.ami,
      open: openTcpLine(options.ami, networkPace, limits),
      user: options.user,
      secret: await readSecret(options.secretFile, credentials),
      plain: options.plainLogin,
    },
    reader: await amiReader(),
    pseudonym: pseudonyms(keyFile === undefined ? null : await readSecret(keyFile, credentials)),
    out: (line: string): void => terminal.write(`${line}\n`),
  };
  const ending = untilSignalled(terminal);
  try {
    return await bridgeAsterisk({ ...options, queues: queueNames(options.queues) }, deps, ending.signal);
  } finally {
    ending.release();
  }
}
