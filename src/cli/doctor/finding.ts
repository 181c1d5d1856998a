import { Fault, reasonOf } from "../../ports/fault.ts";

/** What is looked at, in the order in which one thing can be the reason for another. */
export const areas = [
  "configuration",
  "program",
  "state",
  "display",
  "headset",
  "light",
  "gpio",
  "clock",
  "broker",
  "node",
  "source",
  "service",
] as const;

export type Area = (typeof areas)[number];

/** One thing that was looked at. */
export interface Finding {
  readonly area: Area;
  /** Which one: a display's id, a source's name; "" where there is only one. */
  readonly subject: string;
  /** doubt: it may be meant like this, or nobody could look. */
  readonly state: "wrong" | "doubt" | "well";
  /** For programs; null where all is well. */
  readonly code: string | null;
  readonly what: string;
  readonly advice: string | null;
}

type Place = Pick<Finding, "area" | "subject">;

/** Nothing to do here. */
export const well = (place: Place, what: string): Finding => ({
  area: place.area,
  subject: place.subject,
  state: "well",
  code: null,
  what,
  advice: null,
});

/** Something that is wrong for sure. */
export const wrong = (place: Place, code: string, what: string, advice: string): Finding => ({
  area: place.area,
  subject: place.subject,
  state: "wrong",
  code,
  what,
  advice,
});

/** Something that may be meant like this, or that nobody could look at. */
export const doubt = (place: Place, code: string, what: string, advice: string): Finding => ({
  area: place.area,
  subject: place.subject,
  state: "doubt",
  code,
  what,
  advice,
});

/** A failure that was caught, with the advice that it carries. */
export const fromFault = (place: Place, error: unknown): Finding =>
  error instanceof Fault
    ? wrong(place, error.code, error.message, error.advice)
    : wrong(place, "UNEXPECTED", reasonOf(error), "please report this with what bandeau doctor printed");

const states = ["wrong", "doubt", "well"] as const;

/** What is wrong before what is doubtful before what is well; in each, causes before what follows from them. */
export const inOrder = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted(
    (a, b) =>
      states.indexOf(a.state) - states.indexOf(b.state) || areas.indexOf(a.area) - areas.indexOf(b.area),
  );
