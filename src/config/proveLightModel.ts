import { readLookWords } from "../domain/lightWords.ts";
import { explainIssues } from "./explainIssue.ts";
import type { Findings } from "./findings.ts";
import { bareLight, type FittedLight, fitLight } from "./fittedLight.ts";
import type { LightModelFile } from "./lightModelFile.ts";
import { didYouMean, listOf } from "./nearest.ts";
import { quoted } from "./plainWords.ts";
import type { LightDrivers } from "./siteChecks.ts";

type Sample = LightModelFile["samples"][number];

/** What is wrong with a fitted model or a sample of it, in sentences; compose hands it in, because it needs the driver. */
export interface LightProofs {
  /** What the driver says about model and settings together. */
  model(fitted: FittedLight): readonly string[];
  /** Why a sample does not hold, or null. */
  sample(fitted: FittedLight, sample: Sample): string | null;
}

/** What a sample must have, by the way a light is reached. */
const formOf = { hid: "hex", serial: "hex", mqtt: "topic", gpio: "levels" } as const;

/** Checks what a schema cannot see in a light's definition: its lamps, its driver, the driver's options, its samples. */
export function proveLightModel(
  file: LightModelFile,
  findings: Findings,
  drivers: LightDrivers,
  proofs: LightProofs,
): void {
  checkLamps(file, findings);
  const driver = drivers.get(file.driver);
  if (!driver) {
    const kinds = [...drivers.keys()];
    const message = `there is no driver ${quoted(file.driver)}${didYouMean(file.driver, kinds)}`;
    findings.error(["driver"], message, { advice: listOf(kinds) });
    return;
  }
  checkWay(file, driver.wire, findings);
  const fitted = fitLight(bareLight, file);
  const options = driver.options.safeParse(fitted.settings, { reportInput: true });
  explainIssues(options.error?.issues ?? [], ["settings"], findings, driver.options);
  if (!options.success) return;
  const objections = proofs.model(fitted);
  for (const objection of objections) findings.error(["driver"], objection);
  if (objections.length > 0) return;
  for (const [index, sample] of file.samples.entries()) {
    const objection = formObjection(sample, driver.wire, file) ?? proofs.sample(fitted, sample);
    if (objection !== null) findings.error(["samples", index], objection);
  }
}

function checkLamps({ lamps }: LightModelFile, findings: Findings): void {
  const seen = new Set<string>();
  for (const [index, { name }] of lamps.entries()) {
    if (name === "buzzer")
      findings.error(["lamps", index, "name"], "'buzzer' is the name of the buzzer: give the lamp another");
    if (seen.has(name))
      findings.error(["lamps", index, "name"], `${quoted(name)} is already the name of a lamp above`);
    seen.add(name);
  }
}

/** A light must be found by what its driver speaks over. */
function checkWay(file: LightModelFile, wire: keyof typeof formOf, findings: Findings): void {
  if (wire === "hid" && file.usb.length === 0)
    findings.error(["usb"], "is missing: driver and light speak over USB", {
      at: "key",
      advice: "usb: [{ vendor: 0x27b8, product: 0x01ed }], as lsusb shows them",
    });
  if (wire === "serial" && file.serial === undefined && file.tcpPort === undefined)
    findings.error(["serial"], "is missing: driver and light speak over a serial line", {
      at: "key",
      advice:
        "serial: { baudRate: 9600, dataBits: 8, parity: none, stopBits: 1 }, or tcpPort: for a network light",
    });
}

function formObjection(sample: Sample, wire: keyof typeof formOf, file: LightModelFile): string | null {
  const form = formOf[wire];
  if (!(form in sample)) return `a light that is reached over ${wire} has samples with ${form}:`;
  const look = readLookWords(sample.shows, file.lamps.length);
  return typeof look === "string" ? `shows: ${look}` : null;
}
