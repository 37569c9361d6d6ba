// The options of `tessera demo benchmarking` that say what to compute; without imports, so that --help is instant.

export interface BenchmarkingFlags {
  readonly figures?: string;
  readonly companies: number;
  readonly metrics: number;
}
