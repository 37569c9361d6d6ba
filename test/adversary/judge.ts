// What must hold after a broken message, whatever it was. The sender is the corrupt party, so only the others and the client count: nobody
// of them holds a wrong result, everybody who has none has a typed error that is allowed, and unless all of
// them finished with the right result, one of them has noticed for himself (and not only that a peer has stopped).

import * as assert from 'uvu/assert';
import { TesseraError } from '../../src/errors.js';

/** Follows from somebody else's abort. */
const FOLLOWING = 'PEER_ABORTED';

/** One honest participant at the end: a result, or why there is none; `right` says whether the result is. */
export interface Conclusion {
  readonly who: string;
  readonly error: Error | null;
  /** null without a result. */
  readonly right: boolean | null;
}

/**
 * @param noticing codes by which an honest participant may notice this break
 * @returns the codes by which it was noticed; none if everybody has the right result
 */
export function judge(conclusions: readonly Conclusion[], noticing: readonly string[], what: string): string[] {
  const noticed: string[] = [];
  let finished = 0;
  for (const { who, error, right } of conclusions) {
    assert.is.not(right, false, `${what}: ${who} has a wrong result`);
    if (right) finished++;
    if (error === null) continue;
    assert.instance(error, TesseraError, `${what}: ${who} got ${error.name}: ${error.message}`);
    const { code } = error as TesseraError;
    if (code === FOLLOWING) continue;
    assert.ok(noticing.includes(code), `${what}: ${who} got ${code}`);
    noticed.push(code);
  }
  if (finished < conclusions.length)
    assert.ok(noticed.length > 0, `${what}: nobody noticed, yet not all have a result`);
  return noticed;
}
