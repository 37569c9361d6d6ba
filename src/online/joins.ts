// How many products it takes to join the digits of a mask: the same counting as the protocols' @cost and their demands.

/** Bits of a digit of the mask: 4 costs least traffic online and 2^4 - 1 table entries. */
export const DIGIT_BITS = 4;

/** Multiplications of the tree that joins `digits` digits: pairs that keep "equal", and the one pair that does not need it. */
export function treeProducts(digits: number): { readonly full: number; readonly last: number } {
  let full = 0;
  let last = 0;
  for (let nodes = digits; nodes > 1; nodes = Math.ceil(nodes / 2)) {
    const pairs = Math.floor(nodes / 2);
    const lacksEqual = nodes % 2 === 0 ? 1 : 0;
    full += pairs - lacksEqual;
    last += lacksEqual;
  }
  return { full, last };
}

/**
 * Products of a Sklansky prefix network over m nodes, as pairs with a common factor and single ones. On the level of span s, every
 * node i with bit s set joins the last node below its block of s. Nodes that reach down to 0 then need "greater" alone:
 * they share the lower node's "greater", two and two. All others multiply their "equal" with "greater" and "equal" of the lower.
 */
export function prefixProducts(m: number): { readonly levels: number; readonly full: number; readonly last: number } {
  let [levels, full, last] = [0, 0, 0];
  for (let span = 1; span < m; span *= 2) {
    let finals = 0;
    for (let i = span; i < m; i++) {
      if ((i & span) === 0) continue;
      if (i < 2 * span) finals++;
      else full++;
    }
    full += finals >> 1;
    last += finals & 1;
    levels++;
  }
  return { levels, full, last };
}
