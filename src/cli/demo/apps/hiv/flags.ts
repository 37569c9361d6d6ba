// The options of `tessera demo hiv` that say what to compute; without imports, so that --help is instant.

export interface HivFlags {
  readonly records?: string;
  readonly patients: number;
  readonly mutations: number;
  readonly treatments: number;
  readonly distance: number;
  readonly minimum: number;
  readonly top: number;
}
