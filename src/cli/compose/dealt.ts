// Tuples from the trusted dealer that a party's configuration names.

import { UsageError } from '../../errors.js';
import { HttpsClient } from '../../net/request.js';
import { DealerClient } from '../../service/dealer-client.js';
import { DEALT } from '../../service/lowgear/status.js';
import { retry } from './running.js';
import type { SourceParts, TupleSourceStart } from './tuple-source.js';

/** @throws UsageError CONFIG_INVALID when the configuration names no dealer */
export function dealtTuples({ config, kernel, arena, teardown }: SourceParts): TupleSourceStart {
  const { dealer, id: party, parties, ca, certificate, key } = config;
  if (dealer === undefined) {
    throw new UsageError('CONFIG_INVALID', 'the configuration names no dealer; write one with tessera keygen --dealer');
  }
  return async () => {
    const http = new HttpsClient({ ...dealer, ca, certificate, key });
    teardown.add(() => http.close());
    const tuples = await retry(() => DealerClient.connect({ http, kernel, party, parties, arena }));
    return { tuples, usable: () => tuples.usable, status: () => DEALT };
  };
}
