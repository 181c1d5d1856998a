export type Headers = Readonly<Record<string, string | number>>;

/** Headers as the manager interface writes them. */
export const amiText = (headers: Headers): string =>
  `${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("")}\r\n`;

/** Actions out of what a client writes, whole ones only; the rest is what is not whole yet. */
export function actionsOf(text: string): { readonly actions: readonly Headers[]; readonly rest: string } {
  const blocks = text.split("\r\n\r\n");
  const rest = blocks.pop() ?? "";
  const actions = blocks.map((block) =>
    Object.fromEntries(
      block.split("\r\n").map((line) => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    ),
  );
  return { actions, rest };
}
