import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SecurityAbort } from '../../src/errors.js';
import { commonUploads } from '../../src/service/common-uploads.js';
import type { AcceptedUpload } from '../../src/service/dataset.js';
import { lockstep, values } from '../support/lockstep.js';
import { plainParties } from '../support/plain-party.js';

const test = suite('service/common-uploads');

/** @param content what was confirmed */
const upload = (id: number, content = 0): AcceptedUpload => ({
  id: id.toString(16).padStart(64, '0'),
  client: 'anna',
  rows: 1,
  digest: new Uint8Array(32).fill(content),
  parts: new Map(),
});
const idsOf = (uploads: readonly AcceptedUpload[]) => uploads.map(({ id }) => Number.parseInt(id, 16));

test('what all parties hold alike is common, and nothing else', async () => {
  for (const [held, expected] of [
    [
      [
        [1, 2, 3],
        [1, 2, 3],
      ],
      [1, 2, 3],
    ],
    [
      [
        [1, 2, 3],
        [2, 3],
      ],
      [2, 3],
    ],
    [[[1], [2]], []],
    [[[], [1, 2]], []],
    [
      [
        [1, 2, 3],
        [2, 3, 4],
        [0, 3],
      ],
      [3],
    ],
  ] as [number[][], number[]][]) {
    const parties = await plainParties(held.length);
    const { outcomes, traffic } = await lockstep(
      parties.map((p, k) =>
        commonUploads(
          p,
          held[k]!.map((id) => upload(id)),
        ),
      ),
    );
    for (const common of values(outcomes)) assert.equal(idsOf(common), expected);
    assert.is(traffic.rounds, 2);
  }
});

test('an upload of which the parties hold different contents is not common', async () => {
  const parties = await plainParties(2);
  const held = [
    [upload(1), upload(2, 5)],
    [upload(1), upload(2, 6)],
  ];
  const { outcomes } = await lockstep(parties.map((p, k) => commonUploads(p, held[k]!)));
  for (const common of values(outcomes)) assert.equal(idsOf(common), [1]);
});

test('hundreds of thousands of uploads are compared', async () => {
  const parties = await plainParties(2);
  const many = Array.from({ length: 150_000 }, (_, id) => upload(id));
  const { outcomes } = await lockstep([
    commonUploads(parties[0]!, many),
    commonUploads(parties[1]!, many.slice(0, -1)),
  ]);
  for (const common of values(outcomes)) assert.is(common.length, 149_999);
});

test('a number of uploads that cannot be is an abort', async () => {
  for (const count of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 30]) {
    const parties = await plainParties(2);
    const { outcomes } = await lockstep(
      parties.map((p) => commonUploads(p, [upload(1)])),
      ({ from, round }, message) =>
        from === 1 && round === 0 ? new Uint8Array(new Float64Array([count]).buffer) : message,
    );
    const [outcome] = outcomes;
    assert.ok(outcome !== undefined && 'error' in outcome);
    assert.instance(outcome.error, SecurityAbort);
    assert.is((outcome.error as SecurityAbort).code, 'SESSION_MISMATCH');
    assert.is((outcome.error as SecurityAbort).party, 1);
  }
});

test.run();
