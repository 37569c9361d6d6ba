// `tessera client status`: each party is asked by itself, so that one that does not answer is seen beside those that do.

import { TesseraError } from '../../errors.js';
import { type ClientConfig, loadClientConfig } from '../../net/config.js';
import { HttpsClient } from '../../net/request.js';
import { EXIT } from '../exit-code.js';
import { CliFailure } from '../failure.js';
import { formatBytes } from '../render/format.js';
import { type Cell, renderTable } from '../render/table.js';
import { PartyStatus } from './status-form.js';

const TIMEOUT_MS = 10_000;

type Answer = PartyStatus | { readonly code: string };

/**
 * @returns a table
 * @throws CliFailure UNREACHABLE with the table as its detail if a party does not answer
 */
export async function showStatus(partiesFile: string): Promise<string> {
  const { parties, ca } = await loadClientConfig(partiesFile);
  const answers = await Promise.all(parties.map((party) => askStatus(party, ca)));
  const table = render(parties, answers);
  const silent = parties.filter((_, index) => 'code' in (answers[index] ?? { code: '' })).map(({ id }) => id);
  if (silent.length === 0) return table;
  const message = `no status from party ${silent.join(', ')}`;
  throw new CliFailure('UNREACHABLE', message, EXIT.network, undefined, table.split('\n'));
}

/** One party's status, or the code of what went wrong. */
export async function askStatus({ url, fingerprint }: ClientConfig['parties'][number], ca: string): Promise<Answer> {
  const http = new HttpsClient({ url, ca, ...(fingerprint === undefined ? {} : { fingerprint }) });
  try {
    const { body } = await http.request({ method: 'GET', path: '/v1/status', timeoutMs: TIMEOUT_MS });
    const parsed = PartyStatus.safeParse(JSON.parse(new TextDecoder().decode(body)));
    return parsed.success ? parsed.data : { code: 'BAD_FRAME' };
  } catch (error) {
    return { code: error instanceof TesseraError ? error.code : 'BAD_FRAME' };
  } finally {
    await http.close();
  }
}

function render(parties: ClientConfig['parties'], answers: readonly Answer[]): string {
  const rows = parties.flatMap(({ id, url }, index): Cell[][] => {
    const answer = answers[index] ?? { code: 'BAD_FRAME' };
    if ('code' in answer) return [[id, url, answer.code, ...Array<Cell>(6).fill(undefined)]];
    const head: Cell[] = [id, url, answer.ready ? 'ready' : 'starting', formatBytes(answer.memoryMB * 1e6)];
    if (answer.datasets.length === 0) return [[...head, ...Array<Cell>(5).fill(undefined)]];
    return answer.datasets.map(({ name, program, rows: uploaded, boundRows, version }, k) => [
      ...(k === 0 ? head : Array<Cell>(head.length).fill(undefined)),
      name,
      program,
      uploaded,
      boundRows,
      version,
    ]);
  });
  const titles = ['party', 'address', 'state', 'peak memory', 'dataset', 'program', 'rows', 'bound', 'version'];
  return renderTable(
    titles.map((title) => ({ title })),
    rows,
  );
}
