import { type ClientSettings, client } from '../api/client.ts';
import { opinions } from '../api/quality.ts';
import { overview } from '../api/runs.ts';
import { getUnit, listUnits, type UnitRow } from '../api/units.ts';
import { type Grant, listGrants, listQualifications } from '../api/workers.ts';

/** The client of a script: these functions read with it, and `call` reaches every endpoint of `src/api`. */
export type Manyhands = ReturnType<typeof client>;

/** The client of the server at this address, such as `http://localhost:8400`; `token` is needed where there is a login. */
export const manyhandsAt = (url: string, settings: ClientSettings = {}): Manyhands => client(url, settings);

/** @deprecated Earlier name of `manyhandsAt`. */
export const houseAt = manyhandsAt;

const pageSize = 500;

/** The rows of a list, fetched page by page as they are read. */
export async function* everyPage<Row>(
  page: (cursor: string | undefined) => Promise<{ rows: readonly Row[]; cursor?: string }>,
): AsyncGenerator<Row> {
  let cursor: string | undefined;
  do {
    const { rows, cursor: next } = await page(cursor);
    yield* rows;
    cursor = next;
  } while (cursor !== undefined);
}

/** The names of all tasks that have a run, from A to Z. */
export async function taskNames(client: Manyhands): Promise<string[]> {
  const { runs } = await client.call(overview, {});
  return [...new Set(runs.map(({ task }) => task))].toSorted();
}

type Where = { task?: string; run?: string; status?: string };

const units = (client: Manyhands, where: Where): AsyncGenerator<UnitRow> =>
  everyPage(async (cursor) => {
    const page = await client.call(listUnits, { query: { ...where, limit: pageSize, cursor } });
    return { rows: page.units, cursor: page.cursor };
  });

/** A unit that was handed in is in one of these. */
const handedIn = 'completed,accepted,soft_rejected,rejected';

/** The units of all runs of a task that were handed in, in the order of the data. */
export const unitsOfTask = (client: Manyhands, task: string): AsyncGenerator<UnitRow> =>
  units(client, { task, status: handedIn });

/** All units of all runs of a task, also those that nobody has done. */
export const allUnitsOfTask = (client: Manyhands, task: string): AsyncGenerator<UnitRow> => units(client, { task });

/** The units of one run that were handed in. */
export const unitsOfRun = (client: Manyhands, run: string): AsyncGenerator<UnitRow> =>
  units(client, { run, status: handedIn });

/** What a unit came to, in the words of Mephisto's data browser; times are seconds since 1970. */
export type UnitData = {
  unit_id: string;
  assignment_id: string;
  worker_id: string | null;
  status: UnitRow['status'];
  data: { inputs: Record<string, unknown>; outputs: unknown };
  files: { hash: string; name: string; type: string; size: number }[];
  /** What the page sent beside the answer: tips, feedback, opinions. */
  metadata: unknown[];
  task_start: number | null;
  task_end: number | null;
};

const secondsOf = (time: string | null): number | null => (time === null ? null : Date.parse(time) / 1000);

/** The data and the answer of a unit; `outputs` is null while nobody has handed it in. */
export async function dataOfUnit(client: Manyhands, unit: string): Promise<UnitData> {
  const detail = await client.call(getUnit, { params: { unit } });
  return {
    unit_id: detail.id,
    assignment_id: detail.assignment,
    worker_id: detail.worker,
    status: detail.status,
    data: { inputs: detail.data, outputs: detail.answer },
    files: detail.files.map(({ hash, name, type, size }) => ({ hash, name, type, size })),
    metadata: detail.metadata.filter(({ kind }) => kind === 'metadata').map(({ content }) => content),
    task_start: secondsOf(detail.assigned_at),
    task_end: secondsOf(detail.submitted_at),
  };
}

/** Who holds a qualification, by its name in any capitals or its id; with `value`, only those with exactly that value. */
export async function* workersWithQualification(
  client: Manyhands,
  name: string,
  value?: number,
): AsyncGenerator<Grant> {
  const { qualifications } = await client.call(listQualifications, {});
  const isMeant = (known: { id: string; name: string; retired: boolean }) =>
    known.id === name || (!known.retired && known.name.toLowerCase() === name.toLowerCase());
  const found = qualifications.find(isMeant);
  if (!found) return;
  const grants = everyPage(async (cursor) => {
    const given = { params: { qualification: found.id }, query: { limit: pageSize, cursor } };
    const page = await client.call(listGrants, given);
    return { rows: page.grants, cursor: page.cursor };
  });
  for await (const grant of grants) if (value === undefined || grant.value === value) yield grant;
}

/** What workers of a task said beside their answers, of one kind, the newest first. */
export const metadataOfTask = (client: Manyhands, task: string, kind: 'opinion' | 'tip' | 'feedback') =>
  everyPage(async (cursor) => {
    const page = await client.call(opinions, { query: { task, kind, limit: pageSize, cursor } });
    return { rows: page.opinions, cursor: page.cursor };
  });
