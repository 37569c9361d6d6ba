import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { setting, proveToAll } from './support.js';
const test = suite('x');
test('runs', () => {
  const statement = { blocks: [{ name: 'r', width: 5 }], constraints: [{ kind: 'member', block: 'r', values: [0,1,2,3,4,5] }] } as const;
  for (const parties of [2, 3]) for (const mode of ['interactive', 'fiatShamir'] as const) {
    const s = setting({ statement, rows: 1000, parties, mode });
    proveToAll(s, { r: Uint8Array.from({ length: 5000 }, (_, i) => i % 6) });
  }
  assert.ok(true);
});
test.run();
