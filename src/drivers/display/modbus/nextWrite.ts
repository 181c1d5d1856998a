import type { Show } from "../../../domain/glass.ts";
import type { Frame, Step } from "../../../ports/displayDriver.ts";
import type { DisplayModel } from "../../../ports/displayModel.ts";
import type { SerialSettings } from "../../../ports/serialLink.ts";
import { wireMs } from "../../../shared/wireTime.ts";
import { answerTo } from "./answer.ts";
import { encodeModbus } from "./frames.ts";
import type { ModbusOptions } from "./options.ts";
import { type RowMeaning, rowMeanings } from "./rowMeaning.ts";
import { rowRegisters } from "./rowRegisters.ts";

/** Registers as they were written last, and for which page. */
interface WrittenRegisters {
  readonly words: string;
  readonly page: string;
}

/** What we believe a Modbus display holds. */
export interface ModbusHeld {
  /** By the first register of each write. */
  readonly written: ReadonlyMap<number, WrittenRegisters>;
  /** The row written last: the search goes on behind it, so that none is starved. */
  readonly latest: number;
}

export const unknownDisplay: ModbusHeld = { written: new Map(), latest: -1 };

interface Write {
  readonly row: number;
  readonly register: number;
  readonly words: readonly number[];
}

/** Frames are told apart by a silence of 3.5 characters, and of 1.75 ms above 19200 baud (Serial Line V1.02, 2.5.1.1). */
const silenceMs = (line: SerialSettings): number => Math.ceil(Math.max(1.75, wireMs(3.5, line)));

function rowWrites(row: number, meaning: RowMeaning, columns: number, options: ModbusOptions): Write[] {
  const { register, rowStep, blinkRegister } = options;
  const { words, blinkMask } = rowRegisters(meaning, columns, options);
  const value: Write = { row, register: register + row * rowStep, words };
  if (blinkRegister === undefined) return [value];
  const blink: Write = { row, register: blinkRegister + row * rowStep, words: [blinkMask] };
  // What has to blink does so from the start; what must not any more is exchanged first.
  return blinkMask === 0 ? [value, blink] : [blink, value];
}

function wanted({ latest }: ModbusHeld, show: Show, model: DisplayModel, options: ModbusOptions): Write[] {
  const rows = rowMeanings(show, model.rows).map((meaning, row) => ({ meaning, row }));
  const turned = [...rows.slice(latest + 1), ...rows.slice(0, latest + 1)];
  return turned.flatMap(({ meaning, row }) => rowWrites(row, meaning, model.columns, options));
}

function frameOf(
  { register, words }: Write,
  model: DisplayModel,
  options: ModbusOptions,
): Omit<Frame, "purpose"> {
  const { slave, writeSingle } = options;
  const [value = 0] = words;
  const write =
    words.length === 1 && writeSingle
      ? ({ name: "writeRegister", slave, register, value } as const)
      : ({ name: "writeRegisters", slave, register, values: words } as const);
  return { bytes: encodeModbus(write), pauseAfterMs: silenceMs(model.serial), answer: answerTo(write) };
}

/** The next registers that are not as they should be: brightness once, then row after row. */
export function nextWrite(
  held: ModbusHeld,
  show: Show,
  model: DisplayModel,
  options: ModbusOptions,
): Step<ModbusHeld> | null {
  const page = show.alarm ?? show.page;
  const { brightness } = options;
  const first = brightness
    ? [{ row: held.latest, register: brightness.register, words: [brightness.level] }]
    : [];
  for (const write of [...first, ...wanted(held, show, model, options)]) {
    const { row, register } = write;
    const words = write.words.join();
    const before = held.written.get(register);
    if (before?.words === words) continue;
    const shown = show.alarm !== null ? "alarm" : before?.page === page ? "value" : "page";
    const purpose = register === brightness?.register ? "initialise" : shown;
    return {
      frame: { ...frameOf(write, model, options), purpose },
      held: { written: new Map(held.written).set(register, { words, page }), latest: row },
    };
  }
  return null;
}
