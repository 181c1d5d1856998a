import { usageOf, usageText } from "./reportField.ts";

/** Pages of the HID Usage Tables 1.5 that headsets use. */
export const pages = { led: 0x08, button: 0x09, telephony: 0x0b } as const;

/** Telephony Device page. */
const telephony: Readonly<Record<number, string>> = {
  32: "HookSwitch",
  33: "Flash",
  34: "Feature",
  35: "Hold",
  36: "Redial",
  37: "Transfer",
  38: "Drop",
  39: "Park",
  40: "ForwardCalls",
  41: "AlternateFunction",
  42: "Line",
  43: "SpeakerPhone",
  44: "Conference",
  45: "RingEnable",
  46: "RingSelect",
  47: "PhoneMute",
  48: "CallerId",
  49: "Send",
  80: "SpeedDial",
  81: "StoreNumber",
  82: "RecallNumber",
  83: "PhoneDirectory",
  112: "VoiceMail",
  113: "ScreenCalls",
  114: "DoNotDisturb",
  115: "Message",
  116: "AnswerOnOff",
  144: "InsideDialTone",
  145: "OutsideDialTone",
  146: "InsideRingTone",
  147: "OutsideRingTone",
  148: "PriorityRingTone",
  149: "InsideRingback",
  150: "PriorityRingback",
  151: "LineBusyTone",
  152: "ReorderTone",
  153: "CallWaitingTone",
  154: "ConfirmationTone1",
  155: "ConfirmationTone2",
  156: "TonesOff",
  157: "OutsideRingback",
  158: "Ringer",
  ...Object.fromEntries(
    ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "Star", "Pound", "A", "B", "C", "D"].map(
      (key, index) => [176 + index, `Key${key}`],
    ),
  ),
};

/** LED page, as far as telephones have them. */
const leds: Readonly<Record<number, string>> = {
  8: "DoNotDisturb",
  9: "Mute",
  23: "OffHook",
  24: "Ring",
  25: "MessageWaiting",
  26: "DataMode",
  27: "BatteryOperation",
  28: "BatteryOk",
  29: "BatteryLow",
  30: "Speaker",
  31: "Headset",
  32: "Hold",
  33: "Microphone",
  34: "Coverage",
  35: "NightMode",
  36: "SendCalls",
  37: "CallPickup",
  38: "Conference",
  39: "StandBy",
  42: "OnLine",
  43: "OffLine",
  44: "Busy",
  45: "Ready",
};

const inTable = (names: Readonly<Record<number, string>>, page: number): Map<number, string> =>
  new Map(Object.entries(names).map(([id, name]) => [usageOf(page, Number(id)), name]));

const telephonyNames = inTable(telephony, pages.telephony);
const ledNames = inTable(leds, pages.led);

/** A telephone's own usage: hook, mute, keys. Null for everything else. */
export const telephonyName = (usage: number): string | null => telephonyNames.get(usage) ?? null;

/** What a host can light or set at a telephone. Null for everything else. */
export const ledName = (usage: number): string | null => ledNames.get(usage) ?? telephonyName(usage);

const pageNames: Readonly<Record<number, string>> = {
  1: "desktop",
  8: "LED",
  9: "button",
  11: "telephony",
  12: "consumer",
};

/** A usage for people: its number, and its name or its page where we know them. */
export function describeUsage(usage: number): string {
  const page = Math.floor(usage / 0x1_0000);
  const around = page >= 0xff00 ? "the maker's own" : pageNames[page];
  const name = (page === pages.led ? ledName(usage) : telephonyName(usage)) ?? around;
  return name === undefined ? usageText(usage) : `${usageText(usage)} ${name}`;
}

/** The collections in which a device speaks as a telephone: Phone, Handset and Headset. */
export const isTelephone = (usage: number): boolean =>
  [1, 4, 5].some((id) => usage === usageOf(pages.telephony, id));

/** How devices name the key that refuses a ringing call, the surest name first. */
export const rejectUsages: readonly number[] = [
  usageOf(pages.telephony, 7),
  usageOf(pages.button, 7),
  usageOf(pages.button, 1),
];
