/** What stands at the beginning of some bytes: a command and its length, nothing, or too little to tell. */
export type Found<Command> =
  | { readonly kind: "command"; readonly command: Command; readonly length: number }
  | { readonly kind: "none" }
  | { readonly kind: "more" };

/** Finds the command that bytes begin with; they are never empty. */
export type FindCommand<Command> = (bytes: Uint8Array) => Found<Command>;

/** A light holds no more than this of a command that never ends. */
const longestHeld = 512;

/** The ear of a light on a line: takes bytes in pieces as they come, and gives commands back whole. */
export class CommandLine<Command> {
  readonly #find: FindCommand<Command>;
  #held = new Uint8Array();

  constructor(find: FindCommand<Command>) {
    this.#find = find;
  }

  /** What was said, in order; null for each byte that belongs to no command. */
  feed(bytes: Uint8Array): readonly (Command | null)[] {
    let rest = Uint8Array.from([...this.#held, ...bytes]);
    const said: (Command | null)[] = [];
    while (rest.length > 0) {
      const found = this.#find(rest);
      if (found.kind === "more" && rest.length <= longestHeld) break;
      said.push(found.kind === "command" ? found.command : null);
      rest = rest.slice(found.kind === "command" ? found.length : 1);
    }
    this.#held = rest;
    return said;
  }

  /** Half a command is forgotten, as after a silence that ends it. */
  forget(): void {
    this.#held = new Uint8Array();
  }
}

/** The command that bytes are, no more and no less; null when they are none. */
export function wholeCommand<Command>(find: FindCommand<Command>, bytes: Uint8Array): Command | null {
  if (bytes.length === 0) return null;
  const found = find(bytes);
  return found.kind === "command" && found.length === bytes.length ? found.command : null;
}
