// Parties with ideal preprocessing, and one client with masks of theirs: what the tests of input and output start from.

import { seededRandom } from '../../src/crypto/random.js';
import { TesseraError } from '../../src/errors.js';
import { inputDigest } from '../../src/io/digests.js';
import { maskWitness } from '../../src/io/input.js';
import { type MaskLayout, maskLayout, type ProofMode } from '../../src/io/layout.js';
import { type ClientMasks, combineMasks, writeMasks } from '../../src/io/messages.js';
import { type ProofContext, prove, type TaggedMasks, verify } from '../../src/io/range-proof.js';
import type { Statement } from '../../src/io/statement.js';
import { type BlockValues, Witness } from '../../src/io/witness.js';
import { type Arena, Kernel } from '../../src/kernel/index.js';
import type { Vector } from '../../src/math/vector.js';
import { Engine } from '../../src/online/engine.js';
import { idealParties } from '../../src/preprocessing/ideal.js';
import type { InputMasks } from '../../src/preprocessing/source.js';

export const kernel = await Kernel.load();

/** n engines of one session on ideal tuples. */
export function engines(parties: number, seed = 1): Engine[] {
  const ideal = idealParties({ kernel, parties, seed: new Uint8Array(32).fill(seed) });
  return ideal.sources().map(
    (tuples, id) =>
      new Engine({
        id,
        parties,
        session: new Uint8Array(32).fill(seed),
        kernel,
        random: seededRandom(kernel, new Uint8Array(32).fill(16 * seed + id)),
        macKey: ideal.macKeys[id]!,
        tuples,
      }),
  );
}

/** One reservation as all sides hold it. */
export interface Setting {
  readonly arena: Arena;
  readonly parties: readonly Engine[];
  readonly statement: Statement;
  readonly rows: number;
  readonly mode: ProofMode;
  readonly layout: MaskLayout;
  /** Each party's side of the masks. */
  readonly masks: readonly InputMasks[];
  /** What each party sends the client. */
  readonly bodies: readonly Uint8Array[];
  readonly client: ClientMasks;
}

export interface SettingOptions {
  readonly statement: Statement;
  readonly rows: number;
  readonly parties?: number;
  readonly mode?: ProofMode;
  readonly outputs?: number;
  readonly seed?: number;
}

export function setting(options: SettingOptions): Setting {
  const { statement, rows, parties = 2, mode = 'interactive', outputs = 0, seed = 1 } = options;
  const all = engines(parties, seed);
  const layout = maskLayout(statement, rows, mode, parties, outputs);
  const masks = all.map((p) => p.tuples.takeInputMasks(layout.total));
  const bodies = masks.map((own) => writeMasks(kernel, own));
  const arena = kernel.newArena();
  const client = combineMasks(arena, bodies, layout.total);
  return { arena, parties: all, statement, rows, mode, layout, masks, bodies, client };
}

/** The client's masks of its inputs. */
export function inputMasksOf(s: Setting): Vector {
  return s.client.values.slice(s.layout.inputs.from, s.layout.inputs.to);
}

/** The client's honest masked input. */
export function maskedInputs(s: Setting, witness: Witness): Vector {
  return maskWitness(s.arena, witness, inputMasksOf(s));
}

/** What prover and verifier bind a proof to. */
export function contextFor(s: Setting, e: Vector, verifier: number): ProofContext {
  return {
    reservation: new Uint8Array(32).fill(9),
    client: new Uint8Array(65).fill(4),
    verifier,
    parties: s.parties.length,
    statement: s.statement,
    rows: s.rows,
    inputDigest: inputDigest(kernel, e.toBytes()),
    challenge: s.mode === 'interactive' ? new Uint8Array(32).fill(100 + verifier) : null,
  };
}

/** The client's tags of inputs and proof masks towards one verifier. */
export function tagsFor(s: Setting, verifier: number): { readonly inputs: Vector; readonly masks: TaggedMasks } {
  const tags = s.client.tags[verifier]!;
  const { inputs, proof } = s.layout;
  const masks = { values: s.client.values.slice(proof.from, proof.to), tags: tags.slice(proof.from, proof.to) };
  return { inputs: tags.slice(inputs.from, inputs.to), masks };
}

/** The client's proof under a context of its choice. */
export function proofOf(s: Setting, witness: Witness, context: ProofContext): Vector {
  const { inputs, masks } = tagsFor(s, context.verifier);
  return prove(s.arena, context, witness, inputs, masks);
}

/** Verifies at the context's party (or with another's keys); throws as verify does. */
export function verifyAt(s: Setting, context: ProofContext, e: Vector, proof: Vector, party = context.verifier): void {
  const { inputs, proof: extent } = s.layout;
  const key = s.masks[party]!.key;
  const keys = {
    inputs: key.slice(inputs.from, inputs.to),
    masks: key.slice(extent.from, extent.to),
    macKey: s.parties[party]!.macKey,
  };
  verify(s.arena, context, e, keys, proof);
}

/** Runs the honest client against every verifier; throws if one rejects. */
export function proveToAll(s: Setting, values: BlockValues): void {
  const witness = new Witness(s.statement, s.rows, values);
  const e = maskedInputs(s, witness);
  for (let verifier = 0; verifier < s.parties.length; verifier++) {
    const context = contextFor(s, e, verifier);
    verifyAt(s, context, e, proofOf(s, witness, context));
  }
}

/** The code that `body` fails with; undefined if it does not fail. Anything but an error of the engine is passed on. */
export function codeOf(body: () => unknown): string | undefined {
  try {
    body();
  } catch (error) {
    if (error instanceof TesseraError) return error.code;
    throw error;
  }
  return undefined;
}
