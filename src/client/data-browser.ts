import { type ClientSettings, client } from '../api/client.ts';
import { opinions } from '../api/quality.ts';
import { overview } from '../api/runs.ts';
import { getUnit, listUnits, type UnitRow } from '../api/units.ts';
import { type Grant, listGrants, listQualifications } from '../api/workers.ts';

/** A client for scripts, to be passed to these functions; its `call` reaches every endpoint of `src/api`. */
export type Manyhands = ReturnType<typeof client>;

/** A client of the server at this URL, such as `http://localhost:8400`; `token` is required if the server has a login. */
export const manyhandsAt = (url: string, settings: ClientSettings = {}): Manyhands => client(url, settings);

/** @deprecated Earlier name of `manyhandsAt`. */
export const houseAt = manyhandsAt;

const pageRows = 500;

/** The rows of a list, fetched page by page while they are read. */
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

/** The names of all tasks with a run, in alphabetical order. */
export async function taskNames(client: Manyhands): Promise<string[]> {
  const { runs } = await client.call(overview, {});
  return [...new Set(runs.map(({ task }) => task))].toSorted();
}

type UnitFilter = { task?: string; run?: string; status?: string };

const units = (client: Manyhands, filter: UnitFilter): AsyncGenerator<UnitRow> =>
  everyPage(async (cursor) => {
    const page = await client.call(listUnits, { query: { ...filter, limit: pageRows, cursor } });
    return { rows: page.units, cursor: page.cursor };
  });

/** The statuses of submitted units. */
const submittedStatuses = 'completed,accepted,soft_rejected,rejected';

/** The submitted units of all runs of a task, in the order of the data. */
export const unitsOfTask = (client: Manyhands, task: string): AsyncGenerator<UnitRow> =>
  units(client, { task, status: submittedStatuses });

/** All units of all runs of a task, including open ones. */
export const allUnitsOfTask = (client: Manyhands, task: string): AsyncGenerator<UnitRow> => units(client, { task });

/** The submitted units of one run. */
export const unitsOfRun = (client: Manyhands, run: string): AsyncGenerator<UnitRow> =>
  units(client, { run, status: submittedStatuses });

/** The data of a unit with the names of Mephisto's data browser; times are seconds since 1970. */
export type UnitData = {
  unit_id: string;
  assignment_id: string;
  worker_id: string | null;
  status: UnitRow['status'];
  data: { inputs: Record<string, unknown>; outputs: unknown };
  files: { hash: string; name: string; type: string; size: number }[];
  /** What the page sent with the answer: tips, feedback, opinions. */
  metadata: unknown[];
  task_start: number | null;
  task_end: number | null;
};

const secondsOf = (time: string | null): number | null => (time === null ? null : Date.parse(time) / 1000);

/** The data and the answer of a unit; `outputs` is null before it is submitted. */
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

/** The holders of a qualification, by its name (case-insensitive) or id; with `value`, only those with exactly this value. */
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
    const request = { params: { qualification: found.id }, query: { limit: pageRows, cursor } };
    const page = await client.call(listGrants, request);
    return { rows: page.grants, cursor: page.cursor };
  });
  for await (const grant of grants) if (value === undefined || grant.value === value) yield grant;
}

/** The feedback of one kind from workers of a task, the newest first. */
export const metadataOfTask = (client: Manyhands, task: string, kind: 'opinion' | 'tip' | 'feedback') =>
  everyPage(async (cursor) => {
    const page = await client.call(opinions, { query: { task, kind, limit: pageRows, cursor } });
    return { rows: page.opinions, cursor: page.cursor };
  });
