import { createServer } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { freePorts } from '../../../src/cli/demo/ports.js';

const test = suite('demo: ports');

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

test('the ports are in a row, free, and below those of outgoing connections', async () => {
  const base = await freePorts('127.0.0.1', 4);
  assert.ok(base >= 20_000 && base + 4 <= 32_000);
  for (let port = base; port < base + 4; port++) assert.ok(await canListen(port));
});

test('an address that is not this machine has no free ports', async () => {
  let code: unknown;
  await freePorts('192.0.2.1', 1).catch((error: unknown) => {
    code = (error as { code?: string }).code;
  });
  assert.is(code, 'UNREACHABLE');
});

test.run();
