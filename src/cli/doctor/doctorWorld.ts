import type { GpioWorld } from "../../adapters/gpio/gpioWorld.ts";
import type { HidWorld } from "../../adapters/hid/hidWorld.ts";
import type { Account } from "../../adapters/machine/accounts.ts";
import type { AskProgram, UnitState } from "../../adapters/systemd/unitState.ts";
import type { DisplayUnit } from "../../compose/daemonPlan.ts";
import type { CompleteSite } from "../../config/completeSite.ts";
import type { Broker } from "../../ports/broker.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Connection } from "../../ports/connection.ts";
import type { HidDevices } from "../../ports/hid.ts";
import type { SerialSettings } from "../../ports/serialLink.ts";

/** One attempt to open something, with its own time limit. */
export type OpenOnce = (signal: AbortSignal) => Promise<Connection>;

/** Where a doctor looks; tests have a machine of their own. */
export interface DoctorWorld {
  /** Such as `/proc`. */
  readonly proc: string;
  /** Such as `/etc`: its `passwd` and `group`. */
  readonly etc: string;
  /** Where udev finds its rules. */
  readonly udevFolders: readonly string[];
  readonly hid: HidWorld;
  readonly gpio: GpioWorld;
  readonly clock: Pick<Clock, "wall" | "monotonic" | "isSynced">;
  /** Who runs this. */
  readonly self: Account;
  readonly ask: AskProgram;
  readonly loadSerial: () => Promise<unknown>;
  readonly loadHid: () => Promise<unknown>;
  readonly displayLine: (unit: DisplayUnit) => OpenOnce;
  readonly lightLine: (port: string, serial: SerialSettings) => OpenOnce;
  readonly headsetLine: (port: string) => OpenOnce;
  readonly devices: Pick<HidDevices, "list" | "open">;
  readonly brokerOf: (site: CompleteSite) => Promise<Broker>;
}

/** What is known before anything is opened. */
export interface Circumstances {
  /** A daemon that reads this very file runs on this machine. */
  readonly daemonHere: boolean;
  /** The unit of systemd that runs it; null where there is none. */
  readonly unit: UnitState | null;
  /** Whom the unit runs as; null where it is not this user's business. */
  readonly service: Account | null;
  /** Whether ports and devices may be opened. */
  readonly open: boolean;
}
