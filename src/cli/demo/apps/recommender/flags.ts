// The options of `tessera demo recommender` that say what to compute; without imports, so that --help is instant.

export interface RecommenderFlags {
  readonly users?: number;
  readonly items: number;
  readonly dense: number;
  readonly parties: number;
  readonly seed: string;
  readonly ratings?: string;
  readonly queries: number;
  readonly delta?: number;
  readonly top: number;
  readonly preprocessing: 'lowgear' | 'dealer';
}

/** Most dense ratings of real users are filled in with the user's mean, which makes nearly everybody similar at 0.87. */
export const FILE_DELTA = 0.98;
/** The reference setting's. */
export const GENERATED_DELTA = 0.87;
