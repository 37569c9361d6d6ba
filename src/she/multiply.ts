// Arithmetic on ciphertexts: sums, and products with plaintexts, which are what an answer is made of.
import type { Span } from '../kernel/index.js';
import type { Ciphertext, Multiplier, Operand, Product } from './forms.js';
import type { Scheme } from './scheme.js';

/** z = x + y; encrypts the sum of the messages. */
export function addCiphertextsInto(scheme: Scheme, x: Ciphertext, y: Ciphertext, z: Ciphertext): void {
  scheme.ring.addInto(x.c0, y.c0, z.c0);
  scheme.ring.addInto(x.c1, y.c1, z.c1);
}

/** z = 2 c, ready to be multiplied. Twice, because that is what a proof of plaintext knowledge is about. */
export function operandInto(scheme: Scheme, c: Ciphertext, z: Operand): void {
  scheme.ring.scaleInto(scheme.factors.doubled, c.c0, z.c0);
  scheme.ring.scaleInto(scheme.factors.doubled, c.c1, z.c1);
}

/** z = the polynomial a, N canonical words, ready to multiply; worth keeping when a is used several times. */
export function multiplierInto(scheme: Scheme, a: Span, z: Multiplier): void {
  scheme.lift.fieldInto(a, z.values);
  scheme.ring.forward(z.values);
}

/** z += a c. @throws INVALID_ARGUMENT (another key) | LIMIT_EXCEEDED | WRONG_STATE */
export function multiplyAddInto(scheme: Scheme, a: Multiplier, c: Operand, z: Product): void {
  z.count(c.key);
  scheme.ring.accumulateInto(a.values, [c.c0, c.c1], [z.c0, z.c1]);
}
