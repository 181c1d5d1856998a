/** The few calls of the kernel that GPIO needs. Each throws an error with a `code` such as EBUSY where it fails. */
export interface GpioKernel {
  /** Opens a device; the answer is its descriptor. */
  open(path: string): number;
  /** Asks a device; `data` is the struct, which the kernel fills. */
  ioctl(fd: number, request: number, data: Uint8Array): void;
  /** Makes reading a line's events come back at once when there are none. */
  neverWait(fd: number): void;
  /** How many bytes were read; 0 when none wait. */
  read(fd: number, into: Uint8Array): number;
  close(fd: number): void;
}
