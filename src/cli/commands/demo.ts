// `tessera demo PROGRAM`: everything on this machine, each server a process of its own.

import type { Command } from 'commander';
import { finish, type Terminal } from '../command.js';
import { recommenderCommand } from './demo/recommender.js';

export function demoCommand(parent: Command, terminal: Terminal): void {
  const demo = finish(
    parent.command('demo').description('see a secure computation at work, all servers on this machine'),
    'tessera demo recommender',
  );
  recommenderCommand(demo, terminal);
}
