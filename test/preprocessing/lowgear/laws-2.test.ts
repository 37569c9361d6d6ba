// The laws of tuples for two parties, with proofs.

import { tupleLaws } from '../../support/tuple-laws.js';
import { lawParties } from './law-parties.js';

const parties = await lawParties(2, 'proven');

tupleLaws('lowgear', async () => parties, [2]);
