// The graphs of a program and their schedules, made once per dataset version: they follow from the number of rows and their owners.

import type { Kernel } from '../../kernel/index.js';
import { inChapters, type Schedule, schedule } from '../../secure/plan/index.js';
import { type Built, type BuiltGraph, build } from '../../secure/program/build.js';
import { digestOf } from '../../secure/program/digest.js';
import type { Instance } from '../../secure/program/instance.js';
import type { RowOwner } from '../program.js';

/** What a party runs on one dataset version. */
export interface Plan {
  readonly built: Built;
  /** In chapters; null for a program without set-up, or with one that keeps nothing. */
  readonly setup: Schedule | null;
  readonly body: Schedule;
}

/** What a plan follows from. */
export interface Version {
  readonly rows: number;
  readonly owners: readonly RowOwner[];
}

export class Plans {
  /** By the list of owners, which every dataset version has one of, and goes with. */
  readonly #plans = new WeakMap<readonly RowOwner[], Plan>();
  readonly #digests = new WeakMap<Plan, Uint8Array>();

  constructor(private readonly program: Instance) {}

  /** @param parties the same at every call @throws UsageError as planOf */
  of(version: Version, parties: number): Plan {
    const known = this.#plans.get(version.owners);
    if (known !== undefined) return known;
    const plan = planOf(this.program, version, parties);
    this.#plans.set(version.owners, plan);
    return plan;
  }

  /** 32 bytes that name the plan. */
  digest(kernel: Kernel, version: Version & { readonly parties: number }): Uint8Array {
    const plan = this.of(version, version.parties);
    const known = this.#digests.get(plan);
    if (known !== undefined) return known;
    const digest = digestOf(kernel, plan.built);
    this.#digests.set(plan, digest);
    return digest;
  }
}

/** @throws UsageError as build, schedule and inChapters */
export function planOf(program: Instance, { rows, owners }: Version, parties: number): Plan {
  const shape = { rows, owners: owners.map(({ client, rows: { from, to } }) => ({ client, from, to })) };
  const built = build(program, shape);
  const { setup, body } = built;
  return {
    built,
    setup: setup === null || isEmpty(setup) ? null : inChapters(schedule(setup.graph, setup.results, 'kept'), parties),
    body: schedule(body.graph, body.results),
  };
}

function isEmpty({ results }: BuiltGraph): boolean {
  return Object.keys(results).length === 0;
}
