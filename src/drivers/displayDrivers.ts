import { type AnyDisplayDriver, defineDisplayDriver } from "./defineDisplayDriver.ts";
import { driver as alcatel } from "./display/alcatel.ts";
import { driver as alpha } from "./display/alpha.ts";
import { driver as amplus } from "./display/amplus.ts";

/** Every display driver, by the name a technician writes: one entry for each file of `display/`. */
export const displayDrivers: ReadonlyMap<string, AnyDisplayDriver> = new Map(
  [defineDisplayDriver(alcatel), defineDisplayDriver(alpha), defineDisplayDriver(amplus)].map((driver) => [
    driver.kind,
    driver,
  ]),
);
