// A client may send anything. Whatever it is, the parties answer with a typed error, nothing is accepted, and the next client is served
// as if nothing had happened.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { completeValues } from '../../src/io/complete.js';
import { Witness } from '../../src/io/witness.js';
import { ByHand } from './by-hand.js';
import { Deployment } from './deployment.js';
import { codes, Hand, type Reply } from './hand.js';
import { DATASET, PARAMETERS, People, range } from './ratings.js';
import { HALF, notCanonical, shifted } from './words.js';

const test = suite('service: lies of clients');

const parties = 2;
const people = new People(12, 4);
const deployment = await Deployment.start({ parties });
const transport = deployment.transport();
const [honest] = await deployment.clients(transport, 1);
await people.upload(honest!, 0, 10);
await honest!.bind(DATASET);
const hand = await Hand.of(deployment, transport);
const rowsBefore = 10;

/** Both parties refuse, at least one of them with this code; who has heard it of a peer first may say so, or that all is burnt. */
function requireRefused(replies: readonly Reply[], code: string, statuses: readonly number[] = [409]): void {
  const found = codes(replies);
  assert.ok(found.includes(code), found.join());
  for (const reply of replies) {
    assert.ok([code, 'PEER_ABORTED', 'CLOSED', 'WRONG_STATE'].includes(reply.code), `${reply.code}: ${reply.message}`);
    assert.ok([...statuses, 409, 503].includes(reply.status), String(reply.status));
  }
}

async function requireServing(): Promise<void> {
  const [status] = (await honest!.dataset(DATASET)) as { rows: number }[];
  assert.is(status!.rows, rowsBefore, 'nothing was accepted');
  const answer = await people.ask(await people.prepare(honest!), 11);
  assert.equal(answer, people.expected(11, []), 'the honest client owns all rows');
}

// Inputs are block-major: dense, entry digits, slack digits, and in an upload the sparse ratings.
const { dense, entryDigits, slackDigits } = PARAMETERS;
const RATINGS = dense * (1 + entryDigits) + slackDigits;

for (const [name, element, by] of [
  ['a rating of one half mod p', RATINGS, HALF],
  ['a rating of 6', RATINGS + 1, 6n],
  ['a rating of -1', RATINGS + 2, -6n],
  ['a dense entry that its digits do not say', 0, 1n],
  ['a digit beyond 3', dense, 4n],
  ['a slack that hides a norm too long', dense * (1 + entryDigits), 1n],
] as const) {
  test(`an upload with ${name} is rejected by all parties`, async () => {
    const job = await ByHand.upload(hand, people, 10, 11).before('challenge');
    job.input = shifted(job.input, element, by);
    await job.challenge();
    const replies = await job.confirm();
    assert.equal(codes(replies), ['RANGE_PROOF_REJECTED', 'RANGE_PROOF_REJECTED']);
    assert.equal(codes(await job.confirm()), ['RANGE_PROOF_REJECTED', 'RANGE_PROOF_REJECTED'], 'it stays rejected');
  });
}

test('a norm that is too long is rejected even if the prover does its best', async () => {
  const job = await tooLong(ByHand.upload(hand, people, 10, 11)).before('confirm');
  assert.equal(codes(await job.confirm()), ['RANGE_PROOF_REJECTED', 'RANGE_PROOF_REJECTED']);
  const query = await tooLong(ByHand.query(hand, people, 10)).before('run');
  assert.equal(codes(await query.run()), ['RANGE_PROOF_REJECTED', 'RANGE_PROOF_REJECTED']);
});

/** The real prover with a vector that is longer than its slack can say, proven to a larger bound under the true statement's name. */
function tooLong(job: ByHand): ByHand {
  const { statement, rows } = job;
  const constraints = statement.constraints.map((c) => (c.kind === 'normBound' ? { ...c, bound: 4 ** 6 - 1 } : c));
  const relaxed = { ...statement, constraints };
  const values = { ...job.values, dense: [60, 12, 5] };
  job.witness = new Witness(relaxed, rows, completeValues(relaxed, rows, values));
  return job;
}

for (const party of range(0, parties)) {
  test(`a question out of range is rejected although only party ${party} is told so`, async () => {
    const job = await ByHand.query(hand, people, 10).before('run');
    const proofs = range(0, parties).map((verifier) => job.questionBody(verifier));
    const words = job.input.length / 8;
    const bodies = proofs.map((body, verifier) => (verifier === party ? shifted(body, words) : body));
    const replies = await hand.everywhere(`${job.path}/run`, (verifier) => bodies[verifier]!);
    assert.equal(codes(replies), ['RANGE_PROOF_REJECTED', 'RANGE_PROOF_REJECTED']);
  });
}

test('different masked inputs at different parties are noticed before anything is opened', async () => {
  const upload = await ByHand.upload(hand, people, 10, 11).before('challenge');
  const bodies = [upload.inputBody, shifted(upload.inputBody, 0, 1n, 32)];
  requireRefused(await hand.everywhere(`${upload.path}/input`, (party) => bodies[party]!), 'CHALLENGE_MISMATCH');
  const query = await ByHand.query(hand, people, 10).before('run');
  const questions = [query.questionBody(0), shifted(query.questionBody(1), 0)];
  requireRefused(await hand.everywhere(`${query.path}/run`, (party) => questions[party]!), 'CONFIRMATION_MISMATCH');
});

test('different seeds at different parties are noticed before anything is opened', async () => {
  const upload = await ByHand.upload(hand, people, 10, 11).before('challenge');
  const bodies = [upload.inputBody, upload.inputBody.map((byte, k) => (k === 0 ? byte ^ 1 : byte))];
  requireRefused(await hand.everywhere(`${upload.path}/input`, (party) => bodies[party]!), 'CHALLENGE_MISMATCH');
  const query = await ByHand.query(hand, people, 10).before('challenge');
  const seeds = [query.seed, query.seed.map((byte) => byte ^ 1)];
  requireRefused(await hand.everywhere(`${query.path}/challenge`, (party) => seeds[party]!), 'CHALLENGE_MISMATCH');
});

test('a confirmation of something else burns the reservation', async () => {
  for (const field of range(0, 3)) {
    const job = await ByHand.upload(hand, people, 10, 11).before('confirm');
    const bodies = [job.confirmBody(0), job.confirmBody(1).map((byte, k) => (k === 32 * field ? byte ^ 1 : byte))];
    requireRefused(await hand.everywhere(`${job.path}/confirm`, (party) => bodies[party]!), 'CONFIRMATION_MISMATCH');
  }
});

test('a proof made for another party, and one of another reservation, are rejected', async () => {
  const job = await ByHand.upload(hand, people, 10, 11).before('confirm');
  const swapped = await hand.everywhere(`${job.path}/confirm`, (party) => withProof(job, party, job.proof(1 - party)));
  assert.equal(codes(swapped), ['RANGE_PROOF_REJECTED', 'RANGE_PROOF_REJECTED']);
  const other = await ByHand.upload(hand, people, 10, 11).before('confirm');
  const replayed = await hand.everywhere(`${other.path}/confirm`, (party) => withProof(other, party, job.proof(party)));
  assert.equal(codes(replayed), ['RANGE_PROOF_REJECTED', 'RANGE_PROOF_REJECTED']);
});

function withProof(job: ByHand, party: number, proof: Uint8Array): Uint8Array {
  const body = job.confirmBody(party);
  body.set(proof, body.length - proof.length);
  return body;
}

test('a second challenge burns the reservation, at the other party too', async () => {
  for (const make of [() => ByHand.upload(hand, people, 10, 11), () => ByHand.query(hand, people, 10)]) {
    const job = await make().before('confirm');
    const [step, body] = job.kind === 'uploads' ? ['input', job.inputBody] : ['challenge', job.seed];
    const second = await hand.send(0, `${job.path}/${step}`, body);
    assert.is(second.code, 'SECOND_CHALLENGE');
    const after = await job.confirm();
    assert.equal(codes(after), ['SECOND_CHALLENGE', 'PEER_ABORTED']);
  }
});

test('two inputs at once for one reservation burn it', async () => {
  const job = await ByHand.upload(hand, people, 10, 11).before('challenge');
  const twice = [0, 0, 1, 1].map((party) => hand.send(party, `${job.path}/input`, job.inputBody));
  const replies = await Promise.all(twice);
  assert.ok(codes(replies).includes('SECOND_CHALLENGE'), codes(replies).join());
  job.challenges = [new Uint8Array(32), new Uint8Array(32)];
  assert.not.ok(codes(await job.confirm()).includes('ok'));
});

test('a second run is refused, while the first is under way and when it is over', async () => {
  const slow = await ByHand.query(hand, people, 10).before('run');
  const replies = await Promise.all(
    [0, 0, 1].map((party) => hand.send(party, `${slow.path}/run`, slow.questionBody(party))),
  );
  assert.ok(codes(replies).includes('SECOND_CHALLENGE'), codes(replies).join());
  const over = await ByHand.query(hand, people, 10).before('run');
  assert.equal(over.output(await over.run()), people.expected(10, range(0, 10)));
  assert.equal(codes(await over.run()), ['WRONG_STATE', 'WRONG_STATE']);
});

test('steps out of order are refused and change nothing', async () => {
  const job = await ByHand.upload(hand, people, 10, 11).before('challenge');
  job.challenges = [new Uint8Array(32), new Uint8Array(32)];
  assert.equal(codes(await job.confirm()), ['WRONG_STATE', 'WRONG_STATE']);
  const query = await ByHand.query(hand, people, 10).before('challenge');
  assert.equal(codes(await query.run()), ['WRONG_STATE', 'WRONG_STATE']);
  assert.equal(codes(await query.confirm()), ['WRONG_STATE', 'WRONG_STATE']);
  assert.equal(codes(await query.challenge()), ['ok', 'ok']);
  assert.equal(codes(await query.run()), ['WRONG_STATE', 'WRONG_STATE'], 'before the confirmation');
  assert.equal(codes(await query.confirm()), ['ok', 'ok']);
  assert.equal(query.output(await query.run()), people.expected(10, range(0, 10)));
});

test('words that are no field elements are refused', async () => {
  const upload = await ByHand.upload(hand, people, 10, 11).before('challenge');
  const bad = notCanonical(upload.inputBody, 3, 32);
  requireRefused(await hand.everywhere(`${upload.path}/input`, () => bad), 'NOT_CANONICAL', [400]);
  const query = await ByHand.query(hand, people, 10).before('run');
  requireRefused(
    await hand.everywhere(`${query.path}/run`, (party) => notCanonical(query.questionBody(party), 0)),
    'NOT_CANONICAL',
    [400],
  );
  const proof = await ByHand.query(hand, people, 10).before('run');
  const last = (body: Uint8Array) => body.length / 8 - 1;
  const replies = await hand.everywhere(`${proof.path}/run`, (party) => {
    const body = proof.questionBody(party);
    return notCanonical(body, last(body));
  });
  assert.equal(codes(replies), ['RANGE_PROOF_REJECTED', 'RANGE_PROOF_REJECTED'], 'a proof that is no proof');
});

test("another client's reservation is out of reach, and its owner goes on undisturbed", async () => {
  const job = await ByHand.query(hand, people, 10).before('run');
  const thief = await Hand.of(deployment, transport);
  const body = job.questionBody(0);
  for (const twist of [
    {},
    { key: thief.key, named: hand.key },
    { signedFor: 1 },
    { signedPath: `${job.path}/confirm` },
    { signedBody: new Uint8Array(0) },
    { headers: {} },
    { headers: { 'tessera-client': 'AAAA', 'tessera-signature': 'AAAA' } },
    { headers: { 'tessera-client': hand.name, 'tessera-signature': '' } },
  ]) {
    const sender = Object.keys(twist).length === 0 ? thief : hand;
    const reply = await sender.send(0, `${job.path}/run`, body, twist);
    assert.is(reply.code, 'WRONG_KEY', JSON.stringify(Object.keys(twist)));
    assert.is(reply.status, 409);
  }
  assert.equal(job.output(await job.run()), people.expected(10, range(0, 10)));
});

test('after all of it the service goes on', requireServing);

test.after(() => deployment.close());
test.run();
