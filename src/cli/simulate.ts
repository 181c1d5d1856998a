import { systemClock } from "../adapters/clock/systemClock.ts";
import { MqttBroker } from "../adapters/mqtt/mqttBroker.ts";
import { bindDisplay } from "../compose/siteLoader.ts";
import { devicesFolder } from "../compose.ts";
import { displayModelFileSchema } from "../config/displayModelFile.ts";
import { loadDevices } from "../config/loadDevices.ts";
import { nearest } from "../config/nearest.ts";
import { siteModel } from "../config/siteModel.ts";
import { Fault } from "../ports/fault.ts";
import { type SimAcdOptions, simAcdCommand } from "./simAcd.ts";
import { type SimDisplayOptions, simDisplayCommand } from "./simDisplay.ts";
import { type Terminal, untilSignalled } from "./terminal.ts";

/** The model that stands for a driver when somebody names only that. */
const usualModel: Readonly<Record<string, string>> = { alpha: "alpha-generic-2x20" };

/** `bandeau sim display MODEL`: a virtual sign for anybody's tests, until Ctrl-C or the line's end. */
export async function simulateDisplay(
  name: string,
  options: SimDisplayOptions,
  terminal: Terminal,
): Promise<number> {
  const models = await loadDevices({
    folders: [{ path: `${devicesFolder}/displays`, mark: null }],
    schema: displayModelFileSchema,
    prove: () => undefined,
  });
  const file = models.byId.get(usualModel[name] ?? name);
  if (!file) {
    const near = nearest(name, models.byId.keys());
    const known = [...models.byId.keys()].join(", ");
    throw new Fault(
      "NO_MODEL",
      `there is no display model '${name}'`,
      near === null ? `known: ${known}` : `did you mean '${near}'?`,
    );
  }
  const ending = untilSignalled(terminal);
  const display = bindDisplay(siteModel({ settings: {} }, file));
  const code = await simDisplayCommand(display, options, terminal, ending.signal);
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
