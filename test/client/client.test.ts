import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PartyCalls } from '../../src/client/calls.js';
import { TesseraClient } from '../../src/client/client.js';
import { toHex } from '../../src/client/encoding.js';
import { ClientKey } from '../../src/client/key.js';
import type { QuerySpec } from '../../src/client/query.js';
import { ReservedMasks } from '../../src/client/reserved-masks.js';
import { signRequest } from '../../src/client/signing.js';
import { systemRandom } from '../../src/crypto/random.js';
import { ChannelError, TesseraError } from '../../src/errors.js';
import { inputDigest } from '../../src/io/digests.js';
import { maskLayout } from '../../src/io/layout.js';
import { join } from '../../src/io/messages.js';
import type { Statement } from '../../src/io/statement.js';
import { Witness } from '../../src/io/witness.js';
import { mod } from '../../src/math/field.js';
import { kernel } from '../io/support.js';
import { MiniParties } from './mini-parties.js';

const test = suite('client/client');

const UPLOAD: Statement = {
  blocks: [
    { name: 'ratings', width: 3 },
    { name: 'amount', width: 1 },
  ],
  constraints: [{ kind: 'member', block: 'ratings', values: [0, 1, 2, 3, 4, 5] }],
};
const QUERY: Statement = {
  blocks: [
    { name: 'x', width: 2 },
    { name: 'digits', width: 6 },
  ],
  constraints: [
    { kind: 'digits', block: 'x', digits: 'digits', base: 4, count: 3 },
    { kind: 'member', block: 'digits', values: [0, 1, 2, 3] },
  ],
};
/** No error may quote it. */
const SECRET = 987_654_321_987;
const ROWS = { ratings: [0, 1, 2, 5, 4, 3], amount: [SECRET, -SECRET] };
const SPEC: QuerySpec = { program: 'triple', dataset: 'known', statement: QUERY, outputs: 2 };
const KEY = await ClientKey.generate();

function miniParties(parties = 2): MiniParties {
  return new MiniParties({ parties, upload: UPLOAD, query: QUERY, outputs: 2 });
}

function clientOf(transport: MiniParties, attempts = 1): Promise<TesseraClient> {
  const retry = { attempts, wait: () => Promise.resolve() };
  return TesseraClient.create({ parties: transport.options.parties, transport, kernel, key: KEY, retry });
}

/** The error that a promise fails with, which must be one of the engine's and hold no secret. */
async function failure(promise: Promise<unknown>): Promise<TesseraError> {
  try {
    await promise;
  } catch (error) {
    if (!(error instanceof TesseraError)) throw error;
    for (const text of [SECRET.toString(), SECRET.toString(16), (SECRET * 3).toString()]) {
      assert.not.match(`${error.message}\n${error.stack}`, text);
    }
    // Nor a mask, share, seed, key or digest of any kind.
    assert.not.match(error.message, /\d{10,}|[0-9a-f]{16,}|[\w-]{40,}/i);
    return error;
  }
  return assert.unreachable('expected an error') as never;
}

const pathsOf = (mini: MiniParties) => mini.requests.map(({ request }) => request.path.split('/')[4] ?? 'reserve');

test('an upload is accepted by all parties and holds what the client meant', async () => {
  for (const parties of [2, 3]) {
    const mini = miniParties(parties);
    const receipt = await (await clientOf(mini)).upload('known', UPLOAD, ROWS);
    assert.is(receipt.rows, 2);
    assert.equal(
      mini.accepted.map(({ party }) => party).sort(),
      Array.from({ length: parties }, (_, i) => i),
    );
    const expected = [...ROWS.ratings, ...ROWS.amount].map((v) => mod(BigInt(v)));
    assert.equal(mini.inputsOf(receipt.id), expected);
  }
});

test('a large dataset goes in parts, each a whole upload', async () => {
  const mini = miniParties();
  const client = await clientOf(mini);
  const rows = 10;
  const values = { ratings: new Uint8Array(3 * rows).map((_, i) => i % 6), amount: new Float64Array(rows) };
  const receipts = [];
  for await (const receipt of client.uploadParts('known', UPLOAD, values, 16)) receipts.push(receipt);
  assert.equal(
    receipts.map((r) => r.rows),
    [4, 4, 2],
  );
  assert.is(new Set(receipts.map((r) => r.id)).size, 3);
  assert.equal(
    mini.inputsOf(receipts[2]!.id).slice(0, 6),
    Array.from(values.ratings.subarray(24), (v) => BigInt(v)),
  );
});

test('a query is prepared without values and then answered in one round trip', async () => {
  for (const parties of [2, 3]) {
    const mini = miniParties(parties);
    const query = await (await clientOf(mini)).prepareQuery(SPEC);
    assert.equal(query.stats, Array(parties).fill({ rounds: 1 }));
    const before = mini.requests.length;
    const outputs = await query.run({ x: [41, 7] });
    assert.is(mini.requests.length, before + parties);
    assert.equal(outputs.toNumbers(), [123, 21]);
    assert.equal(outputs.toUint32(), Uint32Array.of(123, 21));
  }
});

test('a prepared query runs once; values that break the statement are refused before and do not use it up', async () => {
  const mini = miniParties();
  const client = await clientOf(mini);
  const query = await client.prepareQuery(SPEC);
  const before = mini.requests.length;
  for (const x of [[64, 0], [-1, 0], [1], [0.5, 1]]) {
    assert.is((await failure(query.run({ x }))).code, 'DATA_INVALID');
  }
  assert.is(mini.requests.length, before);
  assert.equal((await query.run({ x: [1, 2] })).toNumbers(), [3, 6]);
  assert.is((await failure(query.run({ x: [1, 2] }))).code, 'WRONG_STATE');
  const discarded = await client.prepareQuery(SPEC);
  discarded.discard();
  assert.is((await failure(discarded.run({ x: [1, 2] }))).code, 'WRONG_STATE');
});

test('an upload that breaks its statement is refused before anything is sent', async () => {
  const mini = miniParties();
  const client = await clientOf(mini);
  for (const ratings of [
    [0, 1, 6, 5, 4, 3],
    [0, 1, -1, 5, 4, 3],
    [0, 1, 0.5, 5, 4, 3],
    [SECRET, 1, 1, 1, 1, 1],
  ]) {
    assert.is((await failure(client.upload('known', UPLOAD, { ...ROWS, ratings }))).code, 'DATA_INVALID');
  }
  assert.is(mini.requests.length, 0);
});

const flip = (at: number) => (body: Uint8Array) => body.map((byte, k) => (k === at ? byte ^ 1 : byte));

/** What one party does to its answers, and what the client makes of it, in an upload and in a query. */
const LIES: Record<
  string,
  { step: string; change: (body: Uint8Array, party: number) => Uint8Array; upload?: string; query?: string }
> = {
  'a wrong share of r_0': { step: 'reserve', change: flip(0), upload: 'MASK_CHECK_FAILED', query: 'MASK_CHECK_FAILED' },
  'a wrong mask share': { step: 'reserve', change: flip(16), upload: 'MASK_CHECK_FAILED', query: 'MASK_CHECK_FAILED' },
  'a share that is no field element': {
    step: 'reserve',
    change: (body) => body.map((byte, k) => (k === 7 ? 255 : byte)),
    upload: 'NOT_CANONICAL_SHARE',
    query: 'NOT_CANONICAL_SHARE',
  },
  'too few shares': { step: 'reserve', change: (body) => body.slice(8), upload: 'BAD_FRAME', query: 'BAD_FRAME' },
  'a wrong sum for an upload': { step: 'input', change: flip(0), upload: 'MASK_CHECK_FAILED' },
  'a wrong sum for a query': { step: 'challenge', change: flip(0), query: 'MASK_CHECK_FAILED' },
  'no challenge': { step: 'input', change: (body) => body.slice(0, 8), upload: 'BAD_FRAME' },
  'another challenge than its own': { step: 'input', change: flip(20), upload: 'RANGE_PROOF_REJECTED' },
  'a wrong output': { step: 'run', change: flip(8), query: 'OUTPUT_MISMATCH' },
  'a cut output': { step: 'run', change: (body) => body.slice(8), query: 'BAD_FRAME' },
  'a confirmation that is none': {
    step: 'confirm',
    change: () => new Uint8Array(3),
    upload: 'BAD_FRAME',
    query: 'BAD_FRAME',
  },
};

for (const [lie, { step, change, upload, query }] of Object.entries(LIES)) {
  for (const parties of [2, 3]) {
    test(`one party of ${parties} sends ${lie}: the client finds out`, async () => {
      const lying = () => {
        const mini = miniParties(parties);
        mini.tamper = (party, path, body) =>
          party === 1 && (path.split('/')[4] ?? 'reserve') === step ? change(body, party) : body;
        return mini;
      };
      if (upload !== undefined) {
        const mini = lying();
        assert.is((await failure((await clientOf(mini)).upload('known', UPLOAD, ROWS))).code, upload);
        // No proof and no confirmation goes to anybody once the masks are known to be wrong.
        if (upload === 'MASK_CHECK_FAILED') assert.not(pathsOf(mini).includes('confirm'));
      }
      if (query !== undefined) {
        const mini = lying();
        const ask = async () => (await (await clientOf(mini)).prepareQuery(SPEC)).run({ x: [1, 2] });
        assert.is((await failure(ask())).code, query);
        if (query !== 'OUTPUT_MISMATCH' && step !== 'run') assert.not(pathsOf(mini).includes('run'));
      }
    });
  }
}

test('a wrong tag makes an honest proof fail at the party it is for: nothing is accepted, nothing is learnt', async () => {
  for (const parties of [2, 3]) {
    const mini = miniParties(parties);
    const layout = maskLayout(UPLOAD, 2, 'interactive', parties, 0);
    const firstTag = layout.total * 8;
    mini.tamper = (party, path, body) =>
      party === 1 && path.split('/')[4] === undefined ? flip(firstTag + 8)(body) : body;
    assert.is((await failure((await clientOf(mini)).upload('known', UPLOAD, ROWS))).code, 'RANGE_PROOF_REJECTED');
    assert.equal(mini.accepted, []);
  }
});

test('two parties that shift shares and sum alike are stopped by the MAC check of the honest one', async () => {
  const mini = miniParties();
  mini.tamper = (party, path, body) => (party === 1 && path.split('/')[4] === undefined ? flip(0)(body) : body);
  mini.adversary = ({ from, round }, message) => (from === 1 && round === 1 ? flip(0)(message) : message);
  assert.is((await failure((await clientOf(mini)).upload('known', UPLOAD, ROWS))).code, 'MAC_CHECK_FAILED');
});

/** A client that speaks for itself. */
async function freeClient(mini: MiniParties, key = KEY) {
  const calls = new PartyCalls(mini.options.parties, mini, key);
  const context = { kernel, random: systemRandom, calls, publicKey: key.publicKey };
  const layout = maskLayout(UPLOAD, 2, 'interactive', mini.options.parties, 0);
  const masks = await ReservedMasks.reserve(context, 'uploads', layout, { dataset: 'known', rows: 2 });
  const witness = new Witness(UPLOAD, 2, ROWS);
  const masked = masks.mask(witness).toBytes();
  const input = (body: (party: number) => Uint8Array) => calls.bytes(`${masks.path}/input`, body, 40);
  return { calls, masks, witness, masked, input };
}

test('a client that tells the parties different inputs or seeds is found out, and nothing is opened', async () => {
  for (const parties of [2, 3]) {
    for (const at of [0, 32]) {
      const mini = miniParties(parties);
      const { masks, masked, input } = await freeClient(mini);
      const body = join(masks.seed, masked);
      const told = (party: number) => (party === 1 ? flip(at)(body) : body);
      assert.is((await failure(input(told))).code, 'CHALLENGE_MISMATCH');
    }
  }
});

test('a second challenge on one reservation is refused and burns it', async () => {
  const mini = miniParties();
  const { calls, masks, masked, input } = await freeClient(mini);
  const body = join(masks.seed, masked);
  await input(() => body);
  assert.is((await failure(input(() => body))).code, 'SECOND_CHALLENGE');
  const confirm = calls.bytes(`${masks.path}/confirm`, () => new Uint8Array(96 + 48), 17);
  assert.is((await failure(confirm)).code, 'WRONG_STATE');
});

test('a client that confirms something else, or different things, gets nothing accepted', async () => {
  for (const at of [0, 32, 64]) {
    const mini = miniParties();
    const { calls, masks, masked, input, witness } = await freeClient(mini);
    const { bodies } = await input(() => join(masks.seed, masked));
    const confirmation = masks.check(
      bodies.map((body) => body.subarray(0, 8)),
      inputDigest(kernel, masked),
    );
    const good = (party: number) => {
      const proof = masks.prove(witness, party, confirmation.input, bodies[party]!.subarray(8));
      return join(confirmation.seed, confirmation.sum, confirmation.input, proof);
    };
    const told = (party: number) => (party === 1 ? flip(at)(good(party)) : good(party));
    assert.is((await failure(calls.bytes(`${masks.path}/confirm`, told, 17))).code, 'CONFIRMATION_MISMATCH');
    assert.equal(mini.accepted, []);
  }
});

test('a proof that fails at one party is accepted nowhere', async () => {
  for (const parties of [2, 3]) {
    const mini = miniParties(parties);
    const { calls, masks, masked, input, witness } = await freeClient(mini);
    const { bodies } = await input(() => join(masks.seed, masked));
    const confirmation = masks.check(
      bodies.map((body) => body.subarray(0, 8)),
      inputDigest(kernel, masked),
    );
    const confirm = (party: number) => {
      const proof = masks.prove(witness, party, inputDigest(kernel, masked), bodies[party]!.subarray(8));
      const body = join(confirmation.seed, confirmation.sum, confirmation.input, proof);
      return party === 1 ? flip(96)(body) : body;
    };
    assert.is((await failure(calls.bytes(`${masks.path}/confirm`, confirm, 17))).code, 'RANGE_PROOF_REJECTED');
    assert.equal(mini.accepted, []);
  }
});

test('masks hide one input and one proof per party: a second one is refused here', async () => {
  const { masks, witness } = await freeClient(miniParties());
  const again = async () => masks.mask(witness);
  assert.is((await failure(again())).code, 'WRONG_STATE');
  const prove = async () => masks.prove(witness, 0, new Uint8Array(32), new Uint8Array(32));
  await prove();
  assert.is((await failure(prove())).code, 'WRONG_STATE');
});

test('a party cannot pass a request on and pose as the client at another party', async () => {
  const mini = miniParties();
  const { masks } = await freeClient(mini);
  // Requests to all parties are signed side by side, so any may come first.
  const first = mini.requests.find(({ party }) => party === 0);
  const before = mini.requests.length;
  const replayed = await mini.request(1, first!.request);
  assert.is(replayed.status, 400);
  assert.match(new TextDecoder().decode(replayed.body), 'WRONG_KEY');
  // Its own key, for a reservation that it has seen pass.
  const own = await ClientKey.generate();
  const request = { party: 1, method: 'POST', path: `${masks.path}/input`, body: new Uint8Array(32 + 64) };
  const headers = await signRequest(own, request);
  const signal = new AbortController().signal;
  const posed = await mini.request(1, { ...request, method: 'POST', headers, maxAnswerBytes: 100, signal });
  assert.match(new TextDecoder().decode(posed.body), 'WRONG_KEY');
  assert.is(mini.requests.length, before + 2);
});

test('trouble of the network is tried again with a fresh reservation, but never after the confirmation has left', async () => {
  for (const [step, repeated] of [
    ['reserve', true],
    ['input', true],
    ['confirm', false],
  ] as const) {
    const mini = miniParties();
    let failures = 1;
    mini.network = (party, path) => {
      if (party === 1 && (path.split('/')[4] ?? 'reserve') === step && failures-- > 0) {
        throw new ChannelError('CLOSED', 'the network failed');
      }
    };
    const client = await clientOf(mini, 3);
    if (repeated) {
      await client.upload('known', UPLOAD, ROWS);
      const ids = new Set(mini.requests.map(({ request }) => request.path.split('/')[3]));
      assert.is(ids.size, 2);
      assert.is(mini.accepted.length, 2);
    } else {
      assert.is((await failure(client.upload('known', UPLOAD, ROWS))).code, 'CLOSED');
      assert.is(pathsOf(mini).filter((path) => path === 'reserve').length, 2);
    }
  }
});

test('lies and faults of the caller are never tried again', async () => {
  const mini = miniParties();
  mini.tamper = (party, path, body) => (party === 0 && path.endsWith('/input') ? flip(0)(body) : body);
  const client = await clientOf(mini, 3);
  assert.is((await failure(client.upload('known', UPLOAD, ROWS))).code, 'MASK_CHECK_FAILED');
  assert.is(pathsOf(mini).filter((path) => path === 'reserve').length, 2);
  const error = await failure(client.upload('other', UPLOAD, ROWS));
  assert.is(error.code, 'UNKNOWN_DATASET');
  assert.match(error.message, /^party [01]: no such dataset $/);
});

test('binding and status ask every party', async () => {
  const mini = miniParties(3);
  const client = await clientOf(mini);
  assert.equal(await client.bind('known'), { version: 1, rows: 0, stats: [undefined, undefined, undefined] });
  assert.equal(await client.dataset('known'), Array(3).fill({ name: 'known' }));
  assert.equal(await client.status(), [{ party: 0 }, { party: 1 }, { party: 2 }]);
  mini.tamper = (party, _, body) => (party === 2 ? new TextEncoder().encode('{"version":2,"rows":0}') : body);
  assert.is((await failure(client.bind('known'))).code, 'SESSION_MISMATCH');
});

test('a client needs two parties', async () => {
  const mini = miniParties();
  assert.is((await failure(TesseraClient.create({ parties: 1, transport: mini, kernel }))).code, 'INVALID_ARGUMENT');
  const fresh = await TesseraClient.create({ parties: 2, transport: mini, kernel });
  assert.is(fresh.publicKey.length, 65);
  assert.is.not(toHex(fresh.publicKey), toHex(KEY.publicKey));
});

test.run();
