// Vectors of secret residues modulo p: integers whose size nobody keeps track of, because sums may wrap around the field on the way
// and only differences of them, which are small again, are of interest. No range is checked here, so nothing that depends on a
// size can be done with them: a program says how small the result is (`declared`) to go on with integers.

import { UsageError } from '../../errors.js';
import type { Graph, Node } from '../graph/graph.js';
import { RESIDUES } from '../graph/range.js';
import { SecureInt } from './int.js';

export class SecureResidues {
  private constructor(
    private readonly graph: Graph,
    private readonly node: Node,
  ) {}

  /** The same values without their range. */
  static of({ graph, node }: SecureInt): SecureResidues {
    return new SecureResidues(graph, graph.add('residues', { kind: 'within' }, [node], node.length, RESIDUES));
  }

  get length(): number {
    return this.node.length;
  }

  /** Element by element. @cost rounds 0 */
  add(y: SecureResidues): SecureResidues {
    return this.#make({ kind: 'add' }, [this.node, y.node], sameLength('add', this.length, y.length));
  }

  /** @cost rounds 0 */
  sub(y: SecureResidues): SecureResidues {
    return this.#make({ kind: 'sub' }, [this.node, y.node], sameLength('sub', this.length, y.length));
  }

  /** Element by element. @cost rounds 1, triples n */
  mul(factor: SecureInt): SecureResidues {
    return this.#make({ kind: 'multiply' }, [factor.node, this.node], sameLength('mul', this.length, factor.length));
  }

  /** Element indices[i] at place i; -1 puts 0 there. @param indices not to be changed later @cost rounds 0 */
  gather(indices: Int32Array): SecureResidues {
    if (!indices.every((place) => place >= -1 && place < this.length)) {
      throw new UsageError('INVALID_ARGUMENT', `gather: a place outside a vector of ${this.length}`);
    }
    return this.#make({ kind: 'gather', indices }, [this.node], indices.length);
  }

  /** @cost rounds 0 */
  concat(...ys: readonly SecureResidues[]): SecureResidues {
    if (ys.length === 0) return this;
    const length = ys.reduce((sum, y) => sum + y.length, this.length);
    return this.#make({ kind: 'concat' }, [this.node, ...ys.map(({ node }) => node)], length);
  }

  /** The sum of all elements. @cost rounds 0 */
  sum(): SecureResidues {
    return this.#make({ kind: 'sums', group: this.length }, [this.node], 1);
  }

  /** Running sums; the first element is itself. @cost rounds 0 */
  prefixSums(): SecureResidues {
    return this.#make({ kind: 'prefixSums', group: this.length }, [this.node], this.length);
  }

  /**
   * The same values as integers. The program relies on well-formed data here, so they count as not proven.
   * @hazard a value outside the range is not noticed on shares: what depends on it is wrong
   */
  declared(min: bigint | number, max: bigint | number): SecureInt {
    const range = { min: BigInt(min), max: BigInt(max), proven: false };
    return new SecureInt(this.graph, this.graph.add('declared', { kind: 'within' }, [this.node], this.length, range));
  }

  #make(op: Node['op'], args: readonly Node[], length: number): SecureResidues {
    return new SecureResidues(this.graph, this.graph.add(`residues: ${op.kind}`, op, args, length, RESIDUES));
  }
}

function sameLength(operation: string, n: number, m: number): number {
  if (n === m) return n;
  throw new UsageError('LENGTH_MISMATCH', `${operation}: vectors of ${n} and ${m} elements`);
}
