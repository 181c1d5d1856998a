import { wordAdvice } from "../domain/nearestWord.ts";
import type { WireCodec, WireTarget } from "../drivers/defineWireCodec.ts";
import { wireCodecs } from "../drivers/wireCodecs.ts";
import { Fault } from "../ports/fault.ts";
import { type DisplayModels, findModel, shippedModels, targetOf } from "./displayModels.ts";

/** A language and the product whose bytes are meant. */
export interface Spoken {
  /** As it was typed. */
  readonly protocol: string;
  readonly codec: WireCodec;
  readonly target: WireTarget;
}

/** The product that stands for a language when none is named; a definition in YAML is a language of its own. */
const usualModels: Readonly<Record<string, string>> = {
  alpha: "alpha-generic-2x20",
  amplus: "amplus-am03127-7x80",
  alcatel: "alcatel-2x16",
  modbus: "modbus-dm36b06",
};

const bare = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

/** The model of which a make's name is meant: `prolite` is pro-lite-m2014r. Null when it could be several. */
function modelByMake(protocol: string, models: DisplayModels): string | null {
  const wanted = bare(protocol);
  const found = [...models.values()].filter(({ id }) => wanted.length > 2 && bare(id).startsWith(wanted));
  const ids = new Set(found.map(({ id }) => id));
  const [only] = ids;
  return ids.size === 1 && only !== undefined ? only : null;
}

/** What somebody means by a protocol: a driver's name, a model's id, or a make; and by a model, if he names one. */
export async function readSpoken(protocol: string, modelName: string | undefined): Promise<Spoken> {
  const models = await shippedModels();
  const name = modelName ?? (models.has(protocol) ? protocol : usualModels[protocol]);
  const byMake = name ?? (wireCodecs.has(protocol) ? null : modelByMake(protocol, models));
  if (byMake === null) throw unclear(protocol, models);
  const model = await findModel(byMake, models);
  const codec = wireCodecs.get(model.driver);
  if (codec === undefined || (wireCodecs.has(protocol) && protocol !== model.driver))
    throw new Fault(
      "WIRE_MODEL",
      `${model.id} speaks ${model.driver}, not ${protocol}`,
      `write ${model.driver}, or another --model`,
    );
  return { protocol, codec, target: targetOf(model) };
}

function unclear(protocol: string, models: DisplayModels): Fault {
  const definitions = [...models.values()].filter(({ driver }) => driver === protocol).map(({ id }) => id);
  if (wireCodecs.has(protocol))
    return new Fault(
      "WIRE_MODEL",
      `${protocol} is another language for each display`,
      `say which with --model: ${[...new Set(definitions)].join(", ")}, or the path of a model's file`,
    );
  const known = [...wireCodecs.keys(), ...models.keys()];
  return new Fault("WIRE_PROTOCOL", `there is no protocol '${protocol}'`, wordAdvice(protocol, known));
}

/** A codec for each language, with the product that stands for it: definitions count one by one. */
export async function everySpoken(): Promise<Spoken[]> {
  const models = new Set((await shippedModels()).values());
  const usual = new Set(Object.values(usualModels));
  return [...models].flatMap((model): Spoken[] => {
    const codec = wireCodecs.get(model.driver);
    if (codec === undefined || (model.driver !== "template" && !usual.has(model.id))) return [];
    const protocol = model.driver === "template" ? model.id : model.driver;
    return [{ protocol, codec, target: targetOf(model) }];
  });
}
