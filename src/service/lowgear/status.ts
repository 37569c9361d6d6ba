// What a party tells about its preprocessing: counts and rates, nothing secret.

/** What is being made. */
export interface Producing {
  readonly key: string;
  readonly units: number;
  /** Unix time in milliseconds. */
  readonly since: number;
}

export interface PreprocessingStatus {
  readonly kind: 'dealer' | 'lowgear';
  /** By kind and parameters; units are items, or what one query takes where tuples and masks go together. */
  readonly stock: readonly {
    readonly key: string;
    readonly left: number;
    readonly low: number;
    readonly high: number;
    /** Units per second; null before any were made since the start. */
    readonly rate: number | null;
  }[];
  /** What one query on each bound dataset takes, and what making it cost this party. */
  readonly forecasts: readonly {
    readonly dataset: string;
    readonly needs: readonly { readonly key: string; readonly units: number }[];
    readonly ms: number;
    readonly bytesSent: number;
  }[];
  readonly producing: Producing | null;
  /** Units per second of what is being made. */
  readonly rate: number | null;
  /** Length of the files of the store. */
  readonly bytes: number;
}

/** The dealer makes what a session takes when it takes it. */
export const DEALT: PreprocessingStatus = {
  kind: 'dealer',
  stock: [],
  forecasts: [],
  producing: null,
  rate: null,
  bytes: 0,
};
