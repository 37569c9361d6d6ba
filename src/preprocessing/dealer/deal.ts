// Dealing as a pure function of seeds: chunks of one line in, corrections for the last party out. The pool spreads such
// calls over its threads.

import { UsageError } from '../../errors.js';
import type { Arena, Kernel, Span } from '../../kernel/index.js';
import { ELEMENT_BYTES } from '../../params.js';
import { type Demand, type DemandOf, matvecLengths } from '../kinds.js';
import { correctionsPerItem } from '../layout.js';
import { ChunkDealer } from './chunk-dealer.js';
import { chunkRange } from './chunks.js';
import { drawBits, drawComparisonMasks, drawTruncations } from './secrets.js';
import { lineSeeds, secretsSeed } from './seeds.js';

/** One line of one batch, as the dealer sees it. */
export interface LineSecret {
  /** The batch's secret. */
  readonly secret: Uint8Array;
  readonly label: string;
  readonly parties: number;
}

export interface DealRequest extends LineSecret {
  readonly demand: Demand;
  /** alpha_i of all parties, one element each. */
  readonly macKeys: Uint8Array;
  /** Chunks [from, to). */
  readonly from: number;
  readonly to: number;
  /** Matvec only: the product c, which the request's maker computed from `operandOf`. */
  readonly product?: Uint8Array;
  /** Receives the corrections; shared with the thread that deals, or the same thread's. */
  readonly out: Uint8Array;
}

/** Bytes of the corrections of chunks [from, to). */
export function chunkBytes(demand: Demand, parties: number, from: number, to: number): number {
  const items = chunkRange(demand, to - 1).to - chunkRange(demand, from).from;
  return items * correctionsPerItem(demand, parties) * ELEMENT_BYTES;
}

/** Writes the corrections of a range of chunks. @throws UsageError LENGTH_MISMATCH */
export function dealChunks(kernel: Kernel, request: DealRequest): void {
  const { demand, parties, from, to } = request;
  const perItem = correctionsPerItem(demand, parties);
  const bytes = chunkBytes(demand, parties, from, to);
  if (request.out.length !== bytes) {
    throw new UsageError('LENGTH_MISMATCH', `expected room for ${bytes} bytes, got ${request.out.length}`);
  }
  const seeds = lineSeeds(kernel, request.secret, parties, request.label);
  const arena = kernel.newArena();
  try {
    const macKeys = loadKeys(arena, request.macKeys, parties);
    let at = 0;
    for (let chunk = from; chunk < to; chunk++) {
      const range = chunkRange(demand, chunk);
      const n = range.to - range.from;
      arena.scope(() => {
        const out = arena.alloc(n * perItem);
        const dealer = new ChunkDealer({ arena, seeds, macKeys, chunk, out });
        dealLine(dealer, request, chunk, n);
        if (dealer.written !== out.length) throw new Error(`dealt ${dealer.written} of ${out.length} corrections`);
        request.out.set(kernel.view(out), at);
      });
      at += n * perItem * ELEMENT_BYTES;
    }
  } finally {
    arena.release();
  }
}

/** b of a matvec tuple whose operand is random: what all parties draw as the first component. */
export function operandOf(kernel: Kernel, line: LineSecret, demand: DemandOf<'matvec'>): Uint8Array {
  const arena = kernel.newArena();
  try {
    const seeds = lineSeeds(kernel, line.secret, line.parties, line.label);
    const dealer = new ChunkDealer({ arena, seeds, macKeys: [], chunk: 0, out: arena.alloc(0) });
    return kernel.toBytes(dealer.drawnValue(matvecLengths(demand).operand));
  } finally {
    arena.release();
  }
}

function loadKeys(arena: Arena, bytes: Uint8Array, parties: number): Span[] {
  const keys = arena.alloc(parties);
  arena.kernel.load(bytes, keys);
  return Array.from({ length: parties }, (_, i) => keys.slice(i, i + 1));
}

/** The twin of what expand.ts assembles: the same components in the same order. */
function dealLine(dealer: ChunkDealer, request: DealRequest, chunk: number, n: number): void {
  const { demand } = request;
  const { arena } = dealer.context;
  const { kernel } = arena;
  const product = (x: Span, y: Span): Span => {
    const z = arena.alloc(n);
    kernel.mulInto(x, y, z);
    return z;
  };
  switch (demand.kind) {
    case 'random':
      dealer.drawn(n);
      break;
    case 'inputMask':
      dealer.inputMasks(n);
      break;
    case 'triple':
      dealer.fixed(product(dealer.drawn(n), dealer.drawn(n)));
      break;
    case 'factorTriple': {
      const a = dealer.drawn(n);
      const factors = Array.from({ length: demand.fanOut }, () => dealer.drawn(n));
      for (const b of factors) dealer.fixed(product(a, b));
      break;
    }
    case 'square': {
      const a = dealer.drawn(n);
      dealer.fixed(product(a, a));
      break;
    }
    case 'zeroTest':
      dealer.fixedValue(product(dealer.drawnValue(n), dealer.drawnValue(n)));
      break;
    case 'bit':
      dealer.fixed(drawBits(arena, secretsSeed(kernel, request.secret, request.label), chunk, n));
      break;
    case 'comparisonMask': {
      const seed = secretsSeed(kernel, request.secret, request.label);
      const { high, tables } = drawComparisonMasks(arena, seed, chunk, demand.k, demand.w, n);
      if (high !== null) dealer.fixed(high);
      for (const table of tables) dealer.fixed(table);
      break;
    }
    case 'truncation': {
      const seed = secretsSeed(kernel, request.secret, request.label);
      const { r, high, top } = drawTruncations(arena, seed, chunk, demand.shift, n);
      for (const component of [r, high, top]) dealer.fixed(component);
      break;
    }
    case 'matvec': {
      const { operand, result } = matvecLengths(demand);
      if (demand.operand.from === 'random') dealer.drawn(operand);
      const c = arena.alloc(result);
      kernel.load(request.product ?? new Uint8Array(0), c);
      dealer.fixed(c);
      break;
    }
  }
}
