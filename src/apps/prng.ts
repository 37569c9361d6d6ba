// xoshiro128** (Blackman, Vigna: "Scrambled Linear Pseudorandom Number Generators", 2018), 32-bit, seeded through
// FNV-1a (for text) and splitmix32. For reproducible test data only.

/**
 * A stream of uniform 32-bit integers; the same seed gives the same stream on every machine.
 * @param seed  text, or a number (its decimal text is what counts)
 * @hazard predictable by design: never for keys, masks or shares.
 */
export function xoshiro128(seed: number | string): () => number {
  const next = splitmix32(fnv1a(String(seed)));
  let a = next();
  let b = next();
  let c = next();
  let d = next() | 1; // the all-zero state is the one that never leaves itself
  return () => {
    const result = Math.imul(rotl(Math.imul(b, 5), 7), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotl(d, 11);
    return result;
  };
}

function splitmix32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return z ^ (z >>> 16);
  };
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}

function rotl(x: number, k: number): number {
  return (x << k) | (x >>> (32 - k));
}
