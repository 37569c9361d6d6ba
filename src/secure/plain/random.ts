// Repeatable chance for the plaintext engine: rounding and shuffles of one run, from one seed. Nothing secret depends on it.

/** Numbers in [0, 1), the same for the same seed: a Weyl sequence through a 32-bit mixer. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return ((z ^ (z >>> 16)) >>> 0) / 2 ** 32;
  };
}

/** A permutation of 0..n-1, every one about equally likely. */
export function permutation(n: number, random: () => number): Int32Array {
  const places = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const moved = places[i] as number;
    places[i] = places[j] as number;
    places[j] = moved;
  }
  return places;
}
