// Products of shares with triples made before, for material that is made of other material.

import { UsageError } from '../../errors.js';
import { Vector } from '../../math/vector.js';
import { parallel } from '../../protocol/parallel.js';
import type { Protocol } from '../../protocol/step.js';
import { open } from '../../sharing/open.js';
import { Shares } from '../../sharing/shares.js';
import { cutFactors } from '../material.js';
import type { FactorTriples } from '../source.js';
import type { LowGearSession } from './session.js';

/** Triples by fan-out, used once and in order. */
export class TripleSupply {
  readonly #stocks = new Map<number, FactorTriples>();
  readonly #taken = new Map<number, number>();

  /** @param stocks at most one of each fan-out */
  constructor(stocks: readonly FactorTriples[]) {
    for (const stock of stocks) this.#stocks.set(stock.b.length, stock);
  }

  /** @throws UsageError TUPLES_EXHAUSTED */
  take(fanOut: number, n: number): FactorTriples {
    const stock = this.#stocks.get(fanOut);
    const from = this.#taken.get(fanOut) ?? 0;
    const left = (stock?.a.length ?? 0) - from;
    if (stock === undefined || n > left) {
      throw new UsageError('TUPLES_EXHAUSTED', `factorTriple/${fanOut}: wanted ${n}, left ${left}`);
    }
    this.#taken.set(fanOut, from + n);
    return cutFactors(stock, from, from + n);
  }
}

/**
 * x y for each y, element by element; what is opened is unchecked until the next checkOpenings.
 * @cost rounds 1, openings n (1 + |ys|), factorTriples n of fan-out |ys| @source [DPSZ12] Multiply
 */
export function* multiplyShared(
  p: LowGearSession,
  supply: TripleSupply,
  x: Shares,
  ys: readonly Shares[],
): Protocol<Shares[]> {
  const { a, b, c } = supply.take(ys.length, x.length);
  const [d, ...es] = yield* parallel([open(p, x.sub(a)), ...ys.map((y, f) => open(p, y.sub(b[f]!)))]);
  return es.map((e, f) => {
    const z = new Shares(Vector.zeros(p.arena, x.length), Vector.zeros(p.arena, x.length));
    const spans = {
      a: a.value.span,
      b: b[f]!.value.span,
      c: c[f]!.value.span,
      aMac: a.mac.span,
      bMac: b[f]!.mac.span,
      cMac: c[f]!.mac.span,
    };
    p.kernel.beaverSharesInto(spans, d!.span, e.span, p.macKey.span, p.id === 0, z.value.span, z.mac.span);
    return z;
  });
}
