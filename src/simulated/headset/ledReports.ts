import { putBits, type TwinLayout } from "./layout.ts";

/** What a program writes that wants exactly these LEDs lit: every report that holds one, whole. */
export function ledReports({ outputs, outputBits }: TwinLayout, lit: ReadonlySet<string>): Uint8Array[] {
  return [...outputBits].flatMap(([reportId, bits]) => {
    const held = outputs.filter((control) => control.reportId === reportId);
    if (held.length === 0) return [];
    const payload = new Uint8Array(Math.ceil(bits / 8));
    for (const { name, bitOffset, bitSize, arrayValue } of held)
      if (lit.has(name)) putBits(payload, bitOffset, bitSize, arrayValue ?? 1);
    return [Uint8Array.of(reportId, ...payload)];
  });
}
