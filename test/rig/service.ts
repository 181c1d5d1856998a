import type { Machine } from "./machine.ts";
import { until } from "./until.ts";

const UNIT = "bandeau.service";
/** A restart with its pause, the stop before it, and the start of Node in an emulated machine. */
const RUNNING_LIMIT_MS = 300_000;

/** What systemd knows of the service now. */
export async function shown(machine: Machine, property: string): Promise<string> {
  return machine.must(`systemctl show ${UNIT} --property=${property} --value`);
}

export const mainPid = (machine: Machine): Promise<string> => shown(machine, "MainPID");

/** systemd was told READY, by a process other than `before`. */
export async function isRunning(machine: Machine, before = "0"): Promise<string> {
  let [state, pid] = ["", "0"];
  await until(
    async () => {
      [state = "", pid = "0"] = (
        await machine.must(`systemctl show ${UNIT} --property=ActiveState,MainPID --value`)
      ).split("\n");
      // The properties come in an order of systemd's own.
      if (/^\d+$/.test(state)) [state, pid] = [pid, state];
      return state === "active" && pid !== before && pid !== "0";
    },
    RUNNING_LIMIT_MS,
    () => `${UNIT} is ${state}, process ${pid}`,
  );
  return pid;
}

export const journal = (machine: Machine, lines: number): Promise<string> =>
  machine.must(`journalctl -u ${UNIT} -n ${lines} -o cat --no-pager`);
