import { describedHeadsets } from "../../../src/simulated/headset/descriptors.ts";
import samples from "./samples.json" with { type: "json" };

/** Real devices with what was heard of them: each sample is a report, and what it says. */
export const devices = samples.map(({ id, name, samples: heard }) => {
  const found = describedHeadsets.find((one) => one.name === name);
  if (found === undefined) throw new Error(`nobody has described ${name}`);
  const { product, source, descriptor } = found;
  return { id, product, source, descriptor, samples: heard };
});
