// `tessera client bind`: from now on questions see what has been uploaded so far.

import type { BoundDataset } from '../../client/client.js';
import { withClient } from './connect.js';
import type { DatasetFlags } from './flags.js';
import { readKeyFile } from './key-file.js';

/** @throws as TesseraClient.bind */
export async function bindDataset({ parties, key, dataset }: DatasetFlags): Promise<BoundDataset> {
  return await withClient(parties, await readKeyFile(key), (client) => client.bind(dataset));
}
