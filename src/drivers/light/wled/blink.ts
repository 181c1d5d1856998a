/** WLED counts its blinking in steps of 20 ms, and two frames of some 23 ms come on top (its effect Blink). */
const STEP_MS = 20;
const FRAMES_MS = 46;
const MOST_SPEED = 255;

/** The rate of WLED's effect Blink at a speed of 0-255, in Hz. */
export const blinkHz = (speed: number): number => 1_000 / ((MOST_SPEED - speed) * STEP_MS + FRAMES_MS);

/** The speed at which WLED's effect Blink is nearest to a rate in Hz. */
export const blinkSpeed = (hz: number): number => {
  const speed = MOST_SPEED - Math.round((1_000 / hz - FRAMES_MS) / STEP_MS);
  return Math.min(MOST_SPEED, Math.max(0, speed));
};
