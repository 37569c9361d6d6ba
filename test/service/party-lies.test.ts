// A party may lie to a client. One honest party is enough for the client to notice: it gets the right answer or an error.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ClientAnswer, ClientRequest, Transport } from '../../src/client/transport.js';
import { ChannelError, SecurityAbort, type TesseraError } from '../../src/errors.js';
import { Deployment } from './deployment.js';
import { DATASET, People, range } from './ratings.js';
import { notCanonical, shifted } from './words.js';

const test = suite('service: lies of parties');

type Change = (body: Uint8Array) => Uint8Array;

/** Changes what one party answers to one step; everything else passes. */
class Liar implements Transport {
  constructor(
    private readonly inner: Transport,
    private readonly party: number,
    private readonly step: RegExp,
    private readonly change: Change,
  ) {}

  async request(party: number, request: ClientRequest): Promise<ClientAnswer> {
    const answer = await this.inner.request(party, request);
    if (party !== this.party || !this.step.test(request.path) || answer.status !== 200) return answer;
    return { ...answer, body: this.change(answer.body) };
  }
}

const UPLOAD = /^\/v1\/uploads\/[0-9a-f]+$/;
const INPUT = /\/input$/;
const QUERY = /^\/v1\/queries\/[0-9a-f]+$/;
const CHALLENGE = /\/challenge$/;
const RUN = /\/run$/;
const CONFIRM = /\/confirm$/;
const BIND = /\/bind\//;

for (const parties of [2, 3]) {
  const deployment = await Deployment.start({ parties });
  const transport = deployment.transport();
  const people = new People(12, 10 + parties);
  const [honest] = await deployment.clients(transport, 1);
  await people.upload(honest!, 0, 10);
  await honest!.bind(DATASET);
  const liar = parties - 1;

  const client = (step: RegExp, change: Change) => deployment.client(new Liar(transport, liar, step, change));
  // An answer to a reservation: all mask shares, then all tags for one other party after the other.
  const tag = (verifier: number): Change => {
    return (body) => shifted(body, (1 + verifier) * (body.length / 8 / parties) + 2);
  };
  const last: Change = (body) => shifted(body, body.length / 8 / parties - 1);
  const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

  for (const [name, step, change, code] of [
    ['a mask share', UPLOAD, (body) => shifted(body, 3), 'MASK_CHECK_FAILED'],
    ['r_0', UPLOAD, (body) => shifted(body, 0), 'MASK_CHECK_FAILED'],
    ['a mask share that is no field element', UPLOAD, (body) => notCanonical(body, 1), 'NOT_CANONICAL_SHARE'],
    ['the number of mask shares', UPLOAD, (body) => body.slice(8), 'BAD_FRAME'],
    ['u', INPUT, (body) => shifted(body, 0), 'MASK_CHECK_FAILED'],
    ['a tag towards the first party', UPLOAD, tag(0), 'RANGE_PROOF_REJECTED'],
    ['its challenge for the proof', INPUT, (body) => shifted(body, 2), 'RANGE_PROOF_REJECTED'],
    ['having accepted', CONFIRM, () => text({ accepted: 'yes' }), 'BAD_FRAME'],
  ] as readonly (readonly [string, RegExp, Change, string])[]) {
    test(`uploading to ${parties} parties, a client notices that one lies about ${name}`, async () => {
      assert.is(await codeOf(people.upload(await client(step, change), 10, 11)), code);
    });
  }

  for (const [name, step, change, code] of [
    ['a mask share', QUERY, (body) => shifted(body, 1), 'MASK_CHECK_FAILED'],
    ["an output's mask share", QUERY, last, 'MASK_CHECK_FAILED'],
    ['u', CHALLENGE, (body) => shifted(body, 0), 'MASK_CHECK_FAILED'],
    ['a tag towards the first party', QUERY, tag(0), 'RANGE_PROOF_REJECTED'],
    ['the output', RUN, (body) => shifted(body, 0), 'OUTPUT_MISMATCH'],
    ['the last output', RUN, (body) => shifted(body, body.length / 8 - 1, -1n), 'OUTPUT_MISMATCH'],
    ['the length of the output', RUN, (body) => body.slice(0, -8), 'BAD_FRAME'],
    ['whether it has confirmed', CONFIRM, () => text({}), 'BAD_FRAME'],
  ] as readonly (readonly [string, RegExp, Change, string])[]) {
    test(`asking ${parties} parties, a client notices that one lies about ${name}`, async () => {
      const asker = await client(step, change);
      const asking = people.prepare(asker).then((prepared) => people.ask(prepared, 11));
      assert.is(await codeOf(asking), code);
    });
  }

  test(`binding at ${parties} parties, a client notices that one reports another version`, async () => {
    const binder = await client(BIND, () => text({ version: 7, rows: 10 }));
    assert.is(await codeOf(binder.bind(DATASET)), 'SESSION_MISMATCH');
  });

  test(`after all these lies an honest question to ${parties} parties is answered`, async () => {
    const [stranger] = await deployment.clients(transport, 1);
    const [{ rows }] = (await honest!.dataset(DATASET)) as [{ rows: number }];
    assert.ok(rows >= 10);
    assert.equal(await people.ask(await people.prepare(stranger!), 11), people.expected(11, range(0, 10)));
  });

  test.after(() => deployment.close());
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'ok';
  } catch (error) {
    assert.ok(error instanceof SecurityAbort || error instanceof ChannelError, String(error));
    return (error as TesseraError).code;
  }
}

test.run();
