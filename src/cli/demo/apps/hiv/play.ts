// The clients of the treatment demo: hospitals upload records, and a doctor asks for one patient after the other; every answer is
// compared with the computation in the clear.

import { generatePatient, generateRecords } from '../../../../apps/hiv-treatment/generate.js';
import { type TreatmentParameters, treatmentParameters } from '../../../../apps/hiv-treatment/parameters.js';
import { type Effectiveness, effectiveness } from '../../../../apps/hiv-treatment/plain.js';
import { hivTreatment } from '../../../../apps/hiv-treatment/program.js';
import { rankTreatments } from '../../../../apps/hiv-treatment/rank.js';
import {
  checkRecords,
  type PatientQuery,
  recordBlocks,
  type TreatmentRecords,
} from '../../../../apps/hiv-treatment/records.js';
import { ProgramClient } from '../../../../client/program.js';
import { instantiate } from '../../../../secure/program/instance.js';
import { loadRecords } from '../../../data/records.js';
import { formatCount } from '../../../render/format.js';
import { type Cell, renderTable } from '../../../render/table.js';
import { askOnce, uploadShared } from '../../defined.js';
import type { QueryFigures } from '../../messages.js';
import type { Findings, Stage } from '../../plan.js';
import { Setting } from './setting.js';

/** Hospitals, who upload at the same time. */
const HOSPITALS = 2;

interface DemoRecords extends TreatmentRecords {
  readonly treatmentNames: readonly string[];
}

export async function playHiv(given: unknown, stage: Stage): Promise<Findings> {
  const setting = Setting.parse(given);
  const p = treatmentParameters(setting.parameters);
  const program = instantiate(hivTreatment, p);
  const data = await stage.step('reading the records', 1, () => load(setting, p));
  const { records } = data;
  await stage.uploading(`uploading ${formatCount(records)} records of ${p.mutations} mutations`, records, (advance) => {
    const valuesOf = (from: number, to: number) => ({ ...recordBlocks(data, p, from, to) });
    return uploadShared(stage, program, { rows: records, clients: HOSPITALS }, valuesOf, advance);
  });
  const doctor = await stage.connection.client();
  await stage.binding(doctor);
  const asking = new ProgramClient(doctor, program);
  const answers: { found: Effectiveness; correct: boolean; figures: QueryFigures }[] = [];
  await stage.step(`asking for ${stage.queries} patients`, stage.queries, async (advance) => {
    for (let patient = 0; patient < stage.queries; patient++) {
      const query = patientOf(data, setting, patient, p);
      const { outputs, figures } = await askOnce(stage, asking, {
        mutations: [...query.mutations],
        selected: [...query.selected],
      });
      const found = { counts: Uint32Array.from(outputs.counts), sums: Float64Array.from(outputs.sums) };
      answers.push({ found, correct: same(found, effectiveness(data, query, p)), figures });
      advance(1);
    }
  });
  return {
    sizes: { records, treatments: p.treatments, mutations: p.mutations },
    answer: describe(answers.at(-1)?.found, data, setting.top, p),
    wrong: answers.filter(({ correct }) => !correct).length,
    queries: answers.map(({ figures }) => figures),
    setupIsOnline: false,
  };
}

async function load({ file, patients, seed }: Setting, p: TreatmentParameters): Promise<DemoRecords> {
  if (file === null) return generateRecords(patients, seed, p);
  const found = await loadRecords(file);
  checkRecords(found, p);
  return found;
}

/** Somebody of the same population, or of a file, one record after the other as if it were a new patient's. */
function patientOf(data: DemoRecords, { file, seed }: Setting, patient: number, p: TreatmentParameters): PatientQuery {
  if (file === null) return generatePatient(seed, patient, p);
  const record = patient % data.records;
  const mutations = data.mutations.slice(record * p.mutations, (record + 1) * p.mutations);
  return { mutations, selected: new Uint8Array(p.treatments).fill(1) };
}

function same(a: Effectiveness, b: Effectiveness): boolean {
  return a.counts.every((count, t) => count === b.counts[t]) && a.sums.every((sum, t) => sum === b.sums[t]);
}

function describe(
  found: Effectiveness | undefined,
  { records, treatmentNames }: DemoRecords,
  top: number,
  { minimumPatients, maxDistance }: TreatmentParameters,
): string {
  const ranked = found === undefined ? [] : rankTreatments(found);
  if (ranked.length === 0) {
    return `No treatment had ${minimumPatients} patients with at most ${maxDistance} other mutations, so nothing is shown (suppressed inside the computation).`;
  }
  const rows = ranked
    .slice(0, top)
    .map(({ treatment, patients, meanDays }): Cell[] => [
      treatmentNames[treatment] ?? `treatment ${treatment}`,
      formatCount(patients),
      formatCount(Math.round(meanDays)),
    ]);
  const table = renderTable(
    [
      { title: 'treatment' },
      { title: 'similar patients', align: 'right' },
      { title: 'mean days until failure', align: 'right' },
    ],
    rows,
  );
  const head = `What lasted longest for patients like this one, from ${formatCount(records)} records (treatments with ${minimumPatients} such patients or more: ${ranked.length}):`;
  return `${head}\n\n${table}`;
}
