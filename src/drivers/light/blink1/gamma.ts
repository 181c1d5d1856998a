const full = 255;

/** The maker's library makes a part of a colour darker by this power, for eyes; the first model does not by itself. */
const exponent = 1 / 0.45;

/** What the first model is told so that a part of a colour looks as it should. A part that burns never becomes nothing. */
export const withGamma = (part: number): number =>
  part === 0 ? 0 : Math.max(1, Math.round(full * (part / full) ** exponent));

/** What a part that the first model was told looks like. */
export const withoutGamma = (part: number): number => Math.round(full * (part / full) ** (1 / exponent));
