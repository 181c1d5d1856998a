import { type AnyDisplayDriver, defineDisplayDriver } from "./defineDisplayDriver.ts";
import { driver as alcatel } from "./display/alcatel.ts";
import { driver as alpha } from "./display/alpha.ts";
import { driver as amplus } from "./display/amplus.ts";
import { driver as modbus } from "./display/modbus.ts";
import { driver as template } from "./display/template.ts";

/** Every display driver, by the name a technician writes: one entry for each file of `display/`. */
export const displayDrivers: ReadonlyMap<string, AnyDisplayDriver> = new Map(
  [
    defineDisplayDriver(alcatel),
    defineDisplayDriver(alpha),
    defineDisplayDriver(amplus),
    defineDisplayDriver(modbus),
    defineDisplayDriver(template),
  ].map((driver) => [driver.kind, driver]),
);
