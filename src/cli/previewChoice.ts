import { type PreviewOptions, previewCommand } from "./preview.ts";
import { type PreviewReplayOptions, previewReplayCommand } from "./previewReplay.ts";
import { exitCodes, type Terminal, untilSignalled } from "./terminal.ts";

type Written = Omit<PreviewOptions, "stats"> &
  Omit<PreviewReplayOptions, "replay"> & {
    readonly stats?: string;
    readonly replay?: readonly string[];
  };

/** `bandeau preview`, of figures in a file or of a recording. */
export async function previewChoice(
  file: string,
  { stats, replay, ...options }: Written,
  terminal: Terminal,
  stdin: AsyncIterable<Uint8Array>,
): Promise<number> {
  if (stats !== undefined && replay === undefined)
    return previewCommand(file, { ...options, stats }, terminal, stdin);
  if (replay === undefined || stats !== undefined) {
    terminal.writeError("write either --stats FILE or --replay FILE\n");
    return exitCodes.usage;
  }
  const ending = untilSignalled(terminal);
  const input = { stdin, signal: ending.signal };
  const code = await previewReplayCommand(file, { ...options, replay }, terminal, input);
  ending.release();
  return code;
}
