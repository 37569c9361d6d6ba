// A bounded quantity that clients take from and give back: so much each, so much together. A party can be kept from working by
// whoever may take without bounds, and everybody may become a client.

import { UsageError } from '../errors.js';

export interface QuotaLimits {
  /** What one client may hold. */
  readonly perClient: number;
  /** What all clients together may hold. */
  readonly total: number;
}

export class Quota {
  private readonly held = new Map<string, number>();
  private all = 0;

  /** @param what the quantity, plural, for messages */
  constructor(
    private readonly what: string,
    private readonly limits: QuotaLimits,
  ) {}

  /**
   * @returns gives it back, once
   * @throws UsageError LIMIT_EXCEEDED; nothing is taken then
   */
  take(client: string, amount: number): () => void {
    const own = this.held.get(client) ?? 0;
    const { perClient, total } = this.limits;
    if (own + amount > perClient) {
      const message = `a client may hold ${perClient} ${this.what}, this one holds ${own} and asks for ${amount} more`;
      throw new UsageError('LIMIT_EXCEEDED', message);
    }
    if (this.all + amount > total) {
      throw new UsageError('LIMIT_EXCEEDED', `this party has no room for ${amount} more ${this.what}; try later`);
    }
    this.change(client, amount);
    let taken = true;
    return () => {
      if (taken) this.change(client, -amount);
      taken = false;
    };
  }

  private change(client: string, by: number): void {
    const left = (this.held.get(client) ?? 0) + by;
    if (left > 0) this.held.set(client, left);
    else this.held.delete(client);
    this.all += by;
  }
}
