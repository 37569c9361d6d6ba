// Plain counterparts of what the gadgets compute, for the law suite.

/** Consecutive groups. */
export function chunks<T>(x: readonly T[], size: number): T[][] {
  return Array.from({ length: x.length / size }, (_, i) => x.slice(i * size, (i + 1) * size));
}

export function ascending(x: readonly bigint[]): bigint[] {
  return [...x].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

export function largestOf(x: readonly bigint[]): bigint {
  return ascending(x).at(-1) as bigint;
}

export function smallestOf(x: readonly bigint[]): bigint {
  return ascending(x)[0] as bigint;
}

export function total(x: readonly bigint[]): bigint {
  return x.reduce((a, b) => a + b, 0n);
}

export function bit(condition: boolean): bigint {
  return condition ? 1n : 0n;
}

/** Row by row, m x k times k x n. */
export function product(x: readonly bigint[], y: readonly bigint[], m: number, k: number, n: number): bigint[] {
  return Array.from({ length: m * n }, (_, place) => {
    const [i, j] = [Math.floor(place / n), place % n];
    return total(Array.from({ length: k }, (_, l) => (x[i * k + l] as bigint) * (y[l * n + j] as bigint)));
  });
}

/** A number per row, row by row. */
export function hotRows(places: readonly number[], n: number): bigint[] {
  return places.flatMap((place) => Array.from({ length: n }, (_, v) => bit(v === place)));
}
