// One upload: masks, masked values, check, proof, confirmation. All rows at all parties or none: the parties accept it together.

import { z } from 'zod';
import { bulkInputDigest } from '../io/digests.js';
import { maskLayout } from '../io/layout.js';
import { cut, join } from '../io/messages.js';
import type { Witness } from '../io/witness.js';
import { ELEMENT_BYTES, SEED_BYTES } from '../params.js';
import { type ClientContext, ReservedMasks } from './reserved-masks.js';
import type { Progress } from './retry.js';

export interface UploadReceipt {
  /** 64 hexadecimal digits. */
  readonly id: string;
  readonly rows: number;
}

const acceptedForm = z.object({ accepted: z.literal(true) });

/**
 * @param progress becomes final before the confirmation leaves: from then on the upload may be accepted
 * @param id       32 bytes, fresh; random by default
 * @throws SecurityAbort when a party lied or rejected; ChannelError; UsageError as the parties report it
 */
export async function upload(
  context: ClientContext,
  dataset: string,
  witness: Witness,
  progress: Progress,
  id?: Uint8Array,
): Promise<UploadReceipt> {
  const { kernel, calls } = context;
  const { statement, rows } = witness;
  const layout = maskLayout(statement, rows, 'interactive', calls.parties, 0);
  const masks = await ReservedMasks.reserve(context, 'uploads', layout, { dataset, rows }, id);
  try {
    const input = join(masks.seed, kernel.view(masks.mask(witness).span));
    const digest = bulkInputDigest(kernel, input.subarray(SEED_BYTES));
    const { bodies: answers } = await calls.bytes(`${masks.path}/input`, () => input, ELEMENT_BYTES + SEED_BYTES);
    const [sums, challenges] = [0, 1].map((field) =>
      answers.map((answer) => cut(answer, [ELEMENT_BYTES, SEED_BYTES])[field] as Uint8Array),
    ) as [Uint8Array[], Uint8Array[]];
    const confirmation = masks.check(sums, await digest);
    const confirmations = challenges.map((challenge, verifier) => {
      const proof = masks.prove(witness, verifier, confirmation.input, challenge);
      return join(confirmation.seed, confirmation.sum, confirmation.input, proof);
    });
    progress.final = true;
    await calls.json('POST', `${masks.path}/confirm`, (party) => confirmations[party] as Uint8Array, acceptedForm);
    return { id: masks.idText, rows };
  } finally {
    masks.release();
  }
}
