import { systemClock } from "../adapters/clock/systemClock.ts";
import { MqttBroker } from "../adapters/mqtt/mqttBroker.ts";
import { readSecret } from "../config/readSecret.ts";
import { Fault } from "../ports/fault.ts";
import { bindTarget, type DisplayModels, findModel, shippedModels, targetOf } from "./displayModels.ts";
import { type SimAcdOptions, simAcdCommand } from "./simAcd.ts";
import { type SimDisplayOptions, simDisplayCommand } from "./simDisplay.ts";
import { type Terminal, untilSignalled } from "./terminal.ts";

/** A driver's name alone stands for its generic model, or else for its first. */
function usualModel(name: string, models: DisplayModels): string {
  const ofDriver = [...models.values()].filter(({ driver }) => driver === name);
  const usual = ofDriver.find(({ id }) => id.startsWith(`${name}-generic`)) ?? ofDriver[0];
  return usual?.id ?? name;
}

/** `bandeau sim display MODEL`: a virtual sign for anybody's tests, until Ctrl-C or the line's end. */
export async function simulateDisplay(
  name: string,
  options: SimDisplayOptions,
  terminal: Terminal,
): Promise<number> {
  const models = await shippedModels();
  const model = await findModel(usualModel(name, models), models);
  const ending = untilSignalled(terminal);
  const code = await simDisplayCommand(bindTarget(targetOf(model)), options, terminal, ending.signal);
  ending.release();
  return code;
}

export interface SimulateAcdOptions extends SimAcdOptions {
  readonly username?: string;
  /** A file, or `credential:NAME` under systemd. */
  readonly passwordFile?: string;
  /** The authority of the broker's certificate, for `mqtts://`. */
  readonly caFile?: string;
}

/** `bandeau sim acd`: a simulated ACD, or a real day of calls, on the bus until Ctrl-C or the day's end. */
export async function simulateAcd(options: SimulateAcdOptions, terminal: Terminal): Promise<number> {
  const { username, passwordFile, caFile } = options;
  const credentials = terminal.environment["CREDENTIALS_DIRECTORY"];
  const password = passwordFile === undefined ? null : await readSecret(passwordFile, credentials);
  if (username === undefined && password !== null)
    throw new Fault("SIM_ACD_LOGIN", "a password needs a name", "add --username, or leave the password out");
  const ending = untilSignalled(terminal);
  const broker = new MqttBroker({
    protocol: "auto",
    keepAliveSeconds: 20,
    login: username === undefined ? null : { username, password },
    tls: caFile === undefined ? null : { caFile, certificateFile: null, keyFile: null },
    connectLimitMs: 10_000,
  });
  const out = (line: string): void => terminal.write(`${line}\n`);
  try {
    return await simAcdCommand(options, { broker, clock: systemClock() }, out, ending.signal);
  } finally {
    ending.release();
  }
}
