import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Router } from '../../src/net/router.js';
import { Rejection } from '../../src/net/wire-error.js';

const test = suite('Router');
const handler = () => ({ status: 200 });

function statusOf(body: () => unknown): number | undefined {
  try {
    body();
    return undefined;
  } catch (error) {
    return error instanceof Rejection ? error.status : -1;
  }
}

test('named segments become decoded parameters, others must be equal', () => {
  const router = new Router();
  router.add('GET', '/datasets/:id/rows', handler);
  assert.is(router.match('GET', '/datasets/a%2Fb/rows').params.id, 'a/b');
  for (const path of ['/datasets/a', '/datasets/a/rows/', '/datasets//rows', '/datasets/%/rows', '/Datasets/a/rows']) {
    assert.is(
      statusOf(() => router.match('GET', path)),
      404,
      path,
    );
  }
  assert.is(
    statusOf(() => router.match('POST', '/datasets/a/rows')),
    405,
  );
});

test('parameters never reach the prototype of objects', () => {
  const router = new Router();
  router.add('GET', '/:__proto__', handler);
  assert.is(router.match('GET', '/x').params.constructor, undefined);
});

test('a route exists once, whatever its parameters are called', () => {
  const router = new Router();
  router.add('GET', '/jobs/:id', handler);
  router.add('DELETE', '/jobs/:id', handler);
  assert.throws(() => router.add('GET', '/jobs/:name', handler), /expected one handler for GET/);
  assert.equal(router.methods('/jobs/7'), ['GET', 'DELETE']);
});

test.run();
