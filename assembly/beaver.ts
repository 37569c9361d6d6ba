// Recombination after a Beaver multiplication [DPSZ12]: with d = x - a, e = y - b opened,
// x y = c + d b + e a + d e. The public d e is added by one party (the lead) as d (b + e); on the MAC side every
// party adds alpha_i d e, as d (bMac + alpha_i e). Both sides fused: 5 products, 3 reductions per element.
import { M31 } from './constants';
import { addScalar, highLimbs, lowLimbs, mulScalar, twoProductsScalar, vAdd, vMul, vTwoProducts } from './field';

/** z = c + d (b + e') + e a, where e' = e at the lead and 0 elsewhere. */
export function beaver(a: usize, b: usize, c: usize, d: usize, e: usize, lead: i32, z: usize, n: usize): void {
  const leadMask: u64 = 0 - <u64>lead, vLead = i64x2.splat(leadMask), end = n << 3, vectorEnd = (n & ~3) << 3;
  let o: usize = 0;
  for (; o < vectorEnd; o += 32) valueSide(a + o, b + o, c + o, d + o, e + o, vLead, z + o);
  for (; o < end; o += 8) valueScalar(a + o, b + o, c + o, load<u64>(d + o), load<u64>(e + o), leadMask, z + o);
}

/** Value and MAC side: z as above, zMac = cMac + d (bMac + key e) + e aMac; key is the word at address key. */
export function beaverShares(
  a: usize, b: usize, c: usize, aMac: usize, bMac: usize, cMac: usize,
  d: usize, e: usize, key: usize, lead: i32, z: usize, zMac: usize, n: usize,
): void {
  const leadMask: u64 = 0 - <u64>lead, vLead = i64x2.splat(leadMask), end = n << 3, vectorEnd = (n & ~3) << 3;
  const alpha = load<u64>(key), k0 = i32x4.splat(<i32>(alpha & M31)), k1 = i32x4.splat(<i32>(alpha >> 31));
  let o: usize = 0;
  for (; o < vectorEnd; o += 32) {
    let u = v128.load(d + o), v = v128.load(d + o, 16);
    const d0 = lowLimbs(u, v), d1 = highLimbs(u, v), eu = v128.load(e + o), ev = v128.load(e + o, 16);
    const e0 = lowLimbs(eu, ev), e1 = highLimbs(eu, ev);
    u = vAdd(v128.load(b + o), v128.and(eu, vLead)); v = vAdd(v128.load(b + o, 16), v128.and(ev, vLead));
    let b0 = lowLimbs(u, v), b1 = highLimbs(u, v);
    u = v128.load(a + o); v = v128.load(a + o, 16);
    let a0 = lowLimbs(u, v), a1 = highLimbs(u, v);
    v128.store(z + o, vTwoProducts(false, v128.load(c + o), d0, d1, b0, b1, e0, e1, a0, a1));
    v128.store(z + o, vTwoProducts(true, v128.load(c + o, 16), d0, d1, b0, b1, e0, e1, a0, a1), 16);
    u = vAdd(v128.load(bMac + o), vMul(false, e0, e1, k0, k1));
    v = vAdd(v128.load(bMac + o, 16), vMul(true, e0, e1, k0, k1));
    b0 = lowLimbs(u, v); b1 = highLimbs(u, v);
    u = v128.load(aMac + o); v = v128.load(aMac + o, 16);
    a0 = lowLimbs(u, v); a1 = highLimbs(u, v);
    v128.store(zMac + o, vTwoProducts(false, v128.load(cMac + o), d0, d1, b0, b1, e0, e1, a0, a1));
    v128.store(zMac + o, vTwoProducts(true, v128.load(cMac + o, 16), d0, d1, b0, b1, e0, e1, a0, a1), 16);
  }
  for (; o < end; o += 8) {
    const dWord = load<u64>(d + o), eWord = load<u64>(e + o);
    const keyed = addScalar(load<u64>(bMac + o), mulScalar(eWord, alpha));
    valueScalar(a + o, b + o, c + o, dWord, eWord, leadMask, z + o);
    store<u64>(zMac + o, twoProductsScalar(load<u64>(cMac + o), dWord, keyed, eWord, load<u64>(aMac + o)));
  }
}

@inline function valueSide(a: usize, b: usize, c: usize, d: usize, e: usize, vLead: v128, z: usize): void {
  let u = v128.load(d), v = v128.load(d, 16);
  const d0 = lowLimbs(u, v), d1 = highLimbs(u, v), eu = v128.load(e), ev = v128.load(e, 16);
  const e0 = lowLimbs(eu, ev), e1 = highLimbs(eu, ev);
  u = vAdd(v128.load(b), v128.and(eu, vLead)); v = vAdd(v128.load(b, 16), v128.and(ev, vLead));
  const b0 = lowLimbs(u, v), b1 = highLimbs(u, v);
  u = v128.load(a); v = v128.load(a, 16);
  const a0 = lowLimbs(u, v), a1 = highLimbs(u, v);
  v128.store(z, vTwoProducts(false, v128.load(c), d0, d1, b0, b1, e0, e1, a0, a1));
  v128.store(z, vTwoProducts(true, v128.load(c, 16), d0, d1, b0, b1, e0, e1, a0, a1), 16);
}

@inline function valueScalar(a: usize, b: usize, c: usize, d: u64, e: u64, leadMask: u64, z: usize): void {
  store<u64>(z, twoProductsScalar(load<u64>(c), d, addScalar(load<u64>(b), e & leadMask), e, load<u64>(a)));
}
