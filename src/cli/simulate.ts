import { systemClock } from "../adapters/clock/systemClock.ts";
import { MqttBroker } from "../adapters/mqtt/mqttBroker.ts";
import { readSecret } from "../config/readSecret.ts";
import type { Broker } from "../ports/broker.ts";
import { Fault } from "../ports/fault.ts";
import { bindTarget, type DisplayModels, findModel, shippedModels, targetOf } from "./displayModels.ts";
import { bindBare, findLight } from "./lightModels.ts";
import { type SimAcdOptions, simAcdCommand } from "./simAcd.ts";
import { type SimDisplayOptions, simDisplayCommand } from "./simDisplay.ts";
import { type SimLightOptions, simLightCommand } from "./simLight.ts";
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

interface BrokerLogin {
  readonly username?: string;
  /** A file, or `credential:NAME` under systemd. */
  readonly passwordFile?: string;
  /** The authority of the broker's certificate, for `mqtts://`. */
  readonly caFile?: string;
}

export interface SimulateAcdOptions extends SimAcdOptions, BrokerLogin {}

/** A broker that a simulated device or ACD uses as anybody else would. */
async function brokerFor(
  { username, passwordFile, caFile }: BrokerLogin,
  { environment }: Pick<Terminal, "environment">,
): Promise<Broker> {
  const credentials = environment["CREDENTIALS_DIRECTORY"];
  const password = passwordFile === undefined ? null : await readSecret(passwordFile, credentials);
  if (username === undefined && password !== null)
    throw new Fault("SIM_ACD_LOGIN", "a password needs a name", "add --username, or leave the password out");
  return new MqttBroker({
    protocol: "auto",
    keepAliveSeconds: 20,
    login: username === undefined ? null : { username, password },
    tls: caFile === undefined ? null : { caFile, certificateFile: null, keyFile: null },
    connectLimitMs: 10_000,
  });
}

/** `bandeau sim acd`: a simulated ACD, or a real day of calls, on the bus until Ctrl-C or the day's end. */
export async function simulateAcd(options: SimulateAcdOptions, terminal: Terminal): Promise<number> {
  const broker = await brokerFor(options, terminal);
  const ending = untilSignalled(terminal);
  const out = (line: string): void => terminal.write(`${line}\n`);
  try {
    return await simAcdCommand(options, { broker, clock: systemClock() }, out, ending.signal);
  } finally {
    ending.release();
  }
}

export interface SimulateLightOptions extends SimLightOptions, BrokerLogin {
  readonly topic?: string;
}

/** `bandeau sim light MODEL`: a light that is not there, for anybody's tests. */
export async function simulateLight(
  name: string,
  options: SimulateLightOptions,
  terminal: Terminal,
): Promise<number> {
  const { topic } = options;
  const light = bindBare(await findLight(name), topic === undefined ? {} : { topic });
  const broker = options.broker === undefined ? null : await brokerFor(options, terminal);
  const { signal, release } = untilSignalled(terminal);
  const world = { broker, stdin: process.stdin, signal, random: Math.random };
  const code = await simLightCommand(light, options, terminal, world);
  release();
  return code;
}
