/** Who started this program and watches over it: systemd, or nobody. Nothing here fails. */
export interface ServiceManager {
  /** Without `alive` for so long it ends us and starts us anew, in milliseconds; null: nobody watches. */
  readonly watchdogMs: number | null;
  /** Everything is set up, or again in force after `reloading`. */
  ready(): void;
  reloading(): void;
  stopping(): void;
  alive(): void;
  /** One line about how things are, for whoever asks for the state of the service. */
  status(text: string): void;
}
