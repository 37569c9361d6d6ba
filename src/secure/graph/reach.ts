// Which nodes of a graph some results need, and for how long each value is needed.

import type { Node } from './graph.js';

/** The nodes that these results depend on, themselves included, in the order of their numbers: arguments come first. */
export function reachable(results: readonly Node[]): Node[] {
  const found = new Set<Node>();
  const waiting = [...results];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    waiting.push(...node.args);
  }
  return [...found].sort((a, b) => a.id - b.id);
}

/** How often each node is an argument (twice for x times x) or a result. */
export function countUses(nodes: readonly Node[], results: readonly Node[]): Map<Node, number> {
  const uses = new Map<Node, number>(nodes.map((node) => [node, 0]));
  const use = (node: Node) => uses.set(node, (uses.get(node) ?? 0) + 1);
  for (const { args } of nodes) args.forEach(use);
  results.forEach(use);
  return uses;
}
