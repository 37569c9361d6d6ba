// `tessera demo PROGRAM`: everything on this machine, each server a process of its own.

import type { Command } from 'commander';
import { finish, type Terminal } from '../command.js';
import { benchmarkingCommand } from './demo/benchmarking.js';
import { hivCommand } from './demo/hiv.js';
import { pagerankCommand } from './demo/pagerank.js';
import { recommenderCommand } from './demo/recommender.js';

export function demoCommand(parent: Command, terminal: Terminal): void {
  const demo = finish(
    parent.command('demo').description('see a secure computation at work, all servers on this machine'),
    'tessera demo recommender',
  );
  recommenderCommand(demo, terminal);
  hivCommand(demo, terminal);
  pagerankCommand(demo, terminal);
  benchmarkingCommand(demo, terminal);
}
