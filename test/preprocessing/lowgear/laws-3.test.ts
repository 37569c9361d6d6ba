// The laws of tuples for three parties.

import { tupleLaws } from '../../support/tuple-laws.js';
import { lawParties } from './law-parties.js';

const parties = await lawParties(3, 'unproven');

tupleLaws('lowgear', async () => parties, [3]);
