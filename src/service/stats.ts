// What phases cost, as clients and logs see it: figures without secrets.

/** What a phase cost this party. */
export interface PhaseStats {
  readonly ms: number;
  readonly rounds: number;
  readonly bytesSent: number;
}

/** Making tuples, at whatever time that was, and preparing; waiting for tuples is left out. */
export interface PreparationStats extends PhaseStats {
  readonly tuples: Readonly<Record<string, number>>;
}

/** Laying the rows out and the program's set-up; and what that needed beforehand. */
export interface BindingStats extends PhaseStats {
  readonly preprocessing: PreparationStats;
}
