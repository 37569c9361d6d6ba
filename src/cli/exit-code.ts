// What the shell learns from `tessera`: 0 for success, otherwise whose turn it is to act. The numbers are part of the
// interface; scripts branch on them.

export const EXIT = {
  ok: 0,
  /** Anything without a number of its own, and an answer of the demo that is not correct. */
  failed: 1,
  /** The caller's fault: arguments, configuration, data, limits. */
  usage: 2,
  /** The network, or a process that went away. */
  network: 3,
  /** Somebody deviated from the protocol. */
  abort: 4,
  /** 128 + SIGINT, as shells count. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
