import { describe, expect, it } from "vitest";
import { knownReason, reasonSorter } from "../../src/domain/agentReasons.ts";

const sort = reasonSorter({});
const classOf = (label: string): string => {
  const { reason, isPrivate } = sort({ code: null, label, group: null });
  return isPrivate ? "private" : String(reason?.class);
};

describe("reasons by the words of floors", () => {
  it.each([
    ["PAUSE", "break"],
    ["Pause 1", "break"],
    ["pauses", "break"],
    ["DÉJEUNER", "lunch"],
    ["Pause déjeuner", "lunch"],
    ["REPAS", "lunch"],
    ["Formation produit", "training"],
    ["RÉUNION", "meeting"],
    ["brief", "meeting"],
    ["BACK-OFFICE", "backOffice"],
    ["Courrier", "backOffice"],
    ["N2", "backOffice"],
    ["APPELS SORTANTS", "outbound"],
    ["rappels", "outbound"],
    ["Coaching", "coaching"],
    ["Écoute", "coaching"],
    ["PANNE", "technical"],
    ["informatique", "technical"],
    ["INFIRMERIE", "private"],
    ["heures de délégation", "private"],
    ["SYNDICAT", "private"],
    ["PERSO", "private"],
    ["visite médicale", "private"],
    ["sick", "private"],
    ["gardening", "other"],
    ["PAUSEX", "other"],
  ])("%s is %s", (label, kind) => {
    expect(classOf(label)).toBe(kind);
  });

  it("none is none", () => {
    expect(sort({ code: null, label: null, group: "x" })).toEqual({ reason: null, isPrivate: false });
  });
});

describe("reasons by their codes", () => {
  it("that Unified CCX sets itself are known", () => {
    expect(sort({ code: "32763", label: null, group: null }).reason).toEqual({
      code: "32763",
      label: "no answer",
      class: "noAnswer",
    });
    expect(sort({ code: "32757", label: "Bascule", group: null }).reason).toEqual({
      code: "32757",
      label: "Bascule",
      class: "technical",
    });
  });

  it("are what the site says, without regard to case, before anything else", () => {
    const site = reasonSorter({
      Pause: { label: "Tea", class: "meeting" },
      "32763": { label: null, class: "other" },
      "7": { label: null, class: "training" },
    });
    expect(site({ code: "PAUSE", label: null, group: null }).reason).toEqual({
      code: "PAUSE",
      label: "Tea",
      class: "meeting",
    });
    expect(site({ code: "32763", label: null, group: null }).reason?.class).toBe("other");
    expect(site({ code: "7", label: "Cours", group: null }).reason).toEqual({
      code: "7",
      label: "Cours",
      class: "training",
    });
    expect(site({ code: "99", label: "pause", group: null }).reason?.class).toBe("meeting");
  });

  it("with a site's class but the message's private word stay private, unless the site gives its own word", () => {
    const site = reasonSorter({
      "7": { label: null, class: "break" },
      "8": { label: "Absent", class: "break" },
    });
    expect(site({ code: "7", label: "Infirmerie", group: null })).toEqual({ reason: null, isPrivate: true });
    expect(site({ code: "8", label: "Infirmerie", group: null }).reason).toEqual({
      code: "8",
      label: "Absent",
      class: "break",
    });
  });

  it("of a group are that group's own", () => {
    const site = reasonSorter({ "60/3": { label: "Mail", class: "backOffice" } });
    expect(site({ code: "3", label: null, group: "60" }).reason?.class).toBe("backOffice");
    expect(site({ code: "3", label: null, group: "61" }).reason).toEqual({
      code: "3",
      label: null,
      class: "other",
    });
  });
});

describe("a code that nobody has given a meaning", () => {
  it("is one that neither the site nor the maker of the ACD names", () => {
    const isKnown = knownReason({
      "60/3": { label: null, class: "other" },
      Pause: { label: null, class: "break" },
    });
    expect(["3", "60/3", "PAUSE", "32763"].map(isKnown)).toEqual([true, true, true, true]);
    expect(isKnown("4")).toBe(false);
  });
});
