import { describe, expect, it } from 'vitest';
import {
  allUnitsOfTask,
  dataOfUnit,
  manyhandsAt,
  metadataOfTask,
  taskNames,
  unitsOfRun,
  unitsOfTask,
  workersWithQualification,
} from './data-browser.ts';

/** A server with replies for these paths, and the paths of its requests. */
function serverWith(replies: Record<string, unknown>) {
  const paths: string[] = [];
  const fetch = async (address: string | URL | Request) => {
    const path = decodeURIComponent(String(address).replace('http://server', ''));
    paths.push(path);
    const reply = replies[path];
    return new Response(JSON.stringify(reply ?? { code: 'test/unknown', message: path }), {
      status: reply ? 200 : 404,
    });
  };
  return { client: manyhandsAt('http://server/', { fetch: fetch as typeof globalThis.fetch }), paths };
}

async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const found: Value[] = [];
  for await (const value of values) found.push(value);
  return found;
}

describe('the data browser', () => {
  it('returns the submitted units of a task or a run, page after page', async () => {
    const done = 'status=completed,accepted,soft_rejected,rejected&limit=500';
    const { client } = serverWith({
      [`/api/units?task=films&${done}`]: { units: [{ id: 'a' }], cursor: '7' },
      [`/api/units?task=films&${done}&cursor=7`]: { units: [{ id: 'b' }] },
      [`/api/units?run=films-1&${done}`]: { units: [{ id: 'c' }] },
      '/api/units?task=films&limit=500': { units: [{ id: 'd' }] },
    });
    expect(await all(unitsOfTask(client, 'films'))).toEqual([{ id: 'a' }, { id: 'b' }]);
    expect(await all(unitsOfRun(client, 'films-1'))).toEqual([{ id: 'c' }]);
    expect(await all(allUnitsOfTask(client, 'films'))).toEqual([{ id: 'd' }]);
  });

  it('returns the names of tasks, each once', async () => {
    const { client } = serverWith({
      '/api/overview': { runs: [{ task: 'maps' }, { task: 'films' }, { task: 'maps' }] },
    });
    expect(await taskNames(client)).toEqual(['films', 'maps']);
  });

  it('fetches no page that is not read', async () => {
    const { client, paths } = serverWith({ '/api/units?task=films&limit=500': { units: [{ id: 'a' }], cursor: '7' } });
    for await (const unit of allUnitsOfTask(client, 'films')) {
      expect(unit).toEqual({ id: 'a' });
      break;
    }
    expect(paths).toHaveLength(1);
  });

  it('returns the data and answer of a unit', async () => {
    const unit = {
      id: 'films-1.0.0',
      assignment: 'films-1.0',
      worker: 'w1',
      status: 'accepted',
      data: { title: 'Up' },
      answer: { genre: 'Drama' },
      files: [],
      metadata: [
        { kind: 'metadata', content: { tips: 'Rest.' } },
        { kind: 'error', content: 'oops' },
      ],
      assigned_at: '1970-01-01T00:00:10.000Z',
      submitted_at: '1970-01-01T00:00:12.500Z',
    };
    const { client } = serverWith({ '/api/units/films-1.0.0': unit });
    expect(await dataOfUnit(client, 'films-1.0.0')).toEqual({
      unit_id: 'films-1.0.0',
      assignment_id: 'films-1.0',
      worker_id: 'w1',
      status: 'accepted',
      data: { inputs: { title: 'Up' }, outputs: { genre: 'Drama' } },
      files: [],
      metadata: [{ tips: 'Rest.' }],
      task_start: 10,
      task_end: 12.5,
    });
    await expect(dataOfUnit(client, 'nowhere')).rejects.toMatchObject({ code: 'test/unknown', status: 404 });
  });

  it('finds the holders of a qualification in use, with any value or exactly one', async () => {
    const { client } = serverWith({
      '/api/qualifications': {
        qualifications: [
          { id: 'french-old', name: 'French', retired: true },
          { id: 'french-new', name: 'French', retired: false },
        ],
      },
      '/api/qualifications/french-new/workers?limit=500': {
        grants: [
          { worker: 'w1', value: 1 },
          { worker: 'w2', value: 3 },
        ],
      },
    });
    expect(await all(workersWithQualification(client, 'french'))).toHaveLength(2);
    expect(await all(workersWithQualification(client, 'french', 3))).toEqual([{ worker: 'w2', value: 3 }]);
    expect(await all(workersWithQualification(client, 'Greek'))).toEqual([]);
  });

  it('returns the feedback of workers', async () => {
    const { client } = serverWith({ '/api/opinions?task=films&kind=tip&limit=500': { opinions: [{ kind: 'tip' }] } });
    expect(await all(metadataOfTask(client, 'films', 'tip'))).toEqual([{ kind: 'tip' }]);
  });
});
