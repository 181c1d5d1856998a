import type { Colour } from "../domain/glass.ts";
import type { SerialSettings } from "./serialLink.ts";

/** How one product uses a driver: a file of `devices/displays`, checked, with the site's settings laid over it. */
export interface DisplayModel {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly rows: number;
  /** Characters in a row, in the font the driver uses. */
  readonly columns: number;
  readonly colours: readonly Colour[];
  readonly serial: SerialSettings;
  readonly pacing: {
    /** Silence after each frame, in milliseconds. */
    readonly betweenFramesMs: number;
  };
  /** How often to say again what the display should know already; null = never. */
  readonly refresh: {
    readonly valuesSeconds: number | null;
    readonly layoutsSeconds: number | null;
    readonly everythingSeconds: number | null;
  };
}
