// The options of `tessera demo pagerank` that say what to compute; without imports, so that --help is instant.

export interface PagerankFlags {
  readonly edges?: string;
  readonly accounts: number;
  readonly transactions: number;
  readonly banks: number;
  readonly iterations: number;
  readonly damping: number;
  readonly score: 'pagerank' | 'risk';
  readonly method: 'auto' | 'dense' | 'sparse';
  readonly initial?: string;
  readonly scores?: string;
  readonly top: number;
}
