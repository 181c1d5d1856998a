import type { LightShow } from "../app/lightPlan.ts";
import { Wallboard } from "../app/wallboard.ts";
import type { WallboardPlan } from "../app/wallboardPlan.ts";
import { fitLight } from "../config/fittedLight.ts";
import { Floor } from "../domain/floor.ts";
import type { Instant } from "../domain/instant.ts";
import { lampWords } from "../domain/lightWords.ts";
import { askWords, duringWords } from "../domain/ruleWords.ts";
import type { SeatLook } from "../domain/seatLook.ts";
import { bindLight } from "./bindLight.ts";
import { HandClock } from "./handClock.ts";
import { hearDeliveries } from "./hearDeliveries.ts";
import type { SiteFile } from "./siteLoader.ts";
import type { Delivery } from "./statisticsFile.ts";

export interface LightsPreview {
  readonly site: SiteFile;
  readonly wallboard: WallboardPlan;
  readonly deliveries: readonly Delivery[];
  readonly at: Instant;
  /** How long the sources have been silent when somebody looks; 0 while they speak. */
  readonly silentMs: number;
  /** What is known of seats. */
  readonly seats: ReadonlyMap<string, SeatLook>;
}

/** A light, and what it would be. */
export interface ShownLight {
  readonly id: string;
  readonly model: string;
  /** The model's name, for people. */
  readonly name: string;
  readonly lamps: readonly {
    readonly name: string;
    /** As `red fast 20%`: the nearest that the model can be. */
    readonly shows: string;
    /** The rule that decides, and what it asks; null where none does. */
    readonly rule: string | null;
    readonly because: string | null;
  }[];
  readonly buzzer: boolean;
}

/** What all lights want with these figures, on a controller where nothing is wrong and nobody has left a message. */
function wanted({ wallboard: plan, deliveries, at, silentMs, seats }: LightsPreview): Map<string, LightShow> {
  const clock = new HandClock(at);
  const floor = new Floor();
  const shows = new Map<string, LightShow>();
  hearDeliveries(floor, clock, deliveries);
  const wallboard = new Wallboard(
    {
      floor,
      clock,
      messages: () => [],
      want: () => undefined,
      after: () => () => undefined,
      lights: {
        want: (id, show) => shows.set(id, show),
        seat: (seat) => seats.get(seat) ?? null,
        health: () => ({ worst: "up", broker: true }),
      },
    },
    { ...plan, displays: [] },
  );
  clock.pass(silentMs);
  wallboard.start();
  wallboard.stop();
  return shows;
}

/** What each light of a site would be with these figures, and why. */
export function previewLights(preview: LightsPreview): readonly ShownLight[] {
  const { site, wallboard } = preview;
  const shows = wanted(preview);
  return site.site.lights.flatMap((light) => {
    const file = site.lights.get(light.model);
    const show = shows.get(light.id);
    if (file === undefined || show === undefined) return [];
    const rules = wallboard.lights.find(({ id }) => id === light.id)?.program.rules ?? [];
    const bound = bindLight(fitLight(light, file));
    const { lamps, buzzer } = bound.nearest(show);
    const why = (name: string | null): string | null => {
      const rule = rules.find((one) => one.name === name);
      return rule === undefined ? null : `${askWords(rule.ask)}${duringWords(rule.during)}`;
    };
    return [
      {
        id: light.id,
        model: file.id,
        name: file.name,
        lamps: lamps.map((lamp, index) => {
          const rule = show.rules[index] ?? null;
          const name = bound.model.lamps[index]?.name ?? String(index + 1);
          return { name, shows: lampWords(lamp), rule, because: why(rule) };
        }),
        buzzer,
      },
    ];
  });
}
