// Both computations at a cost that grows with edges, not with accounts squared. Each bank's edges are secret switches of three
// networks (routes.ts) and secret weights; one iteration, for every bank side by side:
//
//     differences of the scores of the accounts that the bank reads   -> spread to their first edges -> running sums: each edge its source's score
//     -> permute to target order -> times weight -> running sums -> collect each target's last one -> differences: sums per target
//
// and the banks' sums are added. Switches are proven bits, weights declared. Running sums may wrap around the field (residues.ts); their
// differences do not. As in dense.ts the scores are the programs' set-up. plain.ts is the same in double precision.

import { type PermutationNetwork, permutationNetwork } from '../../math/permutation-network.js';
import { permute } from '../../secure/permutation/apply.js';
import { defineProgram } from '../../secure/program/define.js';
import { any, bit, fixed } from '../../secure/program/table.js';
import type { ResidentBlock } from '../../secure/types/block.js';
import type { SecureInt } from '../../secure/types/int.js';
import { SecureResidues } from '../../secure/types/residues.js';
import { ownScores } from './dense.js';
import { nextPagerank, nextRisk, PAGERANK_SCORES, PRODUCTS, RISK_SCORES, uniformScores } from './iterate.js';
import { allSwitches, type BankLayout, type Layout, layoutOf } from './layout.js';
import { Collecting, Spreading } from './monotone.js';
import { monotoneNetwork } from './monotone-network.js';
import { expectedOwners, firstRows } from './owners.js';
import { accountsOf, SparseParameters } from './parameters.js';
import { PAGERANK, RISK } from './scales.js';

export const pagerankSparse = defineProgram({
  name: 'pagerank-sparse',
  description: "PageRank on the union of the banks' transactions, many accounts with few transactions each.",
  parameters: SparseParameters,
  maxRows: (parameters) => layoutOf(parameters, 'source').rows,
  owners: (parameters) => expectedOwners(parameters, rowsOf(layoutOf(parameters, 'source'))),
  dataset: (parameters) => {
    const { weights, switches } = layoutOf(parameters, 'source');
    return { weights: any(PAGERANK.weight, weights), switches: bit(switches) };
  },
  query: () => ({}),
  outputs: (parameters) => ({ scores: fixed(accountsOf(parameters), PAGERANK.score) }),

  setup: ({ parameters, data }) => {
    const layout = layoutOf(parameters, 'source');
    const banks = banksOf(layout, startsOf(parameters, layout, data.owners), data.blocks);
    let x = uniformScores(data.blocks.weights.graph, accountsOf(parameters));
    for (let i = 0; i < parameters.iterations; i++) {
      const parts = banks.map((bank) => bank.sums(x, PAGERANK_SCORES.max));
      const sums = parts.reduce((a, b) => a.add(b)).declared(PRODUCTS.min, PRODUCTS.max);
      x = nextPagerank(sums, parameters.damping);
    }
    return { scores: x };
  },
  body: ({ parameters, data, kept }) => {
    const starts = startsOf(parameters, layoutOf(parameters, 'source'), data.owners);
    return { scores: ownScores(kept.scores, parameters, starts, PAGERANK.score) };
  },
});

export const riskSparse = defineProgram({
  name: 'risk-propagation-sparse',
  description: "Risk scores that flow along the banks' transactions, many accounts with few transactions each.",
  parameters: SparseParameters,
  maxRows: (parameters) => layoutOf(parameters, 'target').rows,
  owners: (parameters) => expectedOwners(parameters, rowsOf(layoutOf(parameters, 'target'))),
  dataset: (parameters) => {
    const { weights, switches, initial } = layoutOf(parameters, 'target');
    return { weights: any(RISK.weight, weights), switches: bit(switches), initial: any(RISK.score + 1, initial) };
  },
  query: () => ({}),
  outputs: (parameters) => ({ scores: fixed(accountsOf(parameters), RISK.score) }),

  setup: ({ parameters, data }) => {
    const layout = layoutOf(parameters, 'target');
    const starts = startsOf(parameters, layout, data.owners);
    const banks = banksOf(layout, starts, data.blocks);
    const initial = data.blocks.initial.columns();
    const scores = layout.banks.map(({ own }, k) => {
      const from = (starts[k] as number) * layout.initial;
      return initial.slice(from, from + own.to - own.from);
    });
    let x = concatenated(scores).within(RISK_SCORES.min, RISK_SCORES.max, 'declared');
    for (let i = 0; i < parameters.iterations; i++) {
      const current = x;
      const parts = banks.map((bank) => bank.sums(current, RISK_SCORES.max).declared(PRODUCTS.min, PRODUCTS.max));
      x = nextRisk(x, concatenated(parts), parameters.damping);
    }
    return { scores: x };
  },
  body: ({ parameters, data, kept }) => {
    const starts = startsOf(parameters, layoutOf(parameters, 'target'), data.owners);
    return { scores: ownScores(kept.scores, parameters, starts, RISK.score) };
  },
});

function startsOf(parameters: SparseParameters, layout: Layout, owners: Parameters<typeof firstRows>[1]): number[] {
  return firstRows(parameters, owners, rowsOf(layout));
}

function rowsOf({ banks }: Layout): (bank: number) => number {
  return (bank) => banks[bank]?.rows ?? 0;
}

interface EdgeBlocks {
  readonly weights: ResidentBlock;
  readonly switches: ResidentBlock;
}

/** Both blocks are read once; a bank's values are a stretch of them. */
function banksOf(layout: Layout, starts: readonly number[], blocks: EdgeBlocks): BankEdges[] {
  const weights = blocks.weights.columns();
  const switches = blocks.switches.columns();
  return layout.banks.map((bank, k) => {
    const row = starts[k] as number;
    const [firstWeight, firstSwitch] = [row * layout.weights, row * layout.switches];
    return new BankEdges(
      bank,
      weights.slice(firstWeight, firstWeight + bank.places),
      switches.slice(firstSwitch, firstSwitch + allSwitches(bank)),
    );
  });
}

/** One bank's edges: what it uploaded and its networks, built once for all iterations. */
class BankEdges {
  readonly #layout: BankLayout;
  readonly #weights: SecureInt;
  readonly #switches: Readonly<Record<'spread' | 'permute' | 'collect', SecureInt>>;
  readonly #spreading: Spreading;
  readonly #network: PermutationNetwork;
  readonly #collecting: Collecting;

  constructor(layout: BankLayout, weights: SecureInt, switches: SecureInt) {
    const { sources, targets, places, switches: counts } = layout;
    this.#layout = layout;
    this.#weights = weights;
    const second = counts.spread + counts.permute;
    this.#switches = {
      spread: switches.slice(0, counts.spread),
      permute: switches.slice(counts.spread, second),
      collect: switches.slice(second, switches.length),
    };
    this.#spreading = new Spreading(monotoneNetwork(sources.to - sources.from, places));
    this.#network = permutationNetwork(places);
    this.#collecting = new Collecting(monotoneNetwork(targets.to - targets.from, places));
  }

  /**
   * For every target of the bank the sum over its edges of weight times score of the source.
   * @param scores of all accounts, 0..largest
   * Costs 4 ceil(log2 places) rounds, one triple per place and one per switch of the three networks.
   */
  sums(scores: SecureInt, largest: bigint): SecureResidues {
    const { from, to } = this.#layout.sources;
    const steps = differences(SecureResidues.of(scores.slice(from, to)));
    const { spread, permute: crossed, collect } = this.#switches;
    const atEdges = this.#spreading.apply(steps, spread).prefixSums().declared(0n, largest);
    const [inTargetOrder] = permute([atEdges], crossed, this.#network);
    const products = SecureResidues.of((inTargetOrder as SecureInt).mul(this.#weights));
    return differences(this.#collecting.apply(products.prefixSums(), collect));
  }
}

/** The first value, then each less the one before. */
function differences(x: SecureResidues): SecureResidues {
  return x.sub(x.gather(Int32Array.from({ length: x.length }, (_, i) => i - 1)));
}

function concatenated([first, ...rest]: readonly SecureInt[]): SecureInt {
  return (first as SecureInt).concat(...rest);
}
