// Plaintexts are polynomials over the field, N canonical words, used in one of two ways. *Slots*: the N values at the
// roots of unity, so a product of polynomials is N products. *Coefficients*: the words themselves, in which constants
// act as scalars and products as convolutions. A uniform polynomial has uniform slots, so a random plaintext needs
// the transform in one direction only, and often in none.
import type { Span } from '../kernel/index.js';
import type { Scheme } from './scheme.js';

/** polynomial = the one whose slots are `values`. Both N canonical words; may be the same span. */
export function slotsToPolynomialInto(scheme: Scheme, values: Span, polynomial: Span): void {
  scheme.kernel.copyInto(values, polynomial);
  scheme.slots.toCoefficients(polynomial);
}

/** values = the slots of `polynomial`. Both N canonical words; may be the same span. */
export function polynomialToSlotsInto(scheme: Scheme, polynomial: Span, values: Span): void {
  scheme.kernel.copyInto(polynomial, values);
  scheme.slots.fromCoefficients(values);
}
