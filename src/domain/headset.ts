/** What the person at a headset did, told once, whatever the maker's bits and echoes look like. */
export type HeadsetAct =
  | { readonly kind: "hook"; readonly offHook: boolean }
  /** Null: the headset cannot tell any more, so nobody knows. */
  | { readonly kind: "mute"; readonly muted: boolean | null }
  /** Hold, resume, swap or the second call. */
  | { readonly kind: "flash"; readonly pressed: boolean }
  | { readonly kind: "redial" }
  /** The ringing call is not wanted. */
  | { readonly kind: "reject" }
  | { readonly kind: "key"; readonly key: string }
  /** The line is in use, by whomever. */
  | { readonly kind: "line"; readonly busy: boolean }
  /** Another program on this machine controls the headset too. */
  | { readonly kind: "foreignControl" };

/** How a headset should be: what its link does and what its lights say. */
export interface HeadsetWish {
  readonly offHook: boolean;
  readonly ringing: boolean;
  readonly muted: boolean;
  readonly held: boolean;
  /** Whether it says how it goes with what was asked for: with the Hold LED, while no call needs that. Absent: no. */
  readonly signal?: boolean;
}
