import { systemClock } from "../adapters/clock/systemClock.ts";
import { MqttBroker } from "../adapters/mqtt/mqttBroker.ts";
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

/** `bandeau sim acd`: a simulated ACD, or a real day of calls, on the bus until Ctrl-C or the day's end. */
export async function simulateAcd(options: SimAcdOptions, terminal: Terminal): Promise<number> {
  const ending = untilSignalled(terminal);
  const broker = new MqttBroker({
    protocol: "auto",
    keepAliveSeconds: 20,
    login: null,
    tls: null,
    connectLimitMs: 10_000,
  });
  const out = (line: string): void => terminal.write(`${line}\n`);
  const code = await simAcdCommand(options, { broker, clock: systemClock() }, out, ending.signal);
  ending.release();
  return code;
}
