// What the options of the client's commands give.

/** How to reach the parties. */
export interface ConnectFlags {
  /** parties.json */
  readonly parties: string;
}

/** With whose key, and on which dataset. */
export interface DatasetFlags extends ConnectFlags {
  readonly key: string;
  readonly dataset: string;
}

/** Which defined program, where the parties' word is not enough. */
export interface ProgramFlags extends DatasetFlags {
  /** A name or a module's file. */
  readonly program?: string;
  /** Public parameters. */
  readonly param?: Readonly<Record<string, unknown>>;
}

/** Ratings of people and the public parameters that say what a row is. */
export interface RatingsFlags extends DatasetFlags {
  readonly ratings: string;
  readonly items: number;
  readonly dense: number;
  readonly scale: number;
}

export interface AskFlags extends RatingsFlags {
  readonly top: number;
}
