import type { HidWorld } from "../adapters/hid/hidWorld.ts";
import {
  listSerialPorts,
  type PortWorld,
  type SerialPortInfo,
} from "../adapters/serialport/listSerialPorts.ts";
import type { DisplayModelFile } from "../config/displayModelFile.ts";
import { shippedModels } from "./displayModels.ts";
import { headsetLines, listHeadsets } from "./headsetList.ts";
import { exitCodes, type Terminal } from "./terminal.ts";

export interface DevicesOptions {
  /** The display models that we know, too. */
  readonly models: boolean;
  readonly json: boolean;
}

/** `bandeau devices`: what is plugged in, how to name it in a configuration, and what permission is missing. */
export async function devicesCommand(
  { models, json }: DevicesOptions,
  terminal: Pick<Terminal, "write">,
  world: PortWorld,
  hidWorld: HidWorld,
): Promise<number> {
  const ports = await listSerialPorts(world);
  const headsets = await listHeadsets(hidWorld);
  const known = [...new Set((await shippedModels()).values())].toSorted((a, b) =>
    a.id.localeCompare(b.id, "en"),
  );
  const lines = json
    ? [
        JSON.stringify({
          ports: ports.map(withAdvice),
          headsets,
          ...(models ? { models: known.map(modelJson) } : {}),
        }),
      ]
    : [
        ...portLines(ports),
        "",
        ...headsetLines(headsets),
        "",
        ...(models ? modelLines(known) : ["bandeau devices --models lists the displays we know"]),
      ];
  terminal.write(`${lines.join("\n")}\n`);
  return exitCodes.done;
}

/** What to write as `port:`; the kernel's name where there is no better one. */
const nameFor = ({ byId, byPath, path }: SerialPortInfo): string => byId ?? byPath ?? path;

function permission({ mayOpen, group }: SerialPortInfo): string | null {
  if (mayOpen) return null;
  return group === null || group === "root"
    ? "you may not open it: install systemd/*.rules and plug it in again, or try as root"
    : `you may not open it: sudo usermod -aG ${group} $USER, then log in again`;
}

const withAdvice = (port: SerialPortInfo) => ({ ...port, port: nameFor(port), advice: permission(port) });

function portLines(ports: readonly SerialPortInfo[]): string[] {
  if (ports.length === 0)
    return [
      "no serial port found: plug in a USB adapter; if it is in, dmesg | tail tells whether the kernel saw it",
      "a display behind a serial server needs none: write port: tcp://host:port",
    ];
  return [
    ...ports.flatMap(onePort),
    "An adapter does not know which display hangs on it: bandeau display identify --model ID --port PORT shows it.",
  ];
}

function onePort(port: SerialPortInfo): string[] {
  const { path, manufacturer, product, vendorId, productId, byId, byPath } = port;
  const what = [manufacturer, product].filter((word) => word !== null).join(" ");
  const ids = vendorId === null || productId === null ? "" : ` (${vendorId}:${productId})`;
  const missing = permission(port);
  return [
    `${path}  ${what === "" ? "a port of the machine itself" : what}${ids}`,
    `  port: ${nameFor(port)}`,
    ...(byId !== null && byPath !== null ? [`  or, for this socket whatever is plugged in: ${byPath}`] : []),
    ...(byId === null && byPath === null && /tty(USB|ACM)/.test(path)
      ? ["  that name can change at each boot: udev has given it no other"]
      : []),
    ...(missing === null ? [] : [`  ${missing}`]),
  ];
}

const settingsOf = ({ serial }: DisplayModelFile): string =>
  `${serial.baudRate} ${serial.dataBits}${serial.parity.charAt(0).toUpperCase()}${serial.stopBits}`;

const modelJson = (model: DisplayModelFile) => {
  const { id, aliases, name, driver, rows, columns, colours, serial } = model;
  return { id, aliases, name, protocol: driver, rows, columns, colours, serial };
};

function modelLines(models: readonly DisplayModelFile[]): string[] {
  const rows = models.map((model) => [
    model.id,
    `${model.rows} × ${model.columns}`,
    model.driver,
    settingsOf(model),
    model.name,
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
