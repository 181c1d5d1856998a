import type { Answer, Verdict } from "../../ports/displayDriver.ts";
import type { LightWord } from "../../ports/lightDriver.ts";
import { bytesText, says, textBytes } from "./frameBytes.ts";
import type { RelayState } from "./relays.ts";

/** How a board tells what its relays are: lines such as `CH1: ON`, or a byte for each relay. */
export type StatusForm = "text" | "raw";

const withinMs = 300;
const retries = 1;

/** What a board says its relays are, in raw bytes all at once; null for those of which it has not told yet. */
function told(bytes: Uint8Array, form: StatusForm): (relay: number) => boolean | null {
  if (form === "raw") return (relay) => bytes[relay - 1] !== 0;
  const text = bytesText(bytes);
  const states = new Map(
    Array.from(text.matchAll(/CH(\d): ?(ON|OFF)\r?\n/gi), ([, relay, state]) => [
      Number(relay),
      state?.toUpperCase() === "ON",
    ]),
  );
  return (relay) => states.get(relay) ?? null;
}

function judge(bytes: Uint8Array, wanted: readonly RelayState[], form: StatusForm, relays: number): Verdict {
  if (form === "raw" && bytes.length < relays) return { kind: "more" };
  const isOn = told(bytes, form);
  if (wanted.some(({ relay }) => isOn(relay) === null)) return { kind: "more" };
  const wrong = wanted.find((state) => isOn(state.relay) !== state.isOn);
  if (wrong === undefined) return { kind: "taken" };
  return {
    kind: "refused",
    reason: `relay ${wrong.relay} is ${wrong.isOn ? "off" : "on"} although it was switched ${wrong.isOn ? "on" : "off"}`,
    advice: "give it more time with betweenFramesMs in the model's file, and check its 5 V supply",
  };
}

/** What a board with so many relays should answer once they are as wanted. */
export const readBackOf = (wanted: readonly RelayState[], form: StatusForm, relays: number): Answer => ({
  withinMs,
  retries,
  read: (bytes) => judge(bytes, wanted, form, relays),
});

/** What a board with so many relays answers when these are so, and all others off. */
export function statusWords(
  states: readonly RelayState[],
  form: StatusForm,
  relays: number,
): readonly LightWord[] {
  const each = Array.from({ length: relays }, (_, at) =>
    states.some(({ relay, isOn }) => relay === at + 1 && isOn),
  );
  if (form === "raw") return [says(...each.map(Number))];
  return each.map((isOn, at) => says(...textBytes(`CH${at + 1}: ${isOn ? "ON" : "OFF"}\r\n`)));
}
