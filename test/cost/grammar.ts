// What a protocol costs, as its docstring says it:
//
//     @cost rounds 1 + levels, openings 2n, triples n; none prepared: rounds 2 (any remark)
//
//     cost      = clause { ";" condition ":" [ "also" ] clause } | "as" NAME      the first clause is the ordinary case
//     clause    = item { "," item }
//     item      = KIND sum                                             a kind that is not named costs nothing
//     sum       = product { "+" product }
//     product   = [ INTEGER ] [ NAME { "*" NAME } ]                    NAMEs are lengths that a test gives
//
// "also" adds to the ordinary case. Remarks in parentheses are left out. "as" takes over the cost of another function of the same file.

export const KINDS = [
  'rounds',
  'waits',
  'openings',
  'randoms',
  'inputMasks',
  'triples',
  'factorTriples',
  'squares',
  'bits',
  'comparisonMasks',
  'truncations',
  'matvecs',
  'zeroTests',
] as const;

export type Kind = (typeof KINDS)[number];

/** How much of each kind; absent means none. */
export type Amounts = Readonly<Partial<Record<Kind, number>>>;

/** Named lengths. */
export type Sizes = Readonly<Record<string, number>>;

type Product = { readonly factor: number; readonly names: readonly string[] };
export type Clause = ReadonlyMap<Kind, readonly Product[]>;

export type Cost =
  | { readonly as: string }
  /** Clauses by condition; '' is the ordinary case. */
  | { readonly clauses: ReadonlyMap<string, Clause> };

/** @throws Error that quotes what is no cost */
export function parseCost(text: string): Cost {
  const plain = withoutRemarks(text).trim();
  const as = /^as ([A-Za-z]\w*)/.exec(plain);
  if (as !== null) return { as: as[1] ?? '' };
  const clauses = new Map<string, Clause>();
  for (const [index, part] of plain.split(';').entries()) {
    const at = part.indexOf(':');
    if (index === 0 ? at >= 0 : at < 0)
      throw new Error(`expected ${index === 0 ? 'no' : 'a'} condition in "${part.trim()}"`);
    const condition = part.slice(0, Math.max(0, at)).trim().replace(/\s+/g, ' ');
    const body = part.slice(at + 1).trim();
    const also = index > 0 && body.startsWith('also ');
    const clause = parseClause(also ? body.slice(5) : body);
    clauses.set(condition, also ? sum(clauses.get('') ?? new Map(), clause) : clause);
  }
  return { clauses };
}

function withoutRemarks(text: string): string {
  const shorter = text.replace(/\([^()]*\)/g, ' ');
  return shorter === text ? text : withoutRemarks(shorter);
}

function sum(a: Clause, b: Clause): Clause {
  const kinds = new Set([...a.keys(), ...b.keys()]);
  return new Map([...kinds].map((kind) => [kind, [...(a.get(kind) ?? []), ...(b.get(kind) ?? [])]]));
}

function parseClause(text: string): Clause {
  const clause = new Map<Kind, readonly Product[]>();
  for (const item of text.split(',')) {
    const match = /^\s*([A-Za-z]+)\s+(.+?)\s*\.?\s*$/s.exec(item);
    const kind = KINDS.find((known) => known === match?.[1]);
    if (match === null || kind === undefined) throw new Error(`expected a kind and an amount, got "${item.trim()}"`);
    if (clause.has(kind)) throw new Error(`${kind} comes twice`);
    clause.set(kind, (match[2] ?? '').split('+').map(parseProduct));
  }
  return clause;
}

function parseProduct(text: string): Product {
  const match = /^\s*(\d*)\s*([A-Za-z]\w*(?:\s*\*\s*[A-Za-z]\w*)*)?\s*$/.exec(text);
  if (match === null || text.trim() === '') throw new Error(`expected a number or lengths, got "${text.trim()}"`);
  const names = match[2]?.split('*').map((name) => name.trim()) ?? [];
  return { factor: match[1] === '' || match[1] === undefined ? 1 : Number(match[1]), names };
}

/** What a clause comes to. @throws Error for a length that is not given */
export function evaluate(clause: Clause, sizes: Sizes): Amounts {
  const amounts: Partial<Record<Kind, number>> = {};
  for (const [kind, products] of clause) {
    let sum = 0;
    for (const { factor, names } of products)
      sum += names.reduce((product, name) => product * sizeOf(sizes, name), factor);
    if (sum !== 0) amounts[kind] = sum;
  }
  return amounts;
}

function sizeOf(sizes: Sizes, name: string): number {
  const size = sizes[name];
  if (size === undefined) throw new Error(`no size is given for ${name}`);
  return size;
}
