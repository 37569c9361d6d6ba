// The laws of tuples for four parties.

import { tupleLaws } from '../../support/tuple-laws.js';
import { lawParties } from './law-parties.js';

const parties = await lawParties(4, 'unproven');

tupleLaws('lowgear', async () => parties, [4]);
