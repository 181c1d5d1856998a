import type { Answer, Verdict } from "../../../ports/displayDriver.ts";
import type { DisplayModel } from "../../../ports/displayModel.ts";
import { bytesOf } from "./codes.ts";
import { decodeAlpha } from "./decodeAlpha.ts";
import type { AlphaOptions } from "./options.ts";

/** Asks for the serial error register, which is empty again once it was read. */
export const readErrors = bytesOf("F*");

/** No document says how soon a sign answers; its forty bytes take a third of a second at 1200 baud. */
const withinMs = 3_000;
/** The first answer may tell of errors and clears them, the second then has none. */
const retries = 2;

/** What a sign's error register says of all that was sent since it was read last. */
function verdictOf(bytes: Uint8Array, mask: number): Verdict {
  const { frames } = decodeAlpha(bytes.map((byte) => byte & mask));
  for (const command of frames.flatMap(({ commands }) => commands)) {
    if (command.name !== "errorRegister" || command.checksum !== "ok") continue;
    if (command.errors.length === 0) return { kind: "taken" };
    // A file that the sign does not know was laid out once: it has lost its memory, and with it everything it showed.
    const lost = command.errors.includes("illegal");
    return {
      kind: "refused",
      doubt: lost ? "everything" : "values",
      reason: `the sign reports errors of what it got: ${command.errors.join(", ")}`,
      advice: "check the cable, its length and the parity; checksum: true lets the sign drop what is damaged",
    };
  }
  return { kind: "more" };
}

/** How the answer to `readErrors` is judged: on a line of seven bits the eighth may be parity. */
export const errorsAnswer = ({ serial }: DisplayModel): Answer => ({
  withinMs,
  retries,
  read: (bytes) => verdictOf(bytes, serial.dataBits === 7 ? 0x7f : 0xff),
});

/** Whether so many refreshes of the figures are as long as the technician wants a sign to be left unasked. */
export function isDue(refreshes: number, { refresh }: DisplayModel, { verify }: AlphaOptions): boolean {
  const { everySeconds } = verify;
  if (everySeconds === null || refresh.valuesSeconds === null || refreshes === 0) return false;
  return refreshes * refresh.valuesSeconds >= everySeconds;
}
